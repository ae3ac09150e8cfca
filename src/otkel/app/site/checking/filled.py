"""A trip as the fields of a form, and back: every field has one flat name, as `consignments.0.goods.0.code`.

What is left blank is not known. Papers are ticks: the first paper of a kind has the number of its kind, so
that a tick needs no line of its own; further ones of a kind come after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.facts.documents import DocumentKind
from otkel.facts.money import Money
from otkel.facts.trip import Trip
from otkel.feeds.fields import Field, fields_of
from otkel.feeds.trips import data_of_row
from otkel.phrases import phrase

Given = dict[str, str]
EMPTY, NO_STAYS = "empty", "driver.no_stays"  # the truck carries nothing; the driver was nowhere
KINDS = tuple(kind.value for kind in DocumentKind)
MOST_FIELDS = 3_000
MOST_LETTERS = 4_000  # of one value; what may stand in a field is shorter
_LONGEST_NAME = 120
_DEEPEST = 8
_INDEX = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)


class Filled(msgspec.Struct, frozen=True):
    """Plain data of a trip, and which lines of its lists the form has: blank ones are no part of the data."""

    data: dict[str, Any]
    lines: dict[str, list[int]]
    mistakes: tuple[Mistake, ...] = ()

    def name_of(self, path: str) -> str:
        """Give the name in the form of a path in the data: `goods[0].code` may be `goods.2.code` there."""
        name = ""
        for step in path.split("."):
            plain, *numbers = re.split(r"\[(\d+)\]", step)
            name = f"{name}.{plain}" if name else plain
            for number in (int(one) for one in numbers if one):
                known = self.lines.get(name, [])
                name = f"{name}.{known[number] if number < len(known) else number}"
        return name


def read_fields(pairs: Mapping[str, str]) -> Given:
    """Give the fields that are of a trip, without blanks around their values.

    Raises InputError where there are more than a trip has, or one is too long.
    """
    if len(pairs) > MOST_FIELDS:
        raise _refused(
            phrase("the form has more fields than a trip"), phrase("fill in the form of this page")
        )
    own = fields_of(Trip)
    given: Given = {}
    for name, value in pairs.items():
        first = name.partition(".")[0]
        if (first not in own and name != EMPTY) or not value.strip():
            continue
        if len(name) > _LONGEST_NAME or name.count(".") >= _DEEPEST:
            raise _refused(
                phrase("a field of the form has a name that is too long"),
                phrase("fill in the form of this page"),
            )
        if len(value) > MOST_LETTERS:
            raise _refused(phrase("a field of the form is too long"), phrase("shorten it"), name)
        given[name] = value.strip()
    return given


def data_of(given: Given) -> Filled:
    """Give the plain data of a trip from what was filled in; what is wrong stands in it as it was typed."""
    tree: dict[str, Any] = {}
    for name, value in given.items():
        _put(tree, name.split("."), value)
    lines: dict[str, list[int]] = {}
    wrong: list[Mistake] = []
    empty = tree.pop(EMPTY, None)
    driver = tree.get("driver")
    nowhere = driver.pop("no_stays", None) if isinstance(driver, dict) else None
    rates = tree.pop("rates_rub", None)
    data = _struct(Trip, tree, "", lines)
    if isinstance(rates, str):
        row, wrong = data_of_row({"rates_rub": rates})
        data |= row
    if nowhere == "yes" and isinstance(data.setdefault("driver", {}), dict):
        data["driver"].setdefault("stays", [])
    _name_loads(data, lines)
    if empty == "yes":
        if data.get("consignments"):
            what = phrase("the form says that the truck is empty, and states goods")
            wrong.append(Mistake(what, phrase("correct one of the two"), Where(field=EMPTY)))
        data.setdefault("consignments", [])
    return Filled(data, lines, tuple(wrong))


def fields_of_trip(trip: Trip) -> Given:
    """Give what a form shows of a trip; `data_of` makes the same trip of it again."""
    given: Given = {}
    _flatten(given, Trip, trip, "")
    if trip.load_stated and not trip.consignments:
        given[EMPTY] = "yes"
    if trip.driver.stays == ():
        given[NO_STAYS] = "yes"
    if trip.rates_rub:
        given["rates_rub"] = "; ".join(f"{name} {rate:f}" for name, rate in trip.rates_rub.items())
    return given


# -- from the form --------------------------------------------------------------------------------


def _put(tree: dict[str, Any], way: list[str], value: str) -> None:
    for step in way[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            return  # a name that is a value and a part at once: the value stands
        tree = inner
    tree.setdefault(way[-1], value)


def _struct(struct: Any, tree: dict[str, Any], path: str, lines: dict[str, list[int]]) -> dict[str, Any]:
    fields = fields_of(struct)
    data: dict[str, Any] = {}
    for name, value in tree.items():
        place = f"{path}.{name}" if path else name
        field = fields.get(name)
        made = value if field is None else _value(field, value, place, lines)
        if made not in ("", {}, []):
            data[name] = made
    return data


def _value(field: Field, value: Any, place: str, lines: dict[str, list[int]]) -> Any:
    if not isinstance(value, dict):
        return value
    if field.is_list:
        return _list(field, value, place, lines)
    if field.struct is Money:
        return value if value.get("amount") else {}
    if field.struct is not None:
        return _struct(field.struct, value, place, lines)
    return value


def _list(field: Field, tree: dict[str, Any], place: str, lines: dict[str, list[int]]) -> Any:
    if not all(_NUMBER.fullmatch(name) for name in tree):
        return tree
    rows: list[Any] = []
    kept: list[int] = []
    for name in sorted(tree, key=int):
        one = tree[name]
        if isinstance(one, dict) and field.struct is not None:
            one = _struct(field.struct, one, f"{place}.{int(name)}", lines)
            if place == "documents" and "kind" not in one:
                one = {}
        if one not in ({}, ""):
            rows.append(one)
            kept.append(int(name))
    lines[place] = kept
    return rows


def _name_loads(data: dict[str, Any], lines: dict[str, list[int]]) -> None:
    """Give loads a name where they have none; one that has nothing but a name is none."""
    loads = data.get("consignments")
    if not isinstance(loads, list):
        return
    kept = [n for n, one in enumerate(loads) if not isinstance(one, dict) or set(one) - {"id"}]
    numbers = lines["consignments"]
    lines["consignments"] = [numbers[n] for n in kept]
    data["consignments"] = [loads[n] for n in kept]
    for number, one in zip(lines["consignments"], data["consignments"], strict=True):
        if isinstance(one, dict):
            one.setdefault("id", str(number + 1))
            one.setdefault("goods", [])
    if not data["consignments"]:
        del data["consignments"]


# -- to the form ----------------------------------------------------------------------------------


def _flatten(given: Given, struct: Any, made: Any, path: str) -> None:
    for name, field in fields_of(struct).items():
        value = getattr(made, name)
        place = f"{path}.{name}" if path else name
        if name == "code" and getattr(made, "code_as_typed", None):
            value = made.code_as_typed
        if field.is_rates or (value == field.default and not field.required):
            continue
        if field.is_list:
            _flatten_list(given, field, value, place)
        elif value is None:
            given[place] = "unknown"  # another value would be taken where it is left out
        elif field.struct is not None:
            _flatten(given, field.struct, value, place)
        else:
            given[place] = _text(value)


def _flatten_list(given: Given, field: Field, values: tuple[Any, ...], place: str) -> None:
    numbers = _numbers_of_papers(values) if place == "documents" else range(len(values))
    for number, value in zip(numbers, values, strict=True):
        if field.struct is not None:
            _flatten(given, field.struct, value, f"{place}.{number}")
        elif place == "route":
            given[f"{place}.{number}"] = value
    if field.struct is None and place != "route":
        given[place] = "; ".join(map(_text, values))


def _numbers_of_papers(papers: tuple[Any, ...]) -> Iterator[int]:
    seen: set[str] = set()
    for number, paper in enumerate(papers):
        yield len(KINDS) + number if paper.kind in seen else KINDS.index(paper.kind)
        seen.add(paper.kind)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if hasattr(value, "isoformat") else f"{value}"


def _refused(what: Any, do: Any, field: str | None = None) -> InputError:
    return InputError([Mistake(what, do, Where(field=field))])
