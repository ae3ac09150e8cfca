"""What if: the same load on another day, at another point, with another driver or truck.

Goods, value, receiver and origin cannot be varied, and nothing is while a bar stands (`bars`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from otkel.app.check import Asked, check_read_trip, screen_trip
from otkel.app.plain import Json
from otkel.app.site.checking.answering import read_form
from otkel.app.site.checking.bars import find_bars
from otkel.app.site.checking.filled import Given, fields_of_trip
from otkel.errors import InputError, Mistake, Where
from otkel.facts.time import read_day
from otkel.facts.trip import Trip
from otkel.law.corpus import read_rulebook
from otkel.law.finding import INFORMS, YES
from otkel.phrases import Phrase, phrase

DAYS_AHEAD = 14
DAY, POINT, DRIVER, TRUCK = "if_day", "if_point", "if_driver", "if_truck"
# What may be said of another driver or truck: the name in the form, and the field of the trip.
OF_DRIVER = {
    "if_citizenship": "driver.citizenship",
    "if_register": "driver.in_register",
    "if_nowhere": "driver.no_stays",
}
OF_TRUCK = {"if_plate": "vehicle.plate", "if_registered": "vehicle.country", "if_mass": "vehicle.max_mass_t"}


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """How the same trip would be answered on another day."""

    on: date
    answer: str
    first: tuple[Phrase, ...]  # the reasons of what stops or warns first


class Varied(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a varied trip: what falls away, what comes, and the answer whole."""

    trip: Trip
    given: Given
    answer: Json
    gone: tuple[Json, ...]
    new: tuple[Json, ...]


def vary(given: Given, form: Mapping[str, str], asked: Asked) -> Varied:
    """Give the answer to the trip with what the form varies. Raises InputError, also where it is barred."""
    trip = read_form(given).trip
    if bars := find_bars(trip, asked):
        what = phrase("“what if” is off while this stands: {bars}", bars=bars)
        raise InputError([Mistake(what, phrase("put it right first, or ask the authority"))])
    # Where the day is what is varied, no other day's law is asked.
    other = msgspec.structs.replace(asked, on=None) if form.get(DAY) else asked
    try:
        varied = read_form(dict(_changed(fields_of_trip(_on_day(trip, form.get(DAY, ""))), form))).trip
    except InputError as error:
        raise InputError([_renamed(one) for one in error.mistakes]) from error
    before = check_read_trip(trip, asked, read_rulebook())
    answer = check_read_trip(varied, other, read_rulebook())
    return Varied(
        trip=varied,
        given=fields_of_trip(varied),
        answer=answer,
        gone=tuple(_apart(before, answer)),
        new=tuple(_apart(answer, before)),
    )


def list_days(trip: Trip, asked: Asked) -> list[Day]:
    """Give the answers for the days from that of the trip on; the law of each day is asked."""
    rulebook, found = read_rulebook(), []
    asked = msgspec.structs.replace(asked, on=None)
    for ahead in range(DAYS_AHEAD):
        moved = _moved(trip, timedelta(days=ahead))
        screening = screen_trip(moved, asked, rulebook)
        first = next((f for f in screening.findings if f.says is not YES and f.weight is not INFORMS), None)
        reasons = first.reasons if first is not None else ()
        found.append(Day(on=moved.enters_on, answer=screening.answer.value, first=reasons))
    return found


def _changed(fields: Given, form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the fields of the trip, with another day, point, driver or truck for what the form names."""
    others = {"enters_on": form.get(DAY, ""), "crossing_point": form.get(POINT, "")}
    dropped: tuple[str, ...] = ()
    for tick, names, whole in ((DRIVER, OF_DRIVER, "driver."), (TRUCK, OF_TRUCK, "vehicle.")):
        if form.get(tick):
            dropped = (*dropped, whole)
            others |= {field: form.get(name, "") for name, field in names.items()}
    for name, value in fields.items():
        if not (dropped and name.startswith(dropped)) and not others.get(name):
            yield name, value
    yield from ((name, value) for name, value in others.items() if value.strip())


def _on_day(trip: Trip, text: str) -> Trip:
    """Give the trip on the day that was typed; what is no day is told by the reader of the form."""
    day = read_day(text)
    return _moved(trip, day - trip.enters_on) if isinstance(day, date) else trip


def _moved(trip: Trip, by: timedelta) -> Trip:
    """Move the time of crossing with its day: a time of another day would speak against it."""
    at = trip.enters_at + by if trip.enters_at is not None else None
    return msgspec.structs.replace(trip, enters_on=trip.enters_on + by, enters_at=at)


def _apart(one: Json, other: Json) -> Iterator[Json]:
    held = {(f["id"], f["answer"], tuple(f["reasons"])) for f in other["findings"] if _stands(f)}
    for finding in one["findings"]:
        if _stands(finding) and (finding["id"], finding["answer"], tuple(finding["reasons"])) not in held:
            yield finding


def _stands(finding: Json) -> bool:
    return bool(finding["answer"] != YES and finding["weight"] != INFORMS)


def _renamed(mistake: Mistake) -> Mistake:
    """Give a mistake with the name of the field in which it was varied."""
    names = {field: name for name, field in (OF_DRIVER | OF_TRUCK).items()}
    names |= {"enters_on": DAY, "crossing_point": POINT}
    field = mistake.where.field or ""
    return Mistake(mistake.what, mistake.do, Where(field=names.get(field, field) or None))
