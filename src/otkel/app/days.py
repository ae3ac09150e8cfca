"""Days of stay for a table of drivers, under one rule on one day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from otkel.app.plain import Json, citations, plain, switch_json
from otkel.app.words import words_for
from otkel.errors import Mistake, UnknownNameError
from otkel.facts.people import Driver, Language
from otkel.feeds.stays import DriverStays, read_stays
from otkel.law.corpus import LawDay, Rulebook, read_rulebook
from otkel.law.stay import Person, Rule, StayAnswer, answer_days, get_person
from otkel.phrases import Phrase, phrase

RULES: dict[str, Rule] = {"ru": "ru", "kz": "kz", "schengen": "schengen"}
NUMBERS = (
    "used",
    "left",
    "limit",
    "window_from_on",
    "window_to_on",
    "must_leave_on",
    "breach_on",
    "earliest_entry_on",
)


# A fact that would decide, as it is called in the input, in words.
FACTS: dict[str, Phrase] = {
    "driver": phrase("the name of the driver"),
    "country": phrase("the country of every stay"),
    "entered_on": phrase("the day of every entry"),
    "left_on": phrase("the day of every exit"),
    "citizenship": phrase("the citizenship"),
    "occupation": phrase("the occupation"),
    "permit": phrase("the permit to stay"),
    "contract_until": phrase("the last day of the work contract"),
    "ruid_statement_on": phrase("whether and when the ruID statement was filed"),
}


class AskedDays(msgspec.Struct, frozen=True, kw_only=True):
    """How days are asked about. `plan`, `limit`, `wait` [days]; a rule is ru, kz or schengen."""

    rule: Rule
    on: date
    known_at: date | None = None
    plan: int | None = None
    limit: int | None = None
    wait: int | None = None
    options: dict[str, str] = {}
    language: Language = Language.EN


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of a table of drivers, and the mistakes of the rows that were left out."""

    answers: list[Json]
    mistakes: tuple[Mistake, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 where every driver may stay, 1 where one is over or undecided, 2 where a row was not read."""
        if self.mistakes:
            return 2
        return 0 if all(one["answer"] == "yes" for one in self.answers) else 1


def count_days(path: Path, asked: AskedDays) -> Counted:
    """Give one answer a driver, in the order of the table; rows that cannot be read are reported.

    Raises InputError where the table as a whole cannot be read.
    """
    law = read_rulebook().on(asked.on, asked.known_at, asked.options)
    drivers, mistakes = read_stays(path)
    return Counted(answers=[days_of(one, asked, law) for one in drivers.values()], mistakes=mistakes)


def days_of(driver: DriverStays, asked: AskedDays, law: LawDay) -> Json:
    """Give the answer for one driver as plain data; dates in ISO form.

    Where rows of his could not be read he may have used more days: a yes becomes undecided.
    """
    person = person_of(driver.person)
    answer = answer_days(driver.stays, person, asked.rule, law, asked.plan, asked.limit, asked.wait)
    if not driver.unread_rows:
        return days_json(driver.driver, answer, asked, law.rulebook, driver.notices)
    return days_json(driver.driver, _unsure(answer, driver), asked, law.rulebook, driver.notices)


def _unsure(answer: StayAnswer, driver: DriverStays) -> StayAnswer:
    """Leave open what rows that could not be read may change: no day to leave by is sure then."""
    unread = phrase(
        "rows {rows} could not be read: more days may have been used than are counted",
        rows=driver.unread_rows,
    )
    if_limit = {
        limit: msgspec.structs.replace(numbers, must_leave_on=None, earliest_entry_on=None)
        for limit, numbers in (answer.if_limit or {}).items()
    }
    return msgspec.structs.replace(
        answer,
        answer="undecided" if answer.answer == "yes" else answer.answer,
        notices=(*answer.notices, unread),
        missing=tuple(dict.fromkeys((*answer.missing, *driver.unread_columns))),
        must_leave_on=None,
        earliest_entry_on=None,
        if_limit=if_limit or None,
    )


def person_of(driver: Driver) -> Person:
    """Give the person of a row: its column `ruid_statement_on` means a statement of haulage."""
    filed_on = driver.ruid.filed_on if driver.ruid is not None else None
    return msgspec.structs.replace(get_person(driver), statement_on=filed_on)


def days_json(
    name: str, answer: StayAnswer, asked: AskedDays, rulebook: Rulebook, notices: tuple[Mistake, ...] = ()
) -> Json:
    """Give a stay answer as plain data, with what it rests on and what was noticed while reading."""
    words = words_for(asked.language)
    held = msgspec.structs.asdict(answer)
    choices = dict.fromkeys(x.choice for x in answer.rests_on if x.choice is not None)
    return {
        "driver": name,
        "rule": asked.rule,
        "on": asked.on.isoformat(),
        "answer": answer.answer,
        **{key: plain(held[key], words) for key in NUMBERS},
        "binds": answer.binds,
        "limits": plain(answer.limits, words),
        "wait": plain(answer.wait, words),
        "if_limit": plain(answer.if_limit, words),
        "missing": list(answer.missing),
        "tolerated": answer.tolerated,
        "sentence": words.sentence(told(answer)),
        "notices": [
            *(words.mistake(one) for one in notices),
            *(words.sentence(one) for one in answer.notices),
        ],
        "citations": citations(answer.rests_on, rulebook, words),
        "switches": [switch_json(c.switch, c.option, c.is_default, rulebook, words) for c in choices],
    }


def told(answer: StayAnswer) -> Phrase:
    """Give the answer about one driver as one sentence."""
    if answer.answer == "undecided":
        return _told_undecided(answer)
    if answer.answer == "no":
        if answer.breach_on is not None:
            return phrase("over the limit from {day}", day=answer.breach_on)
        return phrase("no days are left") if answer.left == 0 else phrase("may not stay as planned")
    if answer.limit is None:
        return phrase("this rule sets no limit for this person")
    if answer.must_leave_on is not None:
        return phrase("may stay; must be out by the end of {day}", day=answer.must_leave_on)
    return phrase("may stay")


def _told_undecided(answer: StayAnswer) -> Phrase:
    if answer.missing:
        facts = tuple(FACTS.get(name, name) for name in answer.missing)
        return phrase("undecided: {facts} would decide it", facts=facts)
    if answer.notices:
        return phrase("undecided: {reason}", reason=answer.notices[0])
    return phrase("undecided")


def read_rule(text: str) -> Rule:
    """Give the rule by its name. Raises UnknownNameError."""
    try:
        return RULES[text.strip().lower()]
    except KeyError:
        raise UnknownNameError(
            phrase("there is no rule of stay {rule}", rule=text),
            phrase("take one of: {options}", options=tuple(RULES)),
        ) from None
