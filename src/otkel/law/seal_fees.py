"""What the seal service costs on a route, as far as tariffs were found."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from otkel.facts.places import EAEU
from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import BEFORE_DEPARTURE, INFORMS, UNDECIDED, YES, Finding
from otkel.law.seal_tariff import list_stages
from otkel.phrases import phrase


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Add up the Russian stages of the route [RUB]; other states' tariffs for road were not found."""
    basis = law.look("seal.ru.fee.basis")
    members = [country for country in trip.route if country in EAEU]
    # What the Russian operator does on each passage through Russia.
    stages = tuple(stage.value for state, stage in list_stages(trip.route) if state == "RU")
    if not basis.in_force or not stages:
        return
    fees = tuple(law.look(_FEES[stage]) for stage in stages)
    total = sum((fee.amount for fee in fees), Decimal(0))
    others = tuple(dict.fromkeys(country for country in members if country != "RU"))
    missing = tuple(
        phrase("the road tariff of navigation seals in {country}", country=country) for country in others
    )
    by_day = basis.value == "per_stage_and_day"
    yield Finding(
        id="seal.fee",
        subject="seals",
        says=UNDECIDED if by_day else YES,
        weight=INFORMS,
        stage=BEFORE_DEPARTURE,
        reasons=(
            phrase(
                "the seal service costs {total} RUB in Russia for the stages of this route, VAT included, paid in advance",  # noqa: E501
                total=total,
            ),
        ),
        rests_on=(*fees, basis, law.look("seal.ru.fee.day"), law.look("seal.kz.road.fee")),
        values={"stages": stages, "russia_rub": total},
        missing=(*missing, _DAY_TARIFF) if by_day else missing,
    )


_DAY_TARIFF = phrase("the tariff for a day of monitoring in Russia")
_FEES = {"start": "seal.ru.fee.start", "transit": "seal.ru.fee.transit", "end": "seal.ru.fee.end"}
