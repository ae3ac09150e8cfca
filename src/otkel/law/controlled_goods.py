"""Goods under export control on the way into Russia: codes compared with the high-priority list.

A hit says "licence or refusal risk, ask"; nothing here tells a way round a control.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from otkel.facts.documents import DocumentKind
from otkel.facts.goods_codes import CodeReading, matching_digits, read_code, readings
from otkel.facts.trip import Consignment, Goods, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.timeline import Lookup
from otkel.law.ways import way_of
from otkel.phrases import Phrase, phrase

SUBJECT = "controlled_goods"
_PAPERS = frozenset(
    {DocumentKind.EXPORT_LICENCE, DocumentKind.END_USER_CERTIFICATE, DocumentKind.LICENSING_ANSWER}
)
_FULL_DIGITS = 6


class _Line(msgspec.Struct, frozen=True):
    """One line of goods that goes into Russia, and the countries it passes before."""

    consignment: Consignment
    goods: Goods
    before: tuple[str, ...]


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Compare every line of goods that goes into Russia with the list, and say what to ask."""
    lines = _lines(trip)
    if not lines:
        return
    yield from _without_code(lines)
    yield from _screening(lines, law)
    chpl = law.look("chpl.version")
    if not chpl.in_force:
        yield _finding(
            "goods.chpl", Says.UNDECIDED, Weight.WARNS, (_NO_LIST,), (chpl,), missing=(_LIST_MISSING,)
        )
        return
    tiers = _tiers(chpl)
    hit = False
    for line in lines:
        if entries := _hits(tiers, line.goods.code):
            hit = True
            yield _on_list(trip, law, line, tiers[entries[0]], entries)
    coded = tuple(line.goods.code for line in lines if line.goods.code is not None)
    if coded and not hit:
        orders = law.look("kz.export_orders")
        through_kz = any("KZ" in line.before for line in lines)
        reasons = (_NOT_ON_LIST, _ORDERS_NOT_FOUND) if through_kz else (_NOT_ON_LIST,)
        rests_on = (chpl, orders) if through_kz else (chpl,)
        yield _finding("goods.chpl", Says.YES, Weight.INFORMS, reasons, rests_on, {"codes": coded})


def is_flagged(trip: Trip, law: LawDay) -> bool:
    """Whether goods on the way into Russia are, or without a code may be, on the high-priority list."""
    tiers = _tiers(law.look("chpl.version"))
    return any(line.goods.code is None or _hits(tiers, line.goods.code) for line in _lines(trip))


def _lines(trip: Trip) -> tuple[_Line, ...]:
    found: list[_Line] = []
    for consignment in trip.consignments:
        way = way_of(trip, consignment)
        if "RU" in way[1:]:
            before = way[: way.index("RU", 1)]
            found += (_Line(consignment, goods, before) for goods in consignment.goods)
    return tuple(found)


def _tiers(chpl: Lookup) -> dict[str, str]:
    """Give the tier of every six-digit code of the list."""
    return {code: tier for tier, codes in (chpl.value or {}).items() for code in codes}


def _hits(tiers: dict[str, str], code: str | None) -> tuple[str, ...]:
    """Give the entries that cover the code, or, for a shorter code, those that lie under it."""
    if code is None:
        return ()
    for reading in readings(code):
        if reading[:_FULL_DIGITS] in tiers:
            return (reading[:_FULL_DIGITS],)
    if len(code) < _FULL_DIGITS:
        return tuple(entry for entry in tiers if entry.startswith(code))
    return ()


def _without_code(lines: tuple[_Line, ...]) -> Iterator[Finding]:
    without = tuple(dict.fromkeys(x.consignment.id for x in lines if x.goods.code is None))
    if without:
        yield _finding(
            "goods.code",
            Says.UNDECIDED,
            Weight.STOPS,
            (_NO_CODE,),
            values={"consignments": without},
            missing=tuple(
                phrase("the goods code in consignment {consignment}", consignment=x) for x in without
            ),
            who=Who.CONSIGNOR,
        )


def _screening(lines: tuple[_Line, ...], law: LawDay) -> Iterator[Finding]:
    """Tell how often Kazakh exit control checks goods from China."""
    share = law.look("kz.exit.checked_pct")
    if share.in_force and any(
        "KZ" in x.before and ("CN" in x.before or x.goods.origin == "CN") for x in lines
    ):
        reason = phrase(
            "hauliers said that Kazakh exit control checks about {pct} % of trucks with electronics, drones and parts, clothing or Western brands from China",  # noqa: E501
            pct=share.number,
        )
        yield _finding(
            "goods.screening",
            Says.YES,
            Weight.INFORMS,
            (reason,),
            (share,),
            {"checked_pct": share.number},
        )


