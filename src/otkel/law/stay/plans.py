"""How long a stay may go on, and when the next one may begin.

Days are ordinals. Planned stays after the one asked are kept free: it may not make them break a limit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from otkel.law.stay.days import Days, Row, Span, Territory, sweep
from otkel.law.stay.limits import find_breach, get_year
from otkel.law.stay.rules import LAST_DAY, Segment, Segments, find_segment

# No limit that is coded lets a person stay on for so long [days].
FAR = 1200
# How far ahead a day of entry is sought [days]: past the next whole year.
SEARCH = 800


def find_last_day(
    rows: list[Row],
    staying: Days,
    on: int,
    territory: Territory,
    segments: Segments,
    entering: bool = False,
) -> int | None:
    """Give the last day by which somebody must be out who stays on from `on`, or enters on it.

    `staying` are the days of the rows with him inside for the `FAR` days after `on`. `entering`
    says that he enters on `on` although it is a day of presence already. A planned end of the
    present stay is put aside: it is what the last day replaces. Other planned stays are kept free.
    None: no such day from `on` onwards, or no limit.
    """
    entered = on
    if not entering:
        entered = max((first for first, last, _, _ in rows if first <= on <= last), default=on)
    breach = find_breach(staying, segments, on)
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
    day, end = start, max(start, rows[-1][1] if rows else start) + SEARCH
    while day < end:
        days = sweep(sorted([*rows, (day, day + length - 1, 0, True)]), territory)
        over = find_breach(days, segments, day)
        if over is None:
            return day
        day = _find_later(rows, days, Span(day, day + length - 1), over, territory, segments)
    return None


def _find_later(
    rows: list[Row], days: Days, plan: Span, over: int, territory: Territory, segments: Segments
) -> int:
    """Give a later day of entry: on every day between, the stay would be over as it is at `over`.

    That is known of a stay that hangs together with no other, up to the next one; where days of
    leaving do not count, only if `over` lies before the day of leaving.
    """
    length = plan.last - plan.first + 1
    apart = min((first for first, last, _, _ in rows if last >= plan.first - 1), default=LAST_DAY) - length
    if apart <= plan.first or (over >= plan.last and territory.exits_dropped):
        return plan.first + 1
    if over > plan.last:  # a later stay is over, and the nearer this one the more so
        return apart
    ahead = over - plan.first
    return min(apart, _held_until(days, find_segment(segments, over), plan.first, over) - ahead + 1)


def _held_until(days: Days, segment: Segment, entered: int, over: int) -> int:
    """Give the last day that is over like `over`, when a stay apart is as long by then as it is by `over`."""
    if segment.run is not None and not segment.run_warns and over - entered >= segment.run:
        return segment.last
    january, december = get_year(over)
    if segment.year is not None and days.count(january, over) > segment.year:
        return min(segment.last, december)
    oldest = days.nth(days.up_to(over - segment.width) + 1)
    return min(segment.last, oldest + segment.width - 1)


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
