"""Days of presence as sets of dates, and the stays that hang together.

A date is a day ordinal (`date.toordinal`). A day of presence is any date on which a person was in
the territory, the day of entry and the day of leaving included; a date counts once, whatever the
number of crossings on it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from otkel.facts.people import Permit, Stay


class Span(NamedTuple):
    """Dates from `first` to `last`, both included."""

    first: int
    last: int


# A stay as it counts: its first and its last date, its side, and whether it is closed. The side is 0
# for the territory itself and 1 for the state whose days are added to it. Closed says that the last
# date is a day of leaving; a stay that still runs has none. (A plain tuple: thousands are made.)
Row = tuple[int, int, int, bool]


class Territory(NamedTuple):
    """Where and when presence counts.

    `spans` are the days by country, and `always` the countries where every day counts; `added` is the
    country of the added side, which is one of the former.
    """

    spans: dict[str, tuple[Span, ...]]
    added: str | None = None
    exits_dropped: tuple[Span, ...] = ()
    always: frozenset[str] = frozenset()

    def drops_exit(self, day: int) -> bool:
        """Whether a day of leaving does not count."""
        return any(first <= day <= last for first, last in self.exits_dropped)


def list_rows(
    stays: Iterable[Stay],
    on: int,
    territory: Territory,
    left_out: frozenset[Permit | None],
    since: date = date.min,
) -> list[Row]:
    """Give the stays that count, in order. A stay without an end runs through the day `on`.

    Stays made under a permit of `left_out` do not count; those that ended before `since` are not given.
    """
    rows = []
    always, places = territory.always, territory.spans
    for stay in stays:
        country = stay.country
        if country not in always and country not in places:
            continue
        left_on = stay.left_on
        if (left_on is not None and left_on < since) or stay.permit in left_out:
            continue
        entered = stay.entered_on.toordinal()
        left = max(on, entered) if left_on is None else left_on.toordinal()
        if country in always:
            rows.append((entered, left, 0, left_on is not None))
            continue
        side = int(country == territory.added)
        for first, last in places[country]:
            if entered <= last and first <= left:
                closed = left_on is not None and left <= last
                rows.append((max(first, entered), min(last, left), side, closed))
    rows.sort()
    return rows


class Days(msgspec.Struct):
    """Days of presence as disjoint spans in order, and the uninterrupted stays (runs).

    `before` counts the days before each span, and at last all of them.
    """

    firsts: list[int]
    lasts: list[int]
    before: list[int]
    runs: list[tuple[int, int]]
    overlap: Span | None

    @property
    def spans(self) -> list[Span]:
        """The days as disjoint spans, in order, no two of them touching."""
        return [Span(first, last) for first, last in zip(self.firsts, self.lasts, strict=True)]

    @property
    def first_day(self) -> int:
        """The first day of presence; 0 when there is none."""
        return self.firsts[0] if self.firsts else 0

    @property
    def last_day(self) -> int:
        """The last day of presence; 0 when there is none."""
        return self.lasts[-1] if self.lasts else 0

    def then(self, first: int, last: int) -> Days:
        """Give these days and a later stay that hangs together with none of them."""
        return Days(
            [*self.firsts, first],
            [*self.lasts, last],
            [*self.before, self.before[-1] + last - first + 1],
            [*self.runs, (first, last)],
            self.overlap,
        )

    def up_to(self, day: int) -> int:
        """Count the days of presence on or before a day."""
        i = bisect_right(self.firsts, day)
        if i == 0:
            return 0
        return self.before[i - 1] + min(day, self.lasts[i - 1]) - self.firsts[i - 1] + 1

    def count(self, first: int, last: int) -> int:
        """Count the days of presence from one day to another, both included."""
        return self.up_to(last) - self.up_to(first - 1)

    def nth(self, n: int) -> int:
        """Give the n-th day of presence, counted from 1. There must be that many."""
        i = bisect_left(self.before, n) - 1
        return self.firsts[i] + n - self.before[i] - 1

    def has(self, day: int) -> bool:
        """Whether the day is a day of presence."""
        return self.up_to(day) > self.up_to(day - 1)

    def run_start(self, day: int) -> int | None:
        """Give the first day of the longest uninterrupted stay that holds the day."""
        for first, last in self.runs:  # in the order of their first days
            if last >= day and first <= day:
                return first
        return None


def count_dates(rows: Sequence[Row], first: int, last: int) -> int:
    """Count the dates from one day to another, both included, on which some row holds; rows in order."""
    found, counted_to = 0, first - 1
    for start, end, _, _ in rows:
        if start <= counted_to:
            start = counted_to + 1
        if end > last:
            end = last
        if start <= end:
            found += end - start + 1
            counted_to = end
    return found


def sweep(rows: Sequence[Row], territory: Territory) -> Days:
    """Join rows, sorted by entry, to days of presence and to uninterrupted stays (runs).

    A run is one stay. Stays on the same side that share more than one date are one run (and an
    overlap, for nobody is in two stays at once); stays that share one date are two. A stay also
    continues the run of the latest stay on the other side when that ended on the day of entry, on
    the day before, or later: going straight from one state to the other interrupts nothing, and
    its day of leaving counts even where days of leaving do not. A visit of one date counts 1.
    """
    firsts: list[int] = []
    lasts: list[int] = []
    runs: list[tuple[int, int]] = []
    front = [-1, -1]
    run_at = [-1, -1]
    counted_to = -1
    overlap = None
    for first, last, side, closed in rows:
        start, end = first, last
        here, there = front[side], front[1 - side]
        if last > first:
            if overlap is None and (here > first or there > first):
                overlap = Span(first, min(last, max(front)))
            if territory.exits_dropped and closed and territory.drops_exit(last):
                end -= 1
        if here > first and last > first:
            run = run_at[side]
        elif there >= first - 1:
            run = run_at[1 - side]
            start = min(first, there)
        else:
            run = len(runs)
            runs.append((first, end))
        if end > runs[run][1]:
            runs[run] = (runs[run][0], end)
        if last >= here:
            front[side], run_at[side] = last, run
        if start > counted_to + 1:
            firsts.append(start)
            lasts.append(end)
            counted_to = end
        elif end > counted_to:
            lasts[-1] = counted_to = end
    before = [0]
    for first, last in zip(firsts, lasts, strict=True):
        before.append(before[-1] + last - first + 1)
    return Days(firsts, lasts, before, runs, overlap)
