"""What is measured of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import fmean
from typing import NamedTuple

from verification.attack.assumptions import numbers
from verification.attack.by_draw import ByDraw
from verification.attack.first_come import FirstCome
from verification.attack.market import SLOT_S, Market
from verification.attack.people import DAYS, MEASURED, SLOTS, Trip
from verification.attack.rules import SLOTS_A_DAY, list_rules
from verification.post import DAY_S


class Outcome(NamedTuple):
    """A run in numbers. Of trucks: those that began to look on the measured days."""

    captured_pct: float  # slots that went through a seller, or were held by one and not used
    profit_rub: float  # of sellers, by captured slot
    profit_day_rub: float  # of sellers, by day
    small_pct: float  # small carriers that got a slot
    small_free_pct: float  # small carriers that got one without paying
    small_wait_d: float  # their mean wait from being ready to the slot
    big_pct: float
    unused_pct: float  # slots by which no truck came
    broken_pct: float  # trucks that broke down and never got through by a slot


MEANING = {
    "captured_pct": "slots through sellers [%]",
    "profit_rub": "profit a captured slot [RUB]",
    "profit_day_rub": "profit of sellers a day [RUB]",
    "small_pct": "small carriers with a slot [%]",
    "small_free_pct": "... without paying [%]",
    "small_wait_d": "their wait [days]",
    "big_pct": "big carriers with a slot [%]",
    "unused_pct": "slots not used [%]",
    "broken_pct": "broke down and never got through [%]",
}


def run(rule_name: str, seed: int, changed: dict[str, float] | None = None) -> Outcome:
    """Run one rule with one seed."""
    a = numbers(**(changed or {}))
    rule = next(one for one in list_rules(a) if one.name == rule_name)
    if not rule.sellers:
        a["vins"] = 0
    made = ByDraw if rule_name.startswith("draw") else FirstCome
    return measure(made(rule, a, seed).run())


def measure(market: Market) -> Outcome:
    """Measure what came out."""
    trips = [one for one in market.trips if MEASURED[0] <= one.created_s // DAY_S <= MEASURED[1]]
    small = [one for one in trips if one.small]
    waits = [max(0.0, one.used_s - one.ready_s - one.late_s) / DAY_S for one in small if one.served]
    slots = [day * DAY_S + n * SLOT_S for day in range(SLOTS[0], SLOTS[1] + 1) for n in range(SLOTS_A_DAY)]
    room = market.rule.policy.slot_trucks
    used = sum(market.used.get(slot, 0) for slot in slots)
    captured = sum(_captured(market, slot, room) for slot in slots)
    everything = sum(_captured(market, slot, room) for slot in {*market.used_paid, *market.let_go_of})
    profit = market.income - market.costs
    return Outcome(
        captured_pct=100 * captured / (len(slots) * room),
        profit_rub=profit / everything if everything else 0.0,
        profit_day_rub=profit / DAYS,
        small_pct=_pct(small, lambda one: one.served),
        small_free_pct=_pct(small, lambda one: one.served and not one.paid),
        small_wait_d=fmean(waits) if waits else 0.0,
        big_pct=_pct([one for one in trips if not one.small], lambda one: one.served),
        unused_pct=100 * (1 - used / (len(slots) * room)),
        broken_pct=_pct([one for one in trips if one.broke], lambda one: not one.served),
    )


def _captured(market: Market, slot_s: float, room: int) -> int:
    """Count the places of a slot that a buyer used, and those that a seller let go and nobody used."""
    unused = room - market.used.get(slot_s, 0)
    return market.used_paid.get(slot_s, 0) + min(unused, market.let_go_of.get(slot_s, 0))


def _pct(trips: Iterable[Trip], of: Callable[[Trip], bool]) -> float:
    told = [of(one) for one in trips]
    return 100 * sum(told) / len(told) if told else 0.0
