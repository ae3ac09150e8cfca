"""Slots: who may book which, move, give back, and who is given what others leave."""

from __future__ import annotations

import msgspec
import pytest

from otkel.facts.events.choices import DepositOutcome, Side, WayOut
from otkel.facts.events.passages import Moved
from otkel.queueing import commands as c
from otkel.queueing.policy import Policy
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, MIN_S, NOW_S, Crossing, us, vehicle
from tests.queueing.policies import CAPPED, DRAW, LIVE, SLOTS

SLOT_S = NOW_S + 26 * HOUR_S  # ten o'clock tomorrow
BOOKED = {"queue_class": "booked"}


def slots(**changed) -> Policy:
    return msgspec.structs.replace(SLOTS, **changed)


def test_a_vehicle_has_one_place():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    again = msgspec.structs.replace(x.book(2, SLOT_S + HOUR_S, **BOOKED), vehicle=vehicle(1))
    assert x.refused(again) == "booking.one"
    assert x.refused(msgspec.structs.replace(again, towards="KZ")) == "booking.one"
    assert x.refused(c.Arrive(passage=2, vehicle=vehicle(1), towards="RU")) == "booking.one"
    assert x.refused(x.book(1, SLOT_S, **BOOKED)) == "passage.known"
    x.must(c.Cancel(passage=1))
    x.must(again)


def test_a_slot_holds_its_trucks_and_no_more():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(x.book(2, SLOT_S, **BOOKED))
    assert x.refused(x.book(3, SLOT_S, **BOOKED)) == "booking.full"
    x.must(x.book(3, SLOT_S + HOUR_S, **BOOKED))
    assert x.refused(c.Move(passage=3, slot_from_us=us(SLOT_S))) == "booking.full"
    x.must(c.Cancel(passage=1))
    x.must(c.Move(passage=3, slot_from_us=us(SLOT_S)))


def test_a_slot_begins_on_the_grid_within_the_horizon_and_not_in_the_past():
    x = Crossing(SLOTS)
    assert x.refused(x.book(1, SLOT_S + 60, **BOOKED)) == "booking.slot_grid"
    assert x.refused(x.book(1, NOW_S - HOUR_S, **BOOKED)) == "booking.past"
    assert x.refused(x.book(1, NOW_S - DAY_S, **BOOKED)) == "booking.past"
    midnight_s = NOW_S - 8 * HOUR_S
    assert x.refused(x.book(1, midnight_s + 11 * DAY_S, **BOOKED)) == "booking.horizon"
    x.must(x.book(1, midnight_s + 11 * DAY_S - HOUR_S, **BOOKED))
    x.must(x.book(2, NOW_S, **BOOKED))


def test_a_slot_to_which_nobody_could_come_in_time_is_not_given():
    x = Crossing(slots(late_min=-10))
    assert x.refused(x.book(1, NOW_S + HOUR_S, **BOOKED), NOW_S + 51 * MIN_S) == "booking.past"
    x.must(x.book(1, NOW_S + HOUR_S, **BOOKED), NOW_S + 51 * MIN_S - 60)
    y = Crossing(slots(book_until_min=30))
    assert y.refused(y.book(1, NOW_S + HOUR_S, **BOOKED), NOW_S + 31 * MIN_S) == "booking.past"


def test_slots_of_fifty_minutes_begin_at_each_midnight():
    x = Crossing(slots(slot_min=50))
    midnight_s = NOW_S + 16 * HOUR_S
    x.must(x.book(1, midnight_s, **BOOKED))
    x.must(x.book(2, midnight_s + 50 * MIN_S, **BOOKED))
    assert x.refused(x.book(3, midnight_s + HOUR_S, **BOOKED)) == "booking.slot_grid"


