"""Which papers a load needs on its way and day, and which are missing, out of date or wrong."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.documents import Document
from otkel.facts.trip import Consignment, Trip
from otkel.law.comparing import Comparison
from otkel.law.corpus import LawDay
from otkel.law.decrees import OR_THE_DECREE, relief
from otkel.law.documents.loads import Load, read_loads
from otkel.law.documents.marking import check_marking
from otkel.law.documents.rows import Row, Rule
from otkel.law.documents.shelf import Shelf
from otkel.law.documents.told import tell, tell_trip
from otkel.law.finding import CARRIER, EXIT_CONTROL, INFORMS, NO, STOPS, UNDECIDED, WARNS, YES, Finding
from otkel.law.papers import NAMES
from otkel.phrases import Phrase, phrase

Phrases = tuple[Phrase, ...]
NOTHING: Phrases = ()
NONE: list[Phrases] = []
WITHOUT_IT = phrase("A decree lets such goods cross without it, on its conditions.")


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask the table of papers for every consignment, then tell of wrong papers that no row spoke of."""
    loaded = [c for c in trip.consignments if c.goods]
    if not loaded:
        return
    shelf = Shelf(trip)
    loads = read_loads(loaded, shelf, law)
    there: dict[Rule, list[str]] = {}
    told: set[int] = set()
    for load in loads:
        yield from _ask(load, law, there, told)
    for rule, consignments in there.items():
        yield _there(rule, consignments)
    yield from check_marking(loads, law)
    yield from tell(loads, law)
    for paper, comparison in shelf.loose(told):
        yield _loose(paper, comparison, trip)
    yield from tell_trip(trip, law)


def _ask(load: Load, law: LawDay, there: dict[Rule, list[str]], told: set[int]) -> list[Finding]:
    """Give what the consignments of a load lack.

    `there` gathers whose papers are there, and `told` the places of the papers spoken of.
    """
    found: list[Finding] = []
    way = load.asked.way
    for rule, asked in load.asked.rules:
        row, of_goods, codes = rule.row, rule.row.of_goods, rule.codes
        if of_goods is not None and of_goods(load.goods, way, codes) is False:
            continue
        lacking = row.copies
        for kind in row.kinds:
            lacking -= load.papers.in_order.get(kind, 0)
        if lacking <= 0:
            names = (
                load.names
                if of_goods is None
                else [c.id for c in load.consignments if of_goods(c.goods, way, codes) is not False]
            )
            there.setdefault(rule, []).extend(names)
            continue
        others = load.papers.others_of(row.kinds)
        for consignment in load.consignments:
            needed = of_goods(consignment.goods, way, codes) if of_goods else asked
            if needed is not False:
                finding = _lacking(rule, needed, lacking, others, consignment, load.trip, law)
                found.append(finding)
                if finding.says is NO:
                    told.update(others)
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
    row, rests_on = rule.row, rule.rests_on
    says, weight, missing = NO, row.weight, NOTHING
    not_there = phrase("Not there for {consignment}: {paper}.", consignment=consignment.id, paper=row.name)
    reasons: Phrases = (not_there,)
    right, wrong = _part(others) if others else (NONE, NOTHING)
    waived = relief(consignment, trip, law) if row.relieved else None
    if len(right) >= lacking:
        says, weight, missing = UNDECIDED, WARNS, right[lacking - 1]
        reasons = (_there_for((consignment.id,), row),)
    elif waived is not None and waived.granted is not False:
        missing, rests_on = waived.missing, rests_on + waived.rests_on
        says, weight = (UNDECIDED, STOPS) if missing else (YES, INFORMS)
        reasons = (*reasons, WITHOUT_IT)
    elif wrong:
        reasons = wrong
    elif rule.reason is not None:
        says, weight, reasons = UNDECIDED, WARNS, (*reasons, rule.reason)
    elif needed is None:
        says, weight, missing = UNDECIDED, row.weight_open, row.open
    stands = says is NO
    if stands and waived is not None:
        reasons = (*reasons, OR_THE_DECREE)
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


def _part(others: dict[int, Comparison]) -> tuple[list[Phrases], Phrases]:
    """Give what must be known of each paper that is not wrong, the least first, and what is wrong."""
    right = sorted([c.missing for c in others.values() if not c.wrong], key=len)
    return right, tuple([reason for c in others.values() for reason in c.wrong])


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
