"""The fast kernel: one event engine for a whole border, compiled.

It knows nothing of its own about order: whose turn it is, how many came before and how many may come on
are the functions of `queueing.core`, compiled from the same source as the live crossing calls. Trucks
and their draws are made beforehand, so that an event is a few loads. At one instant what the clock brings
comes first, then what is completed, then who arrives; of equals the truck with the smaller number.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from otkel.sim.kernel_both import comes_home, coming_trucks, make_way, reverse, serve
from otkel.sim.kernel_calendar import (
    NIL,
    USED,
    Calendar,
    compiled,
    counted,
    find_next,
    give_place,
    inlined,
    make_calendar,
    schedule,
    take_next,
    take_place,
)
from otkel.sim.kernel_calls import is_gone, leave_exit
from otkel.sim.kernel_checks import checks_first, is_sent_to_roadside, select_behind_entry
from otkel.sim.kernel_choice import (
    depart,
    happens_on_the_way,
    joins,
    note_crossing,
    start,
)
from otkel.sim.kernel_corridor import REVERSE
from otkel.sim.kernel_discipline import (
    ask_by_rules,
    fall_due,
    fall_due_everywhere,
    happen_by_rules,
    is_to_come,
    tick,
)
from otkel.sim.kernel_line import give_up, join
from otkel.sim.kernel_log import LEFT, THROUGH, note, note_arrival, note_complete
from otkel.sim.kernel_refusals import go_back, sent_back
from otkel.sim.kernel_rules import has_plan_at, rules_at
from otkel.sim.kernel_settings import ASKING, COMING
from otkel.sim.kernel_shares import delay_of, is_checked, look_at_papers, outcome_of
from otkel.sim.kernel_slots import ask_at, needs_slot
from otkel.sim.kernel_strip import hold, is_full
from otkel.sim.kernel_timeline import next_turn, turn_over
from otkel.sim.kernel_world import (
    BLOCKS,
    FULL,
    LATER,
    LEAVES_LATER,
    LOGS,
    PATIENCE,
    RETURN,
    STAGES,
    STUCK,
    Inside,
    Log,
    Results,
    World,
    make_inside,
    make_log,
    make_results,
)


@inlined
def leave(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A truck leaves the crossing point."""
    truck = counted(cal.items[place].truck)
    results.left[truck] = now
    is_gone(world.rules, inside, truck)
    if world.uses & LOGS:
        note(log, LEFT, results.point[truck], truck, THROUGH, now)
    if not comes_home(world.corridor, cal, results, place, now):
        give_place(cal, place)


