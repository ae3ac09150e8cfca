"""A paper held against the load it travels with, and what a load is to the rules on papers."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec

from otkel.facts import plates
from otkel.facts.documents import Document, DocumentKind
from otkel.facts.goods_codes import CodeReading, matching_digits, read_code
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip
from otkel.phrases import Phrase, phrase

NAMES: dict[DocumentKind, Phrase] = {
    DocumentKind.CMR: phrase("the road consignment note (CMR)"),
    DocumentKind.INVOICE: phrase("the invoice"),
    DocumentKind.CONTRACT: phrase("the contract"),
    DocumentKind.PACKING_LIST: phrase("the packing list"),
    DocumentKind.CERTIFICATE_OF_ORIGIN: phrase("the certificate of origin (ST-1)"),
    DocumentKind.CONFORMITY: phrase("the certificate or declaration of conformity"),
    DocumentKind.EAEU_STATUS: phrase("the proof of Union status"),
    DocumentKind.SNT: phrase("the Kazakh consignment note for goods (SNT)"),
    DocumentKind.ETTN: phrase("the Kyrgyz electronic waybill (ETTN)"),
    DocumentKind.PHYTOSANITARY: phrase("the phytosanitary certificate"),
    DocumentKind.VETERINARY: phrase("the veterinary certificate"),
    DocumentKind.SEED_CERTIFICATE: phrase("the seed certificate"),
    DocumentKind.PERMIT_BILATERAL: phrase("the permit for bilateral carriage"),
    DocumentKind.PERMIT_THIRD_COUNTRY: phrase("the permit for third-country carriage"),
    DocumentKind.TRANSIT_DECLARATION: phrase("the transit declaration"),
    DocumentKind.GOODS_DECLARATION: phrase("the goods declaration"),
    DocumentKind.PRELIMINARY_INFORMATION: phrase("the preliminary information"),
    DocumentKind.VEHICLE_SEAL_CERTIFICATE: phrase("the certificate for carriage under customs seals"),
    DocumentKind.RECEIVER_NOTICE: phrase("the receiver's notice"),
    DocumentKind.EXPORT_LICENCE: phrase("the export licence"),
    DocumentKind.END_USER_CERTIFICATE: phrase("the end-user certificate"),
    DocumentKind.LICENSING_ANSWER: phrase("the answer of the licensing body"),
    DocumentKind.FULL_TARIFF_PROOF: phrase("the proof of duty at the full tariff"),
    DocumentKind.DUTY_RELEASE: phrase("the release for free circulation"),
}
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
# Where nothing is sold between states of the Union, its papers are not asked.
NO_UNION_TRADE = frozenset({Procedure.CUSTOMS_TRANSIT, Procedure.PERSONAL, Procedure.EXPORT})
# The same plates, names and codes stand in many papers of one trip: each is folded once.
_fold = lru_cache(maxsize=16384)(plates.fold)
_matching = lru_cache(maxsize=65536)(matching_digits)
_QUOTES = str.maketrans("", "", "«»“”„\"'")


class Comparison(msgspec.Struct, frozen=True):
    """What is wrong with a paper for a load, and what must be known to compare the rest."""

    wrong: tuple[Phrase, ...] = ()
    missing: tuple[Phrase, ...] = ()


def loaded_in(consignment: Consignment, trip: Trip) -> str:
    """Give the country of loading: the stated one, else the first of the route."""
    return consignment.loaded_in or trip.route[0]


def delivered_to(consignment: Consignment, trip: Trip) -> str:
    """Give the country of delivery: the stated one, else the last of the route."""
    return consignment.delivered_to or trip.route[-1]


def is_union_trade(consignment: Consignment) -> bool:
    """Whether the goods move as Union goods; foreign goods of no stated procedure do not."""
    if consignment.procedure is None:
        return any(g.status is not GoodsStatus.FOREIGN for g in consignment.goods)
    return consignment.procedure not in NO_UNION_TRADE


def covers(paper: Document, consignment: Consignment) -> bool:
    """Whether a paper belongs to a consignment; one without a consignment covers the whole load."""
    return paper.consignment is None or paper.consignment == consignment.id


def is_listed(code: str, entries: list[str]) -> bool:
    """Whether a goods code lies under one of the chapters or headings of a list."""
    return _is_listed(code, tuple(entries))


@lru_cache(maxsize=65536)
def _is_listed(code: str, entries: tuple[str, ...]) -> bool:
    return any(matching_digits(entry, code) for entry in entries)


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings of a firm are one: capitals, spaces and quotation marks do not matter."""
    return _key(one) == _key(other)


