"""A day played again: how many trucks stood where at each minute, and what each hour brought.

The rows may be those of the ledger (`past`) or those of a log that the twin wrote (`played_logs`): both are
made by the same fold, so that a simulated day is played as a lived one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.site.past import before_day
from otkel.errors import UnknownNameError
from otkel.facts.events.envelope import as_us
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.time import read_day
from otkel.ledger.view_point_day import DAY_MIN, PLACES
from otkel.phrases import phrase

_MIN_US = 60_000_000
_EPOCH = date(1970, 1, 1)


class Kept(Protocol):
    """Rows of the view `point_day`, wherever they are kept."""

    def day(self, point: str, towards: str, day: date) -> dict[str, Any]:
        """Give what happened on a day of UTC; nothing: an empty row."""
        ...

    def days(self, point: str, towards: str) -> dict[date, list[int]]:
        """Give the days of which the rows tell, each with how it changed who stands where."""
        ...


class Step(NamedTuple):
    """From a minute of the day on, so many trucks stood in line, at the post and on the strip."""

    minute: int
    line: int
    post: int
    strip: int


class PlayedHour(msgspec.Struct, frozen=True, kw_only=True):
    """One hour: who stood where when it ended, and what it brought."""

    begins_at: datetime
    line: int
    post: int
    strip: int
    came: int
    exit: int
    entry: int


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """A civil day of one direction, by the clock of the point."""

    towards: str
    begins_at: datetime
    minutes: int  # a day whose clock is changed is longer or shorter
    steps: tuple[Step, ...]
    hours: tuple[PlayedHour, ...]


def read_played_day(text: str) -> date:
    """Read the day of an address. Raises UnknownNameError."""
    day = read_day(text) if len(text) == 10 else None
    if not isinstance(day, date) or not 1970 < day.year < 9000:
        raise UnknownNameError(
            phrase("{text} is no day", text=text[:20]), phrase("write a day as 2026-11-29")
        )
    return day


def directions_of(kept: Kept, point: CrossingPoint) -> tuple[str, ...]:
    """Give the directions of a point of which rows tell, that of its second state first."""
    return tuple(one for one in point.countries[::-1] if kept.days(point.slug, one))


def days_told(kept: Kept, point: CrossingPoint) -> tuple[date, ...]:
    """Give the civil days of a point of which rows tell, the newest first."""
    found: set[date] = set()
    for towards in directions_of(kept, point):
        days = kept.days(point.slug, towards)
        first = _civil(point, min(days), min(_minutes(kept, point, towards, min(days)), default=0))
        last = _civil(point, max(days), max(_minutes(kept, point, towards, max(days)), default=0))
        touched = {_civil(point, day, minute) for day in days for minute in (0, DAY_MIN - 1)}
        found |= {day for day in touched if first <= day <= last}
    return tuple(sorted(found, reverse=True))


def _minutes(kept: Kept, point: CrossingPoint, towards: str, day: date) -> list[int]:
    row = kept.day(point.slug, towards, day)
    return [int(minute) for place in PLACES for minute in row.get(place, {})]


def _civil(point: CrossingPoint, day: date, minute: int) -> date:
    """Give the civil day of a point on which a minute of a day of UTC lies."""
    at = datetime.combine(day, time(minute // 60, minute % 60), UTC)
    return at.astimezone(ZoneInfo(point.zone)).date()


def play_day(kept: Kept, point: CrossingPoint, towards: str, day: date) -> Played:
    """Give a civil day of a direction, by the clock of the point."""
    zone = ZoneInfo(point.zone)
    begins_at = datetime.combine(day, time(0), zone)
    first = as_us(begins_at) // _MIN_US
    minutes = as_us(datetime.combine(day + timedelta(1), time(0), zone)) // _MIN_US - first
    steps = tuple(_steps(kept, point.slug, towards, first, minutes))
    return Played(
        towards=towards, begins_at=begins_at, minutes=minutes, steps=steps,
        hours=tuple(_hours(kept, point, towards, first, steps, minutes)),
    )  # fmt: skip


def _steps(kept: Kept, slug: str, towards: str, first: int, minutes: int) -> Iterator[Step]:
    """Sum up the changes: those of all days before, then those of the days that this one lies in."""
    days = kept.days(slug, towards)
    begin = _day_of(first)
    stood = [before_day(days, begin, place) for place in PLACES]
    changes: dict[int, list[int]] = {}
    for number in range(3):
        day = begin + timedelta(number)
        row = kept.day(slug, towards, day) if day in days else {}
        start = (day - _EPOCH).days * DAY_MIN - first
        for at, place in enumerate(PLACES):
            for minute, by in row.get(place, {}).items():
                changes.setdefault(max(0, start + int(minute)), [0] * len(PLACES))[at] += by
    changes.setdefault(0, [0] * len(PLACES))
    for minute in sorted(changes):
        if minute >= minutes:
            return
        stood = [before + by for before, by in zip(stood, changes[minute], strict=True)]
        yield Step(minute, *stood)


def _hours(
    kept: Kept, point: CrossingPoint, towards: str, first: int, steps: tuple[Step, ...], minutes: int
) -> Iterator[PlayedHour]:
    zone = ZoneInfo(point.zone)
    for number in range(-(-minutes // 60)):
        until = min((number + 1) * 60, minutes)
        last = [one for one in steps if one.minute < until][-1]
        minute = first + number * 60
        row = kept.day(point.slug, towards, _day_of(minute))
        hour = str(minute % DAY_MIN // 60)
        yield PlayedHour(
            begins_at=datetime.fromtimestamp(minute * 60, zone),
            line=last.line,
            post=last.post,
            strip=last.strip,
            came=row.get("came", {}).get(hour, 0),
            exit=row.get("exit", {}).get(hour, 0),
            entry=row.get("entry", {}).get(hour, 0),
        )


def _day_of(minute: int) -> date:
    return _EPOCH + timedelta(minute // DAY_MIN)
