"""The waiting area and the calls of points with a discipline: who stands there, who is called, who comes.

Whose turn it is, how many may be called and whether a share of the day has room are functions of
`queueing.core`, compiled from the very source that the live crossing calls; so is the release by intake.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.queueing.core.line import BY_CLASS
from otkel.queueing.core.release import AT_ONCE
from otkel.sim.kernel_calendar import NIL, Calendar, inlined, schedule, within
from otkel.sim.kernel_core import (
    aim,
    call_rule,
    choose_class,
    free_places,
    has_room,
    interval_of,
    is_since,
    may_call,
    not_driving,
    per_hour,
    planned,
    take_turn,
    tightest,
    tree_sum,
)
from otkel.sim.kernel_line import wait_patiently
from otkel.sim.kernel_lists import append, first_to_call, row_of, stand_in, unlink
from otkel.sim.kernel_log import (
    CALLED,
    MORE,
    RELEASE_SET,
    leave_line,
    note,
    note_arrival,
    stand_in_line,
)
from otkel.sim.kernel_rules import (
    ABSENT,
    ALL_CALLS,
    APPEAR_MIN,
    BUFFER,
    CLASSES,
    DRIVES_UP,
    DRIVING,
    ENTRY_PLACES,
    EXIT_PLACES,
    FALLBACK,
    FIRST_PER_H,
    INTAKE,
    IS_WOVEN,
    LAST_START,
    LEAD_MIN,
    MIN_S,
    NAME,
    ON_CALL,
    OUT,
    PLAN,
    PLAN_PER_DAY,
    RELEASING,
    STEP,
    TAKEN_ON_CALL,
    TARGET,
    TARGET_AT,
    TOP_SEQ,
    TURNS,
    WAITING,
    WINDOW_MIN,
    Called,
    Rules,
    by_slot_at,
)
from otkel.sim.kernel_settings import PLACES
from otkel.sim.kernel_world import LOGS, QUEUED, RENEGES, STAGES, Inside, Log, Results, World

BY_SLOT = 4  # rule of a call, beside those of `core.line`
INFERRED, MEASURED = 0, 1


@inlined
def stand_waiting(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, slot_min: int,
    now: float,
) -> None:  # fmt: skip
    """A truck has come: it stands in the waiting area, in the class that `stands` says."""
    rules, calls = world.rules, inside.calls
    truck = cal.items[place].truck
    point = results.point[truck]
    calls.trucks[truck].status = WAITING
    calls.trucks[truck].came = results.came[truck] = now
    calls.trucks[truck].seq = calls.counts[point, TOP_SEQ]
    calls.counts[point, TOP_SEQ] += 1
    if world.uses & LOGS:
        note_arrival(log, point, truck, now, slot_min, calls.trucks[truck].stands)
        stand_in_line(log, point, truck)
    cal.items[place].since = now
    cal.items[place].what = QUEUED
    calls.trucks[truck].place = place
    stand_in(rules, calls, point, truck)
    inside.waiting[STAGES * point] += 1
    if world.uses & RENEGES:
        wait_patiently(world, cal, place, now)


@inlined
def count_starts(rules: Rules, calls: Called, point: int, stage: int, t_s: float) -> int:
    """Count the trucks that a post took on within the window of the intake."""
    window_s = rules.numbers[point, WINDOW_MIN] * MIN_S
    count, at = 0, calls.counts[point, LAST_START + stage]
    while at != NIL and is_since(calls.starts[at].at, t_s, window_s):
        count += 1
        at = calls.starts[at].earlier
    return count


@inlined
def rates_of(
    world: World, inside: Inside, point: int, t_s: float
) -> tuple[tuple[float, float], tuple[float, float], int]:
    """Give what exit and entry control take on [trucks/h], who stands before them, and how it is known."""
    rules, calls = world.rules, inside.calls
    numbers = rules.numbers[point]
    window_s = numbers[WINDOW_MIN] * MIN_S
    taken = count_starts(rules, calls, point, 0, t_s)
    own, before = numbers[FIRST_PER_H], 0.0
    if taken > 0:
        own = per_hour(taken, window_s)
        before = not_driving(calls.counts[point, ON_CALL], own, numbers[LEAD_MIN])
    on_strip = inside.strip[point]
    entered = count_starts(rules, calls, point, 1, t_s)
    beyond = -1.0
    if entered > 0 or (calls.counts[point, LAST_START + 1] != NIL and on_strip > 0):
        beyond = per_hour(entered, window_s)
    return (own, beyond), (before, float(on_strip)), MEASURED if taken > 0 else INFERRED


@inlined
def free_at(world: World, inside: Inside, point: int) -> int:
    """Give how many more trucks may drive up; -1: not limited."""
    numbers = world.rules.numbers[point]
    free: int = free_places(
        int(numbers[EXIT_PLACES]), int(inside.settings.now[PLACES, point]), int(numbers[ENTRY_PLACES]),
        inside.calls.counts[point, ON_CALL], inside.busy[STAGES * point], inside.strip[point],
    )  # fmt: skip
    return free


@within
def plan_release(world: World, inside: Inside, point: int, t_s: float) -> tuple[int, float, int, float, int]:
    """Give how many may be called, the target, the tightest stage, what it takes on, and how that is known.

    A target below zero is none: release is not by intake.
    """
    rules, calls = world.rules, inside.calls
    numbers = rules.numbers[point]
    places = free_at(world, inside, point)
    kind = int(numbers[RELEASING])
    if kind == INTAKE:
        rates, standing, known = rates_of(world, inside, point, t_s)
        tight = tightest(rates, standing, numbers[BUFFER])
        rate, before = (rates[0], standing[0]) if tight == 0 else (rates[1], standing[1])
        way = calls.counts[point, ON_CALL] + inside.busy[STAGES * point]
        way += 0 if tight == 0 else inside.strip[point]
        target = aim(
            calls.targets[point, TARGET], t_s - calls.targets[point, TARGET_AT], rate, float(way), before,
            numbers[LEAD_MIN] * MIN_S, numbers[BUFFER], numbers[WINDOW_MIN] * MIN_S, numbers[STEP],
        )  # fmt: skip
        return may_call(target, way, places), target, tight, rate, known if tight == 0 else MEASURED
    may = AT_ONCE
    if kind == PLAN:
        day = interval_of(rules.days, t_s)
        since_s = t_s - rules.days[day]
        may = planned(int(numbers[PLAN_PER_DAY]), since_s, calls.taken[point, ALL_CALLS, day])
    if places >= 0 and places < may:
        may = places
    return may, -1.0, 0, 0.0, INFERRED


@inlined
def has_share(rules: Rules, calls: Called, point: int, queue_class: int, day: int) -> bool:
    """Tell whether the shares of a day have room for one more of a class that is called in turn."""
    if by_slot_at(rules, point, queue_class):  # its share was kept at its booking
        return True
    return has_room_on(rules, calls, point, queue_class, day)


@inlined
def has_room_on(rules: Rules, calls: Called, point: int, queue_class: int, day: int) -> bool:
    """Tell whether the shares of a day have room for one more of a class."""
    for which in range(2):
        name = rules.classes[point, queue_class, NAME + 2 * which]
        if name >= 0 and not has_room(
            calls.taken[point, name, day], rules.classes[point, queue_class, NAME + 2 * which + 1]
        ):
            return False
    return True


@inlined
def count_on(rules: Rules, calls: Called, point: int, queue_class: int, day: int, by: int) -> None:
    """Count a truck in the shares of a day, under its class and its group."""
    for which in range(2):
        name = rules.classes[point, queue_class, NAME + 2 * which]
        if name >= 0:
            calls.taken[point, name, day] += by


@inlined
def turn_on(world: World, inside: Inside, point: int, queue_class: int) -> None:
    """Move the weave on, past the turn that a class has taken."""
    rules, may = world.rules, inside.calls.may
    count, turns = int(rules.numbers[point, CLASSES]), int(rules.numbers[point, TURNS])
    for one in range(count):
        may[one] = one == queue_class
    inside.turn[point] = choose_class(
        rules.ranks[point, :count], rules.pattern[point, :turns], inside.turn[point], may[:count]
    )[1]


@inlined
def call_one(
    world: World, inside: Inside, cal: Calendar, log: Log, point: int, truck: int, at: int, source: int,
    day: int, now: float,
) -> None:  # fmt: skip
    """A truck is told to drive to exit control; `at` is the class whose turn it takes."""
    rules, calls = world.rules, inside.calls
    numbers = rules.numbers[point]
    fallback = int(numbers[FALLBACK])
    before = tree_sum(log.tree[point], log.seq[truck]) if world.uses & LOGS else 0
    rule = BY_SLOT
    if not by_slot_at(rules, point, at):
        rule = call_rule(at == fallback, before, numbers[IS_WOVEN] > 0.0 and source == at)
    unlink(calls, calls.ends[row_of(rules, point, source)], truck)
    inside.waiting[STAGES * point] -= 1
    calls.counts[point, ON_CALL] += 1
    calls.taken[point, ALL_CALLS, day] += 1
    calls.trucks[truck].called_at = now
    appear_min = numbers[APPEAR_MIN]
    calls.trucks[truck].appear_by = np.inf if appear_min < 0.0 else (now + appear_min) * MIN_S
    append(calls, calls.ends[calls.called_row + point], truck)
    if rule == BY_CLASS and not by_slot_at(rules, point, source):
        count_on(rules, calls, point, source, day, 1)
    turn_on(world, inside, point, source if rule in (BY_CLASS, BY_SLOT) else fallback)
    if world.uses & LOGS:
        leave_line(log, point, truck)
        note(log, CALLED, point, truck, before, now, rule)
    if rules.acts[truck].shows_up or numbers[APPEAR_MIN] < 0.0:
        calls.trucks[truck].status = DRIVING
        schedule(cal, calls.trucks[truck].place, DRIVES_UP, now + rules.acts[truck].drive)
    else:
        calls.trucks[truck].status = ABSENT
        cal.items[calls.trucks[truck].place].what = DRIVES_UP  # it waits no longer, and never will come


@inlined
def find_first(world: World, calls: Called, point: int, day: int, t_s: float) -> None:
    """Write who comes first in each class, and whether its shares of the day have room."""
    rules = world.rules
    until_s = t_s + rules.numbers[point, LEAD_MIN] * MIN_S
    for one in range(int(rules.numbers[point, CLASSES])):
        truck = first_to_call(rules, calls, point, one, until_s)
        calls.first[one] = NIL if truck == NIL else calls.trucks[truck].seq
        calls.room[one] = truck == NIL or has_share(rules, calls, point, one, day)


@within
def call_up(world: World, inside: Inside, cal: Calendar, log: Log, point: int, now: float) -> None:
    """Call as many as may be called now, each in its turn."""
    rules, calls = world.rules, inside.calls
    t_s = now * MIN_S
    may, target, tight, rate, known = plan_release(world, inside, point, t_s)
    on_the_way = calls.counts[point, ON_CALL] + inside.busy[STAGES * point]
    count, turns, day = (
        int(rules.numbers[point, CLASSES]),
        int(rules.numbers[point, TURNS]),
        interval_of(rules.days, t_s),
    )
    fallback, turn = int(rules.numbers[point, FALLBACK]), inside.turn[point]
    for number in range(may):
        find_first(world, calls, point, day, t_s)
        at, source, turn = take_turn(
            rules.ranks[point, :count], rules.pattern[point, :turns], turn, fallback,
            calls.first[:count], calls.room[:count], calls.may[:count],
        )  # fmt: skip
        if at == NIL:
            break
        if number == 0 and target >= 0.0 and target != calls.targets[point, TARGET]:
            calls.targets[point, TARGET], calls.targets[point, TARGET_AT] = float(int(target)), t_s
            if world.uses & LOGS:
                note(log, RELEASE_SET, point, NIL, int(target), now, tight)
                note(log, MORE, point, on_the_way, may, now, known)
                note(log, MORE, point, round(24.0 * rate), 0, now)
        truck = calls.ends[row_of(rules, point, source), 0]
        call_one(world, inside, cal, log, point, truck, at, source, day, now)


@inlined
def leave_exit(rules: Any, inside: Inside, point: int, now: float) -> None:
    """Let exit control, where it is empty now, wait for those whom nobody called later has overtaken."""
    if rules is None:
        return
    if rules.has[point] and inside.busy[STAGES * point] == 0 and rules.numbers[point, EXIT_PLACES] >= 0.0:
        give_time(rules, inside.calls, point, inside.calls.targets[point, TAKEN_ON_CALL], now)


@within
def give_time(rules: Rules, calls: Called, point: int, called_since_s: float, now: float) -> None:
    """Give those called since an instant the whole time to appear once more."""
    if rules.numbers[point, APPEAR_MIN] < 0.0:
        return
    by_s = now * MIN_S + rules.numbers[point, APPEAR_MIN] * MIN_S
    truck = calls.ends[calls.called_row + point, 1]
    while truck != NIL and calls.trucks[truck].called_at * MIN_S >= called_since_s:
        calls.trucks[truck].appear_by = max(calls.trucks[truck].appear_by, by_s)
        truck = calls.trucks[truck].before


@inlined
def is_gone(rules: Any, inside: Inside, truck: int) -> None:
    """A truck has left the crossing point."""
    if rules is None:
        return
    inside.calls.trucks[truck].status = OUT
