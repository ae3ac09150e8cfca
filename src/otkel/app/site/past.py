"""What the record says of earlier: who stood where at a minute, and what each hour brought.

It is read from the view `point_day`, which a thread keeps up with the ledger. Where little is missing a
page folds it itself; where much is (a long ledger that is opened for the first time) it tells what is known
so far.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any

import msgspec

from otkel.app.site.house import House
from otkel.app.site.keeping import keeping_of
from otkel.ledger.view_point_day import (
    DAY_MIN,
    PLACES,
    PointDay,
    checks_key,
    day_row_key,
    days_key,
    told_key,
)

FEW = 2_000  # events that a page folds by itself: under a tenth of a second
HOUR_US = 3_600_000_000
_MIN_US = 60_000_000
_LOOK_S = 0.05
_NAME = PointDay.name


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of one direction, by the clock of UTC. Trucks, and minutes for waits."""

    from_us: int
    line: int  # trucks in line when it ended
    most: int  # the most that stood in line within it
    came: int = 0
    called: int = 0
    exit: int = 0  # let out by exit control
    entry: int = 0  # let in by entry control
    waits: tuple[int, ...] = ()  # of those called within it


class Past:
    """Reads the past of a house. Every method may be called from any thread."""

    def __init__(self, house: House) -> None:
        """Stand on the views of a house, which are kept up from then on."""
        self._views = house.ledger.views()
        self._keeping = keeping_of(house)

    def is_behind(self) -> bool:
        """Whether much of the record is not folded yet. Folds what is missing where it is little."""
        missing = self._keeping.missing(_NAME)
        if missing > FEW:
            return True
        if missing:
            self._views.catch_up(_NAME)
        return False

    def is_caught_up(self, timeout_s: float) -> bool:
        """Whether all of the record is folded; waits for it a while."""
        until_s = monotonic() + timeout_s
        while self.is_behind():
            if monotonic() > until_s or self._keeping.stopped.wait(_LOOK_S):
                return False
        return True

    def day(self, point: str, towards: str, day: date) -> dict[str, Any]:
        """Give what happened on a day of UTC; nothing: an empty row."""
        found: dict[str, Any] = self._views.find(_NAME, day_row_key(point, towards, day)) or {}
        return found

    def days(self, point: str, towards: str) -> dict[date, list[int]]:
        """Give the days of which the record tells, each with how it changed who stands where."""
        found: dict[str, list[int]] = self._views.find(_NAME, days_key(point, towards)) or {}
        return {date.fromisoformat(one): change for one, change in sorted(found.items()) if one[0].isdigit()}

    def told(self, point: str) -> list[dict[str, Any]]:
        """Give closures, pauses, world events and policies of a point, oldest first."""
        found: list[dict[str, Any]] = self._views.find(_NAME, told_key(point)) or []
        return found

    def checks(self, point: str, month: str) -> dict[str, dict[str, int]]:
        """Give what was counted of checks at a point in a month, such as 2026-11."""
        found: dict[str, dict[str, int]] = self._views.find(_NAME, checks_key(point, month)) or {}
        return found

    def stood(self, point: str, towards: str, at_us: int, place: str = "line") -> int | None:
        """Give how many trucks stood in a place at an instant; none where the record begins later."""
        begun_us = self.begun_us(point, towards)
        if begun_us is None or at_us < begun_us:
            return None
        minute = at_us // _MIN_US
        day, days = _day_of(minute), self.days(point, towards)
        changes: dict[str, int] = self.day(point, towards, day).get(place, {})
        before = before_day(days, day, place)
        return before + sum(by for at, by in changes.items() if int(at) <= minute % DAY_MIN)

    def hours(self, point: str, towards: str, from_us: int, to_us: int) -> list[Hour]:
        """Give the hours between two instants, as far back as the record goes; the last may be going on."""
        begun_us, days = self.begun_us(point, towards), self.days(point, towards)
        if begun_us is None:
            return []
        day, last = _day_of(max(from_us, begun_us) // _MIN_US), _day_of(to_us // _MIN_US)
        line = before_day(days, day, "line")
        found: list[Hour] = []
        while day <= last:
            row = self.day(point, towards, day) if day in days else {}
            made, line = hours_of_day(row, day, line)
            found += made
            day += timedelta(1)
        since_us = max(from_us, begun_us) - HOUR_US
        return [one for one in found if since_us < one.from_us <= to_us]

    def begun_us(self, point: str, towards: str) -> int | None:
        """Give when the record of a direction begins; none: it does not."""
        told, days = self.told(point), self.days(point, towards)
        instants = [one["at_us"] for one in told[:1] if one.get("towards", towards) == towards]
        if days:
            first = min(days)
            row = self.day(point, towards, first)
            minutes = [int(one) for place in PLACES for one in row.get(place, {})]
            instants.append(_us_of(first) + min(minutes, default=0) * _MIN_US)
        return min(instants, default=None)


def past_of(house: House) -> Past:
    """Give the past of a house, the same one each time."""
    return house.keep("past", Past)


def before_day(days: dict[date, list[int]], day: date, place: str) -> int:
    """Give how many trucks stood in a place when a day began."""
    at = PLACES.index(place)
    return sum(change[at] for one, change in days.items() if one < day)


def hours_of_day(row: dict[str, Any], day: date, line: int) -> tuple[list[Hour], int]:
    """Give the hours of a day that began with so many trucks in line, and how many stood when it ended."""
    found = []
    changes = sorted((int(at), by) for at, by in row.get("line", {}).items())
    for hour in range(24):
        most = line
        while changes and changes[0][0] < (hour + 1) * 60:
            line += changes.pop(0)[1]
            most = max(most, line)
        flows = {name: row.get(name, {}).get(str(hour), 0) for name in ("came", "called", "exit", "entry")}
        waits = tuple(row.get("waits", {}).get(str(hour), ()))
        from_us = _us_of(day) + hour * HOUR_US
        found.append(Hour(from_us=from_us, line=line, most=most, waits=waits, **flows))
    return found, line


def _day_of(minute: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).date()


def _us_of(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY_MIN * _MIN_US
