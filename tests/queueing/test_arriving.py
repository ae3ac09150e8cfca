"""A truck comes early, in time or late; its place is kept while it cures something, or on evidence."""

from __future__ import annotations

import msgspec
import pytest

from otkel.facts.events.choices import ExceptionGround, Readiness, Stage, WayOut
from otkel.queueing import commands as c
from otkel.queueing.policy import TooLate
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, LACKING, MIN_S, NOW_S, READY, Crossing, us, vehicle
from tests.queueing.policies import CAPPED, INTAKE, LIVE, SLOTS

SLOT_S = NOW_S + 26 * HOUR_S
REFUSING = msgspec.structs.replace(
    SLOTS, too_late=TooLate.REFUSE, classes=SLOTS.classes[:1], fallback="booked"
)
EVIDENCE = "e" * 64


def booked(policy=SLOTS, slot_s: float = SLOT_S) -> Crossing:
    x = Crossing(policy)
    x.must(x.book(1, slot_s, queue_class="booked"))
    return x


def coming(number: int = 1) -> c.Arrive:
    return c.Arrive(passage=number, vehicle=vehicle(number), towards="RU", told=READY)


def test_a_truck_comes_from_three_hours_before_until_one_hour_after():
    assert booked().refused(coming(), SLOT_S - 180 * MIN_S - 1) == "arrive.early"
    for t_s in (SLOT_S - 180 * MIN_S, SLOT_S + 60 * MIN_S):
        x = booked()
        x.must(coming(), t_s)
        assert x.state.trucks[1].queue_class == "booked"
    assert booked(REFUSING).refused(coming(), SLOT_S + 60 * MIN_S + 1) == "passage.over"


def test_who_comes_late_stands_in_the_live_queue_and_his_slot_counts_no_more():
    x = booked(msgspec.structs.replace(SLOTS, late_min=30))  # the slot itself lasts for 60
    (arrived, *_) = x.must(coming(), SLOT_S + 30 * MIN_S + 1)
    assert (arrived.body.queue_class, arrived.body.late_us) == ("ordinary", -1_799_000_000)
    line = x.state.lines[0]
    assert (line.slots, set(line.taken.values())) == ({}, {0})
    assert x.bodies("NoShow") == []


@pytest.mark.parametrize("ticks", [False, True])
def test_who_comes_after_his_booking_has_lapsed_did_not_come_whether_somebody_asked_or_not(ticks):
    x = booked()
    x.t_s = SLOT_S + 60 * MIN_S + 1
    if ticks:
        x.must(c.Tick())
    x.must(coming())
    names = [type(one.body).__name__ for _, one in x.log[2:]]
    assert names == ["NoShow", "DepositSettled", "Arrived"]
    truck = x.state.trucks[1]
    assert (truck.queue_class, truck.has_slot, truck.status) == ("ordinary", False, Status.WAITING)
    assert len(x.state.vehicle(vehicle(1)).no_shows_s) == 1
    assert x.state.live == {vehicle(1): 1}


def test_where_there_is_no_live_queue_late_is_late():
    no_live = msgspec.structs.replace(SLOTS, classes=SLOTS.classes[:1], fallback="booked")
    assert booked(no_live).refused(coming(), SLOT_S + 61 * MIN_S) == "passage.over"
    early = msgspec.structs.replace(no_live, late_min=30)
    assert booked(early).refused(coming(), SLOT_S + 31 * MIN_S) == "arrive.late"
    assert booked(early).refused(coming(), SLOT_S + 61 * MIN_S) == "passage.over"


def test_a_class_that_comes_by_slot_does_not_come_without():
    x = Crossing(SLOTS)
    assert x.refused(msgspec.structs.replace(coming(), queue_class="booked")) == "arrive.class"
    no_live = msgspec.structs.replace(SLOTS, classes=SLOTS.classes[:1], fallback="booked")
    assert Crossing(no_live).refused(coming()) == "arrive.no_booking"
    assert x.refused(msgspec.structs.replace(coming(), queue_class="vip")) == "booking.class"


