"""Kernel and reference give the same log on 500 drawn combinations of features, of up to 200 trucks."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.test_same_log import NAMES, build, compare


@pytest.mark.parametrize("first", range(1000, 1500, 50))
def test_drawn_combinations(first: int) -> None:
    for seed in range(first, first + 50):
        rng = np.random.default_rng(seed)
        names = [name for name in NAMES if rng.random() < 0.5]
        trucks, points = int(rng.integers(1, 201)), int(rng.integers(1, 4))
        compare(build(names, seed, trucks=trucks, points=points))
