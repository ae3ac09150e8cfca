"""How many trucks passed each mark, who went forward before whom, and how late trucks and post were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import polars as pl

from otkel.facts.events.choices import WayOut
from otkel.queueing.log import WORD_OF, Log
from otkel.queueing.measures.estimates import Spread, spread_of
from otkel.queueing.measures.groups import group_of, keys, of_row
from otkel.queueing.measures.lengths import Window
from otkel.queueing.measures.reading import NUMBER

COUNTED = (
    "booked", "arrived", "called", "exit_started", "exit_cleared", "exit_refused", "entry_started",
    "entry_cleared", "entry_refused", "turned_back", "left", "no_show", "cancelled",
)  # fmt: skip
_kind = pl.col("kind")


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """How often each thing happened in one group, by word, and how many trucks got through an hour."""

    group: dict[str, str | int | None]
    counts: dict[str, int]
    through: int  # let in by entry control; where that is not recorded of a truck, left as through
    hours: float  # of the window that lie in the group's hour or day; without these the whole window
    through_per_h: float | None  # throughput; none: the group has no length of time


class Overtaking(msgspec.Struct, frozen=True, kw_only=True):
    """Calls by one rule of the discipline, in one group of point and time."""

    group: dict[str, str | int | None]
    rule: str
    calls: int
    calls_past_others: int  # past at least one truck that had come before and still waits
    overtaken_trucks: int  # summed over these calls


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """How late one side was, where it is recorded: after what was promised, or before it (below 0)."""

    group: dict[str, str | int | None]  # of point and time
    side: str  # truck: after the end of its slot, when it came; post: when it called
    late: int  # later than promised
    in_time: int
    by: Spread


def flows_of(
    log: Log, moves: pl.LazyFrame, window: Window, by: Sequence[str], ahead_us: int
) -> tuple[Flow, ...]:
    """Give the counts of each group in order of groups; a group is that of the instant itself."""
    counts = (
        moves.select(*keys(by, "occurred_us", ahead_us), "kind", through=_through(log))
        .group_by(*by, "kind")
        .agg(count=pl.len(), through=pl.col("through").sum())
        .sort(*by, "kind")
        .collect()
    )
    rows: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in counts.iter_rows(named=True):
        rows.setdefault(tuple(row[one] for one in by), []).append(row)
    return tuple(_flow(log, own, window, by) for own in rows.values())


def _through(log: Log) -> pl.Expr:
    """Tell of a move whether the truck is through with it; with a yes and a leaving, it is once."""
    let_in = _kind == NUMBER["entry_cleared"]
    left = (_kind == NUMBER["left"]) & (pl.col("reason") == log.number(WayOut.THROUGH.value))
    return let_in | (left & (pl.col("begins") | ~let_in.shift(1, fill_value=False)))


def _flow(log: Log, rows: list[dict[str, Any]], window: Window, by: Sequence[str]) -> Flow:
    counts = dict.fromkeys(COUNTED, 0)
    counts.update({WORD_OF[row["kind"]]: row["count"] for row in rows if WORD_OF[row["kind"]] in counts})
    through, hours = sum(row["through"] for row in rows), window.hours_in(rows[0], by)
    return Flow(
        group=group_of(log, rows[0], by),
        counts=counts,
        through=through,
        hours=hours,
        through_per_h=through / hours if hours > 0 else None,
    )


def overtakings_of(log: Log, by: Sequence[str], ahead_us: int) -> tuple[Overtaking, ...]:
    """Give the calls by group and rule, in order of groups, and in each those that pass most trucks first."""
    by, past = of_row(by), pl.col("past")
    rows = (
        log.frame.filter(_kind == NUMBER["called"])
        .select(*keys(by, "occurred_us", ahead_us), "reason", past=pl.col("v0").fill_null(0))
        .group_by(*by, "reason")
        .agg(calls=pl.len(), calls_past=(past > 0).sum(), overtaken=past.sum())
        .sort(*by, -pl.col("overtaken"), -pl.col("calls").cast(pl.Int64), "reason")
        .collect()
    )
    return tuple(
        Overtaking(
            group=group_of(log, row, by),
            rule=log.text(row["reason"]) or "none",
            calls=row["calls"],
            calls_past_others=row["calls_past"],
            overtaken_trucks=row["overtaken"],
        )
        for row in rows.iter_rows(named=True)
    )


def latenesses_of(log: Log, by: Sequence[str], ahead_us: int) -> tuple[Lateness, ...]:
    """Give the lateness of trucks (`arrived`) and of the post (`called`), over those where it is recorded."""
    return tuple(
        one
        for side, word, column in (("truck", "arrived", "v0"), ("post", "called", "v1"))
        for one in _latenesses(log, side, NUMBER[word], column, of_row(by), ahead_us)
    )


def _latenesses(
    log: Log, side: str, kind: int, column: str, by: Sequence[str], ahead_us: int
) -> Iterator[Lateness]:
    rows = log.frame.filter((_kind == kind) & pl.col(column).is_not_null()).sort("occurred_us", "position")
    late = rows.select(
        *keys(by, "occurred_us", ahead_us), late=pl.col(column).cast(pl.Float64) / 1e6
    ).collect()
    if not by:
        yield _lateness({}, side, late)
        return
    parts = late.partition_by(by, as_dict=True)
    for key in sorted(parts):
        yield _lateness(group_of(log, dict(zip(by, key, strict=True)), by), side, parts[key])


def _lateness(group: dict[str, str | int | None], side: str, rows: pl.DataFrame) -> Lateness:
    late_s = rows["late"].to_numpy()
    count = int((late_s > 0).sum())
    return Lateness(group=group, side=side, late=count, in_time=late_s.size - count, by=spread_of(late_s))