def test_a_booking_lets_no_other_vehicle_in_and_no_other_direction():
    x = booked()
    assert x.refused(msgspec.structs.replace(coming(), vehicle=vehicle(2)), SLOT_S) == "booking.vehicle"
    assert x.refused(msgspec.structs.replace(coming(), towards="KZ"), SLOT_S) == "booking.vehicle"


def test_a_no_show_is_one_after_the_allowance_and_frees_the_vehicle():
    x = booked()
    assert x.ask(c.Tick(), SLOT_S + HOUR_S) == ()
    x.must(c.Tick(), SLOT_S + HOUR_S + 1)
    assert [one.rule for one in x.bodies("NoShow")] == ["no_show.slot"]
    assert x.state.trucks == {}
    assert x.state.lines[0].slots == {}
    x.arrive(1)


def test_a_booking_in_a_closure_holds_72_hours_beyond_its_end():
    x = booked()
    x.must(c.Close(reason="storm"), SLOT_S - HOUR_S)
    assert x.ask(c.Tick(), SLOT_S + DAY_S) == ()
    x.must(c.Reopen(), SLOT_S + 2 * DAY_S)
    kept, _ = x.bodies("BookingsKept")  # of both directions
    ends_s = SLOT_S + HOUR_S + 72 * HOUR_S + 2 * DAY_S + HOUR_S
    assert kept.added_us == round((72 * HOUR_S + 2 * DAY_S + HOUR_S) * 1e6)
    assert x.ask(c.Tick(), ends_s) == ()
    x.must(coming(), ends_s)
    assert x.state.trucks[1].queue_class == "booked"
    y = booked()
    y.must(c.KeepAlive(reason="strike", from_us=us(SLOT_S), to_us=us(SLOT_S)))
    y.must(c.Tick(), SLOT_S + 73 * HOUR_S + 1)
    assert y.state.trucks == {}


def test_a_called_truck_has_its_time_and_the_whole_of_it_again_after_a_closure():
    x = Crossing(CAPPED)
    x.arrive(1)
    x.call(1)
    assert x.ask(c.Tick(), NOW_S + HOUR_S) == ()
    x.must(c.Pause(reason="rain", stage=Stage.EXIT_CONTROL), NOW_S + HOUR_S)
    assert x.ask(c.Tick(), NOW_S + 9 * HOUR_S) == ()
    x.must(c.Resume(stage=Stage.EXIT_CONTROL), NOW_S + 9 * HOUR_S)
    assert x.ask(c.Tick(), NOW_S + 10 * HOUR_S) == ()
    x.must(c.Tick(), NOW_S + 10 * HOUR_S + 1)
    assert [one.rule for one in x.bodies("NoShow")] == ["no_show.call"]
    assert x.state.left == 1


def test_a_called_truck_is_no_no_show_while_the_post_is_busy_with_those_before_it():
    x = Crossing(msgspec.structs.replace(CAPPED, exit_places=1, strip_places=None))
    for number in (1, 2, 3):
        x.arrive(number)
    x.call(2)
    x.must(c.Start(passage=1, stage=Stage.EXIT_CONTROL))
    assert x.ask(c.Tick(), NOW_S + 5 * HOUR_S) == ()  # 2 may well stand there
    x.must(c.Clear(passage=1, stage=Stage.EXIT_CONTROL))
    x.call(1)
    x.must(c.Start(passage=3, stage=Stage.EXIT_CONTROL))
    # When exit control was empty it had its hour once more; 3 was called after it, and is there.
    assert x.ask(c.Tick(), NOW_S + 6 * HOUR_S) == ()
    x.must(c.Tick(), NOW_S + 6 * HOUR_S + 1)
    assert [one.passage for _, one in x.log if type(one.body).__name__ == "NoShow"] == [2]


# -- cures --------------------------------------------------------------------------------------


def told(number: int, readiness: Readiness) -> c.TellReadiness:
    return c.TellReadiness(passage=number, told=c.Told(readiness=readiness, missing=("cmr.copy",)))


