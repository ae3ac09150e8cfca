"""Otkel's own preset keeps what it says of itself: drawn slots, standby, turns, shares and blocks.

Every number is tried on both of its sides.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from otkel.app.draws import slot_draws
from otkel.facts.events.choices import Allocation, Stage
from otkel.queueing import commands as c
from otkel.queueing.deciding.allocating import list_requests
from otkel.queueing.drawing import requests_digest
from otkel.queueing.policy import Allocating, Releasing
from tests.queueing.crossing import DAY_S, HOUR_S, MIN_S, NOW_S, READY, Crossing, us, vehicle
from tests.queueing.presets import AGAIN, book, come, lapsed, move, opened, vehicle_of

D_S = 2003 * DAY_S  # the day whose slots are drawn
CLOSES_S = D_S - 12 * HOUR_S
SECRET, OTHER = b"s" * 32, b"o" * 32
EXIT, ENTRY, ROADSIDE = Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK


def digest_of(secret: bytes) -> str:
    return sha256(secret).hexdigest()


def commit(x: Crossing, secret: bytes, purpose: str, to_s: float) -> None:
    seed = c.CommitSeed(digest=digest_of(secret), purpose=purpose, from_us=us(x.t_s), to_us=us(to_s))
    x.must(seed)


def request(passage: int, *hours: float, day_s: float = D_S) -> c.Request:
    choices = tuple(us(day_s + one * HOUR_S) for one in hours)
    return c.Request(
        passage=passage, vehicle=vehicle_of(passage), towards="RU", queue_class="booked",
        day_us=us(day_s), choices=choices, told=READY,
    )  # fmt: skip


def draw(x: Crossing, secret: bytes = SECRET) -> c.HoldDraw:
    asked = list_requests(x.state, "RU", us(D_S))
    digest = requests_digest(asked, towards="RU", day_us=us(D_S))
    draws = slot_draws(
        secret, point="syrym", towards="RU", passages=[one.passage for one in asked], digest=digest
    )
    return c.HoldDraw(
        towards="RU", day_us=us(D_S), seed=digest_of(secret), requests_digest=digest, draws=draws
    )


def drawn(*hours: float) -> Crossing:
    """Give passages 1, 2, … with these slots of the day."""
    x = opened("otkel")
    commit(x, SECRET, "slots.ru", D_S)
    for passage, hour in enumerate(hours, 1):
        x.must(request(passage, hour))
    x.must(draw(x), CLOSES_S)
    assert [(one.passage, one.slot_from_s) for one in x.state.trucks.values()] == [
        (passage, D_S + hour * HOUR_S) for passage, hour in enumerate(hours, 1)
    ]
    return x


def moved(happened: tuple[Any, ...]) -> list[tuple[int, float]]:
    """Give who was moved, and to which hour of the day."""
    return [
        (one.passage, (one.body.slot_from_us - us(D_S)) / 3.6e9)
        for one in happened
        if type(one.body).__name__ == "Moved"
    ]


# -- the draw -----------------------------------------------------------------------------------


def test_slots_are_asked_for_from_three_days_until_twelve_hours_before_the_day():
    x = opened("otkel")
    day_s, closes_s = D_S + 3 * DAY_S, CLOSES_S + 3 * DAY_S
    assert x.refused(book(1, day_s, "booked")) == "booking.by_draw"
    assert x.refused(request(1, day_s=day_s), day_s - 3 * DAY_S - 1) == "request.window"
    x.must(request(1, day_s=day_s), day_s - 3 * DAY_S)
    x.must(request(2, day_s=day_s), closes_s - 1)
    assert x.refused(request(3, day_s=day_s), closes_s) == "request.window"


def test_of_336_slots_three_in_ten_go_to_who_waits_longest_and_the_rest_by_the_seed():
    x = opened("otkel")
    commit(x, SECRET, "slots.ru", D_S)
    for passage in range(1, 351):
        x.must(request(passage), NOW_S + passage)
    assert x.refused(draw(x), CLOSES_S - 1) == "draw.open"
    held = draw(x)
    happened = x.must(held, CLOSES_S)
    assert (x.bodies("DrawHeld")[0].capacity_trucks, x.bodies("DrawHeld")[0].longest_pct) == (336, 30)
    got: dict[Allocation, list[int]] = {Allocation.LONGEST_WAIT: [], Allocation.DRAW: []}
    for one in happened:
        if type(one.body).__name__ == "Booked" and one.passage is not None:
            got[one.body.allocation].append(one.passage)
    rest = sorted(range(101, 351), key=held.draws.__getitem__)
    assert got[Allocation.LONGEST_WAIT] == list(range(1, 101))
    assert got[Allocation.DRAW] == rest[:236]
    assert [one.passage for one in happened if type(one.body).__name__ == "NotDrawn"] == rest[236:]
    assert set(x.state.lines[0].slots.values()) == {14}
    # Who was given none asks for longer, and comes first the next day.
    unlucky = vehicle(rest[-1])
    again = c.Request(
        passage=999, vehicle=unlucky, towards="RU", queue_class="booked", day_us=us(D_S + DAY_S)
    )
    (asked,) = x.must(again)
    assert asked.body.since_us == us(NOW_S + rest[-1])


@pytest.mark.parametrize("late_s", [0, 1])
def test_a_seed_serves_for_a_draw_only_if_it_was_committed_before_the_first_request(late_s):
    x = opened("otkel")
    if late_s:
        x.must(request(1))
    x.t_s += late_s
    commit(x, SECRET, "slots.ru", D_S)
    x.must(request(2))
    if late_s:
        assert x.refused(draw(x), CLOSES_S) == "draw.seed"
    else:
        x.must(draw(x), CLOSES_S)


@pytest.mark.parametrize(
    ("purpose", "until_s", "secret", "rule"),
    [
        ("slots.ru", D_S, SECRET, None),
        ("slots.ru", D_S - 1, SECRET, "draw.seed"),  # does not reach until the day begins
        ("slots.kz", D_S, SECRET, "draw.seed"),
        ("slots.ru", D_S, OTHER, "draw.seed"),
    ],
)
def test_no_other_seed_serves_for_a_draw(purpose, until_s, secret, rule):
    x = opened("otkel")
    commit(x, SECRET, purpose, until_s)
    x.must(request(1), NOW_S + 1)
    if rule is None:
        x.must(draw(x, secret), CLOSES_S)
    else:
        assert x.refused(draw(x, secret), CLOSES_S) == rule


# -- standby and moves --------------------------------------------------------------------------


def standing_by() -> Crossing:
    """Give slots at 10, 14, 18 and 20 o'clock; the second and third stand by for the one before."""
    x = drawn(10, 14, 18, 20)
    for passage, earliest, latest in ((2, 9, 11), (3, 13, 14)):
        earliest_us, latest_us = us(D_S + earliest * HOUR_S), us(D_S + latest * HOUR_S)
        x.must(c.Standby(passage=passage, earliest_us=earliest_us, latest_us=latest_us))
    return x


