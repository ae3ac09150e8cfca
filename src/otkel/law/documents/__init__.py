"""Which papers a load needs on its way and day, and which are missing, out of date or wrong."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.documents import Document
from otkel.facts.trip import Consignment, Trip
from otkel.law.comparing import Comparison
from otkel.law.corpus import LawDay
from otkel.law.decrees import relief
from otkel.law.documents.loads import Load, read_loads
from otkel.law.documents.marking import check_marking
from otkel.law.documents.rows import Row, Rule, read_rules
from otkel.law.documents.shelf import Shelf
from otkel.law.documents.told import tell, tell_trip
from otkel.law.finding import CARRIER, EXIT_CONTROL, INFORMS, NO, STOPS, UNDECIDED, WARNS, YES, Finding
from otkel.law.papers import NAMES
from otkel.phrases import Phrase, phrase


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask the table of papers for every consignment, then tell of wrong papers that no row spoke of."""
    loaded = [c for c in trip.consignments if c.goods]
    if not loaded:
        return
    shelf = Shelf(trip)
    loads = read_loads(loaded, shelf)
    told: set[int] = set()
    for rule in law.remember("documents.rules", read_rules):
        yield from _ask(rule, loads, law, told)
    yield from check_marking(loads, law)
    yield from tell(loads, law)
    for paper, comparison in shelf.loose(told):
        yield _loose(paper, comparison, trip)
    yield from tell_trip(trip, law)


def _ask(rule: Rule, loads: list[Load], law: LawDay, told: set[int]) -> list[Finding]:
    """Ask one row: a finding for each consignment that lacks its papers, and one for all that have them."""
    row = rule.row
    found: list[Finding] = []
    there: list[str] = []
    for load in loads:
        asked = row.asked(load)
        if asked is False:
            continue
        in_order = 0
        for kind in row.kinds:
            in_order += load.papers.in_order.get(kind, 0)
        lacking = row.copies - in_order
        for consignment in load.consignments:
            needed = asked if row.of_goods is None else row.of_goods(consignment.goods, load, rule.codes)
            if needed is False:
                continue
            if lacking <= 0:
                there.append(consignment.id)
            else:
                others = load.papers.others_of(row.kinds)
                finding = _lacking(rule, needed, lacking, others, consignment, load.trip, law)
                found.append(finding)
                if finding.says is NO:
                    told.update(others)
    if there:
        found.append(_there(rule, there))
    return found


def _there(rule: Rule, consignments: list[str]) -> Finding:
    """Say that all papers of a row are there and right."""
    row = rule.row
    return Finding(
        id=row.id,
        subject="documents",
        says=YES,
        weight=INFORMS,
        stage=row.stage,
        reasons=(_there_for(tuple(consignments), row),),
        rests_on=rule.rests_on,
        values={"consignments": consignments},
        who=row.who,
    )


def _there_for(consignments: tuple[str, ...], row: Row) -> Phrase:
    return phrase("There for {consignments}: {paper}.", consignments=consignments, paper=row.name)


def _lacking(
    rule: Rule,
    needed: bool | None,
    lacking: int,
    others: dict[int, Comparison],
    consignment: Consignment,
    trip: Trip,
    law: LawDay,
) -> Finding:
    """Say what the papers of one row lack for a consignment, in the order in which a check would go."""
    row = rule.row
    rests_on, missing = rule.rests_on, row.open
    not_there = phrase("Not there for {consignment}: {paper}.", consignment=consignment.id, paper=row.name)
    reasons: tuple[Phrase, ...] = (not_there,)
    right: list[tuple[Phrase, ...]] = []
    wrong: tuple[Phrase, ...] = ()
    for comparison in others.values():
        if comparison.wrong:
            wrong += comparison.wrong
        else:
            right.append(comparison.missing)
    right.sort(key=len)
    waived = relief(consignment, trip, law) if row.relieved else None
    if len(right) >= lacking:
        says, weight, missing = UNDECIDED, WARNS, right[lacking - 1]
        reasons = (_there_for((consignment.id,), row),)
    elif waived is not None and waived.granted is not False:
        missing, rests_on = waived.missing, rests_on + waived.rests_on
        says, weight = (UNDECIDED, STOPS) if missing else (YES, INFORMS)
        reasons = (not_there, phrase("A decree lets such goods cross without it, on its conditions."))
    elif wrong:
        says, weight, reasons, missing = NO, row.weight, wrong, ()
    elif rule.reason is not None:
        says, weight, reasons, missing = UNDECIDED, WARNS, (not_there, rule.reason), ()
    elif needed is None:
        says, weight = UNDECIDED, row.weight_open
    else:
        says, weight, missing = NO, row.weight, ()
    stands = says is NO
    return Finding(
        id=row.id,
        subject="documents",
        says=says,
        weight=weight,
        stage=row.stage,
        reasons=reasons,
        rests_on=rests_on,
        values={"consignment": consignment.id},
        missing=missing,
        cure=row.cure if stands else None,
        who=row.who,
        until=trip.enters_on if stands else None,
    )


def _loose(paper: Document, comparison: Comparison, trip: Trip) -> Finding:
    """Tell of a paper that fits no consignment it belongs to, though nothing waits for it."""
    return Finding(
        id="doc." + paper.kind.value,
        subject="documents",
        says=NO,
        weight=WARNS,
        stage=EXIT_CONTROL,
        reasons=comparison.wrong,
        values={"number": paper.number},
        cure=phrase("Replace it with a right one, or leave it out: {paper}.", paper=NAMES[paper.kind]),
        who=CARRIER,
        until=trip.enters_on,
    )
