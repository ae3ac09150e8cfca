"""Who was not drawn and stands by for the day is the first to be given a slot that comes back."""

from __future__ import annotations

import msgspec
import pytest

from otkel.facts.events.choices import Allocation
from otkel.facts.events.passages import Booked, Moved
from otkel.queueing import commands as c
from otkel.queueing.snapshot import pack, unpack
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, Crossing, new_state, us, vehicle
from tests.queueing.policies import DRAW
from tests.queueing.test_allocating import DAY_AT_S, asked, crossing, held

HELD_S = DAY_AT_S - 12 * HOUR_S
NOON_S = DAY_AT_S + 12 * HOUR_S
CLOSES = {"choices": (us(NOON_S),)}  # everybody wants noon, which holds one truck


def stands_by(number: int, earliest_s: float = DAY_AT_S, latest_s: float = DAY_AT_S + DAY_S - 1) -> c.Standby:
    return c.Standby(passage=number, earliest_us=us(earliest_s), latest_us=us(latest_s))


def drawn(standing: tuple[int, ...] = (2, 3, 4), policy=DRAW) -> Crossing:
    """Draw noon among four: 1 is given it, the others are not."""
    x = crossing()
    if policy is not DRAW:
        x.policy(policy)
    for number in (1, 2, 3, 4):
        x.must(asked(number, **CLOSES))
    for number in standing:
        x.must(stands_by(number))
    x.must(held(x, {1: 5, 2: 40, 3: 20, 4: 30}), HELD_S)
    return x


def given(happened) -> list[tuple[int, int, Allocation]]:
    return [
        (one.passage, one.body.slot_from_us, one.body.allocation)
        for one in happened
        if isinstance(one.body, Booked)
    ]


def test_a_slot_given_back_goes_to_the_first_of_those_not_drawn():
    x = drawn()
    assert {truck.status for number, truck in x.state.trucks.items() if number > 1} == {Status.REQUESTED}
    # All asked at once, so the number drawn decides, and not who joined first.
    for gone, number in ((1, 3), (3, 4), (4, 2)):
        assert given(x.must(c.Cancel(passage=gone))) == [(number, us(NOON_S), Allocation.STANDBY)]
        assert x.state.trucks[number].status is Status.BOOKED
    assert x.state.lines[0].standby == {}


def test_who_asks_longest_comes_first_whatever_was_drawn():
    x = crossing()
    x.must(asked(2, day_us=us(DAY_AT_S - DAY_S), choices=(us(NOON_S - DAY_S),)))
    x.must(asked(9, day_us=us(DAY_AT_S - DAY_S), choices=(us(NOON_S - DAY_S),)), x.t_s + 60)
    x.must(held(x, {2: 9, 9: 1}, DAY_AT_S - DAY_S), HELD_S - DAY_S)
    old = next(number for number in (2, 9) if number not in x.state.trucks)
    for number in (1, 3):
        x.must(asked(number, **CLOSES))
    x.must(msgspec.structs.replace(asked(4, **CLOSES), vehicle=vehicle(old)))
    for number in (3, 4):
        x.must(stands_by(number))
    x.policy(msgspec.structs.replace(DRAW, longest_pct=0))
    x.must(held(x, {1: 1, 3: 2, 4: 99}), HELD_S)
    assert [one[0] for one in given(x.must(c.Cancel(passage=1)))] == [4]


def test_they_come_before_a_booking_that_stood_by_earlier():
    x = drawn()
    x.must(c.Move(passage=1, slot_from_us=us(NOON_S + 5 * HOUR_S)))  # gives noon back: to 3
    x.must(stands_by(1, DAY_AT_S, NOON_S))
    happened = x.must(c.Cancel(passage=3))
    assert given(happened) == [(4, us(NOON_S), Allocation.STANDBY)]
    assert [one for one in happened if isinstance(one.body, Moved)] == []