def test_each_class_has_its_way_to_come():
    x = Crossing(SLOTS)
    assert x.refused(x.book(1, **BOOKED)) == "booking.slot_wanted"
    assert x.refused(x.book(1, SLOT_S)) == "booking.no_slot_wanted"
    assert x.refused(x.book(1, SLOT_S, queue_class="paid")) == "booking.class"
    x.must(x.book(1))
    assert x.refused(c.Move(passage=1, slot_from_us=us(SLOT_S))) == "booking.no_slots"
    assert x.refused(c.Standby(passage=1, earliest_us=1, latest_us=us(SLOT_S))) == "command.field"
    standby = c.Standby(passage=1, earliest_us=us(NOW_S), latest_us=us(SLOT_S))
    assert x.refused(standby) == "booking.no_slots"
    assert Crossing(LIVE).refused(x.book(1, SLOT_S)) == "booking.no_slots"
    drawn = Crossing(DRAW)
    assert drawn.refused(drawn.book(1, SLOT_S, queue_class="drawn")) == "booking.by_draw"


def test_a_listed_class_is_booked_days_ahead_within_its_share():
    x = Crossing(SLOTS)  # 0.4 % of 500 are 2 trucks a day, two days ahead
    day_s = NOW_S - 8 * HOUR_S + 2 * DAY_S
    assert x.refused(x.book(1, day_s - HOUR_S, queue_class="listed")) == "booking.list"
    x.must(x.book(1, day_s, queue_class="listed"))
    x.must(x.book(2, day_s + HOUR_S, queue_class="listed"))
    assert x.refused(x.book(3, day_s + 5 * HOUR_S, queue_class="listed")) == "booking.cap"
    x.must(x.book(3, day_s + DAY_S, queue_class="listed"))
    assert x.refused(c.Move(passage=3, slot_from_us=us(day_s + 6 * HOUR_S))) == "booking.cap"
    x.must(c.Move(passage=1, slot_from_us=us(day_s + 7 * HOUR_S)))  # within its own day
    x.must(c.Cancel(passage=1))
    x.must(c.Move(passage=3, slot_from_us=us(day_s + 6 * HOUR_S)))


def test_a_move_has_its_limits():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    assert x.refused(c.Move(passage=1, slot_from_us=us(SLOT_S))) == "move.same"
    stolen = c.Move(passage=1, slot_from_us=us(SLOT_S + HOUR_S), vehicle=vehicle(9))
    assert x.refused(stolen) == "booking.vehicle"
    for hour in (1, 2):
        x.must(c.Move(passage=1, slot_from_us=us(SLOT_S + hour * HOUR_S)))
    again = c.Move(passage=1, slot_from_us=us(SLOT_S))
    assert x.refused(again) == "move.limit"
    x.must(msgspec.structs.replace(again, side=Side.POST))  # what the post wants counts for nobody
    later = c.Move(passage=1, slot_from_us=us(SLOT_S + 5 * HOUR_S))
    assert x.refused(later, SLOT_S - 180 * MIN_S + 1) == "move.late"
    assert x.refused(later, x.t_s) == "move.late"


def test_a_move_is_allowed_until_its_last_minute():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(c.Move(passage=1, slot_from_us=us(SLOT_S + 5 * HOUR_S)), SLOT_S - 180 * MIN_S)


def test_old_moves_count_no_more():
    x = Crossing(slots(horizon_days=60))
    x.must(x.book(1, SLOT_S + 40 * DAY_S, **BOOKED))
    for hour in (1, 2):
        x.must(c.Move(passage=1, slot_from_us=us(SLOT_S + 40 * DAY_S + hour * HOUR_S)))
    back = c.Move(passage=1, slot_from_us=us(SLOT_S + 40 * DAY_S))
    assert x.refused(back, NOW_S + 30 * DAY_S - 1) == "move.limit"
    x.must(back, NOW_S + 30 * DAY_S)


