"""The kinds of feeds that can be taken in: one table, by which they are read, listed and explained.

A reader takes a source and gives pieces one by one: what was read, or the mistake that spoils a piece.
It raises InputError only where nothing at all can be read. What a mistake says is shown to whoever looks
after the feeds: it names rows and fields, never the content of a cell, since that may be a plate.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol

import msgspec

from otkel.errors import Mistake, UnknownNameError
from otkel.facts.readings import Reading
from otkel.phrases import Phrase, phrase

Piece = Reading | Mistake


class Reader(Protocol):
    """Reads one kind of feed."""

    def __call__(self, source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
        """Give the pieces of a file, or of bytes with the name to show for them."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of feed."""

    name: str
    words: Phrase
    reader: str  # module:function, imported when it is asked for
    form: str  # JSON, CSV, XLSX, HTML, XML
    terms: Phrase  # what is known of the right to use it


_OWN = phrase("your own")
_PUBLIC = phrase("a public page without stated terms: ask its owner before fetching it often")

KINDS: tuple[Kind, ...] = (
    Kind(
        name="template",
        words=phrase("A table that somebody fills in: what a dispatcher counts or a driver reports."),
        reader="otkel.feeds.readings_table:read_readings",
        form="CSV, XLSX",
        terms=_OWN,
    ),
    Kind(
        name="cargoruqsat",
        words=phrase(
            "CarGoRuqsat's public registers: trucks in waiting areas, waits that were seen, passed."
        ),
        reader="otkel.feeds.cargoruqsat_readings:read_cargoruqsat",
        form="HTML, CSV, XLSX",
        terms=_PUBLIC,
    ),
    Kind(
        name="echerha",
        words=phrase("Ukraine's electronic queue: waits that are promised, vehicles in the queue."),
        reader="otkel.feeds.echerha:read_echerha",
        form="JSON, CSV",
        terms=_PUBLIC,
    ),
    Kind(
        name="dpsu",
        words=phrase("Map of the Ukrainian border guard: vehicles in front of the posts."),
        reader="otkel.feeds.dpsu:read_dpsu",
        form="HTML, CSV",
        terms=phrase("CC BY 4.0; name the State Border Guard Service of Ukraine, dpsu.gov.ua/uk/map"),
    ),
    Kind(
        name="granica",
        words=phrase("Poland's page of waits at its border: waits that were seen."),
        reader="otkel.feeds.granica:read_granica",
        form="XML, CSV",
        terms=_PUBLIC,
    ),
    Kind(
        name="belarus",
        words=phrase("Waiting areas of Belarus: who stands in the live queue, how many pass."),
        reader="otkel.feeds.belarus:read_belarus",
        form="JSON",
        terms=phrase("the page asks for a token of its own: ask its owner for one, and take nobody else's"),
    ),
    Kind(
        name="cbp",
        words=phrase("Border waits of the United States: delays of commercial lanes."),
        reader="otkel.feeds.cbp:read_cbp",
        form="JSON",
        terms=phrase("in the public domain"),
    ),
)


def get_kind(name: str) -> Kind:
    """Give a kind by its name. Raises UnknownNameError."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise UnknownNameError(
        phrase("there is no kind of feed {name}", name=name[:60]),
        phrase("take one of: {options}", options=tuple(kind.name for kind in KINDS)),
    )


def get_reader(kind: Kind) -> Reader:
    """Give the function that reads a kind."""
    module, _, function = kind.reader.partition(":")
    reader: Reader = getattr(import_module(module), function)
    return reader
