"""The kernel against chains that are solved exactly, and truck by truck against Ciw where both can say it."""

import ciw
import numpy as np
import pytest

from otkel.sim.kernel import simulate
from otkel.sim.kernel_world import BLOCKS
from otkel.sim.theory import mmc_mean_wait
from otkel.sim.theory_chain import tandem, tandem_by_places, two_stage_inspection
from tests.sim.stations import inspection, interval, one_point, posts

# -- the chain itself ---------------------------------------------------------------------------


def test_with_many_places_both_posts_are_as_if_alone():
    found = tandem_by_places(0.5, (1.0, 1), (1.2, 1), 40, 40)
    assert found.blocked < 1e-6
    assert found.time_first == pytest.approx(mmc_mean_wait(0.5, 1.0, 1) + 1.0, rel=1e-5)
    assert found.time_second == pytest.approx(mmc_mean_wait(0.5, 1.2, 1) + 1.2, rel=1e-4)


def test_a_place_more_never_lets_less_through_and_waiting_before_service_costs_more_than_after():
    through = [tandem_by_places(5.0, (1.0, 1), (1.0, 1), places, 8).throughput for places in range(1, 8)]
    assert through == sorted(through)
    # With n places before service at most as much gets through as with n on the strip and n + 1 in all.
    for places, found in enumerate(through, 1):
        assert tandem(5.0, (1.0, 1), (1.0, 1), places - 1, 8).throughput <= found + 1e-12
        assert found <= tandem(5.0, (1.0, 1), (1.0, 1), places, 8).throughput


def test_the_most_that_one_place_lets_through():
    # Always full: exit control and entry control begin together; the slower of two like times is 1.5.
    assert tandem_by_places(5000.0, (1.0, 1), (1.0, 1), 1, 4).throughput == pytest.approx(2 / 3, rel=1e-3)


# -- the kernel against the chains --------------------------------------------------------------


@pytest.mark.parametrize(
    "model", [(0.55, (1.0, 1), (1.1, 1), 1), (0.6, (1.0, 1), (1.1, 1), 3), (1.2, (1.0, 2), (1.2, 2), 3)]
)
def test_posts_with_a_strip_take_the_time_that_their_chain_has(model):
    known = tandem_by_places(*model, room=90)
    assert known.lost < 1e-4
    found = []
    for seed in range(20):
        world = posts(seed, 30_000, *model)
        results = simulate(world, width=0.05)
        sojourn = results.left - world.arrives
        found.append(((results.wait[0] + world.service[0])[3000:].mean(), sojourn[3000:].mean()))
    for values, expected in zip(
        np.array(found).T, (known.time_first, known.time_first + known.time_second), strict=True
    ):
        mean, half = interval(values)
        assert abs(mean - expected) < 1.5 * half


@pytest.mark.parametrize(("share", "routine", "after"), [(0.1, 2.0, 1.0), (0.4, 2.0, 1.0), (0.3, 0.2, 2.2)])
def test_the_share_checked_takes_the_time_of_the_two_stage_inspection(share, routine, after):
    known = two_stage_inspection(0.3, share, (0.5, 1), routine, (after, 1), 18, 50)
    assert known.lost < 1e-4
    assert known.blocked < 1e-3
    found = []
    for seed in range(20):
        world = inspection(seed, 30_000, 0.3, share, (0.5, 1), routine, (after, 1))
        found.append((simulate(world).left - world.arrives)[3000:].mean())
    mean, half = interval(found)
    assert abs(mean - (known.time_first + share * known.time_second)) < 1.5 * half


def test_a_larger_share_can_shorten_the_time_lengthen_it_or_have_no_long_run():
    """Zhang, Luh and Wang 2011: capacity favourable, unfavourable, or not feasible for security."""

    def sojourn(share, routine, after, part=slice(None)):
        world = inspection(1, 40_000, 0.3, share, (0.5, 1), routine, (after, 1))
        return (simulate(world).left - world.arrives)[part].mean()

    assert sojourn(0.5, 2.4, 0.3) < 0.8 * sojourn(0.1, 2.4, 0.3)
    assert sojourn(0.5, 0.2, 3.0) > 1.2 * sojourn(0.1, 0.2, 3.0)
    late, early = sojourn(0.5, 0.2, 9.0, slice(20_000, None)), sojourn(0.5, 0.2, 9.0, slice(20_000))
    assert late > 2.5 * early


# -- truck by truck against Ciw -----------------------------------------------------------------


class Told(ciw.dists.Distribution):
    """Numbers of a table, one after the other, then never."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def sample(self, t=None, ind=None):
        return next(self.numbers, float("inf"))


class OfTruck(ciw.dists.Distribution):
    """The number of a truck; Ciw counts them in order of arrival."""

    def __init__(self, numbers):
        self.numbers = numbers

    def sample(self, t=None, ind=None):
        return self.numbers[ind.id_number - 1]


def by_ciw(gaps, times, servers, rooms):
    """Give for each truck when it left each node, and when its service there began: f8 [2, node, truck]."""
    nodes = len(servers)
    never = [ciw.dists.Deterministic(float("inf"))] * (nodes - 1)
    network = ciw.create_network(
        arrival_distributions=[Told(gaps), *never],
        service_distributions=[OfTruck(one) for one in times],
        number_of_servers=list(servers), queue_capacities=list(rooms),
        routing=[[float(to == at + 1) for to in range(nodes)] for at in range(nodes)],
    )  # fmt: skip
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(gaps))
    found = np.full((2, nodes, len(gaps)), np.nan)
    for one in simulation.get_all_records():
        truck = one.id_number - 1
        found[:, one.node - 1, truck] = one.exit_date, one.service_start_date
    return found


def test_three_stages_are_ciws_to_the_last_bit():
    rng, trucks = np.random.default_rng(3), 4000
    gaps = rng.exponential(1 / 0.33, trucks)
    times = np.stack([rng.lognormal(1.6, 0.5, trucks) for _ in range(3)])
    world = one_point(trucks, gaps, times, (2, 3, 2))
    ours = simulate(world)
    left, began = by_ciw(gaps, times, (2, 3, 2), [float("inf")] * 3)
    assert ours.wait[0].mean() > 1
    assert (ours.left == left[2]).all()
    assert (ours.wait[0] == began[0] - world.arrives).all()
    assert (ours.wait[1:] == began[1:] - left[:2]).all()


@pytest.mark.parametrize("places", [1, 3, 10])
@pytest.mark.parametrize("officers", [1, 3])
def test_a_full_strip_blocks_the_road_as_it_does_in_ciw(places, officers):
    """Ciw blocks after service, the twin before it: with an exit control that takes no time both are one."""
    rng, trucks = np.random.default_rng(7), 3000
    gaps = rng.exponential(1.15 / officers, trucks)
    times = np.stack([np.zeros(trucks), rng.lognormal(-0.1, 0.5, trucks), np.full(trucks, -1.0)])
    world = one_point(trucks, gaps, times, (1, officers, 1), uses=BLOCKS, strip=np.array([places], np.int32))
    ours = simulate(world)
    left, began = by_ciw(gaps, times[:2], (1, officers), [float("inf"), places])
    free = simulate(world._replace(uses=0))
    assert (ours.wait[0] > 0).sum() > 100
    assert (free.wait[0] == 0).all()
    assert np.abs(ours.wait[0] - (left[0] - world.arrives)).max() <= 1e-9
    assert np.abs(ours.wait[1] - (began[1] - left[0])).max() <= 1e-9
    assert np.abs(ours.left - left[1]).max() <= 1e-9
