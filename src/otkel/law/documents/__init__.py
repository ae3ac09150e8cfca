"""Which papers a load needs on its way and day, and which are missing, out of date or wrong."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import LawDay
from otkel.law.decrees import Relief, relief
from otkel.law.documents.marking import check_marking
from otkel.law.documents.rows import ROWS, Row, read_load
from otkel.law.documents.told import tell, tell_trip
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.papers import NAMES, Comparison, compare, covers
from otkel.law.timeline import Lookup, State
from otkel.phrases import Phrase, phrase

_Held = list[tuple[int, Comparison]]  # papers by their place in the trip


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask the table of papers for every consignment, then tell of wrong papers that no row spoke of."""
    loaded = [c for c in trip.consignments if c.goods]
    told: set[int] = set()
    right: set[int] = set()
    wrong: dict[int, Comparison] = {}
    for consignment in loaded:
        load = read_load(consignment, trip, law)
        waived = relief(consignment, trip, law)
        held: dict[DocumentKind, _Held] = {}
        for place, paper in enumerate(trip.documents):
            if covers(paper, consignment):
                comparison = compare(paper, consignment, trip)
                held.setdefault(paper.kind, []).append((place, comparison))
                if comparison.wrong:
                    wrong.setdefault(place, comparison)
                else:
                    right.add(place)
        for row in ROWS:
            asked = row.asked(load)
            if asked is False:
                continue
            rule = law.look(row.provision)
            if rule.state is State.NOT_IN_FORCE:
                continue
            mine = [pair for kind in row.kinds for pair in held.get(kind, ())]
            finding = _answer(row, asked, rule, mine, waived, consignment, trip)
            if finding.says is Says.NO:
                told.update(i for i, _ in mine)
            yield finding
        yield from check_marking(load, waived)
        yield from tell(load)
    for place in sorted(wrong.keys() - told - right):
        yield _loose(trip.documents[place], wrong[place], trip)
    if loaded:
        yield from tell_trip(trip, law)


def _answer(
    row: Row,
    asked: bool | None,
    rule: Lookup,
    mine: _Held,
    waived: Relief | None,
    consignment: Consignment,
    trip: Trip,
) -> Finding:
    """Say of one row whether its papers are there and right, in the order in which a check would go."""
    rests_on: tuple[Lookup, ...] = (rule,)
    missing: tuple[Phrase, ...] = ()
    text = phrase("Not there for {consignment}: {paper}.", consignment=consignment.id, paper=row.name)
    reasons: tuple[Phrase, ...] = (text,)
    right = sorted([c.missing for _, c in mine if not c.wrong], key=len)
    wrong = tuple([reason for _, c in mine for reason in c.wrong])
    if len(right) >= row.copies:
        missing = right[row.copies - 1]
        says, weight = (Says.UNDECIDED, Weight.WARNS) if missing else (Says.YES, Weight.INFORMS)
        reasons = (phrase("There for {consignment}: {paper}.", consignment=consignment.id, paper=row.name),)
    elif row.relieved and waived is not None and waived.granted is not False:
        missing, rests_on = waived.missing, (rule, *waived.rests_on)
        says, weight = (Says.UNDECIDED, Weight.STOPS) if missing else (Says.YES, Weight.INFORMS)
        reasons += (phrase("A decree lets such goods cross without it, on its conditions."),)
    elif wrong:
        says, weight, reasons = Says.NO, row.weight, wrong
    elif rule.reason is not None:
        says, weight, reasons = Says.UNDECIDED, Weight.WARNS, (*reasons, rule.reason)
    elif asked is None:
        says, weight, missing = Says.UNDECIDED, row.weight_open, row.open
    else:
        says, weight = Says.NO, row.weight
    stands = says is Says.NO
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
        says=Says.NO,
        weight=Weight.WARNS,
        stage=Stage.EXIT_CONTROL,
        reasons=comparison.wrong,
        values={"number": paper.number},
        cure=phrase("Replace it with a right one, or leave it out: {paper}.", paper=NAMES[paper.kind]),
        who=Who.CARRIER,
        until=trip.enters_on,
    )
