"""The stages: nobody is taken on out of turn or without a place; a followed queue follows anything."""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import ExceptionGround, Readiness, Stage, WayOut, Witness
from otkel.queueing import commands as c
from otkel.queueing.policy import Mode
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, LACKING, NOW_S, Crossing, us, vehicle
from tests.queueing.policies import INTAKE, LIVE, SLOTS, WEAVE

EXIT, ENTRY = Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL
SHADOW = msgspec.structs.replace(SLOTS, name="shadow", mode=Mode.SHADOW)


def test_only_who_was_called_is_taken_on():
    x = Crossing(LIVE)
    x.arrive(1)
    assert x.refused(c.Start(passage=1, stage=EXIT)) == "stage.not_called"
    free = Crossing(msgspec.structs.replace(LIVE, call_needed=False))
    free.arrive(1)
    free.arrive(2, told=LACKING)
    free.must(c.Start(passage=1, stage=EXIT))
    assert free.refused(c.Start(passage=2, stage=EXIT)) == "call.held"
    for stage in (Stage.STRIP, Stage.ROADSIDE_CHECK):
        assert x.refused(c.Start(passage=1, stage=stage)) == "stage.none"
        assert x.refused(c.Clear(passage=1, stage=stage)) == "stage.none"
        assert x.refused(c.Refuse(passage=1, stage=stage, reason="papers")) == "stage.none"


def test_a_stage_takes_on_no_more_than_it_has_places():
    x = Crossing(WEAVE)  # three at exit control, four on the strip
    for number in range(1, 8):
        x.arrive(number)
    x.call(4)
    for number in (1, 2, 3):
        x.must(c.Start(passage=number, stage=EXIT))
    assert x.refused(c.Start(passage=4, stage=EXIT)) == "stage.full"
    x.must(c.Clear(passage=1, stage=EXIT))
    x.must(c.Start(passage=4, stage=EXIT))
    x.must(c.CountStrip(towards="RU", trucks=4))  # more than we knew of
    assert x.refused(c.Clear(passage=2, stage=EXIT)) == "stage.full"
    x.must(c.Start(passage=1, stage=ENTRY))
    x.must(c.Clear(passage=2, stage=EXIT))
    y = Crossing(msgspec.structs.replace(WEAVE, entry_places=1))
    for number in (1, 2):
        y.arrive(number)
    y.call(2)
    for number in (1, 2):
        y.go_through(number)
    y.must(c.Start(passage=1, stage=ENTRY))
    assert y.refused(c.Start(passage=2, stage=ENTRY)) == "stage.full"


def test_a_stage_that_is_closed_takes_nobody_on_and_finishes_who_is_in_it():
    x = Crossing(LIVE)
    for number in (1, 2):
        x.arrive(number)
    x.call(2)
    x.must(c.Start(passage=1, stage=EXIT))
    x.must(c.Pause(reason="shift", stage=EXIT))
    assert x.refused(c.Start(passage=2, stage=EXIT)) == "stage.stopped"
    x.must(c.Clear(passage=1, stage=EXIT))
    x.must(c.Close(reason="storm", stage=ENTRY))
    assert x.refused(c.Start(passage=1, stage=ENTRY)) == "stage.stopped"


def test_the_whole_way_through_with_and_without_a_roadside_check():
    x = Crossing(LIVE)
    x.arrive(1)
    x.call(1)
    x.go_through(1)
    x.go_through(1, ENTRY)
    assert [one.way for one in x.bodies("Left")] == [WayOut.THROUGH]
    y = Crossing(msgspec.structs.replace(LIVE, roadside=True))
    y.arrive(1)
    y.call(1)
    assert y.refused(c.Leave(passage=1)) == "passage.stage"
    y.go_through(1)
    y.go_through(1, ENTRY)
    assert y.state.trucks[1].status is Status.INSIDE
    y.must(c.Leave(passage=1))
    for z in (x, y):
        assert (z.state.arrived, z.state.left, z.state.present()) == (1, 1, 0)


