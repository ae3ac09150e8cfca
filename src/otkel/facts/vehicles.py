"""Vehicles and the seals on them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A truck and its trailer. Plates are kept as typed; compare them by `plates.fold`."""

    plate: str | None = None
    country: str | None = None
    vin: str | None = None
    max_mass_t: Decimal | None = None
    trailer_plate: str | None = None
    trailer_country: str | None = None
    unpaid_fines: bool | None = None  # unpaid Russian traffic fines
    road_debt: bool | None = None  # unpaid Russian tolls or road damage
    under_customs_seal_certificate: bool | None = None


class SealReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a navigation seal or its tracking last said."""

    code: str | None = None  # abnormal situation 01 to 07, as reported
    at: datetime | None = None
    off_route_km: Decimal | None = None
    battery_pct: Decimal | None = None
    missed_periods: int | None = None  # exchange periods in a row without data


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """A navigation seal on the vehicle. `fitted` False: certainly none."""

    fitted: bool | None = None
    number: str | None = None
    activated: bool | None = None
    readings: tuple[SealReading, ...] = ()
    route_tolerance_km: Decimal | None = None  # other distance set by the controlling body
    monitoring_days: int | None = None
