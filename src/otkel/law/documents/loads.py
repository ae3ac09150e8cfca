"""The load of a truck, as the table of papers asks of it: consignments that go alike are asked together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import msgspec

from otkel.facts.trip import Consignment, Goods, Trip
from otkel.law.corpus import LawDay
from otkel.law.documents.notes import Note, read_notes
from otkel.law.documents.rows import Rule, read_rules
from otkel.law.documents.shelf import Held, Shelf
from otkel.law.documents.way import Stated, Way, read_way, state


class Asked(msgspec.Struct, frozen=True):
    """What the law of a day asks and tells of a way: the rules with their answers other than False."""

    way: Way
    rules: tuple[tuple[Rule, bool | None], ...]
    notes: tuple[Note, ...]


class Load(msgspec.Struct, frozen=True):
    """Consignments of one trip that go the same way, under the same procedure, with the same papers."""

    trip: Trip
    consignments: list[Consignment]
    names: list[str]  # of the consignments
    goods: tuple[Goods, ...]  # of all of them
    papers: Held
    asked: Asked


def read_loads(loaded: list[Consignment], shelf: Shelf, law: LawDay) -> list[Load]:
    """Put together the consignments that go alike; one with papers of its own stands alone."""
    trip, asks = shelf.trip, law.remember("documents.asks", read_asks)
    alike: dict[tuple[Stated, int | None], list[Consignment]] = {}
    for place, consignment in enumerate(loaded):
        own = place if shelf.has_own(consignment) else None
        alike.setdefault((state(trip, consignment), own), []).append(consignment)
    return [
        Load(
            trip=trip,
            consignments=consignments,
            names=[c.id for c in consignments],
            goods=tuple([g for c in consignments for g in c.goods]),
            papers=shelf.take(consignments[0]),
            asked=asks(stated),
        )
        for (stated, _), consignments in alike.items()
    ]


def read_asks(law: LawDay) -> Callable[[Stated], Asked]:
    """Give what the law of a day asks of ways. A fleet goes few ways: what one asks is remembered."""
    rules, notes = read_rules(law), read_notes(law)

    @lru_cache(maxsize=1024)
    def asks(stated: Stated) -> Asked:
        way = read_way(stated)
        asked = [(rule, rule.row.asked(way)) for rule in rules]
        return Asked(
            way,
            tuple([(rule, need) for rule, need in asked if need is not False]),
            tuple([note for note in notes if note.speaks_of(way)]),
        )

    return asks
