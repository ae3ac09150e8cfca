"""Compulsory marking codes: they are on the goods, not a paper, and a decree may put them off."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.trip import Consignment, Goods, Marking, Trip
from otkel.law.corpus import LawDay
from otkel.law.decrees import OR_THE_DECREE, relief
from otkel.law.documents.loads import Load
from otkel.law.documents.needs import is_union_to_russia
from otkel.law.finding import (
    CONSIGNOR,
    INFORMS,
    NO,
    ROADSIDE_CHECK,
    STOPS,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
    Says,
    Weight,
)
from otkel.law.papers import Codes
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

CURE = phrase("Have the marking codes and labels put on the goods before they cross.")
_MISSING, _NOT_STATED = Marking.MISSING, {None}


class _Rule(msgspec.Struct, frozen=True):
    marking: Lookup
    clothing: Lookup
    checked: Codes  # clothing, on days on which it is checked

    def open_lines(self, goods: tuple[Goods, ...]) -> list[int]:
        """Give the numbers of the lines that are checked and whose marking is not stated."""
        return [
            n
            for n, g in enumerate(goods, 1)
            if g.marking is None and g.code is not None and self.checked.cover(g.code)
        ]


def check_marking(loads: list[Load], law: LawDay) -> list[Finding]:
    """Ask the marking of goods sold into Russia: of clothing always, of other goods where it is stated."""
    rule = law.remember("documents.marking", _read_rule)
    found: list[Finding] = []
    marked: list[str] = []
    for load in loads:
        if not is_union_to_russia(load.asked.way):
            continue
        for consignment in load.consignments:
            stated = {g.marking for g in consignment.goods}
            open_lines = rule.open_lines(consignment.goods) if None in stated else []
            if _MISSING in stated or open_lines:
                found.append(_not_marked(rule, consignment, open_lines, load.trip, law))
            elif stated != _NOT_STATED:
                marked.append(consignment.id)
    if marked:
        text = phrase("The marking of {consignments} is in order.", consignments=tuple(marked))
        found.append(_finding(YES, INFORMS, (text,), (rule.marking,), {"consignments": marked}))
    return found


def _read_rule(law: LawDay) -> _Rule:
    clothing = law.look("doc.ru.marking.clothing")
    return _Rule(law.look("doc.ru.marking"), clothing, Codes(clothing.value if clothing.in_force else ()))


def _not_marked(
    rule: _Rule, consignment: Consignment, open_lines: list[int], trip: Trip, law: LawDay
) -> Finding:
    absent = [n for n, g in enumerate(consignment.goods, 1) if g.marking is _MISSING]
    named = {"consignment": consignment.id}
    missing = tuple(
        [
            phrase("whether the marking codes are on line {line} of {consignment}", line=n, **named)
            for n in open_lines
        ]
    )
    text = phrase("The marking codes are not there: {consignment}.", **named)
    waived = relief(consignment, trip, law)
    if waived is not None and waived.granted is not False:
        says, weight = (UNDECIDED, STOPS) if waived.missing else (YES, INFORMS)
        late = phrase("A decree lets such goods be marked after the crossing, on its conditions.")
        rests_on = (rule.marking, *waived.rests_on)
        return _finding(says, weight, (late,), rests_on, named, waived.missing)
    if rule.marking.reason is not None:
        return _finding(UNDECIDED, WARNS, (text, rule.marking.reason), (rule.marking,), named)
    if absent:
        values = {**named, "lines": absent}
        reasons = (text,) if waived is None else (text, OR_THE_DECREE)
        return _finding(NO, STOPS, reasons, (rule.marking,), values, missing, trip)
    text = phrase("Clothing is checked for codes: {consignment}.", **named)
    return _finding(UNDECIDED, STOPS, (text,), (rule.marking, rule.clothing), named, missing)


def _finding(
    says: Says,
    weight: Weight,
    reasons: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
    values: dict[str, Any],
    missing: tuple[Phrase, ...] = (),
    to_cure: Trip | None = None,
) -> Finding:
    """Give a finding; where codes are to be put on, `to_cure` is the trip before which that must be."""
    return Finding(
        id="doc.marking",
        subject="documents",
        says=says,
        weight=weight,
        stage=ROADSIDE_CHECK,
        reasons=reasons,
        rests_on=rests_on,
        values=values,
        missing=missing,
        cure=CURE if to_cure is not None else None,
        who=CONSIGNOR,
        until=to_cure.enters_on if to_cure is not None else None,
    )
