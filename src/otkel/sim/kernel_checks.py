"""Selection for checks by the plans of a policy, with each truck's own draws; and checks at the two posts.

Log: value of a selection the stage counted from 1, its rule what `core.selection` gave.
"""

from __future__ import annotations

from typing import Any

from otkel.queueing.core import selection
from otkel.sim.kernel_calendar import Calendar, inlined, schedule, within
from otkel.sim.kernel_core import interval_of, select, weighed_points
from otkel.sim.kernel_log import CHECK_ENDED, CHECK_STARTED, NOT_SELECTED, SELECTED, note
from otkel.sim.kernel_rules import (
    BY_RISK,
    EXPECTED,
    EXPECTED_SEALED,
    HAS_PLAN,
    LAST_START,
    MIN_S,
    RANDOM,
    RISK_CAP,
    STARTED,
    THRESHOLD,
    WEIGHS,
    Called,
    Rules,
)
from otkel.sim.kernel_world import LOGS, STAGES, Inside, Log, World

PASS, RISK = selection.PASS, selection.RISK
TO_CHECK, BEING_CHECKED = 1, 2


@within
def select_truck(
    world: World, rules: Rules, calls: Called, log: Log, point: int, stage: int, truck: int, now: float
) -> None:
    """Select a truck, or let it pass, by the plan of a stage."""
    day = interval_of(rules.days, now * MIN_S)
    sealed = rules.acts[truck].sealed
    bounds = rules.bounds[point, stage]
    expected = bounds[EXPECTED_SEALED] if sealed else bounds[EXPECTED]
    points = weighed_points(rules.acts[truck].points, rules.plans[point, stage, WEIGHS] if sealed else 100.0)
    code = select(
        rules.draw[stage, truck], bounds[RANDOM], expected, points, int(rules.plans[point, stage, THRESHOLD]),
        calls.taken[point, BY_RISK + stage, day], int(rules.plans[point, stage, RISK_CAP]),
    )  # fmt: skip
    if code == RISK:
        calls.taken[point, BY_RISK + stage, day] += 1
    calls.trucks[truck].checked = TO_CHECK if code != PASS else 0
    if world.uses & LOGS:
        note(log, NOT_SELECTED if code == PASS else SELECTED, point, truck, stage + 1, now, code)


@inlined
def select_at_start(
    rules: Any, calls: Any, world: World, log: Log, station: int, truck: int, now: float
) -> None:
    """Select a truck that a post takes on, where a plan says so."""
    if rules is None:
        return
    if station % STAGES < 2 and rules.plans[station // STAGES, station % STAGES, HAS_PLAN] > 0.0:
        select_truck(world, rules, calls, log, station // STAGES, station % STAGES, truck, now)


@inlined
def checks_first(
    rules: Any, calls: Any, world: World, cal: Calendar, log: Log, place: int, station: int, now: float
) -> bool:
    """Begin the check of a truck whose papers are done; tell whether it stays for it."""
    if rules is None:
        return False
    stage, truck = station % STAGES, cal.items[place].truck
    if stage == 2 or calls.trucks[truck].checked == 0:
        return False
    if calls.trucks[truck].checked == BEING_CHECKED:
        calls.trucks[truck].checked = 0
        if world.uses & LOGS:
            note(log, CHECK_ENDED, station // STAGES, truck, stage + 1, now)
        return False
    calls.trucks[truck].checked = BEING_CHECKED
    if world.uses & LOGS:
        note(log, CHECK_STARTED, station // STAGES, truck, stage + 1, now)
    schedule(cal, place, station, now + rules.check[stage, truck])
    return True


@inlined
def select_behind_entry(
    rules: Any, calls: Any, world: World, log: Log, point: int, truck: int, now: float
) -> None:
    """Select a truck that entry control let through for the roadside check, where a plan says so."""
    if rules is None:
        return
    if rules.plans[point, 2, HAS_PLAN] > 0.0:
        select_truck(world, rules, calls, log, point, 2, truck, now)


@inlined
def is_sent_to_roadside(rules: Any, calls: Any, truck: int) -> bool:
    """Tell whether a truck was selected behind entry control."""
    if rules is None:
        return False
    selected: bool = calls.trucks[truck].checked == TO_CHECK
    calls.trucks[truck].checked = 0
    return selected


@inlined
def note_start(rules: Any, inside: Inside, station: int, now: float) -> None:
    """Remember when a post took a truck on: from these its rate is counted."""
    if rules is None:
        return
    stage, point = station % STAGES, station // STAGES
    if stage < 2 and rules.has[point]:
        calls = inside.calls
        number = calls.counts[0, STARTED] % calls.starts.size
        calls.starts[number].at = now * MIN_S
        calls.starts[number].earlier = calls.counts[point, LAST_START + stage]
        calls.counts[point, LAST_START + stage] = number
        calls.counts[0, STARTED] += 1


@inlined
def service_of(rules: Any, world: World, station: int, truck: int) -> float:
    """Give how long a truck is served; at the roadside whom a plan of the policy selects has its own time."""
    if rules is None:
        lasts: float = world.service[station % STAGES, truck]
        return lasts
    stage = station % STAGES
    if stage == 2 and rules.plans[station // STAGES, 2, HAS_PLAN] > 0.0:
        checked: float = rules.check[2, truck]
        return checked
    plain: float = world.service[stage, truck]
    return plain
