"""The presets of Russia, Estonia, Latvia and Belarus keep what was published of those queues.

Every number, and every day on which one began, is tried on both of its sides.
"""

from __future__ import annotations

from datetime import date

import pytest

from otkel.facts.events.choices import Side
from otkel.queueing import commands as c
from tests.queueing.crossing import DAY_S, HOUR_S, MIN_S, NOW_S, Crossing, vehicle
from tests.queueing.presets import (
    AGAIN,
    SLOT_S,
    blocked_for,
    book,
    classes_called,
    come,
    lapsed,
    move,
    opened,
)

RUSSIA = ("russia-2023", "russia-2026")
DAY_BEFORE, FIRST_DAY = date(2026, 2, 28), date(2026, 3, 1)  # of the limits of 2026


# -- Russia -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUSSIA)
def test_russia_a_truck_comes_from_three_hours_to_ten_minutes_before_its_slot(name):
    x = opened(name)
    for number in (1, 2, 3):
        x.must(book(number, SLOT_S))
    assert x.refused(come(1), SLOT_S - 3 * HOUR_S - 1) == "arrive.early"
    x.must(come(1), SLOT_S - 3 * HOUR_S)
    x.must(come(2), SLOT_S - 10 * MIN_S)
    assert x.refused(come(3), SLOT_S - 10 * MIN_S + 1) == "arrive.late"
    assert x.refused(come(4)) == "arrive.no_booking"


@pytest.mark.parametrize(("on", "is_early"), [(date(2023, 8, 31), False), (date(2023, 9, 1), True)])
def test_russia_hours_of_arrival_began_on_1_september_2023(on, is_early):
    x = opened("russia-2023", on)
    for number in (1, 2):
        x.must(book(number, SLOT_S))
    for number, t_s, rule in ((1, SLOT_S - 4 * HOUR_S, "arrive.early"), (2, SLOT_S, "arrive.late")):
        if is_early:
            assert x.refused(come(number), t_s) == rule
        else:
            x.must(come(number), t_s)


@pytest.mark.parametrize("name", RUSSIA)
def test_russia_no_slot_is_booked_to_which_nobody_could_come_in_time(name):
    x = opened(name)
    assert x.refused(book(1, SLOT_S), SLOT_S - 10 * MIN_S + 1) == "booking.past"
    x = opened(name)
    x.must(book(1, SLOT_S), SLOT_S - 10 * MIN_S)


@pytest.mark.parametrize("name", RUSSIA)
@pytest.mark.parametrize(("before_s", "rule"), [(3 * HOUR_S, None), (3 * HOUR_S - 1, "move.late")])
def test_russia_a_booking_is_moved_until_three_hours_before(name, before_s, rule):
    x = opened(name)
    x.must(book(1, SLOT_S))
    asked = move(1, SLOT_S + DAY_S)
    if rule is None:
        x.must(asked, SLOT_S - before_s)
    else:
        assert x.refused(asked, SLOT_S - before_s) == rule


@pytest.mark.parametrize("name", RUSSIA)
@pytest.mark.parametrize(
    ("on", "days"),
    [(date(2023, 9, 1), 7), (date(2023, 10, 7), 7), (date(2023, 10, 8), 10), (FIRST_DAY, 10)],
)
def test_russia_slots_are_booked_7_and_then_10_days_ahead(name, on, days):
    x = opened(name, on)
    last_s = NOW_S - 8 * HOUR_S + days * DAY_S + 23 * HOUR_S
    assert x.refused(book(1, last_s + HOUR_S)) == "booking.horizon"
    x.must(book(1, last_s))


@pytest.mark.parametrize("on", [DAY_BEFORE, FIRST_DAY])
@pytest.mark.parametrize(("apart_s", "rule"), [(30 * DAY_S - 1, "move.limit"), (30 * DAY_S, None)])
def test_russia_one_move_a_month_from_march_2026(on, apart_s, rule):
    x = opened("russia-2026", on)
    x.must(book(1, SLOT_S))
    x.must(move(1, SLOT_S + HOUR_S))
    x.must(c.Cancel(passage=1, side=Side.POST))
    x.must(book(AGAIN, SLOT_S + 30 * DAY_S), NOW_S + 29 * DAY_S)
    asked = move(AGAIN, SLOT_S + 30 * DAY_S + HOUR_S)
    if rule is None or on < FIRST_DAY:
        x.must(asked, NOW_S + apart_s)
    else:
        assert x.refused(asked, NOW_S + apart_s) == rule


