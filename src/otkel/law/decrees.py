"""The emergency decrees: days on which goods might cross without proof of Union status and marking.

`relief` is the one place that knows their conditions; the rules on papers ask it before they stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import msgspec

from otkel.facts.documents import DocumentKind
from otkel.facts.people import PartyKind
from otkel.facts.trip import Consignment, GoodsStatus, Marking, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.papers import compare, covers, delivered_to, is_listed, is_union_trade, loaded_in
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

T = TypeVar("T")
WINDOWS_778 = ("decree778.window", "decree778ext.window")


class Relief(msgspec.Struct, frozen=True):
    """What a decree says of one consignment without proof of Union status or marking.

    `granted`: True, it may cross; False, a condition is not met; None, a condition is not known.
    """

    granted: bool | None
    findings: tuple[Finding, ...]
    rests_on: tuple[Lookup, ...]
    missing: tuple[Phrase, ...] = ()


class _Condition(msgspec.Struct, frozen=True):
    id: str
    rests_on: Lookup
    met: bool | None
    reason: Phrase
    cure: Phrase
    who: Who
    missing: Phrase


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell, inside a window, of each consignment that needs it whether a decree lets it cross."""
    for consignment in trip.consignments:
        if needs_relief(consignment, trip):
            found = relief(consignment, trip, law)
            if found is not None:
                yield from found.findings


def needs_relief(consignment: Consignment, trip: Trip) -> bool:
    """Whether a marking is missing, or goods that may be Union goods travel without a right proof of it."""
    if any(g.marking is Marking.MISSING for g in consignment.goods):
        return True
    return any(g.status is GoodsStatus.EAEU or g.status is None for g in consignment.goods) and not has_right(
        DocumentKind.EAEU_STATUS, consignment, trip
    )


def has_right(kind: DocumentKind, consignment: Consignment, trip: Trip) -> bool:
    """Whether a paper of the kind covers the consignment and nothing in it is wrong."""
    return any(
        d.kind is kind and covers(d, consignment) and not compare(d, consignment, trip).wrong
        for d in trip.documents
    )


def relief(consignment: Consignment, trip: Trip, law: LawDay) -> Relief | None:
    """Give what the decree of the day says of a consignment; None where no decree speaks of it."""
    if delivered_to(consignment, trip) != "RU" or not is_union_trade(consignment):
        return None
    origin = loaded_in(consignment, trip)
    for window_id in WINDOWS_778:
        window = law.look(window_id)
        if window.in_force:
            states = law.look("decree778.origin")
            if origin in states.value and trip.goes_between("KZ", "RU"):
                return _decree_778(window, states, consignment, trip, law)
            return None
    window = law.look("decree261.window")
    if window.in_force and origin in law.look("decree261.origin").value:
        return _decree_261(window, consignment, law)
    return None


def _decree_778(window: Lookup, states: Lookup, consignment: Consignment, trip: Trip, law: LawDay) -> Relief:
    conditions = tuple(_conditions(consignment, trip, law))
    findings = [_condition_finding(c, window, consignment, trip) for c in conditions]
    missing = tuple(c.missing for c in conditions if c.met is None)
    rests_on = (window, states, *(c.rests_on for c in conditions))
    if any(c.met is False for c in conditions):
        granted: bool | None = False
    elif missing:
        granted = None
    else:
        granted = True
        findings += _granted_778(window, consignment, law)
    return Relief(granted, tuple(findings), rests_on, missing)


def _conditions(consignment: Consignment, trip: Trip, law: LawDay) -> Iterator[_Condition]:
    receiver = consignment.consignee
    yield _Condition(
        id="decree778.receiver",
        rests_on=law.look("decree778.receiver"),
        met=_both(_is(receiver.country, "RU"), _is(receiver.kind, PartyKind.LEGAL_ENTITY)),
        reason=phrase(
            "Decree 778 asks that the receiver of {consignment} is a Russian legal entity.",
            consignment=consignment.id,
        ),
        cure=phrase(
            "Carry the proof of Union status and the marking: without a Russian legal entity as receiver "
            "the decree does not help."
        ),
        who=Who.CONSIGNOR,
        missing=phrase(
            "whether the consignee of {consignment} is a Russian legal entity", consignment=consignment.id
        ),
    )
    yield _Condition(
        id="decree778.notice",
        rests_on=law.look("decree778.notice"),
        met=has_right(DocumentKind.RECEIVER_NOTICE, consignment, trip),
        reason=phrase(
            "Decree 778 asks that the carrier holds the receiver's notice to declare {consignment}.",
            consignment=consignment.id,
        ),
        cure=phrase("Send the carrier a signed notice that you will declare the goods; he carries it."),
        who=Who.CONSIGNEE,
        missing=phrase("the receiver's notice"),
    )
    excluded = law.look("decree778.excluded")
    yield _Condition(
        id="decree778.goods",
        rests_on=excluded,
        met=_all_outside(consignment, excluded.value),
        reason=phrase(
            "Decree 778 leaves out live animals, food, alcohol, tobacco, medicines, explosives and weapons: "
            "{consignment}.",
            consignment=consignment.id,
        ),
        cure=phrase("Carry the proof of Union status and the marking: the decree leaves these goods out."),
        who=Who.CONSIGNOR,
        missing=phrase("the goods code of every line of {consignment}", consignment=consignment.id),
    )


