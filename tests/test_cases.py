"""Stories: what a person would tell, the facts, the day, and what Otkel must answer.

Every file in `cases/` is a list of stories. A story asks one of three things:

- of a trip: `trip: {base: garments, driver.unpaid_fines: "true"}` or a whole trip (`moved_to: <day>` moves
  all dates of the base, so that it enters on that day); expects `answer`,
  `findings: {id: {says, weight, who, until, stage, values, missing}}`, `absent: [ids]` (never says no
  or undecided about these);
- of the law: `look: provision id`; expects `expect: {state, value, phase, confidence}`;
- of days: `days: {rule, person, stays, plan, limit, wait}`; expects fields of the answer about days.

Each tells the day (`on`), may tell what was known (`known_at`) and the options of switches, and names
its source.
"""

from datetime import date
from enum import Enum
from typing import Any

import pytest

from otkel.facts.money import Money
from otkel.facts.people import Stay
from otkel.facts.trip import Trip
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Says, Weight
from otkel.law.screening import screen
from otkel.law.stay import answer_days
from otkel.law.stay.person import Person
from otkel.phrases import Phrase
from tests.helpers import CASES, as_fact, base_tree, bases, changed, read_story_file

KEYS = {
    "story", "source", "on", "known_at", "options", "trip", "answer", "findings", "absent",
    "look", "days", "expect",
}  # fmt: skip
FILES = sorted(CASES.glob("*.yaml"))
STORIES = [
    pytest.param(story, id=f"{file.stem}: {story.get('story')}")
    for file in FILES
    for story in read_story_file(file)
]


def as_text(value: Any) -> Any:
    """Give a value as a story writes it: every scalar as text, amounts as "12.50 RUB"."""
    if isinstance(value, Phrase):
        return value.text
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, dict):
        return {str(key): as_text(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_text(one) for one in value]
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def law_of(story):
    known_at = date.fromisoformat(story["known_at"]) if "known_at" in story else None
    return read_rulebook().on(date.fromisoformat(story["on"]), known_at, story.get("options"))


def trip_of(tree):
    changes = {key: value for key, value in tree.items() if key not in ("base", "moved_to")}
    if "base" in tree:
        changes = changed(base_tree(tree["base"], tree.get("moved_to")), changes)
    return as_fact(changes, Trip)


def shown(thing, asked):
    """Give those attributes of a thing that a story asks about, as text."""
    found = {key: as_text(getattr(thing, key)) for key in asked if key not in ("values", "missing")}
    if "values" in asked:
        found["values"] = {key: as_text(thing.values.get(key)) for key in asked["values"]}
    if "missing" in asked:
        found["missing"] = [phrase.text for phrase in thing.missing]
    return found


def check_trip(story):
    screening = screen(trip_of(story["trip"]), law_of(story))
    found = {finding.id: finding for finding in reversed(screening.findings)}  # the gravest of an id
    told = {key: (f.says.value, f.weight.value) for key, f in found.items() if f.says is not Says.YES}
    assert screening.answer.value == story["answer"], told
    for finding_id, asked in story.get("findings", {}).items():
        assert finding_id in found, told
        assert shown(found[finding_id], asked) == asked, finding_id
    assert not told.keys() & set(story.get("absent", ())), told


def check_look(story):
    looked = law_of(story).look(story["look"])
    asked = story["expect"]
    assert {key: as_text(getattr(looked, key)) for key in asked} == asked


def check_days(story):
    asked = story["days"]
    counts = {key: int(asked[key]) for key in ("plan", "limit", "wait") if key in asked}
    stays = as_fact(asked["stays"], tuple[Stay, ...])
    person = as_fact(asked.get("person", {}), Person)
    answer = answer_days(stays, person, asked["rule"], law_of(story), **counts)
    expected = story["expect"]
    assert {key: as_text(getattr(answer, key)) for key in expected} == expected


@pytest.mark.parametrize("story", STORIES)
def test_story(story):
    if "trip" in story:
        check_trip(story)
    elif "look" in story:
        check_look(story)
    else:
        check_days(story)


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_told_in_the_form_all_share(story):
    assert story.keys() <= KEYS, story.keys() - KEYS
    assert story["story"].strip().endswith("."), "a story is a sentence"
    assert story["source"].strip(), "a story names where it was read"
    date.fromisoformat(story["on"])
    asks = [key for key in ("trip", "look", "days") if key in story]
    assert len(asks) == 1, asks
    assert ("answer" in story) == (asks == ["trip"])
    assert ("expect" in story) == (asks != ["trip"])


def test_no_story_is_told_twice():
    told = [param.id for param in STORIES]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("base", list(bases()))
def test_a_base_trip_has_everything_right(base):
    trip = trip_of({"base": base})
    screening = screen(trip, read_rulebook().on(trip.enters_on))
    assert [
        f.id for f in screening.findings if f.says is not Says.YES and f.weight is not Weight.INFORMS
    ] == []
