"""Inverse functions: right against closed forms, rising with the draw, and the same bits compiled."""

import math
import random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.queueing.core.selection import ALWAYS
from otkel.queueing.drawing import below_of
from otkel.sim import inverse
from otkel.sim.draws import MASK, u64, uniform
from tests.sim.compiled import compile_all

U = st.integers(0, MASK).map(uniform)
DRAW = st.integers(0, MASK)
LEVELS, QUANTILES = np.array([0.0, 0.1, 0.5, 0.9, 1.0]), np.array([2.0, 5.0, 5.0, 20.0, 90.0])
MU, SIGMA = inverse.lognormal_terms(12.0, 0.5)
TIMES = [0.0, 10.0, 20.0, 50.0]
CUMULATIVE = inverse.cumulative_of(TIMES, [2.0, 0.0, 1.0])
BOUNDS = np.array(inverse.bounds_of([1, 0, 2, 0.5, 0]), np.uint64)

BY_U = {
    "normal": (),
    "lognormal": (MU, SIGMA),
    "exponential": (3.0,),
    "between": (-2.0, 7.0),
    "triangular": (1.0, 2.0, 6.0),
    "empirical": (LEVELS, QUANTILES),
}
BY_DRAW = {"happens": (np.uint64(inverse.bound_of(0.3)),), "category": (BOUNDS,), "whole_below": (10,)}


def some_draws(count):
    return [u64(1, 0, at, 1, 0) for at in range(count)]


# -- against what is known ----------------------------------------------------------------------


@given(u=U)
def test_normal_is_as_the_standard_library_has_it(u):
    assert inverse.normal(u) == pytest.approx(NormalDist().inv_cdf(u), rel=4e-16, abs=1e-300)


@given(u=st.one_of(U, st.floats(2**-53, 1e-3), st.floats(0.074, 0.076), st.floats(0.924, 0.926)))
def test_normal_undoes_the_distribution_function_within_1e_9(u):
    z = inverse.normal(u)
    low = 0.5 * math.erfc(-z / math.sqrt(2))
    slope = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    assert abs(low - u) / slope < 1e-9 * max(1.0, abs(z))


def test_normal_is_odd_about_one_half():
    for draw in some_draws(2000):
        u = uniform(draw)
        assert inverse.normal(1 - u) == -inverse.normal(u)


def test_normal_is_right_in_the_farthest_tails():
    assert inverse.normal(2.0**-53) == pytest.approx(-8.209536151601387, abs=1e-12)
    assert inverse.normal(1e-300) == pytest.approx(NormalDist().inv_cdf(1e-300), rel=1e-15)


@pytest.mark.parametrize(
    ("name", "mean", "variance"),
    [
        ("normal", 0.0, 1.0),
        ("lognormal", 12.0, 36.0),
        ("exponential", 3.0, 9.0),
        ("between", 2.5, 81 / 12),
        ("triangular", 3.0, (1 + 4 + 36 - 2 - 6 - 12) / 18),
        # pieces: even on 2..5 (0.1), the point 5 (0.4), even on 5..20 (0.4), even on 20..90 (0.1)
        ("empirical", 0.35 + 2.0 + 5.0 + 5.5, 1.3 + 10.0 + 70.0 + 343.333333 - 12.85**2),
    ],
)
def test_mean_and_variance(name, mean, variance):
    middle = (np.arange(200_000) + 0.5) / 200_000
    values = np.array([getattr(inverse, name)(u, *BY_U[name]) for u in middle])
    assert values.mean() == pytest.approx(mean, rel=1e-3, abs=1e-9)
    assert values.var() == pytest.approx(variance, rel=4e-3)


# -- rising -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BY_U)
@given(one=DRAW, other=DRAW)
def test_values_rise_with_their_draw(name, one, other):
    low, high = sorted((uniform(one), uniform(other)))
    take = getattr(inverse, name)
    assert take(low, *BY_U[name]) <= take(high, *BY_U[name])


@pytest.mark.parametrize("name", BY_U)
@pytest.mark.parametrize("about", [0.075, 0.925, 0.1, 0.5, 0.9, 0.2, math.exp(-25), 1 - math.exp(-25)])
def test_values_rise_also_from_each_draw_to_the_next_where_pieces_meet(name, about):
    near = int(about * 2**52)
    take = getattr(inverse, name)
    values = [take((at + 0.5) * 2.0**-52, *BY_U[name]) for at in range(max(near - 500, 0), near + 500)]
    assert values == sorted(values)


@pytest.mark.parametrize("name", BY_DRAW)
@given(one=DRAW, other=DRAW)
def test_choices_rise_with_their_draw(name, one, other):
    low, high = sorted((one, other))
    take = getattr(inverse, name)
    if name == "happens":  # what happens is the lower end
        low, high = high, low
    assert take(low, *BY_DRAW[name]) <= take(high, *BY_DRAW[name])


# -- chances ------------------------------------------------------------------------------------


@given(chance=st.integers(0, 100))
def test_a_bound_is_the_one_that_selections_use(chance):
    assert inverse.bound_of(float(f"{chance / 100:.2f}")) == below_of(chance)


