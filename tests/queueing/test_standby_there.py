"""A slot that a no-show leaves goes to who stands by and is there already."""

from __future__ import annotations

import msgspec
import pytest

from otkel.facts.events.choices import ExceptionGround, Side
from otkel.facts.events.passages import Called, Moved
from otkel.queueing import commands as c
from otkel.queueing.policy import Policy
from otkel.queueing.snapshot import pack, unpack
from otkel.queueing.truck import Status
from tests.queueing.crossing import HOUR_S, LACKING, MIN_S, NOW_S, Crossing, new_state, us
from tests.queueing.policies import SLOTS

SLOT_S = NOW_S + 26 * HOUR_S  # ten o'clock tomorrow
BOOKED = {"queue_class": "booked"}


def slots(**changed) -> Policy:
    return msgspec.structs.replace(SLOTS, **{"strip_places": None, **changed})


def moves(happened) -> list[tuple[int, int]]:
    return [(one.passage, one.body.slot_from_us) for one in happened if isinstance(one.body, Moved)]


def standby(number: int, earliest_s: float, latest_s: float) -> c.Standby:
    return c.Standby(passage=number, earliest_us=us(earliest_s), latest_us=us(latest_s))


def waiting(slot_s: float = SLOT_S + 3 * HOUR_S, policy: Policy | None = None) -> Crossing:
    """Let 1 book the slot to which it will not come, and 2 wait for a later one, and stand by."""
    x = Crossing(policy or slots())
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(x.book(2, slot_s, **BOOKED))
    x.arrive(2, SLOT_S + 10 * MIN_S)
    x.must(standby(2, SLOT_S, slot_s - 1))
    return x


LAPSED_S = SLOT_S + HOUR_S + 1  # the booking of 1 is a no-show


def test_the_slot_of_a_no_show_goes_at_once_to_who_waits_for_a_later_one():
    x = waiting()
    happened = x.must(c.Tick(), LAPSED_S)
    assert moves(happened) == [(2, us(SLOT_S))]
    (body,) = x.bodies("Moved")
    assert (body.side, body.reason) == (Side.NOBODY, "standby")
    assert x.call() == [2]  # hours before the slot that he had


def test_without_it_he_waits_for_his_slot():
    x = waiting()
    assert x.refused(c.Call(towards="RU"), LAPSED_S - 1) == "call.none_waits"
    y = Crossing(slots())
    y.must(y.book(1, SLOT_S, **BOOKED))
    y.must(y.book(2, SLOT_S + 3 * HOUR_S, **BOOKED))
    y.arrive(2, SLOT_S + 10 * MIN_S)
    assert y.refused(c.Call(towards="RU"), LAPSED_S) == "call.none_waits"


def test_the_call_itself_does_what_is_due_and_calls_him():
    happened = waiting().must(c.Call(towards="RU"), LAPSED_S)
    assert [type(one.body).__name__ for one in happened] == ["NoShow", "DepositSettled", "Moved", "Called"]


def test_who_stood_by_before_he_came_keeps_his_turn():
    x = Crossing(slots(slot_trucks=1))
    x.must(x.book(1, SLOT_S, **BOOKED))
    for number, hours in ((2, 4), (3, 3)):
        x.must(x.book(number, SLOT_S + hours * HOUR_S, **BOOKED))
        x.must(standby(number, NOW_S, NOW_S + HOUR_S))  # for another time: he is there, so any is good
    x.arrive(3, SLOT_S + 5 * MIN_S)
    x.arrive(2, SLOT_S + 60 * MIN_S)
    assert list(x.state.lines[0].standby) == [2, 3]
    assert moves(x.must(c.Tick(), LAPSED_S)) == [(2, us(SLOT_S))]


def test_who_comes_to_his_slot_stands_by_no_more():
    x = Crossing(slots())
    x.must(x.book(2, SLOT_S, **BOOKED))
    x.must(standby(2, NOW_S, SLOT_S - 1))
    x.arrive(2, SLOT_S)
    assert x.state.lines[0].standby == {}


def test_the_slot_that_he_leaves_goes_on_to_who_is_on_his_way():
    x = waiting()
    x.must(x.book(3, SLOT_S + 9 * HOUR_S, **BOOKED))
    x.must(standby(3, SLOT_S + 2 * HOUR_S, SLOT_S + 4 * HOUR_S))
    assert moves(x.must(c.Tick(), LAPSED_S)) == [(2, us(SLOT_S)), (3, us(SLOT_S + 3 * HOUR_S))]
    assert x.state.lines[0].slots == {round(SLOT_S): 1, round(SLOT_S + 3 * HOUR_S): 1}
    assert x.state.trucks[3].status is Status.BOOKED