def test_a_cancelled_slot_goes_to_who_stands_by_and_his_to_the_next():
    x = standing_by()
    assert moved(x.must(c.Cancel(passage=4))) == []
    assert moved(x.must(c.Cancel(passage=1))) == [(2, 10), (3, 14)]
    assert x.bodies("VehicleBlocked") == []


def test_a_slot_that_is_left_by_a_move_goes_to_who_stands_by():
    x = standing_by()
    assert moved(x.must(move(1, D_S + 22 * HOUR_S))) == [(1, 22), (2, 10), (3, 14)]


@pytest.mark.parametrize("other", [c.Cancel(passage=1), move(1, D_S + 22 * HOUR_S)])
def test_a_slot_that_is_over_goes_to_nobody(other):
    x = standing_by()
    assert lapsed(x, D_S + 11 * HOUR_S) == []
    happened = x.must(c.Tick(), D_S + 11 * HOUR_S + 1)
    assert [one.passage for one in happened] == [1]
    assert moved(happened) == []
    assert x.refused(other) == "passage.unknown"


def test_two_moves_in_thirty_days_until_three_hours_before():
    x = drawn(20)
    assert x.refused(move(1, D_S + 22 * HOUR_S), D_S + 17 * HOUR_S + 1) == "move.late"
    x = drawn(20)
    x.must(move(1, D_S + 21 * HOUR_S), D_S + 17 * HOUR_S)
    x.must(move(1, D_S + 22 * HOUR_S))
    assert x.refused(move(1, D_S + 23 * HOUR_S)) == "move.limit"


def test_moves_are_counted_for_thirty_days_and_slots_reach_seven_days_ahead():
    x = opened("otkel", allocating=Allocating.FIRST_COME)  # who holds a slot, however it was given
    last_s = NOW_S - 8 * HOUR_S + 7 * DAY_S + 23 * HOUR_S
    assert x.refused(book(1, last_s + HOUR_S, "booked")) == "booking.horizon"
    x.must(book(1, last_s, "booked"))
    for hours in (1, 2):
        x.must(move(1, last_s - hours * HOUR_S))
    x.must(c.Cancel(passage=1))
    x.must(book(AGAIN, NOW_S + 31 * DAY_S, "booked"), NOW_S + 29 * DAY_S)
    asked = move(AGAIN, NOW_S + 32 * DAY_S)
    assert x.refused(asked, NOW_S + 30 * DAY_S - 1) == "move.limit"
    x.must(asked, NOW_S + 30 * DAY_S)


