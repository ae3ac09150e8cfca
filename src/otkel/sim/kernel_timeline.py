"""What the clock brings: periods, days, shifts, dated changes, orders that follow the line.

All that is due at one instant is set first; then those are served who may be now. So a change of the hour
at which a shift begins holds for whom that shift takes on.
"""

from __future__ import annotations

import numpy as np

from otkel.queueing.core import officers
from otkel.sim.kernel_both import is_shared, make_way, serve
from otkel.sim.kernel_calendar import Calendar, inlined, within
from otkel.sim.kernel_rules import within_places
from otkel.sim.kernel_settings import (
    CLASSES,
    EVER,
    KINDS_OF_TURNS,
    NEXT_DAY,
    NEXT_LOOK,
    NEXT_PERIOD,
    NEXT_SHIFT,
    NEXT_STEP,
    OPEN,
    PLACES,
    SERVERS,
    SERVERS_SHARE,
    SHIFT,
    STEP,
    Settings,
)
from otkel.sim.kernel_world import STAGES, Inside, Log, Results, World

_at_work = inlined(officers.at_work)
_still_holds = inlined(officers.still_holds)


@inlined
def next_turn(settings: Settings) -> float:
    """Give when the clock brings something next; inf: never."""
    soonest: float = settings.clock[0]
    for one in range(1, KINDS_OF_TURNS):
        soonest = min(soonest, settings.clock[one])
    return soonest


@inlined
def begin_shift(world: World, settings: Settings) -> None:
    """The next shift has begun: count on to the one after it."""
    shift = settings.at[SHIFT] + 1
    if shift == world.shift_from.size:
        shift = 0
        settings.clock[EVER] += world.cycle
    settings.at[SHIFT] = shift
    settings.clock[NEXT_SHIFT] = settings.clock[EVER] + world.shift_from[shift]


@inlined
def put(inside: Inside, setting: int, point: int, value: float) -> None:
    """Let a setting of a point have this value from now on."""
    inside.settings.now[setting, point] = value
    if setting == PLACES or setting >= CLASSES:
        inside.turn[point] = 0  # rules of the queue: under others the weave begins anew, as it does live


@inlined
def take_steps(world: World, inside: Inside, now: float) -> None:
    """Dated changes are due."""
    settings, steps = inside.settings, world.steps
    step = settings.at[STEP]
    while step < steps.at.size and steps.at[step] <= now:
        setting, point = steps.setting[step], steps.point[step]
        settings.below[setting, point] = steps.value[step]
        if not settings.ordered[setting, point]:
            put(inside, setting, point, steps.value[step])
        step += 1
    settings.at[STEP] = step
    settings.clock[NEXT_STEP] = steps.at[step] if step < steps.at.size else np.inf


@inlined
def look_at_lines(world: World, inside: Inside) -> None:
    """Orders begin or end with the lines as they are now."""
    settings, orders = inside.settings, world.orders
    for one in range(orders.setting.size):
        setting, point = orders.setting[one], orders.point[one]
        held = settings.holds[one]
        in_line = inside.waiting[STAGES * point]
        holds = _still_holds(held, in_line, orders.begins[one], orders.ends[one], orders.is_above[one])
        if holds != held:
            settings.holds[one] = holds
            settings.ordered[setting, point] = holds
            put(inside, setting, point, orders.value[one] if holds else settings.below[setting, point])
    settings.clock[NEXT_LOOK] += world.look


@inlined
def set_officers(world: World, inside: Inside) -> None:
    """Let as many be served at once as shifts and changes say; whoever is being served is finished."""
    now = inside.settings.now
    # The shift at work is the one before that which comes next.
    shift = inside.settings.at[SHIFT] - 1 if inside.settings.at[SHIFT] > 0 else world.shift_from.size - 1
    for station in range(inside.open.size):
        point, stage = station // STAGES, station % STAGES
        number = _at_work(
            world.servers[shift, station], now[SERVERS + stage, point], now[SERVERS_SHARE + stage, point]
        )
        number = within_places(world.rules, station, number)
        # Officers who serve both directions go on with the other one while exit control is closed.
        is_closed = stage == 0 and now[OPEN, point] == 0.0 and not is_shared(world.corridor, station)
        inside.open[station] = 0 if is_closed else number


@within
def turn_over(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, now: float) -> None:
    """Set all that is due now, and serve whoever may be served then."""
    clock = inside.settings.clock
    if clock[NEXT_PERIOD] <= now:
        inside.taken[:] = 0
        clock[NEXT_PERIOD] += world.period
    if clock[NEXT_DAY] <= now:
        inside.taken_day[:] = 0
        clock[NEXT_DAY] += world.day
    if clock[NEXT_SHIFT] <= now:
        begin_shift(world, inside.settings)
    if clock[NEXT_STEP] <= now:
        take_steps(world, inside, now)
    if clock[NEXT_LOOK] <= now:
        look_at_lines(world, inside)
    set_officers(world, inside)
    for station in range(inside.open.size):
        serve(world, inside, cal, results, log, station, now)
        make_way(world, inside, cal, results, log, station, now)
