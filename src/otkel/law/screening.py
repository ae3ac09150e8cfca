"""One truck, one day, all subjects: may it go, and what does it lack?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from otkel.facts.trip import Trip
from otkel.law import (
    controlled_goods,
    controls,
    decrees,
    documents,
    load,
    queue_rules,
    registers,
    seals,
    spot,
    tax,
)
from otkel.law.corpus import LawDay
from otkel.law.finding import Answer, Finding, in_order, sum_up
from otkel.law.stay import screen as stay
from otkel.phrases import Phrase, phrase

# Every subject is a pure function of a trip and the law of a day.
SUBJECTS: tuple[Callable[[Trip, LawDay], Iterator[Finding]], ...] = (
    load.check,
    controlled_goods.check,
    documents.check,
    decrees.check,
    stay.check,
    registers.check,
    spot.check,
    tax.check,
    seals.check,
    queue_rules.check,
    controls.check,
)
# Those of them that speak of the driver; no other asks who drives.
OF_DRIVER: tuple[Callable[[Trip, LawDay], Iterator[Finding]], ...] = (stay.check, registers.check)

# What no answer of Otkel speaks of. Always told, also beside a `go`.
NOT_CHECKED: tuple[Phrase, ...] = (
    phrase("whether a person or firm of the trip is under sanctions"),
    phrase("who owns or controls the firms of the trip"),
    phrase("re-export law of states outside this route (for example of the EU or the United States)"),
    phrase("whether the papers are genuine and what they say is true"),
    phrase("whether goods other than clothing must carry marking codes, where the trip does not say"),
    phrase("state registers themselves: the answers rest on what the trip states"),
    phrase("technical state, mass and size of the vehicle, insurance, and the driver's working time"),
    phrase("rules that changed after the day each provision was last checked"),
)


class Screening(msgspec.Struct, frozen=True, kw_only=True):
    """The readiness answer: what it is, for which day and knowledge, and why."""

    answer: Answer
    on: date
    known_at: date | None
    findings: tuple[Finding, ...]
    not_checked: tuple[Phrase, ...] = NOT_CHECKED


def screen(trip: Trip, law: LawDay) -> Screening:
    """Ask every subject and sum up. `go`: no obstacle was found in what is coded, no more."""
    found: list[Finding] = []
    for check in SUBJECTS:
        found += check(trip, law)
    findings = in_order(found)
    known_at = None if law.known_at == date.max else law.known_at
    # The gravest comes first, and it alone decides.
    return Screening(answer=sum_up(findings[:1]), on=law.on, known_at=known_at, findings=findings)
