"""Theory against itself: limits, sums, monotone in what it must be, and one model as a case of another."""

import math
import random

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.sim.theory import (
    erlang_b,
    erlang_c,
    ggc_mean_wait_approx,
    little_gap,
    mg1_mean_wait,
    mmc_mean_wait,
    mmc_wait_above,
    mmc_wait_quantile,
    mmck,
    priority_mean_waits,
)
from otkel.sim.theory_chain import long_run, tandem, two_stage_inspection

LOADS = st.floats(0.05, 0.98)
SERVERS = st.integers(1, 12)
TIMES = st.floats(0.1, 20)


# -- one station --------------------------------------------------------------------------------


def test_published_values():
    assert erlang_b(2.0, 3) == pytest.approx(4 / 19)  # (8/6) / (1 + 2 + 2 + 8/6)
    assert erlang_c(3.6, 4) == pytest.approx(0.7878, abs=5e-5)
    assert mmc_mean_wait(3.6, 1.0, 4) == pytest.approx(1.9694, abs=5e-5)


@given(load=LOADS, servers=SERVERS)
def test_erlang_from_its_sum(load, servers):
    offered = load * servers
    weights = [offered**n / math.factorial(n) for n in range(servers + 1)]
    assert erlang_b(offered, servers) == pytest.approx(weights[-1] / sum(weights))
    waiting = weights[-1] / (1 - load)
    assert erlang_c(offered, servers) == pytest.approx(waiting / (sum(weights[:-1]) + waiting))


@given(load=LOADS, servers=SERVERS, service=TIMES)
def test_more_servers_or_less_load_never_wait_longer(load, servers, service):
    rate = load * servers / service
    wait = mmc_mean_wait(rate, service, servers)
    assert mmc_mean_wait(rate, service, servers + 1) <= wait
    assert mmc_mean_wait(rate * 0.9, service, servers) <= wait
    assert 0 <= erlang_b(load * servers, servers) <= erlang_c(load * servers, servers) <= 1


@given(load=LOADS, servers=SERVERS, service=TIMES)
def test_the_mean_wait_is_the_area_above_the_distribution(load, servers, service):
    rate = load * servers / service
    t = np.linspace(0, 60 * service / (servers * (1 - load)), 20001)
    above = [mmc_wait_above(one, rate, service, servers) for one in t]
    assert np.trapezoid(above, t) == pytest.approx(mmc_mean_wait(rate, service, servers), rel=1e-4)


@given(load=LOADS, servers=SERVERS, service=TIMES, share=st.floats(0, 0.999))
def test_a_quantile_undoes_the_distribution(load, servers, service, share):
    rate = load * servers / service
    t = mmc_wait_quantile(share, rate, service, servers)
    above = mmc_wait_above(t, rate, service, servers)
    assert above == pytest.approx(1 - share) if t > 0 else above <= 1 - share + 1e-12


@given(load=st.floats(0.05, 3), servers=SERVERS, extra=st.integers(0, 40), service=TIMES)
def test_finite_room_sums_to_one_and_balances(load, servers, extra, service):
    rate = load * servers / service
    room = mmck(rate, service, servers, servers + extra)
    assert sum(room.shares) == pytest.approx(1)
    for inside in range(servers + extra):
        up, down = rate * room.shares[inside], min(inside + 1, servers) / service * room.shares[inside + 1]
        assert up == pytest.approx(down, abs=1e-12)
    assert little_gap(room.mean_inside, rate * (1 - room.lost), room.mean_wait + service) < 1e-9
    if extra == 0:
        assert room.lost == pytest.approx(erlang_b(rate * service, servers))
        assert room.mean_wait == pytest.approx(0, abs=1e-9 * service)


@given(load=st.floats(0.05, 0.8), servers=SERVERS, service=TIMES)
def test_much_room_is_as_good_as_no_limit(load, servers, service):
    rate = load * servers / service
    room = mmck(rate, service, servers, servers + 250)
    assert room.mean_wait == pytest.approx(mmc_mean_wait(rate, service, servers), rel=1e-6, abs=1e-9)


@given(load=LOADS, service=TIMES, cv=st.floats(0, 4))
def test_pollaczek_khinchine_has_its_limits(load, service, cv):
    rate = load / service
    wait = mg1_mean_wait(rate, service, cv)
    assert mg1_mean_wait(rate, service, 1) == pytest.approx(mmc_mean_wait(rate, service, 1))
    assert mg1_mean_wait(rate, service, 0) == pytest.approx(mmc_mean_wait(rate, service, 1) / 2)
    assert wait <= mg1_mean_wait(rate, service, cv + 0.5)
    assert ggc_mean_wait_approx(rate, service, cv, 1) == pytest.approx(wait)
    assert priority_mean_waits([rate], [service], [cv]) == pytest.approx((wait,))


@given(loads=st.lists(st.floats(0.01, 0.24), min_size=2, max_size=4), service=TIMES)
def test_priorities_keep_the_sum_of_work(loads, service):
    rates = [load / service for load in loads]
    waits = priority_mean_waits(rates, [service] * len(rates), [0.5] * len(rates))
    assert list(waits) == sorted(waits)
    together = mg1_mean_wait(sum(rates), service, 0.5)
    assert np.average(waits, weights=loads) == pytest.approx(together)  # Kleinrock's conservation law


@pytest.mark.parametrize(
    "call",
    [
        lambda: erlang_c(4.0, 4),
        lambda: mg1_mean_wait(1, 1, 1),
        lambda: mmck(1, 1, 3, 2),
        lambda: mmc_wait_quantile(1.0, 1, 0.5, 1),
        lambda: priority_mean_waits([1, 1], [0.6, 0.6], [1, 1]),
    ],
)
def test_what_has_no_long_run_is_refused(call):
    with pytest.raises(ValueError):
        call()


