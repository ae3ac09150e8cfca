"""Whether a truck is checked: the order of the three questions, and what the event states."""

import random
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.queueing.core.selection import (
    ALWAYS,
    NO_CAP,
    PASS,
    RANDOM,
    RISK,
    falls_below,
    select,
    stated_below,
    weighed_points,
)
from otkel.queueing.drawing import below_of, bounds_of

DRAWS = st.one_of(st.integers(0, ALWAYS), st.sampled_from([0, 1, ALWAYS - 1, ALWAYS]))
POINTS = st.integers(0, 300)


def ask(draw, below_random, below_expected, points=0, taken=0, cap=NO_CAP, threshold=100):
    return select(draw, below_random, below_expected, points, threshold, taken, cap)


def test_the_least_random_share_is_asked_first_and_knows_nothing_of_risk():
    assert ask(4, 5, 9) == RANDOM
    assert ask(4, 5, 9, points=100) == RANDOM


def test_then_risk_is_asked_up_to_the_cap():
    assert ask(5, 5, 9, points=100) == RISK
    assert ask(5, 5, 9, points=99) == RANDOM
    assert ask(9, 5, 9, points=100, taken=2, cap=3) == RISK
    assert ask(9, 5, 9, points=100, taken=3, cap=3) == PASS
    assert ask(9, 5, 9, points=100, taken=0, cap=0) == PASS


def test_then_the_expected_share_by_the_same_draw():
    assert ask(8, 5, 9) == RANDOM
    assert ask(9, 5, 9) == PASS
    assert ask(8, 5, 9, points=100, taken=3, cap=3) == RANDOM


def test_an_expected_share_below_the_least_one_lowers_nothing():
    assert ask(4, 5, 2) == RANDOM
    assert ask(5, 5, 2) == PASS


@pytest.mark.parametrize("draw", [0, 1, ALWAYS - 1, ALWAYS])
def test_nought_and_a_hundred_percent_are_exact(draw):
    assert not falls_below(draw, below_of(0))
    assert falls_below(draw, below_of(100))


@pytest.mark.parametrize(
    ("pct", "below"),
    [(0.1, 2**64 // 1000), (50, 2**63), (2.5, 2**64 // 40), (33.3, 2**64 * 333 // 1000), (99.99999, None)],
)
def test_a_share_is_taken_as_the_decimal_number_it_is_written_as(pct, below):
    assert below_of(pct) == (2**64 * 9999999 // 10**7 if below is None else below)


@pytest.mark.parametrize("pct", [-0.1, 100.1, float("nan"), float("inf")])
def test_what_is_no_share_is_refused(pct):
    with pytest.raises(ValueError, match="share"):
        below_of(pct)
    with pytest.raises(ValueError, match="share"):
        bounds_of(1, 1, pct)
    with pytest.raises(ValueError, match="share"):
        bounds_of(pct, 1)
    with pytest.raises(ValueError, match="share"):
        bounds_of(1, pct)


def test_a_quiet_seal_lowers_the_expected_share_and_the_points_and_never_the_least_share():
    assert bounds_of(5, 20, 30) == (below_of(5), 2**64 * 6 // 100)
    assert bounds_of(5, 20) == (below_of(5), below_of(20))
    assert bounds_of(5, 20, 0) == (below_of(5), 0)
    assert weighed_points(150, 30) == 45
    assert weighed_points(199, 50) == 99
    assert weighed_points(150, 100) == 150
    assert ask(below_of(5) - 1, *bounds_of(5, 20, 0), points=weighed_points(400, 0)) == RANDOM


@given(DRAWS, DRAWS, DRAWS, POINTS, st.integers(0, 5), st.integers(-1, 5))
def test_anybody_can_redo_the_outcome_from_draw_and_stated_bound(draw, least, expected, points, taken, cap):
    outcome = ask(draw, least, expected, points, taken, cap)
    below = stated_below(outcome, least, expected)
    assert falls_below(draw, below) is (outcome == RANDOM)
    if outcome != RISK:
        assert below == max(least, expected)


@given(DRAWS, DRAWS, DRAWS, DRAWS, POINTS, st.integers(0, 5), st.integers(-1, 5))
def test_a_higher_bound_never_lets_more_pass(draw, least, expected, more, points, taken, cap):
    before = ask(draw, least, expected, points, taken, cap)
    for outcome in (
        ask(draw, max(least, more), expected, points, taken, cap),
        ask(draw, least, max(expected, more), points, taken, cap),
    ):
        assert before == PASS or outcome != PASS
    if before == RANDOM:
        assert ask(draw, max(least, more), expected, points, taken, cap) == RANDOM


@given(DRAWS, DRAWS, DRAWS, POINTS, POINTS, st.integers(0, 5), st.integers(-1, 5))
def test_more_points_never_let_a_truck_pass(draw, least, expected, points, more, taken, cap):
    before = ask(draw, least, expected, points, taken, cap)
    after = ask(draw, least, expected, points + more, taken, cap)
    assert before == PASS or after != PASS
    assert (before == RANDOM and falls_below(draw, least)) is (after == RANDOM and falls_below(draw, least))


@pytest.mark.parametrize(("pct", "sealed"), [(0.5, None), (7, None), (20, 30), (93, None)])
def test_the_share_selected_lies_within_a_binomial_bound(pct, sealed):
    rolls, trucks = random.Random(20261120), 200_000
    bounds = bounds_of(0.1, pct, sealed)
    chosen = sum(ask(rolls.getrandbits(64), *bounds) == RANDOM for _ in range(trucks))
    share = max(0.001, pct / 100 * (1 if sealed is None else sealed / 100))
    # Five standard deviations: a wrong bound is seen, and chance is not.
    assert abs(chosen - trucks * share) <= 5 * sqrt(trucks * share * (1 - share))


def test_the_codes_are_pinned():
    assert (PASS, RANDOM, RISK, NO_CAP, ALWAYS) == (0, 1, 2, -1, 18_446_744_073_709_551_615)
