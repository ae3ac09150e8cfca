"""One value inside a field: which kind it is, and how a text of that kind is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from otkel.errors import Mistake
from otkel.facts.gazetteer import find_point, list_points
from otkel.facts.goods_codes import read_code
from otkel.facts.time import read_day, read_instant
from otkel.feeds.meanings import Meaning
from otkel.feeds.scalars import (
    NO_WORDS,
    TEXT_LIMIT,
    UNKNOWN_WORDS,
    clean,
    nearest,
    plain_digits,
    read_country,
    read_currency,
    read_decimal,
    read_whole,
    read_yes_no,
    shown,
)
from otkel.feeds.tree import Number
from otkel.phrases import phrase


class _Nothing:
    """A field that was left out or could not be read."""


NOTHING = _Nothing()


class Leaf(msgspec.Struct, frozen=True):
    """A kind of value; `words` are those of an enumeration."""

    kind: str
    words: type[StrEnum] | None = None


class Found(msgspec.Struct, frozen=True):
    """A value, or the mistake that kept it from being read, and what was noticed."""

    value: Any = None
    mistake: Mistake | None = None
    notices: tuple[Mistake, ...] = ()


_BY_TYPE: dict[Any, str] = {
    bool: "yes_no",
    date: "day",
    datetime: "instant",
    int: "whole",
    Decimal: "decimal",
    str: "text",
}
# Kinds that stay text: a number would have lost its zeros.
_TEXTS = frozenset({"text", "code", "plate", "vin", "tax_id", "currency", "country", "point", "words"})
# Kinds for which the word `unknown` means that the fact is not known.
_NEVER_A_NAME = frozenset(
    {"day", "instant", "whole", "decimal", "words", "country", "code", "yes_no", "point"}
)
_WITH_DIGITS = frozenset({"day", "instant", "whole", "decimal", "plate", "vin", "tax_id"})


def leaf_of(hint: Any, meaning: Meaning) -> Leaf:
    """Give the kind of a field's values from its type and its meaning."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Leaf("words", hint)
    return Leaf(meaning.reads or _BY_TYPE[hint])


def split_list(text: str, leaf: Leaf) -> list[str]:
    """Give the values of a list that was written as one text."""
    if leaf.kind == "country":
        parts = re.split(r"\s*(?:->|→|>|;|,|–|—|-|/|\|)\s*", text.strip())
        if len(parts) == 1 and all(2 <= len(word) <= 3 for word in text.split()):
            parts = text.split()
    else:
        parts = re.split(r"[;,|\n]", text)
    return [part.strip() for part in parts if part.strip()]


def read_leaf(leaf: Leaf, meaning: Meaning, data: Any) -> Found:
    """Read one value of this kind. A mistake is returned, never raised."""
    if isinstance(data, bool):
        if leaf.kind == "yes_no":
            return Found(data)
        return Found(mistake=_wrong_kind(leaf, "true" if data else "false"))
    if not isinstance(data, str):
        return Found(mistake=_wrong_kind(leaf, ""))
    if isinstance(data, Number) and leaf.kind in _TEXTS:
        return Found(mistake=_number_for_text(leaf, data))
    text, notices = clean(data)
    if leaf.kind in _WITH_DIGITS:
        text, more = plain_digits(text)
        notices += more
    if leaf.kind in _NEVER_A_NAME and text.casefold() in UNKNOWN_WORDS:
        return Found(notices=notices)
    value: Any
    if leaf.words is not None:
        value = _word(text, leaf.words)
    else:
        value = _READERS[leaf.kind](Number(text) if isinstance(data, Number) else text)
    if leaf.kind in _NUMBERS:
        value = _bounded(value, text, meaning)
    if isinstance(value, Mistake):
        return Found(mistake=value, notices=notices)
    if isinstance(value, Found):
        return Found(value.value, value.mistake, notices + value.notices)
    return Found(value, notices=notices)


def _wrong_kind(leaf: Leaf, text: str) -> Mistake:
    if leaf.kind == "yes_no":
        return Mistake(phrase("yes or no must stand here"), phrase("write yes, no or unknown"))
    if text:
        return Mistake(
            phrase("{text} cannot stand here", text=text), phrase("look at the example in the template")
        )
    return Mistake(phrase("one value must stand here"), phrase("look at the example in the template"))


def _number_for_text(leaf: Leaf, data: Number) -> Mistake:
    what = phrase("{text} is written as a number; zeros at its beginning are lost", text=shown(data))
    if leaf.kind == "code":
        what = phrase(
            "goods code {text} is written as a number; a zero at its beginning is lost", text=data[:20]
        )
    return Mistake(what, phrase("put it in quotation marks, with all its zeros"))


def _text(text: str) -> str | Mistake | None:
    if len(text) > TEXT_LIMIT:
        return Mistake(
            phrase(
                "the text has {count} characters; {limit} are the most", count=len(text), limit=TEXT_LIMIT
            ),
            phrase("shorten it"),
        )
    return text or None


def _code(text: str) -> Found | Mistake:
    read = read_code(text[:40])
    if isinstance(read, Mistake):
        return read
    do = phrase("compare it with the invoice or the declaration")
    return Found(read.code, notices=tuple(Mistake(what, do) for what in read.notices))


def _word(text: str, words: type[StrEnum]) -> StrEnum | Mistake:
    typed = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    known = [word.value for word in words]
    if typed in NO_WORDS and "none" in known:
        typed = "none"
    if typed in known:
        return words(typed)
    what = phrase("{text} is not one of the words for this field", text=shown(text))
    if near := nearest(typed, known):
        return Mistake(
            what, phrase("did you mean {word}? The words are {words}", word=near, words=tuple(known))
        )
    return Mistake(what, phrase("write one of {words}", words=tuple(known)))


def _bounded(value: Any, text: str, meaning: Meaning) -> Any:
    if isinstance(value, Mistake):
        return value
    if value < meaning.least:
        if value < 0:
            return Mistake(phrase("{text} is less than zero", text=shown(text)), phrase("check the sign"))
        return Mistake(
            phrase("{text} is too small", text=shown(text)),
            phrase("write at least {least}", least=meaning.least),
        )
    if meaning.most is not None and value > meaning.most:
        return Mistake(
            phrase("{text} is too large", text=shown(text)),
            phrase("write at most {most}; check the unit", most=meaning.most),
        )
    return value


def _point(text: str) -> str | Mistake:
    point = find_point(text[:100])
    if point is not None:
        return point.slug
    what = phrase("{text} is not a crossing point that is known", text=shown(text))
    names = {name.casefold(): p.slug for p in list_points() for name in (p.slug, *p.names)}
    if near := nearest(text, tuple(names)):
        return Mistake(what, phrase("did you mean {name}? The list: otkel points", name=names[near]))
    return Mistake(what, phrase("choose one from the list: otkel points"))


_READERS: dict[str, Callable[[str], Any]] = {
    "yes_no": read_yes_no,
    "day": read_day,
    "instant": read_instant,
    "whole": read_whole,
    "decimal": read_decimal,
    "text": _text,
    "plate": _text,
    "vin": _text,
    "tax_id": _text,
    "code": _code,
    "country": read_country,
    "currency": read_currency,
    "point": _point,
}
_NUMBERS = frozenset({"whole", "decimal"})
