"""Days and instants, as people write them.

A day is a civil date at the place it speaks of; an instant always has its zone. Texts are read
strictly: what could mean two days is a mistake, never a guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from otkel.errors import Mistake
from otkel.phrases import Phrase, phrase

FIRST_YEAR = 2000
LAST_YEAR = 2100
MONTHS = (
    phrase("January"),
    phrase("February"),
    phrase("March"),
    phrase("April"),
    phrase("May"),
    phrase("June"),
    phrase("July"),
    phrase("August"),
    phrase("September"),
    phrase("October"),
    phrase("November"),
    phrase("December"),
)

# A midnight or other time without a zone may follow a day: spreadsheets add it by themselves.
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII)
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _TIME, re.ASCII)
_SLASHED_DAY = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?"
    r"\s*(.*)",
    re.ASCII,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)
_ZONE_NAME = re.compile(r"\[?([A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2})\]?", re.ASCII)


@lru_cache(maxsize=65536)
def read_day(text: str) -> date | Mistake:
    """Read a civil date: 2026-06-30 or 30.06.2026, years 2000 to 2100.

    A time of day without a zone may follow and is left out. Anything else is a mistake.
    """
    typed = text.strip()
    if found := _ISO_DAY.fullmatch(typed):
        year, month, day = found.groups()
    elif found := _DOTTED_DAY.fullmatch(typed):
        day, month, year = found.groups()
    else:
        return _not_a_day(typed)
    return _day(typed, int(year), int(month), int(day))


def _not_a_day(typed: str) -> Mistake:
    shown = typed[:40]
    if _SLASHED_DAY.fullmatch(typed):
        what = phrase("{typed} can be read with the day first or with the month first", typed=shown)
    elif _SHORT_YEAR.fullmatch(typed):
        what = phrase("{typed} has a year of two digits", typed=shown)
    else:
        what = phrase("{typed} is not a day", typed=shown)
    return Mistake(what, _FORM)


_FORM = phrase("write it as year-month-day, for example 2026-06-30, or as 30.06.2026")


def _day(typed: str, year: int, month: int, day: int) -> date | Mistake:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Mistake(
            phrase("{typed} lies outside the years 2000 to 2100", typed=typed),
            phrase("check the year"),
        )
    if not 1 <= month <= 12:
        return Mistake(phrase("{typed} is not a day: a year has 12 months", typed=typed), _FORM)
    count = monthrange(year, month)[1]
    if not 1 <= day <= count:
        return Mistake(_no_such_day(typed, year, month, count), phrase("check the day and the month"))
    return date(year, month, day)


def _no_such_day(typed: str, year: int, month: int, count: int) -> Phrase:
    if month == 2:
        return phrase(
            "{typed} is not a day: February {year} has {count} days", typed=typed, year=str(year), count=count
        )
    return phrase(
        "{typed} is not a day: {month} has {count} days", typed=typed, month=MONTHS[month - 1], count=count
    )


def read_instant(text: str) -> datetime | Mistake:
    """Read an aware instant: a day, a time, and an offset from UTC or the name of a zone.

    Accepts 2026-06-30T14:00+05:00, 30.06.2026 14:00 +05:00, 2026-06-30 09:00Z and
    2026-06-30 14:00 Asia/Qyzylorda. Without a zone it is a mistake.
    """
    typed = text.strip()
    found = _INSTANT.fullmatch(typed)
    if not found:
        return _not_an_instant(typed)
    day_text, hour, minute, second, fraction, zone_text = found.groups()
    day = read_day(day_text)
    if isinstance(day, Mistake):
        return day
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return Mistake(
            phrase(
                "{typed} is not a time: a day has hours 00 to 23, minutes and seconds 00 to 59", typed=typed
            ),
            phrase("check the time of day"),
        )
    micro = int((fraction or "").ljust(6, "0"))
    naive = datetime(day.year, day.month, day.day, int(hour), int(minute), int(second or 0), micro)  # noqa: DTZ001
    return _in_zone(typed, naive, zone_text.strip())


def _not_an_instant(typed: str) -> Mistake:
    if not isinstance(read_day(typed), Mistake):
        return Mistake(
            phrase("{typed} is a day, but a time of day with its zone is needed", typed=typed), _INSTANT_FORM
        )
    return Mistake(phrase("{typed} is not a time of a day", typed=typed[:40]), _INSTANT_FORM)


_INSTANT_FORM = phrase("write day, time and offset, for example 2026-06-30T14:00+05:00")


def _in_zone(typed: str, naive: datetime, zone_text: str) -> datetime | Mistake:
    if not zone_text:
        return Mistake(
            phrase("{typed} has no time zone", typed=typed),
            phrase("add the offset of the place, for example {form}", form=f"{naive:%Y-%m-%dT%H:%M}+05:00"),
        )
    if zone_text.upper() in ("Z", "UTC", "GMT"):
        return datetime.fromisoformat(f"{naive.isoformat()}+00:00")
    if found := _OFFSET.fullmatch(zone_text):
        sign, hours, minutes = found.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset <= timedelta(hours=14) and int(minutes or 0) < 60:
            return datetime.fromisoformat(f"{naive.isoformat()}{sign}{int(hours):02}:{int(minutes or 0):02}")
    elif (found := _ZONE_NAME.fullmatch(zone_text)) and (zone := _find_zone(found.group(1))):
        return naive.replace(tzinfo=zone)
    return Mistake(
        phrase("{zone} is not a time zone", zone=zone_text[:40]),
        phrase("write the offset from UTC, for example +05:00, or a name such as Asia/Qyzylorda"),
    )


@lru_cache(maxsize=256)
def _find_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):  # no such zone, a folder of zones, or a hostile path
        return None