def lacking_first() -> Crossing:
    x = Crossing(LIVE)  # 24 h, twice
    x.arrive(1, told=LACKING)
    x.arrive(2)
    return x


def test_a_place_is_kept_exactly_while_something_is_cured():
    x = lacking_first()
    assert x.call(1) == [2]
    x.arrive(3, NOW_S + HOUR_S)
    x.must(told(1, Readiness.READY), NOW_S + 24 * HOUR_S)
    assert x.state.trucks[1].seq < x.state.trucks[3].seq
    assert x.call(1) == [1]
    assert x.bodies("Called")[-1].overtaken_trucks == 0


def test_asking_again_prolongs_nothing_and_uses_no_further_cure():
    x = lacking_first()
    x.arrive(3)
    for hour in (1, 10, 23):
        x.must(told(1, Readiness.LACKING), NOW_S + hour * HOUR_S)
        assert x.state.trucks[1].cure_by_s == NOW_S + 24 * HOUR_S
    assert x.state.trucks[1].cures == 1
    assert x.ask(c.Tick(), NOW_S + 24 * HOUR_S) == ()
    x.must(c.Tick(), NOW_S + 24 * HOUR_S + 1)
    assert [(one.reason, one.rule) for one in x.bodies("PlaceLost")] == [("not_cured", "cure.hours")]
    x.must(told(1, Readiness.READY))
    assert x.call(3) == [2, 3, 1]


def test_a_third_cure_costs_the_place():
    x = lacking_first()
    for number in (1, 2):
        x.must(told(1, Readiness.READY))
        x.must(told(1, Readiness.LACKING))
        assert len(x.bodies("PlaceLost")) == number - 1
    assert [one.rule for one in x.bodies("PlaceLost")] == ["cure.most"]


def test_a_refusal_at_exit_control_keeps_the_place_as_long_as_any_cure():
    x = lacking_first()
    x.call(1)
    x.must(c.Start(passage=2, stage=Stage.EXIT_CONTROL))
    x.must(c.Refuse(passage=2, stage=Stage.EXIT_CONTROL, reason="papers"))
    assert x.state.trucks[2].cure_by_s == NOW_S + 24 * HOUR_S
    x.arrive(3)
    x.must(told(2, Readiness.READY), NOW_S + HOUR_S)
    assert x.call(2) == [2, 3]


def test_what_lacked_at_the_booking_is_forgotten_when_it_comes_ready():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, queue_class="booked", told=c.Told(readiness=Readiness.LACKING, missing=("a",))))
    x.must(coming(), SLOT_S)
    truck = x.state.trucks[1]
    assert (truck.missing, truck.cures) == ((), 0)
    assert x.ask(c.Tick(), SLOT_S + DAY_S) == ()


# -- exceptions ---------------------------------------------------------------------------------


def granted(hours: float, t_s: float = NOW_S, **more) -> c.GrantException:
    values = {"ground": ExceptionGround.BREAKDOWN, "evidence": EVIDENCE, **more}
    return c.GrantException(passage=1, keeps_until_us=us(t_s + hours * HOUR_S), **values)


def test_an_exception_needs_evidence_and_has_its_limits():
    x = booked()
    x.must(coming(), SLOT_S)
    assert x.refused(granted(1, SLOT_S, evidence=None)) == "exception.evidence"
    assert x.refused(granted(10.001, SLOT_S)) == "exception.too_long"
    assert x.refused(granted(0, SLOT_S)) == "post.number"
    assert x.refused(c.EndException(passage=1)) == "exception.none"
    x.must(granted(10, SLOT_S))
    x.must(c.EndException(passage=1))
    assert x.refused(granted(1, SLOT_S + 60 * DAY_S - 1), SLOT_S + 60 * DAY_S - 1) == "exception.limit"
    x.must(granted(1, SLOT_S + 60 * DAY_S), SLOT_S + 60 * DAY_S)
    y = Crossing(LIVE)
    y.arrive(1)
    assert y.refused(granted(1)) == "exception.not_here"


