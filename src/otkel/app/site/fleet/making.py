"""The answer for a whole fleet, made of one file and forgotten with it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

import msgspec

from otkel.app.ledger_files import refused
from otkel.app.site.fleet.acting import MOST, Lack, list_lacks_of_driver, list_lacks_of_trip
from otkel.app.site.fleet.calendar import DriverDays, list_days
from otkel.app.site.fleet.judging import MOST_PAIRS, JudgedTrip, count_pairs, judge_trips
from otkel.errors import Mistake
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.feeds.fleet import Fleet, FleetDriver, read_fleet
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Finding
from otkel.law.stay import Rule
from otkel.phrases import phrase

MOST_DRIVERS = 500
MOST_TRIPS = 500
MOST_CELLS = 2_000
_one_at_a_time = threading.Lock()  # a fleet takes seconds of the processor, and others wait for their pages


class FleetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a fleet."""

    on: date
    rule: Rule
    trucks: int
    days: tuple[DriverDays, ...]
    trips: tuple[JudgedTrip, ...]
    lacks: tuple[Lack, ...]
    more_lacks: int  # that are not in `lacks`
    mistakes: tuple[Mistake, ...]
    notices: tuple[Mistake, ...]

    @property
    def is_small(self) -> bool:
        """Whether a table of every driver and every trip can be read on a page."""
        return len(self.days) * len(self.trips) <= MOST_CELLS

    @property
    def names(self) -> tuple[str, ...]:
        """The drivers, in the order of each trip's answers."""
        return tuple(one.name for one in self.days)


def answer_fleet(data: bytes, name: str | None, rule: Rule, on: date, language: Language) -> FleetAnswer:
    """Read a file and answer for its fleet. Raises InputError where nothing of it can be read."""
    fleet = read_fleet(data, name)
    trips = [(row.row, row.trip) for row in fleet.trips if row.trip is not None]
    _require_bounds(fleet, trips)
    with _one_at_a_time:
        rulebook = read_rulebook()
        judged = tuple(judge_trips(fleet.drivers, trips, rulebook))
        days = list_days(fleet.drivers, rule, on, rulebook)
    lacks = _lacks(fleet.drivers, judged, language)
    return FleetAnswer(
        on=on,
        rule=rule,
        trucks=fleet.trucks,
        days=days,
        trips=judged,
        lacks=tuple(
            msgspec.structs.replace(one, number=number) for number, one in enumerate(lacks[:MOST], 1)
        ),
        more_lacks=max(0, len(lacks) - MOST),
        mistakes=fleet.mistakes,
        notices=fleet.notices,
    )


def _require_bounds(fleet: Fleet, trips: Sequence[tuple[int, Trip]]) -> None:
    if len(fleet.drivers) > MOST_DRIVERS or len(fleet.trips) > MOST_TRIPS:
        raise refused(
            phrase(
                "{drivers} drivers and {trips} trips are too many at once", drivers=len(fleet.drivers),
                trips=len(fleet.trips),
            ),
            phrase("give at most {most} of each; split the file", most=MOST_DRIVERS),
            "file",
        )  # fmt: skip
    pairs = count_pairs(fleet.drivers, trips)
    if pairs > MOST_PAIRS:
        raise refused(
            phrase("{pairs} pairs of driver and day of entry are too many at once", pairs=pairs),
            phrase("give at most {most}: fewer drivers, or trips of fewer days", most=MOST_PAIRS),
            "file",
        )


def _lacks(drivers: Sequence[FleetDriver], trips: Sequence[JudgedTrip], language: Language) -> list[Lack]:
    lacks = [one for each in trips for one in list_lacks_of_trip(each.trip, each.own.standing, language)]
    for number, driver in enumerate(drivers):
        held_up: dict[str, tuple[Finding, Trip]] = {}
        for each in trips:
            for finding in each.drivers[number].standing if each.is_open else ():
                held_up.setdefault(finding.id, (finding, each.trip))
        lacks += list_lacks_of_driver(driver, list(held_up.values()), language)
    return lacks
