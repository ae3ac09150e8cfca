"""A crossing point keeps its promises on two million steps of chance, by seeds that can be named again."""

from __future__ import annotations

import pytest

from tests.queueing.walks import Walk


@pytest.mark.parametrize("first", range(1000, 5000, 500))
def test_what_a_crossing_promises_holds(first):
    for seed in range(first, first + 500):
        Walk(seed).run(500)
