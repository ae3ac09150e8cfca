"""The terms of the emergency decrees: for whom, on which conditions, and what must follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import msgspec

from otkel.facts.documents import DocumentKind
from otkel.facts.people import PartyKind
from otkel.facts.trip import Consignment, Trip
from otkel.law.comparing import has_right
from otkel.law.corpus import LawDay
from otkel.law.finding import AFTER, CONSIGNEE, CONSIGNOR, ENTRY_CONTROL, Stage, Who
from otkel.law.papers import Codes
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

T = TypeVar("T")
WINDOWS_778 = ("decree778.window", "decree778ext.window")
_NOTICE, _LEGAL_ENTITY = DocumentKind.RECEIVER_NOTICE, PartyKind.LEGAL_ENTITY


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What a decree asks of a consignment; which ones are named in its phrases is added later."""

    id: str
    rests_on: Lookup
    met: Callable[[Consignment, Trip], bool | None]
    reason: Phrase
    cure: Phrase
    who: Who
    missing: Phrase


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of consignments that a decree helps; which ones are named in its reason is added later."""

    id: str
    reason: Phrase
    rests_on: tuple[Lookup, ...]
    stage: Stage
    who: Who | None = None
    until: date | None = None
    values: dict[str, Any] = {}


class Decree(msgspec.Struct, frozen=True, kw_only=True):
    """The decree of one day: for goods of which states, on which conditions, and what it brings.

    `from_kazakhstan`: the truck must go from Kazakhstan straight into Russia.
    """

    window: Lookup
    states: Lookup
    from_kazakhstan: bool
    conditions: tuple[Condition, ...]
    rests_on: tuple[Lookup, ...]
    brings: tuple[Duty, ...]


def read_decree(law: LawDay) -> Decree | None:
    """Read the decree whose window the day lies in; no two are open on one day."""
    for window_id in WINDOWS_778:
        window = law.look(window_id)
        if window.in_force:
            return _decree_778(window, law)
    window = law.look("decree261.window")
    return _decree_261(window, law) if window.in_force else None


def _decree_778(window: Lookup, law: LawDay) -> Decree:
    states = law.look("decree778.origin")
    conditions = _conditions(law)
    duties, declare_by = law.look("decree778.duties"), law.look("decree778.declare_by")
    return Decree(
        window=window,
        states=states,
        from_kazakhstan=True,
        conditions=conditions,
        rests_on=(window, states, *(c.rests_on for c in conditions)),
        brings=(
            Duty(
                id="decree778.relief",
                reason=phrase(
                    "{consignments} may cross without proof of Union status and marking until {last_day}.",
                    last_day=_last_day(window),
                ),
                rests_on=(window,),
                stage=ENTRY_CONTROL,
                until=_last_day(window),
            ),
            Duty(
                id="decree778.declare",
                reason=phrase(
                    "The receiver brings {consignments} to the storage warehouse named by customs, stores "
                    "the goods, reports its form, name and INN to the Industry Ministry, marks the goods and "
                    "declares them by {day}.",
                    day=declare_by.value,
                ),
                rests_on=(duties, declare_by),
                stage=AFTER,
                who=CONSIGNEE,
                until=declare_by.value,
            ),
        ),
    )


def _conditions(law: LawDay) -> tuple[Condition, ...]:
    excluded = law.look("decree778.excluded")
    left_out = Codes(excluded.value)
    return (
        Condition(
            id="decree778.receiver",
            rests_on=law.look("decree778.receiver"),
            met=_is_russian_firm,
            reason=phrase("Decree 778 asks that the receiver of {consignments} is a Russian legal entity."),
            cure=phrase(
                "Carry the proof of Union status and the marking: without a Russian legal entity as receiver "
                "the decree does not help."
            ),
            who=CONSIGNOR,
            missing=phrase("whether the consignee of {consignment} is a Russian legal entity"),
        ),
        Condition(
            id="decree778.notice",
            rests_on=law.look("decree778.notice"),
            met=lambda consignment, trip: has_right(_NOTICE, consignment, trip),
            reason=phrase(
                "Decree 778 asks that the carrier holds the receiver's notice to declare {consignments}."
            ),
            cure=phrase("Send the carrier a signed notice that you will declare the goods; he carries it."),
            who=CONSIGNEE,
            missing=phrase("the receiver's notice"),
        ),
        Condition(
            id="decree778.goods",
            rests_on=excluded,
            met=lambda consignment, _: _all_outside(consignment, left_out),
            reason=phrase(
                "Decree 778 leaves out live animals, food, alcohol, tobacco, medicines, explosives and "
                "weapons: {consignments}."
            ),
            cure=phrase(
                "Carry the proof of Union status and the marking: the decree leaves these goods out."
            ),
            who=CONSIGNOR,
            missing=phrase("the goods code of every line of {consignment}"),
        ),
    )


def _decree_261(window: Lookup, law: LawDay) -> Decree:
    states = law.look("decree261.origin")
    box7, box44 = law.look("decree261.dt.box7"), law.look("decree261.dt.box44")
    boxes = {"box7": box7.value, "box44": box44.value}
    return Decree(
        window=window,
        states=states,
        from_kazakhstan=False,
        conditions=(),
        rests_on=(window,),
        brings=(
            Duty(
                id="decree261.relief",
                reason=phrase(
                    "Under Decree 261 {consignments} may cross without proof of Union status and marking "
                    "until {last_day}.",
                    last_day=_last_day(window),
                ),
                rests_on=(window, states),
                stage=ENTRY_CONTROL,
                until=_last_day(window),
            ),
            Duty(
                id="decree261.declare",
                reason=phrase(
                    "After the crossing the receiver shows origin and marking of {consignments} and declares "
                    "them, with code {box7} in box 7 and {box44} in box 44.",
                    **boxes,
                ),
                rests_on=(box7, box44),
                stage=AFTER,
                who=CONSIGNEE,
                values=boxes,
            ),
        ),
    )


def _last_day(window: Lookup) -> date | None:
    return window.entry.to_on if window.entry is not None else None


def _is_russian_firm(consignment: Consignment, _: Trip) -> bool | None:
    receiver = consignment.consignee
    return _both(_is(receiver.country, "RU"), _is(receiver.kind, _LEGAL_ENTITY))


def _is(stated: T | None, wanted: T) -> bool | None:
    return None if stated is None else stated == wanted


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return one and other


def _all_outside(consignment: Consignment, left_out: Codes) -> bool | None:
    codes = [g.code for g in consignment.goods]
    if any(code is not None and left_out.cover(code) for code in codes):
        return False
    return None if None in codes else True
