"""What each shipped preset promises, tried at a crossing point that runs by it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec

from otkel.facts.events.choices import ExceptionGround
from otkel.queueing import commands as c
from otkel.queueing.policy import Mode, Releasing, TooLate
from tests.queueing.crossing import DAY_S, HOUR_S, MIN_S, NOW_S, READY, Crossing, us, vehicle
from tests.queueing.policies import preset

SLOT_S = NOW_S + 50 * HOUR_S


def coming(number: int) -> c.Arrive:
    return c.Arrive(passage=number, vehicle=vehicle(number), towards="RU", told=READY)


def test_ukraine_weaves_one_one_one_five_and_passes_over_who_is_not_there():
    x = Crossing(preset("ukraine"))
    names = [one.name for one in x.state.lines[0].rules.policy.classes]
    for number in range(200):
        x.must(x.book(number, queue_class=names[number % 4]))
        x.arrive(number)
    trucks = x.state.trucks
    first = Counter(trucks[number].queue_class for number in x.call(64))
    assert first == {"authorised_perishable": 8, "perishable": 8, "authorised": 8, "ordinary": 40}
    y = Crossing(preset("ukraine"))
    for number in range(60):
        y.must(y.book(number, queue_class=("perishable", "ordinary")[number % 2]))
        y.arrive(number)
    called = Counter(y.state.trucks[number].queue_class for number in y.call(24))
    assert called == {"perishable": 4, "ordinary": 20}


def test_ukraine_blocks_for_14_days_after_two_and_grants_one_extension_in_60_days():
    x = Crossing(preset("ukraine"))
    for _ in range(2):
        x.must(x.book(1))
        x.must(c.Cancel(passage=1))
    assert x.refused(x.book(1), NOW_S + 14 * DAY_S - 1) == "booking.blocked"
    x.must(x.book(1), NOW_S + 14 * DAY_S)
    longer = c.GrantException(
        passage=1, ground=ExceptionGround.OTHER, keeps_until_us=us(x.t_s + 10 * HOUR_S), evidence="e" * 64
    )
    x.must(longer)
    assert x.refused(longer) == "exception.limit"


def test_kazakhstan_keeps_five_and_one_per_cent_for_out_of_turn_and_accelerated():
    policy = preset("kazakhstan-2025", on=date(2025, 11, 1))
    x = Crossing(policy)
    day_s = NOW_S - 8 * HOUR_S + 20 * DAY_S
    given: Counter[str] = Counter()
    for number in range(1, 200):
        name = ("post_operator", "on_request", "urgent", "accelerated")[number % 4]
        slot_s = day_s + number % 24 * HOUR_S
        answer = x.ask(x.book(number, slot_s, queue_class=name))
        given[name] += isinstance(answer, tuple)
    assert given["accelerated"] == policy.day_trucks * 1 // 100
    assert given["post_operator"] <= policy.day_trucks * 1 // 100
    together = sum(given[name] for name in ("post_operator", "on_request", "urgent"))
    assert together == policy.day_trucks * 5 // 100
    assert x.refused(x.book(900, day_s + 30 * 60, queue_class="urgent")) == "booking.slot_grid"
    assert x.refused(x.book(900, day_s, queue_class="urgent")) == "booking.cap"
    x.must(x.book(900, day_s, queue_class="ordinary"))
    again = msgspec.structs.replace(x.book(901, day_s, queue_class="ordinary"), vehicle=vehicle(900))
    assert x.refused(again) == "booking.one"


def test_kazakhstan_keeps_bookings_alive_for_72_hours_after_a_closure():
    x = Crossing(preset("kazakhstan-2025"))
    x.must(x.book(1, SLOT_S))
    x.must(c.Close(reason="storm", towards="RU"), SLOT_S - HOUR_S)
    x.must(c.Reopen(towards="RU"), SLOT_S + HOUR_S)
    x.must(coming(1), SLOT_S + HOUR_S + 72 * HOUR_S)
    assert x.state.trucks[1].has_slot


def test_russia_lets_trucks_come_from_three_hours_until_ten_minutes_before():
    for name in ("russia-2023", "russia-2026"):
        policy = preset(name)
        assert (policy.early_min, policy.late_min, policy.too_late) == (180, -10, TooLate.REFUSE)
        for t_s, refused in (
            (SLOT_S - 180 * MIN_S - 1, "arrive.early"), (SLOT_S - 180 * MIN_S, None),
            (SLOT_S - 10 * MIN_S, None), (SLOT_S - 10 * MIN_S + 1, "arrive.late"),
        ):  # fmt: skip
            x = Crossing(policy)
            x.must(x.book(1, SLOT_S))
            answer = x.ask(coming(1), t_s)
            assert getattr(answer, "rule", None) == refused


def test_russia_moves_until_three_hours_before_and_from_2026_once_a_month():
    for name, most in (("russia-2023", 9), ("russia-2026", 1)):
        x = Crossing(preset(name))
        x.must(x.book(1, SLOT_S))
        for hour in range(1, most + 1):
            x.must(c.Move(passage=1, slot_from_us=us(SLOT_S + hour * HOUR_S)))
        once_more = c.Move(passage=1, slot_from_us=us(SLOT_S))
        if most == 1:
            assert x.refused(once_more) == "move.limit"
        y = Crossing(preset(name))
        y.must(y.book(1, SLOT_S))
        y.must(y.book(2, SLOT_S))
        y.must(c.Move(passage=1, slot_from_us=us(SLOT_S + HOUR_S)), SLOT_S - 180 * MIN_S)
        late = c.Move(passage=2, slot_from_us=us(SLOT_S + HOUR_S))
        assert y.refused(late, SLOT_S - 180 * MIN_S + 1) == "move.late"


def test_russia_of_2026_blocks_after_two_cancellations():
    x = Crossing(preset("russia-2026"))
    for _ in range(2):
        x.must(x.book(1, SLOT_S))
        x.must(c.Cancel(passage=1))
    assert x.refused(x.book(1, SLOT_S)) == "booking.blocked"


def test_estonia_sends_who_is_more_than_an_hour_late_to_the_live_queue():
    for late_s, queue_class in ((HOUR_S, "booked"), (HOUR_S + 1, "ordinary")):
        x = Crossing(preset("estonia"))
        x.must(x.book(1, SLOT_S, queue_class="booked"))
        x.must(coming(1), SLOT_S + late_s)
        assert x.state.trucks[1].queue_class == queue_class


def test_latvia_freezes_every_booking():
    x = Crossing(preset("latvia"))
    x.must(x.book(1, SLOT_S, queue_class="booked"))
    assert x.refused(c.Move(passage=1, slot_from_us=us(SLOT_S + HOUR_S))) == "move.limit"
    x.must(c.Cancel(passage=1))


def test_belarus_has_a_live_queue_and_a_priority_list_and_no_slots():
    x = Crossing(preset("belarus"))
    assert x.refused(x.book(9, SLOT_S)) == "booking.no_slots"
    for number, name in ((1, "ordinary"), (2, "ordinary"), (3, "priority"), (4, "priority")):
        x.arrive(number, queue_class=name)
    assert x.call() == [3, 4, 1, 2]


def test_otkel_draws_slots_calls_by_intake_and_lets_urgent_trucks_before():
    policy = preset("otkel")
    assert (policy.releasing, policy.mode) == (Releasing.INTAKE, Mode.LIVE)
    x = Crossing(policy)
    assert x.refused(x.book(9, SLOT_S, queue_class="booked")) == "booking.by_draw"
    for number in range(1, 5):
        x.arrive(number)
    x.arrive(5, queue_class="live_animals")
    assert x.call(2) == [5, 1]
    first = c.Call(towards="RU", passage=4, reason="reefer_failing")
    x.must(first)
    assert x.bodies("Called")[-1].rule == "call.officer.reefer_failing"
