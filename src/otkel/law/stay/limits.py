"""Whether days of presence keep within the limits.

Every function takes days as ordinals. Each day is judged by the limits of that day; only days of
presence can break a limit, and what comes later never breaks an earlier day.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec

from otkel.law.stay.days import Days, Span
from otkel.law.stay.result import Kind, Limit
from otkel.law.stay.rules import LAST_DAY, Segment, Segments, find_segment

# Later than any day: where no day goes over a limit.
NEVER = LAST_DAY + 1
# No counting window but the calendar year is longer, and no uninterrupted stay that is allowed [days].
LONGEST = 200


class Use(msgspec.Struct, frozen=True, gc=False):
    """What is used of one limit [days]; see `Limit`. Days are ordinals."""

    kind: Kind
    used: int
    limit: int
    first: int | None
    last: int | None
    warns: bool = False

    @property
    def left(self) -> int:
        """What is left, never below zero."""
        return max(0, self.limit - self.used)


@lru_cache(maxsize=1024)
def get_year(day: int) -> Span:
    """Give 1 January and 31 December of the year of a day."""
    year = date.fromordinal(day).year
    return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())


@lru_cache(maxsize=1024)
def get_horizon(on: int) -> date:
    """Give a day before which the end of a stay changes no limit of the day `on` or of later days.

    A run that began before it is over every limit already, and days before it are in no window.
    """
    return date.fromordinal(min(get_year(on).first, on - LONGEST) - 2)


def measure(days: Days, segments: Segments, on: int) -> list[Use]:
    """Give what is used of each limit in force on a day, the main one first."""
    segment = find_segment(segments, on)
    uses = []
    if segment.year is not None:
        first, last = get_year(on)
        uses.append(Use("year", days.count(first, on), segment.year, first, last))
    if segment.window is not None:
        first = on - segment.width + 1
        uses.append(Use("window", days.count(first, on), segment.window, first, on))
    if segment.run is not None:
        start = days.run_start(on)
        used = 0 if start is None else on - start + 1
        end = None if start is None else on
        uses.append(Use("uninterrupted", used, segment.run, start, end, segment.run_warns))
    return uses


def list_limits(days: Days, segments: Segments, on: int) -> list[Limit]:
    """Give the limits in force on a day with what is used and left of each, the main one first."""
    return [
        Limit(
            kind=use.kind,
            used=use.used,
            left=use.left,
            limit=use.limit,
            from_on=None if use.first is None else date.fromordinal(use.first),
            to_on=None if use.last is None else date.fromordinal(use.last),
            warns=use.warns,
        )
        for use in measure(days, segments, on)
    ]


def find_breach(days: Days, segments: Segments, since: int) -> int | None:
    """Give the first day of presence, not before `since`, that goes over a limit of that day."""
    since = max(since, days.first_day)
    for segment in segments:
        if segment.last < since:
            continue
        first = max(segment.first, since)
        breach = min(
            _find_run_breach(days, segment, first),
            _find_year_breach(days, segment, first),
            _find_window_breach(days, segment, first),
        )
        if breach < NEVER:
            return breach
    return None


@lru_cache(maxsize=1024)
def get_runs(segments: Segments) -> Segments:
    """Give the limits of uninterrupted stays alone."""
    return tuple(s._replace(year=None, window=None) for s in segments)


@lru_cache(maxsize=1024)
def get_softened_runs(segments: Segments) -> Segments:
    """Give the limits of uninterrupted stays that are only warned of, as if they bound."""
    return tuple(s._replace(run_warns=False) for s in get_runs(segments) if s.run_warns)


def find_long_run(days: Days, segments: Segments, since: int) -> int | None:
    """Give the first day, not before `since`, of an uninterrupted stay longer than is warned of."""
    return find_breach(days, get_softened_runs(segments), since)


def _find_run_breach(days: Days, segment: Segment, first: int) -> int:
    if segment.run is None or segment.run_warns:
        return NEVER
    for start, end in days.runs:  # in order: the first that is over is over first
        if end >= first and (over := start + segment.run) <= end and over <= segment.last:
            return max(first, over)
    return NEVER


def _find_year_breach(days: Days, segment: Segment, first: int) -> int:
    if segment.year is None:
        return NEVER
    last_day = min(segment.last, days.last_day)
    while first <= last_day:
        january, december = get_year(first)
        before = days.up_to(january - 1)
        inside = days.up_to(min(december, last_day))
        if inside - before > segment.year:
            # Where the limit was passed before `first`, the next day of presence is over as well.
            n = max(before + segment.year, days.up_to(first - 1)) + 1
            if n <= inside:
                return days.nth(n)
        first = december + 1
    return NEVER


def _find_window_breach(days: Days, segment: Segment, first: int) -> int:
    limit, back = segment.window, segment.width - 1
    if limit is None:
        return NEVER
    for start, end in days.spans:
        low, high = max(start, first), min(end, segment.last)
        # Along a span each day adds itself and drops at most one: the count never falls.
        if low <= high and days.count(high - back, high) > limit:
            counts = [days.count(day - back, day) > limit for day in range(low, high + 1)]
            return low + counts.index(True)
    return NEVER
