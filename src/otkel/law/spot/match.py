"""Whether a notice of expected delivery says the same as the load: plate, codes, consignee, day, carrier."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.law.finding import Who
from otkel.law.papers import foreign_codes, is_same_name, same_plate, unnamed_codes
from otkel.law.spot.filing import Filing, Verdict
from otkel.phrases import Phrase, phrase

CHANGE = phrase("Have the importer file the change, or a new notice, before the crossing.")


def match(filing: Filing) -> Iterator[Verdict]:
    """Compare what can be compared; what the notice names is asked where it is not stated."""
    yield _plate(filing)
    yield _codes(filing)
    yield _consignee(filing)
    yield _day(filing)
    if filing.notice.carrier is not None and filing.trip.carrier.name is not None:
        yield _carrier(filing, filing.notice.carrier, filing.trip.carrier.name)


def _verdict(
    filing: Filing,
    verdict_id: str,
    met: bool | None,
    named: object,
    stated: object,
    differs: Phrase,
    missing: tuple[Phrase, ...] = (),
) -> Verdict:
    law = filing.law
    return Verdict(
        id=verdict_id,
        met=met,
        reason=differs,
        cure=CHANGE,
        who=Who.CONSIGNEE,
        rests_on=(law.look("spot.refuse.grounds"), law.look("spot.change_before")),
        missing=missing,
        until=filing.trip.enters_on,
        values={"named": named, "stated": stated},
    )


def _plate(filing: Filing) -> Verdict:
    named, stated = filing.notice.plate, filing.trip.vehicle.plate
    met = None if named is None else same_plate(named, filing.trip)
    missing = []
    if named is None:
        missing.append(phrase("the plate the notice names"))
    if stated is None:
        missing.append(phrase("the plate of the truck"))
    reason = phrase("Plate in the notice: {named}; the truck: {stated}.", named=named, stated=stated)
    return _verdict(filing, "spot.plate", met, named, stated, reason, tuple(missing))


def _codes(filing: Filing) -> Verdict:
    goods = tuple(g for c in filing.consignments for g in c.goods)
    named = filing.notice.codes
    stated = tuple(g.code for g in goods)
    missing = []
    if not named:
        missing.append(phrase("the goods codes the notice names"))
    if None in stated:
        missing.append(phrase("the goods code of every line"))
    met = None if missing else not (foreign_codes(named, goods) or unnamed_codes(named, goods))
    reason = phrase("Goods codes in the notice: {named}; in the load: {stated}.", named=named, stated=stated)
    return _verdict(filing, "spot.codes", met, named, stated, reason, tuple(missing))


def _consignee(filing: Filing) -> Verdict:
    named = filing.notice.consignee
    stated = tuple(c.consignee.name for c in filing.consignments)
    missing = []
    if named is None:
        missing.append(phrase("the consignee the notice names"))
    if None in stated:
        missing.append(phrase("the name of the consignee"))
    met = None
    if named is not None:
        same = [None if name is None else is_same_name(named, name) for name in stated]
        met = False if False in same else (None if None in same else True)
    reason = phrase("Consignee in the notice: {named}; of the load: {stated}.", named=named, stated=stated)
    return _verdict(filing, "spot.consignee", met, named, stated, reason, tuple(missing))


def _day(filing: Filing) -> Verdict:
    named, stated = filing.notice.expected_on, filing.trip.enters_on
    met = None if named is None else named == stated
    missing = (phrase("the expected day of import in the notice"),)
    reason = phrase(
        "Day of import in the notice: {named}; the crossing: {stated}.", named=named, stated=stated
    )
    return _verdict(filing, "spot.date", met, named, stated, reason, missing)


def _carrier(filing: Filing, named: str, stated: str) -> Verdict:
    reason = phrase("Carrier in the notice: {named}; of the load: {stated}.", named=named, stated=stated)
    return _verdict(filing, "spot.carrier", is_same_name(named, stated), named, stated, reason)