def test_russia_2023_knows_no_limit_of_moves_and_no_block():
    x = opened("russia-2023")
    x.must(book(1, SLOT_S))
    for hours in range(1, 20):
        x.must(move(1, SLOT_S + hours * HOUR_S))
    for passage in range(AGAIN, AGAIN + 5):
        x.must(c.Cancel(passage=1 if passage == AGAIN else passage - 1))
        x.must(book(passage, SLOT_S))
    assert x.bodies("VehicleBlocked") == []


@pytest.mark.parametrize("on", [DAY_BEFORE, FIRST_DAY])
@pytest.mark.parametrize(("apart_s", "blocks"), [(30 * DAY_S - 1, True), (30 * DAY_S, False)])
def test_russia_two_cancellations_in_a_month_block_from_march_2026(on, apart_s, blocks):
    x = opened("russia-2026", on)
    x.must(book(1, SLOT_S))
    x.must(c.Cancel(passage=1))
    x.must(book(AGAIN, SLOT_S + 30 * DAY_S), NOW_S + 29 * DAY_S)
    x.must(c.Cancel(passage=AGAIN), NOW_S + apart_s)
    seen_to_be_blocked(x, blocks and on == FIRST_DAY)


@pytest.mark.parametrize("on", [DAY_BEFORE, FIRST_DAY])
@pytest.mark.parametrize(("apart_s", "blocks"), [(30 * DAY_S - 1, True), (30 * DAY_S, False)])
def test_russia_two_no_shows_in_a_month_block_from_march_2026(on, apart_s, blocks):
    x = opened("russia-2026", on)
    x.must(book(1, SLOT_S))
    assert lapsed(x, SLOT_S + HOUR_S) == []
    first_s = SLOT_S + HOUR_S + 2
    assert lapsed(x, first_s) == [1]
    x.must(book(AGAIN, SLOT_S + 30 * DAY_S), SLOT_S + 29 * DAY_S)
    assert lapsed(x, first_s + apart_s) == [AGAIN]
    seen_to_be_blocked(x, blocks and on == FIRST_DAY)


def seen_to_be_blocked(x: Crossing, blocks: bool) -> None:
    assert len(x.bodies("VehicleBlocked")) == blocks
    if blocks:
        blocked_for(x, 30, slots=True)
    else:
        x.must(book(AGAIN + 1, SLOT_S + 33 * DAY_S))


# -- Estonia ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "days"), [("estonia", 90), ("latvia", 30)])
def test_estonia_books_90_days_ahead_and_latvia_30(name, days):
    x = opened(name)
    last_s = NOW_S - 8 * HOUR_S + days * DAY_S + 23 * HOUR_S
    assert x.refused(book(1, last_s + HOUR_S, "booked")) == "booking.horizon"
    x.must(book(1, last_s, "booked"))


@pytest.mark.parametrize("name", ["estonia", "latvia"])
@pytest.mark.parametrize(
    ("late_s", "stands_in"),
    [(60 * MIN_S, "booked"), (60 * MIN_S + 1, "ordinary"), (61 * MIN_S, "ordinary")],
)
def test_estonia_who_is_more_than_an_hour_late_stands_in_the_live_queue(name, late_s, stands_in):
    x = opened(name)
    x.must(book(1, SLOT_S, "booked"))
    x.must(come(2), SLOT_S)
    x.must(come(1), SLOT_S + late_s)
    assert x.bodies("Arrived")[-1].queue_class == stands_in
    assert x.call(2) == ([1, 2] if stands_in == "booked" else [2, 1])


