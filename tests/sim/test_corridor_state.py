"""A run of both directions that is stopped and run on is the run that never stopped, bit for bit."""

import numpy as np
import pytest

from otkel.sim.kernel_world import LOGS
from otkel.sim.state import begin, copy_of, go_on
from tests.sim.test_corridor_same_log import BOTH, CHOICE, PLAIN, build_both
from tests.sim.test_state import END, same


@pytest.mark.parametrize("first", range(0, 30, 10))
def test_stopped_and_run_on_is_the_same_as_never_stopped(first):
    for seed in range(first, first + 10):
        rng = np.random.default_rng(seed)
        names = [name for name in sorted({*BOTH, *CHOICE, *PLAIN}) if rng.random() < 0.4]
        world = build_both(names, seed, trucks=int(rng.integers(5, 200)))
        world = world._replace(uses=world.uses | LOGS)
        whole = begin(world, 1000)
        go_on(world, whole, END)
        state = begin(world, 1000)
        last = float(world.arrives[: world.corridor.stream][-1]) + 300.0
        for at in sorted([*rng.uniform(0, last, 3), 60.0 * int(rng.integers(1, 9))]):
            go_on(world, state, at)
            state = copy_of(state)
        go_on(world, state, END)
        assert same(whole, state) == [], seed
