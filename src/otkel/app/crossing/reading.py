"""What was typed becomes values: every mistake is told with its option, what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import msgspec

from otkel.app.crossing.options import Kind, Option, options_of
from otkel.app.crossing.verbs import VERBS, Verb, find_verb
from otkel.errors import InputError, Mistake, Where
from otkel.facts import time
from otkel.facts.events.envelope import as_us
from otkel.facts.events.shapes import CODE, COUNTRY, DIGEST
from otkel.facts.plates import fold
from otkel.phrases import Phrase, phrase

MOST_IN_LIST = 100
MOST_NUMBER = 10_000_000
MOST_PASSAGE = 2**53
_WHOLE = re.compile(r"\d{1,17}", re.ASCII)
_LETTERS = {Kind.PLATE: (2, 15), Kind.VIN: (5, 20)}  # letters and digits of a plate or VIN


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with every verb: the point, the instant, the key of the client, who records."""

    point: str | None = None
    at_us: int | None = None
    key: str | None = None
    by: str = "operator"


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """A verb with the values of its options, by name; what was not typed is not there."""

    verb: Verb
    values: dict[str, Any]
    envelope: Envelope = Envelope()


class Refused(Exception):  # noqa: N818 - carries one mistake out of the reading of one value
    """One value cannot be read."""

    def __init__(self, what: Phrase, do: Phrase) -> None:
        super().__init__(what.text)
        self.what, self.do = what, do


def get_verb(name: object) -> Verb:
    """Give a verb by its name. Raises InputError with the nearest names."""
    verb = find_verb(name) if isinstance(name, str) else None
    if verb is not None:
        return verb
    typed = str(name)[:40] if isinstance(name, str) else ""
    near = get_close_matches(typed.replace("_", "-"), [one.name for one in VERBS], 3, 0.6)
    do = phrase("did you mean {options}?", options=tuple(near)) if near else phrase("see: otkel queue --help")
    if not typed:
        raise InputError([Mistake(phrase("it is not said what is to be done"), do, Where(field="do"))])
    raise InputError([Mistake(phrase("a queue has no verb {verb}", verb=typed), do, Where(field="do"))])


def read_typed(verb: Verb, given: Mapping[str, Any], zone: str, envelope: Envelope, shell: bool) -> Typed:
    """Read the options of a verb; times without a zone are of the zone named. Raises InputError.

    `shell`: options are shown to the person as they are typed there, with two hyphens.
    """
    values = read_options(verb.name, options_of(verb), given, zone, shell)
    return Typed(verb=verb, values=values, envelope=envelope)


def read_options(
    verb: str, options: Mapping[str, Option], given: Mapping[str, Any], zone: str, shell: bool
) -> dict[str, Any]:
    """Read what was typed for each option of a verb, by name. Raises InputError with every mistake."""
    mistakes: list[Mistake] = []
    values: dict[str, Any] = {}
    for name, value in given.items():
        option = options.get(name.replace("-", "_"))
        if option is None:
            mistakes.append(_unknown(verb, name, options))
        elif value is not None and value != ():
            try:
                values[option.name] = _value(option, value, zone)
            except Refused as wrong:
                mistakes.append(Mistake(wrong.what, wrong.do, Where(field=shown(option.name, shell))))
    for option in options.values():
        if option.required and given.get(option.name) is None:
            mistakes.append(_missing(option, shell))
    if mistakes:
        raise InputError(mistakes)
    return values


def read_envelope(given: Mapping[str, Any], zone: str, shell: bool) -> Envelope:
    """Read what goes with every verb. Raises InputError."""
    kinds = {"at": Kind.INSTANT, "key": Kind.TEXT, "by": Kind.CODE, "point": Kind.CODE}
    values: dict[str, Any] = {}
    mistakes = []
    for name, kind in kinds.items():
        if given.get(name) is None:
            continue
        try:
            values[name] = _one(Option(name=name, kind=kind, help=""), given[name], zone)
        except Refused as wrong:
            mistakes.append(Mistake(wrong.what, wrong.do, Where(field=shown(name, shell))))
    if mistakes:
        raise InputError(mistakes)
    at = values.pop("at", None)
    return Envelope(at_us=at, **values)


def shown(name: str, shell: bool) -> str:
    """Give an option's name as a person sees it."""
    return f"--{name.replace('_', '-')}" if shell else name


def _unknown(verb: str, name: str, options: Mapping[str, Option]) -> Mistake:
    short = name[:40]
    near = get_close_matches(short, options, 3, 0.6)
    do = phrase("did you mean {options}?", options=tuple(near)) if near else phrase("leave it out")
    return Mistake(phrase("{verb} takes no {name}", verb=verb, name=short), do, Where(field=short))


