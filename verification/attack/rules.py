"""The rules that are compared, each as a policy of `queueing`, and what of identity they check."""

from __future__ import annotations

from typing import NamedTuple

from otkel.queueing.policy import Allocating, Policy, QueueClass, TooLate
from verification.post import code_of

SLOT_MIN = 120
SLOTS_A_DAY = 1440 // SLOT_MIN
HORIZON_D = 7


class Rule(NamedTuple):
    """A rule: its policy, and whether a place is bound to the vehicle and not to its plate."""

    name: str
    policy: Policy
    vin: bool
    sellers: bool = True  # whether they try; they leave where they lose money


def _policy(name: str, slots_per_day: int, **fields: object) -> Policy:
    base = {
        "classes": (QueueClass(name="booked", by_slot=True), QueueClass(name="ordinary", rank=1)),
        "slot_min": SLOT_MIN, "slot_trucks": slots_per_day // SLOTS_A_DAY, "horizon_days": HORIZON_D,
        "late_min": 60, "too_late": TooLate.LIVE_QUEUE, "day_trucks": slots_per_day,
    }  # fmt: skip
    return Policy(name=code_of(name), **{**base, **fields})  # type: ignore[arg-type]


def list_rules(a: dict[str, float]) -> tuple[Rule, ...]:
    """Give the rules in the order in which they were tried at borders, Otkel's last."""
    draw = {
        "allocating": Allocating.DRAW, "request_days": round(a["request_days"]), "request_until_h": 12,
        "longest_pct": round(a["longest_pct"]), "exceptions_days": 60, "exception_most_h": 72,
        "no_shows_most": 3, "block_days": 7,
    }  # fmt: skip
    made = (
        # Whoever clicks first; a plate is a word that somebody types.
        ("first click", {"one_booking": False}, False),
        # One live booking a vehicle, by its VIN: Kazakhstan from April 2025.
        ("VIN only", {}, True),
        # And a deposit, lost at the second no-show: Kazakhstan, announced for September 2025.
        ("deposit", {"deposit": True, "deposit_no_shows": 2}, True),
        # And no edits: Latvia from November 2025; a cancellation blocks as in Ukraine.
        ("freeze all", {"moves_most": 0, "cancels_most": 1, "block_days": 14}, True),
        # The preset `otkel`: request window, longest-wait share, bound to the vehicle, standby, exceptions.
        ("draw", draw, True),
        ("draw, sellers gone", draw, True),
        # What the draw is worth where plates are not tied to vehicles.
        ("draw by plate", {**draw, "one_booking": False}, False),
    )
    slots = round(a["slots_per_day"])
    return tuple(
        Rule(name, _policy(name, slots, **fields), vin, "gone" not in name) for name, fields, vin in made
    )


NAMES = ("first click", "VIN only", "deposit", "freeze all", "draw", "draw, sellers gone", "draw by plate")
