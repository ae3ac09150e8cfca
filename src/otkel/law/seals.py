"""Navigation seals: who must carry one, what it costs, and what its readings mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from otkel.facts.goods_codes import readings
from otkel.facts.places import EAEU
from otkel.facts.trip import Consignment, Procedure, Trip
from otkel.facts.vehicles import Seal
from otkel.law import seal_fees, seal_readings
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.seal_readings import situations
from otkel.law.timeline import Lookup, State
from otkel.law.ways import way_of
from otkel.phrases import Phrase, phrase

__all__ = ["check", "situations"]

SUBJECT = "seals"
_TRACKED = frozenset({None, Procedure.CUSTOMS_TRANSIT, Procedure.EXPORT, Procedure.MUTUAL_TRADE})


class _Need(msgspec.Struct):
    """What the load says about the duty: groups that must be sealed, and facts still missing."""

    groups: dict[str, None]
    missing: dict[tuple[str, str], Phrase]


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask for the seal of stage 1, its fee, its readings, and tell of the seal planned for imports."""
    yield from _stage1(trip, law)
    yield from seal_readings.check(trip.seal, law)
    if "RU" in trip.route[1:] and trip.is_loaded:
        yield from _import_plan(law)


def _stage1(trip: Trip, law: LawDay) -> Iterator[Finding]:
    stage1, scope = law.look("seal.stage1"), law.look("seal.scope.states")
    tracked = (
        tuple(
            c
            for c in trip.consignments
            if c.procedure in _TRACKED and len(EAEU.intersection(way_of(trip, c))) >= scope.value
        )
        if stage1.is_on
        else ()
    )
    if not tracked:
        return
    goods = law.look("seal.stage1.goods")
    rests_on = (law.look("seal.agreement"), stage1, scope, goods)
    need = _need(tracked, goods.value)
    if need.groups:
        operators = tuple(law.look(rule) for state, rule in _OPERATORS.items() if state in trip.route)
        yield _required(trip.seal, need, (*rests_on, law.look("seal.provider")), operators)
        yield from _activated(trip.seal, stage1)
        yield from seal_fees.check(trip, law)
    elif need.missing:
        yield _may_be_required(trip.seal, need, rests_on)
    else:
        yield _finding("seal.required", Says.YES, Weight.INFORMS, _NOT_STAGE1, rests_on)
        sanctioned = law.look("seal.stage1.sanctioned")
        yield _finding(
            "seal.sanctioned",
            Says.UNDECIDED,
            Weight.INFORMS,
            _SANCTIONED,
            (stage1, sanctioned),
            missing=(_ASK_SANCTIONED,),
        )


def _need(tracked: tuple[Consignment, ...], groups: dict[str, Any]) -> _Need:
    """Compare every line with the groups of stage 1: a group applies under its procedures only."""
    need = _Need({}, {})
    by_prefix = {prefix: name for name, group in groups.items() for prefix in group["codes"]}
    for consignment in tracked:
        for goods in consignment.goods:
            if goods.code is None:
                need.missing["code", consignment.id] = phrase(
                    "the goods code in consignment {consignment}", consignment=consignment.id
                )
                continue
            name, is_whole = _group_of(goods.code, by_prefix)
            if name is None:
                continue
            if consignment.procedure is None:
                need.missing["procedure", consignment.id] = phrase(
                    "the customs procedure of consignment {consignment}", consignment=consignment.id
                )
            elif consignment.procedure in groups[name]["procedures"]:
                if is_whole:
                    need.groups[name] = None
                else:
                    need.missing["digits", goods.code] = phrase(
                        "all ten digits of goods code {code}", code=goods.code
                    )
    return need


def _group_of(code: str, by_prefix: dict[str, str]) -> tuple[str | None, bool]:
    """Give the group a code belongs to, and whether the code is long enough to be sure."""
    for reading in readings(code):
        for digits in _PREFIX_DIGITS:
            if reading[:digits] in by_prefix:
                return by_prefix[reading[:digits]], True
        if len(reading) < _PREFIX_DIGITS[-1]:
            for prefix, name in by_prefix.items():
                if prefix.startswith(reading):
                    return name, False
    return None, True


