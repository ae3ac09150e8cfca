"""The days that each driver has left, week by week over the next quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from otkel.app.days import told
from otkel.facts.people import Driver
from otkel.feeds.fleet import FleetDriver
from otkel.law.corpus import LawDay, Rulebook
from otkel.law.stay import Rule, StayAnswer, answer_days, get_person
from otkel.phrases import Phrase, phrase

DAYS = 90
STEP = 7
FEW = 14  # days left from which on a cell warns
_UNREAD = phrase("rows of his stays could not be read: more days may have been used than are counted")


class Week(msgspec.Struct, frozen=True):
    """How many days are left on a day, if the driver stays where he is until then. None: not known."""

    on: date
    left: int | None
    is_inside: bool

    @property
    def tone(self) -> str:
        """How it looks: ask, none, few, or many."""
        if self.left is None:
            return "ask"
        return "none" if self.left == 0 else "few" if self.left <= FEW else "many"


class DriverDays(msgspec.Struct, frozen=True, kw_only=True):
    """One driver's row."""

    name: str
    says: str  # yes, no or undecided
    sentence: Phrase
    used: int | None
    left: int | None
    limit: int | None
    must_leave_on: date | None
    weeks: tuple[Week, ...]


def list_days(
    drivers: Sequence[FleetDriver], rule: Rule, on: date, rulebook: Rulebook
) -> tuple[DriverDays, ...]:
    """Give the days of each driver under a rule from a day on."""
    laws = [rulebook.on(on + timedelta(days=offset)) for offset in range(0, DAYS + 1, STEP)]
    return tuple(_row(one, rule, laws) for one in drivers)


def _row(driver: FleetDriver, rule: Rule, laws: Sequence[LawDay]) -> DriverDays:
    person = get_person(driver.person)
    stays = driver.person.stays
    if stays is None:
        return _unknown(driver, laws)
    answers = [answer_days(stays, person, rule, law) for law in laws]
    now = answers[0]
    is_unsure = bool(driver.unread_rows)
    says = "undecided" if is_unsure and now.answer == "yes" else now.answer
    return DriverDays(
        name=driver.name,
        says=says,
        sentence=_UNREAD if is_unsure and says == "undecided" else told(now),
        used=now.used,
        left=now.left,
        limit=now.limit,
        must_leave_on=None if is_unsure else now.must_leave_on,
        weeks=tuple(
            Week(law.on, _left(answer), _is_inside(driver.person, law.on))
            for law, answer in zip(laws, answers, strict=True)
        ),
    )


def _left(answer: StayAnswer) -> int | None:
    """Give the days left; where two limits are possible, those of the lesser one."""
    if answer.left is not None or not answer.if_limit:
        return answer.left
    known = [one.left for one in answer.if_limit.values() if one.left is not None]
    return min(known, default=None)


def _is_inside(driver: Driver, on: date) -> bool:
    return any(
        stay.entered_on <= on and (stay.left_on is None or on <= stay.left_on) for stay in driver.stays or ()
    )


def _unknown(driver: FleetDriver, laws: Sequence[LawDay]) -> DriverDays:
    return DriverDays(
        name=driver.name,
        says="undecided",
        sentence=phrase("his stays are not known"),
        used=None,
        left=None,
        limit=None,
        must_leave_on=None,
        weeks=tuple(Week(law.on, None, False) for law in laws),
    )