def test_a_refusal_sends_one_stage_back_or_all_the_way():
    x = Crossing(LIVE)
    for number in (1, 2):
        x.arrive(number)
    x.call(2)
    for number in (1, 2):
        x.must(c.Start(passage=number, stage=EXIT))
    x.must(c.Refuse(passage=1, stage=EXIT, reason="papers", rule="cmr.copy", redress="office_7"))
    assert x.state.trucks[1].status is Status.WAITING
    assert x.refused(c.Call(towards="RU")) == "call.none_waits"
    x.must(c.Refuse(passage=2, stage=EXIT, reason="goods", back=True))
    assert [type(one.body).__name__ for _, one in x.log[-3:]] == ["ExitRefused", "TurnedBack", "Left"]
    (refused, _) = x.bodies("ExitRefused")
    assert (refused.rule, refused.redress) == ("cmr.copy", "office_7")
    assert x.refused(c.Refuse(passage=1, stage=EXIT, reason="papers")) == "passage.stage"


# -- shadow -------------------------------------------------------------------------------------


def test_a_followed_queue_commands_nothing():
    x = Crossing(SHADOW)
    x.arrive(1)
    assert x.refused(c.Call(towards="RU")) == "point.shadow"
    assert x.refused(c.PublishBatch(towards="RU", batch="b1", trucks=1)) == "point.shadow"
    x.must(x.book(2, NOW_S - HOUR_S, queue_class="booked"))  # also what our rules would refuse
    assert x.ask(c.Tick(), NOW_S + 30 * DAY_S) == ()


def test_a_followed_queue_follows_any_forward_order():
    x = Crossing(SHADOW)
    seen = {"witness": Witness.IMPORTED}
    for number in (1, 2, 3, 4, 5):
        x.must(x.book(number, NOW_S + HOUR_S, queue_class="booked"))  # more than a slot holds
    x.must(c.Start(passage=1, stage=EXIT, **seen))  # nobody told of its arrival
    x.must(c.Start(passage=2, stage=ENTRY, **seen))
    x.arrive(3)
    x.must(c.Start(passage=3, stage=ENTRY, **seen))
    x.must(c.Move(passage=4, slot_from_us=us(NOW_S - 3 * HOUR_S)))
    x.must(c.Cancel(passage=5))
    x.must(c.Clear(passage=1, stage=EXIT))
    for number in (1, 2, 3):
        x.must(c.Leave(passage=number))
    state = x.state
    assert (state.arrived, state.left, state.present(), list(state.trucks)) == (3, 3, 0, [4])
    assert sum(state.lines[0].slots.values()) == 2  # that of 4, and the one 3 used
    assert state.lines[0].counts[Status.BOOKED] == 1
    assert x.bodies("DepositSettled") == x.bodies("VehicleBlocked") == []


def test_a_truck_that_goes_past_the_strip_unseen_leaves_the_count_of_it_alone():
    x = Crossing(SHADOW)
    x.arrive(1)
    x.must(c.CountStrip(towards="RU", trucks=7))
    x.must(c.Start(passage=1, stage=ENTRY))
    assert x.state.lines[0].on_strip() == 7


def test_the_same_truck_is_under_way_once():
    x = Crossing(INTAKE)
    x.arrive(1)
    twin = c.Arrive(passage=2, vehicle=vehicle(1), towards="RU")
    assert x.refused(twin) == "booking.one"
    assert x.refused(msgspec.structs.replace(twin, towards="KZ")) == "booking.one"
    assert x.refused(msgspec.structs.replace(twin, backlog=True)) == "booking.one"
    lacking = c.TellReadiness(passage=1, told=c.Told(readiness=Readiness.LACKING))
    x.must(lacking)
    grant = c.GrantException(
        passage=1, ground=ExceptionGround.HEALTH, keeps_until_us=us(NOW_S + HOUR_S), evidence="e" * 64
    )
    x.must(grant)
    assert x.refused(c.Call(towards="RU")) == "call.none_waits"
