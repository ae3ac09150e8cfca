"""A paper held against the truck and the load it travels with."""

from __future__ import annotations

import msgspec

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.trip import Consignment, Trip
from otkel.law.papers import (
    NAMES,
    covers,
    foreign_codes,
    is_same_name,
    same_plate,
    unnamed_codes,
)
from otkel.phrases import Phrase, phrase

# Papers that name every line of what they cover; others may speak of a part of the load.
WHOLE = frozenset(
    {
        DocumentKind.CMR,
        DocumentKind.INVOICE,
        DocumentKind.PACKING_LIST,
        DocumentKind.SNT,
        DocumentKind.TRANSIT_DECLARATION,
    }
)

TRUCK_PLATE = phrase("the plate of the truck")


class Comparison(msgspec.Struct, frozen=True):
    """What is wrong with a paper for a load, and what must be known to compare the rest."""

    wrong: tuple[Phrase, ...] = ()
    missing: tuple[Phrase, ...] = ()


IN_ORDER = Comparison()


def has_right(kind: DocumentKind, consignment: Consignment, trip: Trip) -> bool:
    """Whether a paper of the kind covers the consignment and nothing in it is wrong."""
    return any(
        d.kind is kind and covers(d, consignment) and not compare(d, consignment, trip).wrong
        for d in trip.documents
    )


def compare(paper: Document, consignment: Consignment, trip: Trip) -> Comparison:
    """Hold a paper against a consignment: its days, plate, parties and goods codes, where it states them."""
    same = paper.plate is None or same_plate(paper.plate, trip)
    return compare_load(paper, compare_truck(paper, trip, same), consignment, trip)


def compare_truck(paper: Document, trip: Trip, same_plate: bool | None) -> Comparison:
    """Hold a paper against the day and the truck of a trip, which are the same for every consignment.

    `same_plate`: whether the plate it names, if any, is the truck's; None where that is not known.
    """
    expired = paper.valid_until is not None and paper.valid_until < trip.enters_on
    late = paper.issued_on is not None and paper.issued_on > trip.enters_on
    if same_plate and not expired and not late:
        return IN_ORDER
    name = NAMES[paper.kind]
    wrong: list[Phrase] = []
    if expired:
        wrong.append(
            phrase(
                "Out of date: {paper} expired on {valid_until}; the crossing is on {enters_on}.",
                paper=name,
                valid_until=paper.valid_until,
                enters_on=trip.enters_on,
            )
        )
    if late:
        wrong.append(
            phrase(
                "Too late: {paper} is issued on {issued_on}; the crossing is on {enters_on}.",
                paper=name,
                issued_on=paper.issued_on,
                enters_on=trip.enters_on,
            )
        )
    if same_plate is False:
        wrong.append(
            phrase(
                "Wrong plate: {paper} names {named}; the truck is {stated}.",
                paper=name,
                named=paper.plate,
                stated=trip.vehicle.plate,
            )
        )
    return Comparison(tuple(wrong), (TRUCK_PLATE,) if same_plate is None else ())


def compare_load(paper: Document, truck: Comparison, consignment: Consignment, trip: Trip) -> Comparison:
    """Hold the parties and codes of a paper against a consignment; `truck` is what its day and plate gave."""
    wrong, missing = list(truck.wrong), list(truck.missing)
    name = NAMES[paper.kind]
    if paper.consignee is not None:
        stated = consignment.consignee.name
        if stated is None:
            missing.append(phrase("the name of the consignee of {consignment}", consignment=consignment.id))
        elif not is_same_name(paper.consignee, stated):
            wrong.append(
                phrase(
                    "Wrong consignee: {paper} names {named}; the load goes to {stated}.",
                    paper=name,
                    named=paper.consignee,
                    stated=stated,
                )
            )
    if paper.consignor is not None:
        stated = consignment.consignor.name
        if stated is None:
            missing.append(phrase("the name of the consignor of {consignment}", consignment=consignment.id))
        elif not is_same_name(paper.consignor, stated):
            wrong.append(
                phrase(
                    "Wrong consignor: {paper} names {named}; the load comes from {stated}.",
                    paper=name,
                    named=paper.consignor,
                    stated=stated,
                )
            )
    if paper.codes:
        _compare_codes(name, paper, consignment, trip, wrong, missing)
    return Comparison(tuple(wrong), tuple(missing)) if wrong or missing else IN_ORDER


def _compare_codes(
    name: Phrase,
    paper: Document,
    consignment: Consignment,
    trip: Trip,
    wrong: list[Phrase],
    missing: list[Phrase],
) -> None:
    """A paper for the whole load may name codes of any consignment; it must name those of this one."""
    load = consignment.goods
    if paper.consignment is None:
        load = tuple([g for c in trip.consignments for g in c.goods])
    foreign = foreign_codes(paper.codes, load)
    if foreign and any(g.code is None for g in load):
        missing.append(phrase("the goods code of every line of {consignment}", consignment=consignment.id))
        return
    unnamed = unnamed_codes(paper.codes, consignment.goods) if paper.kind in WHOLE else ()
    if foreign:
        wrong.append(
            phrase(
                "Wrong goods code: {paper} names {named}; the load has {stated}.",
                paper=name,
                named=foreign,
                stated=tuple([g.code for g in load]),
            )
        )
    if unnamed:
        wrong.append(
            phrase(
                "Goods left out: {paper} names {named}; the load also has {stated}.",
                paper=name,
                named=paper.codes,
                stated=unnamed,
            )
        )
