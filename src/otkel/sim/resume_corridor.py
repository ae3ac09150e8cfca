"""Where trucks are on their ways, what is published, and the timers of a corridor, from a written state."""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim.kernel_calendar import ITEM, NIL
from otkel.sim.kernel_corridor import MEASURED, PUBLISH, REVERSE, STARTED, Corridor, Way
from otkel.sim.kernel_world import STAGES, World
from otkel.sim.resume_check import TIMERS, Lines
from otkel.sim.snapshot import Snapshot
from otkel.sim.state_table import WAYS


def with_timers(lines: Lines, spare: Any, world: World, t_min: float) -> tuple[Lines, Any]:
    """Give the places with those timers that the world that goes on has, and the places that are free.

    A timer runs as if it had done so from the beginning; one that this world has no more is taken away.
    """
    if world.corridor is None:
        return lines, spare
    for kind, every in ((PUBLISH, world.corridor.publish_every), (REVERSE, world.corridor.lanes_every)):
        there = np.flatnonzero(lines.is_live & (lines.items["what"] == kind))
        if every > 0.0 and there.size:
            lines.items["due"][there] = _next(every, t_min)
        elif every > 0.0:
            lines = _added(lines, kind, _next(every, t_min))
        elif there.size:
            lines.is_live[there] = lines.is_pending[there] = False
            lines.items[there] = 0
            spare = np.concatenate([spare, there.astype(spare.dtype)])
    return lines, spare


def _added(lines: Lines, kind: int, due: float) -> Lines:
    timer = np.zeros(1, ITEM)
    timer["what"], timer["truck"], timer["due"], timer["next"] = kind, TIMERS[kind], due, NIL
    is_there = np.ones(1, np.bool_)
    return lines._replace(
        items=np.concatenate([lines.items, timer]),
        is_live=np.concatenate([lines.is_live, is_there]),
        is_pending=np.concatenate([lines.is_pending, is_there]),
    )


def _next(every: float, t_min: float) -> float:
    due = every
    while due <= t_min:
        due += every
    return due


def fill_way(way: Way, corridor: Corridor, snapshot: Snapshot, numbers: Any) -> None:
    """Write what a state says of the ways; `numbers`: of each truck of the file in this world."""
    for name in WAYS:
        getattr(way, name)[numbers] = snapshot.array(f"way.{name}")
    way.at[:] = snapshot.array("way.at")
    way.at[STARTED] = 1
    _fill_published(way, snapshot)
    way.side[:] = np.where(corridor.lanes > 0, snapshot.array("way.side"), 0)
    for out in np.flatnonzero(corridor.lanes > 0):
        back = corridor.other_way[out]
        for stage in range(2):
            way.lanes[STAGES * out + stage] = 0 if way.side[out] else corridor.lanes[out]
            way.lanes[STAGES * back + stage] = corridor.lanes[out] if way.side[out] else 0


def _fill_published(way: Way, snapshot: Snapshot) -> None:
    """Write the latest counts of the lines; another lag may keep more of them, or fewer."""
    published, counted_at = snapshot.array("way.published"), snapshot.array("way.measured_at")
    old, new, measured = len(published), len(way.published), int(way.at[MEASURED])
    for number in range(max(measured - min(old, new), 0), measured):
        way.published[number % new] = published[number % old]
        way.measured_at[number % new] = counted_at[number % old]
