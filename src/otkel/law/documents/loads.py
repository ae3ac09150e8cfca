"""The load of a truck, as the table of papers asks of it: consignments that go alike are asked together."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from otkel.facts.places import EAEU
from otkel.facts.trip import Consignment, Goods, Procedure, Trip
from otkel.law.documents.shelf import Held, Shelf
from otkel.law.papers import delivered_to, is_union_trade, loaded_in
from otkel.law.ways import way_of

_PERSONAL = Procedure.PERSONAL


class Load(msgspec.Struct, frozen=True):
    """Consignments of one trip that go the same way, under the same procedure, with the same papers."""

    trip: Trip
    consignments: tuple[Consignment, ...]
    names: tuple[str, ...]  # of the consignments
    goods: tuple[Goods, ...]  # of all of them
    papers: Held
    procedure: Procedure | None
    loaded_in: str
    delivered_to: str
    way: tuple[str, ...]
    union_trade: bool  # moves as Union goods from one state of the Union into another
    between_kz_ru: bool  # crosses the border of Kazakhstan and Russia, in either direction
    enters_union: bool  # goods for trade come into the Union from outside
    personal: bool


def read_loads(loaded: list[Consignment], shelf: Shelf) -> list[Load]:
    """Put together the consignments that go alike; one with papers of its own stands alone."""
    alike: dict[tuple[object, ...], list[Consignment]] = {}
    for place, one in enumerate(loaded):
        own = place if shelf.has_own(one) else None
        key = (one.loaded_in, one.delivered_to, one.procedure, is_union_trade(one), own)
        alike.setdefault(key, []).append(one)
    return [_read_load(tuple(consignments), shelf) for consignments in alike.values()]


def _read_load(consignments: tuple[Consignment, ...], shelf: Shelf) -> Load:
    trip, first = shelf.trip, consignments[0]
    origin, destination = loaded_in(first, trip), delivered_to(first, trip)
    way = way_of(trip, first)
    steps = list(pairwise(way))
    personal = first.procedure is _PERSONAL
    return Load(
        trip=trip,
        consignments=consignments,
        names=tuple([c.id for c in consignments]),
        goods=tuple([g for c in consignments for g in c.goods]),
        papers=shelf.take(first),
        procedure=first.procedure,
        loaded_in=origin,
        delivered_to=destination,
        way=way,
        union_trade=origin != destination
        and origin in EAEU
        and destination in EAEU
        and is_union_trade(first),
        between_kz_ru=("KZ", "RU") in steps or ("RU", "KZ") in steps,
        enters_union=not personal and (True, False) in pairwise([c not in EAEU for c in way]),
        personal=personal,
    )
