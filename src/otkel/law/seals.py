"""Navigation seals: who must carry one, what it costs, and what its readings mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from otkel.facts.places import EAEU
from otkel.facts.trip import Procedure, Trip
from otkel.facts.vehicles import Seal
from otkel.law import seal_fees, seal_readings
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    BEFORE_DEPARTURE,
    CONSIGNOR,
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
from otkel.law.seal_goods import ListedGoods, Need, find_need, list_goods
from otkel.law.seal_readings import situations
from otkel.law.timeline import Lookup, State
from otkel.law.ways import way_of
from otkel.phrases import Phrase, phrase

__all__ = ["check", "situations"]

SUBJECT = "seals"
_TRACKED = frozenset({None, Procedure.CUSTOMS_TRANSIT, Procedure.EXPORT, Procedure.MUTUAL_TRADE})


class _Stage1(NamedTuple):
    """Stage 1 as it is in force on one day: from how many states on, which goods, and what rests on it."""

    states: int
    goods: ListedGoods
    rests_on: tuple[Lookup, ...]
    other_goods: tuple[Finding, Finding]


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask for the seal of stage 1, its fee, its readings, and tell of the seal planned for imports."""
    stage1 = law.remember("seals.stage1", _read_stage1)
    if stage1 is not None:
        yield from _check_stage1(trip, stage1, law)
    yield from seal_readings.check(trip.seal, law)
    if "RU" in trip.route[1:] and trip.is_loaded:
        yield from law.remember("seals.import", _read_import_plan)


def _check_stage1(trip: Trip, stage1: _Stage1, law: LawDay) -> Iterator[Finding]:
    tracked = [
        consignment
        for consignment in trip.consignments
        if consignment.procedure in _TRACKED
        and len(EAEU.intersection(way_of(trip, consignment))) >= stage1.states
    ]
    if not tracked:
        return
    need = find_need(tracked, stage1.goods)
    if need.groups:
        operators = tuple(law.look(rule) for state, rule in _OPERATORS.items() if state in trip.route)
        yield _required(trip.seal, need, (*stage1.rests_on, law.look("seal.provider")), operators)
        yield from _activated(trip.seal, law.look("seal.stage1"))
        yield from seal_fees.check(trip, law)
    elif need.missing:
        yield _may_be_required(trip.seal, need, stage1.rests_on)
    else:
        yield from stage1.other_goods


def _read_stage1(law: LawDay) -> _Stage1 | None:
    stage1 = law.look("seal.stage1")
    if not stage1.is_on:
        return None
    scope, goods = law.look("seal.scope.states"), law.look("seal.stage1.goods")
    rests_on = (law.look("seal.agreement"), stage1, scope, goods)
    return _Stage1(
        states=scope.number,
        goods=list_goods(goods.value),
        rests_on=rests_on,
        other_goods=(
            _finding("seal.required", YES, INFORMS, _NOT_STAGE1, rests_on),
            _finding(
                "seal.sanctioned",
                UNDECIDED,
                INFORMS,
                _SANCTIONED,
                (stage1, law.look("seal.stage1.sanctioned")),
                missing=(_ASK_SANCTIONED,),
            ),
        ),
    )


def _required(seal: Seal, need: Need, rules: tuple[Lookup, ...], operators: tuple[Lookup, ...]) -> Finding:
    rests_on = rules + operators
    values = {
        "groups": tuple(need.groups),
        "fitted": seal.fitted,
        "operators": tuple(operator.value for operator in operators),
    }
    if seal.fitted:
        return _finding("seal.required", YES, INFORMS, _FITTED, rests_on, values)
    if seal.fitted is None:
        return _finding(
            "seal.required",
            UNDECIDED,
            STOPS,
            _MUST,
            rests_on,
            values,
            missing=(_ASK_FITTED,),
            who=CONSIGNOR,
        )
    return _finding("seal.required", NO, STOPS, _MUST, rests_on, values, cure=_ORDER, who=CONSIGNOR)


def _may_be_required(seal: Seal, need: Need, rests_on: tuple[Lookup, ...]) -> Finding:
    if seal.fitted:
        return _finding("seal.required", YES, INFORMS, _FITTED, rests_on)
    return _finding(
        "seal.required",
        UNDECIDED,
        STOPS,
        _MAY_MUST,
        rests_on,
        missing=tuple(need.missing.values()),
        who=CONSIGNOR,
    )


def _activated(seal: Seal, stage1: Lookup) -> Iterator[Finding]:
    if not seal.fitted:
        return
    if seal.activated is None:
        yield _finding(
            "seal.activated",
            UNDECIDED,
            WARNS,
            _ACTIVATION_NOT_KNOWN,
            (stage1,),
            missing=(_ASK_ACTIVATED,),
            who=CONSIGNOR,
        )
    elif seal.activated:
        yield _finding("seal.activated", YES, INFORMS, _ACTIVATED, (stage1,))
    else:
        yield _finding(
            "seal.activated",
            NO,
            STOPS,
            _NOT_ACTIVATED,
            (stage1,),
            cure=_ACTIVATE,
            who=CONSIGNOR,
        )


def _read_import_plan(law: LawDay) -> tuple[Finding, ...]:
    """Tell of the plan for imports, from the day of its announcement."""
    plan = law.look("seal.ru.import")
    return tuple(
        _finding(
            "seal.ru.import",
            UNDECIDED if plan.state is State.NOT_KNOWN else YES,
            INFORMS,
            phrase(
                "Russia plans navigation seals on imports from {day}; adoption is not confirmed",
                day=entry.from_on,
            ),
            (plan,),
            {"planned_on": entry.from_on},
        )
        for entry in plan.announced
        if entry.known_on is not None and entry.known_on <= law.on
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
        stage=BEFORE_DEPARTURE,
        reasons=(reason,),
        rests_on=rests_on,
        values=values or {},
        missing=missing,
        cure=cure,
        who=who,
    )


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