def test_an_exception_keeps_the_place_exactly_and_no_longer_than_said():
    x = Crossing(INTAKE)
    for number in (1, 2, 3):
        x.arrive(number)
    x.must(granted(2))
    assert x.call(1) == [2]
    x.must(c.EndException(passage=1), NOW_S + 2 * HOUR_S)
    assert x.call(1) == [1]
    y = Crossing(INTAKE)
    for number in (1, 2):
        y.arrive(number)
    y.must(granted(2))
    assert y.ask(c.Tick(), NOW_S + 2 * HOUR_S) == ()
    y.must(c.Tick(), NOW_S + 2 * HOUR_S + 1)
    assert [one.rule for one in y.bodies("PlaceLost")] == ["exception.most"]
    assert y.call(2) == [2, 1]


def test_who_breaks_down_on_the_way_to_the_post_stands_in_his_old_place():
    x = Crossing(INTAKE)
    for number in (1, 2):
        x.arrive(number)
    assert x.call(1) == [1]
    x.must(granted(2))
    assert x.state.trucks[1].status is Status.WAITING
    x.must(c.EndException(passage=1))
    assert x.call(2) == [1, 2]


def test_an_exception_of_a_booking_lets_it_come_later():
    x = booked()
    x.must(granted(8, SLOT_S))
    assert x.ask(c.Tick(), SLOT_S + 9 * HOUR_S) == ()
    x.must(coming(), SLOT_S + 9 * HOUR_S)
    assert x.state.trucks[1].queue_class == "booked"


# -- clocks and order ---------------------------------------------------------------------------


def test_a_clock_that_goes_back_five_seconds_is_borne_and_more_is_not():
    x = Crossing(LIVE)
    x.arrive(1)
    x.must(coming(2), NOW_S - 5)
    assert x.state.t_s == NOW_S
    assert x.state.trucks[2].arrived_s == NOW_S
    assert x.refused(coming(3), NOW_S - 5.001) == "clock.back"


def test_commands_out_of_order_are_refused_and_change_nothing():
    x = Crossing(LIVE)
    for command in (
        c.Start(passage=1, stage=Stage.EXIT_CONTROL), c.Clear(passage=1, stage=Stage.EXIT_CONTROL),
        c.Leave(passage=1), c.TellReadiness(passage=1, told=READY), c.EndException(passage=1),
        c.IssueTicket(passage=1, ticket=EVIDENCE),
    ):  # fmt: skip
        assert x.refused(command) == "passage.unknown"
    x.arrive(1)
    assert x.refused(coming()) == "passage.stage"
    assert x.refused(c.Clear(passage=1, stage=Stage.EXIT_CONTROL)) == "passage.stage"
    assert x.refused(c.Start(passage=1, stage=Stage.ENTRY_CONTROL)) == "passage.stage"
    assert x.refused(c.Leave(passage=1)) == "passage.stage"
    x.must(c.Leave(passage=1, way=WayOut.GAVE_UP))
    assert x.refused(c.Leave(passage=1, way=WayOut.GAVE_UP)) == "passage.unknown"


def test_a_closure_that_begins_within_a_slot_keeps_who_could_still_have_come():
    x = Crossing(msgspec.structs.replace(SLOTS, exceptions_most=None))
    slot_s = NOW_S + 4 * HOUR_S
    x.must(c.Book(passage=1, vehicle=vehicle(1), towards="RU", queue_class="booked", slot_from_us=us(slot_s)))
    x.must(c.Close(reason="storm"), slot_s + 1)
    x.must(c.Reopen(), slot_s + 20 * HOUR_S)
    assert x.must(c.Tick(), slot_s + 21 * HOUR_S) == ()


EXIT = Stage.EXIT_CONTROL


