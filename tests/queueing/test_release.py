"""The release: trucks are called by what the tightest stage takes on; the road and the strip stay bounded."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.facts.events.choices import Stage
from otkel.queueing import commands as c
from otkel.queueing.core import release
from otkel.queueing.release import list_rates
from tests.queueing.crossing import NOW_S
from tests.queueing.road import ROAD, Road

RATES = {
    "slow": lambda hour: 5.0,
    "eighteen": lambda hour: 18.0,
    "forty": lambda hour: 40.0,
    "stops for six hours": lambda hour: 0.0 if 12 <= hour < 18 else 30.0,
    "swings": lambda hour: 30.0 if int(hour) % 2 else 5.0,
    "opens up": lambda hour: 5.0 if hour < 24 else 40.0,
    "tightens": lambda hour: 40.0 if hour < 24 else 5.0,
}
NUMBERS = st.floats(0, 1e6)
COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize("publishes", [True, False], ids=["published", "silent"])
@pytest.mark.parametrize("name", RATES)
def test_with_any_neighbour_strip_and_road_stay_bounded_and_he_is_seldom_idle(name, publishes):
    road = Road(RATES[name], publishes=publishes)
    seen = road.run(48)
    hour = 60
    assert max(seen.strip) <= 25  # its places
    assert max(seen.road) <= 25
    # After the first twelve hours he waits for a truck in at most 7 of 100 minutes.
    assert sum(seen.idle[12 * hour :]) <= 0.07 * len(seen.idle[12 * hour :])
    # The target neither swings nor leaps: in a window it moves by its step, and by half of it more where
    # it had rested before.
    assert sum(abs(b - a) for a, b in zip(seen.targets, seen.targets[1:], strict=False)) / 48 <= 5.0
    windows = zip(seen.targets, seen.targets[2 * hour :], strict=False)
    assert max(abs(b - a) for a, b in windows) <= 1.5 * ROAD.step_trucks


@pytest.mark.parametrize(("rate", "most"), [(5.0, 4), (18.0, 11), (40.0, 22)])
def test_on_the_road_stands_what_the_neighbour_takes_within_the_lead_and_little_more(rate, most):
    seen = Road(lambda hour: rate).run(36)
    assert max(seen.road[12 * 60 :]) <= most  # rate times half an hour, and a few
    wanted = rate * 0.5 + ROAD.buffer_trucks
    assert wanted <= seen.targets[-1] <= wanted + 1.5 * ROAD.buffer_trucks


def test_after_a_stop_the_neighbour_is_served_again_at_once():
    seen = Road(RATES["stops for six hours"]).run(30)
    assert sum(seen.idle[18 * 60 : 30 * 60]) <= 40
    assert max(seen.strip[12 * 60 : 18 * 60]) <= 25


def test_light_demand_is_no_capacity_and_lets_no_target_run_away():
    road = Road(lambda hour: 30.0, waiting=0, arriving_per_h=2.0)
    light = road.run(48)
    assert light.targets[-1] <= ROAD.first_per_h * 0.5 + ROAD.buffer_trucks + 2 * ROAD.step_trucks
    for _ in range(400):
        road.come()
    seen = road.run(10)
    surge = seen.road[48 * 60 :]
    assert max(surge) <= 25
    assert sum(seen.idle[51 * 60 :]) <= 0.02 * 7 * 60


def test_what_was_told_long_ago_says_nothing_of_now():
    x = Road(lambda hour: 18.0).x
    told = c.MeasureIntake(stage=Stage.ENTRY_CONTROL, taken_trucks=1, interval_us=3_600_000_000, towards="RU")
    x.must(told)
    line, over_s = x.state.lines[0], 2 * ROAD.window_min * 60.0
    assert Stage.ENTRY_CONTROL in {rate.stage for rate in list_rates(line, NOW_S + over_s)}
    assert Stage.ENTRY_CONTROL not in {rate.stage for rate in list_rates(line, NOW_S + over_s + 1)}


def test_a_direction_is_not_slowed_by_the_other():
    one = Road(lambda hour: 18.0)
    one.run(6)
    other = one.x.state.lines[1]
    assert (other.target, list(other.exits)) == (-1.0, [])


# -- the rules as functions of numbers ----------------------------------------------------------


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_inferred_interval_holds_the_truth(stood, came_on, taken, under, over, also):
    taken = min(taken, stood + came_on)
    stands = stood + came_on - taken
    low, high = release.infer_intake(
        came_on, max(0, stood - under), stood + over, max(0, stands - also), stands + over
    )
    assert low <= taken <= high


@given(COUNTS, COUNTS, COUNTS)
def test_where_everything_was_counted_the_interval_is_a_point(stood, came_on, taken):
    taken = min(taken, stood + came_on)
    stands = stood + came_on - taken
    assert release.infer_intake(came_on, stood, stood, stands, stands) == (taken, taken)


@given(NUMBERS, NUMBERS, st.floats(0, 1000))
def test_a_target_moves_towards_what_is_wanted_by_its_step_at_most(target, wanted, step):
    moved = release.next_target(target, wanted, step)
    assert abs(moved - target) <= step + 1e-6 or moved == wanted
    assert min(target, wanted) - 1e-6 <= moved <= max(target, wanted) + 1e-6


@given(st.integers(-1, 1000), st.floats(0, 1000))
def test_a_whole_target_lies_between_the_one_before_and_the_one_wanted(before, target):
    whole = release.whole_target(float(before), target)
    assert whole == int(whole)
    if before >= 0:
        assert min(before, target) - 1e-6 <= whole <= max(before, target) + 1e-6
        assert abs(whole - target) < 1.0 + 1e-6


@given(NUMBERS, COUNTS, st.integers(-1, 1000))
def test_no_more_are_called_than_are_lacking_and_than_there_are_places(target, on_the_way, places):
    may = release.may_call(target, on_the_way, places)
    assert 0 <= may <= max(0, target - on_the_way) + 1e-6
    assert places < 0 or may <= places


@given(st.lists(st.tuples(st.floats(-1, 100), st.floats(0, 50)), min_size=1, max_size=3))
def test_the_tightest_stage_is_one_that_is_known(stages):
    rates, standing = [one for one, _ in stages], [two for _, two in stages]
    found = release.tightest(rates, standing, 4.0)
    assert (found == -1) == all(rate < 0 for rate in rates)
    assert found == -1 or rates[found] >= 0


@given(st.integers(1, 50), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_whoever_is_called_finds_a_place_on_the_strip(places, called, at_exit, on_strip):
    free = release.free_places(release.NO_LIMIT, places, release.NO_LIMIT, called, at_exit, on_strip)
    assert free == max(0, places - called - at_exit - on_strip)


def test_a_strip_whose_count_is_told_too_high_stops_the_calls_and_nothing_else():
    road = Road(lambda hour: 18.0, msgspec.structs.replace(ROAD, strip_places=5))
    seen = road.run(12)
    assert max(seen.strip) <= 5
    assert max(seen.road) <= 5
