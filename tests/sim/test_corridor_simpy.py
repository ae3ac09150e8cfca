"""On a corridor the kernel gives every truck the same waits as a small SimPy model of the same feature."""

import numpy as np
import pytest

from otkel.sim.kernel import simulate
from otkel.sim.kernel_corridor import BALKED, OUTSIDE
from tests.sim import simpy_corridor as models
from tests.sim.corridors import corridor_world

MOST_MIN = 1e-6


def assert_same(world, model):
    """Compare wait, coming, leaving, and place, truck by truck."""
    ours, theirs = simulate(world), model(world).run()
    assert np.abs(ours.wait - theirs.wait).max() <= MOST_MIN
    assert np.abs(ours.left - theirs.left).max() <= MOST_MIN
    assert np.abs(ours.corridor.came - theirs.came).max() <= MOST_MIN
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
