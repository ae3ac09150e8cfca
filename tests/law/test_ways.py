"""The part of the route on which a consignment lies on the truck."""

from datetime import date

import pytest

from otkel.facts.trip import Consignment, Trip
from otkel.law.ways import way_of

ROUTE = ("KG", "KZ", "RU", "KZ", "KG")


@pytest.mark.parametrize(
    ("loaded_in", "delivered_to", "way"),
    [
        (None, None, ROUTE),
        ("KZ", None, ("KZ", "RU", "KZ", "KG")),
        (None, "RU", ("KG", "KZ", "RU")),
        ("KZ", "KZ", ("KZ", "RU", "KZ")),
        ("RU", "KG", ("RU", "KZ", "KG")),
        ("RU", "RU", ("RU",)),
        ("CN", "BY", ROUTE),
        ("RU", "BY", ("RU", "KZ", "KG")),
    ],
)
def test_the_way_goes_from_loading_to_delivery(
    loaded_in: str | None, delivered_to: str | None, way: tuple[str, ...]
) -> None:
    trip = Trip(enters_on=date(2026, 7, 1), route=ROUTE)
    assert way_of(trip, Consignment(id="A", goods=(), loaded_in=loaded_in, delivered_to=delivered_to)) == way
