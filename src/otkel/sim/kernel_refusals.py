"""Who is not let through in the kernel: papers, an answer of the licensing body, days of stay."""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.queueing.core import days
from otkel.sim.kernel_calendar import Calendar, give_place, inlined, schedule, within
from otkel.sim.kernel_corridor import NO_LICENCE, NO_STAY
from otkel.sim.kernel_shares import delay_of
from otkel.sim.kernel_world import COMES_BACK, RETURN, STAGES, Inside, Results, World

_used_days = inlined(days.used_days)
_has_days = inlined(days.has_days)


@inlined
def sent_back(
    corridor: Any, world: World, inside: Inside, results: Results, truck: int, station: int, outcome: int,
    now: float,
) -> float:  # fmt: skip
    """Give after how long a truck is in line again which a station does not let through.

    Below 0: it is let through; inf: it goes home for good. For its papers a truck is sent back once.
    """
    if corridor is None:
        if station % STAGES == 1 and outcome == COMES_BACK and results.visits[truck] == 1:
            return delay_of(world, inside, truck, station // STAGES)
        return -1.0
    return sent_back_on_its_way(corridor, world, inside, truck, station, outcome, now)


@within
def sent_back_on_its_way(
    corridor: Any, world: World, inside: Inside, truck: int, station: int, outcome: int, now: float
) -> float:
    """Give the same for a truck of a corridor, and keep that it was sent back."""
    way, stage = inside.corridor, station % STAGES
    if stage == 0 and corridor.answer[truck] >= 0.0 and way.answered[truck] == 0:
        way.answered[truck] = 1
        if corridor.answer[truck] == np.inf:
            way.fate[truck] = NO_LICENCE
        return float(corridor.answer[truck])
    if stage != 1:
        return -1.0
    used = _used_days(corridor.used[truck], corridor.year_turns, now)
    if not corridor.goes_anyway[truck] and not _has_days(used, corridor.planned[truck], corridor.limit):
        way.fate[truck] = NO_STAY
        return np.inf
    if outcome == COMES_BACK and way.sent_back[truck] == 0:
        way.sent_back[truck] = 1
        return delay_of(world, inside, truck, station // STAGES)
    return -1.0


@inlined
def go_back(cal: Calendar, results: Results, place: int, again: float, now: float) -> None:
    """Let a truck that was sent back come again, or go home for good."""
    if again < np.inf:
        schedule(cal, place, RETURN, now + again)
        return
    truck = cal.items[place].truck
    results.left[truck] = now
    results.visits[truck] = -results.visits[truck]
    give_place(cal, place)
