"""What lacks, and the message to whoever must act: each matter once, with the first trip that it holds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from otkel.app.message import find_party, language_for, write_message
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.feeds.fleet import FleetDriver
from otkel.law.finding import AUTHORITY, CARRIER, CONSIGNEE, CONSIGNOR, DRIVER, Finding, Who
from otkel.phrases import Phrase, phrase

MOST = 400  # matters that are told; the rest stands in the table


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """One matter that somebody must settle."""

    who: Who | None
    to: str | None  # who it is, by name
    about: str  # the trip or the driver
    on: date
    finding: Finding
    reason: Phrase | None
    message: str | None
    language: Language  # of the message
    number: int = 0  # its place on the page

    @property
    def key(self) -> tuple[int, str]:
        """By whom it is told together: first the drivers, then the others, those without a name last."""
        order = (DRIVER, CARRIER, CONSIGNOR, CONSIGNEE, AUTHORITY)
        return (order.index(self.who) if self.who in order else len(order), self.to or "")


def list_lacks_of_trip(trip: Trip, standing: Sequence[Finding], language: Language) -> Iterator[Lack]:
    """Give what a trip lacks, whoever drives."""
    about = trip.vehicle.plate or trip.id or ""
    yield from (_lack(one, trip, about, language) for one in standing)


def list_lacks_of_driver(
    driver: FleetDriver, held_up: Sequence[tuple[Finding, Trip]], language: Language
) -> Iterator[Lack]:
    """Give what a driver lacks, each matter with the first trip that it holds up."""
    for finding, trip in held_up:
        driven = msgspec.structs.replace(trip, driver=driver.person)
        lack = _lack(finding, driven, driver.name, language)
        yield msgspec.structs.replace(lack, message=_naming(driver.name, lack))


def _lack(finding: Finding, trip: Trip, about: str, language: Language) -> Lack:
    return Lack(
        who=finding.who,
        to=_name(finding, trip),
        about=about,
        on=trip.enters_on,
        finding=finding,
        reason=finding.reasons[0] if finding.reasons else None,
        message=write_message(finding, trip, trip.enters_on, language),
        language=language_for(finding, trip, language),
    )


def _naming(name: str, lack: Lack) -> str | None:
    """Give the message with the driver's name before it: a carrier has more than one."""
    if lack.message is None:
        return None
    words = words_for(lack.language)
    return f"{words.sentence(phrase('driver: {name}', name=name))} {lack.message}"


def _name(finding: Finding, trip: Trip) -> str | None:
    if finding.who is DRIVER:
        return trip.driver.name
    party = trip.carrier if finding.who is CARRIER else find_party(finding, trip)
    return party.name if party is not None else None
