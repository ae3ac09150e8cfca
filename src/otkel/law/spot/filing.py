"""One notice of expected delivery with the consignments it is for, and the form of an answer about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from otkel.facts.documents import SpotNotice
from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    CONSIGNEE,
    ENTRY_CONTROL,
    INFORMS,
    NO,
    STOPS,
    UNDECIDED,
    YES,
    Finding,
    Weight,
    Who,
)
from otkel.law.papers import Codes
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

PAYS = "spot.payment.required"
PAYS_FROM = {"BY": "spot.payment.required.by"}  # goods from other states: the general rule


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What SPOT asks on one day, read once a day. Look-ups stand as an answer rests on them."""

    countries: frozenset[str]
    left_out: Codes
    pays: dict[str, tuple[Lookup, bool]]  # by the provision: as it stands, and whether it says yes
    lead_days: timedelta
    lead_hours: timedelta
    admits: str  # key of the status that lets goods in
    status_asked: Phrase
    lead_asked: Phrase
    scope: tuple[Lookup, ...]
    required: tuple[Lookup, ...]
    grounds: tuple[Lookup, ...]
    status: tuple[Lookup, ...]
    lead: tuple[Lookup, ...]
    match: tuple[Lookup, ...]
    payment: tuple[Lookup, ...]


class Case(msgspec.Struct, frozen=True, gc=False):
    """One trip on one day, and what SPOT asks then."""

    trip: Trip
    law: LawDay
    terms: Terms


class Filing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A notice and its consignments.

    `pays` says whether a security payment is asked for goods from there on this day, `asks_payment`
    the same in one word; `exempt` whether the importer is free of it (None: not known); `admitted`
    whether the notice has the status that lets goods in.
    """

    case: Case
    consignments: tuple[Consignment, ...]
    ids: tuple[str, ...]
    pays: Lookup
    asks_payment: bool
    notice: SpotNotice
    exempt: bool | None
    admitted: bool


def read_terms(law: LawDay) -> Terms:
    """Read what SPOT asks on a day on which it is in force."""
    required, grounds, admit = (
        law.look("spot.dopp.required"),
        law.look("spot.refuse.grounds"),
        law.look("spot.status.admit"),
    )
    days, hours = law.look("spot.lead.days"), law.look("spot.lead.hours.nopay")
    return Terms(
        countries=frozenset(law.look("spot.countries").value),
        left_out=Codes(law.look("spot.scope.out.codes").value),
        pays={name: (law.look(name), law.look(name).is_on) for name in (PAYS, *PAYS_FROM.values())},
        lead_days=timedelta(days=days.number),
        lead_hours=timedelta(hours=hours.number),
        admits=status_key(admit.value),
        status_asked=phrase(
            "Goods may enter only under a notice with the status {status}.", status=admit.value
        ),
        lead_asked=phrase(
            "A notice is filed {days} calendar days before import, or {hours} hours where nothing is paid.",
            days=days.number,
            hours=hours.number,
        ),
        scope=(required, law.look("spot.scope.out")),
        required=(required,),
        grounds=(grounds,),
        status=(grounds, admit),
        lead=(days, hours),
        match=(grounds, law.look("spot.change_before")),
        payment=(law.look("spot.payment.budget_code"), law.look("spot.payment.cashless")),
    )


@lru_cache(maxsize=1024)
def status_key(status: str) -> str:
    """Give the key two spellings of one status share."""
    return " ".join(status.casefold().split())


def last_filing(case: Case, pays: bool) -> date | datetime:
    """Give the last day to file for this entry; where nothing is paid the last instant, if known."""
    trip, terms = case.trip, case.terms
    if pays:
        return trip.enters_on - terms.lead_days
    if trip.enters_at is None:
        return trip.enters_on
    return trip.enters_at - terms.lead_hours


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
    until: date | datetime | None,
    missing: tuple[Phrase, ...] = (),
    values: dict[str, Any] | None = None,
    weight_open: Weight = STOPS,
) -> Finding:
    """Answer a question about a notice that is not met, or of which `missing` is not known (`met` None).

    A refusal carries its `cure` and its consequence.
    """
    told = {"consignments": filing.ids, "number": filing.notice.number}
    if values:
        told |= values
    if met is None:
        return Finding(
            id=finding_id,
            subject="spot",
            says=UNDECIDED,
            weight=weight_open,
            stage=ENTRY_CONTROL,
            reasons=(reason,),
            rests_on=rests_on,
            values=told,
            missing=missing,
            who=who,
            until=until,
        )
    consequence, leave = leave_order(filing.case.law)
    return Finding(
        id=finding_id,
        subject="spot",
        says=NO,
        weight=STOPS,
        stage=ENTRY_CONTROL,
        reasons=(reason, consequence),
        rests_on=(*rests_on, leave),
        values=told,
        cure=cure,
        who=who,
        until=until,
    )


def right(
    finding_id: str,
    reasons: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
    values: dict[str, Any],
    who: Who = CONSIGNEE,
) -> Finding:
    """Tell at once of all notices for which a question is met."""
    return Finding(
        id=finding_id,
        subject="spot",
        says=YES,
        weight=INFORMS,
        stage=ENTRY_CONTROL,
        reasons=reasons,
        rests_on=rests_on,
        values=values,
        who=who,
    )


def name_all(filings: Iterable[Filing]) -> dict[str, Any]:
    """Give the values that name several notices."""
    return {
        "consignments": tuple([name for f in filings for name in f.ids]),
        "numbers": tuple([f.notice.number for f in filings]),
    }


def each(*groups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Give look-ups in their order, each once."""
    return tuple({id(lookup): lookup for group in groups for lookup in group}.values())
