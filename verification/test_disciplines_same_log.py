"""Kernel and reference give the same log on 200 drawn worlds in which disciplines of the queue rule."""

from __future__ import annotations

import pytest

from tests.sim.ruled_worlds import compare
from tests.sim.test_disciplines_same_log import drawn_world


@pytest.mark.parametrize("first", range(1000, 1200, 50))
def test_drawn_worlds(first: int) -> None:
    for seed in range(first, first + 50):
        compare(*drawn_world(seed))