def test_a_second_cancellation_blocks_for_fourteen_days_and_no_longer():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    assert not [one for one in x.must(c.Cancel(passage=1)) if "Blocked" in type(one.body).__name__]
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(c.Cancel(passage=1))
    (block,) = x.bodies("VehicleBlocked")
    assert (block.rule, block.until_us) == ("block.cancels", us(NOW_S + 14 * DAY_S))
    assert x.refused(x.book(1, SLOT_S, **BOOKED)) == "booking.blocked"
    x.arrive(1)  # the live queue is open to it
    x.must(c.Leave(passage=1, way=WayOut.GAVE_UP))
    over_s = NOW_S + 14 * DAY_S
    assert x.refused(x.book(1, over_s + 2 * HOUR_S, **BOOKED), over_s - 1) == "booking.blocked"
    x.must(x.book(1, over_s + 2 * HOUR_S, **BOOKED), over_s)


def test_what_the_post_cancels_blocks_nobody():
    x = Crossing(SLOTS)
    for _ in range(3):
        x.must(x.book(1, SLOT_S, **BOOKED))
        x.must(c.Cancel(passage=1, side=Side.POST, reason="closure"))
    assert x.bodies("VehicleBlocked") == []
    assert [one.outcome for one in x.bodies("DepositSettled")] == [DepositOutcome.RETURNED] * 3


def test_nobody_cancels_who_stands_in_the_line_or_is_unknown():
    x = Crossing(LIVE)
    assert x.refused(c.Cancel(passage=1)) == "passage.unknown"
    x.arrive(1)
    assert x.refused(c.Cancel(passage=1)) == "cancel.late"
    assert x.refused(c.Move(passage=1, slot_from_us=us(SLOT_S))) == "passage.stage"


def test_a_deposit_comes_back_with_the_truck_and_is_lost_with_the_second_no_show():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.arrive(1, SLOT_S)
    x.must(x.book(2, SLOT_S + HOUR_S, **BOOKED))
    x.arrive(2, SLOT_S + HOUR_S + 61 * MIN_S)  # late, into the live queue: it has come
    assert [one.outcome for one in x.bodies("DepositSettled")] == [DepositOutcome.RETURNED] * 2
    for day in (2, 4):
        x.must(x.book(3, SLOT_S + day * DAY_S, **BOOKED))
        x.must(c.Tick(), SLOT_S + day * DAY_S + HOUR_S + 1)
    outcomes = [one.outcome for one in x.bodies("DepositSettled")[2:]]
    assert outcomes == [DepositOutcome.RETURNED, DepositOutcome.FORFEITED]
    assert [one.rule for one in x.bodies("VehicleBlocked")] == ["block.no_shows"]


def test_a_deposit_that_came_back_at_the_waiting_area_is_not_settled_again():
    x = Crossing(slots(appear_min=60, deposit_no_shows=1))
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.arrive(1, SLOT_S)
    x.call(1)
    x.must(c.Tick(), SLOT_S + HOUR_S + 1)
    assert len(x.bodies("NoShow")) == 1
    assert [one.outcome for one in x.bodies("DepositSettled")] == [DepositOutcome.RETURNED]


# -- the standby list ---------------------------------------------------------------------------


def standing_by(x: Crossing, number: int, slot_s: float, first_s: float, last_s: float, **more) -> None:
    x.must(x.book(number, slot_s, **{**BOOKED, **more}))
    x.must(c.Standby(passage=number, earliest_us=us(first_s), latest_us=us(last_s)))


def moves(happened) -> list[tuple[int, int]]:
    return [(one.passage, one.body.slot_from_us) for one in happened if isinstance(one.body, Moved)]


