"""From a written state to one that runs on: under the same rules, or under others from that instant.

The trucks that had come stay as they are; who comes later is drawn for the world that goes on. With the same
scenario, seed and replication it is the run that never stopped. Officers, settings and orders are those of
the world that goes on: a rule of state of another scenario may hold from the next whole hour on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.queueing.core.officers import at_work
from otkel.sim.kernel_calendar import BUCKETS, LAP, PENDING, SPARE, TOP, USED
from otkel.sim.kernel_rules import find_places_for
from otkel.sim.kernel_settings import (
    ASKING,
    COMING,
    EVER,
    NEXT_CALL,
    NEXT_DAY,
    NEXT_LOOK,
    NEXT_PERIOD,
    NEXT_SHIFT,
    NEXT_STEP,
    OPEN,
    SERVERS,
    SERVERS_SHARE,
    SHIFT,
    STEP,
    Settings,
)
from otkel.sim.kernel_world import GONE, SHARES, STAGES, World, make_settings
from otkel.sim.resume_calls import fill_calls
from otkel.sim.resume_check import TIMERS, Lines, check_snapshot
from otkel.sim.resume_corridor import fill_way, with_timers
from otkel.sim.resume_world import join
from otkel.sim.scenario import Scenario
from otkel.sim.snapshot import Names, Snapshot, names_of, require_known
from otkel.sim.snapshot_write import ahead_of
from otkel.sim.state import State, begin
from otkel.sim.state_table import CAME, RESULTS


class Resumed(NamedTuple):
    """A world that goes on, and its state."""

    world: World
    state: State


def resume(snapshot: Snapshot, scenario: Scenario, world: World, places: int, width: float) -> Resumed:
    """Give a state that runs on in a world, which was drawn from a scenario. Raises InputError.

    `places` and `width` as for `simulate`.
    """
    return resume_by_names(snapshot, names_of(scenario), world, places, width)


def resume_by_names(snapshot: Snapshot, names: Names, world: World, places: int, width: float) -> Resumed:
    """Give a state that runs on in a world whose numbers stand for these names, as `resume`."""
    require_known("--from-state")
    lines = check_snapshot(snapshot, names, world)
    whole, numbers = join(snapshot, world, lines)
    lines, spare = with_timers(lines, snapshot.array("spare"), whole, snapshot.t_min)
    state = begin(whole, max(places, lines.items.size + 64), width)
    _fill_calendar(state, lines, spare, numbers)
    _fill_inside(state, lines, snapshot)
    _fill_results(state, whole, snapshot, numbers)
    inside = state.inside
    if whole.corridor is not None:
        fill_way(inside.corridor, whole.corridor, snapshot, numbers)
    if whole.rules is not None and lines.called is not None:
        inside = inside._replace(calls=fill_calls(inside.calls, state.calendar, snapshot, lines, numbers))
    is_same = snapshot.scenario == names.digest
    held = snapshot.array("holds") if is_same else np.zeros(whole.orders.setting.size, np.bool_)
    settings = settings_at(whole, snapshot.t_min, held)
    settings.at[COMING] = lines.known.arrived
    settings.at[ASKING] = lines.known.come if ahead_of(whole) >= 0.0 else _asked_by(whole, snapshot.t_min)
    inside.open[:] = officers_at(whole, settings)
    _fill_found(state, whole, snapshot, numbers)
    return Resumed(whole, state._replace(inside=inside._replace(settings=settings)))


def settings_at(world: World, t_min: float, holds: Any) -> Settings:
    """Give the settings of a world just after an instant; `holds`: which of its orders hold then."""
    settings = make_settings(world)
    clock, at, steps, orders = settings.clock, settings.at, world.steps, world.orders
    lengths = [(NEXT_PERIOD, world.period), (NEXT_DAY, world.day), (NEXT_LOOK, world.look)]
    lengths += [] if world.rules is None else [(NEXT_CALL, world.rules.every)]
    for register, length in lengths:
        while clock[register] <= t_min:
            clock[register] += length
    while clock[NEXT_SHIFT] <= t_min:
        at[SHIFT] += 1
        if at[SHIFT] == world.shift_from.size:
            at[SHIFT] = 0
            clock[EVER] += world.cycle
        clock[NEXT_SHIFT] = clock[EVER] + world.shift_from[at[SHIFT]]
    for step in range(int(np.searchsorted(steps.at, t_min, side="right"))):
        settings.below[steps.setting[step], steps.point[step]] = steps.value[step]
        at[STEP] = step + 1
    clock[NEXT_STEP] = steps.at[at[STEP]] if at[STEP] < steps.at.size else np.inf
    settings.now[:] = settings.below
    settings.holds[:] = holds
    for order in np.flatnonzero(holds):
        settings.ordered[orders.setting[order], orders.point[order]] = 1
        settings.now[orders.setting[order], orders.point[order]] = orders.value[order]
    return settings


def _asked_by(world: World, t_min: float) -> int:
    """Count the trucks that could have asked ahead, where nobody needs a slot; nothing comes of it."""
    if world.rules is None or world.rules.ahead < 0.0:
        return 0
    return int((np.maximum(world.arrives - world.rules.ahead, 0.0) <= t_min).sum())


def officers_at(world: World, settings: Settings) -> list[int]:
    """Give how many trucks each station serves at once."""
    shift = (int(settings.at[SHIFT]) - 1) % world.shift_from.size
    found = []
    for station in range(world.servers.shape[1]):
        point, stage = station // STAGES, station % STAGES
        fixed, share = settings.now[SERVERS + stage, point], settings.now[SERVERS_SHARE + stage, point]
        number = at_work(int(world.servers[shift, station]), fixed, share)
        number = find_places_for(world.rules, station, number)
        is_open = stage != 0 or settings.now[OPEN, point] != 0 or _is_shared(world, point)
        found.append(number if is_open else 0)
    return found


def _is_shared(world: World, point: int) -> bool:
    return world.corridor is not None and bool(world.corridor.is_shared[point])


def _fill_calendar(state: State, lines: Lines, spare: Any, numbers: Any) -> None:
    """Write the places, and let each event that is due stand in its bucket."""
    calendar, items = state.calendar, lines.items.copy()
    is_timer = np.isin(items["what"], tuple(TIMERS))
    if numbers.size:
        items["truck"][~is_timer] = numbers[items["truck"][~is_timer]]
    calendar.items[: items.size] = items
    calendar.spare[: spare.size] = spare
    pending = np.flatnonzero(lines.is_pending)
    laps = (items["due"][pending] * calendar.per).astype(np.int64)
    for place, lap in zip(pending.tolist(), laps.tolist(), strict=True):
        calendar.items["link"][place] = calendar.buckets[lap % BUCKETS]
        calendar.buckets[lap % BUCKETS] = place
    calendar.at[TOP], calendar.at[SPARE], calendar.at[PENDING] = items.size, spare.size, pending.size
    uncounted = lines.is_live & (is_timer | (items["what"] == GONE))
    calendar.at[USED] = items.size - spare.size - int(uncounted.sum())
    calendar.at[LAP] = laps.min() if laps.size else 0


def _fill_inside(state: State, lines: Lines, snapshot: Snapshot) -> None:
    """Write lines and counts; what can be counted is counted."""
    inside, what = state.inside, lines.items["what"]
    inside.head[:], inside.tail[:] = snapshot.array("head"), lines.tail
    inside.held[0], inside.held[1] = snapshot.array("held"), lines.held_tail
    for station in range(inside.busy.size):
        inside.waiting[station] = lines.waiting[station]
        inside.busy[station] = int((lines.is_pending & (what == station)).sum())
    inside.busy[::STAGES] += np.array(lines.held_trucks, np.int32)
    inside.strip[:] = inside.waiting[1::STAGES]
    for name in ("turn", "taken", "taken_day"):
        getattr(inside, name)[:] = snapshot.array(name)


def _fill_results(state: State, world: World, snapshot: Snapshot, numbers: Any) -> None:
    """Write what has come of each truck so far."""
    for name in (*RESULTS, *(CAME if world.rules is not None else ())):
        getattr(state.results, name)[..., numbers] = snapshot.array(f"results.{name}")


def _fill_found(state: State, world: World, snapshot: Snapshot, numbers: Any) -> None:
    """Write what papers came to; where that was not kept apart, it was drawn with the truck."""
    if world.uses & SHARES:
        found = snapshot.array("found")
        state.inside.found[numbers] = found if found.size else snapshot.array("trucks.outcome")