def test_a_slot_that_is_cancelled_too_late_goes_to_him_too():
    x = waiting()
    happened = x.must(c.Cancel(passage=1), SLOT_S + 20 * MIN_S)
    assert moves(happened) == [(2, us(SLOT_S))]


def test_so_does_that_of_a_truck_that_comes_too_late_for_it():
    x = waiting(policy=slots(late_min=30))
    happened = x.arrive(1, SLOT_S + 31 * MIN_S)
    assert moves(happened) == [(2, us(SLOT_S))]
    assert x.state.trucks[1].queue_class == "ordinary"


@pytest.mark.parametrize("what", ["lacking", "away", "begun", "no_moves", "on_the_way"])
def test_nobody_is_given_it_who_could_not_be_called(what):
    slot_s = SLOT_S + 30 * MIN_S if what == "begun" else SLOT_S + 3 * HOUR_S
    policy = slots(slot_min=30, late_min=60) if what == "begun" else slots()
    x = Crossing(policy)
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(x.book(2, slot_s, **BOOKED))
    if what != "on_the_way":
        x.arrive(2, SLOT_S + 10 * MIN_S, **({"told": LACKING} if what == "lacking" else {}))
    x.must(standby(2, SLOT_S, slot_s - 1), SLOT_S + 10 * MIN_S)
    if what == "away":
        until_us = us(SLOT_S + 4 * HOUR_S)
        ground = ExceptionGround.BREAKDOWN
        x.must(c.GrantException(passage=2, ground=ground, keeps_until_us=until_us, evidence="e" * 64))
    if what == "no_moves":
        x.policy(slots(moves_most=0))
    assert moves(x.must(c.Tick(), LAPSED_S)) == []


def test_a_slot_that_holds_too_many_is_not_filled_by_who_waits():
    x = Crossing(slots(slot_trucks=3))
    for number in (1, 3, 4):
        x.must(x.book(number, SLOT_S, **BOOKED))
    x.must(x.book(2, SLOT_S + 3 * HOUR_S, **BOOKED))
    for number in (3, 4):
        x.arrive(number, SLOT_S)
    x.arrive(2, SLOT_S + 10 * MIN_S)
    x.must(standby(2, SLOT_S, SLOT_S + 2 * HOUR_S))
    x.policy(slots(slot_trucks=2))
    assert moves(x.must(c.Tick(), LAPSED_S)) == []


def test_the_share_of_a_class_holds_also_where_the_day_is_another():
    """A slot of the day before, late in the evening: its day's share of the class is full."""
    caps = {"booked": 1.0, "listed": None, "ordinary": None}
    classes = tuple(
        msgspec.structs.replace(one, cap_pct=caps[one.name], list_days=0) for one in SLOTS.classes
    )
    policy = slots(day_trucks=100, classes=classes)
    evening_s = NOW_S + 39 * HOUR_S  # 23 o'clock tomorrow
    for full in (False, True):
        x = Crossing(policy)
        x.must(x.book(1, evening_s, queue_class="listed" if full else "booked"))
        if full:
            x.must(x.book(3, evening_s - 2 * HOUR_S, **BOOKED))
            x.arrive(3, evening_s - 2 * HOUR_S)
        x.must(x.book(2, evening_s + 3 * HOUR_S, **BOOKED))
        x.arrive(2, evening_s + 10 * MIN_S)
        x.must(standby(2, evening_s, evening_s + 2 * HOUR_S))
        assert len(moves(x.must(c.Tick(), evening_s + HOUR_S + 1))) == (not full)


def test_the_lateness_of_the_post_counts_from_when_the_slot_was_given():
    x = waiting()
    x.must(c.Tick(), LAPSED_S)
    happened = x.must(c.Call(towards="RU"), LAPSED_S + 5 * MIN_S)
    (body,) = [one.body for one in happened if isinstance(one.body, Called)]
    assert (body.rule, body.late_us) == ("call.slot", 300_000_000)


def test_his_order_of_arrival_stays_and_what_he_overtakes_is_told():
    x = Crossing(slots())
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(x.book(2, SLOT_S + 3 * HOUR_S, **BOOKED))
    x.arrive(9, SLOT_S)  # in the live queue, before him
    x.arrive(2, SLOT_S + 10 * MIN_S)
    x.must(standby(2, SLOT_S, SLOT_S + 2 * HOUR_S))
    x.state = unpack(pack(x.state).to_bytes(), new_state())  # also from a snapshot
    x.must(c.Tick(), LAPSED_S)
    (body,) = [one.body for one in x.must(c.Call(towards="RU", trucks=1)) if isinstance(one.body, Called)]
    assert (body.rule, body.overtaken_trucks) == ("call.slot", 1)
    assert x.call() == [9]
