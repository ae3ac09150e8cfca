"""What is wrong with a draft, before it is handed to a ledger: types, shapes and bounds of every field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.events import find_kind
from otkel.facts.events.envelope import Draft
from otkel.facts.events.fields import fields_of
from otkel.facts.events.shapes import CODE, FIRST_US, LAST_US, SUBJECT, Body, Shape
from otkel.phrases import Phrase, phrase

_INT64 = 2**63
_POINT = Shape("point", "", CODE.pattern)
_TIME = phrase("check the clock that gave this time")
_WRITER = phrase("give the subject, or the name of the part of Otkel that records")


def find_mistakes(draft: Draft) -> tuple[Mistake, ...]:
    """List what is wrong with a draft; empty when it may be recorded. Never raises."""
    return (*_envelope(draft), *_body(draft.body))


def _envelope(draft: Draft) -> Iterator[Mistake]:
    if not _is_whole(draft.occurred_us):
        yield _mistake("occurred_us", _NOT_WHOLE, _TIME)
    elif not FIRST_US <= draft.occurred_us <= LAST_US:
        yield _mistake("occurred_us", phrase("the time lies outside the years 2000 to 2100"), _TIME)
    if not isinstance(draft.point, str) or not _POINT.fits(draft.point):
        yield _mistake("point", phrase("this is no name of a crossing point"), phrase("see: otkel points"))
    by = draft.recorded_by
    if not isinstance(by, str) or not (SUBJECT.fits(by) or CODE.fits(by)):
        yield _mistake("recorded_by", phrase("who recorded it is neither a subject nor a name"), _WRITER)
    if draft.cause is not None and not (_is_whole(draft.cause) and 1 <= draft.cause < _INT64):
        what = phrase("the cause is not a position in the ledger")
        yield _mistake("cause", what, phrase("give the position of the event that this one answers"))
    if draft.passage is not None and not (_is_whole(draft.passage) and 0 <= draft.passage < _INT64):
        yield _mistake("passage", phrase("the passage has no possible number"), _NUMBER)


def _body(body: Any) -> Iterator[Mistake]:
    if find_kind(body) is None:
        what = phrase("{name} is no word of the vocabulary", name=type(body).__name__)
        yield _mistake("body", what, phrase("take one of the registered bodies"))
        return
    wrong = _wrong_type(body)
    if wrong is not None:
        yield wrong
        return
    yield from _shapes(body)
    yield from _order(body)
    yield from _wanted(body)


def _wrong_type(body: Body) -> Mistake | None:
    """Write the body down and read it back: what does not come back the same has a wrong type."""
    try:
        written = _write(body)
        back = _plan(type(body)).read(written)
    except (msgspec.MsgspecError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        path = str(error).partition("`$.")[2].rstrip("`")
        return _mistake(f"body.{path}" if path else "body", _WRONG_TYPE, _SEE)
    if back != body or _write(back) != written:
        return _mistake("body", _WRONG_TYPE, _SEE)
    return None


_write = msgspec.json.Encoder().encode
_WRONG_TYPE = phrase("a value has the wrong type, or cannot be written down")
_SEE = phrase("compare it with the reference of events")


class _Plan(msgspec.Struct, frozen=True):
    """What is asked of a body of one type."""

    read: Callable[[bytes], Any]
    shapes: tuple[tuple[str, Shape | None, Shape | None], ...]  # field, of its texts, of its numbers


@lru_cache(maxsize=256)
def _plan(body: type[Body]) -> _Plan:
    shapes = (
        (
            field.name,
            next((shape for shape in field.shapes if shape.pattern is not None), None),
            next((shape for shape in field.shapes if shape.pattern is None), None),
        )
        for field in fields_of(body)
        if field.shapes
    )
    return _Plan(msgspec.json.Decoder(body).decode, tuple(shapes))


def _shapes(body: Body) -> Iterator[Mistake]:
    for name, text, number in _plan(type(body)).shapes:
        value = getattr(body, name)
        for one in _leaves(value) if isinstance(value, dict | tuple) else (value,):
            shape = text if isinstance(one, str) else number
            if shape is not None and one is not None and not shape.fits(one):
                yield _mistake(f"body.{name}", *_misfit(shape))
                break


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from _leaves(held)
    elif isinstance(value, tuple):
        for held in value:
            yield from _leaves(held)
    else:
        yield value


def _misfit(shape: Shape) -> tuple[Phrase, Phrase]:
    if shape.pattern is not None:
        return _TEXTS.get(shape.name, _TEXTS["code"])
    what = phrase("the number lies outside {least} to {most}", least=str(shape.least), most=str(shape.most))
    return what, _NUMBER


_NUMBER = phrase("check the number and its unit")
_NOT_WHOLE = phrase("this is not a whole number")
_RANDOM = phrase("give 32 hex digits; plates, names and document numbers belong in the vault")
_SLUG = phrase("use small Latin letters, digits, dots, hyphens and underscores, at most 64")
_TEXTS = {
    "subject": (phrase("this is not a subject"), _RANDOM),
    "digest": (phrase("this is not a digest"), phrase("give 64 hex digits in small letters")),
    "country": (phrase("this is not a country code"), phrase("give two capital letters, for example KZ")),
    "code": (phrase("this is not a code"), _SLUG),
    "rule": (phrase("this is not the id of a rule"), _SLUG),
}


def _order(body: Body) -> Iterator[Mistake]:
    for names in body.ascending:
        known = [(name, value) for name in names if (value := getattr(body, name)) is not None]
        for (before, low), (after, high) in pairwise(known):
            if low > high:
                what = phrase("{after} is less than {before}", after=after, before=before)
                yield _mistake(f"body.{after}", what, phrase("check both values"))


def _wanted(body: Body) -> Iterator[Mistake]:
    for field, value, wanted in body.wanted_with:
        if getattr(body, field) == value:
            for name in wanted:
                if getattr(body, name) is None:
                    what = phrase(
                        "{name} is missing where {field} is {value}", name=name, field=field, value=value
                    )
                    yield _mistake(f"body.{name}", what, phrase("supply it"))


def _is_whole(value: Any) -> bool:
    return type(value) is int


def _mistake(field: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=field))
