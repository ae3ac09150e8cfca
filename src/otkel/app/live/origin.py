"""The clock of a crossing point: seconds from a fixed midnight, and civil days by where they begin.

Zones end here. The rules of the queue know seconds and the numbers of days alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from otkel.facts.events.envelope import as_us
from otkel.facts.gazetteer import CrossingPoint
from otkel.queueing.state import State

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2045, 12, 31)


def new_state(point: CrossingPoint) -> State:
    """Give the empty state of a crossing point, the direction out of the first side's state first."""
    first, second = point.countries
    return State(point.slug, (second, first), origin_us(point.zone), day_starts_s(point.zone))


def stream_of(slug: str) -> str:
    """Give the stream of a crossing point: all of its events stand in it."""
    return f"point/{slug}"


def origin_us(zone: str) -> int:
    """Give the instant from which a point counts its seconds [µs of UTC since 1970]: its midnight of 2020."""
    return _begins_us(FIRST_DAY, ZoneInfo(zone))


@lru_cache(maxsize=64)
def day_starts_s(zone: str) -> Sequence[float]:
    """Give the beginnings of the civil days 2020 to 2045 [s from the origin], and where the last one ends."""
    place = ZoneInfo(zone)
    begin_us = origin_us(zone)
    days = (LAST_DAY - FIRST_DAY).days + 2
    return tuple((_begins_us(FIRST_DAY + timedelta(n), place) - begin_us) / 1e6 for n in range(days))


def _begins_us(day: date, place: ZoneInfo) -> int:
    # Where clocks go forward at midnight there is no midnight: read with the old offset it is the
    # instant of the change, at which the day begins.
    return as_us(datetime(day.year, day.month, day.day, tzinfo=place))
