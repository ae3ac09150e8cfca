"""Measures of any log, live, imported or simulated: `measure(log)`. What each means: guide to measures.

Times are µs of UTC; lengths of time end in their unit. Nothing is guessed: what is not recorded is counted as
such and left out, and what does not add up is said in `findings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import polars as pl

from otkel.phrases import phrase
from otkel.queueing.log import Log
from otkel.queueing.measures.checks import Checked, checks_of
from otkel.queueing.measures.corridor import Indicator, Section, indicators_of
from otkel.queueing.measures.costs import PRICE, Cost, Price, TruckDays, cost_of, truck_days_of
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
from otkel.queueing.measures.holding import MOST_HELD, hold
from otkel.queueing.measures.lanes import Lane, lanes_of
from otkel.queueing.measures.lengths import TRUCKS_PER_KM, Length, Window, lengths_of
from otkel.queueing.measures.reading import read_now
from otkel.queueing.measures.release import Hands, ReleaseStage, release_of
from otkel.queueing.measures.sound import span_of
from otkel.queueing.measures.stretches import WAYS
from otkel.queueing.measures.sums import Balance, Finding, Little, balance_of, find_sums, littles_of
from otkel.queueing.measures.waits import THROUGH, Wait, ended_of, waits_of

__all__ = [
    "BY",
    "GIVEN",
    "MOST_HELD",
    "PRICE",
    "TRUCKS_PER_KM",
    "Balance",
    "Checked",
    "Cost",
    "Estimate",
    "Finding",
    "Flow",
    "Given",
    "Hands",
    "Indicator",
    "Lane",
    "Lateness",
    "Length",
    "Little",
    "Measures",
    "Overtaking",
    "Price",
    "ReleaseStage",
    "Section",
    "Spread",
    "Wait",
    "measure",
    "to_json",
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
    truck_days_by: tuple[TruckDays, ...]
    cost: Cost
    corridor: tuple[Indicator, ...]
    release: tuple[ReleaseStage, ...]
    balance: Balance
    little: tuple[Little, ...]
    findings: tuple[Finding, ...]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader may set: numbers that no log holds.

    `ahead_us`: offset of the clock by which hours and days are meant, from UTC [µs]. `trucks_per_km`: for
    lengths in km, in one file. `section`: the road for CAREC's TFI4.
    """

    ahead_us: int = 0
    trucks_per_km: float = TRUCKS_PER_KM
    price: Price = PRICE
    section: Section | None = None


GIVEN = Given()


def measure(
    log: Log,
    by: Sequence[str] = (),
    given: Given = GIVEN,
    *,
    folder: Path | None = None,
    most_held: int = MOST_HELD,
) -> Measures:
    """Measure a log.

    `by`: what waits, flows and truck-days are grouped by: point, class, direction, and hour or day. Lengths
    are given by point and by hour or day, overtaking and lateness by point and time, checks by point.
    `folder`: where parts of a log with more than `most_held` events are laid down while it is measured;
    none: all is held in memory. Raises ValueError when `by` or a number given cannot be.
    """
    require_by(by)
    log, corrections = read_now(log)
    events = int(log.frame.select(pl.len()).collect().item())
    window = Window(*span_of(log))
    held = hold(log, events, folder, most_held)
    littles = littles_of(log, held, window)
    balance = balance_of(log, held)
    ways = held.runs[WAYS]
    truck_days = truck_days_of(log, ways, window, (), 0, given.price)[0].days
    return Measures(
        begin_us=window.begin_us,
        end_us=window.end_us,
        events=events,
        corrections=corrections,
        by=tuple(by),
        ahead_us=given.ahead_us,
        trucks_per_km=given.trucks_per_km,
        waits=waits_of(log, held, by, given.ahead_us),
        lengths=lengths_of(log, held.stretches, window, by, given.ahead_us, given.trucks_per_km),
        flows=flows_of(log, held.moves, window, by, given.ahead_us),
        overtakings=overtakings_of(log, by, given.ahead_us),
        checks=checks_of(log, held.moves, by),
        lateness=latenesses_of(log, by, given.ahead_us),
        lanes=lanes_of(log, held.stretches, window),
        truck_days=truck_days,
        truck_days_by=truck_days_of(log, ways, window, by, given.ahead_us, given.price),
        cost=cost_of(truck_days, given.price),
        corridor=indicators_of(ended_of(log, held)[THROUGH], given.section),
        release=release_of(held.stages),
        balance=balance,
        little=littles,
        findings=(*_empty(events), *find_sums(log, held, littles, balance)),
    )


def to_json(measures: Measures) -> bytes:
    """Give measures as JSON; a finding's words as their English text and values."""
    return msgspec.json.encode(measures)


def _empty(events: int) -> tuple[Finding, ...]:
    if events:
        return ()
    return (Finding(code="empty", count=1, what=phrase("the log holds no event")),)