def _on_list(trip: Trip, law: LawDay, line: _Line, tier: str, entries: tuple[str, ...]) -> Finding:
    code = str(line.goods.code)
    values: dict[str, Any] = {
        "consignment": line.consignment.id,
        "code": code,
        "tier": tier,
        "entries": entries,
    }
    regimes, bodies = _regimes(law, line.before)
    rests_on = (law.look("chpl.version"), *regimes)
    if len(code) < _FULL_DIGITS:
        partial = phrase("some goods under code {code} are on the high-priority list", code=code)
        missing = phrase("all six digits of goods code {code}", code=code)
        return _finding(
            "goods.chpl",
            Says.UNDECIDED,
            Weight.STOPS,
            (partial,),
            rests_on,
            values,
            missing=(missing,),
            who=Who.CONSIGNOR,
        )
    reason = phrase("goods code {code} is on the high-priority list, tier {tier}", code=code, tier=tier)
    ask = phrase(
        "ask before departure, in writing, whether an export licence is needed: {bodies}", bodies=bodies
    )
    through_kz = "KZ" in line.before
    if through_kz and law.look("kz.106_goods").value == "ban":
        return _refused((reason, _BANNED), rests_on, values, ask)
    if _has_paper(trip, line.consignment, code):
        return _finding("goods.chpl", Says.UNDECIDED, Weight.WARNS, (reason, _PAPERS_THERE), rests_on, values)
    if through_kz and tier in law.look("kz.high_risk_tiers").value:
        return _refused((reason, _TURNED_BACK), rests_on, values, ask)
    return _finding(
        "goods.chpl",
        Says.UNDECIDED,
        Weight.STOPS,
        (reason, _MAY_NEED),
        rests_on,
        values,
        missing=(_ANSWER,),
        cure=ask,
        who=Who.CONSIGNOR,
    )


def _regimes(law: LawDay, before: tuple[str, ...]) -> tuple[tuple[Lookup, ...], tuple[Phrase, ...]]:
    """Give the export regimes on the way, and the bodies that answer for them."""
    found: list[Lookup] = []
    bodies: list[Phrase] = []
    for country, (rules, body) in _REGIMES.items():
        if country in before:
            found += (law.look(rule) for rule in rules)
            bodies.append(body)
    return tuple(found), tuple(bodies) or (_LOADING_BODY,)


def _refused(
    reasons: tuple[Phrase, ...], rests_on: tuple[Lookup, ...], values: dict[str, Any], ask: Phrase
) -> Finding:
    return _finding(
        "goods.chpl", Says.NO, Weight.STOPS, reasons, rests_on, values, cure=ask, who=Who.AUTHORITY
    )


def _has_paper(trip: Trip, consignment: Consignment, code: str) -> bool:
    """Whether a licence, an end-user certificate or a licensing answer covers the goods on entry."""
    return any(
        document.kind in _PAPERS
        and document.consignment in (None, consignment.id)
        and (document.valid_until is None or document.valid_until >= trip.enters_on)
        and (not document.codes or any(_names(typed, code) for typed in document.codes))
        for document in trip.documents
    )


def _names(typed: str, code: str) -> bool:
    reading = read_code(typed)
    return isinstance(reading, CodeReading) and matching_digits(reading.code, code) > 0


def _finding(
    finding_id: str,
    says: Says,
    weight: Weight,
    reasons: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...] = (),
    values: dict[str, Any] | None = None,
    *,
    missing: tuple[Phrase, ...] = (),
    cure: Phrase | None = None,
    who: Who | None = None,
) -> Finding:
    return Finding(
        id=finding_id,
        subject=SUBJECT,
        says=says,
        weight=weight,
        stage=Stage.EXIT_CONTROL,
        reasons=reasons,
        rests_on=rests_on,
        values=values or {},
        missing=missing,
        cure=cure,
        who=who,
    )


_LOADING_BODY = phrase("the export licensing body of the country of loading")
_REGIMES: dict[str, tuple[tuple[str, ...], Phrase]] = {
    "KZ": (
        (
            "kz.specific_goods.law",
            "kz.specific_goods.body",
            "kz.106_goods",
            "kz.high_risk_tiers",
            "kz.export_orders",
            "control.outcome.kz_exit",
        ),
        phrase("the Kazakh ministry of industry, which licenses specific goods"),
    ),
    "KG": (
        ("kg.export_control.law", "kg.export_control.risk"),
        phrase("the body that answers for the Kyrgyz law on export control"),
    ),
}

_NO_CODE = phrase("without a goods code it cannot be said whether the goods are under export control")
_NO_LIST = phrase("the high-priority list of this day is not recorded")
_LIST_MISSING = phrase("the high-priority list of this day")
_ORDERS_NOT_FOUND = phrase(
    "Kazakh orders since 2024 that close or license goods by code were not found and are not compared"
)
_NOT_ON_LIST = phrase("no goods code of the load is on the high-priority list")
_BANNED = phrase("by the reading taken Kazakhstan has closed the export of such goods to Russia")
_PAPERS_THERE = phrase("the papers are there; the check at exit control still decides")
_TURNED_BACK = phrase(
    "a licence may be needed, and hauliers said that such goods are turned back at Kazakh exit control"
)
_MAY_NEED = phrase("a licence may be needed")
_ANSWER = phrase("the licensing body's written answer, or the licence")
