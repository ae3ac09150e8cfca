"""Places of a sample in order: the values are those of a sort, whatever the sample looks like."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.sim.in_order import PARTS, SMALL, in_order

RNG = np.random.default_rng(5)
SAMPLES = {
    "waits with a mass at zero": np.where(RNG.random(5000) < 0.3, 0.0, RNG.exponential(90.0, 5000)),
    "one that is far from all": np.append(RNG.random(5000), 1e15),
    "all the same": np.full(3000, 7.25),
    "two values": RNG.choice([1.0, 2.0], 3000),
    "so near that no width is left": np.append(np.zeros(3000), 5e-324),
    "one that never ends": np.append(RNG.random(3000), np.inf),
    "wider than a number": np.append(RNG.random(3000), [-1.7e308, 1.7e308]),
    "few": RNG.random(9),
    "one": np.array([3.0]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_places_of_a_sample_are_those_of_a_sort(name: str) -> None:
    sample = SAMPLES[name]
    places = sorted({0, sample.size // 2, (4 * sample.size) // 5, sample.size - 1})
    assert in_order(sample, places) == [float(one) for one in np.sort(sample)[places]]


@given(st.integers(0, 2**32 - 1), st.integers(SMALL, 3 * PARTS), st.sampled_from((1e-3, 1.0, 1e6)))
def test_drawn_samples_are_in_order_everywhere(seed: int, size: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    sample = scale * rng.lognormal(0.0, 2.0, size)
    places = [int(one) for one in rng.integers(0, size, 5)]
    assert in_order(sample, places) == [float(one) for one in np.sort(sample)[places]]
