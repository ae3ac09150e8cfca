"""The form of risk rules: what they may ask, and what is wrong with a set of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.events.shapes import CODE
from otkel.phrases import Phrase, phrase

MOST_RULES = 500
MOST_VALUES = 1000
MOST_POINTS = 1000


class Kind(StrEnum):
    """What a feature holds."""

    WORD = "word"
    NUMBER = "number"
    YES_NO = "yes_no"


class Ask(StrEnum):
    """How a feature is asked. `true` is written as a word, and kept as EQ with the value true."""

    EQ = "eq"
    IN = "in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MISSING = "missing"


class Condition(msgspec.Struct, frozen=True):
    """One thing asked; values as they are written."""

    feature: str
    ask: Ask
    values: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """So many points for a truck that fits all conditions."""

    id: str
    reason: str
    points: int
    when: tuple[Condition, ...]


# What may be asked of a truck and its load. A feature of several values fits when one of them does.
FEATURES: dict[str, Kind] = {
    "hs4": Kind.WORD,  # headings of all goods, four digits
    "origin": Kind.WORD,  # countries of origin of the goods
    "route": Kind.WORD,  # states of the way, in order
    "from_country": Kind.WORD,
    "to_country": Kind.WORD,
    "procedure": Kind.WORD,
    "seal": Kind.WORD,  # none, quiet, abnormal
    "situation": Kind.WORD,  # codes of abnormal situations of the seal
    "earlier_outcomes": Kind.WORD,  # of this vehicle's earlier checks
    "earlier_found": Kind.WORD,  # codes of what they found
    "earlier_situations": Kind.WORD,  # codes that seals on this vehicle showed, also in this passage
    "cargo": Kind.WORD,  # reefer, dangerous, perishable …
    "queue_class": Kind.WORD,
    "readiness": Kind.WORD,
    "missing_papers": Kind.WORD,  # ids of findings
    "declared_value_usd_per_kg": Kind.NUMBER,  # of each line of goods, by gross mass
    "gross_kg": Kind.NUMBER,
    "consignments": Kind.NUMBER,
    "earlier_passages": Kind.NUMBER,  # of this vehicle, that ended on the other side
    "passages_30_days": Kind.NUMBER,  # of them in the last 30 days
    "earlier_no_shows": Kind.NUMBER,
    "days_since_check": Kind.NUMBER,  # whole days
    "first_crossing": Kind.YES_NO,  # of this vehicle
    "first_consignee": Kind.YES_NO,  # never known: no record keeps who the goods went to
    "empty": Kind.YES_NO,
    "transit": Kind.YES_NO,
    "controlled_goods": Kind.YES_NO,
}
# Words that show that a person is meant, or what stands for one. A prefix of any part of a name.
_PERSONAL = (
    "nation", "citizen", "passport", "name", "surname", "driver", "person", "birth", "born", "age", "sex",
    "gender", "religio", "ethnic", "race", "language", "phone", "plate", "vin", "iin", "visa",
    "registration",
)  # fmt: skip
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.\-]{0,62}[A-Za-z0-9])?", re.ASCII)
_RULE_FIELDS = ("id", "reason", "points", "when")
_BY_KIND = {
    Kind.WORD: (Ask.EQ, Ask.IN, Ask.MISSING),
    Kind.NUMBER: (Ask.EQ, Ask.IN, Ask.AT_LEAST, Ask.AT_MOST, Ask.MISSING),
    Kind.YES_NO: (Ask.EQ, Ask.MISSING),
}


def find_mistakes(tree: Any) -> list[Mistake]:
    """List what is wrong with plain data of rules, each with its path. Never raises."""
    if not isinstance(tree, dict) or set(tree) != {"rules"} or not isinstance(tree["rules"], list):
        return [_mistake("rules", phrase("the file does not hold a list of rules"), _EXAMPLE)]
    if len(tree["rules"]) > MOST_RULES:
        what = phrase("there are more than {limit} rules", limit=MOST_RULES)
        return [_mistake("rules", what, phrase("join rules that ask the same"))]
    mistakes, seen = list[Mistake](), set[str]()
    for at, rule in enumerate(tree["rules"]):
        place = f"rules[{at}]"
        mistakes += _of_rule(rule, place)
        name = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(name, str) and name in seen:
            mistakes.append(_mistake(f"{place}.id", phrase("{name} stands here twice", name=name), _CODE))
        seen.add(str(name))
    return mistakes


def rules_of(tree: Any) -> tuple[Rule, ...]:
    """Give the rules of plain data without mistakes."""
    return tuple(
        Rule(
            id=rule["id"],
            reason=rule["reason"],
            points=int(rule["points"]),
            when=tuple(one for name, asked in rule["when"].items() for one in _conditions(name, asked)),
        )
        for rule in tree["rules"]
    )


def _conditions(feature: str, asked: Any) -> Iterator[Condition]:
    text = _text(asked)
    if text == "missing":
        yield Condition(feature, Ask.MISSING)
    elif text is not None:
        yield Condition(feature, Ask.EQ, (text,))
    else:
        for ask, value in asked.items():
            values = value if isinstance(value, list) else [value]
            yield Condition(feature, Ask(ask), tuple(_text(one) or "" for one in values))


def _of_rule(rule: Any, place: str) -> Iterator[Mistake]:
    if not isinstance(rule, dict):
        yield _mistake(place, phrase("this is no rule"), _EXAMPLE)
        return
    for name in rule:
        if name not in _RULE_FIELDS:
            what = phrase("a rule has no field {name}", name=str(name)[:64])
            yield _mistake(place, what, phrase("take one of: {options}", options=_RULE_FIELDS))
    for name in ("id", "reason"):
        if not isinstance(rule.get(name), str) or not CODE.fits(rule[name]):
            yield _mistake(f"{place}.{name}", phrase("this is not a code"), _CODE)
    points = _text(rule.get("points"))
    if points is None or not points.isdecimal() or len(points) > 4 or not 1 <= int(points) <= MOST_POINTS:
        what = phrase("the number lies outside {least} to {most}", least="1", most=str(MOST_POINTS))
        yield _mistake(f"{place}.points", what, phrase("give whole points"))
    when = rule.get("when")
    if not isinstance(when, dict) or not when:
        yield _mistake(f"{place}.when", phrase("a rule without a condition fits every truck"), _EXAMPLE)
        return
    for feature, asked in when.items():
        yield from _of_condition(str(feature), asked, f"{place}.when.{str(feature)[:64]}")


def _of_condition(feature: str, asked: Any, place: str) -> Iterator[Mistake]:
    kind = FEATURES.get(feature)
    if kind is None:
        yield _no_feature(feature, place)
        return
    text = _text(asked)
    if text is not None:
        if text != "missing":
            yield from _of_value(kind, text, place)
        return
    if not isinstance(asked, dict) or not asked:
        yield _mistake(place, phrase("this is no condition"), _TESTS)
        return
    for ask, value in asked.items():
        if ask not in tuple(Ask) or ask == Ask.MISSING or Ask(ask) not in _BY_KIND[kind]:
            what = phrase("{feature} cannot be asked with {test}", feature=feature, test=str(ask)[:64])
            options = tuple(one.value for one in _BY_KIND[kind])
            yield _mistake(place, what, phrase("take one of: {options}", options=options))
            continue
        yield from _of_values(kind, Ask(ask), value, f"{place}.{ask}")


def _of_values(kind: Kind, ask: Ask, value: Any, place: str) -> Iterator[Mistake]:
    if ask is not Ask.IN:
        yield from _of_value(kind, _text(value), place)
    elif not isinstance(value, list) or not 1 <= len(value) <= MOST_VALUES:
        what = phrase("a list of 1 to {limit} values is wanted here", limit=MOST_VALUES)
        yield _mistake(place, what, _TESTS)
    else:
        for at, one in enumerate(value):
            yield from _of_value(kind, _text(one), f"{place}[{at}]")


def _of_value(kind: Kind, text: str | None, place: str) -> Iterator[Mistake]:
    if kind is Kind.NUMBER and (text is None or not NUMBER.fullmatch(text)):
        yield _mistake(place, phrase("this is not a number"), phrase("write it as 12 or 12.5"))
    elif kind is Kind.YES_NO and text not in ("true", "false"):
        yield _mistake(place, phrase("this is neither true nor false"), phrase("write true or false"))
    elif kind is Kind.WORD and (text is None or not _WORD.fullmatch(text)):
        yield _mistake(place, phrase("this is not a code"), _CODE)


def _no_feature(feature: str, place: str) -> Mistake:
    parts = feature.lower().replace("-", "_").split("_")
    if any(part.startswith(_PERSONAL) for part in (*parts, feature.lower())):
        return _mistake(
            place,
            phrase("{feature} would select people for who they are", feature=feature[:64]),
            phrase("ask about goods, papers, way, seal or earlier checks; no rule may ask about a person"),
        )
    near = tuple(get_close_matches(feature, FEATURES, 3)) or tuple(FEATURES)
    what = phrase("no rule can ask about {feature}", feature=feature[:64])
    return _mistake(place, what, phrase("take one of: {options}", options=near))


def _text(value: Any) -> str | None:
    """Give a scalar as it would be written; None where it is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return str(value)
    return None


def _mistake(place: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=place))


_EXAMPLE = phrase("begin from the example in the guide to draws")
_CODE = phrase("use small Latin letters, digits, dots, hyphens and underscores, at most 64")
_TESTS = phrase("ask with eq, in, at_least or at_most, or write true, false or missing")
