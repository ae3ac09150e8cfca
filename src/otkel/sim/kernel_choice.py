"""Choice in the kernel: where a truck goes, the road to it, and what it does when the line is too long.

A truck of a corridor sets out, drives to its point, may look again at the decision town and in line, and
may not join at all. The rules are those of `queueing.core.choice`. What a world without a corridor does
not use is left out when the kernel is compiled: its `corridor` is None.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.queueing.core import choice
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
from otkel.sim.kernel_corridor import (
    BALKED,
    GAVE_UP_HOME,
    MEASURED,
    MEASURER,
    MOST_MOVES,
    ON_ROAD,
    OUTSIDE,
    PUBLISH,
    REVERSE,
    REVERSER,
    STARTED,
    TOWN,
)
from otkel.sim.kernel_world import CHOOSES, STAGES, Inside, Results, World

_choose_point = within(choice.choose_point)
_choose_place = within(choice.choose_place)
_choose_other = within(choice.choose_other)
_left_to_wait = inlined(choice.left_to_wait)
_balks = inlined(choice.balks)


@inlined
def start(corridor: Any, inside: Inside, cal: Calendar) -> bool:
    """Set the timers of a corridor, once; False: there is no place for them."""
    if corridor is None:
        return True
    way = inside.corridor
    if way.at[STARTED] == 0:
        way.at[STARTED] = 1
        if corridor.publish_every > 0.0:
            timer = take_place(cal, MEASURER)
            if timer == NIL:
                return False
            cal.at[USED] -= 1  # it is nobody who has to leave
            schedule(cal, timer, PUBLISH, corridor.publish_every)
        if corridor.lanes_every > 0.0:
            timer = take_place(cal, REVERSER)
            if timer == NIL:
                return False
            cal.at[USED] -= 1
            schedule(cal, timer, REVERSE, corridor.lanes_every)
    return True


@within
def publish(corridor: Any, world: World, inside: Inside, cal: Calendar, timer: int, now: float) -> None:
    """Count the lines; what is counted is published after the lag."""
    way = inside.corridor
    row = way.at[MEASURED] % way.published.shape[0]
    way.measured_at[row] = now
    for point in range(world.per_truck.size):
        way.published[row, point] = inside.waiting[STAGES * point] * world.per_truck[point]
    way.at[MEASURED] += 1
    schedule(cal, timer, PUBLISH, now + corridor.publish_every)


@within
def look(corridor: Any, world: World, inside: Inside, now: float) -> None:
    """Write the waits as they are published now into `seen`; on the ways around nobody waits."""
    way = inside.corridor
    points = world.per_truck.size
    if corridor.publish_every <= 0.0:
        for point in range(points):
            way.seen[point] = inside.waiting[STAGES * point] * world.per_truck[point]
        return
    rows = way.published.shape[0]
    last = way.at[MEASURED] - 1
    oldest = max(last - rows + 1, 0)
    while last >= oldest and way.measured_at[last % rows] + corridor.lag > now:
        last -= 1
    for point in range(points):
        way.seen[point] = way.published[last % rows, point] if last >= oldest else 0.0


@inlined
def depart(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, now: float
) -> bool:
    """Let a truck set out; tell whether it is at the line of its point at once."""
    if corridor is None:
        truck = counted(cal.items[place].truck)
        point: int = world.point[truck]
        if world.uses & CHOOSES and point < 0:
            point = _choose_point(world.road, world.origin[truck], inside.waiting[::STAGES], world.per_truck)
        results.point[truck] = point
        return True
    return set_out(corridor, world, inside, cal, results, place, now)


@within
def set_out(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, now: float
) -> bool:
    """Let a truck of a corridor choose its way and drive; tell whether it is at the line at once."""
    truck = cal.items[place].truck
    target: int = world.point[truck]
    origin = world.origin[truck]
    if target < 0:
        look(corridor, world, inside, now)
        target = _choose_place(
            world.road, origin, inside.corridor.seen, corridor.belief[truck], corridor.open_to,
            corridor.registration[truck],
        )  # fmt: skip
    road = world.road[origin, target] if corridor.drives and target >= 0 else 0.0
    if goes_elsewhere(world, inside, cal, results, place, target, now + road):
        return False
    results.point[truck] = target
    if road <= 0.0:
        return True
    if corridor.town > 0.0 and road > corridor.town and corridor.moves[truck]:
        schedule(cal, place, TOWN, now + (road - corridor.town))
    else:
        schedule(cal, place, ON_ROAD, now + road)
    return False


@inlined
def goes_elsewhere(
    world: World, inside: Inside, cal: Calendar, results: Results, place: int, target: int, left: float
) -> bool:
    """End the way of a truck that goes around the points, or home; False: its target is a point."""
    if 0 <= target < world.per_truck.size:
        return False
    truck = cal.items[place].truck
    inside.corridor.fate[truck] = BALKED if target < 0 else OUTSIDE
    if target >= 0:
        results.point[truck] = target
    if np.isnan(inside.corridor.came[truck]):
        inside.corridor.came[truck] = left
    results.left[truck] = left
    results.visits[truck] = -results.visits[truck]
    give_place(cal, place)
    return True


@within
def at_town(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, now: float
) -> None:
    """Let a truck look again at the decision town before its point."""
    truck = cal.items[place].truck
    here = int(results.point[truck])
    look(corridor, world, inside, now)
    belief = corridor.belief[truck]
    stay = corridor.town + belief * inside.corridor.seen[here]
    target = _choose_other(
        corridor.detour, here, stay, corridor.margin, inside.corridor.seen, belief, corridor.open_to,
        corridor.registration[truck],
    )  # fmt: skip
    if target == here:
        schedule(cal, place, ON_ROAD, now + corridor.town)
        return
    turn_off(corridor, world, inside, cal, results, place, target, now)


@inlined
def turn_off(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, target: int,
    now: float,
) -> None:  # fmt: skip
    """Let a truck drive from its point, or from before it, to another place."""
    if corridor is None:
        return
    truck = cal.items[place].truck
    road = corridor.detour[results.point[truck], target]
    inside.corridor.moved[truck] += 1
    inside.corridor.detoured[truck] += road
    if not goes_elsewhere(world, inside, cal, results, place, target, now + road):
        results.point[truck] = target
        schedule(cal, place, ON_ROAD, now + road)


@inlined
def joins(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, now: float
) -> bool:
    """Tell whether a truck that has come joins the line; one that does not is sent on its way."""
    if corridor is None:
        return True
    return looks_and_joins(corridor, world, inside, cal, results, place, now)


@within
def looks_and_joins(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, now: float
) -> bool:
    """Let a truck look at the line: one that balks goes to another place, or home."""
    way = inside.corridor
    truck = cal.items[place].truck
    if np.isnan(way.came[truck]):
        way.came[truck] = now
    here = int(results.point[truck])
    if way.moved[truck] >= MOST_MOVES or not _balks(inside.waiting[STAGES * here], corridor.balk_at[truck]):
        return True
    target = here
    if not corridor.balks_home[truck]:
        look(corridor, world, inside, now)
        target = _choose_other(
            corridor.detour, here, np.inf, 0.0, way.seen, corridor.belief[truck], corridor.open_to,
            corridor.registration[truck],
        )  # fmt: skip
    if target == here:
        goes_elsewhere(world, inside, cal, results, place, NIL, now)
    else:
        turn_off(corridor, world, inside, cal, results, place, target, now)
    return False


@inlined
def elsewhere(
    corridor: Any, world: World, inside: Inside, results: Results, truck: int, since: float, now: float
) -> int:
    """Give where a truck goes whose patience is over: its own point: it waits on; -1: home."""
    if corridor is None:
        return NIL
    return looks_around(corridor, world, inside, results, truck, since, now)


@within
def looks_around(
    corridor: Any, world: World, inside: Inside, results: Results, truck: int, since: float, now: float
) -> int:
    """Let a truck in line compare what is left of its wait with the other places."""
    way = inside.corridor
    if not corridor.moves[truck]:
        way.fate[truck] = GAVE_UP_HOME
        return NIL
    here = int(results.point[truck])
    if way.moved[truck] >= MOST_MOVES:
        return here
    look(corridor, world, inside, now)
    belief = corridor.belief[truck]
    stay = _left_to_wait(way.seen[here], belief, now - since)
    target: int = _choose_other(
        corridor.detour, here, stay, corridor.margin, way.seen, belief, corridor.open_to,
        corridor.registration[truck],
    )  # fmt: skip
    return target


@inlined
def happens_on_the_way(
    corridor: Any, world: World, inside: Inside, cal: Calendar, results: Results, place: int, what: int,
    now: float,
) -> bool:  # fmt: skip
    """Let something of the corridor happen; tell whether the truck comes to its line now."""
    if corridor is None:
        return False
    if what == PUBLISH:
        publish(corridor, world, inside, cal, place, now)
    elif what == TOWN:
        at_town(corridor, world, inside, cal, results, place, now)
    return what == ON_ROAD


@inlined
def note_crossing(corridor: Any, inside: Inside, station: int, truck: int, now: float) -> None:
    """Note when a truck comes into the country behind the points, or leaves it."""
    if corridor is None:
        return
    point, stage = station // STAGES, station % STAGES
    if stage == (0 if corridor.is_back[point] else 1):
        inside.corridor.crossed[truck] = now
