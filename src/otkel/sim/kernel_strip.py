"""The strip between the posts: who may go on to it, and who waits in exit control for a place.

Exit control takes nobody on for whom there is no place. Only when the places are made fewer may a truck be
through with exit control and find none: then it stands where it is, and keeps its server, until there is one.
"""

from __future__ import annotations

from otkel.sim.kernel_calendar import NIL, Calendar, inlined, within
from otkel.sim.kernel_calls import leave_exit
from otkel.sim.kernel_choice import note_crossing
from otkel.sim.kernel_line import join
from otkel.sim.kernel_log import note_complete
from otkel.sim.kernel_settings import PLACES
from otkel.sim.kernel_world import BLOCKS, HELD, LOGS, STAGES, Inside, Log, World


@inlined
def is_full(world: World, inside: Inside, point: int) -> bool:
    """Tell whether nobody more may go on to the strip."""
    if world.uses & BLOCKS:
        places = inside.settings.now[PLACES, point]
        full: bool = places >= 0 and inside.strip[point] >= places
        return full
    return False


@inlined
def hold(inside: Inside, cal: Calendar, point: int, place: int) -> None:
    """Let a truck wait in exit control, behind those that wait there already."""
    item = cal.items[place]
    item.what = HELD
    item.next = NIL
    if inside.held[0, point] == NIL:
        inside.held[0, point] = place
    else:
        cal.items[inside.held[1, point]].next = place
    inside.held[1, point] = place


@within
def let_held_on(world: World, inside: Inside, cal: Calendar, log: Log, point: int, now: float) -> bool:
    """Let those go on to the strip who are through with exit control; tell whether somebody did."""
    station, somebody = STAGES * point, False
    while inside.held[0, point] != NIL and not is_full(world, inside, point):
        place = inside.held[0, point]
        inside.held[0, point] = cal.items[place].next
        inside.busy[station] -= 1
        inside.strip[point] += 1
        leave_exit(world.rules, inside, point, now)
        if world.uses & LOGS:
            note_complete(log, station, cal.items[place].truck, -1.0, now)
        note_crossing(world.corridor, inside, station, cal.items[place].truck, now)
        join(world, inside, cal, log, station + 1, place, now)
        somebody = True
    return somebody
