"""The strip of a silent other side: counted now and then, while leavings are recorded late, or never."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.events.choices import Stage, WayOut
from otkel.queueing import commands as c
from otkel.queueing.counted import count
from otkel.queueing.truck import Status
from tests.queueing.crossing import Crossing
from tests.queueing.policies import INTAKE, LIVE

HOUR_S = 3600.0


def on_strip(x):
    """Give how many stand on the strip, as far as the post knows."""
    return x.state.lines[0].on_strip()


def let_through(x, *numbers):
    """Let trucks come, and through exit control."""
    for number in numbers:
        x.arrive(number)
        x.call(1)
        x.go_through(number)


def counted(x, trucks, after_s=HOUR_S):
    """Count the strip some time later."""
    x.must(c.CountStrip(towards="RU", trucks=trucks), x.t_s + after_s)
    x.t_s += 60.0


def test_a_leaving_that_is_recorded_after_the_count_takes_nobody_off_it_who_had_gone_before():
    x = Crossing(LIVE)
    let_through(x, 1, 2)
    counted(x, 1)  # one of the two has gone
    x.must(c.Leave(passage=1))
    assert on_strip(x) == 1
    x.must(c.Leave(passage=2))  # now nobody is recorded there any more
    assert on_strip(x) == 0


def test_who_came_after_the_count_leaves_his_place_whoever_had_gone_before():
    x = Crossing(LIVE)
    let_through(x, 1, 2)
    counted(x, 1)
    let_through(x, 3)
    x.must(c.Leave(passage=3, way=WayOut.BACK))
    assert on_strip(x) == 1


def test_whom_entry_control_takes_on_stood_there_until_then():
    x = Crossing(LIVE)
    let_through(x, 1, 2)
    counted(x, 1)
    x.must(c.Start(passage=2, stage=Stage.ENTRY_CONTROL))
    assert on_strip(x) == 0
    x.must(c.Leave(passage=1))
    assert on_strip(x) == 0


def test_more_taken_on_than_were_counted_take_nobody_off_who_comes_later():
    x = Crossing(LIVE)
    let_through(x, 1, 2)
    counted(x, 0)  # a count that told too few
    for number in (1, 2):
        x.must(c.Start(passage=number, stage=Stage.ENTRY_CONTROL))
    let_through(x, 3)
    assert on_strip(x) == 1


def test_trucks_that_were_counted_and_never_recorded_stay_until_the_next_count():
    x = Crossing(LIVE)
    let_through(x, 1)
    counted(x, 4)
    x.must(c.Leave(passage=1))
    assert on_strip(x) == 3
    counted(x, 1)
    assert on_strip(x) == 1


@pytest.mark.parametrize(("stands", "may_call"), [(0, True), (1, True), (4, False)])
def test_that_nobody_was_taken_on_stops_the_release_only_where_somebody_stands_for_sure(stands, may_call):
    x = Crossing(msgspec.structs.replace(INTAKE, exit_places=None, strip_places=None))
    for _ in range(3):  # each time the same: nobody came, and nobody was taken on
        told = {"trucks": stands, "low_trucks": max(0, stands - 2), "high_trucks": stands + 2}
        x.must(c.CountStrip(towards="RU", **told), x.t_s + HOUR_S)
    assert [one.taken_trucks for one in x.bodies("IntakeMeasured")] == [0, 0]
    x.arrive(1)
    x.ask(c.Call(towards="RU"))
    assert bool(x.bodies("Called")) is may_call


def test_what_came_and_left_before_the_count_is_in_it_whenever_it_is_told():
    told = count(100.0, 3, 3, 3, recorded=3)
    assert told.come(90.0).trucks == told.leave(50.0, 99.0, is_seen=True).trucks == 3
    assert told.come(90.0).leave(90.0, 110.0, is_seen=False).trucks == 3
    assert told.come(100.0).trucks == 4
    assert (told.leave(50.0, 110.0, is_seen=True).trucks, told.leave(50.0, 110.0, is_seen=False).moved) == (
        2,
        -1,
    )


def test_between_counts_trucks_are_expected_to_leave_as_they_did_before():
    busy = count(0.0, 9, 10, 11, recorded=10).come(600.0).come(900.0)
    at = [busy.expected(hours * HOUR_S, 2, 4.0, buffer_trucks=4) for hours in (0.0, 1.0, 1.1, 3.0, 9.0)]
    assert at == [12, 8, 8, 0, 0]  # rounded up
    kept_up = count(0.0, 2, 3, 4, recorded=3).come(600.0).come(900.0)
    assert [kept_up.expected(hours * HOUR_S, 40, 4.0, buffer_trucks=4) for hours in (0.0, 1.0, 9.0)] == [
        3,
        3,
        3,
    ]
    left = busy.leave(700.0, 1000.0, is_seen=False).leave(-5.0, 1000.0, is_seen=False)
    assert left.expected(1000.0, 2, 0.0, buffer_trucks=4) == left.trucks == 10  # what is recorded is better


class Border:
    """Trucks that go onto the strip and from it, and a post that counts them exactly and is told late."""

    def __init__(self):
        self.x, self.number = Crossing(LIVE), 0
        self.there, self.gone = [], []
        counted(self.x, 0)

    def do(self, what, which):
        self.x.t_s += 60.0
        if what == "comes":
            self.number += 1
            let_through(self.x, self.number)
            self.there.append(self.number)
        elif what == "goes" and self.there:
            self.gone.append(self.there.pop(which % len(self.there)))
        elif what == "recorded" and self.gone:
            self.x.must(c.Leave(passage=self.gone.pop(which % len(self.gone))))
        elif what == "counted":
            counted(self.x, len(self.there), 0.0)
        return what

    def recorded(self):
        return self.x.state.lines[0].counts[Status.ON_STRIP]


DONE = st.tuples(
    st.sampled_from(["comes", "comes", "goes", "goes", "recorded", "counted"]), st.integers(0, 50)
)


@given(st.lists(DONE, max_size=60))
@settings(max_examples=150, deadline=None)
def test_late_records_never_hide_a_truck_and_are_right_when_all_have_come_in(done):
    border = Border()
    for what, which in done:
        if border.do(what, which) == "counted":
            assert on_strip(border.x) == len(border.there)
        assert len(border.there) <= on_strip(border.x) <= border.recorded()
    while border.gone:
        border.do("recorded", 0)
    assert on_strip(border.x) == len(border.there)
