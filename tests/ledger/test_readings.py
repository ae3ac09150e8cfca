"""Readings beside the ledger: each stands once, contradictions side by side, what was set aside is told."""

import msgspec
import pytest

from otkel.facts.readings import Quantity, Reading, Reliability, Seen
from otkel.ledger.opening import open_store
from otkel.ledger.readings import FeedRun, SetAside, open_readings
from otkel.phrases import phrase
from tests.contract.acts import ticking


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def opened(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/ledger.db"}.get(request.param)
    url = url or request.getfixturevalue("postgres_url")
    store = open_store(url, ticking())
    readings = open_readings(url, store)
    yield readings
    readings.close()
    store.close()


def reading(**changed):
    fields = {
        "point": "syrym", "towards": "RU", "vehicles": "truck", "quantity": Quantity.PHYSICAL_WAIT,
        "value": 180.0, "observed_us": 1_000_000, "received_us": 2_000_000, "source": "template",
        "said_by": "dispatcher", "reliability": Reliability.WITNESS, "raw": "180",
    }  # fmt: skip
    return Reading(**{**fields, **changed})


def test_what_is_put_comes_back_in_order_of_what_was_seen(opened):
    later = reading(observed_us=5_000_000, value=60.0, towards=None, most=90.0)
    assert opened.put([later, reading()]) == 2
    assert opened.list_readings("syrym", 0, 10_000_000) == [reading(), later]
    assert opened.list_readings("syrym", 1_000_000, 4_999_999) == []
    assert opened.list_readings("taskala", 0, 10_000_000) == []
    assert opened.list_points() == ["syrym"]


def test_the_same_reading_stands_once_whenever_it_is_taken_in(opened):
    assert opened.put([reading(), reading()]) == 1
    assert opened.put([reading(received_us=9_000_000)]) == 0
    assert opened.list_readings("syrym", 0, 10_000_000) == [reading()]


@pytest.mark.parametrize(
    "changed",
    [
        {"value": 181.0}, {"said_by": "a driver"}, {"most": 200.0}, {"towards": "KZ"}, {"vehicles": "bus"},
        {"quantity": Quantity.PROMISED_WAIT}, {"source": "echerha"}, {"reliability": Reliability.OFFICIAL},
        {"seen": Seen.CLOSED, "value": None}, {"seen": Seen.UNKNOWN, "value": None},
    ],
)  # fmt: skip
def test_what_says_anything_else_stands_beside_it(opened, changed):
    assert opened.put([reading()]) == 1
    assert opened.put([reading(**changed)]) == 1
    assert len(opened.list_readings("syrym", 0, 10_000_000)) == 2


def test_unknown_closed_and_zero_stay_apart(opened):
    three = [
        reading(value=0.0),
        reading(seen=Seen.CLOSED, value=None),
        reading(seen=Seen.UNKNOWN, value=None),
    ]
    opened.put(three)
    found = opened.list_readings("syrym", 0, 10_000_000)
    assert [(one.seen, one.value) for one in found] == [
        (Seen.KNOWN, 0.0), (Seen.CLOSED, None), (Seen.UNKNOWN, None),
    ]  # fmt: skip


def test_a_taking_in_is_written_down_with_what_was_set_aside(opened):
    run = FeedRun(number=0, at_us=5, kind="template", file="a.csv", taken=1, repeated=2, rejected=8)
    few = SetAside(reason=phrase("rare {n}", n=1), advice=phrase("mend"), field="value", row=7)
    many = SetAside(reason=phrase("often"), advice=phrase("mend"), rows=7)
    first = opened.put_run(run, (few, many))
    second = opened.put_run(run, ())
    assert first != second
    assert opened.list_set_aside(first) == [many, few]
    assert opened.list_set_aside(second) == []
    runs = [msgspec.structs.replace(run, number=number) for number in (second, first)]
    assert opened.list_runs(10) == runs
    assert opened.list_runs(1) == runs[:1]


@pytest.mark.parametrize(
    "changed",
    [
        {"value": None}, {"seen": Seen.CLOSED}, {"seen": Seen.UNKNOWN}, {"value": -1.0}, {"most": 100.0},
        {"value": 2e6}, {"value": float("nan")}, {"most": float("inf")},
    ],
)  # fmt: skip
def test_a_reading_that_contradicts_itself_cannot_be(changed):
    with pytest.raises(ValueError, match=r"reading|range"):
        reading(**changed)


def test_what_is_said_anew_takes_the_place_of_what_was_received_since_an_instant(opened):
    before, since = reading(received_us=1_000_000, value=1.0), reading(received_us=3_000_000, value=2.0)
    others = reading(received_us=3_000_000, said_by="another"), reading(received_us=3_000_000, source="album")
    opened.put([before, since, *others])
    opened.say_anew("syrym", "template", "dispatcher", 2_000_000, [reading(value=3.0)])
    assert [one.value for one in opened.list_readings("syrym", 0, 10_000_000)] == [1.0, 180.0, 180.0, 3.0]
    opened.say_anew("syrym", "template", "dispatcher", 1_500_000, [])
    assert [one.value for one in opened.list_readings("syrym", 0, 10_000_000)] == [1.0, 180.0, 180.0]


def test_readings_of_one_source_are_listed_with_numbers_and_taken_out_again(opened):
    opened.put([reading(), reading(source="report", value=1.0), reading(source="report", value=2.0)])
    opened.put([reading(source="report", point="taskala")])
    listed = opened.list_of_source("syrym", "report", 0, 10)
    assert [one.value for _, one in listed] == [2.0, 1.0]
    assert opened.list_of_source("syrym", "report", 0, 1) == listed[:1]
    assert opened.list_of_source("syrym", "report", 1_000_000, 10) == []
    every = range(1, 100)
    assert opened.drop(every, "syrym", "report") == 2
    assert opened.drop(every, "syrym", "report") == 0
    assert [one.value for one in opened.list_readings("syrym", 0, 10_000_000)] == [180.0]
    assert len(opened.list_readings("taskala", 0, 10_000_000)) == 1
