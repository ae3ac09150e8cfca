"""Thousands at once: nothing is lost, nobody loses his place, and it takes no longer than it must."""

from __future__ import annotations

from time import process_time

from otkel.facts.events.choices import Readiness
from otkel.facts.events.passages import Called, Moved
from otkel.queueing import commands as c
from otkel.queueing.policy import Policy, QueueClass
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, READY, Crossing, us, vehicle
from tests.queueing.policies import LIVE

SLOT_S = 2010 * DAY_S
WIDE = Policy(
    name="wide", slot_min=60, slot_trucks=500, horizon_days=60, block_days=0,
    classes=(QueueClass(name="booked", by_slot=True), QueueClass(name="ordinary", rank=1)),
)  # fmt: skip


def booked(first: int, trucks: int, slot_s: float, x: Crossing) -> None:
    for number in range(first, first + trucks):
        slot_us = us(slot_s + (number - first) // 500 * HOUR_S)
        book = c.Book(
            passage=number, vehicle=vehicle(number), towards="RU", queue_class="booked", slot_from_us=slot_us
        )
        x.must(book)


def test_ten_thousand_cancellations_with_ten_thousand_on_standby():
    x = Crossing(WIDE)
    booked(1, 10_000, SLOT_S, x)
    booked(10_001, 10_000, SLOT_S + 10 * DAY_S, x)
    for number in range(10_001, 20_001):  # a window of many days each, none of them the same
        earliest_us = us(SLOT_S - (number % 97) * HOUR_S)
        latest_us = us(SLOT_S + 5 * DAY_S + (number % 89) * HOUR_S)
        x.must(c.Standby(passage=number, earliest_us=earliest_us, latest_us=latest_us))
    began = process_time()
    for number in range(1, 10_001):
        happened = x.must(c.Cancel(passage=number))
        assert [one.passage for one in happened if isinstance(one.body, Moved)] == [number + 10_000]
    assert process_time() - began < 20.0
    slots = x.state.lines[0].slots
    assert sum(slots.values()) == 10_000
    assert max(slots.values()) <= 500


def test_a_tick_looks_only_at_those_for_whom_something_is_due():
    x = Crossing(WIDE)
    booked(1, 10_000, SLOT_S, x)
    began = process_time()
    for minute in range(1000):
        x.ask(c.Tick(), NOW_S + minute)
    assert process_time() - began < 1.0
    x.ask(c.Tick(), SLOT_S + 30 * DAY_S)
    assert x.state.trucks == {}
    assert x.ask(c.Tick(), SLOT_S + 31 * DAY_S) == ()


def test_a_post_that_closes_with_3000_waiting_keeps_their_order():
    x = Crossing(LIVE)
    for number in range(1, 3001):
        x.arrive(number, NOW_S + number)
    x.must(c.Close(reason="storm"), NOW_S + 4000)
    assert x.refused(c.Call(towards="RU")) == "stage.stopped"
    for day in range(1, 8):
        assert x.ask(c.Tick(), NOW_S + day * DAY_S) == ()
    x.must(c.Reopen(), NOW_S + 8 * DAY_S)
    assert x.call(3000) == list(range(1, 3001))
    assert all(one.overtaken_trucks == 0 for one in x.bodies("Called"))


def test_a_backlog_of_3000_is_let_forward_in_time():
    x = Crossing(LIVE)
    for number in range(1, 3001):
        told = READY if number % 3 else c.Told(readiness=Readiness.LACKING)
        x.arrive(number, NOW_S + number, backlog=True, told=told)
    began = process_time()
    happened = x.must(c.PublishBatch(towards="RU", batch="b1", trucks=1500))
    assert process_time() - began < 2.0
    called = [one for one in happened if isinstance(one.body, Called)]
    assert [one.passage for one in called] == [n for n in range(1, 3001) if n % 3][:1500]
    assert called[-1].body.overtaken_trucks == 749
    assert x.state.lines[0].counts[Status.WAITING] == 1500
