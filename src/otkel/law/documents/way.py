"""The way of a load: whence and whither, under which procedure, on whose truck."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from otkel.facts.places import EAEU
from otkel.facts.trip import Consignment, Procedure, Trip
from otkel.law.papers import is_union_trade
from otkel.law.ways import part_of

_PERSONAL = Procedure.PERSONAL


class Stated(msgspec.Struct, frozen=True):
    """What a trip states of the way of a consignment. Equal statements are asked for the same papers."""

    route: tuple[str, ...]
    loaded_in: str | None
    delivered_to: str | None
    procedure: Procedure | None
    union_goods: bool
    truck: str | None  # country in which the truck is registered
    has_seal_certificate: bool | None


class Way(msgspec.Struct, frozen=True):
    """The way of a load, and what the rows ask of it again and again."""

    countries: tuple[str, ...]
    loaded_in: str
    delivered_to: str
    procedure: Procedure | None
    truck: str | None
    has_seal_certificate: bool | None
    union_trade: bool  # moves as Union goods from one state of the Union into another
    between_kz_ru: bool  # crosses the border of Kazakhstan and Russia, in either direction
    enters_union: bool  # comes into the Union from outside
    personal: bool


def state(trip: Trip, consignment: Consignment) -> Stated:
    """Gather what a trip states of the way of a consignment."""
    return Stated(
        trip.route,
        consignment.loaded_in,
        consignment.delivered_to,
        consignment.procedure,
        is_union_trade(consignment),
        trip.vehicle.country,
        trip.vehicle.under_customs_seal_certificate,
    )


def read_way(stated: Stated) -> Way:
    """Work out a way from what is stated of it."""
    origin = stated.loaded_in or stated.route[0]
    destination = stated.delivered_to or stated.route[-1]
    countries = part_of(stated.route, stated.loaded_in, stated.delivered_to)
    steps = set(pairwise(countries))
    inside = origin in EAEU and destination in EAEU
    return Way(
        countries=countries,
        loaded_in=origin,
        delivered_to=destination,
        procedure=stated.procedure,
        truck=stated.truck,
        has_seal_certificate=stated.has_seal_certificate,
        union_trade=stated.union_goods and inside and origin != destination,
        between_kz_ru=("KZ", "RU") in steps or ("RU", "KZ") in steps,
        enters_union=any(a not in EAEU and b in EAEU for a, b in steps),
        personal=stated.procedure is _PERSONAL,
    )
