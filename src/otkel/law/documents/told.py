"""What goes with the papers of a load and is told beside them: duties after, a ban, and open questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import LawDay
from otkel.law.documents.loads import Load
from otkel.law.documents.notes import Note
from otkel.law.finding import (
    AFTER,
    BEFORE_DEPARTURE,
    CARRIER,
    CONSIGNOR,
    INFORMS,
    NO,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
)
from otkel.law.timeline import Lookup
from otkel.phrases import phrase

FORWARDING = phrase("Forwarding documents go through Russia's system of electronic transport documents.")
KEEP_PAPER = phrase("Russia begins electronic transport documents; keep the paper CMR.")
BINDS_FOREIGN = phrase("whether electronic transport documents bind a foreign carrier")


def tell(loads: list[Load], law: LawDay) -> list[Finding]:
    """Tell what consignees must do, what certificates must name, and how early to send information."""
    told: dict[Note, list[str]] = {}
    for load in loads:
        for note in load.asked.notes:
            told.setdefault(note, []).extend(load.names)
    found = [_told(note, names, loads[0].trip) for note, names in told.items()]
    block = law.look("phyto.wrong_consignee.block_d")
    for load in loads:
        for consignment in load.consignments:
            if consignment.dispute_free_consignee is False and block.in_force:
                found.append(_false_consignee(consignment, load.trip, block))
    return found


def _told(note: Note, consignments: list[str], trip: Trip) -> Finding:
    return Finding(
        id=note.id,
        subject="documents",
        says=YES,
        weight=INFORMS,
        stage=note.stage,
        reasons=(note.reason,),
        rests_on=note.rests_on,
        values={"consignments": consignments, **note.values},
        who=note.who,
        until=None if note.hours is None else _hours_before(trip, note.hours),
    )


def _hours_before(trip: Trip, hours: int) -> datetime | None:
    """Give the instant some hours before the crossing, where it is the only one and its time is known."""
    if trip.enters_at is None or len(trip.route) != 2:
        return None
    return trip.enters_at - timedelta(hours=hours)


def _false_consignee(consignment: Consignment, trip: Trip, block: Lookup) -> Finding:
    return Finding(
        id="doc.phytosanitary_consignee",
        subject="documents",
        says=NO,
        weight=WARNS,
        stage=AFTER,
        reasons=(
            phrase(
                "The consignee in the certificate is not the real one: the second time no certificates "
                "are given for that destination for {days} days.",
                days=block.number,
            ),
        ),
        rests_on=(block,),
        values={"consignment": consignment.id, "block_days": block.number},
        cure=phrase("Have the certificate issued to the real consignee."),
        who=CONSIGNOR,
        until=trip.enters_on,
    )


def tell_trip(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell that electronic transport documents begin in Russia, and whether they bind this truck."""
    rule = law.look("epd.ru.forwarding")
    if not rule.in_force or "RU" not in trip.route:
        return
    russian = trip.vehicle.country == "RU"
    yield Finding(
        id="doc.electronic",
        subject="documents",
        says=YES if russian else UNDECIDED,
        weight=INFORMS,
        stage=BEFORE_DEPARTURE,
        reasons=(FORWARDING if russian else KEEP_PAPER,),
        rests_on=(rule,) if russian else (rule, law.look("epd.ru.foreign")),
        missing=() if russian else (BINDS_FOREIGN,),
        who=CARRIER,
    )