def test_never_and_always():
    assert not inverse.happens(0, inverse.bound_of(0))
    assert inverse.happens(MASK, inverse.bound_of(1))
    assert inverse.happens(2**63 - 1, inverse.bound_of(0.5))
    assert not inverse.happens(2**63, inverse.bound_of(0.5))


@pytest.mark.parametrize("chance", [-0.1, 1.1, math.nan])
def test_no_chance(chance):
    with pytest.raises(ValueError, match="between 0 and 1"):
        inverse.bound_of(chance)


@given(draw=DRAW)
def test_a_weight_of_0_is_never_chosen(draw):
    assert inverse.category(draw, BOUNDS) in (0, 2, 3)
    assert inverse.category(draw, inverse.bounds_of([0, 1, 0])) == 1


def test_weights_are_kept():
    counts = np.bincount([inverse.category(one, BOUNDS) for one in some_draws(35_000)], minlength=5)
    assert np.allclose(counts, [10_000, 0, 20_000, 5000, 0], atol=400)
    assert inverse.bounds_of([1, 1]) == [2**63, ALWAYS]


@pytest.mark.parametrize("weights", [[0, 0], [1, -1, 3]])
def test_no_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        inverse.bounds_of(weights)


@given(draw=DRAW, count=st.integers(1, 2**31))
def test_a_whole_number_stays_below(draw, count):
    assert 0 <= inverse.whole_below(draw, count) < count


# -- tables -------------------------------------------------------------------------------------


@given(st.data())
def test_the_place_in_a_table_from_wherever_it_is_begun(data):
    table = sorted(data.draw(st.lists(st.integers(0, 30), min_size=1, max_size=40)))
    x = data.draw(st.integers(table[0], 40))
    right = max(at for at, one in enumerate(table) if one <= x)
    start = data.draw(st.integers(0, right))
    assert inverse.place_in(table, x, start) == right
    assert inverse.place_in(table, table[0] - 1, start) == start


def test_outside_a_table_the_nearest_end_is_given():
    assert inverse.on_line([0.0, 1.0], [5.0, 7.0], -1.0, 0) == 5.0
    assert inverse.on_line([0.0, 1.0], [5.0, 7.0], 2.0, 0) == 7.0
    assert inverse.on_line([0.0, 1.0], [5.0, 7.0], 0.25, 0) == 5.5


def test_expected_arrivals():
    assert CUMULATIVE == [0.0, 20.0, 20.0, 50.0]
    for times, rates in ([0, 1], [1, 2]), ([0, 0], [1]), ([0, 1], [-1]):
        with pytest.raises(ValueError, match="rate"):
            inverse.cumulative_of(times, rates)


def arrivals(replication):
    t_s, expected, at, number = 0.0, 0.0, 0, 0
    while True:
        u = uniform(u64(5, replication, number, 1, 0))
        t_s, expected, at = inverse.next_arrival(u, expected, TIMES, CUMULATIVE, at)
        if t_s == math.inf:
            return
        yield t_s
        number += 1


def test_arrivals_follow_the_rates():
    found = [list(arrivals(replication)) for replication in range(400)]
    early = np.array([sum(t < 10 for t in one) for one in found])
    pause = [t for one in found for t in one if 10 < t < 20]
    late = np.array([sum(t >= 20 for t in one) for one in found])
    assert pause == []
    assert all(one == sorted(one) for one in found)
    for counts, mean in (early, 20), (late, 30):
        assert abs(counts.mean() - mean) < 4 * math.sqrt(mean / 400)
        assert 0.75 < counts.var() / mean < 1.3  # a Poisson count varies as its mean
    assert abs(np.corrcoef(early, late)[0, 1]) < 0.2


def test_a_larger_draw_never_comes_earlier():
    source = random.Random(1)
    for _ in range(2000):
        expected = source.uniform(0, 40)
        at = inverse.place_in(CUMULATIVE, expected, 0)
        low, high = sorted((source.random(), source.random()))
        first = inverse.next_arrival(low, expected, TIMES, CUMULATIVE, at)
        assert first[0] <= inverse.next_arrival(high, expected, TIMES, CUMULATIVE, at)[0]


# -- compiled -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compiled():
    return compile_all(inverse.COMPILED)


@pytest.mark.parametrize("name", BY_U)
def test_compiled_values_have_the_same_bits(compiled, name):
    for draw in some_draws(5000):
        u = uniform(draw)
        assert compiled[name](u, *BY_U[name]) == getattr(inverse, name)(u, *BY_U[name])


@pytest.mark.parametrize("name", BY_DRAW)
def test_compiled_choices_are_the_same(compiled, name):
    for draw in some_draws(5000):
        assert compiled[name](np.uint64(draw), *BY_DRAW[name]) == getattr(inverse, name)(draw, *BY_DRAW[name])


def test_compiled_arrivals_have_the_same_bits(compiled):
    times, cumulative = np.array(TIMES), np.array(CUMULATIVE)
    t_s, expected, at = 0.0, 0.0, 0
    for number, plain in enumerate(arrivals(3)):
        u = uniform(u64(5, 3, number, 1, 0))
        t_s, expected, at = compiled["next_arrival"](u, expected, times, cumulative, at)
        assert t_s == plain
