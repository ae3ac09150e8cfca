"""Kernel and reference give the same log on 500 drawn combinations of features, of up to 200 trucks."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim import test_corridor_same_log as corridor
from tests.sim.test_same_log import NAMES, build, compare


@pytest.mark.parametrize("first", range(1000, 1500, 50))
def test_drawn_combinations(first: int) -> None:
    for seed in range(first, first + 50):
        rng = np.random.default_rng(seed)
        names = [name for name in NAMES if rng.random() < 0.5]
        trucks, points = int(rng.integers(1, 201)), int(rng.integers(1, 4))
        compare(build(names, seed, trucks=trucks, points=points))


@pytest.mark.parametrize("first", range(1000, 1500, 50))
def test_drawn_combinations_of_a_corridor(first: int) -> None:
    names_of = sorted({*corridor.BOTH, *corridor.CHOICE, *NAMES})
    for seed in range(first, first + 50):
        rng = np.random.default_rng(seed)
        names = [name for name in names_of if rng.random() < 0.4]
        size = {"trucks": int(rng.integers(2, 201)), "points": int(rng.integers(1, 3))}
        corridor.compare(corridor.build_both(names, seed, around=int(rng.integers(0, 3)), **size))
