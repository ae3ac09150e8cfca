"""What a crossing point's page shows of earlier: the line, the wait and what went through, by the hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

import msgspec

from otkel.app.crossing.told import local
from otkel.app.site.chart import Chart, Frame, Span, draw_chart
from otkel.app.site.house import House
from otkel.app.site.past import HOUR_US, Hour, Past
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.readings import Quantity, Reading, Seen
from otkel.feeds.bulletin import TRUCKS

PERIODS = {1: 1, 7: 6, 30: 24}  # days that are shown, and hours in a row of the table
MOST_READ = 2_000  # readings of others in a plot, the newest


class Through(msgspec.Struct, frozen=True, kw_only=True):
    """What went through in the last hours: trucks let out, and let in."""

    hours: int
    exit: int
    entry: int


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table: some hours together."""

    from_us: int
    to_us: int
    line: int
    most: int
    came: int
    exit: int
    entry: int
    wait_min: float | None  # the middle one of those called; none: nobody was


class History(msgspec.Struct, frozen=True, kw_only=True):
    """One direction over some days."""

    towards: str | None
    days: int
    line: Chart
    wait: Chart
    rows: tuple[Stretch, ...]  # the newest first; none: its own record does not tell
    through: tuple[Through, ...] = ()


def read_days(text: str | None) -> int:
    """Give how many days somebody asked for; what is no choice: one."""
    return next((days for days in PERIODS if text == str(days)), 1)


def history_of(
    house: House, past: Past, point: CrossingPoint, towards: str | None, days: int, now_us: int
) -> History:
    """Give the history of a direction: by its own record, and what others said. Raises LedgerError."""
    frame = Frame(now_us - days * 24 * HOUR_US, now_us, point.zone)
    hours = [] if towards is None else past.hours(point.slug, towards, frame.from_us, now_us)
    said = [
        one
        for one in house.readings.list_newest(point.slug, frame.from_us, now_us, MOST_READ)
        if one.towards == towards and one.vehicles == TRUCKS and one.seen is Seen.KNOWN
    ]
    waits = [(one.from_us + HOUR_US // 2, median(one.waits) if one.waits else None) for one in hours]
    return History(
        towards=towards,
        days=days,
        line=draw_chart(
            frame,
            [(min(one.from_us + HOUR_US, now_us), float(one.line)) for one in hours],
            list(_spans(said, Quantity.VEHICLES_WAITING)),
        ),
        wait=draw_chart(
            frame,
            [(us, None if wait is None else wait / 60) for us, wait in waits],
            list(_spans(said, Quantity.PHYSICAL_WAIT, 60.0)),
        ),
        rows=tuple(_rows(hours, point.zone, PERIODS[days], now_us))[::-1],
        through=tuple(_through(hours, now_us)),
    )


def _spans(said: Sequence[Reading], quantity: Quantity, per: float = 1.0) -> Iterator[Span]:
    for one in said:
        if one.quantity is quantity and one.value is not None:
            most = one.most if one.most is not None else one.value
            yield Span(one.observed_us, one.value / per, most / per)


def _rows(hours: Sequence[Hour], zone: str, size: int, now_us: int) -> Iterator[Stretch]:
    """Put hours together by the clock of the point."""

    def bin_of(one: Hour) -> tuple[int, int]:
        at = local(one.from_us, zone)
        return at.toordinal(), at.hour // size

    for _, group in groupby(hours, bin_of):
        own = list(group)
        waits = [wait for one in own for wait in one.waits]
        yield Stretch(
            from_us=own[0].from_us,
            to_us=min(own[-1].from_us + HOUR_US, now_us),
            line=own[-1].line,
            most=max(one.most for one in own),
            came=sum(one.came for one in own),
            exit=sum(one.exit for one in own),
            entry=sum(one.entry for one in own),
            wait_min=median(waits) if waits else None,
        )


def _through(hours: Sequence[Hour], now_us: int) -> Iterator[Through]:
    """Give what went through in the last full hours; the hour that is going on counts for none of them."""
    full = [one for one in hours if one.from_us + HOUR_US <= now_us]
    for count in (1, 3, 24):
        last = full[-count:]
        if len(last) == count or (last and count == 24):
            yield Through(
                hours=len(last), exit=sum(one.exit for one in last), entry=sum(one.entry for one in last)
            )