def _required(seal: Seal, need: _Need, rules: tuple[Lookup, ...], operators: tuple[Lookup, ...]) -> Finding:
    rests_on = rules + operators
    values = {
        "groups": tuple(need.groups),
        "fitted": seal.fitted,
        "operators": tuple(operator.value for operator in operators),
    }
    if seal.fitted:
        return _finding("seal.required", Says.YES, Weight.INFORMS, _FITTED, rests_on, values)
    if seal.fitted is None:
        return _finding(
            "seal.required",
            Says.UNDECIDED,
            Weight.STOPS,
            _MUST,
            rests_on,
            values,
            missing=(_ASK_FITTED,),
            who=Who.CONSIGNOR,
        )
    return _finding(
        "seal.required", Says.NO, Weight.STOPS, _MUST, rests_on, values, cure=_ORDER, who=Who.CONSIGNOR
    )


def _may_be_required(seal: Seal, need: _Need, rests_on: tuple[Lookup, ...]) -> Finding:
    if seal.fitted:
        return _finding("seal.required", Says.YES, Weight.INFORMS, _FITTED, rests_on)
    return _finding(
        "seal.required",
        Says.UNDECIDED,
        Weight.STOPS,
        _MAY_MUST,
        rests_on,
        missing=tuple(need.missing.values()),
        who=Who.CONSIGNOR,
    )


def _activated(seal: Seal, stage1: Lookup) -> Iterator[Finding]:
    if not seal.fitted:
        return
    if seal.activated is None:
        yield _finding(
            "seal.activated",
            Says.UNDECIDED,
            Weight.WARNS,
            _ACTIVATION_NOT_KNOWN,
            (stage1,),
            missing=(_ASK_ACTIVATED,),
            who=Who.CONSIGNOR,
        )
    elif seal.activated:
        yield _finding("seal.activated", Says.YES, Weight.INFORMS, _ACTIVATED, (stage1,))
    else:
        yield _finding(
            "seal.activated",
            Says.NO,
            Weight.STOPS,
            _NOT_ACTIVATED,
            (stage1,),
            cure=_ACTIVATE,
            who=Who.CONSIGNOR,
        )


def _import_plan(law: LawDay) -> Iterator[Finding]:
    plan = law.look("seal.ru.import")
    for entry in plan.announced:
        if entry.known_on is not None and entry.known_on <= law.on:
            planned_on: date | None = entry.from_on
            yield _finding(
                "seal.ru.import",
                Says.UNDECIDED if plan.state is State.NOT_KNOWN else Says.YES,
                Weight.INFORMS,
                phrase(
                    "Russia plans navigation seals on imports from {day}; adoption is not confirmed",
                    day=planned_on,
                ),
                (plan,),
                {"planned_on": planned_on},
            )


def _finding(
    finding_id: str,
    says: Says,
    weight: Weight,
    reason: Phrase,
    rests_on: tuple[Lookup, ...],
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
        stage=Stage.BEFORE_DEPARTURE,
        reasons=(reason,),
        rests_on=rests_on,
        values=values or {},
        missing=missing,
        cure=cure,
        who=who,
    )


_PREFIX_DIGITS = (2, 4, 10)  # lengths of the entries of the list of stage 1
_OPERATORS = {"RU": "seal.ru.operator", "KZ": "seal.kz.operator", "KG": "seal.kg.operator"}
_MUST = phrase("the load must carry a navigation seal on its way through two or more member states")
_MAY_MUST = phrase("the load may have to carry a navigation seal")
_FITTED = phrase("a navigation seal is fitted")
_ASK_FITTED = phrase("whether a navigation seal is fitted")
_ORDER = phrase(
    "order the seal from the national operator before departure; the customer of the tracking provides it"
)
_NOT_STAGE1 = phrase("the load is not among the coded goods that need a navigation seal in stage 1")
_SANCTIONED = phrase("goods on the list of sanctioned goods need a seal too; that list is not coded")
_ASK_SANCTIONED = phrase("whether the goods are on the list of sanctioned goods that need a seal")
_ACTIVATION_NOT_KNOWN = phrase("it is not known whether the navigation seal is activated")
_ASK_ACTIVATED = phrase("whether the navigation seal is activated")
_ACTIVATED = phrase("the navigation seal is activated")
_NOT_ACTIVATED = phrase("the navigation seal is fitted but not activated")
_ACTIVATE = phrase("have the operator activate the seal before departure")
