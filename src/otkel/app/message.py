"""A message ready to send to the one who must act, in his own language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from otkel.app.words import Words, words_for
from otkel.facts.people import Language, Party
from otkel.facts.trip import Trip
from otkel.law.finding import Finding, Says, Weight, Who
from otkel.law.timeline import State
from otkel.phrases import Phrase, phrase

# The language of official letters in a country; Russian is read across the region.
LANGUAGE_OF: dict[str, Language] = {
    "KZ": Language.KK,
    "RU": Language.RU,
    "KG": Language.RU,
    "UZ": Language.RU,
    "BY": Language.RU,
    "AM": Language.RU,
    "TJ": Language.RU,
}


def write_message(finding: Finding, trip: Trip, on: date, asked: Language) -> str | None:
    """Give the text for the one who must act; None where there is nobody to write to, or nothing to do."""
    if finding.says is Says.YES or finding.who is None or _only_the_makers_of_the_law_know(finding):
        return None
    words = words_for(language_for(finding, trip, asked))
    return " ".join(words.sentence(part) for part in _parts(finding, trip, on, words))


def _only_the_makers_of_the_law_know(finding: Finding) -> bool:
    return finding.says is Says.UNDECIDED and any(x.state is State.NOT_KNOWN for x in finding.rests_on)


def language_for(finding: Finding, trip: Trip, asked: Language) -> Language:
    """Give the language of the one who must act: his own, else his country's, else the one asked for."""
    if finding.who is Who.AUTHORITY:
        return Language.RU
    if finding.who is Who.DRIVER:
        own, country = trip.driver.language, trip.driver.citizenship
    else:
        party = find_party(finding, trip)
        if party is None:
            return asked
        own, country = party.language, party.country
    return own or LANGUAGE_OF.get(country or "", asked)


def find_party(finding: Finding, trip: Trip) -> Party | None:
    """Give the carrier, or the consignor or consignee of the consignment the finding speaks of."""
    if finding.who is Who.CARRIER:
        return trip.carrier
    if finding.who not in (Who.CONSIGNOR, Who.CONSIGNEE) or not trip.consignments:
        return None
    named = finding.values.get("consignment")
    consignment = next((c for c in trip.consignments if c.id == named), trip.consignments[0])
    return consignment.consignor if finding.who is Who.CONSIGNOR else consignment.consignee


def _parts(finding: Finding, trip: Trip, on: date, words: Words) -> Iterator[Phrase]:
    yield _opening(trip, on)
    reasons = words.sentences(finding.reasons)
    if finding.who is Who.AUTHORITY:
        yield from _question(finding, reasons)
        return
    if finding.weight is Weight.STOPS and finding.says is Says.NO:
        yield phrase("This stops the truck: {reasons}", reasons=reasons)
    elif finding.weight is Weight.STOPS:
        yield phrase("Until this is known, nobody can say that the truck may go: {reasons}", reasons=reasons)
    else:
        yield phrase("Please note: {reasons}", reasons=reasons)
    if finding.missing:
        yield phrase("Please tell us: {missing}", missing=finding.missing)
    if finding.cure is not None:
        yield phrase("What to do: {cure}", cure=finding.cure)
    if finding.until is not None:
        yield phrase("Not later than: {until}", until=finding.until)


def _question(finding: Finding, reasons: str) -> Iterator[Phrase]:
    """Ask the authority; the cure tells the carrier to ask, so it has no place in what he sends."""
    yield phrase("We ask you about this: {reasons}", reasons=reasons)
    if finding.missing:
        yield phrase("We do not know: {missing}", missing=finding.missing)
    yield phrase("please give us your written answer: may this truck go?")
    if finding.until is not None:
        yield phrase("We need it not later than: {until}", until=finding.until)


def _opening(trip: Trip, on: date) -> Phrase:
    if trip.vehicle.plate:
        return phrase("Truck {plate}, border crossing on {day}", plate=trip.vehicle.plate, day=on)
    if trip.id:
        return phrase("Trip {id}, border crossing on {day}", id=trip.id, day=on)
    return phrase("Your truck, border crossing on {day}", day=on)
