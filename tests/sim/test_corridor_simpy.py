"""On a corridor the kernel gives every truck the same waits as a small SimPy model of the same feature."""

import numpy as np
import pytest

from otkel.sim.kernel import simulate
from otkel.sim.kernel_corridor import BALKED, OUTSIDE
from tests.sim import simpy_corridor as models
from tests.sim.corridors import both_world, corridor_world

MOST_MIN = 1e-6


def assert_same(world, model):
    """Compare wait, coming, leaving, and place, truck by truck."""
    ours, theirs = simulate(world), model(world).run()
    assert np.abs(ours.wait - theirs.wait).max() <= MOST_MIN
    for one, other in ((ours.left, theirs.left), (ours.corridor.came, theirs.came)):
        assert (np.isnan(one) == np.isnan(other)).all()
        assert np.nanmax(np.abs(one - other)) <= MOST_MIN
    assert (ours.point == theirs.point).all()
    assert ((ours.corridor.fate == OUTSIDE) == theirs.around).all()
    assert ((ours.corridor.fate == BALKED) == theirs.gave_up).all()
    return ours


@pytest.mark.parametrize(
    "names", [["belief"], ["belief", "late", "drives"], ["published", "status", "drives"]]
)
def test_a_choice_by_belief(names):
    ours = assert_same(corridor_world(names, 7, trucks=3000, points=3), models.Corridor)
    assert set(range(3)) <= set(ours.point.tolist())


def test_a_way_around_is_taken_when_the_lines_are_long():
    ours = assert_same(corridor_world(["belief"], 2, trucks=3000), models.Corridor)
    assert (ours.corridor.fate == OUTSIDE).any()


def test_who_balks_goes_home():
    rng = np.random.default_rng(11)
    world = corridor_world(["belief", "balks"], 11, trucks=3000)
    world = world._replace(
        corridor=world.corridor._replace(
            balks_home=np.ones(3000, np.bool_), balk_at=rng.integers(-1, 30, 3000).astype(np.int32)
        )
    )
    ours = assert_same(world, models.Balking)
    assert 30 < (ours.corridor.fate == BALKED).sum() < 2500


@pytest.mark.parametrize("seed", range(3))
def test_trucks_that_come_back_after_their_trip(seed):
    world = both_world(["returns"], seed, trucks=2000)
    ours = assert_same(world, models.Returning)
    assert (ours.visits[world.corridor.stream :] > 0).any()


@pytest.mark.parametrize("seed", range(3))
def test_officers_who_serve_both_directions(seed):
    world = both_world(["shared"], seed, trucks=2000)
    assert world.corridor.is_shared.any()
    ours = assert_same(world, models.Shared)
    apart = simulate(both_world([], seed, trucks=2000))
    assert not np.array_equal(ours.wait, apart.wait)
