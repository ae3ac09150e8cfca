"""Looking ahead from a present: by hand where nothing varies, against the queue's own laws where it does."""

import numpy as np
import pytest

from otkel.sim.ahead import look_ahead
from otkel.sim.present import AT_ENTRY, AT_EXIT, IN_LINE, ON_STRIP, Present
from otkel.sim.scenario_check import check_scenario
from tests.sim.scenarios import tree

NOW = 720.0


def present(places, came=None):
    where = np.array(places, np.int8)
    came = np.arange(NOW - where.size, NOW) if came is None else np.array(came, float)
    since = np.where(where % 2 == 0, came, NOW)
    return Present(
        point=0, t_min=NOW, where=where, queue_class=np.zeros(where.size, np.int8), came_min=came,
        since_min=since,
    )  # fmt: skip


def scenario(exit_min=10.0, entry_min=5.0, servers=2, cv=0.0):
    given = tree(
        service={"exit": {"mean_min": exit_min, "cv": cv}, "entry": {"mean_min": entry_min, "cv": cv}},
        points__0__shifts__0__exit=servers, points__0__shifts__0__entry=servers,
    )  # fmt: skip
    return check_scenario(given).scenario


def test_where_nothing_varies_every_run_is_the_one_reckoned_by_hand():
    found = look_ahead([scenario()], present([IN_LINE] * 5), 4, 1)
    assert found.taken_on[:, 1].tolist() == [NOW, NOW, NOW + 10, NOW + 10, NOW + 20]
    assert found.through[:, 1].tolist() == [NOW + 15, NOW + 15, NOW + 25, NOW + 25, NOW + 35]
    assert (found.through[:, 0] == found.through[:, 2]).all()


def test_each_truck_has_its_own_row_in_the_order_of_the_present():
    found = look_ahead([scenario()], present([IN_LINE] * 3, came=[700, 600, 650]), 2, 1)
    assert found.taken_on[:, 1].tolist() == [NOW, NOW, NOW + 10]


def test_who_is_past_exit_control_is_taken_on_no_more_but_comes_through():
    found = look_ahead([scenario()], present([IN_LINE, AT_EXIT, ON_STRIP, AT_ENTRY]), 2, 1)
    assert np.isnan(found.taken_on[2:]).all()
    assert (found.through >= NOW).all()


@pytest.mark.parametrize("place", [IN_LINE, ON_STRIP])
def test_no_stage_stands_idle_before_a_line(place):
    """Nobody is in service: those who wait are taken on at once, and nobody waits for ever."""
    found = look_ahead([scenario(servers=3)], present([place] * 6), 2, 1)
    assert not np.isnan(found.through).any()
    first = found.through[:3, 1] - NOW
    assert first.tolist() == [first[0]] * 3
    assert first[0] == (15 if place == IN_LINE else 5)


def test_ranges_rise_with_the_place_and_hold_the_truth_as_often_as_they_say():
    here, sizes = present([IN_LINE] * 40), scenario(cv=0.6)
    found = look_ahead([sizes], here, 60, 7)
    assert (np.diff(found.taken_on, axis=0) >= 0).all()
    assert (np.diff(found.taken_on, axis=1) >= 0).all()
    truths = np.array([look_ahead([sizes], here, 1, seed).taken_on[30:, 1] for seed in range(100, 160)])
    low, high = found.taken_on[30:, 0], found.taken_on[30:, 2]
    held = ((truths >= low) & (truths <= high)).mean()
    assert 0.6 < held < 0.95  # 80 % are meant; trucks of one run go together


def test_scenarios_that_differ_widen_the_range():
    one, both = ([scenario(exit_min=m) for m in means] for means in ((10.0,), (8.0, 12.0)))
    narrow, wide = (look_ahead(some, present([IN_LINE] * 9), 3, 1).taken_on[8] for some in (one, both))
    assert wide[0] < narrow[0] < wide[2]


def test_who_stands_there_gets_on_though_nobody_comes_later():
    given = check_scenario(tree(arrivals__mean_per_day=0.01, horizon_days=1, warm_up_days=0)).scenario
    found = look_ahead([given], present([IN_LINE] * 4), 3, 1)
    assert not np.isnan(found.through).any()


def test_an_empty_present_gives_nothing():
    assert look_ahead([scenario()], present([]), 2, 1).taken_on.shape == (0, 3)
