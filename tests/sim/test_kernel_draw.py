"""Trucks drawn by the compiled kernel are those of plain Python, bit by bit, and as the scenario says."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from otkel.sim.draws import replication_key
from otkel.sim.kernel_cache import sources
from otkel.sim.kernel_draw import draw
from otkel.sim.kernel_world import COMES_BACK, LEAVES_LATER, PASSES
from otkel.sim.pack import FULL, Plan, Trucks, draw_arrivals, draw_trucks
from otkel.sim.pack_plan import fixed_world, make_plan
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import read_scenario
from tests.sim.scenarios import featured, one_station, tree


def ready(scenario):
    return make_plan(scenario), fixed_world(scenario)


def in_plain_python(plan, seed, replication, like):
    """Draw over lists, without the compiler."""
    lists = Plan(*(one.tolist() if isinstance(one, np.ndarray) else one for one in plan))
    key, count = replication_key(seed, replication), like.queue_class.size
    arrives = [0.0] * (count + 1)
    trucks = Trucks(*(np.zeros_like(one).tolist() for one in like))
    assert draw_arrivals(lists, key, arrives) == count
    draw_trucks(lists, key, trucks)
    return arrives[:count], trucks


@pytest.mark.parametrize(
    "scenario",
    [
        read_scenario("corridor-w2").scenario,
        read_scenario("syrym-week").scenario,
        check_scenario(featured()).scenario,
        check_scenario(one_station(3, 0.8)).scenario,
    ],
    ids=lambda one: one.name,
)
@pytest.mark.parametrize(("seed", "replication"), [(1, 0), (2**63 - 1, 999)])
def test_compiled_and_plain_give_the_same_bits(scenario, seed, replication):
    plan, fixed = ready(scenario)
    arrives, trucks = draw(plan, fixed, seed, replication)
    there, theirs = in_plain_python(plan, seed, replication, trucks)
    assert arrives.tolist() == there
    for name in Trucks._fields:
        assert getattr(trucks, name).tolist() == getattr(theirs, name), name


def test_threads_draw_what_one_draws():
    plan, fixed = ready(check_scenario(featured()).scenario)
    with ThreadPoolExecutor(4) as pool:
        several = list(pool.map(lambda one: draw(plan, fixed, 5, one), range(24)))
    for replication, (arrives, trucks) in enumerate(several):
        alone, attributes = draw(plan, fixed, 5, replication)
        assert (arrives == alone).all()
        assert all((a == b).all() for a, b in zip(trucks, attributes, strict=True))


def test_replications_and_seeds_have_nothing_in_common():
    plan, fixed = ready(check_scenario(tree(horizon_days=60)).scenario)
    drawn = [
        draw(plan, fixed, seed, replication)[1].service[0] for seed, replication in ((1, 0), (1, 1), (2, 0))
    ]
    count = min(one.size for one in drawn)
    off = np.corrcoef([one[:count] for one in drawn])[np.triu_indices(3, 1)]
    assert np.abs(off).max() < 4 / count**0.5


def test_shares_are_those_of_the_scenario():
    scenario = check_scenario(featured() | {"horizon_days": 200}).scenario
    arrives, trucks = draw(*ready(scenario), 3, 0)
    n = arrives.size

    def near(found, share):
        assert abs(found.mean() - share) < 4 * (share * (1 - share) / found.size) ** 0.5

    near(trucks.queue_class == 0, 0.10)  # the class of the lowest rank is the first
    near(trucks.queue_class == 1, 0.70)
    near(trucks.origin == 1, 1 / 3)
    near(trucks.point == -1, 0.40)
    near(trucks.service[2] >= 0, 0.30)
    near(trucks.outcome != PASSES, 0.12 * 0.8)
    near(trucks.outcome[trucks.outcome != PASSES] == COMES_BACK, 5 / 8)
    near(np.isfinite(trucks.patience), 0.25)
    assert not (trucks.point[trucks.origin == 1] == 0).any(), "no road leads from there to the first point"
    assert (trucks.delay[trucks.outcome == LEAVES_LATER] > 0).all()
    patience = trucks.patience[np.isfinite(trucks.patience)]
    assert patience.mean() == pytest.approx(300, rel=0.05)
    assert trucks.service[1][trucks.queue_class == 1].mean() == pytest.approx(14, rel=0.02)
    assert trucks.service[1][trucks.queue_class == 2].mean() == pytest.approx(14 * 0.6, rel=0.03)
    expected = make_plan(scenario).cumulative[-1]
    assert abs(n - expected) < 4 * expected**0.5
    assert not ((arrives % 1440 >= 60) & (arrives % 1440 < 120)).any(), "nobody comes in the second hour"


def test_a_changed_number_leaves_all_other_draws_alone():
    one, other = (
        draw(*ready(check_scenario(tree(service__entry__mean_min=mean)).scenario), 1, 0) for mean in (14, 7)
    )
    assert (one[0] == other[0]).all()
    assert (one[1].service[0] == other[1].service[0]).all()
    assert other[1].service[1] == pytest.approx(one[1].service[1] / 2)


def test_too_little_room_is_told_and_found():
    plan, _ = ready(check_scenario(tree()).scenario)
    lists = Plan(*(one.tolist() if isinstance(one, np.ndarray) else one for one in plan))
    assert draw_arrivals(lists, replication_key(1, 0), [0.0] * 10) == FULL


def test_what_is_compiled_names_the_folder_of_the_compiler():
    assert {"pack.py", "draws.py", "inverse.py", "kernel_draw.py"} <= {path.name for path in sources()}
