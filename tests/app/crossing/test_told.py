"""Every word that a queue records is told in words, with every place filled."""

from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest

from otkel.app.crossing.told import _FIRST, _MORE, span, tell_call_rule
from otkel.app.labels import QUEUE_CLASSES
from otkel.app.policies import list_presets, resolve
from otkel.app.words import words_for
from otkel.facts.events import KINDS, Kind
from otkel.facts.people import Language

PLACE = re.compile(r"\{(\w+)\}")
WORDS = words_for(Language.EN)
DAY = date(2026, 11, 1)
OF_OTHERS = {
    "seal_put_on",
    "seal_activated",
    "seal_situation",
    "seal_removed",
    "positions_kept",
    "incident_told",
    "consent_set",
    "account_changed",
    "provider_set",
    "corrected",
    "voided",
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_every_word_has_its_phrase_and_every_place_a_field(kind: Kind) -> None:
    if kind.word in OF_OTHERS:
        assert kind.word not in _FIRST
        return
    known = {field.name.removesuffix("_us") for field in msgspec.structs.fields(kind.type)}
    known |= {"call_rule", "no_show_rule", "count"}
    for said in (_FIRST[kind.word], *_MORE.get(kind.word, {}).values()):
        assert set(PLACE.findall(said.text)) <= known, said.text
    assert set(_MORE.get(kind.word, {})) <= known


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (59 * 60, "59 min"),
        (3600, "1 h 0 min"),
        (47.9 * 3600, "47 h 54 min"),
        (50 * 3600, "2 days 2 h"),
    ],
)
def test_a_length_of_time_as_people_say_it(seconds: float, said: str) -> None:
    assert WORDS.say(span(seconds)) == said


def test_the_rule_of_a_call_in_words() -> None:
    assert WORDS.say(tell_call_rule("call.weave")) == "the turn of its class in the weave"
    assert WORDS.say(tell_call_rule("call.officer.medical")) == (
        "out of its turn by an officer, for the reason medical"
    )
    assert WORDS.say(tell_call_rule("another")) == "another"


def test_the_classes_of_every_shipped_policy_have_words() -> None:
    names = {one.name for each in list_presets() for one in resolve(each, DAY).policy.classes}
    assert {"ordinary", "perishable"} <= names <= QUEUE_CLASSES.keys()
    english = [WORDS.queue_class(one) for one in sorted(names)]
    for language in (Language.RU, Language.KK):
        told = [words_for(language).queue_class(one) for one in sorted(names)]
        assert all(ours != theirs for ours, theirs in zip(told, english, strict=True))
    assert WORDS.queue_class("a_class_of_ours") == "a class of ours"
