"""The emergency decrees: days on which goods might cross without proof of Union status and marking.

`relief` is the one place that holds a consignment against them; the rules on papers ask it before they stop.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from otkel.facts.documents import DocumentKind
from otkel.facts.trip import Consignment, GoodsStatus, Marking, Trip
from otkel.law.comparing import has_right
from otkel.law.corpus import LawDay
from otkel.law.decree_terms import Condition, Duty, read_decree
from otkel.law.finding import ENTRY_CONTROL, INFORMS, NO, STOPS, UNDECIDED, YES, Finding
from otkel.law.papers import delivered_to, is_union_trade, loaded_in
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

_MISSING, _EAEU, _PROOF = Marking.MISSING, GoodsStatus.EAEU, DocumentKind.EAEU_STATUS

# Beside a stop that the decree of the day would lift, so that nobody does both.
OR_THE_DECREE = phrase("Not needed if every condition of the decree for such goods is met.")


class Relief(msgspec.Struct, frozen=True):
    """What a decree says of one consignment without proof of Union status or marking.

    `granted`: True, it may cross; False, a condition is not met; None, a condition is not known.
    `met` tells the same of each condition, in the order of the decree.
    """

    granted: bool | None
    met: tuple[bool | None, ...]
    rests_on: tuple[Lookup, ...]
    missing: tuple[Phrase, ...] = ()


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell, inside a window, of each consignment that needs it whether a decree lets it cross."""
    decree = law.remember("decrees.decree", read_decree)
    if decree is None:
        return
    asked = [(c, relief(c, trip, law)) for c in trip.consignments if needs_relief(c, trip)]
    heard = [(c, answer) for c, answer in asked if answer is not None]
    for place, condition in enumerate(decree.conditions):
        met = [c.id for c, answer in heard if answer.met[place]]
        if met:
            yield _is_met(condition, decree.window, met)
        for consignment, answer in heard:
            if not answer.met[place]:
                yield _is_not_met(condition, answer.met[place], decree.window, consignment, trip)
    granted = [c.id for c, answer in heard if answer.granted]
    if granted:
        yield from (_told(duty, granted) for duty in decree.brings)


def needs_relief(consignment: Consignment, trip: Trip) -> bool:
    """Whether a marking is missing, or goods that may be Union goods travel without a right proof of it."""
    if any(g.marking is _MISSING for g in consignment.goods):
        return True
    return any(g.status is _EAEU or g.status is None for g in consignment.goods) and not has_right(
        _PROOF, consignment, trip
    )


def relief(consignment: Consignment, trip: Trip, law: LawDay) -> Relief | None:
    """Give what the decree of the day says of a consignment; None where no decree speaks of it."""
    decree = law.remember("decrees.decree", read_decree)
    if decree is None or delivered_to(consignment, trip) != "RU" or not is_union_trade(consignment):
        return None
    if loaded_in(consignment, trip) not in decree.states.value:
        return None
    if decree.from_kazakhstan and not trip.goes_between("KZ", "RU"):
        return None
    met = tuple([condition.met(consignment, trip) for condition in decree.conditions])
    missing = tuple(
        [
            _asked(condition, consignment)
            for condition, is_met in zip(decree.conditions, met, strict=True)
            if is_met is None
        ]
    )
    granted = False if False in met else None if missing else True
    return Relief(granted, met, decree.rests_on, missing)


def _is_met(condition: Condition, window: Lookup, consignments: list[str]) -> Finding:
    return Finding(
        id=condition.id,
        subject="decrees",
        says=YES,
        weight=INFORMS,
        stage=ENTRY_CONTROL,
        reasons=_said(condition.reason, *consignments),
        rests_on=(window, condition.rests_on),
        values={"consignments": consignments},
        who=condition.who,
    )


def _is_not_met(
    condition: Condition, met: bool | None, window: Lookup, consignment: Consignment, trip: Trip
) -> Finding:
    known = met is not None
    return Finding(
        id=condition.id,
        subject="decrees",
        says=NO if known else UNDECIDED,
        weight=STOPS,
        stage=ENTRY_CONTROL,
        reasons=_said(condition.reason, consignment.id),
        rests_on=(window, condition.rests_on),
        values={"consignment": consignment.id},
        missing=() if known else (_asked(condition, consignment),),
        cure=condition.cure if known else None,
        who=condition.who,
        until=trip.enters_on,
    )


def _told(duty: Duty, consignments: list[str]) -> Finding:
    return Finding(
        id=duty.id,
        subject="decrees",
        says=YES,
        weight=INFORMS,
        stage=duty.stage,
        reasons=_said(duty.reason, *consignments),
        rests_on=duty.rests_on,
        values={"consignments": consignments, **duty.values},
        who=duty.who,
        until=duty.until,
    )


def _said(reason: Phrase, *consignments: str) -> tuple[Phrase]:
    """Give the reason of a condition or duty with the consignments it is said of."""
    return (Phrase(reason.text, {"consignments": consignments, **reason.values}),)


def _asked(condition: Condition, consignment: Consignment) -> Phrase:
    """Give what must be known to answer a condition for a consignment."""
    return Phrase(condition.missing.text, {"consignment": consignment.id})
