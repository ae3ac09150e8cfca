"""What is strange about facts taken together: dates in the wrong order, names of loads that do not
exist, numbers that break their rule. Each note says whether it is refused or only noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from otkel.errors import Mistake
from otkel.facts.documents import Document, SpotNotice
from otkel.facts.gazetteer import find_leg, get_point
from otkel.facts.identifiers import check_tax_id, check_vin
from otkel.facts.money import Money
from otkel.facts.people import Driver, Party, Stay
from otkel.facts.plate_shapes import check_plate
from otkel.facts.trip import Consignment, Trip
from otkel.facts.vehicles import Vehicle
from otkel.phrases import phrase

Note = tuple[str, Mistake, bool]  # field, what is strange, whether it is refused


def check_stay(stay: Stay) -> Iterator[Note]:
    """An exit before its entry is refused."""
    if stay.left_on is not None and stay.left_on < stay.entered_on:
        yield (
            "left_on",
            Mistake(
                phrase(
                    "the exit on {left} lies before the entry on {entered}",
                    left=stay.left_on,
                    entered=stay.entered_on,
                ),
                phrase("check both days against the stamps in the passport"),
            ),
            True,
        )


def check_overlaps(stays: tuple[Stay, ...]) -> Iterator[tuple[int, Mistake]]:
    """Give stays that share more than one date with an earlier one, by index; they are counted once.

    One shared date is usual: out of a country and into the next, or back, on one day.
    """
    ordered = sorted(range(len(stays)), key=lambda i: (stays[i].entered_on, stays[i].left_on or date.max))
    furthest: int | None = None
    for index in ordered:
        stay = stays[index]
        if furthest is not None:
            before = stays[furthest]
            end = min(before.left_on or date.max, stay.left_on or date.max)
            if end > stay.entered_on:
                yield index, _overlap(before, stay)
        if furthest is None or (stay.left_on or date.max) > (stays[furthest].left_on or date.max):
            furthest = index


def _overlap(before: Stay, stay: Stay) -> Mistake:
    if before.left_on is None:
        what = phrase(
            "the stay in {country} from {entered} has no exit, but another stay begins on {next}",
            country=before.country,
            entered=before.entered_on,
            next=stay.entered_on,
        )
    elif before.country == stay.country:
        what = phrase(
            "two stays in {country} share more than one day, from {first}; shared days are counted once",
            country=stay.country,
            first=stay.entered_on,
        )
    else:
        what = phrase(
            "the stays in {one} and in {other} share more than one day, from {first}",
            one=before.country,
            other=stay.country,
            first=stay.entered_on,
        )
    return Mistake(what, phrase("check the days against the stamps in the passport"))


def check_driver(driver: Driver) -> Iterator[Note]:
    """Overlapping stays are noticed."""
    for index, mistake in check_overlaps(driver.stays or ()):
        yield f"stays[{index}]", mistake, False


def check_document(document: Document) -> Iterator[Note]:
    """A paper that ends before it is issued is refused; a strange plate is noticed."""
    if document.issued_on and document.valid_until and document.valid_until < document.issued_on:
        yield (
            "valid_until",
            Mistake(
                phrase(
                    "the paper ends on {until}, before it was issued on {issued}",
                    until=document.valid_until,
                    issued=document.issued_on,
                ),
                phrase("check both days on the paper"),
            ),
            True,
        )
    yield from _plates("plate", document.plate, None)


def check_spot(notice: SpotNotice) -> Iterator[Note]:
    """A strange plate is noticed."""
    yield from _plates("plate", notice.plate, None)


def check_vehicle(vehicle: Vehicle) -> Iterator[Note]:
    """Plates of unknown shape, look-alike letters and unusual VINs are noticed."""
    yield from _plates("plate", vehicle.plate, vehicle.country)
    yield from _plates("trailer_plate", vehicle.trailer_plate, vehicle.trailer_country)
    if vehicle.vin and (mistake := check_vin(vehicle.vin)):
        yield "vin", mistake, False


def _plates(field: str, plate: str | None, country: str | None) -> Iterator[Note]:
    for mistake in check_plate(plate, country) if plate else ():
        yield field, mistake, False


def check_party(party: Party) -> Iterator[Note]:
    """A taxpayer number with a wrong digit or length is noticed."""
    if party.tax_id and (mistake := check_tax_id(party.tax_id, party.country)):
        yield "tax_id", mistake, False


def check_trip(trip: Trip) -> Iterator[Note]:
    """Loads named twice or not at all, routes that go nowhere, stays that are still to come."""
    yield from check_route(trip.route, trip.crossing_point)
    yield from check_loads(trip.consignments, trip.documents, trip.spot)
    yield from _times(trip)
    yield from _rates(trip)


def check_route(route: tuple[str, ...], crossing_point: str | None) -> Iterator[Note]:
    """Refuse a route that leads nowhere, or past the crossing point."""
    if len(route) < 2:
        yield (
            "route",
            Mistake(
                phrase("the route needs at least two countries"),
                phrase("write the countries in order, for example KG, KZ, RU"),
            ),
            True,
        )
    for index, (one, other) in enumerate(pairwise(route)):
        if one == other:
            yield (
                f"route[{index + 1}]",
                Mistake(
                    phrase("{country} stands twice in a row in the route", country=one),
                    phrase("name each country once, in the order they are driven through"),
                ),
                True,
            )
    if crossing_point and len(route) > 1 and not find_leg(route, crossing_point):
        point = get_point(crossing_point)
        yield (
            "crossing_point",
            Mistake(
                phrase(
                    "{point} lies between {one} and {other}, but the route does not go there",
                    point=point.sides[0].name,
                    one=point.countries[0],
                    other=point.countries[1],
                ),
                phrase("correct the crossing point or the route"),
            ),
            True,
        )


def check_loads(
    loads: tuple[Consignment, ...], documents: tuple[Document, ...], notices: tuple[SpotNotice, ...]
) -> Iterator[Note]:
    """Refuse two loads of one id, and papers of a load that does not exist."""
    ids: list[str] = []
    for index, load in enumerate(loads):
        if load.id in ids:
            what = phrase("two consignments have the id {id}", id=load.id)
            yield f"consignments[{index}].id", Mistake(what, phrase("give each load its own id")), True
        ids.append(load.id)
    named: list[tuple[str, Document | SpotNotice]] = []
    named += [(f"documents[{i}]", paper) for i, paper in enumerate(documents)]
    named += [(f"spot[{i}]", notice) for i, notice in enumerate(notices)]
    for path, thing in named:
        if thing.consignment is not None and thing.consignment not in ids:
            yield f"{path}.consignment", _no_such_load(thing.consignment, tuple(ids)), True


def _no_such_load(name: str, ids: tuple[str, ...]) -> Mistake:
    what = phrase("there is no consignment with the id {id}", id=name)
    if not ids:
        return Mistake(what, phrase("add the consignment, or leave this field out"))
    return Mistake(what, phrase("write one of {ids}, or leave this field out for the whole load", ids=ids))


def _times(trip: Trip) -> Iterator[Note]:
    if trip.enters_at is not None and (there := _at_the_point(trip.enters_at, trip)).date() != trip.enters_on:
        what = phrase(
            "enters_at is {at} at the crossing point, and enters_on is {on}: these are two different days",
            at=there,
            on=trip.enters_on,
        )
        yield "enters_at", Mistake(what, phrase("correct one of the two")), True
    for index, stay in enumerate(trip.driver.stays or ()):
        if stay.entered_on > trip.enters_on:
            what = phrase(
                "the stay from {entered} begins after the day of entry {on}; it is planned, not used",
                entered=stay.entered_on,
                on=trip.enters_on,
            )
            yield f"driver.stays[{index}]", Mistake(what, phrase("check the days of the stay")), False


def _at_the_point(instant: datetime, trip: Trip) -> datetime:
    """Give the instant in the zone of the crossing point; where none is named, as it was written."""
    zone = get_point(trip.crossing_point).zone if trip.crossing_point else None
    return instant.astimezone(ZoneInfo(zone)) if zone else instant


def _rates(trip: Trip) -> Iterator[Note]:
    for at, load in enumerate(trip.consignments):
        for line, goods in enumerate(load.goods):
            for field in ("price", "excise", "customs_value"):
                money: Money | None = getattr(goods, field)
                if money is not None and money.currency != "RUB" and money.currency not in trip.rates_rub:
                    what = phrase("there is no rate of exchange for {currency}", currency=money.currency)
                    do = phrase(
                        "add rates_rub with the roubles for one {currency}; without it taxes stay undecided",
                        currency=money.currency,
                    )
                    yield f"consignments[{at}].goods[{line}].{field}", Mistake(what, do), False


def check_consignment(load: Consignment) -> Iterator[Note]:
    """A load without a line of goods is noticed: it is taken as empty."""
    if not load.goods:
        what = phrase("consignment {id} has no goods", id=load.id)
        yield "goods", Mistake(what, phrase("add the lines of goods, or leave the consignment out")), False


NOTES: dict[Any, Callable[[Any], Iterator[Note]]] = {
    Consignment: check_consignment,
    Document: check_document,
    Driver: check_driver,
    Party: check_party,
    SpotNotice: check_spot,
    Stay: check_stay,
    Trip: check_trip,
    Vehicle: check_vehicle,
}