# -- chains -------------------------------------------------------------------------------------


def test_a_chain_of_one_station_is_the_closed_form():
    def moves(n):
        if n < 30:
            yield 1.7, n + 1
        if n > 0:
            yield min(n, 3) / 1.2, n - 1

    shares = long_run(0, moves)
    assert [shares[n] for n in range(31)] == pytest.approx(mmck(1.7, 1.2, 3, 30).shares)


def test_no_single_long_run_and_too_many_states():
    with pytest.raises(ValueError, match="single"):
        long_run(0, lambda n: [(1.0, 1), (1.0, 2)] if n == 0 else [])
    with pytest.raises(ValueError, match="many"):
        long_run(0, lambda n: [(1.0, n + 1)])


def test_with_a_long_strip_both_posts_are_as_if_alone():
    found = tandem(0.5, (1.0, 1), (1.2, 1), 40, 40)
    assert found.lost < 1e-9
    assert found.blocked < 1e-6
    assert found.time_first == pytest.approx(mmc_mean_wait(0.5, 1.0, 1) + 1.0, rel=1e-5)
    assert found.time_second == pytest.approx(mmc_mean_wait(0.5, 1.2, 1) + 1.2, rel=1e-4)  # Burke 1956


@settings(deadline=None, max_examples=20)
@given(places=st.integers(0, 6), load=st.floats(0.2, 2.0))
def test_more_places_on_the_strip_never_take_on_less(places, load):
    fewer = tandem(load, (1.0, 1), (1.0, 1), places, 8)
    more = tandem(load, (1.0, 1), (1.0, 1), places + 1, 8)
    assert more.throughput >= fewer.throughput - 1e-12
    assert more.blocked <= fewer.blocked + 1e-12


def test_the_most_that_two_posts_without_a_strip_let_through():
    # Always full: first blocked or busy, second busy. Two like posts with no place between let 2/3 through.
    assert tandem(5000.0, (1.0, 1), (1.0, 1), 0, 4).throughput == pytest.approx(2 / 3, rel=1e-3)


def test_a_share_of_nobody_is_one_station_with_two_looks():
    found = two_stage_inspection(0.5, 0.0, (0.5, 1), 0.7, (3.0, 1), 2, 60)
    cv = math.sqrt(0.5**2 + 0.7**2) / 1.2
    assert found.time_first == pytest.approx(mg1_mean_wait(0.5, 1.2, cv) + 1.2, rel=1e-6)
    assert found.mean_second == found.time_second == 0.0


@pytest.mark.parametrize(("routine", "after"), [(2.0, 1.0), (0.2, 3.0), (1.0, 2.0)])
def test_the_cost_of_waiting_is_convex_in_the_share(routine, after):
    # Zhang, Luh and Wang 2011: also where a larger share shortens the first stage.
    shares = np.linspace(0.02, 0.5, 17)
    costs = []
    for share in shares:
        found = two_stage_inspection(0.3, share, (0.5, 1), routine, (after, 1), 4, 60)
        assert found.lost < 1e-6
        costs.append(found.mean_first + found.mean_second)
    assert (np.diff(costs, 2) > -1e-9).all()


def test_a_larger_share_can_shorten_or_lengthen_the_time_inside():
    def inside(share, routine, after):
        found = two_stage_inspection(0.3, share, (0.5, 1), routine, (after, 1), 10, 60)
        return found.mean_first + found.mean_second

    assert inside(0.5, 2.4, 0.3) < inside(0.1, 2.4, 0.3)  # security-favourable capacities
    assert inside(0.5, 0.2, 3.0) > inside(0.1, 0.2, 3.0)  # security-unfavourable


def simulate(seed, arrivals, share, first, routine, second, places, trucks):
    """The same two stages in SimPy: (mean time at the first, mean time at the second)."""
    chance, env = random.Random(seed), simpy.Environment()
    servers, inspectors = simpy.Resource(env, first[1]), simpy.Resource(env, second[1])
    behind = simpy.Resource(env, places + second[1])
    at_first, at_second = [], []

    def truck():
        came = env.now
        with servers.request() as server:
            yield server
            yield env.timeout(chance.expovariate(1 / first[0]))
            selected = chance.random() < share
            if selected:
                place = behind.request()
                yield place
            elif routine > 0:
                yield env.timeout(chance.expovariate(1 / routine))
        at_first.append(env.now - came)
        if selected:
            moved = env.now
            with inspectors.request() as inspector:
                yield inspector
                yield env.timeout(chance.expovariate(1 / second[0]))
            behind.release(place)
            at_second.append(env.now - moved)

    def source():
        for _ in range(trucks):
            yield env.timeout(chance.expovariate(arrivals))
            env.process(truck())

    env.process(source())
    env.run()
    return np.mean(at_first), np.mean(at_second)


@pytest.mark.parametrize(
    "model",
    [
        (0.6, 1.0, (1.0, 1), 0.0, (1.1, 1), 2),
        (1.5, 0.4, (0.5, 2), 0.8, (2.0, 2), 1),
    ],
)
def test_the_chain_agrees_with_simpy(model):
    arrivals, share, first, routine, second, places = model
    found = two_stage_inspection(arrivals, share, first, routine, second, places, 60)
    assert found.lost < 1e-4
    runs = np.array([simulate(seed, *model, trucks=4000) for seed in range(12)])
    mean, error = runs.mean(axis=0), runs.std(axis=0, ddof=1) / math.sqrt(len(runs))
    assert abs(mean[0] - found.time_first) < 4 * error[0]
    assert abs(mean[1] - found.time_second) < 4 * error[1]
