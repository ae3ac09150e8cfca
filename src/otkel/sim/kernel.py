"""The fast kernel: one event engine for a whole border, compiled.

It knows nothing of its own about order: whose turn it is, how many came before and how many may come on
are the functions of `queueing.core`, compiled from the same source as the live crossing calls. Trucks
and their draws are made beforehand, so that an event is a few loads. At one instant what the clock brings
comes first, then what is completed, then who arrives; of equals the truck with the smaller number.
"""

from __future__ import annotations

import sys

import numpy as np

from otkel.sim.kernel_calendar import (
    NIL,
    USED,
    Calendar,
    compiled,
    find_next,
    give_place,
    inlined,
    make_calendar,
    schedule,
    take_next,
    take_place,
)
from otkel.sim.kernel_choice import (
    depart,
    happens_on_the_way,
    joins,
    keep_sent_back,
    may_be_sent_back,
    start,
)
from otkel.sim.kernel_line import give_up, join, serve_waiting
from otkel.sim.kernel_log import LEFT, THROUGH, note, note_arrival, note_complete
from otkel.sim.kernel_settings import COMING
from otkel.sim.kernel_shares import delay_of, is_checked, look_at_papers, outcome_of
from otkel.sim.kernel_strip import hold, is_full, make_way
from otkel.sim.kernel_timeline import next_turn, turn_over
from otkel.sim.kernel_world import (
    BLOCKS,
    COMES_BACK,
    FULL,
    LATER,
    LEAVES_LATER,
    LOGS,
    PATIENCE,
    RETURN,
    STAGES,
    Inside,
    Log,
    Results,
    World,
    make_inside,
    make_log,
    make_results,
)


@inlined
def leave(world: World, cal: Calendar, results: Results, log: Log, place: int, now: float) -> None:
    """A truck leaves the crossing point."""
    truck = cal.items[place].truck
    results.left[truck] = now
    if world.uses & LOGS:
        note(log, LEFT, results.point[truck], truck, THROUGH, now)
    give_place(cal, place)


@inlined
def complete(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A station has served a truck: it goes on, and the station takes the next."""
    item = cal.items[place]
    station, truck = item.what, item.truck
    stage = station % STAGES
    if stage == 0 and is_full(world, inside, station // STAGES):
        hold(inside, cal, station // STAGES, place)
        return
    inside.busy[station] -= 1
    if world.uses & BLOCKS and stage == 0:
        inside.strip[station // STAGES] += 1
    look_at_papers(world, inside, truck, stage, station // STAGES)
    outcome = outcome_of(world, inside, truck)
    may_go_back = may_be_sent_back(world.corridor, inside, results, truck)
    comes_back = stage == 1 and outcome == COMES_BACK and may_go_back
    if world.uses & LOGS:
        note_complete(log, station, truck, comes_back, now)
    serve_waiting(world, inside, cal, results, log, station, now)
    if stage == 0:
        join(world, inside, cal, log, station + 1, place, now)
        make_way(world, inside, cal, results, log, station + 1, now)
    elif comes_back:
        keep_sent_back(world.corridor, inside, truck)
        schedule(cal, place, RETURN, now + delay_of(world, inside, truck, station // STAGES))
    elif stage == 1 and is_checked(world, inside, truck, station // STAGES):
        join(world, inside, cal, log, station + 1, place, now)
    else:
        if stage == 1:
            results.wait[2, truck] = -1.0
        later = delay_of(world, inside, truck, station // STAGES) if outcome == LEAVES_LATER else 0.0
        if world.uses & LOGS and later > 0.0:
            schedule(cal, place, LATER, now + later)  # so that its leaving has its place in the log
        else:
            leave(world, cal, results, log, place, now + later)
    make_way(world, inside, cal, results, log, station, now)


@inlined
def come(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A truck comes to the line of its point, for the first time or again."""
    if not joins(world.corridor, world, inside, cal, results, place, now):
        return
    truck = cal.items[place].truck
    results.visits[truck] += 1
    point = results.point[truck]
    if world.uses & LOGS:
        note_arrival(log, point, truck, now)
    join(world, inside, cal, log, STAGES * point, place, now)


@inlined
def run_through(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, until: float) -> int:
    """Run a world until every truck has left, or the time is over; run again, it goes on from there.

    Gives the number of events, or -1 where the places did not do.
    """
    trucks = world.arrives.size
    coming, events = inside.settings.at[COMING], 0
    turn = next_turn(inside.settings)
    if not start(world.corridor, inside, cal):
        return FULL
    while coming < trucks or cal.at[USED] > 0:
        arrives = world.arrives[coming] if coming < trucks else np.inf
        due = find_next(cal, min(arrives, turn))
        if min(turn, due, arrives) > until:
            break
        events += 1
        if turn <= due and turn <= arrives:
            turn_over(world, inside, cal, results, log, turn)
            turn = next_turn(inside.settings)
        elif due <= arrives:
            place = take_next(cal)
            what = cal.items[place].what
            if what >= 0:
                complete(world, inside, cal, results, log, place, due)
            elif what == LATER:
                leave(world, cal, results, log, place, due)
            elif what == RETURN:
                come(world, inside, cal, results, log, place, due)
            elif what == PATIENCE:
                give_up(world, inside, cal, results, log, place, due)
            elif happens_on_the_way(world.corridor, world, inside, cal, results, place, what, due):
                come(world, inside, cal, results, log, place, due)
        else:
            place = take_place(cal, coming)
            if place == NIL:
                return FULL
            if depart(world.corridor, world, inside, cal, results, place, arrives):
                come(world, inside, cal, results, log, place, arrives)
            coming += 1
    inside.settings.at[COMING] = coming
    return events


@compiled
def run(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, until: float) -> int:
    """Run any world, as `run_through`."""
    return run_through(world, inside, cal, results, log, until)


@compiled
def run_plain(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, until: float) -> int:
    """Run a world whose `uses` is 0, as `run_through`.

    With the constant every question whether something is used is answered when this is compiled.
    """
    return run_through(World(0, *world[1:]), inside, cal, results, log, until)


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
    results, log = make_results(world.arrives.size), make_log(world)
    inside, calendar = make_inside(world), make_calendar(places, width)
    through = run if world.uses else run_plain
    if through(world, inside, calendar, results, log, until) == FULL:
        raise MemoryError(f"more than {places} trucks are inside at once: give more places")
    return results._replace(corridor=inside.corridor), log
