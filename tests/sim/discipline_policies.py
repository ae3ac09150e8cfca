"""Disciplines of the tests: each turns on one thing that a policy may hold; and drawn mixtures of them."""

from __future__ import annotations

import msgspec

from otkel.queueing.policy import (
    Allocating,
    CheckPlan,
    ClassGroup,
    Policy,
    QueueClass,
    Releasing,
    TooLate,
)

LIVE = Policy(name="live")
_SLOTS = {
    "classes": (
        QueueClass(name="first", rank=0),
        QueueClass(name="booked", rank=1, by_slot=True),
        QueueClass(name="ordinary", rank=2),
    ),
    "slot_min": 60,
    "slot_trucks": 2,
    "horizon_days": 5,
    "early_min": 180,
    "late_min": 60,
}
_CHECKS = tuple(
    CheckPlan(stage=stage, random_pct=5, expected_pct=expected, sealed_pct=50, cap_per_day=cap)
    for stage, expected, cap in (
        ("exit_control", 30, 3),
        ("entry_control", 20, None),
        ("roadside_check", 30, 20),
    )
)
# By name: the fields that a policy changes.
FEATURES = {
    "appear": {"appear_min": 40},
    "caps": {
        "classes": (
            QueueClass(name="first", rank=0, cap_pct=5, group="both"),
            QueueClass(name="booked", rank=1, cap_pct=3, group="both"),
            QueueClass(name="ordinary", rank=2),
        ),
        "groups": (ClassGroup(name="both", cap_pct=6),),
        "day_trucks": 60,
    },
    "checks": {"checks": _CHECKS, "roadside": True},
    "held": {
        "classes": (
            QueueClass(name="first", rank=0),
            QueueClass(name="booked", rank=0, weight=2),
            QueueClass(name="ordinary", rank=1),
        ),
        "lead_min": 15,
    },
    "intake": {
        "releasing": Releasing.INTAKE, "buffer_trucks": 2, "window_min": 60, "step_trucks": 4,
        "first_per_h": 6.0,
    },
    "plan": {"releasing": Releasing.PLAN, "plan_per_day": 150},
    "places": {"strip_places": 4, "exit_places": 2},
    "slots": _SLOTS,
    "refuse": _SLOTS | {"too_late": TooLate.REFUSE, "no_shows_most": 1, "block_days": 5, "late_min": 10},
    "deposit": _SLOTS | {"deposit": True, "deposit_no_shows": 1, "book_until_min": 90},
    "draw": _SLOTS | {"allocating": Allocating.DRAW, "longest_pct": 40, "slot_trucks": 1},
    "only_slots": _SLOTS | {
        "classes": (
            QueueClass(name="first", rank=0, by_slot=True, cap_pct=2, list_days=1),
            QueueClass(name="ordinary", rank=1, by_slot=True),
        ),
    },
    "weave": {
        "classes": (
            QueueClass(name="first"),
            QueueClass(name="booked", weight=2),
            QueueClass(name="ordinary", weight=3),
        ),
    },
}  # fmt: skip


def mixed(names) -> Policy:
    """Give a policy with several of the features; where two turn the same thing, the last has it.

    Where slots meet classes of another feature, those called booked have the slots.
    """
    fields = {}
    for name in names:
        fields |= FEATURES[name]
    classes = fields.get("classes", ())
    if "slot_min" in fields and not any(one.by_slot for one in classes):
        fields["classes"] = tuple(
            msgspec.structs.replace(one, by_slot=one.name == "booked") for one in classes
        )
    if not any(one.group for one in classes):
        fields.pop("groups", None)
    return msgspec.structs.replace(LIVE, **fields)


def is_sound(policy: Policy) -> bool:
    """Tell whether what a mixture says makes sense together."""
    from otkel.queueing.discipline import check_policy

    return not check_policy(msgspec.to_builtins(policy))[1]
