"""Where rules change on a timetable, the kernel gives every truck the waits of a small SimPy model."""

import numpy as np
import pytest

from otkel.sim.kernel_world import GATES, QUOTAS, TIMES
from tests.sim.simpy_dated import Dated
from tests.sim.test_kernel import assert_same
from tests.sim.timelines import draw_rows, steps_of
from tests.sim.worlds import make_world

FEATURES = {
    "officers": 0, "fewer": 0, "times": TIMES, "open": 0, "gates": GATES, "daily": QUOTAS,
}  # fmt: skip


def world_of(names, seed):
    rng = np.random.default_rng(seed)
    rows = [row for name in names for row in draw_rows(rng, name, 2, hours=30)]
    uses = sum(FEATURES[name] for name in names)
    return make_world(1500, 2, seed, 0.8, 3, uses, steps=steps_of(rows))


@pytest.mark.parametrize("name", FEATURES)
def test_each_change_alone(name):
    world = world_of([name], 2)
    assert world.steps.at.size >= 4
    ours = assert_same(world, Dated)
    plain = assert_same(world._replace(steps=steps_of([])), Dated)
    assert not np.array_equal(ours.wait, plain.wait)


@pytest.mark.parametrize("seed", range(4))
def test_all_at_once(seed):
    assert_same(world_of(FEATURES, seed), Dated)
