"""The way of a consignment: the part of the route on which it lies on the truck."""

from __future__ import annotations

from otkel.facts.trip import Consignment, Trip


def way_of(trip: Trip, consignment: Consignment) -> tuple[str, ...]:
    """Give the countries from loading to delivery, both included, in the order of the route.

    Loading begins at the first mention of its country, delivery ends at the last one. A country
    that the route does not name leaves that end of the route as it is.
    """
    way = trip.route
    if consignment.loaded_in in way:
        way = way[way.index(consignment.loaded_in) :]
    if consignment.delivered_to in way:
        way = way[: len(way) - way[::-1].index(consignment.delivered_to)]
    return way
