"""The kernel against what queueing theory knows exactly."""

import numpy as np
import pytest

from otkel.sim import theory
from otkel.sim.kernel import simulate
from otkel.sim.kernel_world import BLOCKS
from tests.sim.worlds import make_world

# 97.5 % quantile of Student's t for 19 degrees of freedom: 20 replications.
T_19 = 2.093


def one_station(seed, trucks, servers, load, service):
    """Give a world in which only exit control takes time."""
    rng = np.random.default_rng(seed)
    times = np.zeros((3, trucks))
    times[0] = service(rng, trucks)
    times[2] = -1.0
    return make_world(
        trucks=trucks,
        points=1,
        arrives=np.cumsum(rng.exponential(1.0 / (load * servers), trucks)),
        point=np.zeros(trucks, np.int32),
        queue_class=np.zeros(trucks, np.int8),
        service=times,
        road=np.zeros((1, 1)),
        servers=np.array([[servers, 1000, 1]], np.int32),
    )


def mean_waits(number, build, warm):
    """Give the mean wait of each replication, without its beginning."""
    return np.array([simulate(build(seed), width=0.05).wait[0, warm:].mean() for seed in range(number)])


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (4, 0.9)])
def test_many_servers_with_exponential_times_wait_as_erlang_says(servers, load):
    def build(seed):
        return one_station(seed, 60_000, servers, load, lambda rng, n: rng.exponential(1.0, n))

    means = mean_waits(20, build, 5_000)
    half = T_19 * means.std(ddof=1) / np.sqrt(20)
    assert abs(means.mean() - theory.mmc_mean_wait(load * servers, 1.0, servers)) < 2 * half


@pytest.mark.parametrize("cv", [0.0, 0.5, 2.0])
def test_one_server_waits_as_pollaczek_and_khinchine_say(cv):
    variance = np.log(1 + cv * cv)

    def service(rng, n):
        return rng.lognormal(-variance / 2, np.sqrt(variance), n) if cv else np.ones(n)

    means = mean_waits(20, lambda seed: one_station(seed, 60_000, 1, 0.7, service), 5_000)
    half = T_19 * means.std(ddof=1) / np.sqrt(20)
    assert abs(means.mean() - theory.mg1_mean_wait(0.7, 1.0, cv)) < 2 * half


def test_littles_law_holds_on_every_truck():
    world = make_world(trucks=20_000, load=0.9)
    left = simulate(world).left
    times = np.sort(np.concatenate([world.arrives, left]))
    steps = np.where(np.isin(times, left), -1, 1)
    inside = np.cumsum(steps)[:-1] @ np.diff(times)
    assert inside == pytest.approx((left - world.arrives).sum(), rel=1e-9)


def test_a_narrow_strip_lets_no_more_through_than_the_tandem_without_room():
    """Two stations in a row, places for so many between them: blocked before service, by the places free."""
    trucks = 100_000
    rng = np.random.default_rng(4)
    times = np.stack([rng.exponential(1.0, trucks), rng.exponential(1.0, trucks), np.full(trucks, -1.0)])

    def per_minute(places):
        world = make_world(
            trucks=trucks, points=1, uses=BLOCKS, strip=np.array([places], np.int32),
            arrives=np.arange(trucks) * 1e-6, point=np.zeros(trucks, np.int32),
            queue_class=np.zeros(trucks, np.int8), service=times, road=np.zeros((1, 1)),
            servers=np.array([[1, 1, 1]], np.int32),
        )  # fmt: skip
        return trucks / simulate(world, places=1 << 18).left.max()

    # One place: a truck at exit control or on the strip, and one in entry control. Exit control may begin
    # only when the place is free: one place before an exponential server lets 2/3 of its rate through.
    assert per_minute(1) == pytest.approx(2 / 3, rel=0.01)
    rates = [per_minute(places) for places in (1, 2, 4, 8, 64)]
    assert rates == sorted(rates)
    assert rates[-1] == pytest.approx(1.0, rel=0.03)
