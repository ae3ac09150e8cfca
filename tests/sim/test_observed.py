"""What could have been counted at the road: held against counting truck by truck, hour by hour."""

import numpy as np
import pytest

from otkel.sim.observed import Window, longest_queue, mean_queue, mean_wait_h, per_day, see
from otkel.sim.run import prepare, run_once
from otkel.sim.scenario_check import check_scenario
from tests.sim.scenarios import featured

DAYS = 2
FULL = Window(0, DAYS)


@pytest.fixture(scope="module")
def world_and_results():
    ready = prepare(check_scenario(featured()).scenario)
    world, results = run_once(ready, 3, 0, [4096])
    return ready, world, results


@pytest.fixture(scope="module")
def seen(world_and_results):
    ready, world, results = world_and_results
    return see(world, results, len(ready.scenario.points), DAYS)


def test_the_queue_is_who_came_and_still_waits(world_and_results, seen):
    _, world, results = world_and_results
    waited = results.wait[0] + results.wait[1]
    assert (results.visits < 0).any()  # some gave up
    assert seen.queue.max() > 3
    for point in range(seen.queue.shape[0]):
        mine = results.point == point
        for hour in range(DAYS * 24):
            at = hour * 60.0
            waits = mine & (world.arrives <= at) & (world.arrives + waited > at)
            assert seen.queue[point, hour] == waits.sum()


def test_days_are_counted_truck_by_truck(world_and_results, seen):
    _, world, results = world_and_results
    waited = results.wait[0] + results.wait[1]
    for point in range(seen.came.shape[0]):
        mine = results.point == point
        for day in range(DAYS):

            def on(at, day=day):
                return (at >= day * 1440) & (at < (day + 1) * 1440)

            passed = mine & (results.visits > 0)
            let_on = passed & on(world.arrives + waited)
            assert seen.came[point, day] == (mine & on(world.arrives)).sum()
            assert seen.through[point, day] == (passed & on(results.left)).sum()
            assert seen.ended[point, day] == let_on.sum()
            assert seen.waited[point, day] == pytest.approx(waited[let_on].sum() / 60)


def test_places_and_days_are_put_together(seen):
    both = [0, 1]
    assert mean_queue(seen, both, FULL) == pytest.approx(seen.queue[both].sum(axis=0)[: 24 * DAYS].mean())
    assert longest_queue(seen, both, FULL) == pytest.approx(max(seen.queue[p].mean() for p in both))
    assert per_day(seen.through, both, FULL) == seen.through[both].sum() / DAYS
    assert mean_wait_h(seen, both, FULL) == pytest.approx(seen.waited[both].sum() / seen.ended[both].sum())
    second = Window(1, 2)
    assert mean_wait_h(seen, [0], second) == pytest.approx(seen.waited[0, 1] / seen.ended[0, 1])


def test_where_nobody_is_let_on_the_last_day_before_tells_the_wait(seen):
    shut = seen._replace(ended=seen.ended * [1, 0], waited=seen.waited * [1, 0])
    assert mean_wait_h(shut, [0], Window(1, 2)) == mean_wait_h(seen, [0], Window(0, 1))
    never = seen._replace(ended=seen.ended * 0, waited=seen.waited * 0)
    assert np.isnan(mean_wait_h(never, [0], Window(1, 2)))