def test_a_slot_given_back_goes_to_the_first_who_stands_by_and_his_to_the_next():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(x.book(2, SLOT_S, **BOOKED))
    standing_by(x, 3, SLOT_S + 2 * HOUR_S, NOW_S, SLOT_S)
    standing_by(x, 4, SLOT_S + HOUR_S, NOW_S, SLOT_S)
    standing_by(x, 5, SLOT_S + 9 * HOUR_S, SLOT_S + HOUR_S, SLOT_S + 3 * HOUR_S)
    happened = x.must(c.Cancel(passage=1))
    assert moves(happened) == [(3, us(SLOT_S)), (5, us(SLOT_S + 2 * HOUR_S))]
    assert moves(x.must(c.Move(passage=2, slot_from_us=us(SLOT_S + 20 * HOUR_S)))) == [
        (2, us(SLOT_S + 20 * HOUR_S)),
        (4, us(SLOT_S)),
    ]
    assert x.state.lines[0].standby == {}
    assert x.state.vehicle(vehicle(3)).moves_s == []  # it asked for no move


def test_nobody_is_moved_to_a_slot_outside_his_window_or_after_his_own():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    standing_by(x, 2, SLOT_S + 5 * HOUR_S, SLOT_S + HOUR_S, SLOT_S + 4 * HOUR_S)
    assert moves(x.must(c.Cancel(passage=1))) == []
    x.must(x.book(3, SLOT_S + 6 * HOUR_S, **BOOKED))
    assert moves(x.must(c.Cancel(passage=3))) == []
    for earliest_s, latest_s in (
        (SLOT_S + 2 * HOUR_S, SLOT_S + HOUR_S),  # ends before it begins
        (NOW_S, SLOT_S + 5 * HOUR_S),  # his own slot
        (NOW_S - DAY_S, NOW_S - HOUR_S),  # over
    ):
        late = c.Standby(passage=2, earliest_us=us(earliest_s), latest_us=us(latest_s))
        assert x.refused(late) == "standby.window"


def test_a_window_holds_to_the_minute():
    for earliest_s, latest_s in ((SLOT_S + 30 * MIN_S, SLOT_S + 5 * HOUR_S), (NOW_S, SLOT_S - 30 * MIN_S)):
        x = Crossing(slots(slot_min=30))
        x.must(x.book(1, SLOT_S, **BOOKED))
        x.must(x.book(3, SLOT_S - 30 * MIN_S, **BOOKED))
        x.must(x.book(4, SLOT_S + 30 * MIN_S, **BOOKED))
        standing_by(x, 2, SLOT_S + 9 * HOUR_S, earliest_s, latest_s)
        assert moves(x.must(c.Cancel(passage=1))) == []
        assert len(moves(x.must(c.Cancel(passage=3)))) == (earliest_s == NOW_S)
        assert len(moves(x.must(c.Cancel(passage=4)))) == (earliest_s != NOW_S)


def test_a_slot_that_begins_too_soon_is_given_to_nobody():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    standing_by(x, 2, SLOT_S + 5 * HOUR_S, NOW_S, SLOT_S)
    assert moves(x.must(c.Cancel(passage=1), SLOT_S + 1)) == []


@pytest.mark.parametrize("same_class", [True, False])
def test_a_slot_goes_to_a_class_only_within_its_share(same_class):
    x = Crossing(SLOTS)  # two listed trucks a day
    day_s = NOW_S - 8 * HOUR_S + 3 * DAY_S
    listed = {"queue_class": "listed"}
    x.must(x.book(1, day_s, **listed))
    x.must(x.book(2, day_s, **listed))
    x.must(x.book(3, day_s + HOUR_S, **BOOKED))
    standing_by(x, 4, day_s + 2 * DAY_S, NOW_S, day_s + 2 * HOUR_S, **listed)
    happened = x.must(c.Cancel(passage=1 if same_class else 3))
    assert moves(happened) == ([(4, us(day_s))] if same_class else [])


def test_a_listed_truck_is_not_moved_to_a_day_too_near():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    standing_by(x, 2, SLOT_S + 2 * DAY_S, NOW_S, SLOT_S, queue_class="listed")
    assert moves(x.must(c.Cancel(passage=1))) == []


