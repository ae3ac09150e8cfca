"""Who is to be told of a situation, and what a seal costs; as far as the rulebook says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from otkel.app.seals.story import Story
from otkel.facts.trip import Trip
from otkel.law import seal_fees
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.finding import Finding
from otkel.phrases import Phrase, phrase, phrases

_DAY_US = 86_400_000_000


class Addressee(msgspec.Struct, frozen=True):
    """Who is to be told, and the provision it rests on."""

    who: Phrase
    provision: str


def whom_to_tell(story: Story, on: date) -> tuple[Addressee, ...]:
    """Give who is to be told of a situation of this seal.

    Within how many hours, and whether the truck must stop, was not found (`seal.event.report_h`).
    """
    law = read_rulebook().on(on)
    told = [Addressee(phrase("the driver: stop where it is safe and report"), "seal.event.report_h")]
    if story.operator is not None:
        operator = law.look(f"seal.{story.operator}.operator")
        name = operator.value if operator.in_force else "?"
        told.append(Addressee(phrase("the national operator: {name}", name=name), operator.provision.id))
    told.append(Addressee(phrase("the customer of the tracking, who provides the seal"), "seal.provider"))
    return tuple(told)


def fees_of(route: Sequence[str], on: date, options: dict[str, str] | None = None) -> tuple[Finding, ...]:
    """Give what the stages of a route cost [RUB], as the law's finding says it."""
    return tuple(
        seal_fees.check(Trip(enters_on=on, route=tuple(route)), read_rulebook().on(on, None, options))
    )


def days_of(story: Story, now_us: int) -> int:
    """Give the days that a seal has been on, each day that has begun counted."""
    if story.put_on_us is None:
        return 0
    until_us = now_us if story.removed_us is None else story.removed_us
    return max(0, -(-(until_us - story.put_on_us) // _DAY_US))


def standing_fee(story: Story, now_us: int, on: date) -> Phrase:
    """Say how long the seal has been on, and what a day costs where the law says it."""
    return _standing_fee(days_of(story, now_us), read_rulebook().on(on))


def _standing_fee(days: int, law: LawDay) -> Phrase:
    tariff = law.look("seal.ru.fee.day")
    if tariff.in_force:
        total = tariff.amount * days
        return phrases(
            "on for {n} day, {total} RUB in Russia by the day",
            "on for {n} days, {total} RUB in Russia by the day",
            n=days,
            total=total,
        )
    return phrases(
        "on for {n} day; what a day of standing costs is not known (seal.ru.fee.day)",
        "on for {n} days; what a day of standing costs is not known (seal.ru.fee.day)",
        n=days,
    )
