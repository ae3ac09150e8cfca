"""Whether days of presence keep within the limits, and how long they would.

Every function takes days as ordinals. Each day is judged by the limits of that day; only days of
presence can break a limit, and what comes later never breaks an earlier day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from otkel.law.stay.days import Days, Row, Span, Territory, sweep
from otkel.law.stay.result import Kind, Limit
from otkel.law.stay.rules import Segment, Segments, find_segment

# No limit that is coded lets a person stay on for so long [days].
FAR = 1200
# How far ahead a day of entry is sought [days]: past the next whole year.
SEARCH = 800


@lru_cache(maxsize=1024)
def get_year(day: int) -> Span:
    """Give 1 January and 31 December of the year of a day."""
    year = date.fromordinal(day).year
    return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())


def list_limits(days: Days, segments: Segments, on: int) -> list[Limit]:
    """Give the limits in force on a day with what is used of each, the main one first."""
    segment = find_segment(segments, on)
    limits = []
    if segment.year is not None:
        first, last = get_year(on)
        limits.append(_limit("year", days.count(first, on), segment.year, first, last))
    if segment.window is not None:
        first = on - segment.width + 1
        limits.append(_limit("window", days.count(first, on), segment.window, first, on))
    if segment.run is not None:
        start = days.run_start(on)
        used = 0 if start is None else on - start + 1
        end = None if start is None else on
        limits.append(_limit("uninterrupted", used, segment.run, start, end, segment.run_warns))
    return limits


def find_breach(days: Days, segments: Segments, since: int) -> int | None:
    """Give the first day of presence, not before `since`, that goes over a limit of that day."""
    for segment in segments:
        first = max(segment.first, since, days.first_day)
        if first > segment.last:
            continue
        found = [_find_run_breach(days, segment, first), _find_year_breach(days, segment, first)]
        found.append(_find_window_breach(days, segment, first))
        breach = min((day for day in found if day is not None), default=None)
        if breach is not None:
            return breach
    return None


def find_long_run(days: Days, segments: Segments, since: int) -> int | None:
    """Give the first day, not before `since`, of an uninterrupted stay longer than is warned of."""
    softened = (s._replace(year=None, window=None, run_warns=False) for s in segments if s.run_warns)
    return find_breach(days, tuple(softened), since)


def find_last_day(
    rows: list[Row],
    days: Days,
    on: int,
    territory: Territory,
    segments: Segments,
    entering: bool = False,
) -> int | None:
    """Give the last day by which somebody must be out who stays on from `on`, or enters on it.

    `days` are those of the rows. `entering` says that he enters on `on` although it is a day of
    presence already. A planned end of the present stay is put aside: it is what the last day
    replaces. Other planned stays are kept free. None: no such day from `on` onwards, or no limit.
    """
    entered = on
    if not entering:
        entered = max((first for first, last, _, _ in rows if first <= on <= last), default=on)
    breach = find_breach(stay_on(rows, days, on, on + FAR, territory, entering), segments, on)
    if breach is None:
        return None
    last = last_lawful(breach, entered, territory)
    if last < on:
        return None
    if rows and rows[-1][0] > on:
        ends = range(on, last + 1)
        kept = bisect_left(
            ends,
            True,
            key=lambda end: _breaks(extend(rows, on, end, True, entering), on, territory, segments),
        )
        return on + kept - 1 if kept else None
    return last


def find_entry(
    rows: list[Row], start: int, length: int, territory: Territory, segments: Segments
) -> int | None:
    """Give the first day from `start` on which a stay of `length` dates breaks no limit.

    Neither on its own days nor on planned days after them. None when no day fits.
    """
    last = max(start, rows[-1][1] if rows else start) + SEARCH
    for day in range(start, last):
        planned = sorted([*rows, (day, day + length - 1, 0, True)])
        if not _breaks(planned, day, territory, segments):
            return day
    return None


def last_lawful(breach: int, entered: int, territory: Territory) -> int:
    """Give the last day of a stay whose day `breach` is over: where the day of leaving does not count, it."""
    return breach if breach > entered and territory.drops_exit(breach) else breach - 1


def stay_on(
    rows: list[Row], days: Days, on: int, end: int, territory: Territory, entering: bool = False
) -> Days:
    """Give the days of the rows with somebody inside from `on` to `end`; see `extend`."""
    if days.last_day < on - 2:  # so long gone that nothing can hang together
        return days.then(on, end)
    return sweep(extend(rows, on, end, False, entering), territory)


def extend(rows: Sequence[Row], on: int, end: int, closed: bool = True, entering: bool = False) -> list[Row]:
    """Give the rows with the stay on the day `on` going on to `end`.

    There is a new one where there is none on that day, or where he is `entering` on it.

    Of stays on that day those go on that do not end on it; if all end on it, the last one does.
    """
    present = [row for row in rows if row[0] <= on <= row[1]]
    if entering or not present:
        return sorted([*rows, (on, end, 0, closed)])
    going = [row for row in present if row[1] > on or not row[3]] or present[-1:]
    return sorted((row[0], end, row[2], closed) if row in going else row for row in rows)


def _breaks(rows: list[Row], since: int, territory: Territory, segments: Segments) -> bool:
    return find_breach(sweep(rows, territory), segments, since) is not None


def _limit(
    kind: Kind, used: int, limit: int, first: int | None, last: int | None, warns: bool = False
) -> Limit:
    return Limit(
        kind=kind,
        used=used,
        left=max(0, limit - used),
        limit=limit,
        from_on=None if first is None else date.fromordinal(first),
        to_on=None if last is None else date.fromordinal(last),
        warns=warns,
    )


def _find_run_breach(days: Days, segment: Segment, first: int) -> int | None:
    if segment.run is None or segment.run_warns or days.longest <= segment.run:
        return None
    over = ((max(first, start + segment.run), end) for start, end in days.runs)
    return min((day for day, end in over if day <= min(end, segment.last)), default=None)


def _find_year_breach(days: Days, segment: Segment, first: int) -> int | None:
    if segment.year is None:
        return None
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
    return None


def _find_window_breach(days: Days, segment: Segment, first: int) -> int | None:
    limit, back = segment.window, segment.width - 1
    if limit is None:
        return None
    for start, end in days.spans:
        low, high = max(start, first), min(end, segment.last)
        # Along a span each day adds itself and drops at most one: the count never falls.
        if low <= high and days.count(high - back, high) > limit:
            counts = [days.count(day - back, day) > limit for day in range(low, high + 1)]
            return low + counts.index(True)
    return None
