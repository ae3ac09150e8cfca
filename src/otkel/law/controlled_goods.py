"""Goods under export control on the way into Russia: codes compared with the high-priority list.

A hit says "licence or refusal risk, ask"; nothing here tells a way round a control.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from otkel.facts.documents import DocumentKind
from otkel.facts.goods_codes import CodeReading, matching_digits, read_code, readings
from otkel.facts.trip import Consignment, Goods, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    AUTHORITY,
    CONSIGNOR,
    EXIT_CONTROL,
    INFORMS,
    NO,
    STOPS,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
    Says,
    Weight,
    Who,
)
from otkel.law.timeline import Lookup
from otkel.law.ways import way_of
from otkel.phrases import Phrase, phrase

SUBJECT = "controlled_goods"
_PAPERS = frozenset(
    {DocumentKind.EXPORT_LICENCE, DocumentKind.END_USER_CERTIFICATE, DocumentKind.LICENSING_ANSWER}
)
_FULL_DIGITS = 6


class _Line(msgspec.Struct, frozen=True, gc=False):
    """One line of goods that goes into Russia, and the countries it passes before."""

    consignment: Consignment
    goods: Goods
    before: tuple[str, ...]


class _Regime(NamedTuple):
    """The export regimes on a way, and what to ask the bodies that answer for them."""

    rules: tuple[Lookup, ...]
    ask: Phrase


class _Day(NamedTuple):
    """What the law of one day says to every load: the tier of each listed code, and what is told.

    `regimes` are asked by whether the way before Russia passes Kazakhstan, and Kyrgyzstan.
    """

    tiers: dict[str, str]
    regimes: dict[tuple[bool, bool], _Regime]
    no_list: Finding | None
    screening: Finding | None
    clear: Finding
    clear_through_kz: Finding


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Compare every line of goods that goes into Russia with the list, and say what to ask."""
    lines = _lines(trip)
    if not lines:
        return
    day = law.remember(SUBJECT, _read)
    codes = tuple(line.goods.code for line in lines if line.goods.code is not None)
    if len(codes) < len(lines):
        yield _without_code(lines)
    if day.screening is not None and any(map(_is_screened, lines)):
        yield day.screening
    if day.no_list is not None:
        yield day.no_list
        return
    hit = False
    for line in lines:
        if entries := _hits(day.tiers, line.goods.code):
            hit = True
            yield _on_list(trip, law, day, line, entries)
    if codes and not hit:
        clear = day.clear_through_kz if any("KZ" in line.before for line in lines) else day.clear
        yield msgspec.structs.replace(clear, values={"codes": codes})


def is_flagged(trip: Trip, law: LawDay) -> bool:
    """Whether goods on the way into Russia are, or without a code may be, on the high-priority list."""
    tiers = law.remember(SUBJECT, _read).tiers
    return any(line.goods.code is None or _hits(tiers, line.goods.code) for line in _lines(trip))


def _lines(trip: Trip) -> list[_Line]:
    found: list[_Line] = []
    for consignment in trip.consignments:
        way = way_of(trip, consignment)
        if "RU" in way[1:]:
            before = way[: way.index("RU", 1)]
            for goods in consignment.goods:
                found.append(_Line(consignment, goods, before))
    return found


def _read(law: LawDay) -> _Day:
    chpl, orders = law.look("chpl.version"), law.look("kz.export_orders")
    clear = _finding("goods.chpl", YES, INFORMS, (_NOT_ON_LIST,), (chpl,))
    no_list = _finding("goods.chpl", UNDECIDED, WARNS, (_NO_LIST,), (chpl,), missing=(_LIST_MISSING,))
    return _Day(
        regimes={
            (kz, kg): _regime(law, [country for country, passed in (("KZ", kz), ("KG", kg)) if passed])
            for kz in (True, False)
            for kg in (True, False)
        },
        tiers={code: tier for tier, codes in (chpl.value or {}).items() for code in codes},
        no_list=None if chpl.in_force else no_list,
        screening=_screening(law.look("kz.exit.checked_pct")),
        clear=clear,
        clear_through_kz=msgspec.structs.replace(
            clear, reasons=(_NOT_ON_LIST, _ORDERS_NOT_FOUND), rests_on=(chpl, orders)
        ),
    )


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


def _without_code(lines: list[_Line]) -> Finding:
    without = tuple(dict.fromkeys(x.consignment.id for x in lines if x.goods.code is None))
    return _finding(
        "goods.code",
        UNDECIDED,
        STOPS,
        (_NO_CODE,),
        values={"consignments": without},
        missing=tuple(phrase("the goods code in consignment {consignment}", consignment=x) for x in without),
        who=CONSIGNOR,
    )


def _is_screened(line: _Line) -> bool:
    return "KZ" in line.before and ("CN" in line.before or line.goods.origin == "CN")


def _screening(share: Lookup) -> Finding | None:
    """Tell how often Kazakh exit control checks goods from China."""
    if not share.in_force:
        return None
    reason = phrase(
        "hauliers said that Kazakh exit control checks about {pct} % of trucks with electronics, drones and parts, clothing or Western brands from China",  # noqa: E501
        pct=share.number,
    )
    values = {"checked_pct": share.number}
    return _finding("goods.screening", YES, INFORMS, (reason,), (share,), values)


def _on_list(trip: Trip, law: LawDay, day: _Day, line: _Line, entries: tuple[str, ...]) -> Finding:
    code, tier = str(line.goods.code), day.tiers[entries[0]]
    through_kz = "KZ" in line.before
    regime = day.regimes[through_kz, "KG" in line.before]
    values = {"consignment": line.consignment.id, "code": code, "tier": tier, "entries": entries}
    rules = regime.rules
    if len(code) < _FULL_DIGITS:
        some = phrase("some goods under code {code} are on the high-priority list", code=code)
        missing = phrase("all six digits of goods code {code}", code=code)
        return _finding(
            "goods.chpl", UNDECIDED, STOPS, (some,), rules, values, missing=(missing,), who=CONSIGNOR
        )
    reason = phrase("goods code {code} is on the high-priority list, tier {tier}", code=code, tier=tier)
    if through_kz and law.look("kz.106_goods").value == "ban":
        return _refused((reason, _BANNED), rules, values, regime.ask)
    if _has_paper(trip, line.consignment, code):
        return _finding("goods.chpl", UNDECIDED, WARNS, (reason, _PAPERS_THERE), rules, values)
    if through_kz and tier in law.look("kz.high_risk_tiers").value:
        return _refused((reason, _TURNED_BACK), rules, values, regime.ask)
    return _finding(
        "goods.chpl",
        UNDECIDED,
        STOPS,
        (reason, _MAY_NEED),
        rules,
        values,
        missing=(_ANSWER,),
        cure=regime.ask,
        who=CONSIGNOR,
    )


def _regime(law: LawDay, countries: list[str]) -> _Regime:
    ids = ["chpl.version", *(rule for country in countries for rule in _REGIMES[country][0])]
    bodies = tuple(_REGIMES[country][1] for country in countries) or (_LOADING_BODY,)
    ask = phrase(
        "ask before departure, in writing, whether an export licence is needed: {bodies}", bodies=bodies
    )
    return _Regime(tuple(map(law.look, ids)), ask)


def _refused(
    reasons: tuple[Phrase, ...], rests_on: tuple[Lookup, ...], values: dict[str, Any], ask: Phrase
) -> Finding:
    return _finding("goods.chpl", NO, STOPS, reasons, rests_on, values, cure=ask, who=AUTHORITY)


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
        stage=EXIT_CONTROL,
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
