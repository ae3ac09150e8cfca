"""The vocabulary: words, numbers and fields that never change, and what is wrong with a draft."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.facts.events import KINDS, REGISTRY, choices, find_kind, kind_of
from otkel.facts.events.choices import SelectionKind, Situation
from otkel.facts.events.envelope import as_instant, as_us
from otkel.facts.events.fields import fields_of
from otkel.facts.events.mistakes import find_mistakes
from otkel.facts.events.passages import Called
from otkel.facts.events.posts import PolicyChanged
from otkel.facts.events.shapes import FIRST_US, LAST_US
from tests.ledger.examples import BODIES, DIGEST, NOON_US, draft
from tests.ledger.strategies import drafts
from tools import event_docs

PINS = json.loads((Path(__file__).parent / "event_pins.json").read_text(encoding="utf-8"))
CLOSED = {name: one for name, one in vars(choices).items() if isinstance(one, type) and one is not StrEnum}
UNITS = {
    "_us": {"µs", "µs of UTC since 1970"},
    "_trucks": {"trucks"},
    "_trucks_per_day": {"trucks/day"},
    "_pct": {"%"},
    "_m": {"m"},
}


def fingerprint(kind):
    """Give a digest of names and stored forms of a word's fields, in any order."""
    table = sorted((field.name, field.form) for field in fields_of(kind.type))
    return hashlib.sha256(json.dumps(table).encode()).hexdigest()[:16]


def wrong(word="called", *, body=None, **changes):
    """Give the fields in which mistakes are found, after changes to the example of a word."""
    body = BODIES[word] if body is None else body
    return [mistake.where.field for mistake in find_mistakes(draft(word, body=body, **changes))]


def changed(word, **fields):
    return msgspec.structs.replace(BODIES[word], **fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_fields_change_only_with_a_new_version(kind):
    pinned = PINS["fields"].get(f"{kind.word} {kind.version}")
    assert pinned is not None, f'pin it: "{kind.word} {kind.version}": "{fingerprint(kind)}"'
    assert pinned == fingerprint(kind), "the fields changed: raise the version, add an upcast and a sample"


def test_a_word_keeps_its_number_and_never_leaves():
    assert {word: kind.number for word, kind in REGISTRY.items()} == PINS["numbers"]
    assert len({kind.number for kind in KINDS}) == len(KINDS)


def test_every_version_up_to_the_present_one_is_pinned():
    assert set(PINS["fields"]) == {f"{k.word} {v}" for k in KINDS for v in range(1, k.version + 1)}


@pytest.mark.parametrize("name", PINS["choices"])
def test_no_value_ever_leaves_a_closed_list(name):
    assert set(PINS["choices"][name]) <= {value.value for value in CLOSED[name]}


def test_every_closed_list_is_pinned():
    assert set(CLOSED) == set(PINS["choices"])
    assert [value.value for value in Situation] == ["01", "02", "03", "04", "05", "06", "07"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_a_field_says_what_it_means_and_its_unit_stands_last(kind):
    assert kind.type.__doc__
    assert re.fullmatch("[a-z]+(_[a-z]+)*", kind.word)
    for field in fields_of(kind.type):
        assert field.meaning
        assert field.form != "float", "a float is not written the same way by everybody"
        assert field.shapes or field.choices, "a text or number without bounds"
        for ending, units in UNITS.items():
            assert f"_{field.name}".endswith(ending) == (field.unit in units), field.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_the_texts_of_a_field_have_one_pattern_and_its_numbers_the_same_bounds(kind):
    for field in fields_of(kind.type):
        assert len({shape.pattern for shape in field.shapes if shape.pattern is not None}) <= 1
        assert len({(s.least, s.most) for s in field.shapes if s.pattern is None}) <= 1


def test_a_body_is_found_by_its_type():
    assert kind_of(BODIES["called"]) is REGISTRY["called"]
    assert find_kind("called") is None
    with pytest.raises(TypeError, match="str is no body"):
        kind_of("called")


@pytest.mark.parametrize("word", REGISTRY)
def test_the_example_of_a_word_may_be_recorded(word):
    assert wrong(word) == []


@given(drafts())
def test_a_draft_of_the_right_types_and_shapes_has_no_mistake(one):
    assert find_mistakes(one) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occurred_us": FIRST_US - 1}, "occurred_us"),
        ({"occurred_us": LAST_US + 1}, "occurred_us"),
        ({"occurred_us": 1.5e15}, "occurred_us"),
        ({"occurred_us": True}, "occurred_us"),
        ({"point": "Syrym"}, "point"),
        ({"point": ""}, "point"),
        ({"point": None}, "point"),
        ({"recorded_by": "Ivan Ivanov"}, "recorded_by"),
        ({"recorded_by": 7}, "recorded_by"),
        ({"cause": 0}, "cause"),
        ({"cause": 2**63}, "cause"),
        ({"cause": "3"}, "cause"),
        ({"passage": -1}, "passage"),
        ({"passage": 2**63}, "passage"),
        ({"passage": True}, "passage"),
        ({"body": {"word": "called"}}, "body"),
    ],
)
def test_a_mistake_in_the_envelope_is_named(changes, field):
    assert wrong(**changes) == [field]


