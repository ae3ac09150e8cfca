"""The one table of a policy's fields, made from the annotations of `policy.py`.

Check, stored numbers and documentation all walk this table, so none of them can forget a field.
"""

from __future__ import annotations

import types
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from otkel.queueing.policy import Means, Policy


class Form(StrEnum):
    """What stands in a field."""

    CODE = "code"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "one of"
    CODES = "list of codes"
    ROWS = "list of rows"


class PolicyField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a policy; `classes.cap_pct` is the field `cap_pct` of each row of `classes`."""

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
    table: str | None = None  # of a row's field: the field that holds the rows

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def span(self) -> str:
        """The range as text, such as `0 to 100`; empty where there is none."""
        if self.least is None or self.most is None:
            return ""
        return f"{self.least:g} to {self.most:,.10g}"


@lru_cache(maxsize=1)
def fields() -> tuple[PolicyField, ...]:
    """Give every field of a policy in the order of the code; the fields of a row follow its list."""
    return tuple(_fields_of(Policy, None))


@lru_cache(maxsize=1)
def top_fields() -> dict[str, PolicyField]:
    """Give the fields of the policy itself by name."""
    return {field.name: field for field in fields() if field.table is None}


@lru_cache(maxsize=16)
def row_fields(table: str) -> dict[str, PolicyField]:
    """Give the fields of a row of a list by name."""
    return {field.name: field for field in fields() if field.table == table}


def find_field(path: str) -> PolicyField | None:
    """Give the field with this path, such as `late_min` or `classes.cap_pct`."""
    return next((field for field in fields() if field.path == path), None)


def _fields_of(struct: type[msgspec.Struct], table: str | None) -> list[PolicyField]:
    hints = get_type_hints(struct, include_extras=True)
    found: list[PolicyField] = []
    for info in msgspec.structs.fields(struct):
        field = _field(info, hints[info.name], table)
        found.append(field)
        if field.form is Form.ROWS:
            found += _fields_of(get_args(_plain(hints[info.name]))[0], field.name)
    return found


def _field(info: msgspec.structs.FieldInfo, hint: Any, table: str | None) -> PolicyField:
    means = next(one for one in hint.__metadata__ if isinstance(one, Means))
    parts = [part for part in _parts(_plain(hint)) if part is not type(None)]
    form = _form(parts[0])
    return PolicyField(
        path=f"{table}.{info.name}" if table else info.name,
        form=form,
        meaning=means.text,
        unit=means.unit,
        least=means.least,
        most=means.most,
        required=info.required,
        default=None if info.required else info.default,
        optional=type(None) in _parts(_plain(hint)),
        choices=tuple(one.value for one in parts[0]) if form is Form.CHOICE else (),
        in_kernel=means.in_kernel,
        table=table,
    )


def _plain(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _parts(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


_FORMS: dict[Any, Form] = {str: Form.CODE, int: Form.WHOLE, float: Form.NUMBER, bool: Form.YES_NO}


def _form(hint: Any) -> Form:
    if get_origin(hint) is tuple:
        return Form.CODES if get_args(hint)[0] is str else Form.ROWS
    return Form.CHOICE if issubclass(hint, StrEnum) else _FORMS[hint]
