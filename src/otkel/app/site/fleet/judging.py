"""Which driver can make which trip. What speaks of truck, goods and papers is asked once a trip.

Drivers are compared for a trip only where "what if" is open to it, by the same rule (`checking.bars`): where
no other driver makes it right, none is offered.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from otkel.app.site.checking.bars import bars_of
from otkel.facts.people import Driver
from otkel.facts.trip import Trip
from otkel.facts.vehicles import Vehicle
from otkel.feeds.fleet import FleetDriver
from otkel.law.corpus import LawDay, Rulebook
from otkel.law.finding import NO, STOPS, UNDECIDED, WARNS, YES, Answer, Finding, Says, in_order, sum_up
from otkel.law.screening import OF_DRIVER, SUBJECTS
from otkel.phrases import Phrase, phrase

MOST_PAIRS = 40_000  # of a driver and a trip that differs from others in what speaks of drivers
_MORE_DAYS = phrase("rows of his stays could not be read: more days may have been used than are counted")
_NOTHING = phrase("nothing was found that stops him")
_SAYS = {
    Answer.GO: YES, Answer.GO_WITH_CARE: YES, Answer.FIX: NO, Answer.NO: NO, Answer.UNDECIDED: UNDECIDED,
}  # fmt: skip


class Judged(msgspec.Struct, frozen=True):
    """One part of an answer: what it says, the first reason, and every finding that stands."""

    says: Says
    reason: Phrase
    standing: tuple[Finding, ...] = ()


class JudgedTrip(msgspec.Struct, frozen=True):
    """A trip: what truck, goods and papers come to, and for each driver, in order, what he comes to.

    `drivers` is empty where they are not compared, and `bars` tells why.
    """

    row: int
    trip: Trip
    own: Judged
    drivers: tuple[Judged, ...] = ()
    bars: tuple[Phrase, ...] = ()  # why no driver is compared for it

    @property
    def is_open(self) -> bool:
        """Whether drivers are compared for it."""
        return not self.bars

    def count(self, says: str) -> int:
        """Give how many drivers come to this."""
        return sum(1 for one in self.drivers if one.says == says)


def first_of(judged: JudgedTrip, names: Sequence[str], most: int) -> tuple[str, ...]:
    """Give the first drivers who can make a trip."""
    able = (name for name, one in zip(names, judged.drivers, strict=True) if one.says is YES)
    return tuple(islice(able, most))


def count_pairs(drivers: Sequence[FleetDriver], trips: Sequence[tuple[int, Trip]]) -> int:
    """Give how many pairs are judged."""
    return len(drivers) * len({_key(trip) for _, trip in trips})


def judge_trips(
    drivers: Sequence[FleetDriver], trips: Sequence[tuple[int, Trip]], rulebook: Rulebook
) -> Iterator[JudgedTrip]:
    """Judge each trip with each driver; the law is that of the day on which the trip enters."""
    known: dict[Hashable, tuple[Judged, ...]] = {}
    for row, trip in trips:
        law = rulebook.on(trip.enters_on)
        found = find_own(trip, law)
        own = _judged(found)
        if bars := bars_of(trip, found):
            yield JudgedTrip(row, trip, own, bars=bars)
            continue
        key = _key(trip)
        if key not in known:
            bare = _bare(trip)
            known[key] = tuple(judge_driver(bare, one, law) for one in drivers)
        yield JudgedTrip(row, trip, own, known[key])


def find_own(trip: Trip, law: LawDay) -> tuple[Finding, ...]:
    """Give the findings on truck, goods and papers of a trip, whoever drives."""
    return tuple(found for check in SUBJECTS if check not in OF_DRIVER for found in check(trip, law))


def judge_driver(trip: Trip, driver: FleetDriver, law: LawDay) -> Judged:
    """Judge a driver for a trip."""
    driven = msgspec.structs.replace(trip, driver=driver.person)
    judged = _judged(found for check in OF_DRIVER for found in check(driven, law))
    if driver.unread_rows and judged.says is YES:
        return msgspec.structs.replace(judged, says=UNDECIDED, reason=_MORE_DAYS)
    return judged


def _judged(found: Iterable[Finding]) -> Judged:
    standing = in_order(one for one in found if one.says is not YES and one.weight in (STOPS, WARNS))
    if not standing:
        return Judged(YES, _NOTHING)
    first = standing[0]
    reason = first.reasons[0] if first.reasons else _NOTHING
    return Judged(_SAYS[sum_up(standing[:1])], reason, standing)


def _bare(trip: Trip) -> Trip:
    """Give of a trip what may speak of its driver, and nothing else."""
    return Trip(
        enters_on=trip.enters_on, route=trip.route, crossing_point=trip.crossing_point,
        enters_at=trip.enters_at, stay_days=trip.stay_days, wait_days=trip.wait_days, driver=Driver(),
        vehicle=Vehicle(
            country=trip.vehicle.country, unpaid_fines=trip.vehicle.unpaid_fines,
            road_debt=trip.vehicle.road_debt,
        ),
    )  # fmt: skip


def _key(trip: Trip) -> Hashable:
    vehicle = trip.vehicle
    return (
        trip.enters_on, trip.route, trip.crossing_point, trip.enters_at, trip.stay_days, trip.wait_days,
        vehicle.country, vehicle.unpaid_fines, vehicle.road_debt,
    )  # fmt: skip
