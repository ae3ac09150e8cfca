"""Compulsory marking codes: they are on the goods, not a paper, and a decree may put them off."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.trip import Goods, Marking
from otkel.law.decrees import Relief
from otkel.law.documents.rows import Load
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.papers import is_listed
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

CURE = phrase("Have the marking codes and labels put on the goods before they cross.")


def check_marking(load: Load, waived: Relief | None) -> Iterator[Finding]:
    """Ask the marking of goods sold into Russia: of clothing always, of other goods where it is stated."""
    if not (load.union_trade and load.delivered_to == "RU"):
        return
    rule, clothing = load.law.look("doc.ru.marking"), load.law.look("doc.ru.marking.clothing")
    lines = load.consignment.goods
    absent = [n for n, g in enumerate(lines, 1) if g.marking is Marking.MISSING]
    open_lines = [n for n, g in enumerate(lines, 1) if g.marking is None and _is_checked(g, clothing)]
    missing = tuple(
        phrase(
            "whether the marking codes are on line {line} of {consignment}",
            line=n,
            consignment=load.consignment.id,
        )
        for n in open_lines
    )
    if not absent and not open_lines:
        if any(g.marking is not None for g in lines):
            text = phrase("The marking of {consignment} is in order.", consignment=load.consignment.id)
            yield _finding(load, Says.YES, Weight.INFORMS, (text,), (rule,))
        return
    text = phrase("The marking codes are not there: {consignment}.", consignment=load.consignment.id)
    if waived is not None and waived.granted is not False:
        says, weight = (Says.UNDECIDED, Weight.STOPS) if waived.missing else (Says.YES, Weight.INFORMS)
        late = phrase("A decree lets such goods be marked after the crossing, on its conditions.")
        yield _finding(load, says, weight, (late,), (rule, *waived.rests_on), waived.missing)
    elif rule.reason is not None:
        yield _finding(load, Says.UNDECIDED, Weight.WARNS, (text, rule.reason), (rule,))
    elif absent:
        yield _finding(load, Says.NO, Weight.STOPS, (text,), (rule,), missing, lines=absent)
    else:
        text = phrase("Clothing is checked for codes: {consignment}.", consignment=load.consignment.id)
        yield _finding(load, Says.UNDECIDED, Weight.STOPS, (text,), (rule, clothing), missing)


def _is_checked(goods: Goods, clothing: Lookup) -> bool:
    return clothing.in_force and goods.code is not None and is_listed(goods.code, clothing.value)


def _finding(
    load: Load,
    says: Says,
    weight: Weight,
    reasons: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
    missing: tuple[Phrase, ...] = (),
    **values: list[int],
) -> Finding:
    stands = says is Says.NO
    return Finding(
        id="doc.marking",
        subject="documents",
        says=says,
        weight=weight,
        stage=Stage.ROADSIDE_CHECK,
        reasons=reasons,
        rests_on=rests_on,
        values={"consignment": load.consignment.id, **values},
        missing=missing,
        cure=CURE if stands else None,
        who=Who.CONSIGNOR,
        until=load.trip.enters_on if stands else None,
    )