def test_the_ends_of_the_envelope_are_allowed():
    assert wrong(occurred_us=FIRST_US, cause=1, passage=0, recorded_by="queueing.decide") == []
    assert wrong(occurred_us=LAST_US, cause=2**63 - 1, passage=2**63 - 1) == []


@pytest.mark.parametrize(
    ("word", "fields", "field"),
    [
        ("arrived", {"vehicle": "777ABC02"}, "body.vehicle"),
        ("arrived", {"vehicle": "5C" * 16}, "body.vehicle"),
        ("arrived", {"vehicle": "5c" * 15}, "body.vehicle"),
        ("arrived", {"vehicle": 7}, "body.vehicle"),
        ("arrived", {"vehicle": None}, "body.vehicle"),
        ("arrived", {"towards": "RUS"}, "body.towards"),
        ("arrived", {"late_us": 2**63}, "body.late_us"),
        ("arrived", {"late_us": 1.5}, "body.late_us"),
        ("arrived", {"late_us": 1.0}, "body.late_us"),
        ("arrived", {"late_us": True}, "body.late_us"),
        ("arrived", {"stage": "somewhere"}, "body.stage"),
        ("arrived", {"sealed": "ab"}, "body.sealed"),
        ("called", {"overtaken_trucks": -1}, "body.overtaken_trucks"),
        ("called", {"rule": "because I say so"}, "body.rule"),
        ("called", {"rule": "a" * 65}, "body.rule"),
        ("called", {"rule": "\ud800"}, "body"),
        ("called", {"rule": "a\n"}, "body.rule"),
        ("called", {"appear_by_us": LAST_US + 1}, "body.appear_by_us"),
        ("check_ended", {"found": ("papers", "Ivan Ivanov")}, "body.found"),
        ("check_ended", {"found": ["papers"]}, "body"),
        ("selected", {"draw": 2**64}, "body.draw"),
        ("selected", {"draw": None}, "body.draw"),
        ("seal_situation", {"situation": "08"}, "body.situation"),
        ("incident_told", {"act": None}, "body.act"),
        ("incident_told", {"until_us": NOON_US - 1}, "body.until_us"),
        ("incident_told", {"place": "at Ivan's house"}, "body.place"),
        ("incident_told", {"measure": "shouted_at"}, "body.measure"),
        ("incident_told", {"sealed": ("777ABC02",)}, "body.sealed"),
        ("consent_set", {"incident": 0}, "body.incident"),
        ("consent_set", {"consent": ("all",)}, "body.consent[0]"),
        ("booked", {"allocation": "by_friendship"}, "body.allocation"),
        ("arrived", {"people": -1}, "body.people"),
        ("arrived", {"cargo": ("live animals",)}, "body.cargo"),
        ("requested", {"choices_us": (NOON_US, LAST_US + 1)}, "body.choices_us"),
        ("requested", {"nonce": "7"}, "body.nonce"),
        ("not_drawn", {"draw": -1}, "body.draw"),
        ("not_selected", {"draw": 2**61 - 1}, "body.draw"),
        ("not_selected", {"seed": None}, "body.seed"),
        ("standby_joined", {"latest_us": NOON_US - 1}, "body.latest_us"),
        ("readiness_told", {"missing": ("Driver's days",)}, "body.missing"),
        ("exception_granted", {"evidence": "a photograph"}, "body.evidence"),
        ("bookings_kept", {"to_us": NOON_US - 1}, "body.to_us"),
        ("strip_counted", {"low_trucks": 35}, "body.trucks"),
        ("strip_counted", {"high_trucks": 33}, "body.high_trucks"),
        ("release_set", {"high_trucks_per_day": 431}, "body.high_trucks_per_day"),
        ("batch_published", {"passages": (7, -1)}, "body.passages"),
        ("batch_published", {"passages": (7, 2**63)}, "body.passages"),
        ("lanes_set", {"towards": "both"}, "body.towards"),
        ("range_stated", {"coverage_pct": 101}, "body.coverage_pct"),
        ("range_stated", {"low": 2, "mid": 1, "high": 3}, "body.mid"),
        ("range_stated", {"low": 2, "mid": 2, "high": 1}, "body.high"),
        ("booked", {"slot_from_us": FIRST_US + 1, "slot_to_us": FIRST_US}, "body.slot_to_us"),
        ("corrected", {"corrects": 0}, "body.corrects"),
        ("corrected", {"right": {"name": "Ivan Ivanov"}}, "body.right"),
        ("corrected", {"right": {"Full name": 1}}, "body.right"),
        ("policy_changed", {"numbers": {"share": float("nan")}}, "body"),
        ("policy_changed", {"numbers": {"share": 2**70}}, "body.numbers"),
        ("policy_changed", {"numbers": {"share": 2**63}}, "body.numbers"),
        ("policy_changed", {"numbers": {"weave": (1, "Not a code")}}, "body.numbers"),
    ],
)
def test_a_mistake_in_the_body_is_named(word, fields, field):
    assert wrong(body=changed(word, **fields)) == [field]


