"""States go into files and out of them without a bit being lost on 200 drawn worlds of each kind.

And of thousands of damaged files each is told, or runs to its end.
"""

from __future__ import annotations

import pytest

from tests.sim.written_states import KINDS, damage, drawn, require_same


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", range(1000, 1200, 50))
def test_drawn_worlds(kind: str, first: int) -> None:
    for seed in range(first, first + 50):
        require_same(drawn(kind, seed), seed)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files(kind: str) -> None:
    taken, told = damage(kind, range(1000, 1050), 100)
    assert taken > 500
    assert told > 500
