"""Whether a notice of expected delivery says the same as the load: plate, codes, consignee, day, carrier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from otkel.law.finding import Finding, Who
from otkel.law.papers import foreign_codes, is_same_name, same_plate, unnamed_codes
from otkel.law.spot.filing import Filing, answer
from otkel.phrases import Phrase, phrase

CHANGE = phrase("Have the importer file the change, or a new notice, before the crossing.")
NOT_STATED = phrase("not stated")
NOTICE_PLATE = phrase("the plate the notice names")
TRUCK_PLATE = phrase("the plate of the truck")
NOTICE_CODES = phrase("the goods codes the notice names")
LOAD_CODES = phrase("the goods code of every line")
NOTICE_CONSIGNEE = phrase("the consignee the notice names")
LOAD_CONSIGNEE = phrase("the name of the consignee")
NOTICE_DAY = phrase("the expected day of import in the notice")


def match(filing: Filing) -> Iterator[Finding]:
    """Compare what can be compared; what the notice names is asked where it is not stated."""
    yield _plate(filing)
    yield _codes(filing)
    yield _consignee(filing)
    yield _day(filing)
    if filing.notice.carrier is not None and filing.trip.carrier.name is not None:
        yield _carrier(filing, filing.notice.carrier, filing.trip.carrier.name)


def _answer(
    filing: Filing, finding_id: str, met: bool | None, differs: Phrase, missing: tuple[Phrase, ...] = ()
) -> Finding:
    law = filing.law
    values = differs.values
    if met is None:
        differs = Phrase(differs.text, {name: _told(value) for name, value in values.items()})
    return answer(
        filing,
        finding_id,
        met,
        differs,
        (law.look("spot.refuse.grounds"), law.look("spot.change_before")),
        cure=CHANGE,
        who=Who.CONSIGNEE,
        until=filing.trip.enters_on,
        missing=missing,
        values=values,
    )


def _plate(filing: Filing) -> Finding:
    named, stated = filing.notice.plate, filing.trip.vehicle.plate
    differs = phrase("Plate in the notice: {named}; the truck: {stated}.", named=named, stated=stated)
    if named is None:
        return _answer(filing, "spot.plate", None, differs, (NOTICE_PLATE,))
    return _answer(filing, "spot.plate", same_plate(named, filing.trip), differs, (TRUCK_PLATE,))


def _codes(filing: Filing) -> Finding:
    goods = tuple([g for c in filing.consignments for g in c.goods])
    named, stated = filing.notice.codes, tuple([g.code for g in goods])
    differs = phrase("Goods codes in the notice: {named}; in the load: {stated}.", named=named, stated=stated)
    if not named:
        return _answer(filing, "spot.codes", None, differs, (NOTICE_CODES,))
    if None in stated:
        return _answer(filing, "spot.codes", None, differs, (LOAD_CODES,))
    same = not foreign_codes(named, goods) and not unnamed_codes(named, goods)
    return _answer(filing, "spot.codes", same, differs)


def _consignee(filing: Filing) -> Finding:
    named, stated = filing.notice.consignee, tuple([c.consignee.name for c in filing.consignments])
    differs = phrase("Consignee in the notice: {named}; of the load: {stated}.", named=named, stated=stated)
    if named is None:
        return _answer(filing, "spot.consignee", None, differs, (NOTICE_CONSIGNEE,))
    if not all(name is None or is_same_name(named, name) for name in stated):
        return _answer(filing, "spot.consignee", False, differs)
    return _answer(filing, "spot.consignee", None if None in stated else True, differs, (LOAD_CONSIGNEE,))


def _day(filing: Filing) -> Finding:
    named, stated = filing.notice.expected_on, filing.trip.enters_on
    differs = phrase(
        "Day of import in the notice: {named}; the crossing: {stated}.", named=named, stated=stated
    )
    met = None if named is None else named == stated
    return _answer(filing, "spot.date", met, differs, (NOTICE_DAY,))


def _carrier(filing: Filing, named: str, stated: str) -> Finding:
    differs = phrase("Carrier in the notice: {named}; of the load: {stated}.", named=named, stated=stated)
    return _answer(filing, "spot.carrier", is_same_name(named, stated), differs)


def _told(value: Any) -> Any:
    """Give a value for a sentence: what is not known is said to be so."""
    if isinstance(value, tuple):
        return tuple([_told(part) for part in value]) or NOT_STATED
    return NOT_STATED if value is None else value
