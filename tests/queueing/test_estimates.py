"""Percentiles are values that occurred; their intervals hold as often as they say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.queueing.measures.estimates import FROM_BATCHES, SHARES, rank_of, spread_of

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=60)


@given(values=VALUES)
def test_a_percentile_is_the_least_value_that_its_share_does_not_exceed(values):
    found = spread_of(values)
    for share, one in zip(SHARES, (found.p50_s, found.p80_s, found.p95_s), strict=True):
        assert one.value in values
        assert sum(v <= one.value for v in values) >= share * len(values) - 1e-9
        assert sum(v < one.value for v in values) < share * len(values)
        if one.low is not None:
            assert one.low <= one.value <= one.high
            assert {one.low, one.high} <= set(values)
    assert found.most_s == max(values)


def test_few_have_no_interval():
    assert spread_of([1.0, 2.0]).p95_s.low is None
    assert spread_of([1.0, 2.0]).mean_s.low is None
    assert spread_of([]).trucks == 0
    assert spread_of([]).method is None
    assert rank_of(0.0, 5) == 0
    assert rank_of(1.0, 5) == 4


def coverage(make, truth, runs):
    """Give how often the interval of each percentile holds the true one."""
    held = np.zeros(3)
    for seed in range(runs):
        found = spread_of(make(np.random.default_rng(seed)))
        for at, one in enumerate((found.p50_s, found.p80_s, found.p95_s)):
            held[at] += one.low is not None and one.low <= truth[at] <= one.high
    return held / runs


def test_intervals_of_independent_values_hold_95_in_100():
    truth = [-math.log(1 - share) for share in SHARES]
    by_order = coverage(lambda rng: rng.exponential(size=200), truth, 1000)
    assert (by_order > 0.94).all()
    assert (by_order < 0.985).all()
    by_batches = coverage(lambda rng: rng.exponential(size=2000), truth, 1000)
    assert (by_batches > 0.93).all()


def correlated(rng, count, keep=0.9):
    """Give normal values each of which resembles the one before."""
    steps = rng.normal(size=count) * math.sqrt(1 - keep * keep)
    values = np.empty(count)
    values[0] = rng.normal()
    for at in range(1, count):
        values[at] = keep * values[at - 1] + steps[at]
    return values


def test_batches_hold_where_neighbours_resemble_one_another():
    truth = [0.0, 0.8416212335729143, 1.6448536269514722]
    held = coverage(lambda rng: correlated(rng, 4000), truth, 150)
    assert (held > 0.88).all()


@pytest.mark.parametrize(("count", "method"), [(FROM_BATCHES - 1, "order"), (FROM_BATCHES, "batches")])
def test_the_method_is_told(count, method):
    assert spread_of(np.arange(count)).method == method
