"""What is due is done before what is asked: how often somebody asks for it changes nothing."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from otkel.facts.events.choices import ExceptionGround, Readiness, Stage
from otkel.queueing import commands as c
from otkel.queueing.branch import branch_of, go_on
from otkel.queueing.decide import decide
from otkel.queueing.deciding.falling_due import fall_due
from otkel.queueing.due import own_part
from otkel.queueing.refusal import Refusal
from otkel.queueing.snapshot import pack
from tests.queueing.crossing import DAY_S, HOUR_S, LACKING, MIN_S, NOW_S, Crossing, us, vehicle
from tests.queueing.policies import CAPPED, INTAKE, LIVE, SLOTS
from tests.queueing.walks import Walk

SLOT_S = NOW_S + 26 * HOUR_S
Asked = list[tuple[float, c.Command]]


def asked_in(seed: int, steps: int = 300) -> Asked:
    """Give what a long walk asks, with its instants; nobody stands by."""
    walk, asked = Walk(seed), Asked()
    ask = walk.m.x.ask

    def keep(command, t_s=None):
        asked.append((walk.m.x.t_s if t_s is None else t_s, command))
        return ask(command, t_s)

    walk.m.x.ask = keep
    walk.wait = lambda: {"minutes": walk.r.choice([1, 10, 45, 60, 180, 800, 1500])}
    walk.run(steps)
    return [(t_s, one) for t_s, one in asked if not isinstance(one, c.Standby)]


def outcome(seed: int, asked: Asked, ticks: Random | None) -> list[tuple]:
    """Ask it all again, without a tick, or with ticks at random; give all that happened, without instants."""
    x = Walk(seed).m.x
    for t_s, command in asked:
        if ticks is None and isinstance(command, c.Tick):
            continue
        while ticks is not None and ticks.random() < 0.5:
            x.ask(c.Tick(), min(t_s, x.t_s + ticks.choice([0.0, 1.0, 600.0, 5000.0])))
        x.ask(command, t_s)
    x.ask(c.Tick(), asked[-1][0])
    return [
        (type(one.body).__name__, one.passage, None if hasattr(one.body, "until_us") else one.body)
        for _, one in x.log
    ]


@pytest.mark.parametrize("seed", range(20))
def test_ticks_put_in_anywhere_change_no_outcome(seed):
    asked = asked_in(seed)
    without = outcome(seed, asked, None)
    assert outcome(seed, asked, Random(seed)) == without
    assert outcome(seed, asked, Random(seed + 1000)) == without


def test_the_walks_above_have_no_shows_and_lost_places_to_get_wrong():
    names = {one[0] for seed in range(20) for one in outcome(seed, asked_in(seed), None)}
    assert {"NoShow", "PlaceLost", "DepositSettled", "VehicleBlocked"} <= names


# -- each command meets what is due ------------------------------------------------------------


def of_one(command: c.Book) -> c.Book:
    """Let the first vehicle ask it."""
    return msgspec.structs.replace(command, vehicle=vehicle(1))


def booked() -> Crossing:
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, queue_class="booked"))
    x.t_s = SLOT_S + HOUR_S + 1
    return x


@pytest.mark.parametrize(
    "command",
    [
        c.Cancel(passage=1),
        c.Move(passage=1, slot_from_us=us(SLOT_S + 9 * HOUR_S)),
        c.Standby(passage=1, earliest_us=us(SLOT_S), latest_us=us(SLOT_S + HOUR_S)),
        c.GrantException(
            passage=1, ground=ExceptionGround.BREAKDOWN, keeps_until_us=us(SLOT_S + 5 * HOUR_S),
            evidence="e" * 64,
        ),
        c.TellReadiness(passage=1, told=c.Told(readiness=Readiness.READY)),
        c.IssueTicket(passage=1, ticket="a" * 64),
    ],
)  # fmt: skip
def test_nothing_is_done_for_a_booking_that_has_lapsed(command):
    x, ticked = booked(), booked()
    assert x.refused(command) == "passage.over"
    assert x.bodies("NoShow") == []  # a refusal records nothing: the next act does, or a tick
    ticked.must(c.Tick())
    assert ticked.refused(command) == "passage.unknown"
    x.must(c.Tick())
    assert x.log == ticked.log


def test_a_vehicle_whose_booking_has_lapsed_books_anew_in_the_same_decision():
    x = booked()
    happened = x.must(of_one(x.book(2, SLOT_S + 5 * HOUR_S, queue_class="booked")))
    assert [type(one.body).__name__ for one in happened] == ["NoShow", "DepositSettled", "Booked"]
    assert [type(one.body).__name__ for one in own_part(happened)] == ["Booked"]


def test_and_not_where_that_no_show_blocks_it():
    x = Crossing(msgspec.structs.replace(SLOTS, no_shows_most=1))
    x.must(x.book(1, SLOT_S, queue_class="booked"))
    again = of_one(x.book(2, SLOT_S + 5 * HOUR_S, queue_class="booked"))
    assert x.refused(again, SLOT_S + HOUR_S + 1) == "booking.blocked"


def test_a_place_that_was_kept_long_enough_is_lost_before_the_cure_is_told():
    x = Crossing(LIVE)
    x.arrive(1, told=LACKING)
    x.arrive(2)
    x.must(c.TellReadiness(passage=1, told=c.Told(readiness=Readiness.READY)), NOW_S + 24 * HOUR_S + 1)
    assert [one.reason for one in x.bodies("PlaceLost")] == ["not_cured"]
    assert x.call(2) == [2, 1]


def test_who_was_called_and_did_not_appear_is_not_taken_on():
    x = Crossing(CAPPED)
    x.arrive(1)
    x.call(1)
    start = c.Start(passage=1, stage=Stage.EXIT_CONTROL)
    assert x.refused(start, NOW_S + 60 * MIN_S + 1) == "passage.over"
    y = Crossing(CAPPED)
    y.arrive(1)
    y.call(1)
    y.must(start, NOW_S + 60 * MIN_S)


def test_two_who_lapse_at_once_do_not_leave_their_slots_to_the_same_truck():
    """Each is decided upon what the one before has changed."""
    x = Crossing(msgspec.structs.replace(SLOTS, one_booking=False, no_shows_most=2))
    for number in (1, 2):
        x.must(of_one(x.book(number, SLOT_S, queue_class="booked")))
    x.must(c.Tick(), SLOT_S + HOUR_S + 1)
    assert len(x.bodies("VehicleBlocked")) == 1  # the second of the two
    assert len(x.state.vehicle(vehicle(1)).no_shows_s) == 2


def test_deciding_what_is_due_changes_nothing():
    x = booked()
    before = pack(x.state).to_bytes()
    happened, after = fall_due(x.state, x.t_s)
    assert pack(x.state).to_bytes() == before
    assert (after.trucks, x.state.trucks.keys()) == ({}, {1})
    assert happened
    assert fall_due(Crossing(INTAKE).state, NOW_S + 9 * DAY_S)[0] == []


def test_a_branch_goes_on_as_the_state_itself_would():
    for seed in (3, 5):
        x, y = Crossing(), Crossing()
        walk = Walk(seed)
        walk.run(150)
        for t_s, one in walk.m.x.log:
            for state in (x.state, y.state):
                go_on(state, one.body, one.passage, t_s)
        before = pack(y.state).to_bytes()
        late_s = walk.m.x.t_s + 3 * DAY_S
        due = decide(x.state, c.Tick(), late_s)
        assert not isinstance(due, Refusal)
        branch = branch_of(y.state)
        for one in due:
            go_on(x.state, one.body, one.passage, late_s)
            go_on(branch, one.body, one.passage, late_s)
        assert pack(branch).to_bytes() == pack(x.state).to_bytes()
        assert pack(y.state).to_bytes() == before