def _condition_finding(
    condition: _Condition, window: Lookup, consignment: Consignment, trip: Trip
) -> Finding:
    says = {True: Says.YES, False: Says.NO, None: Says.UNDECIDED}[condition.met]
    return Finding(
        id=condition.id,
        subject="decrees",
        says=says,
        weight=Weight.INFORMS if condition.met else Weight.STOPS,
        stage=Stage.ENTRY_CONTROL,
        reasons=(condition.reason,),
        rests_on=(window, condition.rests_on),
        values={"consignment": consignment.id},
        missing=(condition.missing,) if condition.met is None else (),
        cure=condition.cure if condition.met is False else None,
        who=condition.who,
        until=None if condition.met else trip.enters_on,
    )


def _granted_778(window: Lookup, consignment: Consignment, law: LawDay) -> list[Finding]:
    """Tell that the load may cross, to which day, and what its receiver must then do, by which day."""
    duties, declare_by = law.look("decree778.duties"), law.look("decree778.declare_by")
    return [
        _told(
            "decree778.relief",
            consignment,
            phrase(
                "{consignment} may cross without proof of Union status and marking until {last_day}.",
                consignment=consignment.id,
                last_day=_last_day(window),
            ),
            (window,),
            stage=Stage.ENTRY_CONTROL,
            until=_last_day(window),
        ),
        _told(
            "decree778.declare",
            consignment,
            phrase(
                "The receiver brings {consignment} to the storage warehouse named by customs, stores it, "
                "reports its form, name and INN to the Industry Ministry, marks it and declares it by {day}.",
                consignment=consignment.id,
                day=declare_by.value,
            ),
            (duties, declare_by),
            who=Who.CONSIGNEE,
            until=declare_by.value,
        ),
    ]


def _decree_261(window: Lookup, consignment: Consignment, law: LawDay) -> Relief:
    box7, box44 = law.look("decree261.dt.box7"), law.look("decree261.dt.box44")
    findings = (
        _told(
            "decree261.relief",
            consignment,
            phrase(
                "Under Decree 261 {consignment} may cross without proof of Union status and marking "
                "until {last_day}.",
                consignment=consignment.id,
                last_day=_last_day(window),
            ),
            (window, law.look("decree261.origin")),
            stage=Stage.ENTRY_CONTROL,
            until=_last_day(window),
        ),
        _told(
            "decree261.declare",
            consignment,
            phrase(
                "After the crossing the receiver shows origin and marking of {consignment} and declares it, "
                "with code {box7} in box 7 and {box44} in box 44.",
                consignment=consignment.id,
                box7=box7.value,
                box44=box44.value,
            ),
            (box7, box44),
            who=Who.CONSIGNEE,
            box7=box7.value,
            box44=box44.value,
        ),
    )
    return Relief(True, findings, (window,))


def _told(
    finding_id: str,
    consignment: Consignment,
    reason: Phrase,
    rests_on: tuple[Lookup, ...],
    *,
    stage: Stage = Stage.AFTER,
    who: Who | None = None,
    until: date | None = None,
    **values: str,
) -> Finding:
    return Finding(
        id=finding_id,
        subject="decrees",
        says=Says.YES,
        weight=Weight.INFORMS,
        stage=stage,
        reasons=(reason,),
        rests_on=rests_on,
        values={"consignment": consignment.id, **values},
        who=who,
        until=until,
    )


def _last_day(window: Lookup) -> date | None:
    return window.entry.to_on if window.entry is not None else None


def _is(stated: T | None, wanted: T) -> bool | None:
    return None if stated is None else stated == wanted


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return one and other


def _all_outside(consignment: Consignment, entries: list[str]) -> bool | None:
    codes = [g.code for g in consignment.goods]
    if any(code is not None and is_listed(code, entries) for code in codes):
        return False
    return None if None in codes else True
