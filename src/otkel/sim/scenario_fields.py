"""The one table of a scenario's fields, made from the annotations of `scenario.py`."""

from __future__ import annotations

import types
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import structs

from otkel.queueing.policy import Means
from otkel.sim.scenario import Scenario


class Form(StrEnum):
    """What stands in a field."""

    TEXT = "text"
    DAY = "day"
    WHOLE = "whole number"
    NUMBER = "number"
    NUMBERS = "list of numbers"
    BY_NAME = "numbers by name"
    VALUES = "values by name"
    CHOICE = "one of"
    SWITCH = "true or false"
    PART = "part"
    ROWS = "list of parts"


class ScenarioField(msgspec.Struct, frozen=True, kw_only=True):
    """One field; `points.shifts.exit` is the field `exit` of each row of `shifts` of each of `points`."""

    path: str
    form: Form
    meaning: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    required: bool = False
    default: Any = None
    optional: bool = False  # may be left open: null
    choices: tuple[str, ...] = ()
    in_kernel: bool = True
    part: type[msgspec.Struct] | None = None  # what stands in it, where that has fields of its own

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def span(self) -> str:
        """The range as text, such as `0 to 100`; empty where there is none."""
        if self.least is None or self.most is None:
            return ""
        return f"{self.least:g} to {self.most:,.10g}" if self.most < 2**53 else f"from {self.least:g}"


@lru_cache(maxsize=1)
def fields() -> tuple[ScenarioField, ...]:
    """Give every field of a scenario in the order of the code; those of a part follow it."""
    return tuple(_walk(Scenario, ""))


@lru_cache(maxsize=64)
def fields_of(part: type[msgspec.Struct]) -> dict[str, ScenarioField]:
    """Give the fields of one part by name, their paths counted from it."""
    hints = get_type_hints(part, include_extras=True)
    return {one.name: _field(one, hints[one.name], "") for one in _told(part, hints)}


def find_field(path: str) -> ScenarioField | None:
    """Give the field with this path, such as `horizon_days` or `points.shifts.exit`."""
    return next((field for field in fields() if field.path == path), None)


def _walk(part: type[msgspec.Struct], before: str) -> list[ScenarioField]:
    hints = get_type_hints(part, include_extras=True)
    found: list[ScenarioField] = []
    for info in _told(part, hints):
        field = _field(info, hints[info.name], before)
        found.append(field)
        if field.part is not None:
            parts = _walk(field.part, f"{field.path}.")
            found += parts if field.in_kernel else [structs.replace(one, in_kernel=False) for one in parts]
    return found


def _told(part: type[msgspec.Struct], hints: dict[str, Any]) -> list[msgspec.structs.FieldInfo]:
    """Give those that a file may hold; what is only found from them has no meaning of its own."""
    return [one for one in msgspec.structs.fields(part) if get_origin(hints[one.name]) is Annotated]


def _field(info: msgspec.structs.FieldInfo, hint: Any, before: str) -> ScenarioField:
    means = next(one for one in hint.__metadata__ if isinstance(one, Means))
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    is_union = get_origin(plain) in (Union, types.UnionType)
    parts = get_args(plain) if is_union else (plain,)
    kind = next(one for one in parts if one is not type(None))
    form, part = _form(kind)
    return ScenarioField(
        path=before + info.name,
        form=form,
        meaning=means.text,
        unit=means.unit,
        least=means.least,
        most=means.most,
        required=info.required,
        default=_default(info),
        optional=type(None) in parts,
        choices=tuple(one.value for one in kind) if form is Form.CHOICE else (),
        in_kernel=means.in_kernel,
        part=part,
    )


def _default(info: msgspec.structs.FieldInfo) -> Any:
    if info.required:
        return None
    return info.default_factory() if info.default is msgspec.NODEFAULT else info.default


_FORMS: dict[Any, Form] = {
    str: Form.TEXT,
    int: Form.WHOLE,
    float: Form.NUMBER,
    date: Form.DAY,
    bool: Form.SWITCH,
}


def _form(kind: Any) -> tuple[Form, type[msgspec.Struct] | None]:
    if get_origin(kind) is dict:
        return (Form.BY_NAME if get_args(kind)[1] is float else Form.VALUES), None
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return (Form.NUMBERS, None) if inner is float else (Form.ROWS, inner)
    if issubclass(kind, msgspec.Struct):
        return Form.PART, kind
    return (Form.CHOICE, None) if issubclass(kind, StrEnum) else (_FORMS[kind], None)