def test_the_order_is_the_same_from_a_snapshot_and_after_a_change_of_the_policy():
    for again in (
        lambda x: setattr(x, "state", unpack(pack(x.state).to_bytes(), new_state())),
        lambda x: x.policy(msgspec.structs.replace(DRAW, longest_pct=50)),
    ):
        x = drawn()
        again(x)
        assert [one[0] for one in given(x.must(c.Cancel(passage=1)))] == [3]


def test_who_does_not_stand_by_has_ended_and_is_given_nothing():
    x = drawn(standing=(2,))
    assert set(x.state.trucks) == {1, 2}
    assert given(x.must(c.Cancel(passage=1))) == [(2, us(NOON_S), Allocation.STANDBY)]


@pytest.mark.parametrize(
    ("earliest_s", "latest_s", "fits"),
    [(NOON_S, NOON_S, True), (NOON_S + 1, NOON_S + HOUR_S, False), (DAY_AT_S, NOON_S - 1, False)],
)
def test_only_a_slot_within_his_window_is_given(earliest_s, latest_s, fits):
    x = crossing()
    for number in (1, 2):
        x.must(asked(number, **CLOSES))
    x.must(stands_by(2, earliest_s, latest_s))
    x.must(held(x, {1: 1, 2: 2}), HELD_S)
    assert bool(given(x.must(c.Cancel(passage=1)))) is fits


def test_a_request_stands_by_for_its_own_day():
    x = crossing()
    x.must(asked(1))
    for earliest_s, latest_s in (
        (DAY_AT_S - 1, NOON_S), (NOON_S, DAY_AT_S + DAY_S), (NOON_S, NOON_S - 1),
    ):  # fmt: skip
        assert x.refused(stands_by(1, earliest_s, latest_s)) == "standby.day"


def test_before_the_draw_nobody_who_asks_is_given_a_slot():
    x = drawn(standing=())
    x.must(asked(5, day_us=us(DAY_AT_S + DAY_S)))
    x.must(stands_by(5, DAY_AT_S + DAY_S, DAY_AT_S + 2 * DAY_S - 1))
    x.must(c.Cancel(passage=1))
    assert x.state.trucks[5].status is Status.REQUESTED
    x.must(held(x, {5: 1}, DAY_AT_S + DAY_S), HELD_S + DAY_S)
    assert x.state.lines[0].standby == {}
    assert x.state.trucks[5].status is Status.BOOKED


def test_he_asks_until_his_window_is_over_and_his_age_stays():
    x = drawn(standing=(2,))
    since_s = x.state.trucks[2].asked_since_s
    ends_s = DAY_AT_S + DAY_S - 1
    assert x.ask(c.Tick(), NOON_S) == ()
    x.must(c.Tick(), ends_s + 1)
    (body,) = x.bodies("Cancelled")
    assert (body.side.value, body.rule) == ("nobody", "standby.over")
    assert 2 not in x.state.trucks
    assert x.state.vehicle(vehicle(2)).asked_since_s == since_s
    assert vehicle(2) not in x.state.live


def test_who_gives_up_standing_by_asks_for_another_day_with_his_age():
    x = drawn(standing=(2,))
    since_s = x.state.trucks[2].asked_since_s
    again = msgspec.structs.replace(asked(7, day_us=us(DAY_AT_S + DAY_S)), vehicle=vehicle(2))
    assert x.refused(again) == "booking.one"
    x.must(c.Cancel(passage=2))
    x.must(again)
    assert x.state.trucks[7].asked_since_s == since_s


def test_the_share_of_his_class_holds():
    x = drawn()
    classes = (msgspec.structs.replace(DRAW.classes[0], cap_pct=0.2), DRAW.classes[1])
    x.policy(msgspec.structs.replace(DRAW, classes=classes, day_trucks=500, slot_trucks=2))
    x.state.lines[0].taken[("drawn", x.state.day_of(NOON_S))] = 3  # beyond the share: one goes, two stay
    assert given(x.must(c.Cancel(passage=1))) == []
