"""Kernel and reference agree on a corridor: the same log, event by event, and the same end of each truck."""

from itertools import combinations

import numpy as np
import pytest

from otkel.sim.kernel import simulate_logged
from otkel.sim.kernel_corridor import BALKED, GAVE_UP_HOME, GOES, NO_LICENCE, NO_STAY, OUTSIDE
from otkel.sim.kernel_world import LOGS
from otkel.sim.reference import Reference
from tests.sim.corridors import both_world, choice_features, corridor_world
from tests.sim.test_same_log import NAMES as PLAIN
from tests.sim.test_same_log import WORDS, _row, fields_of

CHOICE = sorted(choice_features(np.random.default_rng(0), 10, 2))


def compare(world):
    """Compare all rows, and what became of each truck; give results and rows."""
    world = world._replace(uses=world.uses | LOGS)
    results, log = simulate_logged(world)
    ours = [_row(log, row) for row in range(int(log.size[0]))]
    reference = Reference(world)
    theirs = reference.run()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        assert one == other, (number, WORDS[one[1]], WORDS[other[1]])
    assert len(ours) == len(theirs)
    ways = reference.ways
    for truck in range(world.arrives.size):
        assert np.array_equal(
            results.corridor.crossed[truck], reference.both.crossed.get(truck, np.nan), True
        )
        if truck not in ways.came:
            assert np.isnan(results.corridor.came[truck])
            continue
        assert results.corridor.fate[truck] == ways.fate_of(truck)
        assert results.corridor.came[truck] == ways.came[truck]
        assert results.corridor.moved[truck] == ways.moved.get(truck, 0)
        assert results.point[truck] == reference.at.get(truck, -1)
        if truck in ways.left:
            assert results.left[truck] == ways.left[truck]
        assert (results.visits[truck] > 0) == (ways.fate_of(truck) == GOES)
    return results, ours


def build(names, seed, **size):
    """Give a world with features of choice and of the points."""
    points, trucks = size.get("points", 2), size.get("trucks", 200)
    plain = [one for one in names if one in PLAIN and one != "choice"]
    return corridor_world(
        [one for one in names if one in CHOICE], seed, **size, **fields_of(plain, seed, trucks, points)
    )


# Two features of the points are held against each other in `test_same_log.py`.
PAIRS = [
    pair for pair in combinations(sorted({*CHOICE, *PLAIN} - {"choice"}), 2) if not set(pair) <= set(PLAIN)
]


@pytest.mark.parametrize("name", CHOICE)
def test_each_feature_alone(name):
    results, _ = compare(build([name], 3))
    fates = set(results.corridor.fate.tolist())
    assert GOES in fates
    if name == "balks":
        assert {BALKED} <= fates
    if name in ("answer", "days"):
        assert {NO_LICENCE if name == "answer" else NO_STAY} <= fates
    if name == "moves":
        assert {GAVE_UP_HOME} <= fates
    if name in ("balks", "moves", "town"):
        assert results.corridor.moved.max() > 0


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_each_pair(pair):
    compare(build(pair, 4))


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_drawn_combinations(first):
    seen = set()
    for seed in range(first, first + 20):
        rng = np.random.default_rng(seed)
        names = [name for name in sorted({*CHOICE, *PLAIN}) if rng.random() < 0.5]
        size = {"trucks": int(rng.integers(1, 201)), "points": int(rng.integers(1, 4))}
        results, _ = compare(build(names, seed, around=int(rng.integers(0, 3)), **size))
        seen |= set(results.corridor.fate.tolist())
    assert seen == {GOES, GAVE_UP_HOME, BALKED, OUTSIDE, NO_LICENCE, NO_STAY}


BOTH = ("lanes", "returns", "shared")


def build_both(names, seed, **size):
    """Give a world of two directions, with features of choice and of the points beside."""
    points, trucks = 2 * size.get("points", 2), size.get("trucks", 200)
    plain = [one for one in names if one in PLAIN and one != "choice"]
    chosen = [one for one in names if one in CHOICE and one != "status"]
    fields = fields_of(plain, seed, trucks, points)
    return both_world([one for one in names if one in BOTH], seed, choice=chosen, **size, **fields)


@pytest.mark.parametrize("name", BOTH)
def test_each_feature_of_both_directions_alone(name):
    world = build_both([name], 5)
    results, rows = compare(world)
    assert {0, 2} <= {row[2] for row in rows}, "both directions of the first place"
    if name == "returns":
        back = results.visits[world.corridor.stream :]
        assert (back > 0).any()
    if name == "lanes":
        assert results.corridor.side.max() == 1


PAIRS = [
    (one, other) for one in BOTH for other in sorted({*BOTH, *CHOICE, *PLAIN} - {"choice", "status", one})
]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_each_pair_of_both_directions(pair):
    compare(build_both(pair, 6))


@pytest.mark.parametrize("first", range(100, 160, 20))
def test_drawn_combinations_of_both_directions(first):
    for seed in range(first, first + 20):
        rng = np.random.default_rng(seed)
        names = [name for name in sorted({*BOTH, *CHOICE, *PLAIN}) if rng.random() < 0.5]
        size = {"trucks": int(rng.integers(2, 201)), "points": int(rng.integers(1, 3))}
        compare(build_both(names, seed, around=int(rng.integers(0, 3)), **size))
