"""The twin against what is known exactly, at length: each figure inside its 95 % interval.

W1 is the queue M/M/4 at nine tenths of its load, a million trucks, forty times, from the scenario through
the twin's own draws; the first 20,000 trucks of each are left out, for the queue begins empty. Beside it one
server with lognormal times (Pollaczek and Khinchine), two posts with a strip of three places (a chain solved
exactly), and the selective inspection of Zhang, Luh and Wang (2011) over the share that is checked.
"""

from __future__ import annotations

import numpy as np
import pytest

from otkel.sim import theory
from otkel.sim.kernel import simulate
from otkel.sim.run import prepare, run_once
from otkel.sim.scenario_check import check_scenario
from otkel.sim.theory_chain import tandem_by_places, two_stage_inspection
from tests.sim.scenarios import one_station
from tests.sim.stations import inspection, interval, posts

TRUCKS, WARM, MOST_DAYS = 1_000_000, 20_000, 3660
SHARES = np.linspace(0.05, 0.45, 9)


def waits(servers, load, number, **exit_times):
    """Give the waits in line of each of so many replications of one station, in its mean times of service."""
    days = min(TRUCKS / (load * servers * 144), MOST_DAYS)
    given = one_station(servers, load, horizon_days=days)
    given["service"]["exit"] |= exit_times
    given["warm_up_days"] = 0
    ready = prepare(check_scenario(given).scenario)
    places = [4096]
    for replication in range(number):
        _, results = run_once(ready, 1, replication, places)
        yield results.wait[0, WARM:] / 10.0


def test_w1_waits_as_erlang_says():
    figures = [(one.mean(), (one > 0).mean()) for one in waits(4, 0.9, 40)]
    for values, known in zip(
        np.array(figures).T, (theory.mmc_mean_wait(3.6, 1.0, 4), theory.erlang_c(3.6, 4)), strict=True
    ):
        mean, half = interval(values)
        print(f"W1: {mean:.4f} ± {half:.4f}, known {known:.4f}")
        assert abs(mean - known) <= half
        assert half < 0.02 * known


@pytest.mark.parametrize("cv", [0.5, 1.5])
def test_one_server_waits_as_pollaczek_and_khinchine_say(cv):
    found = [one.mean() for one in waits(1, 0.8, 20, shape="lognormal", cv=cv)]
    mean, half = interval(found)
    known = theory.mg1_mean_wait(0.8, 1.0, cv)
    print(f"M/G/1, cv {cv}: {mean:.4f} ± {half:.4f}, known {known:.4f}")
    assert abs(mean - known) <= half


def test_two_posts_with_a_strip_take_the_time_of_their_chain():
    model = (0.6, (1.0, 1), (1.1, 1), 3)
    known = tandem_by_places(*model, room=120)
    found = []
    for seed in range(20):
        world = posts(seed, TRUCKS, *model)
        results = simulate(world, width=0.5)
        ahead = (results.wait[0] + world.service[0])[WARM:].mean()
        found.append((ahead, (results.left - world.arrives)[WARM:].mean() - ahead))
    for values, expected in zip(np.array(found).T, (known.time_first, known.time_second), strict=True):
        mean, half = interval(values)
        print(f"two posts: {mean:.4f} ± {half:.4f}, known {expected:.4f}")
        assert abs(mean - expected) <= half


def test_over_the_share_checked_the_cost_is_convex_and_that_of_the_inspection():
    """Zhang, Luh and Wang 2011: what waiting costs is convex in the share, also where a larger one saves."""
    found = np.empty((20, SHARES.size))
    for seed in range(len(found)):
        for at, share in enumerate(SHARES):
            world = inspection(seed, 200_000, 0.3, share, (0.5, 1), 2.0, (1.0, 1))
            found[seed, at] = (simulate(world, width=0.5).left - world.arrives)[WARM:].mean()
    inside = 0
    for at, share in enumerate(SHARES):
        known = two_stage_inspection(0.3, share, (0.5, 1), 2.0, (1.0, 1), 18, 50)
        mean, half = interval(found[:, at])
        expected = known.time_first + share * known.time_second
        inside += abs(mean - expected) <= half
        print(f"share {share:.2f}: {mean:.4f} ± {half:.4f}, known {expected:.4f}")
        assert abs(mean - expected) <= 1.6 * half
    assert inside >= SHARES.size - 2  # the shares have their trucks in common: they miss together
    for bend in np.diff(found, 2, axis=1).T:
        mean, half = interval(bend)
        assert mean + half > 0
    assert np.diff(found.mean(axis=0), 2).min() > 0
