"""The fields a person may write of each struct of `facts/`: their types, and what they mean."""

from __future__ import annotations

import types
import typing
from functools import lru_cache
from typing import Any

import msgspec

from otkel.feeds.leaves import Leaf, leaf_of
from otkel.feeds.meanings import MEANINGS, Meaning


class Field(msgspec.Struct, frozen=True):
    """How one field is read: `struct` or `leaf`, as one or as a list; `default` where left out."""

    name: str
    meaning: Meaning
    struct: Any = None
    leaf: Leaf | None = None
    is_list: bool = False
    is_rates: bool = False
    optional: bool = False
    required: bool = False
    default: Any = None


@lru_cache(maxsize=64)
def fields_of(struct: Any) -> dict[str, Field]:
    """Give the fields a person may write of this struct, by name and in order of their meanings."""
    hints = typing.get_type_hints(struct)
    known = {f.name: f for f in msgspec.structs.fields(struct)}
    return {
        name: _field(name, hints[name], known[name], meaning) for name, meaning in MEANINGS[struct].items()
    }


def _field(name: str, hint: Any, info: Any, meaning: Meaning) -> Field:
    optional = False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        optional = True
        hint = next(a for a in typing.get_args(hint) if a is not type(None))
    is_list = typing.get_origin(hint) is tuple
    if is_list:
        hint = typing.get_args(hint)[0]
    is_rates = typing.get_origin(hint) is dict
    is_struct = isinstance(hint, type) and issubclass(hint, msgspec.Struct)
    return Field(
        name,
        meaning,
        struct=hint if is_struct else None,
        leaf=None if is_struct or is_rates else leaf_of(hint, meaning),
        is_list=is_list,
        is_rates=is_rates,
        optional=optional,
        required=info.required,
        default={} if is_rates else info.default if info.default is not msgspec.NODEFAULT else None,
    )
