"""What private risk rules may ask of a truck: its load, papers, way and seal. Never who drives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from otkel.facts.money import Money
from otkel.facts.trip import Goods, Procedure, Trip
from otkel.law.controlled_goods import is_flagged
from otkel.law.corpus import read_rulebook
from otkel.queueing.risk import Feature
from otkel.queueing.risk_rules import Rule
from otkel.queueing.truck import Truck

Known = dict[str, Feature | tuple[str, ...] | tuple[Decimal, ...]]
_DOLLARS = "USD"
CONTROLLED = "controlled_goods"


def features_of(truck: Truck, trip: Trip | None, rules: Sequence[Rule]) -> Known:
    """Give what is known of a truck and, where a trip came with it, of its load. None: not known."""
    found: Known = {
        "cargo": truck.cargo,
        "queue_class": truck.queue_class,
        "readiness": truck.readiness.value,
        "missing_papers": truck.missing,
    }
    return found if trip is None else found | _of_trip(trip, rules)


def _of_trip(trip: Trip, rules: Sequence[Rule]) -> Known:
    goods = [one for consignment in trip.consignments for one in consignment.goods]
    found: Known = {
        "hs4": tuple(one.code[:4] for one in goods if one.code),
        "origin": tuple(one.origin for one in goods if one.origin),
        "route": trip.route,
        "from_country": trip.route[0] if trip.route else None,
        "to_country": trip.route[-1] if trip.route else None,
        "procedure": tuple(one.procedure.value for one in trip.consignments if one.procedure),
        "seal": _seal(trip),
        "situation": tuple(one.code for one in trip.seal.readings if one.code),
        "consignments": len(trip.consignments),
        "gross_kg": _gross_kg(goods),
        "declared_value_usd_per_kg": _usd_per_kg(goods, trip),
        "empty": trip.load_stated and not goods,
        "transit": _is_transit(trip),
    }
    # The law is asked only where a rule asks it.
    if any(one.feature == CONTROLLED for rule in rules for one in rule.when):
        found[CONTROLLED] = is_flagged(trip, read_rulebook().on(trip.enters_on)) if trip.load_stated else None
    return found


def _seal(trip: Trip) -> str | None:
    if trip.seal.fitted is None:
        return None
    if not trip.seal.fitted:
        return "none"
    return "abnormal" if any(one.code for one in trip.seal.readings) else "quiet"


def _gross_kg(goods: list[Goods]) -> Decimal | None:
    """Give the mass of all goods; None where one is not known."""
    if not goods or any(one.gross_kg is None for one in goods):
        return None
    return sum((one.gross_kg for one in goods if one.gross_kg is not None), Decimal(0))


def _usd_per_kg(goods: list[Goods], trip: Trip) -> tuple[Decimal, ...] | None:
    """Give what each line of goods is declared at [USD/kg gross]; None where it is known of none.

    The customs value counts, else the price under the contract. Other currencies are turned by the
    rates that the trip itself brings: a rate is never looked up.
    """
    found = []
    for one in goods:
        usd = _usd(one.customs_value or one.price, trip)
        if usd is not None and one.gross_kg:
            found.append(usd / one.gross_kg)
    return tuple(found) or None


def _usd(money: Money | None, trip: Trip) -> Decimal | None:
    if money is None or money.currency == _DOLLARS:
        return None if money is None else money.amount
    rates = trip.rates_rub | {"RUB": Decimal(1)}
    of_money, of_dollar = rates.get(money.currency), rates.get(_DOLLARS)
    return money.amount * of_money / of_dollar if of_money and of_dollar else None


def _is_transit(trip: Trip) -> bool | None:
    """Tell whether goods go under customs transit; None where that is not known of all of them."""
    procedures = [one.procedure for one in trip.consignments]
    if Procedure.CUSTOMS_TRANSIT in procedures:
        return True
    return None if None in procedures or not trip.load_stated else False
