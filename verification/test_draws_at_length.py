"""The twin's draws at length: 2^26 numbers of each of six streams, by tests that catch weak generators.

The streams are those that simulations take: one purpose over trucks, all purposes truck by truck, one truck
over replications, over seeds, over visits, and replications side by side. Each is asked for: even pairs of
bytes at every place, ones in a word, changes from word to word, ranks of binary matrices, spacings between
birthdays, and runs up. A figure beyond 5 standard deviations is a fault. A bare counter fails.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit

from otkel.sim import draws
from tests.sim.compiled import compile_all

COMPILED = compile_all(draws.COMPILED)
_u64 = COMPILED["u64"]
COUNT = 2**26
STREAMS = ("trucks", "purposes", "replications", "seeds", "visits", "side_by_side")


@njit
def stream(which, count):
    """Give one of the streams."""
    out = np.empty(count, np.uint64)
    for at in range(count):
        if which == 0:
            out[at] = _u64(1, 0, at, 30, 0)
        elif which == 1:
            out[at] = _u64(1, 0, at // 24, at % 24, 0)
        elif which == 2:
            out[at] = _u64(1, at, 17, 30, 0)
        elif which == 3:
            out[at] = _u64(at, 0, 17, 30, 0)
        elif which == 4:
            out[at] = _u64(1, 0, 17, 30, at)
        else:
            out[at] = _u64(1, at % 64, at // 64, 30, 0)
    return out


@njit
def rank_of(rows):
    """Give the rank of a binary matrix of 64 words, which is used up."""
    rank = 0
    for bit in range(64):
        mask = np.uint64(1) << np.uint64(63 - bit)
        pivot = -1
        for row in range(rank, 64):
            if rows[row] & mask:
                pivot = row
                break
        if pivot < 0:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for row in range(rank + 1, 64):
            if rows[row] & mask:
                rows[row] ^= rows[rank]
        rank += 1
    return rank


@njit
def ranks(values, count):
    """Count matrices by what they lack of full rank: 0, 1, 2 or more."""
    found = np.zeros(3, np.int64)
    for at in range(count):
        found[min(64 - rank_of(values[at * 64 : at * 64 + 64].copy()), 2)] += 1
    return found


@pytest.fixture(scope="module", params=STREAMS)
def drawn(request):
    return stream(STREAMS.index(request.param), COUNT)


def deviate(chi, freedom):
    """Give chi-square as a standard normal deviate (Wilson-Hilferty)."""
    scale = 2 / (9 * freedom)
    return ((chi / freedom) ** (1 / 3) - 1 + scale) / math.sqrt(scale)


def chi(counts, expected):
    return float(((counts - expected) ** 2 / expected).sum())


def test_bytes_and_their_neighbours_are_even(drawn):
    bytes_ = drawn.view(np.uint8).reshape(-1, 8)
    for place in range(8):
        for pairs in (
            bytes_[:, place].astype(np.int64) * 256 + bytes_[:, (place + 1) % 8],
            bytes_[:-1, place].astype(np.int64) * 256 + bytes_[1:, place],
        ):
            counts = np.bincount(pairs, minlength=65536)
            assert abs(deviate(chi(counts, pairs.size / 65536), 65535)) < 5


def test_ones_in_a_word_are_binomial(drawn):
    counts = np.bincount(np.bitwise_count(drawn), minlength=65)
    expected = np.array([math.comb(64, n) for n in range(65)]) / 2.0**64 * COUNT
    use = expected > 20
    assert abs(deviate(chi(counts[use], expected[use]), use.sum() - 1)) < 5


def test_changes_from_word_to_word_are_binomial(drawn):
    counts = np.bincount(np.bitwise_count(drawn[1:] ^ drawn[:-1]), minlength=65)
    expected = np.array([math.comb(64, n) for n in range(65)]) / 2.0**64 * (COUNT - 1)
    use = expected > 20
    assert abs(deviate(chi(counts[use], expected[use]), use.sum() - 1)) < 5


def test_binary_matrices_have_the_ranks_of_chance(drawn):
    count = 200_000
    full = math.prod(1 - 0.5**k for k in range(1, 65))
    one_less = full * 2  # but for a part in 2^63
    expected = np.array([full, one_less, 1 - full - one_less]) * count
    assert abs(deviate(chi(ranks(drawn, count), expected), 2)) < 5


@pytest.mark.parametrize("shift", [0, 11, 27])
def test_spacings_between_birthdays_repeat_as_often_as_by_chance(drawn, shift):
    # 2^14 birthdays in a year of 2^36 days: 2^42 / 2^38 = 16 repeated spacings in each (Marsaglia 1985).
    days = (drawn[: 2**14 * 256] >> np.uint64(shift)) & np.uint64(2**36 - 1)
    total = 0
    for part in days.reshape(256, -1):
        spacings = np.sort(np.diff(np.sort(part.astype(np.int64))))
        total += int((np.diff(spacings) == 0).sum())
    assert abs(total - 16 * 256) < 5 * math.sqrt(16 * 256)


def test_runs_up_are_as_long_as_by_chance(drawn):
    # Independent runs: the draw after each run is thrown away (Knuth, vol. 2, 3.3.2 G).
    lengths = run_lengths(drawn)
    counts = np.bincount(np.minimum(lengths, 8), minlength=9)[1:]
    share = [1 / math.factorial(r) - 1 / math.factorial(r + 1) for r in range(1, 8)]
    expected = np.array([*share, 1 - sum(share)]) * counts.sum()
    assert abs(deviate(chi(counts, expected), 7)) < 5


@njit
def run_lengths(values):
    out = np.empty(values.size // 2, np.int64)
    count, length, at = 0, 1, 1
    while at < values.size:
        if values[at] > values[at - 1]:
            length += 1
            at += 1
        else:
            out[count] = length
            count += 1
            length = 1
            at += 2  # the draw that broke the run belongs to none
    return out[:count]


def test_a_bare_counter_fails():
    weak = np.arange(COUNT, dtype=np.uint64) * np.uint64(draws.GAMMA)
    for asked in (
        test_changes_from_word_to_word_are_binomial,
        test_binary_matrices_have_the_ranks_of_chance,
        test_runs_up_are_as_long_as_by_chance,
    ):
        with pytest.raises(AssertionError):
            asked(weak)
    with pytest.raises(AssertionError):
        test_spacings_between_birthdays_repeat_as_often_as_by_chance(weak, 11)
