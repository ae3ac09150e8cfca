"""From a written state to one that runs on: under the same rules, or under others from that instant.

The trucks that had come stay as they are; who comes later is drawn for the world that goes on. With the same
scenario, seed and replication it is the run that never stopped. Officers, settings and orders are those of
the world that goes on: a rule of state of another scenario may hold from the next whole hour on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.phrases import phrase
from otkel.queueing.core.officers import at_work
from otkel.sim.kernel_calendar import BUCKETS, LAP, PENDING, SPARE, TOP, USED
from otkel.sim.kernel_settings import (
    COMING,
    EVER,
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
from otkel.sim.pack import Trucks
from otkel.sim.resume_check import Lines, check_snapshot
from otkel.sim.scenario import Scenario
from otkel.sim.snapshot import RESULTS, Snapshot, broken, digest_of, require_plain
from otkel.sim.state import State, begin


class Resumed(NamedTuple):
    """A world that goes on, and its state."""

    world: World
    state: State


def resume(snapshot: Snapshot, scenario: Scenario, world: World, places: int, width: float) -> Resumed:
    """Give a state that runs on in a world, which was drawn from a scenario. Raises InputError.

    `places` and `width` as for `simulate`.
    """
    lines = check_snapshot(snapshot, scenario, world)
    whole = _joined(snapshot, world)
    top = lines.items.size
    state = begin(whole, max(places, top + 64), width)
    require_plain(whole, state.inside, "--from-state")
    _fill_calendar(state, lines, snapshot.array("spare"))
    _fill_inside(state, lines, snapshot)
    come = lines.come
    for name in RESULTS:
        getattr(state.results, name)[..., :come] = snapshot.array(f"results.{name}")
    is_same = snapshot.scenario == digest_of(scenario)
    held = snapshot.array("holds") if is_same else np.zeros(whole.orders.setting.size, np.bool_)
    settings = settings_at(whole, snapshot.t_min, held)
    settings.at[COMING] = come
    state.inside.open[:] = officers_at(whole, settings)
    _fill_found(state, whole, snapshot, come)
    return Resumed(whole, state._replace(inside=state.inside._replace(settings=settings)))


def settings_at(world: World, t_min: float, holds: Any) -> Settings:
    """Give the settings of a world just after an instant; `holds`: which of its orders hold then."""
    settings = make_settings(world)
    clock, at, steps, orders = settings.clock, settings.at, world.steps, world.orders
    for register, length in ((NEXT_PERIOD, world.period), (NEXT_DAY, world.day), (NEXT_LOOK, world.look)):
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


def officers_at(world: World, settings: Settings) -> list[int]:
    """Give how many trucks each station serves at once."""
    shift = (int(settings.at[SHIFT]) - 1) % world.shift_from.size
    found = []
    for station in range(world.servers.shape[1]):
        point, stage = station // STAGES, station % STAGES
        fixed, share = settings.now[SERVERS + stage, point], settings.now[SERVERS_SHARE + stage, point]
        number = at_work(int(world.servers[shift, station]), fixed, share)
        found.append(0 if stage == 0 and settings.now[OPEN, point] == 0 else number)
    return found


def _joined(snapshot: Snapshot, world: World) -> World:
    """Give a world with the trucks that had come, and behind them those that come later in `world`."""
    arrives = snapshot.array("trucks.arrives")
    first = int(np.searchsorted(world.arrives, snapshot.t_min, side="right"))
    if first == arrives.size and np.array_equal(arrives, world.arrives[:first]):
        return world  # the same trucks: what else is drawn of them is drawn under the rules that go on
    joined: dict[str, Any] = {"arrives": np.concatenate([arrives, world.arrives[first:]])}
    for name in Trucks._fields:
        before, later = snapshot.array(f"trucks.{name}"), getattr(world, name)
        if (before.shape[-1] == 0) != (later.shape[-1] == 0) and arrives.size:
            what = phrase("its trucks were drawn without {name}, which this scenario draws", name=name)
            raise broken(what)
        joined[name] = np.concatenate([before, later[..., first:]], axis=-1)
    return world._replace(**joined)


def _fill_calendar(state: State, lines: Lines, spare: Any) -> None:
    """Write the places, and let each event that is due stand in its bucket."""
    calendar, items = state.calendar, lines.items
    calendar.items[: items.size] = items
    calendar.spare[: spare.size] = spare
    pending = np.flatnonzero(lines.is_pending)
    laps = (items["due"][pending] * calendar.per).astype(np.int64)
    for place, lap in zip(pending.tolist(), laps.tolist(), strict=True):
        calendar.items["link"][place] = calendar.buckets[lap % BUCKETS]
        calendar.buckets[lap % BUCKETS] = place
    calendar.at[TOP], calendar.at[SPARE], calendar.at[PENDING] = items.size, spare.size, pending.size
    calendar.at[USED] = items.size - spare.size - int((lines.is_live & (items["what"] == GONE)).sum())
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


def _fill_found(state: State, world: World, snapshot: Snapshot, come: int) -> None:
    """Write what papers came to; where that was not kept apart, it was drawn with the truck."""
    if world.uses & SHARES:
        found = snapshot.array("found")
        state.inside.found[:come] = found if found.size else snapshot.array("trucks.outcome")
