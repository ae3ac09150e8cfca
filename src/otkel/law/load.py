"""Whether it is known what the truck carries: without that most subjects have nothing to ask about."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import BEFORE_DEPARTURE, CONSIGNOR, STOPS, UNDECIDED, Finding
from otkel.phrases import Phrase, phrase


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Leave undecided a trip of which nobody said what it carries, and a consignment without goods."""
    del law  # no law says what a truck carries
    if not trip.load_stated:
        yield _undecided((), phrase("what the truck carries, or that it is empty"))
    without = tuple(c.id for c in trip.consignments if not c.goods)
    if without:
        yield _undecided(without, phrase("the goods of {consignments}", consignments=without))


def _undecided(consignments: tuple[str, ...], missing: Phrase) -> Finding:
    return Finding(
        id="goods.load",
        subject="documents",
        says=UNDECIDED,
        weight=STOPS,
        stage=BEFORE_DEPARTURE,
        reasons=(phrase("Papers, tax, seal and controls hang on the load, and the load is not stated."),),
        values={"consignments": consignments},
        missing=(missing,),
        who=CONSIGNOR,
    )
