"""Taking feeds in: what was read is kept once, what was not is counted by its reason."""

import pytest

from otkel.app.feed_words import figure, ranges_of
from otkel.app.feeds import list_readings, list_rejects, read_feed
from otkel.errors import InputError, UnknownNameError
from otkel.facts.readings import Quantity, Seen
from otkel.feeds.readings_table import template
from tests.ledger.test_readings import reading

BAD = "point,quantity,value,observed_at,said_by\n" + "".join(
    f"{point},physical_wait,{value},2026-06-30T10:00Z,me\n"
    for point, value in (("syrym", "x"), ("nowhere", "1"), ("syrym", "y"), ("syrym", "300"))
)


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path}/otkel.db"


def test_a_feed_read_again_changes_nothing(db):
    first = read_feed(db, "template", template().encode(), "t.csv")
    again = read_feed(db, "template", template().encode(), "t.csv")
    assert (first.taken, first.repeated, first.rejected) == (7, 0, 0)
    assert (again.taken, again.repeated, again.rejected) == (0, 7, 0)
    assert len(list_readings(db, "syrym", 100_000)) == 7


def test_what_is_set_aside_is_counted_by_reason_and_the_rest_goes_in(db):
    run = read_feed(db, "template", BAD.encode(), "b.csv")
    assert (run.taken, run.repeated, run.rejected) == (1, 0, 3)
    ((told, aside),) = list_rejects(db)
    assert told == run
    assert [(one.field, one.row, one.rows) for one in aside] == [("value", 2, 2), ("point", 3, 1)]


def test_what_is_refused_whole_is_written_down_as_set_aside(db):
    with pytest.raises(InputError):
        read_feed(db, "echerha", b'{"data": [', "cut.json")
    ((run, aside),) = list_rejects(db)
    assert (run.file, run.taken, run.rejected) == ("cut.json", 0, 1)
    assert aside[0].rows == 1


def test_looking_makes_no_ledger(db, tmp_path):
    with pytest.raises(InputError):
        list_rejects(db)
    with pytest.raises(InputError):
        list_readings(db, "syrym", 1)
    assert not list(tmp_path.iterdir())


def test_a_kind_that_is_none_is_told_before_a_ledger_is_made(db, tmp_path):
    with pytest.raises(UnknownNameError):
        read_feed(db, "nothing", b"")
    assert not list(tmp_path.iterdir())


def test_the_range_is_that_of_the_last_word_of_each():
    said = [
        reading(value=100.0, observed_us=1, said_by="a"),
        reading(value=180.0, observed_us=2, said_by="a"),
        reading(value=300.0, most=400.0, observed_us=1, said_by="b"),
        reading(seen=Seen.CLOSED, value=None, observed_us=3, said_by="c"),
    ]
    (found,) = ranges_of(said)
    assert (found.low, found.high, found.readings, found.last_us) == (180.0, 400.0, 3, 3)
    assert found.speakers == ("a", "b", "c")


def test_two_figures_of_one_speaker_for_one_instant_both_stand():
    (found,) = ranges_of([reading(value=100.0), reading(value=300.0)])
    assert (found.low, found.high, found.readings) == (100.0, 300.0, 2)


def test_a_wait_that_was_seen_and_one_that_was_promised_are_never_one_range():
    found = ranges_of([reading(), reading(quantity=Quantity.PROMISED_WAIT, value=10.0)])
    assert [one.quantity for one in found] == [Quantity.PHYSICAL_WAIT, Quantity.PROMISED_WAIT]


def test_nobody_knows_is_no_zero():
    (found,) = ranges_of([reading(seen=Seen.UNKNOWN, value=None)])
    assert (found.low, found.high) == (None, None)
    assert figure(None, None) == "?"
    assert figure(0.0, None) == "0"
    assert figure(2.0, 3.5) == "2–3.5"
