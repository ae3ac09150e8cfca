"""The way of a consignment: the part of the route on which it lies on the truck."""

from __future__ import annotations

from otkel.facts.trip import Consignment, Trip


def way_of(trip: Trip, consignment: Consignment) -> tuple[str, ...]:
    """Give the countries from loading to delivery, both included, in the order of the route."""
    return part_of(trip.route, consignment.loaded_in, consignment.delivered_to)


def part_of(route: tuple[str, ...], loaded_in: str | None, delivered_to: str | None) -> tuple[str, ...]:
    """Give the part of a route from the country of loading to that of delivery, both included.

    Loading begins at the first mention of its country, delivery ends at the last one. A country
    that the route does not name leaves that end of the route as it is.
    """
    way = route
    if loaded_in in way:
        way = way[way.index(loaded_in) :]
    if delivered_to in way:
        way = way[: len(way) - way[::-1].index(delivered_to)]
    return way
