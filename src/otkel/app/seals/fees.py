"""What a seal costs, in the end or up to now: each state's stage and days, and the sum of each currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from otkel.app.crossing.told import span
from otkel.app.seals.story import Story
from otkel.app.seals.way import Way, legs_of
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.seal_tariff import (
    Charge,
    DayCount,
    SealStage,
    Tariff,
    charge,
    count_days,
    list_stages,
    tariff_of_law,
)
from otkel.phrases import Phrase, phrase, phrases

_STAGES = {
    SealStage.START: phrase("start of tracking"),
    SealStage.TRANSIT: phrase("passage with tracking"),
    SealStage.END: phrase("end of tracking"),
}


class Fees(msgspec.Struct, frozen=True, kw_only=True):
    """What a seal costs. `sums` holds, by currency, what is known; `missing` what is not."""

    days: int  # since it was put on; each day of 24 hours that has begun counts
    stood_us: int
    charges: tuple[Charge, ...] = ()
    sums: dict[str, Decimal] = {}
    missing: tuple[Phrase, ...] = ()


def fees_of(
    story: Story,
    now_us: int,
    route: tuple[str, ...] = (),
    *,
    way: Way | None = None,
    own: Mapping[str, Tariff] | None = None,
    options: dict[str, str] | None = None,
) -> Fees:
    """Give what a seal costs on a way of states; `own` tariffs go before the rulebook's.

    Prices are those of the day on which it was put on: they are paid in advance. Days are those on which it
    is on, in each state from its coming in. `way` tells of the truck; left out, nothing is known of it.
    """
    way = way or Way()
    if story.put_on_us is None:
        return Fees(days=0, stood_us=0)
    until_us = now_us if story.removed_us is None else story.removed_us
    since, until = _instant(story.put_on_us), _instant(until_us)
    law = read_rulebook().on(since.date(), None, options)
    stages = list_stages(route)
    legs = legs_of([state for state, _ in stages], story.put_on_us, until_us, way.entered_us)
    charges = tuple(
        charge(_tariff(own or {}, law, state), stage, _known(leg.since_us), _known(leg.until_us))
        for (state, stage), leg in zip(stages, legs, strict=True)
    )
    sums: dict[str, Decimal] = {}
    for one in charges:
        for part in (one.for_stage, one.for_days):
            if part is not None:
                sums[one.tariff.currency] = sums.get(one.tariff.currency, Decimal(0)) + part
    return Fees(
        days=int(count_days(DayCount.BEGUN, "UTC", since, until)),
        stood_us=way.stood_us,
        charges=charges,
        sums=sums,
        missing=tuple(part for one in charges for part in one.missing),
    )


def tell_fees(fees: Fees) -> list[Phrase]:
    """Give the sentences about what a seal costs."""
    told = [phrases("on for {n} day", "on for {n} days", n=fees.days)]
    if fees.stood_us:
        told.append(
            phrase("its truck stood at the crossing point for {span}", span=span(fees.stood_us / 1e6))
        )
    if not fees.charges:
        return told
    for one in fees.charges:
        told += _tell(one)
    known = tuple(f"{amount:f} {currency}" for currency, amount in fees.sums.items())
    if fees.missing:
        told.append(phrase("what it costs is undecided; known of it: {sums}", sums=known or ("0",)))
        told.append(phrase("not known: {missing}", missing=fees.missing))
    else:
        told.append(phrase("it costs {sums}", sums=known))
    return told


def _tell(one: Charge) -> list[Phrase]:
    tariff, told = one.tariff, []
    where = tariff.source or ", ".join(found.provision.id for found in one.rests_on if found.in_force)
    if one.for_stage is not None:
        told.append(
            phrase(
                "{country}, {stage}: {amount} {currency} ({where})", country=tariff.state,
                stage=_STAGES[one.stage], amount=f"{one.for_stage:f}", currency=tariff.currency, where=where,
            )
        )  # fmt: skip
    if one.for_days is not None and one.days is not None and tariff.day is not None:
        told.append(
            phrase(
                "{country}, days that are paid: {days}, at {price}: {amount} {currency} ({where})",
                country=tariff.state, days=f"{one.days:.3g}", price=f"{tariff.day:f}",
                amount=f"{one.for_days:f}", currency=tariff.currency, where=where,
            )
        )  # fmt: skip
    return told


def _tariff(own: Mapping[str, Tariff], law: LawDay, state: str) -> Tariff:
    return own[state] if state in own else tariff_of_law(law, state)


def _instant(us: int) -> datetime:
    return datetime.fromtimestamp(us / 1e6, UTC)


def _known(us: int | None) -> datetime | None:
    return None if us is None else _instant(us)
