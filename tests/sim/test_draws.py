"""Draws: the same bits compiled and plain, well mixed in every argument, and even."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from otkel.sim import draws
from otkel.sim.draws import GAMMA, MASK, MIX_1, MIX_2, Purpose, absorb, u64, uniform
from tests.sim.compiled import compile_all

C = compile_all(draws.COMPILED)
_u64, _uniform = C["u64"], C["uniform"]
ARGUMENTS = ("seed", "replication", "passage", "purpose", "visit")
N = 200_000
WORDS = st.integers(-(2**63), 2**63 - 1)


@njit
def series(which, count):
    """Give draws with one argument counted up and the others fixed."""
    out = np.empty(count, np.uint64)
    words = np.array([20251013, 7, 41, 30, 1])
    for at in range(count):
        words[which] = at
        out[at] = _u64(words[0], words[1], words[2], words[3], words[4])
    return out


@njit
def interleaved(trucks, purposes):
    """Give draws as a world takes them: truck by truck, purpose by purpose."""
    out = np.empty(trucks * purposes, np.uint64)
    for at in range(out.size):
        out[at] = _u64(1, 0, at // purposes, at % purposes + 1, 0)
    return out


@njit
def flips(which, bit, count):
    """Count how often each bit of the draw changes when one bit of one argument does."""
    changed = np.zeros(64, np.int64)
    for at in range(count):
        words = np.array([3 + at, 5, 1000 * at, 31, at % 3])
        before = _u64(words[0], words[1], words[2], words[3], words[4])
        words[which] ^= np.int64(1) << bit
        after = before ^ _u64(words[0], words[1], words[2], words[3], words[4])
        for one in range(64):
            changed[one] += np.int64((after >> np.uint64(one)) & np.uint64(1))
    return changed


@pytest.fixture(scope="module", params=[*ARGUMENTS, "interleaved"])
def drawn(request):
    if request.param == "interleaved":
        return interleaved(N // 20, 20)
    return series(ARGUMENTS.index(request.param), N)


def deviation(counts):
    """Give chi-square of counts that are to be equal, as a standard normal deviate (Wilson-Hilferty)."""
    counts = np.asarray(counts, float).ravel()
    expected = counts.mean()
    assert expected >= 20
    chi, freedom = ((counts - expected) ** 2 / expected).sum(), counts.size - 1
    scale = 2 / (9 * freedom)
    return ((chi / freedom) ** (1 / 3) - 1 + scale) / math.sqrt(scale)


def unit(values):
    return ((values >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52


# -- the same everywhere ------------------------------------------------------------------------


def test_compiled_and_plain_give_the_same_bits_for_a_hundred_thousand_arguments():
    source = random.Random(6)
    edges = [0, 1, -1, 2**63 - 1, -(2**63)]
    for at in range(100_000):
        wide = at % 2
        words = [
            source.choice(edges)
            if source.random() < 0.1
            else source.getrandbits(63) - wide * source.getrandbits(62)
            if wide
            else source.randrange(10**7)
            for _ in ARGUMENTS
        ]
        plain = u64(*words)
        assert plain == _u64(*words)
        assert 0 <= plain <= MASK
        assert uniform(plain) == _uniform(np.uint64(plain))


def test_a_purpose_is_taken_by_the_compiler_as_the_number_it_is():
    take = njit(lambda passage: _u64(1, 2, passage, Purpose.ROADSIDE_CHECK.value, 0))
    assert take(3) == u64(1, 2, 3, Purpose.ROADSIDE_CHECK, 0) == u64(1, 2, 3, 61, 0)


@pytest.mark.parametrize(
    ("words", "draw"),
    [
        ((0, 0, 0, 0, 0), "552d806a62b97855"),
        ((1, 0, 0, 1, 0), "bba4eb5741f502b0"),
        ((1, 2, 3, 4, 5), "b4fb76ca2a2cbd63"),
        ((-1, -1, -1, -1, -1), "c04f71dca2cb4252"),
        ((20251013, 999, 10**7, 62, 3), "ae73961853cfc227"),
    ],
)
def test_drawnare_pinned_for_ever(words, draw):
    assert f"{u64(*words):016x}" == draw


def test_a_step_is_the_published_one():
    # The first numbers of SplitMix64 for the seeds 0 and 1234567, as they are published in many languages.
    assert absorb(0, 1) == 0xE220A8397B1DCDAF
    assert [absorb(1234567, at) for at in (1, 2, 3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_constants_have_their_highest_bit_set_or_the_compiler_would_take_them_with_a_sign():
    assert all(2**63 <= one <= MASK for one in (GAMMA, MIX_1, MIX_2))
    assert GAMMA % 2 == MIX_1 % 2 == MIX_2 % 2 == 1


def test_purposes_are_distinct():
    assert len({one.value for one in Purpose}) == len(list(Purpose)) == len(Purpose.__members__)


@given(words=st.tuples(*[WORDS] * 5), other=WORDS, which=st.integers(0, 4))
def test_with_four_fixed_no_two_give_the_same(words, other, which):
    changed = (*words[:which], other, *words[which + 1 :])
    assert (u64(*words) == u64(*changed)) == (words == changed)


# -- uniforms -----------------------------------------------------------------------------------


def test_a_uniform_lies_strictly_between_0_and_1():
    assert uniform(0) == 2.0**-53
    assert uniform(MASK) == 1 - 2.0**-53


@given(one=st.integers(0, MASK), other=st.integers(0, MASK))
def test_a_uniform_rises_with_its_draw_and_is_an_odd_multiple(one, other):
    low, high = sorted((one, other))
    assert uniform(low) <= uniform(high)
    assert (uniform(one) * 2**53) % 2 == 1
    assert uniform(MASK - one) == 1 - uniform(one)


# -- chance -------------------------------------------------------------------------------------


def test_every_bit_is_even(drawn):
    ones = [int(((drawn >> np.uint64(bit)) & np.uint64(1)).sum()) for bit in range(64)]
    z = (np.array(ones) - N / 2) / math.sqrt(N / 4)
    assert np.abs(z).max() < 4.2
    assert abs(((z**2).sum() - 64) / math.sqrt(128)) < 4


def test_every_byte_is_even(drawn):
    for byte in drawn.view(np.uint8).reshape(-1, 8).T:
        assert abs(deviation(np.bincount(byte, minlength=256))) < 4


def test_neighbours_are_even_in_the_square_and_not_correlated(drawn):
    u = unit(drawn)
    for lag in (1, 2, 3, 7, 20, 64):
        a, b = u[:-lag], u[lag:]
        square = np.bincount((a * 32).astype(int) * 32 + (b * 32).astype(int), minlength=1024)
        assert abs(deviation(square)) < 4
        assert abs(np.corrcoef(a, b)[0, 1]) * math.sqrt(a.size) < 4


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (2, 3), (2, 4), (3, 4), (0, 2)])
def test_two_arguments_give_series_that_know_nothing_of_each_other(one, other, low):
    a, b = series(one, N), series(other, N)
    shift = np.uint64(0 if low else 59)
    square = ((a >> shift) & np.uint64(31)) * np.uint64(32) + ((b >> shift) & np.uint64(31))
    # The two series share one draw only, where both stand at their fixed word.
    assert abs(deviation(np.bincount(square.astype(int), minlength=1024))) < 4


@pytest.mark.parametrize("which", range(5), ids=ARGUMENTS)
def test_one_changed_bit_changes_half_of_the_draw(which):
    count = 2000
    z = np.array([flips(which, bit, count) for bit in range(63)])
    z = (z - count / 2) / math.sqrt(count / 4)
    assert np.abs(z).max() < 5.2  # of 63 x 64 cells
    assert abs((z**2).sum() - z.size) / math.sqrt(2 * z.size) < 4


def test_as_many_fall_together_as_by_chance(drawn):
    # Collisions of the upper and lower 32 bits: 200,000 balls into 2^32 urns, 4.66 expected.
    for part in (drawn >> np.uint64(32), drawn & np.uint64(0xFFFFFFFF)):
        assert 0 <= N - np.unique(part).size <= 15
