"""From plain data to a scenario that is known to make sense, or to everything that is wrong with it.

A number may stand alone, or say where it is from: `{value: 12, range: [8, 20], source: "..."}`, or
`assumption:` in place of `source:`. What it says so is kept beside the scenario as `Ground`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_fields import Form, ScenarioField, fields_of
from otkel.sim.scenario_policy import Presets, resolve
from otkel.sim.scenario_sense import check_sense

ROWS_LIMIT = 1000
TEXT_LIMIT = 2000
_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_GROUND = frozenset({"value", "range", "source", "assumption"})
_NUMERIC = frozenset({Form.WHOLE, Form.NUMBER, Form.NUMBERS})
_SWITCHES: dict[Any, bool] = {True: True, False: False, "true": True, "false": False}
_SEE_FIELDS = phrase("see the fields with: otkel sim fields")


class Ground(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a number of a scenario rests on."""

    path: str
    low: float | None = None
    high: float | None = None
    source: str | None = None
    assumption: str | None = None


class Checked(NamedTuple):
    """A scenario, and what its numbers rest on."""

    scenario: Scenario
    grounds: tuple[Ground, ...] = ()
    without: tuple[str, ...] = ()  # causes that are left out of it
    presets: Presets | None = None  # where its policies were looked up


def check_scenario(tree: object, presets: Presets | None = None) -> Checked:
    """Read a scenario from plain data. Raises InputError with every mistake: path, what, what to do.

    `presets` gives the policy of a name as it stands on a day; without it no point may have a policy.

    Whether the fields make sense together is asked once each of them is right.
    """
    reading = _Reading()
    read = reading.part(tree, Scenario, "")
    if not reading.mistakes:
        scenario = msgspec.convert(read, Scenario)
        reading.mistakes += check_sense(scenario)
        scenario, wrong = resolve(scenario, presets)
        reading.mistakes += wrong
        if not reading.mistakes:
            return Checked(scenario, tuple(reading.grounds), presets=presets)
    raise InputError(reading.mistakes)


