"""What private risk rules may ask of a truck: its load, papers, way and seal. Never who drives."""

from __future__ import annotations

from decimal import Decimal

from otkel.facts.trip import Goods, Trip
from otkel.queueing.risk import Feature, Features
from otkel.queueing.truck import Truck


def features_of(truck: Truck, trip: Trip | None) -> Features:
    """Give what is known of a truck and, where a trip came with it, of its load."""
    found: dict[str, Feature | tuple[str, ...]] = {
        "cargo": truck.cargo,
        "queue_class": truck.queue_class,
        "readiness": truck.readiness.value,
        "missing_papers": truck.missing,
    }
    if trip is None:
        return found
    goods = [one for consignment in trip.consignments for one in consignment.goods]
    return found | {
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
        "empty": trip.load_stated and not goods,
    }


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
