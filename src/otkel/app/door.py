"""Screening at the door: a booking and an arrival ask the law of papers, goods and vehicle only.

What the law says of the driver as a person (his days, registers, his own papers) is told to him and to
his carrier alone. It cannot reach the queue: the findings that do are asked of a trip from which the
driver was taken out, so that whoever drives, the same bytes are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

import msgspec

from otkel.app.check import Asked
from otkel.app.message import write_message
from otkel.app.plain import Json
from otkel.app.words import Words, words_for
from otkel.facts.events.choices import Readiness
from otkel.facts.people import Driver
from otkel.facts.trip import Trip
from otkel.law import registers
from otkel.law.corpus import LawDay, Rulebook
from otkel.law.finding import NO, STOPS, YES, Finding, in_order
from otkel.law.screening import SUBJECTS
from otkel.law.stay import screen as stay
from otkel.queueing.commands import Told

# The checks that look at the driver as a person. Only these are shown who drives.
_OF_PERSONS = (stay.check, registers.check)

# What the queue may hear of. A subject that is not named here goes to driver and carrier alone, so
# that a new one is never told to the desk by oversight.
_AT_THE_DOOR = frozenset({"controlled_goods", "documents", "decrees", "spot", "tax", "seals"})
# The queue's own rules and checks on the road are nobody's secret, but no readiness rests on them:
# a booking cannot be refused because there is no booking yet.
_OPEN = _AT_THE_DOOR | {"queue", "controls"}


class Cure(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing, in words, told at once: what cures it, who must act, by when, what to send him."""

    id: str
    subject: str
    stops: bool
    reasons: str
    missing: tuple[str, ...] = ()
    cure: str | None = None
    who: str | None = None
    until: date | datetime | None = None
    message: str | None = None


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """What the law said at the door, kept apart by who may hear it."""

    told: Told  # to the queue and the ledger
    private: tuple[Finding, ...]  # to driver and carrier alone
    public: tuple[Finding, ...]  # to the desk too
    cures: tuple[Cure, ...]  # of the public findings


def screen_at_door(trip: Trip, asked: Asked, rulebook: Rulebook) -> Door:
    """Ask the law of the day about a truck at the door, and keep apart what is whose."""
    law = rulebook.on(asked.on or trip.enters_on, asked.known_at, asked.options)
    bare = without_driver(trip)
    of_load = _found(bare, law, (check for check in SUBJECTS if check not in _OF_PERSONS))
    of_persons = _found(trip, law, _OF_PERSONS)
    public = in_order(one for one in of_load if one.subject in _OPEN)
    return Door(
        told=_told(public, rulebook),
        private=in_order([*of_persons, *(one for one in of_load if one.subject not in _OPEN)]),
        public=public,
        cures=tuple(_cures(public, bare, law.on, words_for(asked.language))),
    )


def without_driver(trip: Trip) -> Trip:
    """Give a trip as the desk may see it: nothing is known of who drives and how long he stays."""
    return msgspec.structs.replace(trip, driver=Driver(), stay_days=None, wait_days=0)


def tell_driver(door: Door, trip: Trip, asked: Asked) -> tuple[Cure, ...]:
    """Give what stands between driver and border, in words for him and his carrier and nobody else."""
    on = asked.on or trip.enters_on
    return tuple(_cures(door.private, trip, on, words_for(asked.language)))


def desk_json(door: Door) -> Json:
    """Give what the desk sees: readiness, what lacks with its cure, and the rulebook that was asked."""
    return {
        "readiness": door.told.readiness.value,
        "missing": list(door.told.missing),
        "cures": msgspec.to_builtins(door.cures),
        "rulebook": door.told.rulebook,
    }


def _found(
    trip: Trip, law: LawDay, checks: Iterable[Callable[[Trip, LawDay], Iterable[Finding]]]
) -> list[Finding]:
    return [finding for check in checks for finding in check(trip, law)]


def _told(public: tuple[Finding, ...], rulebook: Rulebook) -> Told:
    stopping = [
        one for one in public if one.subject in _AT_THE_DOOR and one.weight is STOPS and one.says is not YES
    ]
    if any(one.says is NO for one in stopping):
        readiness = Readiness.LACKING
    else:
        readiness = Readiness.UNDECIDED if stopping else Readiness.READY
    missing = tuple(dict.fromkeys(one.id for one in stopping))
    return Told(readiness=readiness, missing=missing, rulebook=rulebook.digest)


def _cures(findings: Iterable[Finding], trip: Trip, on: date, words: Words) -> Iterable[Cure]:
    for one in findings:
        if one.says is YES:
            continue
        yield Cure(
            id=one.id,
            subject=one.subject,
            stops=one.weight is STOPS,
            reasons=words.sentences(one.reasons),
            missing=tuple(words.say(text) for text in one.missing),
            cure=words.sentence(one.cure) if one.cure is not None else None,
            who=one.who.value if one.who is not None else None,
            until=one.until,
            message=write_message(one, trip, on, words.language),
        )
