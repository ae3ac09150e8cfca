"""Who stands at a live point whose other side is silent: no more on the strip than were counted."""

from __future__ import annotations

import pytest

from otkel.queueing import commands as c
from otkel.sim.present import IN_LINE, ON_STRIP
from otkel.sim.present_live import OUT, Clock, list_standing, present_of
from tests.queueing.crossing import Crossing
from tests.queueing.policies import LIVE


def passed(trucks, waiting):
    """Give a crossing that let so many trucks onto the strip, a minute apart, with others in line."""
    x = Crossing(LIVE)
    for number in range(1, trucks + 1):
        x.t_s += 60.0
        x.arrive(number)
        x.call(1)
        x.go_through(number)
    for number in range(waiting):
        x.arrive(100 + number)
    x.t_s += 60.0
    return x


@pytest.mark.parametrize(
    ("counted", "stand"), [(0, []), (2, [8, 9]), (9, [*range(1, 10)]), (12, [*range(1, 10)])]
)
def test_the_last_that_came_stand_there_as_many_as_were_counted(counted, stand):
    x = passed(9, waiting=3)
    x.must(c.CountStrip(towards="RU", trucks=counted))
    found = list_standing(x.state, OUT)
    assert [truck.passage for place, truck in found if place == ON_STRIP] == stand
    assert [truck.passage for place, truck in found if place == IN_LINE] == [100, 101, 102]


def test_without_a_count_all_stand_there_that_are_recorded():
    x = passed(4, waiting=1)
    here = present_of(x.state, OUT, ["ordinary"], 0, Clock(x.t_s, x.t_s - 3600.0))
    assert here.where.tolist() == [IN_LINE] + [ON_STRIP] * 4


def test_who_is_let_on_after_the_count_stands_there_too():
    x = passed(9, waiting=1)
    x.must(c.CountStrip(towards="RU", trucks=1))
    x.t_s += 60.0
    x.call(1)
    x.go_through(100)
    assert [truck.passage for _, truck in list_standing(x.state, OUT)] == [9, 100]
