"""Measures of any log, live, imported or simulated: `measure(log)`. What each means: guide to measures.

Times are µs of UTC; lengths of time end in their unit. Nothing is guessed: what is not recorded is counted as
such and left out, and what does not add up is said in `findings`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import polars as pl

from otkel.phrases import phrase
from otkel.queueing.log import Log
from otkel.queueing.measures.checks import Checked, checks_of
from otkel.queueing.measures.estimates import Estimate, Spread
from otkel.queueing.measures.flows import (
    Flow,
    Lateness,
    Overtaking,
    flows_of,
    latenesses_of,
    overtakings_of,
)
from otkel.queueing.measures.groups import BY, require_by
from otkel.queueing.measures.lanes import Lane, lanes_of
from otkel.queueing.measures.lengths import TRUCKS_PER_KM, Length, Window, lengths_of
from otkel.queueing.measures.reading import read_now
from otkel.queueing.measures.stretches import moves_of, stretches_of
from otkel.queueing.measures.sums import Balance, Finding, Little, balance_of, find_sums, littles_of
from otkel.queueing.measures.waits import THROUGH, Wait, ended_of, waits_of
from otkel.queueing.stretches import PHYSICAL

__all__ = [
    "BY", "TRUCKS_PER_KM", "Balance", "Checked", "Estimate", "Finding", "Flow", "Lane", "Lateness", "Length",
    "Little", "Measures", "Overtaking", "Spread", "Wait", "measure", "to_json",
]  # fmt: skip


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What a log says, in tables. A group that holds nothing has no row."""

    begin_us: int  # of the window: the first event
    end_us: int  # and the last
    events: int  # as they are to be read: corrections and voids are applied and left out
    corrections: int
    by: tuple[str, ...]
    ahead_us: int  # hours and days are those of a clock that is so far ahead of UTC
    trucks_per_km: float
    waits: tuple[Wait, ...]
    lengths: tuple[Length, ...]
    flows: tuple[Flow, ...]
    overtakings: tuple[Overtaking, ...]
    checks: tuple[Checked, ...]
    lateness: tuple[Lateness, ...]
    lanes: tuple[Lane, ...]
    truck_days: float  # days that trucks spent inside, in the window
    tfi1_h: float | None  # CAREC: mean time to clear the crossing point, of trucks that got through
    balance: Balance
    little: tuple[Little, ...]
    findings: tuple[Finding, ...]


def measure(
    log: Log, by: Sequence[str] = (), *, ahead_us: int = 0, trucks_per_km: float = TRUCKS_PER_KM
) -> Measures:
    """Measure a log.

    `by`: what waits and flows are grouped by: point, class, direction, and hour or day (of which lengths
    are given, too). `ahead_us`: offset of the clock by which hours and days are meant, from UTC [µs].
    `trucks_per_km`: for lengths in km, in one file. Raises ValueError when `by` names no such thing.
    """
    require_by(by)
    log, corrections = read_now(log)
    bounds = log.frame.select(
        pl.len(), begin=pl.col("occurred_us").min(), end=pl.col("occurred_us").max()
    ).collect()
    events, begin_us, end_us = bounds.row(0)
    window = Window(begin_us or 0, end_us or 0)
    moves = moves_of(log)
    stretches = stretches_of(moves)
    littles = littles_of(log, moves, stretches, window)
    balance = balance_of(log, stretches)
    return Measures(
        begin_us=window.begin_us,
        end_us=window.end_us,
        events=events,
        corrections=corrections,
        by=tuple(by),
        ahead_us=ahead_us,
        trucks_per_km=trucks_per_km,
        waits=waits_of(log, stretches, by, ahead_us),
        lengths=lengths_of(log, stretches, window, by, ahead_us, trucks_per_km),
        flows=flows_of(log, moves, by, ahead_us),
        overtakings=overtakings_of(log),
        checks=checks_of(log),
        lateness=latenesses_of(log),
        lanes=lanes_of(log, stretches, window),
        truck_days=_truck_days(stretches, window),
        tfi1_h=_mean_hours(ended_of(log, stretches)[THROUGH]),
        balance=balance,
        little=littles,
        findings=(*_empty(events), *find_sums(log, moves, stretches, littles, balance)),
    )


def to_json(measures: Measures) -> bytes:
    """Give measures as JSON; a finding's words as their English text and values."""
    return msgspec.json.encode(measures)


def _truck_days(stretches: pl.DataFrame, window: Window) -> float:
    """Add up the time inside, of those still there until the window ends."""
    lasted = pl.col("end_us").fill_null(window.end_us) - pl.col("begin_us")
    inside = stretches.filter(pl.col("what") < len(PHYSICAL))
    return float(inside.select((lasted / 8.64e10).sum()).item())


def _mean_hours(ways: pl.DataFrame) -> float | None:
    mean = ways.select(((pl.col("end_us") - pl.col("begin_us")) / 3.6e9).mean()).item()
    return None if mean is None else float(mean)


def _empty(events: int) -> tuple[Finding, ...]:
    if events:
        return ()
    return (Finding(code="empty", count=1, what=phrase("the log holds no event")),)
