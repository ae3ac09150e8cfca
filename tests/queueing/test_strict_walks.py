import pytest

from tests.queueing.strict import StrictWalk


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_deposits_blocks_and_shares_hold_on_long_walks_also_through_a_snapshot(first):
    for seed in range(first, first + 10):
        StrictWalk(seed).run(300)
