"""Ukraine's and Kazakhstan's presets keep, command by command, what was published of the queues.

Every number is tried on both of its sides.
"""

from __future__ import annotations

from datetime import date

import pytest

from otkel.facts.events.choices import DepositOutcome, ExceptionGround
from otkel.queueing import commands as c
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us
from tests.queueing.presets import (
    AGAIN,
    SLOT_S,
    blocked_for,
    book,
    classes_called,
    come,
    enter,
    lapsed,
    move,
    next_slot,
    opened,
)

TURNS = ["authorised_perishable", "perishable", "authorised", *["ordinary"] * 5]
KZ_DAY_S = 2012 * DAY_S


# -- Ukraine ------------------------------------------------------------------------------------


def test_ukraine_four_classes_take_turns_one_one_one_five():
    x = opened("ukraine")
    for number, queue_class in enumerate([*["ordinary"] * 15, *TURNS[:3] * 3], 1):
        enter(x, number, queue_class, NOW_S + number)
    assert classes_called(x, 16) == TURNS * 2
    assert [classes_called(x, 1)[0] for _ in range(8)] == TURNS  # and so it goes on, call by call
    assert x.refused(c.Call(towards="RU")) == "call.none_waits"


@pytest.mark.parametrize("empty", [TURNS[:1], TURNS[1:2], TURNS[:3], TURNS[3:]])
def test_ukraine_a_class_in_which_nobody_waits_is_passed_over(empty):
    x = opened("ukraine")
    turns = [one for one in TURNS if one not in empty]
    for number, queue_class in enumerate(reversed(turns * 2), 1):
        enter(x, number, queue_class, NOW_S + number)
    assert classes_called(x, len(turns) * 2) == turns * 2


@pytest.mark.parametrize(("apart_s", "blocks"), [(30 * DAY_S - 1, True), (30 * DAY_S, False)])
def test_ukraine_two_cancellations_within_30_days_block_for_14(apart_s, blocks):
    x = opened("ukraine")
    x.must(book(1))
    x.must(c.Cancel(passage=1))
    x.must(book(AGAIN), NOW_S + apart_s)
    x.must(c.Cancel(passage=AGAIN))
    assert len(x.bodies("VehicleBlocked")) == blocks
    if blocks:
        blocked_for(x, 14, slots=False)
    else:
        x.must(book(AGAIN + 1))


@pytest.mark.parametrize(("apart_s", "blocks"), [(30 * DAY_S - 1, True), (30 * DAY_S, False)])
def test_ukraine_two_no_shows_within_30_days_block_for_14(apart_s, blocks):
    # How soon a called truck has to come is the crossing point's own number: nothing was published.
    x = opened("ukraine", appear_min=60)
    for passage, t_s in ((1, NOW_S), (AGAIN, NOW_S + apart_s)):
        enter(x, passage, t_s=t_s)
        assert x.call(1) == [passage]
        assert lapsed(x, t_s + HOUR_S) == []
        assert lapsed(x, t_s + HOUR_S + 1) == [passage]
    assert len(x.bodies("VehicleBlocked")) == blocks
    if blocks:
        blocked_for(x, 14, slots=False)
    else:
        x.must(book(AGAIN + 1))


def test_ukraine_one_extension_in_60_days_of_ten_hours_at_most():
    x = opened("ukraine")
    enter(x, 1)

    def extend(hours: float, t_s: float) -> c.GrantException:
        until_us, ground = us(t_s + hours * HOUR_S), ExceptionGround.OTHER
        return c.GrantException(passage=1, ground=ground, keeps_until_us=until_us)

    assert x.refused(extend(10 + 1 / 3600, NOW_S)) == "exception.too_long"
    x.must(extend(10, NOW_S))
    x.must(c.EndException(passage=1))
    second_s = NOW_S + 60 * DAY_S
    assert x.refused(extend(4, second_s - 1), second_s - 1) == "exception.limit"
    x.must(extend(4, second_s), second_s)


