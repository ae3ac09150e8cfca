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
    notice: SpotNotice
    consignments: tuple[Consignment, ...]
    pays: Lookup
    exempt: bool | None
    admitted: bool


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one question about a notice; `met` None means that `missing` is not known."""

    id: str
    met: bool | None
    reason: Phrase
    cure: Phrase
    who: Who
    rests_on: tuple[Lookup, ...]
    missing: tuple[Phrase, ...]
    until: date | datetime | None
    values: dict[str, Any] = {}
    weight_open: Weight = Weight.STOPS


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
    verdict: Verdict, consignments: tuple[Consignment, ...], number: str | None, law: LawDay
) -> Finding:
    """Turn a verdict into a finding; a refusal carries its consequence."""
    reasons: tuple[Phrase, ...] = (verdict.reason,)
    rests_on = (law.look("spot.dopp.required"), *verdict.rests_on)
    says, weight = {
        True: (Says.YES, Weight.INFORMS),
        False: (Says.NO, Weight.STOPS),
        None: (Says.UNDECIDED, verdict.weight_open),
    }[verdict.met]
    if verdict.met is False:
        consequence, leave = leave_order(law)
        reasons, rests_on = (verdict.reason, consequence), (*rests_on, leave)
    return Finding(
        id=verdict.id,
        subject="spot",
        says=says,
        weight=weight,
        stage=Stage.ENTRY_CONTROL,
        reasons=reasons,
        rests_on=rests_on,
        values={"consignments": tuple(c.id for c in consignments), "number": number, **verdict.values},
        missing=verdict.missing if verdict.met is None else (),
        cure=verdict.cure if verdict.met is False else None,
        who=verdict.who,
        until=None if verdict.met else verdict.until,
    )
