import pytest

from tests.queueing.walks import Walk


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_what_a_crossing_promises_holds_on_long_walks(first):
    for seed in range(first, first + 20):
        Walk(seed).run(300)
