"""The electronic queues on both sides of a crossing point: must a place be booked, when, at what price."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from otkel.facts.gazetteer import find_leg
from otkel.facts.trip import QueuePlan, Trip
from otkel.law import queue_kz, queue_ru
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding

NO_PLAN = QueuePlan()


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask the queue of Kazakhstan for trucks that leave it, and Russia's for both directions."""
    plan = trip.queue or NO_PLAN
    point = trip.crossing_point
    leg = find_leg(trip.route, point) if point else _queued_leg(trip.route)
    if leg is None:
        return
    if leg[0] == "KZ" and leg[1] in queue_kz.POINTS:
        yield from queue_kz.check(leg[1], point, plan, trip.enters_on, law)
    if point and "KZ" in leg and "RU" in leg:
        yield from queue_ru.check(point, plan, law)


def _queued_leg(route: tuple[str, ...]) -> tuple[str, str] | None:
    """Give the first leg of a route on which Kazakhstan's queue may have to be joined."""
    return next((leg for leg in pairwise(route) if leg[0] == "KZ" and leg[1] in queue_kz.POINTS), None)
