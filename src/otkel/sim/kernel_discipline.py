"""Where disciplines come into the engine: who is served, who comes, what the clock brings.

Of a world without a discipline nothing that stands behind these functions is compiled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim.kernel_calendar import NIL, Calendar, give_place, inlined, within
from otkel.sim.kernel_calls import give_time
from otkel.sim.kernel_line import begin, takes_on
from otkel.sim.kernel_lists import unlink
from otkel.sim.kernel_rules import (
    ASKS,
    AT_POST,
    COMES,
    DRIVES_UP,
    MIN_S,
    NOWHERE,
    ON_CALL,
    OUT,
    TAKEN_ON,
    TAKEN_ON_CALL,
    WAS_OPEN,
)
from otkel.sim.kernel_settings import NEXT_CALL, OPEN
from otkel.sim.kernel_slots import ask, ask_for_slot, come_to_line
from otkel.sim.kernel_ticks import begin_calls, do_due
from otkel.sim.kernel_world import LATER, PATIENCE, RETURN, STAGES, Inside, Log, Results, World


@inlined
def drive_up(inside: Inside, cal: Calendar, results: Results, place: int) -> bool:
    """A truck that was called reaches exit control; tell whether it stands there now."""
    calls, truck = inside.calls, cal.items[place].truck
    if calls.trucks[truck].status == OUT:  # its call was over before it came
        give_place(cal, place)
        return False
    calls.trucks[truck].status = AT_POST
    cal.items[place].next = NIL
    post = calls.ends[calls.post_row + results.point[truck]]
    if post[1] == NIL:
        post[0] = place
    else:
        cal.items[post[1]].next = place
    post[1] = place
    return True


@within
def serve_called(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, point: int, now: float
) -> None:
    """Let exit control take on those who were called, in the order of their coming."""
    calls, station = inside.calls, STAGES * point
    post = calls.ends[calls.post_row + point]
    while post[0] != NIL:
        place = post[0]
        truck = cal.items[place].truck
        is_out = calls.trucks[truck].status == OUT
        if not is_out and not takes_on(world, inside, station):
            break
        post[0] = cal.items[place].next
        if post[0] == NIL:
            post[1] = NIL
        if is_out:
            give_place(cal, place)
            continue
        calls.trucks[truck].status = TAKEN_ON
        calls.counts[point, ON_CALL] -= 1
        unlink(calls, calls.ends[calls.called_row + point], truck)
        results.wait[0, truck] += now - calls.trucks[truck].came
        called_s = calls.trucks[truck].called_at * MIN_S
        calls.targets[point, TAKEN_ON_CALL] = max(calls.targets[point, TAKEN_ON_CALL], called_s)
        begin(world, inside, cal, log, station, place, now)
        do_due(world, inside, cal, results, log, point, now)  # whom it overtook may be a no-show now


@inlined
def fall_due_everywhere(
    rules: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, now: float
) -> None:
    """Do what is due at each point with a discipline, before anything there changes."""
    if rules is None:
        return
    for point in range(rules.has.size):
        if rules.has[point]:
            do_due(world, inside, cal, results, log, point, now)


@inlined
def tick(
    rules: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, now: float
) -> bool:
    """Call where a discipline rules, if it is time; False: the table of days ends here."""
    if rules is None:
        return True
    for point in range(rules.has.size):
        if rules.has[point]:
            is_open = int(inside.settings.now[OPEN, point])
            if is_open > inside.calls.counts[point, WAS_OPEN]:
                give_time(rules, inside.calls, point, -np.inf, now)
            inside.calls.counts[point, WAS_OPEN] = is_open
    clock = inside.settings.clock
    if clock[NEXT_CALL] <= now:
        clock[NEXT_CALL] += rules.every
        begin_calls(world, inside, cal, results, log, now)
    reaches: bool = now * MIN_S < rules.days[rules.days.size - 2]
    return reaches


@inlined
def fall_due(
    rules: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, truck: int,
    what: int, now: float,
) -> None:  # fmt: skip
    """Do what is due at the point of a truck, before anything happens to it there."""
    if rules is None:
        return
    if what >= 0 or what in (LATER, RETURN, PATIENCE, ASKS, COMES, DRIVES_UP):
        point = results.point[truck]
        if 0 <= point < rules.has.size and rules.has[point]:
            do_due(world, inside, cal, results, log, point, now)


@inlined
def ask_by_rules(
    rules: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int,
    now: float,
) -> None:  # fmt: skip
    """Let a truck come to a point with a discipline, or ask for the slot it needs."""
    if rules is None:
        return
    do_due(world, inside, cal, results, log, results.point[cal.items[place].truck], now)
    ask(world, inside, cal, results, log, place, now)


@inlined
def is_to_come(rules: Any, inside: Inside, truck: int) -> bool:
    """Tell whether a truck comes now; who asked for a slot ahead comes by that."""
    if rules is None:
        return True
    comes: bool = inside.calls.trucks[truck].status == NOWHERE
    return comes


@inlined
def happen_by_rules(
    rules: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int,
    now: float,
) -> bool:  # fmt: skip
    """Let the event of a truck under a discipline happen; False: it is none."""
    if rules is None:
        return False
    what, truck = cal.items[place].what, cal.items[place].truck
    point = results.point[truck]
    if what == COMES:
        come_to_line(world, inside, cal, results, log, place, now)
    elif what == ASKS:
        ask_for_slot(world, inside, cal, log, point, truck, now)
    elif what == DRIVES_UP:
        if drive_up(inside, cal, results, place):
            serve_called(world, inside, cal, results, log, point, now)
    else:
        return False
    return True
