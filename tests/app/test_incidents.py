"""Incidents: told once, given out only as far as their person allows, forgotten with him."""

from __future__ import annotations

import pytest

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import read_options
from otkel.app.incident_list import STREAM, list_incidents
from otkel.app.incident_options import TELL
from otkel.app.incident_words import CONSENT, GROUND, MEASURE, plain_incident
from otkel.app.incidents import set_consent, tell_incident
from otkel.app.ledger import now_us
from otkel.app.ledger_keep import forget_subject
from otkel.errors import InputError
from otkel.facts.events.choices import Consent, Ground, Measure, Witness
from otkel.ledger.opening import open_store

SYRYM = get_point("syrym")
HELD = {
    "measure": "held", "country": "RU", "from": "2025-11-19 08:00", "until": "2025-11-19 17:00",
    "authority": "ru.customs.mobile_group", "place": "m-5.km-1204", "plate": "777 ABC 02",
    "name": "Ivan Ivanov", "words": "They said: wait. Nobody said for what.", "paper": "denied",
}  # fmt: skip


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path}/otkel.db"


def tell(db, key=None, **changes):
    given = {name: value for name, value in {**HELD, **changes}.items() if value is not None}
    return tell_incident(db, SYRYM, read_options("incident tell", TELL, given, SYRYM.zone, shell=True), key)


def stored(db):
    store = open_store(db, now_us)
    try:
        return list(store.read_stream(STREAM)), b"".join(row for _, row in store.read_rows())
    finally:
        store.close()


def test_an_incident_is_an_event_and_nothing_personal_stands_in_it(db):
    told = tell(db)
    ((event,), rows) = stored(db)
    body = event.body
    assert (event.position, event.point, event.occurred_us) == (told.position, "syrym", body.from_us)
    assert (body.measure, body.ground, body.witness) == (Measure.HELD, Ground.NOT_TOLD, Witness.DRIVER)
    assert body.until_us - body.from_us == 9 * 3_600_000_000
    assert len(body.sealed) == 3
    for text in (b"ABC", b"777 ", b"Ivan", b"wait."):
        assert text not in rows


def test_nothing_is_given_out_without_consent(db):
    tell(db)
    assert list_incidents(db) == []
    (own,) = list_incidents(db, own=True)
    assert own.personal == {
        "plate": "777 ABC 02", "name": "Ivan Ivanov", "text": "They said: wait. Nobody said for what."
    }  # fmt: skip


@pytest.mark.parametrize(
    ("consent", "personal"),
    [
        (["case"], set()),
        (["case", "words"], {"text"}),
        (["case", "named"], {"plate", "name", "number", "kind"}),
        (["words", "named"], {"plate", "name", "text", "number", "kind"}),
    ],
)
def test_no_more_is_given_out_than_is_allowed(db, consent, personal):
    tell(db, consent=consent, paper_number="A-17", paper_kind="act_of_examination")
    (one,) = list_incidents(db)
    assert set(one.personal) == personal
    told = plain_incident(one)
    assert ("name" in told) == ("name" in personal)
    assert not {"person", "vehicle", "sealed"} & set(told)
    assert one.body.vehicle is None
    assert set(one.body.person) == {"0"}


def test_consent_is_taken_back_and_given_again(db):
    told = tell(db, consent=["case", "words"])
    set_consent(db, told.position, [])
    assert list_incidents(db) == []
    set_consent(db, told.position, [])
    set_consent(db, told.position, ["case"])
    (one,) = list_incidents(db)
    assert (one.consent, one.personal) == ((Consent.CASE,), {})
    assert len(stored(db)[0]) == 3  # taking back twice is recorded once


def test_who_was_forgotten_has_allowed_nothing(db):
    told = tell(db, consent=["case", "named"])
    forget_subject(db, told.person)
    assert list_incidents(db) == []
    (own,) = list_incidents(db, own=True)
    assert (own.consent, own.personal) == ((), {"plate": "777 ABC 02"})


def test_a_truck_that_was_forgotten_leaves_the_case(db):
    tell(db, consent=["case", "named"])
    forget_subject(db, list_incidents(db, own=True)[0].body.vehicle)
    assert list_incidents(db)[0].personal == {"name": "Ivan Ivanov"}


def test_the_same_told_again_changes_nothing(db):
    first = tell(db)
    again = tell(db, plate="777abc02")
    assert (again.position, again.person, again.repeated) == (first.position, first.person, True)
    assert len(stored(db)[0]) == 1


def test_another_word_on_the_same_is_refused_and_another_beginning_is_another_incident(db):
    tell(db)
    with pytest.raises(InputError, match="told before, otherwise"):
        tell(db, outcome="let_go")
    assert tell(db, **{"from": "2025-11-19 09:00"}).position == 2
    assert tell(db, key="mine", outcome="let_go").position == 3


def test_trucks_are_counted_so_that_a_repetition_is_seen(db):
    for plate, hour in (("777ABC02", 8), ("111AAA01", 9), ("777ABC02", 10), (None, 11)):
        tell(db, plate=plate, consent=["case"], **{"from": f"2025-11-19 {hour:02}:00"})
    assert [one.truck for one in list_incidents(db)] == [1, 2, 1, None]


def test_a_span_of_beginnings_and_a_point(db):
    for hour in (8, 10, 12):
        tell(db, consent=["case"], **{"from": f"2025-11-19 {hour:02}:00"})
    starts = [one.body.from_us for one in list_incidents(db)]
    assert [one.body.from_us for one in list_incidents(db, from_us=starts[1])] == starts[1:]
    assert [one.body.from_us for one in list_incidents(db, until_us=starts[1])] == starts[:1]
    assert list_incidents(db, point="zhaisan") == []
    assert len(list_incidents(db, point="syrym")) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from": "2999-01-01 00:00", "until": None}, "--from"),
        ({"until": "2025-11-19 07:59"}, "--until"),
        ({"ground": "rule"}, "--act"),
        ({"measure": "shouted_at"}, "--measure"),
        ({"place": "Ivan's house"}, "--place"),
        ({"words": "x" * 2_001}, "--words"),
        ({"words": "a\x00b"}, "--words"),
        ({"consent": ["all"]}, "--consent"),
        ({"plate": "?"}, "--plate"),
    ],
)
def test_what_cannot_be_is_told(db, changes, field):
    with pytest.raises(InputError) as wrong:
        tell(db, **changes)
    assert [one.where.field for one in wrong.value.mistakes] == [field]
    with pytest.raises(InputError, match="no ledger"):
        list_incidents(db, own=True)


def test_an_act_that_is_named_makes_the_ground_a_rule(db):
    tell(db, act="control.outcome.no_papers", consent=["case"])
    (one,) = list_incidents(db)
    assert (one.body.ground, one.body.act) == (Ground.RULE, "control.outcome.no_papers")


def test_only_an_incident_takes_a_consent(db):
    tell(db)
    with pytest.raises(InputError, match="no incident"):
        set_consent(db, 2, ["case"])


def test_every_choice_has_its_words():
    assert set(MEASURE) == set(Measure)
    assert set(GROUND) == set(Ground)
    assert set(CONSENT) == set(Consent)