@inlined
def complete(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A station has served a truck: it goes on, and the station takes the next."""
    item = cal.items[place]
    station, truck = counted(item.what), counted(item.truck)
    stage = station % STAGES
    if checks_first(world.rules, inside.calls, world, cal, log, place, station, now):
        return
    look_at_papers(world, inside, truck, stage, station // STAGES)
    outcome = outcome_of(world, inside, truck)
    again = sent_back(world.corridor, world, inside, results, truck, station, outcome, now)
    goes_back = again >= 0.0
    if stage == 0 and not goes_back and is_full(world, inside, station // STAGES):
        hold(inside, cal, station // STAGES, place)
        return
    inside.busy[station] -= 1
    if world.uses & BLOCKS and stage == 0 and not goes_back:
        inside.strip[station // STAGES] += 1
        leave_exit(world.rules, inside, station // STAGES, now)
    if world.uses & LOGS:
        note_complete(log, station, truck, again, now)
    if not goes_back:
        note_crossing(world.corridor, inside, station, truck, now)
        if stage == 1:
            select_behind_entry(world.rules, inside.calls, world, log, station // STAGES, truck, now)
    serve(world, inside, cal, results, log, station, now)
    if goes_back:
        is_gone(world.rules, inside, truck)
        go_back(cal, results, place, again, now)
    elif stage == 0:
        join(world, inside, cal, log, station + 1, place, now)
        make_way(world, inside, cal, results, log, station + 1, now)
    elif stage == 1 and goes_to_roadside(world, inside, truck, station // STAGES):
        join(world, inside, cal, log, station + 1, place, now)
    else:
        if stage == 1:
            results.wait[2, truck] = -1.0
        later = delay_of(world, inside, truck, station // STAGES) if outcome == LEAVES_LATER else 0.0
        if world.uses & LOGS and later > 0.0:
            schedule(cal, place, LATER, now + later)  # so that its leaving has its place in the log
        else:
            leave(world, inside, cal, results, log, place, now + later)
    make_way(world, inside, cal, results, log, station, now)


@inlined
def goes_to_roadside(world: World, inside: Inside, truck: int, point: int) -> bool:
    """Tell whether a truck that entry control let through is checked at the roadside."""
    if has_plan_at(world.rules, point, 2):
        return is_sent_to_roadside(world.rules, inside.calls, truck)
    return is_checked(world, inside, truck, point)


@inlined
def come(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A truck comes to the line of its point, for the first time or again."""
    if not joins(world.corridor, world, inside, cal, results, place, now):
        return
    truck = counted(cal.items[place].truck)
    results.visits[truck] += 1
    point = counted(results.point[truck])
    if rules_at(world.rules, point):
        ask_by_rules(world.rules, world, inside, cal, results, log, place, now)
        return
    if world.uses & LOGS:
        note_arrival(log, point, truck, now)
    join(world, inside, cal, log, STAGES * point, place, now)


@inlined
def happen(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """Let the event of a truck happen that is due."""
    what = cal.items[place].what
    fall_due(world.rules, world, inside, cal, results, log, cal.items[place].truck, what, now)
    if what >= 0:
        complete(world, inside, cal, results, log, place, now)
    elif what == LATER:
        leave(world, inside, cal, results, log, place, now)
    elif what == RETURN:
        come(world, inside, cal, results, log, place, now)
    elif what == PATIENCE:
        give_up(world, inside, cal, results, log, place, now)
    elif what == REVERSE:
        reverse(world.corridor, world, inside, cal, results, log, place, now)
    elif happen_by_rules(world.rules, world, inside, cal, results, log, place, now):
        pass
    elif happens_on_the_way(world.corridor, world, inside, cal, results, place, what, now):
        come(world, inside, cal, results, log, place, now)


@inlined
def ask_ahead(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, truck: int, now: float
) -> bool:
    """Let a truck that will come later ask for a slot, if it needs one; False: the places did not do."""
    place = take_place(cal, truck)
    if place == NIL:
        return False
    depart(world.corridor, world, inside, cal, results, place, now)
    if needs_slot(world.rules, world, results.point[truck], truck):
        come(world, inside, cal, results, log, place, now)
    else:
        give_place(cal, place)
    return True


@inlined
def run_through(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, until: float) -> int:
    """Run a world until every truck has left, or the time is over; run again, it goes on from there.

    Gives the number of events, FULL where the places did not do, or STUCK where trucks wait for a call
    beyond the last day of the table.
    """
    trucks = coming_trucks(world.corridor, world)
    coming, asking, events = inside.settings.at[COMING], inside.settings.at[ASKING], 0
    turn, asks = next_turn(inside.settings), ask_at(world.rules, world, asking)
    if not start(world.corridor, inside, cal):
        return FULL
    while coming < trucks or cal.at[USED] > 0:
        arrives = world.arrives[coming] if coming < trucks else np.inf
        soon = min(arrives, asks)
        due = find_next(cal, min(soon, turn))
        if min(turn, due, soon) > until:
            break
        events += 1
        if turn <= due and turn <= soon:
            fall_due_everywhere(world.rules, world, inside, cal, results, log, turn)
            turn_over(world, inside, cal, results, log, turn)
            if not tick(world.rules, world, inside, cal, results, log, turn):
                return STUCK
            turn = next_turn(inside.settings)
        elif due <= soon:
            happen(world, inside, cal, results, log, take_next(cal), due)
        elif asks <= arrives:
            if not ask_ahead(world, inside, cal, results, log, asking, asks):
                return FULL
            asking += 1
            asks = ask_at(world.rules, world, asking)
        else:
            if is_to_come(world.rules, inside, coming):
                place = take_place(cal, coming)
                if place == NIL:
                    return FULL
                if depart(world.corridor, world, inside, cal, results, place, arrives):
                    come(world, inside, cal, results, log, place, arrives)
            coming += 1
    inside.settings.at[COMING], inside.settings.at[ASKING] = coming, asking
    return events


@inlined
def uses_nothing(corridor: Any, rules: Any, uses: int) -> bool:
    """Tell whether a world makes use of nothing.

    Of one with a corridor or with rules this is known when it is compiled, and one loop is all it gets.
    """
    return False if corridor is not None or rules is not None else uses == 0


@compiled
def run(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, until: float) -> int:
    """Run any world, as `run_through`: one that makes use of nothing by a loop of its own.

    In it every question whether something is used is answered when it is compiled. The choice stands here
    and in no function between: each level of calls is optimised whole, which takes minutes with a corridor.
    """
    if uses_nothing(world.corridor, world.rules, world.uses):
        return run_through(World(0, *world[1:]), inside, cal, results, log, until)
    return run_through(world, inside, cal, results, log, until)


def simulate(
    world: World, places: int = 65_536, width: float = 0.25, until: float = sys.float_info.max
) -> Results:
    """Run a world from empty until all have left, or until an instant.

    `width` is that of a bucket of the event list, about the mean time between events; it changes the
    speed and nothing else. Raises MemoryError where more trucks are inside at once than there are places.
    """
    return simulate_logged(world._replace(uses=world.uses & ~LOGS), places, width, until)[0]


def simulate_logged(
    world: World, places: int = 65_536, width: float = 0.25, until: float = sys.float_info.max
) -> tuple[Results, Log]:
    """Run a world and keep its log where the world's `uses` holds LOGS. Raises as `simulate`."""
    rows = 12
    while True:
        results, log = make_results(world.arrives.size, world.rules is not None), make_log(world, rows)
        inside, calendar = make_inside(world), make_calendar(places, width)
        events = run(world, inside, calendar, results, log, until)
        if events == FULL:
            raise MemoryError(f"more than {places} trucks are inside at once: give more places")
        if events == STUCK:
            raise ValueError("trucks wait for a call that never comes: let the discipline call more")
        if log.size[0] <= log.at.size or not world.uses & LOGS:
            return results._replace(corridor=inside.corridor), log
        rows = -(-rows * int(log.size[0]) // log.at.size)
