"""Policies of queues for a day: presets and files, with the numbers that rest on law taken from the rulebook.

What is resolved is stored in the ledger with the event that sets it, so that a replay asks no law.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.asked import get_provision, suggest
from otkel.app.policy_files import Binding, Description, read_description
from otkel.app.policy_law import Cell, find_cell, row_name, told_of, value_of
from otkel.errors import InputError, Mistake, UnknownNameError, Where
from otkel.law.corpus import LawDay, read_rulebook
from otkel.phrases import phrase
from otkel.queueing import policy as _beside
from otkel.queueing.discipline import check_policy, digest_of
from otkel.queueing.policy import Policy
from otkel.queueing.policy_fields import top_fields

PRESETS = Path(_beside.__file__).parent / "presets"


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """A policy for a day: what `policy_changed` stores, and what its reader should know."""

    policy: Policy
    provisions: dict[str, str]  # for a field whose value the law gave: the id of the provision
    digest: str
    told: tuple[Mistake, ...] = ()  # where the law gave no value, and what stands instead


@lru_cache(maxsize=1)
def list_presets() -> dict[str, Description]:
    """Give the shipped presets by name, in the order of their names."""
    found: dict[str, Description] = {}
    for path in sorted(PRESETS.glob("*.yaml")):
        read = read_description(path)
        found[path.stem] = msgspec.structs.replace(read, fields={"name": path.stem, **read.fields})
    return found


def get_preset(name: str) -> Description:
    """Give a preset by name. Raises UnknownNameError with the nearest names."""
    presets = list_presets()
    if name not in presets:
        raise UnknownNameError(phrase("there is no preset {name}", name=name), suggest(name, presets))
    return presets[name]


def read_policy_file(source: str | os.PathLike[str] | bytes, on: date, name: str | None = None) -> Resolved:
    """Read and resolve a file. Raises InputError with every mistake: file, row, field, what to do."""
    return resolve(read_description(source, name), on)


def resolve(source: str | Description, on: date) -> Resolved:
    """Give the policy of a preset, by its name, or of a description, as the law of the day makes it.

    Where the law does not know, or nothing is in force, the field keeps what the description says, and
    this is told. Raises UnknownNameError for a name that is no preset, InputError for a wrong description.
    """
    description = get_preset(source) if isinstance(source, str) else source
    merged = _Merged()
    for level in _levels(description):
        merged.add(level)
    merged.check_name(description)
    provisions, told = merged.ask(read_rulebook().on(on))
    policy, mistakes = check_policy(merged.fields)
    wrong = [*merged.mistakes, *(merged.placed(one) for one in mistakes)]
    if wrong or policy is None:
        raise InputError(sorted(wrong, key=lambda one: one.where.row or 0))
    told = (*description.notices, *told)
    return Resolved(policy=policy, provisions=provisions, digest=digest_of(policy), told=told)


def _levels(description: Description) -> Iterator[Description]:
    """Give what a description builds on, the lowest first. A preset builds on presets only."""
    if description.base is not None:
        try:
            base = get_preset(description.base)
        except UnknownNameError as error:
            raise InputError([description.at("preset", error.mistake)]) from None
        yield from _levels(base)
    yield description


class _Merged:
    """Levels laid over one another: what a level writes replaces what stood below, a list as a whole."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.bindings: dict[str, tuple[Binding, Description]] = {}
        self.mistakes: list[Mistake] = []
        self._top: Description | None = None

    def add(self, level: Description) -> None:
        """Lay a level over what is there; its name is never inherited."""
        self.fields.pop("name", None)
        self._top = level
        for key, value in level.fields.items():
            self.fields[key] = copy.deepcopy(value)
        self.bindings = {path: one for path, one in self.bindings.items() if not self._is_over(path, level)}
        self.bindings |= {path: (binding, level) for path, binding in level.provisions.items()}

    def _is_over(self, path: str, level: Description) -> bool:
        """Whether a level writes the field of an inherited provision itself, or drops its row."""
        table, _, rest = path.partition(".")
        if table not in level.fields:
            return False
        cell = find_cell(level.fields, path)
        return not rest or cell is None or cell.field.name in cell.holder

    def check_name(self, description: Description) -> None:
        """Refuse a file that takes the name of a preset for other numbers."""
        preset = list_presets().get(description.name)
        if preset is not None and preset is not description:
            what = phrase("{name} is the name of a preset of Otkel", name=description.name)
            mistake = Mistake(what, phrase("take a name of your own"), Where(field="name"))
            self.mistakes.append(self.placed(mistake))

    def ask(self, law: LawDay) -> tuple[dict[str, str], tuple[Mistake, ...]]:
        """Put in what the law says on the day, and give the provisions that did and what is told."""
        provisions: dict[str, str] = {}
        told: list[Mistake] = []
        for path, (binding, level) in sorted(self.bindings.items()):
            try:
                cell = self._cell(path)
                lookup = law.look(get_provision(binding.provision, law.rulebook).id)
                if lookup.in_force:
                    cell.holder[cell.field.name] = value_of(cell.field, lookup, binding.before)
                    provisions[path] = binding.provision
                else:
                    told.append(told_of(path, cell, lookup).at(file=level.file))
            except UnknownNameError as error:
                self.mistakes.append(level.at(f"provisions.{path}", error.mistake))
        return provisions, tuple(told)

    def _cell(self, path: str) -> Cell:
        cell = find_cell(self.fields, path)
        if cell is not None:
            return cell
        table, _, rest = path.partition(".")
        rows = self.fields.get(table)
        names = (
            [f"{table}.{row_name(row)}.…" for row in rows if isinstance(row, dict)]
            if isinstance(rows, list)
            else []
        )
        what = phrase("there is no field {name} in this policy", name=path)
        raise UnknownNameError(what, suggest(path, names if rest and names else top_fields()))

    def placed(self, mistake: Mistake) -> Mistake:
        """Give a mistake its row in the topmost file: a preset by itself is sound, so this one caused it."""
        assert self._top is not None
        path = mistake.where.field or ""
        if path.partition(".")[0].partition("[")[0] not in self._top.fields:
            return mistake.at(file=self._top.file, row=self._top.lines.get("preset", 1))
        while path and path not in self._top.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return mistake.at(file=self._top.file, row=self._top.lines.get(path, 1))
