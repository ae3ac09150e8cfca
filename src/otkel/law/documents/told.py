"""What goes with the papers of a load and is told beside them: duties after, a ban, and open questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import LawDay
from otkel.law.documents.loads import Load
from otkel.law.documents.needs import is_into_union, is_union_to_russia
from otkel.law.finding import (
    AFTER,
    BEFORE_DEPARTURE,
    CARRIER,
    CONSIGNEE,
    CONSIGNOR,
    ENTRY_CONTROL,
    INFORMS,
    NO,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
    Stage,
    Who,
)
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

FORWARDING = phrase("Forwarding documents go through Russia's system of electronic transport documents.")
KEEP_PAPER = phrase("Russia begins electronic transport documents; keep the paper CMR.")
BINDS_FOREIGN = phrase("whether electronic transport documents bind a foreign carrier")


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence for all loads of a kind. `hours`: how long before the crossing its matter is done."""

    id: str
    speaks_of: Callable[[Load], bool]
    reason: Phrase
    rests_on: tuple[Lookup, ...]
    stage: Stage = AFTER
    who: Who = CONSIGNEE
    values: dict[str, Any] = {}
    hours: int | None = None


def tell(loads: list[Load], law: LawDay) -> list[Finding]:
    """Tell what consignees must do, what certificates must name, and how early to send information."""
    found: list[Finding] = []
    for note in law.remember("documents.notes", _read_notes):
        told: list[str] = []
        for load in loads:
            if note.speaks_of(load):
                told += load.names
        if told:
            found.append(_told(note, told, loads[0].trip))
    block = law.look("phyto.wrong_consignee.block_d")
    for load in loads:
        for consignment in load.consignments:
            if consignment.dispute_free_consignee is False and block.in_force:
                found.append(_false_consignee(consignment, load.trip, block))
    return found


def _read_notes(law: LawDay) -> tuple[_Note, ...]:
    """Read the sentences whose provision is in force."""
    form, cash = law.look("stat.form.days"), law.look("pay.cash.eaeu")
    permit, early = law.look("permit.kz_ru.bilateral"), law.look("pi.road.hours")
    notes = (
        _Note(
            id="doc.statistical_form",
            speaks_of=is_union_to_russia,
            reason=phrase(
                "The consignee files the statistical form within {days} working days after the shipping "
                "month.",
                days=form.value,
            ),
            rests_on=(form,),
            values={"working_days": form.value},
        ),
        _Note(
            id="doc.cash",
            speaks_of=is_union_to_russia,
            reason=phrase("The Russian buyer pays a supplier of the Union by bank transfer, not in cash."),
            rests_on=(cash,),
        ),
        _Note(
            id="doc.permit_bilateral",
            speaks_of=_is_own_truck,
            reason=phrase("Between Kazakhstan and Russia a truck of either state needs no permit."),
            rests_on=(permit,),
            stage=ENTRY_CONTROL,
            who=CARRIER,
        ),
        _Note(
            id="doc.preliminary_time",
            speaks_of=is_into_union,
            reason=phrase(
                "Preliminary information is sent at least {hours} hours before the truck enters the Union.",
                hours=early.value,
            ),
            rests_on=(early,),
            stage=BEFORE_DEPARTURE,
            who=CARRIER,
            values={"hours": early.value},
            hours=early.value,
        ),
    )
    return tuple([note for note in notes if note.rests_on[0].in_force])


def _told(note: _Note, consignments: list[str], trip: Trip) -> Finding:
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


def _is_own_truck(load: Load) -> bool:
    """Whether a Kazakh or Russian truck loads or unloads at home, and crosses between the two states."""
    country = load.trip.vehicle.country
    return load.between_kz_ru and country in ("KZ", "RU") and country in (load.loaded_in, load.delivered_to)


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
