"""The driver's days on the page: of a trip that was answered, and by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from otkel.app import clock
from otkel.app.asked import read_day
from otkel.app.check import Asked
from otkel.app.days import AskedDays, days_of, read_rule
from otkel.app.plain import Json
from otkel.app.site.checking.answering import Answered, read_form
from otkel.app.site.checking.calendar import LEGEND, calendar_of, draw_calendar, draw_sign
from otkel.app.site.checking.filled import Given
from otkel.app.words import Words, words_for
from otkel.errors import InputError, Mistake, UnknownNameError, Where
from otkel.facts.people import Language, Stay
from otkel.feeds.stays import DriverStays
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.stay import Rule, answer_days, get_person
from otkel.phrases import Phrase, phrase

RULES: dict[Rule, Phrase] = {
    "ru": phrase("Russia"),
    "kz": phrase("Kazakhstan"),
    "schengen": phrase("the Schengen area"),
}
MOST_PLANNED = 3_660  # [days], as the command takes


class DaysShown(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar as the page shows it: the picture, its signs in words, and what it says."""

    picture: str
    legend: tuple[tuple[str, str], ...]
    told: str


class StaysAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """The days of one driver: the answer with its calendar, or the mistakes in what was filled in."""

    given: Given
    answer: Json | None = None
    shown: DaysShown | None = None
    mistakes: tuple[Mistake, ...] = ()


def days_of_trip(answered: Answered, asked: Asked) -> DaysShown | None:
    """Give the calendar of the driver of a trip into Russia; None where his stays are not known."""
    trip, answer = answered.trip, answered.answer
    if trip is None or answer is None or trip.driver.stays is None:
        return None
    finding = next((one for one in answer["findings"] if one["id"] == "stay.ru.days"), None)
    if finding is None:
        return None
    law = read_rulebook().on(asked.on or trip.enters_on, asked.known_at, asked.options)
    numbers = answer_days(trip.driver.stays, get_person(trip.driver), "ru", law)
    planned = trip.stay_days + trip.wait_days - 1 if trip.stay_days is not None else None
    return _shown(
        trip.driver.stays, "ru", law, words_for(asked.language), " ".join(finding["reasons"]),
        until=None if planned is None else law.on + timedelta(days=min(planned, MOST_PLANNED)),
        lasts=_lasts(finding["values"].get("must_leave_on"), finding["values"].get("must_leave_on_if_limit")),
        window=_span(numbers.window_from_on, numbers.window_to_on),
        has_none=finding["values"].get("left") == 0,
    )  # fmt: skip


def answer_stays(form: Mapping[str, str], given: Given, language: Language) -> StaysAnswered:
    """Count the days of one driver by what was filled in: `rule`, `on`, `plan`, and his stays."""
    try:
        asked = _asked(form, language)
        data = {**given, "enters_on": asked.on.isoformat(), "route.0": "KZ", "route.1": "RU"}
        driver = read_form(data).trip.driver
    except InputError as error:
        return StaysAnswered(given=given, mistakes=error.mistakes)
    if driver.stays is None:
        what = phrase("no stay is filled in")
        do = phrase("fill in the stays, or tick that there was none")
        return StaysAnswered(
            given=given, mistakes=(Mistake(what, do, Where(field="driver.stays.0.country")),)
        )
    law = read_rulebook().on(asked.on)
    answer = days_of(DriverStays("", driver, driver.stays), asked, law)
    until = asked.on + timedelta(days=asked.plan - 1) if asked.plan else None
    shown = _shown(
        driver.stays, asked.rule, law, words_for(language), answer["sentence"], until=until,
        lasts=_lasts(answer["must_leave_on"], {
            name: case["must_leave_on"] for name, case in (answer["if_limit"] or {}).items()
        }),
        window=_span(_day(answer["window_from_on"]), _day(answer["window_to_on"])),
        has_none=answer["left"] == 0,
    )  # fmt: skip
    return StaysAnswered(given=given, answer=answer, shown=shown)


def _asked(form: Mapping[str, str], language: Language) -> AskedDays:
    """Give how the days are asked about. Raises InputError."""
    try:
        rule = read_rule(form.get("rule") or "ru")
    except UnknownNameError as error:
        raise InputError([error.mistake.at(field="rule")]) from error
    on, plan = form.get("on", "").strip(), form.get("plan", "").strip()
    if plan and not (plan.isascii() and plan.isdigit() and len(plan) <= 4 and 1 <= int(plan) <= MOST_PLANNED):
        what = phrase("{text} is no number of days", text=plan[:20])
        do = phrase("write a number from {least} to 3660", least=1)
        raise InputError([Mistake(what, do, Where(field="plan"))])
    day = read_day(on, "on") if on else clock.today()
    return AskedDays(rule=rule, on=day, plan=int(plan) if plan else None, language=language)


def _shown(
    stays: tuple[Stay, ...], rule: Rule, law: LawDay, words: Words, told: str, *,
    until: date | None, lasts: tuple[date, ...], window: tuple[date, date] | None, has_none: bool,
) -> DaysShown:  # fmt: skip
    calendar = calendar_of(
        stays, rule, law, planned_until=until, lasts=lasts, window=window, has_none=has_none
    )
    return DaysShown(
        picture=draw_calendar(calendar, words, told),
        legend=tuple((draw_sign(kind), words.say(text)) for kind, text in LEGEND),
        told=told,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _lasts(one: str | None, if_limit: Mapping[str, str | None] | None) -> tuple[date, ...]:
    """Give the last day allowed, or those under each limit that may hold."""
    each = [one, *(if_limit or {}).values()]
    return tuple(dict.fromkeys(date.fromisoformat(text) for text in each if text))


def _span(first: date | None, last: date | None) -> tuple[date, date] | None:
    return (first, last) if first is not None and last is not None else None
