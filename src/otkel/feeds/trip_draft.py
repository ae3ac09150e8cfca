"""A trip as a document tells it, before it is read as one: plain data, as a trip file would hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otkel.errors import InputError, Mistake, Where
from otkel.facts.countries import find_country
from otkel.facts.plates import fold
from otkel.feeds.parts import Part, Said
from otkel.phrases import phrase


class Draft(dict[str, Any]):
    """Plain data of a trip that grows. What nobody said is not in it."""

    def set(self, name: str, value: Any) -> None:
        """Put a value in, unless there is none."""
        if value is not None and value not in ({}, []):
            self[name] = value

    def add(self, name: str, value: Any) -> None:
        """Add to a list, unless there is nothing to add."""
        if value:
            self.setdefault(name, []).append(value)

    def new_load(self, wanted: str | None) -> str:
        """Give a name for a consignment that no other has: the wanted one, else its number from 1."""
        loads = self.get("consignments", ())
        used = {str(load["id"]) for load in loads}
        if wanted and wanted not in used:
            return str(wanted)
        number = len(loads) + 1
        while str(number) in used:
            number += 1
        return str(number)


def one_truck(plates: list[tuple[Said | None, Said | None]]) -> dict[str, Any]:
    """Give the plates of truck and trailer that the papers agree on. Raises InputError where they do not."""
    said: dict[str, Any] = {}
    for pair in plates:
        for name, plate in zip(("plate", "trailer_plate"), pair, strict=True):
            known = said.get(name)
            if plate is None:
                continue
            if known is not None and fold(known) != fold(plate):
                raise InputError([_two_trucks(plate)])
            said.setdefault(name, plate)
    return said


def _two_trucks(plate: Said) -> Mistake:
    return Mistake(
        phrase("the document is of more than one truck: another plate stands here"),
        phrase("make a file of each truck's papers, and check one after another"),
        Where(row=plate.line, field=plate.place),
    )


def one_carrier(parts: list[Part], name: str, read: Callable[[Part], dict[str, Any]]) -> dict[str, Any]:
    """Give the carrier that the first part names; where another part names another, its own is left.

    `name` is the path of the name in a part, `read` reads a part whole.
    """
    said: dict[str, Any] = {}
    for part in parts:
        text = part.text(name)
        if said and text is not None and fold(text) != fold(said.get("name", "")):
            part.account.give_back(text)
            continue
        own = read(part)
        said = said or own
    return said


def route_of(draft: Draft) -> list[Any] | None:
    """Give the route from the country of loading to that of delivery; None where loads do not agree on it.

    States that lie between are in no consignment note, and are not made up.
    """
    loads = draft.get("consignments", ())
    ends = [[load.get(name) for load in loads] for name in ("loaded_in", "delivered_to")]
    if not loads or any(None in end or len({_as_code(one) for one in end}) > 1 for end in ends):
        return None
    first, last = ends[0][0], ends[1][0]
    return [first, last] if _as_code(first) != _as_code(last) else None


def _as_code(country: str) -> str:
    return find_country(country) or country.upper()
