"""A policy as the flat numbers that `policy_changed` stores, and back.

A row of a list becomes a place in parallel columns: `classes.name`, `classes.cap_pct`. What is left open
stands as null, and within a column as the word `none`, for a column holds no null.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.queueing.policy import Policy
from otkel.queueing.policy_fields import Form, PolicyField, fields, row_fields, top_fields

SIMULATED = "simulated"  # marks the numbers of a queue in which nobody stands
NONE = "none"  # a column's word for what is left open; `discipline` lets no name be this word
Scalar = int | float | bool | str
Numbers = dict[str, Scalar | tuple[Scalar, ...] | None]


def to_numbers(policy: Policy) -> Numbers:
    """Give every field of a policy, flat; `from_numbers` is the exact inverse."""
    return dict(_columns(policy, short=False))


def from_numbers(numbers: Mapping[str, Any]) -> Policy:
    """Give the policy of stored numbers; a field that is missing holds its default.

    The mark of a queue that is only played stands among the numbers and is no field of a policy.

    Raises InputError for a field of a newer Otkel, for columns of unequal length, and for what is no policy.
    """
    known = {field.path: field for field in fields() if field.form is not Form.ROWS}
    if unknown := [name for name in numbers if name not in known and name != SIMULATED]:
        raise InputError(_newer(name) for name in unknown)
    tree: dict[str, Any] = {}
    for field in top_fields().values():
        if field.form is Form.ROWS:
            if (rows := _rows(field.name, numbers)) is not None:
                tree[field.name] = rows
        elif field.name in numbers:
            tree[field.name] = numbers[field.name]
    try:
        return msgspec.convert(tree, Policy)
    except msgspec.ValidationError as error:
        raise InputError([_broken(str(error))]) from error


def digest_of(policy: Policy) -> str:
    """Give the SHA-256 of a policy's canonical bytes, 64 hex digits.

    Fields that hold their default are left out: a field that a later Otkel adds changes no older digest.
    """
    content = msgspec.json.encode(dict(_columns(policy, short=True)), order="sorted")
    return hashlib.sha256(content).hexdigest()


def _columns(policy: Policy, *, short: bool) -> Iterator[tuple[str, Any]]:
    """Give the columns in the order of the table; `short` passes over what holds its default."""
    for field in top_fields().values():
        value = getattr(policy, field.name)
        if short and not field.required and value == field.default:
            continue
        if field.form is not Form.ROWS:
            yield field.path, _plain(value)
            continue
        for column in row_fields(field.name).values():
            values = tuple(getattr(row, column.name) for row in value)
            if not short or column.required or any(one != column.default for one in values):
                yield column.path, tuple(NONE if one is None else _plain(one) for one in values)


def _plain(value: Any) -> Any:
    """Write a whole number without a point, as everybody writes it, and a choice as its word."""
    if isinstance(value, StrEnum):
        return value.value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _rows(table: str, numbers: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Put the columns of a list together to rows; None where there is no column of it."""
    columns = {name: (f, numbers[f.path]) for name, f in row_fields(table).items() if f.path in numbers}
    if not columns:
        return None
    lengths = {len(values) if isinstance(values, tuple | list) else -1 for _, values in columns.values()}
    if len(lengths) > 1 or -1 in lengths:
        raise InputError([_unequal(table)])
    return [
        {name: _cell(field, values[i]) for name, (field, values) in columns.items()}
        for i in range(lengths.pop())
    ]


def _cell(field: PolicyField, value: Any) -> Any:
    return None if field.optional and value == NONE else value


def _newer(name: str) -> Mistake:
    what = phrase("the stored policy has a field that this Otkel does not know: {name}", name=name)
    return Mistake(what, phrase("take the newer Otkel that wrote it"), Where(field=name))


def _unequal(table: str) -> Mistake:
    what = phrase("the columns of {table} are not of the same length", table=table)
    return Mistake(what, _RESTORE, Where(field=table))


def _broken(why: str) -> Mistake:
    return Mistake(phrase("the stored numbers are no policy: {why}", why=why), _RESTORE)


_RESTORE: Phrase = phrase("restore the record from a copy, or set the policy anew")
