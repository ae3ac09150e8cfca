"""One trip from one file, YAML or JSON."""

from __future__ import annotations

import os
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake
from otkel.facts.trip import Trip
from otkel.feeds.checks import NOTES, check_loads, check_route
from otkel.feeds.json_tree import read_json_tree
from otkel.feeds.opening import TRIP_LIMIT_MB, check_size, read_bytes, read_text
from otkel.feeds.shape import Walk
from otkel.feeds.tree import Tree
from otkel.feeds.yaml_tree import read_yaml_tree


class ReadTrip(msgspec.Struct, frozen=True):
    """A trip as it was understood, and what was strange about it but not refused."""

    trip: Trip
    notices: tuple[Mistake, ...] = ()


def read_trip(source: str | os.PathLike[str] | bytes, name: str | None = None) -> ReadTrip:
    """Read a trip from a path, or from bytes with the name to show for them.

    A name that ends in .json, or text that begins with a brace, is JSON; all else is YAML. Raises
    InputError with every mistake: what, where (file, line, field), and what to do.
    """
    if isinstance(source, bytes):
        check_size(len(source), TRIP_LIMIT_MB, name)
        data = source
    else:
        data = read_bytes(source, TRIP_LIMIT_MB)
        name = name or os.path.basename(os.fspath(source))  # noqa: PTH119 the path may be of any kind
    opened = read_text(data, name)
    tree = _tree(opened.text, name)
    walk = Walk(file=name, lines=tree.lines, notes=NOTES)
    walk.notices += opened.notices
    return _walked(walk, tree.data)


def _tree(text: str, name: str | None) -> Tree:
    if (name or "").lower().endswith(".json") or text.lstrip("\ufeff \t\r\n").startswith("{"):
        return read_json_tree(text, name)
    return read_yaml_tree(text, name)


def trip_from_data(
    data: dict[str, Any],
    *,
    name: str | None = None,
    row: int | None = None,
    columns: dict[str, str] | None = None,
) -> ReadTrip:
    """Read a trip from plain data, such as a row of a table. Raises InputError."""
    return _walked(Walk(file=name, row=row, columns=columns, notes=NOTES), data)


def _walked(walk: Walk, data: dict[str, Any]) -> ReadTrip:
    trip = walk.struct(Trip, data, "")
    if trip is None:  # say what else is wrong, as far as it was read
        part = walk.partial.get(Trip, {})
        notes = list(
            check_loads(part.get("consignments", ()), part.get("documents", ()), part.get("spot", ()))
        )
        if "route" in part:
            notes += check_route(part["route"], part.get("crossing_point"))
        for field, mistake, _ in notes:
            walk.refuse(walk.typed(field), mistake)
    if walk.mistakes or trip is None:
        raise InputError(sorted(walk.mistakes, key=lambda m: m.where.row or 0))
    return ReadTrip(trip, tuple(walk.notices))