def test_ukraine_nobody_comes_who_has_not_entered_the_line_and_a_block_keeps_him_out():
    x = opened("ukraine")
    assert x.refused(come(1)) == "arrive.not_entered"
    for passage in (1, AGAIN):
        x.must(book(passage))
        x.must(c.Cancel(passage=passage))
    assert x.refused(book(AGAIN + 1)) == "booking.blocked"
    assert x.refused(come(AGAIN + 1)) == "arrive.not_entered"


def test_ukraine_a_place_is_that_of_entering_and_not_of_coming():
    x = opened("ukraine")
    for passage in (1, 2, 3):
        x.must(book(passage))
    for passage in (3, 1, 2):
        x.must(come(passage), x.t_s + 60)
    assert x.call(3) == [1, 2, 3]
    assert [one.rule for one in x.bodies("Called")] == ["call.order_of_booking"] * 3


@pytest.mark.parametrize("crosses", [False, True])
def test_ukraine_a_crossing_between_two_cancellations_makes_them_no_row(crosses):
    x = opened("ukraine")
    x.must(book(1))
    x.must(c.Cancel(passage=1))
    if crosses:
        enter(x, AGAIN)
        x.call(1)
        x.go_through(AGAIN)
        x.must(c.Leave(passage=AGAIN))
    x.must(book(AGAIN + 1))
    x.must(c.Cancel(passage=AGAIN + 1))
    assert len(x.bodies("VehicleBlocked")) == (not crosses)


# -- Kazakhstan ---------------------------------------------------------------------------------


def fill(x: Crossing, first: int, trucks: int, queue_class: str, day_s: float = KZ_DAY_S) -> None:
    for number in range(first, first + trucks):
        x.must(book(number, day_s + number % 24 * HOUR_S, queue_class))


def test_kazakhstan_out_of_turn_is_5_of_a_hundred_together_and_the_post_1():
    x = opened("kazakhstan-2025")  # of 480 trucks a day: 24, and 4
    fill(x, 1, 4, "post_operator")
    assert x.refused(book(50, KZ_DAY_S, "post_operator")) == "booking.cap"
    fill(x, 5, 10, "on_request")
    fill(x, 15, 10, "urgent")
    for queue_class in ("post_operator", "on_request", "urgent"):
        assert x.refused(book(50, KZ_DAY_S, queue_class)) == "booking.cap"
    x.must(book(50, KZ_DAY_S + DAY_S, "urgent"))  # another day has a share of its own
    assert x.refused(move(50, KZ_DAY_S)) == "booking.cap"
    fill(x, 51, 4, "accelerated")  # is kept apart from them
    x.must(book(60, KZ_DAY_S))  # and who finds no share books like all others
    x.must(c.Cancel(passage=24))
    x.must(move(50, KZ_DAY_S))


def test_kazakhstan_accelerated_is_1_of_a_hundred():
    x = opened("kazakhstan-2025")
    fill(x, 1, 4, "accelerated")
    assert x.refused(book(50, KZ_DAY_S, "accelerated")) == "booking.cap"
    x.must(book(50, KZ_DAY_S))


@pytest.mark.parametrize(("on", "most"), [(date(2025, 9, 22), 100), (date(2025, 9, 23), 4)])
def test_kazakhstan_shares_began_on_23_september_2025(on, most):
    for queue_class in ("post_operator", "accelerated"):
        x = opened("kazakhstan-2025", on)
        answers = [x.ask(book(n, KZ_DAY_S + n % 24 * HOUR_S, queue_class)) for n in range(100)]
        assert sum(isinstance(one, tuple) for one in answers) == most


def test_kazakhstan_who_is_beyond_a_share_stands_with_all_others_in_order_of_arrival():
    x = opened("kazakhstan-2025")
    slot_s = KZ_DAY_S + 9 * HOUR_S
    fill(x, 10, 4, "accelerated")
    for number in (1, 2):
        x.must(book(number, slot_s))
    assert x.refused(book(3, slot_s, "accelerated")) == "booking.cap"
    x.must(book(3, slot_s))
    x.must(book(4, slot_s, "urgent"))
    for number in (2, 3, 1, 4):
        x.must(come(number), slot_s)
    assert x.call(4) == [4, 2, 3, 1]


