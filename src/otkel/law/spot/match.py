"""Whether a notice of expected delivery says the same as the load: plate, codes, consignee, day, carrier."""

from __future__ import annotations

from typing import Any

from otkel.facts.trip import Consignment
from otkel.law.finding import CONSIGNEE, Finding
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


def plate(filing: Filing) -> Finding | None:
    """Compare the plate with those of the truck and its trailer. None: the same."""
    named, stated = filing.notice.plate, filing.case.trip.vehicle.plate
    same = None
    if named is not None:
        same = named == stated or same_plate(named, filing.case.trip)
        if same:
            return None
    differs = phrase("Plate in the notice: {named}; the truck: {stated}.", named=named, stated=stated)
    return _answer(filing, "spot.plate", same, differs, NOTICE_PLATE if named is None else TRUCK_PLATE)


def codes(filing: Filing) -> Finding | None:
    """Compare the goods codes, both ways: no line is left out, and none is added. None: the same."""
    named = filing.notice.codes
    stated = tuple([g.code for c in filing.consignments for g in c.goods])
    if named == stated:
        return None
    goods = [g for c in filing.consignments for g in c.goods]
    known = bool(named) and None not in stated
    if known and not foreign_codes(named, goods) and not unnamed_codes(named, goods):
        return None
    differs = phrase("Goods codes in the notice: {named}; in the load: {stated}.", named=named, stated=stated)
    missing = LOAD_CODES if named else NOTICE_CODES
    return _answer(filing, "spot.codes", False if known else None, differs, missing)


def consignee(filing: Filing) -> Finding | None:
    """Compare the consignee with that of every consignment. None: the same."""
    named, same = filing.notice.consignee, None
    if named is not None:
        same = _is_every(named, filing.consignments)
        if same:
            return None
    stated = tuple([c.consignee.name for c in filing.consignments])
    differs = phrase("Consignee in the notice: {named}; of the load: {stated}.", named=named, stated=stated)
    missing = NOTICE_CONSIGNEE if named is None else LOAD_CONSIGNEE
    return _answer(filing, "spot.consignee", same, differs, missing)


def _is_every(named: str, consignments: tuple[Consignment, ...]) -> bool | None:
    """Whether a name is that of every consignee; one that differs is enough for no."""
    same: bool | None = True
    for consignment in consignments:
        name = consignment.consignee.name
        if name is None:
            same = None
        elif name != named and not is_same_name(name, named):
            return False
    return same


def day(filing: Filing) -> Finding | None:
    """Compare the day of import with the day of the crossing. None: the same."""
    named, stated = filing.notice.expected_on, filing.case.trip.enters_on
    if named == stated:
        return None
    differs = phrase(
        "Day of import in the notice: {named}; the crossing: {stated}.", named=named, stated=stated
    )
    return _answer(filing, "spot.date", None if named is None else False, differs, NOTICE_DAY)


def carrier(filing: Filing, named: str, stated: str) -> Finding | None:
    """Compare the carrier the notice names with that of the load. None: the same."""
    if is_same_name(named, stated):
        return None
    differs = phrase("Carrier in the notice: {named}; of the load: {stated}.", named=named, stated=stated)
    return _answer(filing, "spot.carrier", False, differs)


def _answer(filing: Filing, finding_id: str, same: bool | None, differs: Phrase, *missing: Phrase) -> Finding:
    values = differs.values
    if same is None:
        differs = Phrase(differs.text, {name: _told(value) for name, value in values.items()})
    return answer(
        filing,
        finding_id,
        same,
        differs,
        filing.case.terms.match,
        cure=CHANGE,
        who=CONSIGNEE,
        until=filing.case.trip.enters_on,
        missing=missing,
        values=values,
    )


def _told(value: Any) -> Any:
    """Give a value for a sentence: what is not known is said to be so."""
    if isinstance(value, tuple):
        return tuple([_told(part) for part in value]) or NOT_STATED
    return NOT_STATED if value is None else value
