"""What tracking with a navigation seal costs: a price for each stage of the way, and one for each day.

Every state of the way has its own operator with its own prices [1]. Whether days are paid too, and from which
hour and by which clock they are counted, is told by no source that was found; so a tariff says how it counts,
and what it does not say is missing from the charge and never taken as nothing.

[1] Provisions `seal.ru.fee.*`, `seal.kz.road.fee`, `seal.kg.road.fee`, `seal.by.road.fee`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from otkel.facts.places import EAEU
from otkel.law.corpus import LawDay
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

DAY = timedelta(days=1)
_CENT = Decimal("0.01")


class SealStage(StrEnum):
    """What an operator does on one state's part of the way."""

    START = "start"  # tracking begins here
    TRANSIT = "transit"
    END = "end"  # tracking ends here


class DayCount(StrEnum):
    """How days are counted from one instant to another."""

    BEGUN = "begun"  # 24 hours each; a part counts as a whole one
    FULL = "full"  # 24 hours each; a part counts nothing
    SHARE = "share"  # 24 hours each; a part counts as that part
    CIVIL = "civil"  # each civil day of a clock in which any part lies


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """The prices of one state's operator [units of `currency`]. None: not known.

    `by_day` says whether days are paid at all. The first `free_days` of those that are counted cost nothing.
    """

    state: str
    currency: str
    stages: dict[SealStage, Decimal | None] = {}
    by_day: bool = False
    day: Decimal | None = None
    free_days: Decimal = Decimal(0)
    count: DayCount | None = None
    clock: str = "UTC"  # whose midnights part civil days
    found: dict[SealStage, Lookup] = {}  # where the price of a stage stands in the rulebook
    rests_on: tuple[Lookup, ...] = ()  # and the rest
    source: str = ""  # where the prices stand, if not in the rulebook


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What one state's part of the way costs. `total` is None where anything of it is missing."""

    tariff: Tariff
    stage: SealStage
    for_stage: Decimal | None
    days: Decimal | None = None  # that are paid
    for_days: Decimal | None = None
    missing: tuple[Phrase, ...] = ()

    @property
    def rests_on(self) -> tuple[Lookup, ...]:
        """The provisions that were asked."""
        found = self.tariff.found.get(self.stage)
        return (*(() if found is None else (found,)), *self.tariff.rests_on)

    @property
    def total(self) -> Decimal | None:
        """Stage and days together; None: something of it is not known."""
        return None if self.missing else (self.for_stage or Decimal(0)) + (self.for_days or Decimal(0))


def list_stages(route: tuple[str, ...]) -> list[tuple[str, SealStage]]:
    """Give the members of the Union on a way, in order, each with what its operator does there."""
    members = [state for state in route if state in EAEU]
    last = len(members) - 1
    return [
        (state, SealStage.START if at == 0 else SealStage.END if at == last else SealStage.TRANSIT)
        for at, state in enumerate(members)
    ]


def tariff_of_law(law: LawDay, state: str) -> Tariff:
    """Give what the rulebook knows of the prices of a state's operator."""
    if state == "RU":
        basis, day = law.look("seal.ru.fee.basis"), law.look("seal.ru.fee.day")
        fees = {stage: law.look(f"seal.ru.fee.{stage}") for stage in SealStage}
        by_day = basis.value == "per_stage_and_day"
        count = law.look("seal.ru.fee.day_count")
        return Tariff(
            state=state,
            currency="RUB",
            stages={stage: fee.amount if fee.in_force else None for stage, fee in fees.items()},
            by_day=by_day,
            day=day.amount if day.in_force else None,
            count=DayCount(count.value) if count.in_force else None,
            clock="Europe/Moscow",
            found=fees,
            rests_on=(basis, *((day, count) if by_day else ())),
        )
    rule = _ROAD.get(state)
    known = () if rule is None else (law.look(rule),)
    return Tariff(state=state, currency=known[0].provision.unit if known else "", rests_on=known)


def charge(tariff: Tariff, stage: SealStage, since: datetime | None, until: datetime | None) -> Charge:
    """Give what a part of the way costs that was begun and left at two aware instants; None: not known."""
    price = tariff.stages.get(stage)
    missing = [] if price is not None else [_no_price(tariff.state)]
    days: Decimal | None = None
    if tariff.by_day:
        missing += _missing_of_days(tariff, since, until)
        if since is not None and until is not None and tariff.count is not None:
            days = max(Decimal(0), count_days(tariff.count, tariff.clock, since, until) - tariff.free_days)
    for_days = None if days is None or tariff.day is None else (days * tariff.day).quantize(_CENT)
    return Charge(
        tariff=tariff, stage=stage, for_stage=price, days=days, for_days=for_days, missing=tuple(missing)
    )


def count_days(count: DayCount, clock: str, since: datetime, until: datetime) -> Decimal:
    """Count the days between two aware instants; nothing where the second is not later."""
    if until <= since:
        return Decimal(0)
    if count is DayCount.CIVIL:
        zone = ZoneInfo(clock)
        # Who leaves at midnight was not there on the day that begins then.
        last = (until.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()
        return Decimal((last - since.astimezone(zone).date()).days + 1)
    lasted = until.astimezone(UTC) - since.astimezone(UTC)
    whole, rest = divmod(lasted, DAY)
    if count is DayCount.SHARE:
        return whole + Decimal(rest // timedelta(microseconds=1)) / (DAY // timedelta(microseconds=1))
    return Decimal(whole + (count is DayCount.BEGUN and rest > timedelta(0)))


def _missing_of_days(tariff: Tariff, since: datetime | None, until: datetime | None) -> list[Phrase]:
    missing = []
    if tariff.day is None:
        missing.append(phrase("the price of a day of tracking in {country}", country=tariff.state))
    if tariff.count is None:
        missing.append(phrase("how days of tracking are counted in {country}", country=tariff.state))
    if since is None or until is None:
        missing.append(phrase("when the truck came into {country} and left it", country=tariff.state))
    return missing


def _no_price(state: str) -> Phrase:
    return phrase("the road tariff of navigation seals in {country}", country=state)


_ROAD = {"KZ": "seal.kz.road.fee", "KG": "seal.kg.road.fee", "BY": "seal.by.road.fee"}