def test_a_slot_that_holds_too_many_after_a_change_is_not_filled_again():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, **BOOKED))
    x.must(x.book(2, SLOT_S, **BOOKED))
    standing_by(x, 3, SLOT_S + HOUR_S, NOW_S, SLOT_S)
    x.policy(slots(slot_trucks=1))
    assert moves(x.must(c.Cancel(passage=1))) == []
    assert x.state.trucks[3].status is Status.BOOKED


def test_the_named_direction_is_there_and_open():
    x = Crossing()
    assert x.refused(x.book(1)) == "point.not_open"
    assert x.refused(x.book(1, towards="CN")) == "point.towards"
    x.policy(CAPPED, "RU")
    x.must(x.book(1))
    assert x.refused(x.book(2, towards="KZ")) == "point.not_open"


# -- cancelled too late -------------------------------------------------------------------------


def cancelled(at_s: float, policy=SLOTS, side: Side = Side.TRUCK) -> Crossing:
    """Let a truck book and cancel twice, each time so long after its slot began."""
    x = Crossing(policy)
    for day in (0, 4):
        x.must(x.book(1, SLOT_S + day * DAY_S, **BOOKED))
        x.must(c.Cancel(passage=1, side=side), SLOT_S + day * DAY_S + at_s)
    return x


@pytest.mark.parametrize(
    ("change", "until_s"),
    [({}, 0.0), ({"book_until_min": 45}, -45 * MIN_S), ({"late_min": -10}, -10 * MIN_S)],
)
def test_who_cancels_when_nobody_could_use_the_slot_any_more_did_not_come(change, until_s):
    policy = slots(cancels_most=None, **change)
    early, late = cancelled(until_s, policy), cancelled(until_s + 1, policy)
    assert [one.rule for one in early.bodies("Cancelled")] == [None] * 2
    assert [one.outcome for one in early.bodies("DepositSettled")] == [DepositOutcome.RETURNED] * 2
    assert early.bodies("VehicleBlocked") == []
    assert [one.rule for one in late.bodies("Cancelled")] == ["cancel.too_late"] * 2
    outcomes = [one.outcome for one in late.bodies("DepositSettled")]
    assert outcomes == [DepositOutcome.RETURNED, DepositOutcome.FORFEITED]
    assert [one.rule for one in late.bodies("VehicleBlocked")] == ["block.no_shows"]
    assert late.state.vehicle(vehicle(1)).cancels_s == []  # it counts once, as not having come


def test_to_cancel_too_late_costs_what_not_to_come_costs():
    stays_away = Crossing(SLOTS)
    for day in (0, 4):
        stays_away.must(stays_away.book(1, SLOT_S + day * DAY_S, **BOOKED))
        stays_away.must(c.Tick(), SLOT_S + day * DAY_S + HOUR_S + 1)
    cancels = cancelled(HOUR_S)
    for name in ("DepositSettled", "VehicleBlocked"):
        mine, other = cancels.bodies(name), stays_away.bodies(name)
        assert [getattr(one, "outcome", one.rule) for one in mine] == [
            getattr(one, "outcome", one.rule) for one in other
        ]


def test_the_post_may_take_a_place_away_at_any_time():
    x = cancelled(1, side=Side.POST)
    assert [one.rule for one in x.bodies("Cancelled")] == [None] * 2
    assert x.bodies("VehicleBlocked") == []


def test_no_cancellation_is_too_late_while_the_booking_is_kept_or_the_post_is_stopped():
    for stop, go_on in ((c.Close(reason="storm"), c.Reopen()), (c.Pause(reason="rain"), None)):
        x = Crossing(SLOTS)
        x.must(x.book(1, SLOT_S, **BOOKED))
        x.must(stop, SLOT_S)
        if go_on is not None:
            x.must(go_on, SLOT_S + HOUR_S)
        x.must(c.Cancel(passage=1), SLOT_S + 5 * HOUR_S)
        assert [one.rule for one in x.bodies("Cancelled")] == [None]
