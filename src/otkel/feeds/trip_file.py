"""One trip from one file: YAML or JSON as a person writes it, or a document that is known by its content."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake
from otkel.facts.trip import Trip
from otkel.feeds.additions import Additions
from otkel.feeds.checks import NOTES, check_loads, check_route
from otkel.feeds.documents import ReadDocument, is_ecmr, is_xml, read_ecmr, read_xml_document
from otkel.feeds.json_tree import read_json_tree
from otkel.feeds.opening import TRIP_LIMIT_MB, check_size, read_bytes, read_text, refuse
from otkel.feeds.parts import Left
from otkel.feeds.shape import Walk
from otkel.feeds.tree import Tree
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.phrases import phrase


class ReadTrip(msgspec.Struct, frozen=True):
    """A trip as it was understood, and what was strange about it but not refused.

    `document` names the kind of the document it was read from, None for a trip file. `left` are the first
    values of the document that were not taken over, `left_count` is the number of all of them.
    """

    trip: Trip
    notices: tuple[Mistake, ...] = ()
    document: str | None = None
    left: tuple[Left, ...] = ()
    left_count: int = 0


def read_trip(
    source: str | os.PathLike[str] | bytes, name: str | None = None, more: Additions | None = None
) -> ReadTrip:
    """Read a trip from a path, or from bytes with the name to show for them.

    Text that begins with a bracket is a document in XML. A name that ends in .json, or text that begins
    with a brace, is JSON; all else is YAML. `more` are additions to a document. Raises InputError with
    every mistake: what, where (file, line, field), and what to do.
    """
    if isinstance(source, bytes):
        check_size(len(source), TRIP_LIMIT_MB, name)
        data = source
    else:
        data = read_bytes(source, TRIP_LIMIT_MB)
        name = name or os.path.basename(os.fspath(source))  # noqa: PTH119 the path may be of any kind
    if is_xml(data):
        return _of_document(read_xml_document(data, name, more))
    opened = read_text(data, name)
    tree = _tree(opened.text, name)
    if is_ecmr(tree):
        return _of_document(read_ecmr(tree, name, more))
    if more is not None and more.file is not None:
        raise refuse(
            phrase("this is a trip file, and additions are for a document"),
            phrase("write everything into the trip file, or give the document"),
            name,
        )
    walk = Walk(file=name, lines=tree.lines, notes=NOTES)
    walk.notices += opened.notices
    return _walked(walk, tree.data)


def _of_document(read: ReadDocument) -> ReadTrip:
    return ReadTrip(read.trip, read.notices, read.kind, read.left, read.left_count)


def read_additions(path: str | os.PathLike[str] | None, enters_on: date | None = None) -> Additions:
    """Read what is added to a document, from a file in the form of a trip. Raises InputError."""
    if path is None:
        return Additions(enters_on=enters_on)
    name = os.path.basename(os.fspath(path))  # noqa: PTH119 the path may be of any kind
    tree = _tree(read_text(read_bytes(path, TRIP_LIMIT_MB), name).text, name)
    return Additions(tree=tree, file=name, enters_on=enters_on)


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
