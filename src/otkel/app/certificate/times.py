"""Times as the page writes them: instants in the zone of the place, lengths in days, hours and minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from otkel.app.words import Words
from otkel.errors import UnknownNameError
from otkel.facts.events.envelope import as_instant, as_us
from otkel.facts.gazetteer import get_point
from otkel.phrases import phrase

MOST_TICKS = 9
MIN_US = 60_000_000
Json = dict[str, Any]


def zone_of(slug: str) -> ZoneInfo:
    """Give the zone of a crossing point; UTC where the gazetteer does not know it."""
    try:
        return ZoneInfo(get_point(slug).zone)
    except UnknownNameError:
        return ZoneInfo("UTC")


def moment(us: int, zone: ZoneInfo) -> str:
    """Give an instant as day and time of the place, to the minute."""
    return f"{as_instant(us).astimezone(zone):%Y-%m-%d %H:%M}"


def offset_of(us: int, zone: ZoneInfo) -> str:
    """Give by how much the clocks of the place went before UTC then."""
    shift = as_instant(us).astimezone(zone).utcoffset() or timedelta()
    minutes = round(shift.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def length(us: int, words: Words) -> str:
    """Give how long something lasted, in days, hours and minutes, rounded down."""
    minutes = us // MIN_US
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days and not left:
        return words.say(phrase("{days} d {hours} h", days=days, hours=hours))
    if days:
        return words.say(phrase("{days} d {hours} h {minutes} min", days=days, hours=hours, minutes=left))
    if hours and not left:
        return words.say(phrase("{hours} h", hours=hours))
    if hours:
        return words.say(phrase("{hours} h {minutes} min", hours=hours, minutes=left))
    return words.say(phrase("{minutes} min", minutes=left))


def ticks_of(began_us: int, ended_us: int, zone: ZoneInfo) -> list[Json]:
    """Give the midnights of the place within the time, not more than fit beside each other."""
    begin, end = (as_instant(us).astimezone(zone) for us in (began_us, ended_us))
    days = (end.date() - begin.date()).days
    step = max(1, -(-days // MOST_TICKS))
    whole_us = max(1, ended_us - began_us)
    ticks = []
    for number in range(1, days + 1, step):
        day = begin.date() + timedelta(days=number)
        # By UTC: clocks that are changed within the time shift no midnight.
        midnight_us = as_us(datetime(day.year, day.month, day.day, tzinfo=zone))
        at = (midnight_us - began_us) / whole_us
        if 0.0 < at < 1.0:
            ticks.append({"at": at, "text": f"{day:%m-%d}"})
    return ticks