def test_estonia_has_slots_beside_a_live_queue_and_who_is_first_by_law():
    x = opened("estonia")
    slot_s = NOW_S + HOUR_S
    x.must(book(1, slot_s, "booked"))
    x.must(book(2, slot_s, "booked"))
    for number, queue_class in ((3, None), (4, None), (5, None), (6, "priority"), (2, None), (1, None)):
        x.must(come(number, queue_class))
    assert x.call(2) == [6, 3]
    assert x.call(1, slot_s - 30 * MIN_S - 1) == [4]  # a booked truck keeps to its slot
    assert x.call(3, slot_s - 30 * MIN_S) == [2, 1, 5]
    assert [one.rule for one in x.bodies("Called")][-3:] == [
        "call.slot",
        "call.slot",
        "call.order_of_arrival",
    ]


def test_estonia_who_is_first_by_law_goes_before_who_booked():
    x = opened("estonia")
    for number in (1, 2):
        x.must(book(number, SLOT_S, "booked"))
    for number, queue_class in ((3, None), (1, None), (2, None), (4, "priority"), (5, "priority")):
        x.must(come(number, queue_class), SLOT_S)
    assert x.call(5) == [4, 5, 1, 2, 3]


def test_estonia_who_comes_without_a_booking_is_not_sent_away():
    x = opened("estonia")
    assert x.refused(come(1, "booked")) == "arrive.class"
    x.must(come(1))
    assert x.call(1) == [1]


# -- Latvia -------------------------------------------------------------------------------------


def test_latvia_a_booking_cannot_be_changed():
    x = opened("latvia")
    x.must(book(1, SLOT_S, "booked"))
    for slot_s in (SLOT_S - HOUR_S, SLOT_S + HOUR_S, SLOT_S + 20 * DAY_S):
        assert x.refused(move(1, slot_s)) == "move.limit"
    assert x.refused(move(1, SLOT_S, vehicle=vehicle(2))) == "booking.vehicle"
    stranger = c.Arrive(passage=1, vehicle=vehicle(2), towards="RU")
    assert x.refused(stranger, SLOT_S) == "booking.vehicle"
    x.must(come(1))


def test_latvia_slots_last_one_hour_and_who_booked_goes_first():
    x = opened("latvia")
    assert x.refused(book(1, SLOT_S + 30 * MIN_S, "booked")) == "booking.slot_grid"
    x.must(book(1, SLOT_S, "booked"))
    x.must(come(2), SLOT_S)
    x.must(come(1))
    assert classes_called(x, 2) == ["booked", "ordinary"]


# -- Belarus ------------------------------------------------------------------------------------


def test_belarus_has_a_live_queue_and_no_slots():
    x = opened("belarus")
    for queue_class in (None, "ordinary", "priority"):
        assert x.refused(book(1, SLOT_S, queue_class)) == "booking.no_slots"
    for number in (5, 2, 9, 1):
        x.must(come(number))
    assert x.call(4) == [5, 2, 9, 1]
    assert [one.overtaken_trucks for one in x.bodies("Called")] == [0] * 4
    assert {one.rule for one in x.bodies("Called")} == {"call.order_of_arrival"}


def test_belarus_calls_the_priority_list_first_and_has_no_cap_for_it():
    x = opened("belarus", day_trucks=10)
    for number in range(1, 6):
        x.must(come(number))
    for number in range(6, 30):
        x.must(come(number, "priority"))
    assert x.call(26) == [*range(6, 30), 1, 2]
    assert [one.overtaken_trucks for one in x.bodies("Called")] == [5] * 24 + [0] * 2


def test_russia_two_in_a_row_are_two_without_a_crossing_between_them():
    for crosses in (False, True):
        x = opened("russia-2026", FIRST_DAY)
        x.must(book(1, SLOT_S))
        x.must(c.Cancel(passage=1))
        if crosses:
            x.must(book(AGAIN, SLOT_S))
            x.must(come(AGAIN), SLOT_S - HOUR_S)
            assert x.call(1, SLOT_S) == [AGAIN]
            x.go_through(AGAIN)
            x.must(c.Leave(passage=AGAIN))
        x.must(book(AGAIN + 1, SLOT_S + DAY_S))
        x.must(c.Cancel(passage=AGAIN + 1))
        assert len(x.bodies("VehicleBlocked")) == (not crosses)