class _Reading:
    """One reading; goes on after a mistake, so that all are told."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.grounds: list[Ground] = []

    def refuse(self, at: str, what: Phrase, do: Phrase) -> None:
        self.mistakes.append(Mistake(what, do, Where(field=at or None)))

    def part(self, tree: object, kind: type[msgspec.Struct], at: str) -> dict[str, Any]:
        """Read the fields of a scenario or of a part of it."""
        known = fields_of(kind)
        if not isinstance(tree, Mapping):
            what = phrase("names with values must stand here, not {text}", text=_shown(tree))
            self.refuse(
                at, what, phrase("write names and values, for example {names}", names=tuple(known)[:4])
            )
            return {}
        read: dict[str, Any] = {}
        for key, value in tree.items():
            path = f"{at}.{_shown(key)}" if at else _shown(key)
            if key in known:
                read[str(key)] = self.field(known[key], value, path)
            else:
                self.unknown(key, known, path)
        for name, field in known.items():
            if field.required and name not in tree:
                path = f"{at}.{name}" if at else name
                self.refuse(path, phrase("{name} is missing", name=name), phrase("write {name}", name=name))
        return read

    def unknown(self, key: object, known: Mapping[str, ScenarioField], at: str) -> None:
        near = get_close_matches(str(key)[:100], known, 1, 0.6)
        do = phrase("did you mean {name}?", name=near[0]) if near else _SEE_FIELDS
        self.refuse(at, phrase("{name} is not a field of a scenario", name=_shown(key)), do)

    def field(self, field: ScenarioField, value: Any, at: str) -> Any:
        """Read the value of one field; what is given back counts only if there was no mistake."""
        if value is None:
            if not field.optional:
                what = phrase("{name} must not be left open", name=field.name)
                self.refuse(at, what, phrase("write a value, or leave the line out"))
            return None
        if field.form is Form.PART and field.part is not None:
            return self.part(value, field.part, at)
        if field.form is Form.ROWS and field.part is not None:
            rows = self.list_at(value, at)
            return [self.part(row, field.part, f"{at}[{i}]") for i, row in enumerate(rows)]
        if field.form is Form.BY_NAME:
            return self.by_name(field, value, at)
        if field.form is Form.VALUES:
            return self.values(field, value, at)
        if field.form in _NUMERIC and isinstance(value, Mapping):
            value, ground = self.grounded(field, value, at)
            read = self.plain(field, value, at)
            if ground is not None:
                self.keep(ground, read)
            return read
        return self.plain(field, value, at)

    def plain(self, field: ScenarioField, value: Any, at: str) -> Any:
        if field.form is Form.NUMBERS:
            return [self.number(field, one, f"{at}[{i}]") for i, one in enumerate(self.list_at(value, at))]
        if field.form in _NUMERIC:
            return self.number(field, value, at)
        return self.word(field, value, at)

    def list_at(self, value: Any, at: str) -> list[Any]:
        if not isinstance(value, list | tuple):
            what = phrase("a list must stand here, not {text}", text=_shown(value))
            self.refuse(at, what, phrase("write the parts after hyphens, or in square brackets"))
            return []
        if len(value) > ROWS_LIMIT:
            what = phrase("the list has more than {limit} parts", limit=ROWS_LIMIT)
            self.refuse(at, what, phrase("leave out what is not needed"))
            return []
        return list(value)

    def by_name(self, field: ScenarioField, value: Any, at: str) -> dict[str, float]:
        if not isinstance(value, Mapping):
            what = phrase("names with values must stand here, not {text}", text=_shown(value))
            self.refuse(at, what, phrase("write the name of a crossing point and its number"))
            return {}
        one = msgspec.structs.replace(field, form=Form.NUMBER)
        return {str(name): self.field(one, number, f"{at}.{_shown(name)}") for name, number in value.items()}

    def values(self, field: ScenarioField, value: Any, at: str) -> dict[str, Any]:
        """Read values of any form; each may say what it rests on, as a number does."""
        if not isinstance(value, Mapping):
            what = phrase("names with values must stand here, not {text}", text=_shown(value))
            self.refuse(at, what, phrase("write the name of a field and its value"))
            return {}
        one = msgspec.structs.replace(field, form=Form.NUMBER)
        read: dict[str, Any] = {}
        for name, given in value.items():
            path, ground = f"{at}.{_shown(name)}", None
            if isinstance(given, Mapping):
                given, ground = self.grounded(one, given, path)
            number = _read_number(given)
            read[str(name)] = given if number is None else number
            if ground is not None:
                self.keep(ground, number)
        return read

    def number(self, field: ScenarioField, value: Any, at: str) -> Any:
        read = _read_number(value)
        if read is None:
            self.refuse(at, phrase("{text} is not a number", text=_shown(value)), _write_number(field))
        elif field.form is Form.WHOLE and not isinstance(read, int):
            self.refuse(at, phrase("{text} is not a whole number", text=_shown(value)), _write_number(field))
        elif (field.least is not None and read < field.least) or (
            field.most is not None and read > field.most
        ):
            self.refuse(at, phrase("{text} is out of range", text=_shown(value)), _write_number(field))
        return read

    def word(self, field: ScenarioField, value: Any, at: str) -> Any:
        if field.form is Form.CHOICE:
            if value not in field.choices:
                do = phrase("take one of: {options}", options=field.choices)
                self.refuse(at, phrase("{text} is none of the choices", text=_shown(value)), do)
        elif field.form is Form.DAY:
            return self.day(value, at)
        elif field.form is Form.SWITCH:
            return self.switch(value, at)
        elif not isinstance(value, str) or not field.required <= len(value) <= TEXT_LIMIT:
            self.refuse(
                at, phrase("a text must stand here, not {text}", text=_shown(value)), phrase("write a text")
            )
        return value

    def switch(self, value: Any, at: str) -> Any:
        if isinstance(value, bool | str) and value in _SWITCHES:
            return _SWITCHES[value]
        do = phrase("take one of: {options}", options=("true", "false"))
        self.refuse(at, phrase("{text} is none of the choices", text=_shown(value)), do)
        return None

    def day(self, value: Any, at: str) -> Any:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            what = phrase("{text} is not a day", text=_shown(value))
            self.refuse(at, what, phrase("write the day as 2025-10-13"))
            return None

    def grounded(self, field: ScenarioField, value: Mapping[Any, Any], at: str) -> tuple[Any, Ground | None]:
        """Read a number that says where it is from."""
        for key in value:
            if key not in _GROUND:
                what = phrase("{name} does not belong to a number", name=_shown(key))
                self.refuse(
                    f"{at}.{_shown(key)}",
                    what,
                    phrase("take one of: {options}", options=tuple(sorted(_GROUND))),
                )
        if "value" not in value:
            self.refuse(at, phrase("{name} is missing", name="value"), phrase("write {name}", name="value"))
        if ("source" in value) == ("assumption" in value):
            what = phrase("a number rests either on a source or on an assumption")
            self.refuse(at, what, phrase("write one of the two"))
        bounds = self.list_at(value["range"], f"{at}.range") if "range" in value else []
        read = [self.number(field, one, f"{at}.range[{i}]") for i, one in enumerate(bounds)]
        if read and (len(read) != 2 or None in read or read[0] > read[1]):
            what = phrase("a range is a least and a greatest number")
            self.refuse(f"{at}.range", what, phrase("write it as [8, 20]"))
            read = []
        if "assumption" in value and not bounds:
            self.refuse(at, phrase("an assumption has a range"), phrase("write a range, as [8, 20]"))
        told = {key: str(value[key]) for key in ("source", "assumption") if key in value}
        low, high = read or (None, None)
        return value.get("value"), Ground(path=at, low=low, high=high, **told)

    def keep(self, ground: Ground, read: Any) -> None:
        """Keep what a number rests on, if it lies within its own range."""
        numbers = [one for one in (read if isinstance(read, list) else [read]) if one is not None]
        if ground.low is not None and ground.high is not None:
            for one in numbers:
                if not ground.low <= one <= ground.high:
                    what = phrase("{text} is outside its own range", text=_shown(one))
                    do = phrase("write a range that holds it")
                    self.refuse(f"{ground.path}.range", what, do)
        self.grounds.append(ground)


def _read_number(value: Any) -> int | float | None:
    if isinstance(value, str):
        text = value.replace("_", "")
        if _WHOLE.fullmatch(text):
            return int(text)
        value = float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def _write_number(field: ScenarioField) -> Phrase:
    if field.unit:
        return phrase("write a number from {span} [{unit}]", span=field.span, unit=field.unit)
    return phrase("write a number from {span}", span=field.span)


def _shown(value: object) -> str:
    """Give a value as it can be shown: short, and without signs that move the cursor."""
    if isinstance(value, Mapping | list | tuple):
        return "{…}" if isinstance(value, Mapping) else "[…]"
    text = "".join(one if one.isprintable() else "?" for one in str(value)[:61])
    return text if len(text) <= 60 else text[:59] + "…"