def _missing(option: Option, shell: bool) -> Mistake:
    name = shown(option.name, shell)
    return Mistake(phrase("{name} is missing", name=name), phrase("write {name}", name=name), Where())


def _value(option: Option, value: Any, zone: str) -> Any:
    if not option.many:
        return _one(option, value, zone)
    parts = value if isinstance(value, list | tuple) else [value]
    if len(parts) > MOST_IN_LIST:
        raise Refused(
            phrase("there are more than {most} of them", most=MOST_IN_LIST), phrase("leave some out")
        )
    return tuple(_one(option, part, zone) for part in parts)


def _one(option: Option, value: Any, zone: str) -> Any:
    kind = option.kind
    if kind is Kind.FLAG:
        if isinstance(value, bool):
            return value
        raise Refused(_is_no(value, phrase("neither true nor false")), phrase("write true or false"))
    if kind in (Kind.WHOLE, Kind.PASSAGE):
        return _whole(value, MOST_PASSAGE - 1 if kind is Kind.PASSAGE else MOST_NUMBER)
    text = _text(value, option.most)
    if kind is Kind.INSTANT:
        return as_us(read_local(text, zone))
    if kind is Kind.DAY:
        return _day(text)
    if kind is Kind.CHOICE:
        return _choice(option, text)
    if kind in _LETTERS:
        return _plate(text, *_LETTERS[kind])
    return _pattern(kind, text)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise Refused(_is_no(value, phrase("no text")), phrase("write it within quotation marks"))
    text = value.strip()
    if not text:
        raise Refused(phrase("nothing was written"), phrase("write a value, or leave it out"))
    if len(text) > most:
        raise Refused(
            phrase("{count} characters are too many; at most {most} are read", count=len(text), most=most),
            phrase("check that the right thing was written here"),
        )
    if not text.isprintable():
        raise Refused(
            phrase("there are characters that cannot be printed"), phrase("write letters, digits and blanks")
        )
    return text


def _whole(value: Any, most: int) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    do = phrase("write a whole number from 0 to {most}", most=most)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(_is_no(value, phrase("no whole number")), do)
    if not 0 <= value <= most:
        raise Refused(_is_no(value, phrase("out of range")), do)
    return value


def read_local(text: str, zone: str) -> datetime:
    """Read an instant; without a zone it is the local time of the crossing point. Raises Refused."""
    found = time.read_instant(text)
    if isinstance(found, Mistake):
        local = time.read_instant(f"{text} {zone}")
        if isinstance(local, Mistake):
            raise Refused(found.what, found.do)
        return local
    return found


def _day(text: str) -> date:
    day = time.read_day(text)
    if isinstance(day, Mistake):
        raise Refused(day.what, day.do)
    return day


def _choice(option: Option, text: str) -> str:
    word = text.lower().replace("-", "_")
    if word not in option.choices:
        near = get_close_matches(word, option.choices, 1, 0.6)
        do = phrase("did you mean {options}?", options=tuple(near) or option.choices)
        if not near:
            do = phrase("take one of: {options}", options=option.choices)
        raise Refused(_is_no(text, phrase("none of the choices")), do)
    return word


def _plate(text: str, least: int, most: int) -> str:
    if not least <= len(fold(text)) <= most:
        raise Refused(
            phrase("{text} has {count} letters and digits", text=text[:40], count=len(fold(text))),
            phrase("write it as it stands on the paper: {least} to {most} of them", least=least, most=most),
        )
    return text


def _pattern(kind: Kind, text: str) -> str:
    if kind is Kind.COUNTRY:
        if COUNTRY.fits(text.upper()):
            return text.upper()
        raise Refused(_is_no(text, phrase("no state")), phrase("write its two letters, such as KZ or RU"))
    if kind is Kind.DIGEST:
        if DIGEST.fits(text.lower()):
            return text.lower()
        raise Refused(
            _is_no(text, phrase("no number of 64 hex digits")), phrase("leave it out, or write one")
        )
    if kind is Kind.CODE and not CODE.fits(text):
        raise Refused(
            _is_no(text, phrase("no code")),
            phrase("write small letters, digits, - and _ without blanks, such as power_cut"),
        )
    return text


def _is_no(value: Any, what: Phrase) -> Phrase:
    short = str(value)[:40] if isinstance(value, str | int | float) else type(value).__name__
    return phrase("{text} is {what}", text=short, what=what)
