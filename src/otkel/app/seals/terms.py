"""What the law of a day counts as an abnormal situation of a seal; each number with its provision."""

from __future__ import annotations

from datetime import date

import msgspec

from otkel.law.corpus import read_rulebook

ROUTE, BATTERY, SILENCE = "seal.event.route_km", "seal.event.battery_pct", "seal.event.silence_periods"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds: farther off [m] is 03, less charge [%] is 05, so many periods of silence or more are 06."""

    route_m: float
    battery_pct: float
    silence_periods: int


def terms_on(day: date) -> Terms:
    """Give the thresholds of a day."""
    law = read_rulebook().on(day)
    return Terms(
        route_m=float(law.look(ROUTE).amount) * 1000,
        battery_pct=float(law.look(BATTERY).amount),
        silence_periods=law.look(SILENCE).number,
    )
