"""The answer to a form: by the very function behind `otkel check`."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from otkel.app.check import Asked, check_read_trip
from otkel.app.plain import Json
from otkel.app.site.checking.filled import Filled, Given, data_of
from otkel.errors import InputError, Mistake, Where
from otkel.facts.trip import Trip
from otkel.feeds.trip_file import ReadTrip, trip_from_data
from otkel.law.corpus import read_rulebook
from otkel.phrases import phrase

_NEEDED = {
    "enters_on": Mistake(
        phrase("the day of the crossing is missing"), phrase("choose the day on which the truck is to cross")
    ),
    "route": Mistake(
        phrase("the way is missing"), phrase("choose the countries in the order of the way, two at least")
    ),
}
# To a person who sees the form, a field's name in a file says nothing.
_MISSING, _FILL_IN = phrase("this is missing"), phrase("fill it in, or leave the whole line blank")


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a form: an answer with the trip it is about, or the mistakes in it by field."""

    given: Given
    trip: Trip | None = None
    answer: Json | None = None
    mistakes: tuple[Mistake, ...] = ()


def answer_form(given: Given, asked: Asked) -> Answered:
    """Give the answer to what was filled in."""
    try:
        reading = read_form(given)
    except InputError as error:
        return Answered(given=given, mistakes=error.mistakes)
    answer = check_read_trip(reading.trip, asked, read_rulebook(), reading.notices)
    return Answered(given=given, trip=reading.trip, answer=answer)


def read_form(given: Given) -> ReadTrip:
    """Give the trip that was filled in. Raises InputError with every mistake, each at its field."""
    filled = data_of(given)
    lacking = [one.at(field=name) for name, one in _NEEDED.items() if not filled.data.get(name)]
    named = {one.where.field for one in lacking}
    try:
        reading = trip_from_data(filled.data)
    except InputError as error:
        others = [one for one in error.mistakes if one.where.field not in named]
        raise InputError((*filled.mistakes, *_placed((*lacking, *others), filled))) from error
    if filled.mistakes:
        raise InputError(filled.mistakes)
    return reading


def _placed(mistakes: Iterable[Mistake], filled: Filled) -> Iterable[Mistake]:
    """Give mistakes with the names of the form for their places."""
    for one in mistakes:
        name = filled.name_of(one.where.field) if one.where.field else None
        what, do = (_MISSING, _FILL_IN) if one.what.text == "{name} is missing" else (one.what, one.do)
        yield Mistake(what, do, Where(field="route.0" if name == "route" else name))
