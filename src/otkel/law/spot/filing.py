"""One notice of expected delivery with the consignments it is for, and the form of an answer about it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from otkel.facts.documents import SpotNotice
from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A notice and its consignments.

    `pays` says whether a security payment is asked for goods from there on this day; `exempt`
    whether the importer is free of it (None: not known); `admitted` whether the notice has the
    status that lets goods in.
    """

    trip: Trip
    law: LawDay
    consignments: tuple[Consignment, ...]
    pays: Lookup
    notice: SpotNotice = SpotNotice()
    exempt: bool | None = None
    admitted: bool = False
    ids: tuple[str, ...]


def status_key(status: str) -> str:
    """Give the key two spellings of one status share."""
    return " ".join(status.casefold().split())


def last_filing(trip: Trip, law: LawDay, pays: bool) -> date | datetime:
    """Give the last day to file for this entry; where nothing is paid the last instant, if known."""
    if pays:
        return trip.enters_on - timedelta(days=law.look("spot.lead.days").number)
    if trip.enters_at is None:
        return trip.enters_on
    return trip.enters_at - timedelta(hours=law.look("spot.lead.hours.nopay").number)


def leave_order(law: LawDay) -> tuple[Phrase, Lookup]:
    """Tell what follows a refusal, and where that is written."""
    leave = law.look("spot.refuse.leave_h")
    if leave.value:
        text = phrase(
            "Customs orders the truck to leave Russia within {hours} hours; a new notice is needed.",
            hours=leave.value,
        )
    else:
        text = phrase("Customs orders the truck to leave Russia at once; a new notice is needed.")
    return text, leave


def answer(
    filing: Filing,
    finding_id: str,
    met: bool | None,
    reason: Phrase,
    rests_on: tuple[Lookup, ...],
    *,
    cure: Phrase,
    who: Who,
    until: date | datetime,
    missing: tuple[Phrase, ...] = (),
    values: dict[str, Any] | None = None,
    weight_open: Weight = Weight.STOPS,
) -> Finding:
    """Answer one question about a notice; a refusal carries its consequence.

    `met` None means that `missing` is not known. `cure` and `until` are told where it is not met.
    """
    told = {"consignments": filing.ids, "number": filing.notice.number}
    if values:
        told |= values
    if met:
        return Finding(
            id=finding_id,
            subject="spot",
            says=Says.YES,
            weight=Weight.INFORMS,
            stage=Stage.ENTRY_CONTROL,
            reasons=(reason,),
            rests_on=rests_on,
            values=told,
            who=who,
        )
    if met is None:
        return Finding(
            id=finding_id,
            subject="spot",
            says=Says.UNDECIDED,
            weight=weight_open,
            stage=Stage.ENTRY_CONTROL,
            reasons=(reason,),
            rests_on=rests_on,
            values=told,
            missing=missing,
            who=who,
            until=until,
        )
    consequence, leave = leave_order(filing.law)
    return Finding(
        id=finding_id,
        subject="spot",
        says=Says.NO,
        weight=Weight.STOPS,
        stage=Stage.ENTRY_CONTROL,
        reasons=(reason, consequence),
        rests_on=(*rests_on, leave),
        values=told,
        cure=cure,
        who=who,
        until=until,
    )