@pytest.mark.parametrize("queue_class", ["post_operator", "on_request", "urgent"])
def test_kazakhstan_out_of_turn_goes_before_accelerated_and_this_before_all_others(queue_class):
    x = opened("kazakhstan-2025")
    for number, one in enumerate((None, None, "accelerated", "accelerated", queue_class, queue_class), 1):
        x.must(book(number, KZ_DAY_S, one))
    for number in range(1, 7):
        x.must(come(number), KZ_DAY_S + HOUR_S)
    assert x.call(6) == [5, 6, 3, 4, 1, 2]


@pytest.mark.parametrize("queue_class", ["post_operator", "on_request"])
def test_kazakhstan_a_list_is_handed_in_10_days_before(queue_class):
    x = opened("kazakhstan-2025")
    ninth_day_s, tenth_day_s = 2009 * DAY_S + 23 * HOUR_S, 2010 * DAY_S
    assert x.refused(book(1, ninth_day_s, queue_class)) == "booking.list"
    x.must(book(1, tenth_day_s, queue_class))
    x.must(book(2, ninth_day_s, "urgent"))  # needs a declaration, and no list
    before = opened("kazakhstan-2025", date(2025, 9, 22))
    before.must(book(1, ninth_day_s, queue_class))


def test_kazakhstan_one_booking_a_vehicle_and_no_live_queue():
    x = opened("kazakhstan-2025")
    x.must(book(1, SLOT_S))
    assert x.refused(book(AGAIN, SLOT_S + DAY_S)) == "booking.one"
    assert x.refused(come(2)) == "arrive.no_booking"
    x.must(c.Cancel(passage=1))
    x.must(book(AGAIN, SLOT_S + DAY_S))


def test_kazakhstan_bookings_hold_72_hours_longer_after_a_closure():
    x = opened("kazakhstan-2025")
    opens_s = SLOT_S + 10 * HOUR_S
    slots_s = {1: SLOT_S - 2 * HOUR_S, 2: SLOT_S, 3: opens_s, 4: opens_s + HOUR_S}
    for number, slot_s in slots_s.items():
        x.must(book(number, slot_s))
    x.must(c.Close(reason="storm"), SLOT_S)
    x.must(c.Reopen(), opens_s)
    # Without a closure a booking lapses here a day after its slot; what was lost to it, and 72 h, is added.
    hold_h = {1: 24, 4: 24, 2: 24 + 10 + 72, 3: 24 + 10 + 72}
    for number, hours in hold_h.items():
        assert lapsed(x, slots_s[number] + hours * HOUR_S) == []
        assert lapsed(x, slots_s[number] + hours * HOUR_S + 1) == [number]


@pytest.mark.parametrize(
    ("apart_s", "second"),
    [(90 * DAY_S - 1, DepositOutcome.FORFEITED), (90 * DAY_S, DepositOutcome.RETURNED)],
)
def test_kazakhstan_the_deposit_is_lost_at_the_second_no_show_in_90_days(apart_s, second):
    x = opened("kazakhstan-2025")
    for number in (1, 2):
        x.must(book(number, SLOT_S))
    x.must(come(2), SLOT_S)
    first_s = SLOT_S + DAY_S + 2
    assert [one.outcome for one in x.bodies("DepositSettled")] == [DepositOutcome.RETURNED]
    assert lapsed(x, first_s) == [1]
    assert [one.outcome for one in x.bodies("DepositSettled")] == [DepositOutcome.RETURNED] * 2
    x.must(book(AGAIN, SLOT_S + 90 * DAY_S), SLOT_S + 88 * DAY_S)
    assert lapsed(x, first_s + apart_s) == [AGAIN]
    assert x.bodies("DepositSettled")[-1].outcome is second
    assert x.bodies("VehicleBlocked") == []
    x.must(book(AGAIN + 1, next_slot(x.t_s)))  # and it may book again
    x.must(come(AGAIN + 1))
    assert x.bodies("DepositSettled")[-1].outcome is DepositOutcome.RETURNED


def test_kazakhstan_lets_go_by_the_plan_of_the_day():
    x = opened("kazakhstan-2025")  # at eight o'clock a third of 480
    assert x.refused(c.Call(towards="RU", trucks=161)) == "call.plan"
    assert x.refused(c.Call(towards="RU", trucks=160)) == "call.none_waits"
