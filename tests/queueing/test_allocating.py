"""Scarce slots by draw: the window of requests, the committed seed, a share for who waits longest."""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import Allocation
from otkel.queueing import commands as c
from otkel.queueing.drawing import requests_digest, slots_purpose
from tests.queueing import machine
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us, vehicle
from tests.queueing.policies import DRAW, SLOTS

DAY_AT_S = NOW_S - 8 * HOUR_S + 5 * DAY_S  # requests from five days before until twelve hours before
SEED = "aa" * 32


def crossing(committed: bool = True) -> Crossing:
    x = Crossing(DRAW)
    if committed:
        to_us = us(DAY_AT_S + 60 * DAY_S)
        x.must(c.CommitSeed(digest=SEED, purpose=slots_purpose("RU"), from_us=us(NOW_S), to_us=to_us))
    return x


def asked(number: int, **more) -> c.Request:
    values = {"towards": "RU", "day_us": us(DAY_AT_S), "queue_class": "drawn", **more}
    return c.Request(passage=number, vehicle=vehicle(number), **values)


def held(x: Crossing, draws: dict[int, int] | None = None, day_s: float = DAY_AT_S, **more) -> c.HoldDraw:
    requests = machine.list_requests(x.state, "RU", us(day_s))
    digest = requests_digest(requests, towards="RU", day_us=us(day_s))
    draws = {one.passage: one.passage for one in requests} if draws is None else draws
    values = {"seed": SEED, "requests_digest": digest, "draws": draws, **more}
    return c.HoldDraw(towards="RU", day_us=us(day_s), **values)


def test_requests_are_taken_within_their_window():
    x = crossing()
    for day_us in (us(DAY_AT_S + DAY_S), us(DAY_AT_S + HOUR_S), us(NOW_S - 8 * HOUR_S)):
        assert x.refused(asked(1, day_us=day_us)) == "request.window"
    x.must(asked(1))
    assert x.refused(asked(1)) == "passage.known"
    assert x.refused(msgspec.structs.replace(asked(2), vehicle=vehicle(1))) == "booking.one"
    assert x.refused(asked(2, choices=(us(DAY_AT_S + DAY_S),))) == "booking.slot_grid"
    assert x.refused(asked(2, choices=(us(DAY_AT_S + 60),))) == "booking.slot_grid"
    assert x.refused(asked(2, queue_class="ordinary")) == "request.not_by_draw"
    x.must(asked(2), DAY_AT_S - 12 * HOUR_S - 1)
    assert x.refused(asked(3), DAY_AT_S - 12 * HOUR_S) == "request.window"
    y = Crossing(SLOTS)
    assert y.refused(asked(1, queue_class="booked")) == "request.not_by_draw"
    assert y.refused(held(x)) == "request.not_by_draw"


def test_a_draw_is_held_once_requests_have_closed_from_the_committed_seed_over_all_of_them():
    x = crossing()
    assert x.refused(held(x)) == "draw.open"
    for number in (1, 2):
        x.must(asked(number))
    assert x.refused(held(x), DAY_AT_S - 12 * HOUR_S - 1) == "draw.open"
    assert x.refused(held(x, seed="bb" * 32), DAY_AT_S - 12 * HOUR_S) == "draw.seed"
    assert x.refused(held(x, {1: 5})) == "draw.missing"
    assert x.refused(held(x, requests_digest="cc" * 32)) == "draw.missing"
    x.must(held(x))
    assert x.refused(held(x)) == "draw.none"


def test_a_seed_committed_after_the_first_request_serves_no_draw():
    x = crossing(committed=False)
    x.must(asked(1))
    to_us = us(DAY_AT_S + DAY_S)
    x.t_s += 60
    x.must(c.CommitSeed(digest=SEED, purpose=slots_purpose("RU"), from_us=us(x.t_s), to_us=to_us))
    assert x.refused(held(x), DAY_AT_S - 12 * HOUR_S) == "draw.seed"


def test_a_share_goes_to_who_waits_longest_and_the_rest_by_the_least_draw():
    x = crossing()
    for number in range(1, 31):  # 24 slots of one truck, 40 %: nine by waiting
        x.must(asked(number), NOW_S + number)
    x.must(held(x, {number: 2**40 - number for number in range(1, 31)}), DAY_AT_S - 12 * HOUR_S)
    by = {one.passage: one.body.allocation for _, one in x.log if type(one.body).__name__ == "Booked"}
    assert [number for number, how in by.items() if how is Allocation.LONGEST_WAIT] == list(range(1, 10))
    drawn = [number for number, how in by.items() if how is Allocation.DRAW]
    assert drawn == list(range(30, 15, -1))
    lost = [one.passage for _, one in x.log if type(one.body).__name__ == "NotDrawn"]
    assert sorted(lost) == list(range(10, 16))
    slots = x.state.lines[0].slots
    assert (len(slots), max(slots.values())) == (24, 1)


def test_who_was_given_none_waits_on_and_who_withdraws_does_not():
    x = crossing()
    for number in range(1, 26):
        x.must(asked(number))
    x.must(held(x), DAY_AT_S - 12 * HOUR_S)
    (lost,) = (one.passage for _, one in x.log if type(one.body).__name__ == "NotDrawn")
    day_s = DAY_AT_S + 3 * DAY_S
    x.must(asked(100 + lost, day_us=us(day_s)))
    again = x.state.trucks[100 + lost]
    assert again.asked_since_s == x.t_s  # another vehicle
    x.must(msgspec.structs.replace(asked(200, day_us=us(day_s)), vehicle=vehicle(lost)))
    assert x.state.trucks[200].asked_since_s == NOW_S
    x.must(c.Cancel(passage=200))
    x.must(msgspec.structs.replace(asked(201, day_us=us(day_s)), vehicle=vehicle(lost)))
    assert x.state.trucks[201].asked_since_s == x.t_s
