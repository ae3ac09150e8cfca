"""Both directions in the kernel: shared officers, reversible lanes, and trucks that come back.

The line back is a crossing point of its own, behind those of the way out; `other_way` names for each the
point of the other direction at the same place. The rules are those of `queueing.core.staff`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.queueing.core import line, staff
from otkel.sim.kernel_calendar import NIL, Calendar, compiled, inlined, schedule, within
from otkel.sim.kernel_corridor import ON_ROAD, REVERSE
from otkel.sim.kernel_line import first_of, may_come, take_on_first, takes_on
from otkel.sim.kernel_serve import serve_one
from otkel.sim.kernel_strip import let_held_on
from otkel.sim.kernel_world import BLOCKS, STAGES, WEAVES, Inside, Log, Results, World

_choose_class = compiled(line.choose_class)
_takes_one = inlined(staff.takes_one)
_side_of_lanes = inlined(staff.side_of_lanes)


@inlined
def coming_trucks(corridor: Any, world: World) -> int:
    """Count the trucks that come by themselves; those on the way back come when they have been there."""
    if corridor is None:
        return int(world.arrives.size)
    return int(corridor.stream)


@inlined
def serve(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int, now: float
) -> None:
    """Let those be served who wait at a station, or at one whose officers it shares."""
    serve_by(world.corridor, world, inside, cal, results, log, station, now)


@inlined
def serve_by(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int,
    now: float,
) -> None:  # fmt: skip
    """Do so; with a corridor by one function for all callers, which is compiled once."""
    if corridor is None:
        serve_one(world, inside, cal, results, log, station, now)
    else:
        serve_any(corridor, world, inside, cal, results, log, station, now)


@within
def serve_any(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int,
    now: float,
) -> None:  # fmt: skip
    """Let those be served who wait at a station of a corridor."""
    if is_shared(corridor, station):
        serve_place(corridor, world, inside, cal, results, log, station // STAGES, now)
    else:
        serve_one(world, inside, cal, results, log, station, now)


@inlined
def make_way(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int, now: float
) -> None:
    """Trucks that entry control took on have left the strip: exit control may go on."""
    if world.uses & BLOCKS and station % STAGES == 1:
        if inside.held[0, station // STAGES] != NIL:
            let_held_on(world, inside, cal, log, station // STAGES, now)
        serve(world, inside, cal, results, log, station - 1, now)


@inlined
def is_shared(corridor: Any, station: int) -> bool:
    """Tell whether some officers at the place of a station serve both directions."""
    if corridor is None:
        return False
    return bool(corridor.is_shared[station // STAGES])


@within
def since_of_first(world: World, inside: Inside, cal: Calendar, station: int) -> float:
    """Give since when the truck waits whose turn it is; inf: nobody may be taken on."""
    if inside.waiting[station] == 0 or not takes_on(world, inside, station):
        return np.inf
    classes = world.ranks.size
    if world.uses & WEAVES and station % STAGES == 0:
        for one in range(classes):
            is_there = first_of(world, inside, cal, station, one) != NIL
            inside.may[one] = is_there and may_come(world, inside, station, one)
        chosen = _choose_class(world.ranks, world.pattern, inside.turn[station // STAGES], inside.may)[0]
        if chosen < 0:
            return np.inf
        return float(cal.items[inside.head[station, chosen]].since)
    for one in range(classes):
        place = first_of(world, inside, cal, station, one)
        if place != NIL and may_come(world, inside, station, one):
            return float(cal.items[place].since)
    return np.inf


@within
def serve_place(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, point: int,
    now: float,
) -> None:  # fmt: skip
    """Let the officers of a place take on whom they can, in both directions, until nobody can be taken."""
    if corridor is None:
        return
    ends = (min(point, corridor.other_way[point]), max(point, corridor.other_way[point]))
    is_settled = False
    while not is_settled:
        is_settled = True
        for end in range(2):
            if let_held_on(world, inside, cal, log, ends[end], now):
                is_settled = False
            for stage in range(STAGES):
                one = STAGES * ends[end] + stage
                other = corridor.partner[one]
                if other == NIL or one < other:  # a pair once
                    while take_longest(world, inside, cal, results, log, one, other, now):
                        is_settled = False


@inlined
def take_longest(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, one: int, other: int, now: float
) -> bool:
    """Let officers take the head of two lines that has waited longest; tell whether there was one."""
    since = since_of_first(world, inside, cal, one)
    other_since = np.inf if other == NIL else since_of_first(world, inside, cal, other)
    if since == np.inf and other_since == np.inf:
        return False
    station = one if _takes_one(since, other_since) else other
    take_on_first(world, inside, cal, results, log, station, now)
    return True


@inlined
def serve_ends(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, point: int, now: float
) -> None:
    """Let both posts of a point take on whom they may now; entry control first, which makes way."""
    entry = STAGES * point + 1
    serve(world, inside, cal, results, log, entry, now)
    make_way(world, inside, cal, results, log, entry, now)
    serve(world, inside, cal, results, log, entry - 1, now)


@within
def reverse(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, timer: int,
    now: float,
) -> None:  # fmt: skip
    """Give the reversible lanes to the longer line."""
    if corridor is None:
        return
    way = inside.corridor
    for out in range(corridor.lanes.size):
        back = corridor.other_way[out]
        if corridor.lanes[out] == 0:
            continue
        side = _side_of_lanes(
            way.side[out], inside.waiting[STAGES * out], inside.waiting[STAGES * back], corridor.gap[out]
        )
        if side == way.side[out]:
            continue
        way.side[out] = side
        for stage in range(2):
            way.lanes[STAGES * out + stage] = 0 if side else corridor.lanes[out]
            way.lanes[STAGES * back + stage] = corridor.lanes[out] if side else 0
        serve_ends(world, inside, cal, results, log, out, now)
        serve_ends(world, inside, cal, results, log, back, now)
    schedule(cal, timer, REVERSE, now + corridor.lanes_every)


@inlined
def comes_home(corridor: Any, cal: Calendar, results: Results, place: int, left: float) -> bool:
    """Let a truck that is through come to the line back after its trip; False: it does not come back."""
    if corridor is None:
        return False
    truck = cal.items[place].truck
    again = corridor.returns[truck]
    if again == NIL:
        return False
    point = corridor.other_way[results.point[truck]]
    if point == NIL:
        return False
    results.point[again] = point
    cal.items[place].truck = again
    schedule(cal, place, ON_ROAD, left + corridor.trip[again])
    return True
