"""A queue's policy as it is written in a file: its fields, its base, its provisions, and notes for people.

Read with the reader of trips, so that a hostile file is refused and each mistake has its row.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.feeds.opening import check_size, read_bytes, read_text
from otkel.feeds.tree import Tree
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.phrases import phrase
from otkel.queueing.discipline import Form, PolicyField
from otkel.queueing.policy_fields import row_fields, top_fields

LIMIT_MB = 1
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_POINT = re.compile(r"[+-]?[0-9]{1,12}\.[0-9]{1,12}")
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


class Binding(msgspec.Struct, frozen=True):
    """The provision a field rests on; `before`: it counts backwards, as the ten minutes before a slot."""

    provision: str
    before: bool = False


class Cited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the values of some fields are told, and how well: C2, S1, U, D or K as in the rulebook."""

    fields: tuple[str, ...]
    title: str
    address: str
    confidence: str
    note: str = ""


class Assumed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields whose values nobody published, and why these were taken."""

    fields: tuple[str, ...]
    why: str


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a description says to people; none of it is a number of the queue."""

    about: str = ""
    sources: tuple[Cited, ...] = ()
    assumptions: tuple[Assumed, ...] = ()
    not_modelled: tuple[str, ...] = ()


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it was read: nothing is checked yet but its form."""

    file: str | None
    fields: dict[str, Any]
    lines: dict[str, int]
    base: str | None = None
    provisions: dict[str, Binding] = {}
    notes: Notes = Notes()
    notices: tuple[Mistake, ...] = ()

    @property
    def name(self) -> str:
        """The name of the policy; empty where none is written."""
        return str(self.fields.get("name") or "")

    def at(self, path: str, mistake: Mistake) -> Mistake:
        """Give a mistake its place in this file."""
        return mistake.at(file=self.file, row=self.lines.get(path, 1), field=path)


def read_description(source: str | os.PathLike[str] | bytes, name: str | None = None) -> Description:
    """Read a description from a path, or from bytes with the name to show. Raises InputError."""
    if isinstance(source, bytes):
        check_size(len(source), LIMIT_MB, name)
        data = source
    else:
        data = read_bytes(source, LIMIT_MB)
        name = name or os.path.basename(os.fspath(source))  # noqa: PTH119 the path may be of any kind
    opened = read_text(data, name)
    try:
        tree = read_yaml_tree(opened.text, name)
    except InputError as error:
        raise InputError(_of_a_policy(mistake) for mistake in error.mistakes) from None
    read = _described(tree, name)
    return msgspec.structs.replace(read, notices=opened.notices)


def _of_a_policy(mistake: Mistake) -> Mistake:
    """Say what to do for a policy where the reader's advice is about trips."""
    if "trip" not in mistake.do.text:
        return mistake
    return Mistake(mistake.what, phrase("begin from an example in the guide queue-policy"), mistake.where)


def _described(tree: Tree, file: str | None) -> Description:
    parts = dict(tree.data)
    mistakes: list[Mistake] = []
    base = parts.pop("preset", None)
    if base is not None and not isinstance(base, str):
        mistakes.append(_wrong("preset", phrase("preset names one preset")))
    provisions = _bindings(parts.pop("provisions", None), mistakes)
    notes = Notes(**{name: _note(name, parts.pop(name), mistakes) for name in _NOTES if name in parts})
    mistakes += _misnamed(parts)
    fields = {key: _typed(top_fields().get(key), value) for key, value in parts.items()}
    read = Description(
        file=file, fields=fields, lines=tree.lines, base=base, provisions=provisions, notes=notes
    )
    if mistakes:
        raise InputError(read.at(mistake.where.field or "", mistake) for mistake in mistakes)
    return read


def _misnamed(parts: dict[str, Any]) -> list[Mistake]:
    """Take out slips in the names of what is no field of a policy; other slips are told with the fields."""
    found: list[Mistake] = []
    for key in [key for key in parts if key not in top_fields()]:
        near = get_close_matches(key, (*top_fields(), *_KEYS), 1, 0.6)
        if near and near[0] in _KEYS:
            del parts[key]
            what = phrase("{name} is not a field of a policy", name=key)
            found.append(Mistake(what, phrase("did you mean {name}?", name=near[0]), Where(field=key)))
    return found


_NOTES = Notes.__struct_fields__
_KEYS = ("preset", "provisions", *_NOTES)


def _bindings(tree: Any, mistakes: list[Mistake]) -> dict[str, Binding]:
    read: dict[str, Binding] = {}
    if tree is not None and not isinstance(tree, dict):
        mistakes.append(_wrong("provisions", phrase("provisions names a provision for each field")))
        return read
    for path, value in (tree or {}).items():
        before = isinstance(value, dict) and list(value) == ["before"]
        provision = value["before"] if before else value
        if isinstance(provision, str):
            read[path] = Binding(provision, before)
        else:
            mistakes.append(_wrong(f"provisions.{path}", phrase("the id of a provision must stand here")))
    return read


def _note(name: str, value: Any, mistakes: list[Mistake]) -> Any:
    """Read one note; a single text may stand where a list of texts does."""
    if name == "not_modelled" and isinstance(value, str):
        value = [value]
    try:
        return getattr(msgspec.convert({name: value}, Notes), name)
    except msgspec.ValidationError:
        mistakes.append(_wrong(name, phrase("{name} is not in the form of the guide", name=name)))
        return getattr(Notes(), name)


def _wrong(path: str, what: Any) -> Mistake:
    return Mistake(what, phrase("write it as in the guide queue-policy"), Where(field=path))


def _typed(field: PolicyField | None, value: Any) -> Any:
    """Read a text as what its field holds; what cannot be read stays text, and is refused later."""
    if field is None:
        return value
    if field.form is Form.ROWS and isinstance(value, list):
        return [_typed_row(row_fields(field.name), row) for row in value]
    if not isinstance(value, str):
        return value
    if field.optional and value.casefold() == "none":
        return None
    if field.form is Form.YES_NO:
        return _YES_NO.get(value.casefold(), value)
    if field.form in (Form.WHOLE, Form.NUMBER):
        return int(value) if _WHOLE.fullmatch(value) else float(value) if _POINT.fullmatch(value) else value
    return value


def _typed_row(known: Mapping[str, PolicyField], row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: _typed(known.get(name), value) for name, value in row.items()}