def test_a_body_that_holds_itself_is_a_mistake_and_no_crash():
    endless = {}
    endless["again"] = endless
    assert wrong(body=PolicyChanged(policy="a", numbers=endless, provisions={}, digest=DIGEST)) == ["body"]


def test_only_a_random_selection_needs_its_draw():
    of_risk = changed("selected", kind=SelectionKind.RISK, draw=None, purpose=None, below=None, seed=None)
    assert wrong(body=of_risk) == []
    none_at_all = changed("selected", draw=None, purpose=None, below=None, seed=None)
    assert wrong(body=none_at_all) == ["body.draw", "body.purpose", "body.below", "body.seed"]


def test_a_draw_at_the_bound_lets_a_truck_pass():
    assert wrong(body=changed("not_selected", draw=2**61)) == []


def test_unknown_ends_are_passed_over():
    assert wrong(body=changed("booked", slot_to_us=None)) == []
    assert wrong(body=changed("range_stated", low=1, mid=1, high=1)) == []


def test_every_mistake_says_what_to_do():
    bad = draft(
        "called", body=Called(rule=""), point="?", occurred_us=0, recorded_by="?", cause=0, passage=-1
    )
    found = find_mistakes(bad)
    assert len(found) == 6
    assert all(mistake.what.text and mistake.do.text for mistake in found)


def test_a_plate_is_sent_to_the_vault():
    (mistake,) = find_mistakes(draft("arrived", body=changed("arrived", vehicle="777ABC02")))
    assert "vault" in mistake.do.text


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_goes_to_microseconds_and_back(at):
    assert as_instant(as_us(at)) == at
    assert as_us(at.astimezone(timezone(timedelta(hours=5)))) == as_us(at)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        as_us(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_reference_of_events_is_as_the_vocabulary(tmp_path, monkeypatch, capsys):
    assert event_docs.PAGE.read_text(encoding="utf-8") == event_docs.page()
    monkeypatch.setattr(event_docs, "PAGE", tmp_path / "reference" / "events.md")
    monkeypatch.setattr(event_docs.sys, "argv", ["event_docs.py", "--check"])
    assert event_docs.main() == 1
    assert "out of date" in capsys.readouterr().out
    monkeypatch.setattr(event_docs.sys, "argv", ["event_docs.py"])
    assert event_docs.main() == 0
    monkeypatch.setattr(event_docs.sys, "argv", ["event_docs.py", "--check"])
    assert event_docs.main() == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_the_reference_tells_every_field(kind):
    section = event_docs.page().partition(f"### {kind.word}\n")[2].partition("\n##")[0]
    assert f"Number {kind.number}, version {kind.version}." in section
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == [
        field.name for field in fields_of(kind.type)
    ]