def test_a_booking_holds_72_hours_longer_after_a_closure():
    x = drawn(10, 13)
    x.must(c.Close(reason="storm"), D_S + 10 * HOUR_S)
    x.must(c.Reopen(), D_S + 12 * HOUR_S)
    assert lapsed(x, D_S + 14 * HOUR_S + 1) == [2]
    until_s = D_S + (10 + 1 + 2 + 72) * HOUR_S
    assert lapsed(x, until_s) == []
    assert lapsed(x, until_s + 1) == [1]


def test_nobody_moves_to_a_slot_that_is_still_to_be_drawn():
    x = drawn(20)
    next_s = D_S + 27 * HOUR_S
    assert x.refused(move(1, next_s), D_S + 12 * HOUR_S - 1) == "booking.by_draw"
    x.must(move(1, next_s), D_S + 12 * HOUR_S)


def test_a_truck_comes_from_three_hours_before_until_one_hour_after_and_then_stands_live():
    x = drawn(10, 10, 10)
    assert x.refused(come(1), D_S + 7 * HOUR_S - 1) == "arrive.early"
    x.must(come(1), D_S + 7 * HOUR_S)
    x.must(come(2), D_S + 11 * HOUR_S)
    x.must(come(3), D_S + 11 * HOUR_S + 1)
    assert [one.queue_class for one in x.bodies("Arrived")] == ["booked", "booked", "ordinary"]


# -- the line -----------------------------------------------------------------------------------


def test_by_intake_nine_trucks_are_called_first():
    x = opened("otkel")  # ten an hour for half an hour, and four before the stage
    for number in range(1, 21):
        x.must(come(number))
    assert x.refused(c.Call(towards="RU", trucks=10)) == "call.intake"
    assert x.call(9) == list(range(1, 10))


def test_three_booked_trucks_take_turns_with_one_other():
    x = drawn(*[10] * 9)
    slot_s = D_S + 10 * HOUR_S
    for number in range(101, 105):
        x.must(c.Arrive(passage=number, vehicle=vehicle(number), towards="RU", told=READY), slot_s)
    for number in range(1, 10):
        x.must(come(number), slot_s)
    assert x.call(9) == [1, 2, 3, 101, 4, 5, 6, 102, 7]


@pytest.mark.parametrize("queue_class", ["live_animals", "perishable"])
def test_urgent_loads_go_before_all_others(queue_class):
    x = opened("otkel")
    for number, one in enumerate((None, None, queue_class, queue_class), 1):
        x.must(come(number, one))
    assert x.call(4) == [3, 4, 1, 2]


def test_who_is_beyond_the_share_of_urgent_loads_stands_in_order_of_arrival():
    x = opened("otkel", releasing=Releasing.FREE)  # a tenth of 480
    trucks = [(number, "perishable") for number in range(10, 59)]
    for number, queue_class in ((1, None), (2, None), *trucks, (60, None)):
        x.must(c.Arrive(passage=number, vehicle=vehicle(number), towards="RU", queue_class=queue_class))
    assert x.call(52) == [*range(10, 58), 1, 2, 58, 60]
    x.must(come(3))
    x.must(come(4, "live_animals"))  # has its share together with them
    assert x.call(2) == [3, 4]
    x.must(come(5), NOW_S + DAY_S)
    x.must(come(6, "perishable"))
    assert x.call(2) == [6, 5]  # another day has a share of its own


@pytest.mark.parametrize(("apart_s", "blocks"), [(90 * DAY_S - 1, True), (90 * DAY_S, False)])
def test_three_no_shows_in_ninety_days_block_for_seven(apart_s, blocks):
    x = opened("otkel")
    for passage, t_s in ((1, NOW_S), (AGAIN, NOW_S + DAY_S), (AGAIN + 1, NOW_S + apart_s)):
        x.must(come(passage), t_s)
        assert x.call(1) == [passage]
        assert lapsed(x, t_s + 180 * MIN_S) == []
        assert lapsed(x, t_s + 180 * MIN_S + 1) == [passage]
    assert len(x.bodies("VehicleBlocked")) == blocks
    until_s = x.t_s + 7 * DAY_S
    day_s = until_s // DAY_S * DAY_S + 2 * DAY_S
    if blocks:
        assert x.refused(request(AGAIN + 2, day_s=day_s), until_s - 1) == "booking.blocked"
    x.must(request(AGAIN + 2, day_s=day_s), until_s)
