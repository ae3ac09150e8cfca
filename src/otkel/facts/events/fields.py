"""The table of fields of each word: from it come the checks of drafts, the reference page, and the pins."""

from __future__ import annotations

import types
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from otkel.facts.events.shapes import Body, Shape


class Field(msgspec.Struct, frozen=True):
    """One field of a body: its form in the stored bytes, what it means, and its shapes."""

    name: str
    form: str  # such as `int`, `str | null`, `[str]`, `{str: str}`, or the name of a closed list
    meaning: str
    required: bool
    shapes: tuple[Shape, ...]
    choices: type[StrEnum] | None = None

    @property
    def unit(self) -> str:
        """The unit, empty where the field has none."""
        return next((shape.unit for shape in self.shapes if shape.unit), "")


@lru_cache(maxsize=256)
def fields_of(body: type[Body]) -> tuple[Field, ...]:
    """Give the fields of a body in the order they are written in the code."""
    hints = get_type_hints(body, include_extras=True)
    return tuple(_field(field, hints[field.name]) for field in msgspec.structs.fields(body))


def _field(field: msgspec.structs.FieldInfo, hint: Any) -> Field:
    metadata = list(_metadata(hint))
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    closed = [
        part for part in (plain, *get_args(plain)) if isinstance(part, type) and issubclass(part, StrEnum)
    ]
    return Field(
        name=field.name,
        form=_form(plain),
        meaning=next(one for one in metadata if isinstance(one, str)),
        required=field.required,
        shapes=tuple(one for one in metadata if isinstance(one, Shape)),
        choices=closed[0] if closed else None,
    )


def _metadata(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        yield from hint.__metadata__
        hint = hint.__origin__
    for part in get_args(hint):
        yield from _metadata(part)


def _form(hint: Any) -> str:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _form(parts[0])
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(_form(part) for part in parts))
    if origin is tuple:
        return f"[{_form(parts[0])}]"
    if origin is dict:
        return f"{{{_form(parts[0])}: {_form(parts[1])}}}"
    return "null" if hint is type(None) else str(hint.__name__)