def test_a_closure_of_exit_control_alone_keeps_bookings_just_as_one_of_the_point():
    whole, alone = booked(), booked()
    for x, stage in ((whole, None), (alone, EXIT)):
        x.must(c.Close(reason="storm", stage=stage), SLOT_S - HOUR_S)
        x.must(c.Reopen(stage=stage), SLOT_S + 2 * DAY_S)
    assert alone.bodies("BookingsKept") == whole.bodies("BookingsKept")
    assert alone.state.trucks[1].extra_s == 72 * HOUR_S + 2 * DAY_S + HOUR_S
    other = booked()
    other.must(c.Close(reason="storm", stage=Stage.ENTRY_CONTROL), SLOT_S - HOUR_S)
    other.must(c.Reopen(stage=Stage.ENTRY_CONTROL), SLOT_S + 1)
    assert other.bodies("BookingsKept") == []  # what is closed behind exit control keeps nobody from coming


@pytest.mark.parametrize("first", [None, EXIT])
def test_closures_that_overlap_add_their_hours_once(first):
    second = EXIT if first is None else None
    x = booked()
    x.must(c.Close(reason="storm", stage=first, towards="RU"), SLOT_S - 2 * HOUR_S)
    x.must(c.Close(reason="strike", stage=second, towards="RU"), SLOT_S - HOUR_S)
    x.must(c.Reopen(stage=first, towards="RU"), SLOT_S + HOUR_S)
    assert x.bodies("BookingsKept") == []  # it is closed still
    x.must(c.Reopen(stage=second, towards="RU"), SLOT_S + 3 * HOUR_S)
    (kept,) = x.bodies("BookingsKept")
    assert kept.added_us == round((72 + 5) * HOUR_S * 1e6)
    assert x.state.trucks[1].extra_s == 77 * HOUR_S


@pytest.mark.parametrize("stage", [None, EXIT])
def test_nobody_comes_too_late_while_exit_control_is_closed(stage):
    x = booked(REFUSING)
    x.must(c.Close(reason="storm", stage=stage), SLOT_S + HOUR_S)  # the last moment to come
    x.must(coming(), SLOT_S + 9 * HOUR_S)
    assert x.state.trucks[1].queue_class == "booked"
    gone = booked(REFUSING)
    gone.must(c.Close(reason="storm", stage=stage), SLOT_S + HOUR_S + 1)
    assert gone.refused(coming(), SLOT_S + 9 * HOUR_S) == "arrive.no_booking"
    paused = booked(REFUSING)
    paused.must(c.Pause(reason="storm", stage=stage), SLOT_S)
    assert paused.refused(coming(), SLOT_S + 9 * HOUR_S) == "arrive.late"


def test_an_officer_keeps_the_bookings_of_a_long_pause():
    x = booked()
    x.must(c.Pause(reason="power_cut"), SLOT_S - HOUR_S)
    x.must(c.Resume(), SLOT_S + 9 * HOUR_S)
    assert x.bodies("BookingsKept") == []
    y = booked()
    y.must(c.Pause(reason="power_cut"), SLOT_S - HOUR_S)
    y.must(c.KeepAlive(reason="power_cut", from_us=us(SLOT_S - HOUR_S), to_us=us(SLOT_S + 9 * HOUR_S)))
    y.must(c.Resume(), SLOT_S + 9 * HOUR_S)
    y.must(coming(), SLOT_S + 80 * HOUR_S)
    assert y.state.trucks[1].queue_class == "booked"


def test_a_truck_that_waits_before_a_busy_exit_control_is_taken_on_when_it_is_free():
    x = Crossing(msgspec.structs.replace(CAPPED, exit_places=1, strip_places=None))
    for number in (1, 2):
        x.arrive(number)
    x.call(2)
    x.must(c.Start(passage=1, stage=Stage.EXIT_CONTROL))
    x.must(c.Clear(passage=1, stage=Stage.EXIT_CONTROL), NOW_S + 5 * HOUR_S)  # 2 had to be there after 1 h
    x.must(c.Start(passage=2, stage=Stage.EXIT_CONTROL), NOW_S + 6 * HOUR_S)
    assert x.bodies("NoShow") == []
