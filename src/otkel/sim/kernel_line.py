"""Queues and servers of the kernel's stations: who joins, whose turn it is, who is taken on, who gives up.

Whose turn it is and how many may come on are functions of `queueing.core`, compiled from the very source
that the live crossing calls. Stations are counted `3 * point + stage`; classes stand in order of rank.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.queueing.core import line
from otkel.sim.kernel_calendar import (
    NIL,
    USED,
    Calendar,
    counted,
    give_place,
    inlined,
    schedule,
    take_place,
    within,
)
from otkel.sim.kernel_checks import note_start, select_at_start, service_of
from otkel.sim.kernel_choice import elsewhere, turn_off
from otkel.sim.kernel_lists import leave_by_choice
from otkel.sim.kernel_log import GAVE_UP, LEFT, leave_line, note, note_begin, stand_in_line
from otkel.sim.kernel_settings import CLASSES, OPEN, PER_DAY, PER_H, PLACES, TIME
from otkel.sim.kernel_world import (
    BLOCKS,
    GATES,
    GONE,
    LOGS,
    PATIENCE,
    QUEUED,
    QUOTAS,
    RENEGES,
    STAGES,
    TIMES,
    WEAVES,
    Inside,
    Log,
    Results,
    World,
)

_choose_class = within(line.choose_class)
_has_room = inlined(line.has_room)


@inlined
def first_of(world: World, inside: Inside, cal: Calendar, station: int, queue_class: int) -> int:
    """Give the first of a queue who has not given up; those who have are let out of it."""
    place: int = inside.head[station, queue_class]
    if world.uses & RENEGES:
        while place != NIL and cal.items[place].what == GONE:
            gone, place = place, cal.items[place].next
            give_place(cal, gone)
            cal.at[USED] += 1  # it was counted out when it gave up
        inside.head[station, queue_class] = place
    return place


@inlined
def may_come(world: World, inside: Inside, station: int, queue_class: int) -> bool:
    """Tell whether a class is let on now: at exit control it may be held back."""
    if world.uses & GATES and station % STAGES == 0:
        is_let: bool = inside.settings.now[CLASSES + queue_class, station // STAGES] != 0.0
        return is_let
    return True


@inlined
def take_first(world: World, inside: Inside, cal: Calendar, station: int) -> int:
    """Take whose turn it is out of the queues of a station; -1: nobody waits."""
    classes = world.ranks.size
    if world.uses & WEAVES and station % STAGES == 0:
        point = station // STAGES
        for one in range(classes):
            is_there = first_of(world, inside, cal, station, one) != NIL
            inside.may[one] = is_there and may_come(world, inside, station, one)
        chosen, turn = _choose_class(world.ranks, world.pattern, inside.turn[point], inside.may)
        if chosen < 0:
            return NIL
        inside.turn[point] = turn
        place: int = counted(inside.head[station, chosen])
        inside.head[station, chosen] = cal.items[place].next
        return place
    for one in range(classes):  # classes stand in order of rank
        place = first_of(world, inside, cal, station, one)
        if place != NIL and may_come(world, inside, station, one):
            place = counted(place)
            inside.head[station, one] = cal.items[place].next
            return place
    return NIL


@inlined
def is_busy(corridor: Any, inside: Inside, station: int) -> bool:
    """Tell whether all officers of a station are at work, those it shares with another among them."""
    if corridor is None:
        return bool(inside.busy[station] >= inside.open[station])
    if station % STAGES == 0 and inside.settings.now[OPEN, station // STAGES] == 0.0:
        return True  # not even officers of another station, or lanes, take anybody on
    lanes = inside.corridor.lanes
    busy, servers = inside.busy[station], inside.open[station] + lanes[station]
    other = corridor.partner[station]
    if other != NIL:
        busy += inside.busy[other]
        servers += inside.open[other] + lanes[other]
    return bool(busy >= servers)


@inlined
def takes_on(world: World, inside: Inside, station: int) -> bool:
    """Tell whether a station may take one more truck on now."""
    if is_busy(world.corridor, inside, station):
        return False
    if station % STAGES == 0 and world.uses & (BLOCKS | QUOTAS):
        point, limits = station // STAGES, inside.settings.now
        places = limits[PLACES, point]
        if places >= 0 and inside.strip[point] + inside.busy[station] >= places:
            return False
        return _has_room(inside.taken[point], limits[PER_H, point]) and _has_room(
            inside.taken_day[point], limits[PER_DAY, point]
        )
    return True


@inlined
def begin(
    world: World, inside: Inside, cal: Calendar, log: Log, station: int, place: int, now: float
) -> None:
    """Let a truck be served."""
    stage = station % STAGES
    inside.busy[station] += 1
    if world.uses & (BLOCKS | QUOTAS):
        if stage == 0:
            inside.taken[station // STAGES] += 1
            inside.taken_day[station // STAGES] += 1
        elif stage == 1:
            inside.strip[station // STAGES] -= 1
    truck = counted(cal.items[place].truck)
    if world.uses & LOGS:
        note_begin(world, log, station, truck, now)
    note_start(world.rules, inside, station, now)
    select_at_start(world.rules, inside.calls, world, log, station, truck, now)
    lasts = service_of(world.rules, world, station, truck)
    if world.uses & TIMES:
        lasts *= inside.settings.now[TIME + stage, station // STAGES]
    schedule(cal, place, station, now + lasts)


@inlined
def serve_waiting(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int, now: float
) -> None:
    """Let those be served who wait at a station, as far as it takes them on."""
    while inside.waiting[station] > 0 and takes_on(world, inside, station):
        if not take_on_first(world, inside, cal, results, log, station, now):
            break


@inlined
def take_on_first(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int, now: float
) -> bool:
    """Let the truck be served whose turn it is; False: there is none."""
    place = take_first(world, inside, cal, station)
    if place == NIL:
        return False
    inside.waiting[station] -= 1
    item = cal.items[place]
    truck = counted(item.truck)
    if world.uses & LOGS and station % STAGES == 0:
        leave_line(log, station // STAGES, truck)
    results.wait[station % STAGES, truck] += now - item.since
    begin(world, inside, cal, log, station, place, now)
    return True


@inlined
def is_served_at_once(world: World, inside: Inside, cal: Calendar, station: int, place: int) -> bool:
    """Tell whether a truck that comes to a station need not wait there.

    Where classes are held back some may wait although nobody is before it; who may come on never waits while
    the station would take him on.
    """
    if world.uses & GATES and station % STAGES == 0:
        queue_class = counted(world.queue_class[counted(cal.items[place].truck)])
        return may_come(world, inside, station, queue_class) and takes_on(world, inside, station)
    return inside.waiting[station] == 0 and takes_on(world, inside, station)


@inlined
def join(world: World, inside: Inside, cal: Calendar, log: Log, station: int, place: int, now: float) -> None:
    """Let a truck come to a station: it is served at once, or stands last of its class."""
    if is_served_at_once(world, inside, cal, station, place):
        begin(world, inside, cal, log, station, place, now)
        if world.uses & WEAVES and station % STAGES == 0:
            turn_on(world, inside, station // STAGES, cal.items[place].truck)
        return
    item = cal.items[place]
    queue_class = counted(world.queue_class[counted(item.truck)])
    item.since = now
    item.next = NIL
    item.what = QUEUED
    if inside.head[station, queue_class] == NIL:
        inside.head[station, queue_class] = place
    else:
        cal.items[counted(inside.tail[station, queue_class])].next = place
    inside.tail[station, queue_class] = place
    inside.waiting[station] += 1
    if world.uses & LOGS and station % STAGES == 0:
        stand_in_line(log, station // STAGES, item.truck)
    if world.uses & RENEGES and station % STAGES == 0:
        wait_patiently(world, cal, place, now)


@within
def turn_on(world: World, inside: Inside, point: int, truck: int) -> None:
    """Move the weave on for a truck that was taken on at once: also then it was the turn of its class."""
    for one in range(world.ranks.size):
        inside.may[one] = one == world.queue_class[truck]
    inside.turn[point] = _choose_class(world.ranks, world.pattern, inside.turn[point], inside.may)[1]


@within
def wait_patiently(world: World, cal: Calendar, place: int, now: float) -> None:
    """Set the timer of a truck's patience; it holds the truck's place in `next`."""
    truck = cal.items[place].truck
    if world.patience[truck] < np.inf:
        timer = take_place(cal, truck)
        if timer != NIL:
            cal.items[timer].next = place
            cal.items[timer].since = now
            schedule(cal, timer, PATIENCE, now + world.patience[truck])


@within
def give_up(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, timer: int, now: float
) -> None:
    """A truck's patience is over: if it still waits for the same turn, it leaves, or looks elsewhere."""
    place = cal.items[timer].next
    waits = cal.items[place]
    truck = cal.items[timer].truck
    if waits.truck == truck and waits.what == QUEUED and waits.since == cal.items[timer].since:
        here = int(results.point[truck])
        target = elsewhere(world.corridor, world, inside, results, truck, waits.since, now)
        if target == here:
            schedule(cal, timer, PATIENCE, now + world.patience[truck])
            return
        if not leave_by_choice(world.rules, inside.calls, cal, here, truck, place):
            waits.what = GONE
            cal.at[USED] -= 1  # its place is free once its queue has come to it
        inside.waiting[STAGES * here] -= 1
        results.wait[0, truck] += now - waits.since
        if log.at.size > 0:
            leave_line(log, here, truck)
            note(log, LEFT, here, truck, GAVE_UP, now)
        if target != NIL:
            turn_off(world.corridor, world, inside, cal, results, timer, target, now)
            return
        results.left[truck] = now
        results.visits[truck] = -results.visits[truck]
    give_place(cal, timer)