def same_plate(named: str, trip: Trip) -> bool | None:
    """Whether a named plate is the truck's, its trailer's, or both; None where the truck's is not known."""
    truck, trailer = _fold(trip.vehicle.plate or ""), _fold(trip.vehicle.trailer_plate or "")
    key = _fold(named)
    if key in (truck, trailer, truck + trailer):
        return True
    return False if truck else None


def foreign_codes(named: tuple[str, ...], goods: tuple[Goods, ...]) -> tuple[str, ...]:
    """Give the named codes that match no line of known code, on the shorter of the two codes."""
    known = [g.code for g in goods if g.code is not None]
    return tuple(typed for typed in named if not any(_matching(code, _plain(typed)) for code in known))


def unnamed_codes(named: tuple[str, ...], goods: tuple[Goods, ...]) -> tuple[str, ...]:
    """Give the known codes of the lines that none of the named codes matches."""
    plain = [_plain(typed) for typed in named]
    return tuple(g.code for g in goods if g.code and not any(_matching(g.code, n) for n in plain))


def compare(paper: Document, consignment: Consignment, trip: Trip) -> Comparison:
    """Hold a paper against a consignment: its days, plate, parties and goods codes, where it states them."""
    wrong: list[Phrase] = []
    missing: list[Phrase] = []
    name = NAMES[paper.kind]
    _compare_days(name, paper, trip.enters_on, wrong)
    if paper.plate is not None:
        _compare_plate(name, paper.plate, trip, wrong, missing)
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
    return Comparison(tuple(wrong), tuple(missing))


def _compare_days(name: Phrase, paper: Document, enters_on: date, wrong: list[Phrase]) -> None:
    if paper.valid_until is not None and paper.valid_until < enters_on:
        wrong.append(
            phrase(
                "Out of date: {paper} expired on {valid_until}; the crossing is on {enters_on}.",
                paper=name,
                valid_until=paper.valid_until,
                enters_on=enters_on,
            )
        )
    if paper.issued_on is not None and paper.issued_on > enters_on:
        wrong.append(
            phrase(
                "Too late: {paper} is issued on {issued_on}; the crossing is on {enters_on}.",
                paper=name,
                issued_on=paper.issued_on,
                enters_on=enters_on,
            )
        )


def _compare_plate(name: Phrase, named: str, trip: Trip, wrong: list[Phrase], missing: list[Phrase]) -> None:
    same = same_plate(named, trip)
    if same is None:
        missing.append(phrase("the plate of the truck"))
    elif not same:
        wrong.append(
            phrase(
                "Wrong plate: {paper} names {named}; the truck is {stated}.",
                paper=name,
                named=named,
                stated=trip.vehicle.plate,
            )
        )


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
        load = tuple(g for c in trip.consignments for g in c.goods)
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
                stated=tuple(g.code for g in load),
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


@lru_cache(maxsize=16384)
def _plain(typed: str) -> str:
    if typed.isascii() and typed.isdigit():
        return typed
    reading = read_code(typed)
    return reading.code if isinstance(reading, CodeReading) else typed


@lru_cache(maxsize=16384)
def _key(name: str) -> str:
    return " ".join(name.translate(_QUOTES).casefold().split())
