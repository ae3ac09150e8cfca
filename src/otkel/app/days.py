"""Days of stay for a table of drivers, under one rule on one day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from otkel.app.plain import Json, citations, plain, switch_json
from otkel.app.words import words_for
from otkel.errors import Mistake, UnknownNameError
from otkel.facts.people import Language
from otkel.feeds.stays import DriverStays, read_stays
from otkel.law.corpus import LawDay, Rulebook, read_rulebook
from otkel.law.stay import Rule, StayAnswer, answer_days
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


def count_days(path: Path, asked: AskedDays) -> list[Json]:
    """Give one answer a driver, in the order of the table. Raises InputError with every mistake."""
    rulebook = read_rulebook()
    law = rulebook.on(asked.on, asked.known_at, asked.options)
    return [days_of(driver, asked, law) for driver in read_stays(path)]


def days_of(driver: DriverStays, asked: AskedDays, law: LawDay) -> Json:
    """Give the answer for one driver as plain data; dates in ISO form."""
    answer = answer_days(driver.stays, driver.person, asked.rule, law, asked.plan, asked.limit, asked.wait)
    return days_json(driver.driver, answer, asked, law.rulebook, driver.notices)


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
        return phrase("undecided: {facts} would decide it", facts=answer.missing)
    if answer.answer == "no":
        if answer.breach_on is not None:
            return phrase("over the limit from {day}", day=answer.breach_on)
        return phrase("may not stay as planned")
    if answer.limit is None:
        return phrase("this rule sets no limit for this person")
    if answer.must_leave_on is not None:
        return phrase("may stay; must be out by the end of {day}", day=answer.must_leave_on)
    return phrase("may stay")


def exit_status(answers: list[Json]) -> int:
    """Give 0 where every driver may stay, 1 where one is over or undecided."""
    return 0 if all(one["answer"] == "yes" for one in answers) else 1


def read_rule(text: str) -> Rule:
    """Give the rule by its name. Raises UnknownNameError."""
    try:
        return RULES[text.strip().lower()]
    except KeyError:
        raise UnknownNameError(
            phrase("there is no rule of stay {rule}", rule=text),
            phrase("take one of: {options}", options=tuple(RULES)),
        ) from None
