"""How busy the lanes were: the time in which they served trucks, of the time in which they were open."""

from __future__ import annotations

from typing import Any

import msgspec
import polars as pl

from otkel.queueing.log import Log, events_of
from otkel.queueing.measures.lengths import Window
from otkel.queueing.measures.reading import NUMBER
from otkel.queueing.measures.stretches import WHAT
from otkel.queueing.stretches import Stretch

_STAGES = {"exit_control": Stretch.EXIT_CONTROL, "entry_control": Stretch.ENTRY_CONTROL}


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One lane of a stage, or all of it (no lane)."""

    point: str
    stage: str
    lane: str | None
    trucks: int
    busy_h: float  # lane-hours; until the next move of each truck, or the end of the window
    open_h: float | None  # lane-hours, as set; pauses are not taken off; none: nobody recorded what was open
    utilisation: float | None  # busy of open; above 1: a lane serves several at once, or more was open


def lanes_of(log: Log, stretches: pl.LazyFrame, window: Window) -> tuple[Lane, ...]:
    """Give the use of lanes by point, stage and lane; first the stage as a whole."""
    busy = _busy(stretches, window)
    opened = _open_us(log, window)
    found = []
    for point, slug in enumerate(log.points):
        for stage in _STAGES:
            own = {lane: served for (at, name, lane), served in busy.items() if (at, name) == (point, stage)}
            open_us = {lane: us for (at, name, lane), us in opened.items() if (at, name) == (slug, stage)}
            if not own and not open_us:
                continue
            total = sum(us for us, _ in own.values()), sum(trucks for _, trucks in own.values())
            found.append(_lane(slug, stage, None, total, sum(open_us.values()) if open_us else None))
            named = {log.text(lane): served for lane, served in own.items() if lane}
            for lane in sorted({one for one in (*named, *open_us) if one is not None}):
                found.append(_lane(slug, stage, lane, named.get(lane, (0, 0)), open_us.get(lane)))
    return tuple(found)


def _lane(point: str, stage: str, lane: str | None, served: tuple[int, int], open_us: int | None) -> Lane:
    busy_us, trucks = served
    return Lane(
        point=point, stage=stage, lane=lane, trucks=trucks, busy_h=busy_us / 3.6e9,
        open_h=None if open_us is None else open_us / 3.6e9,
        utilisation=busy_us / open_us if open_us else None,
    )  # fmt: skip


def _busy(stretches: pl.LazyFrame, window: Window) -> dict[tuple[int, str, int], tuple[int, int]]:
    names = {WHAT[what]: stage for stage, what in _STAGES.items()}
    rows = (
        stretches.filter(pl.col("what").is_in(list(names)))
        .group_by("point", "what", "lane")
        .agg(us=(pl.col("end_us").fill_null(window.end_us) - pl.col("begin_us")).sum(), trucks=pl.len())
        .collect()
    )
    return {(point, names[what], lane): (us, trucks) for point, what, lane, us, trucks in rows.iter_rows()}


def _open_us(log: Log, window: Window) -> dict[tuple[str, str, str], int]:
    """Add up how long each lane was open: what is set holds for its direction until it is set anew."""
    rows = log.frame.filter(pl.col("kind") == NUMBER["lanes_set"]).sort("occurred_us", "position")
    now: dict[tuple[Any, ...], tuple[int, tuple[str, ...]]] = {}
    total: dict[tuple[str, str, str], int] = {}
    for event in events_of(Log(rows, log.points, log.codes)):
        key = (event.point, event.body.stage.value, event.body.towards)
        _close(total, key, now.get(key), event.occurred_us)
        now[key] = (event.occurred_us, event.body.open_lanes)
    for key, since in now.items():
        _close(total, key, since, window.end_us)
    return total


def _close(
    total: dict[tuple[str, str, str], int],
    key: tuple[Any, ...],
    since: tuple[int, tuple[str, ...]] | None,
    until_us: int,
) -> None:
    if since is None:
        return
    for lane in since[1]:
        at = (key[0], key[1], lane)
        total[at] = total.get(at, 0) + max(until_us - since[0], 0)
