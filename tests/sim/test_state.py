"""A run that is stopped and run on is the run that never stopped: bit for bit, with its log."""

import numpy as np
import pytest

from otkel.sim.kernel_world import LOGS
from otkel.sim.state import begin, copy_of, flat, go_on
from tests.sim.corridors import choice_features, corridor_world
from tests.sim.test_same_log import NAMES, build, fields_of

CHOICE = sorted(choice_features(np.random.default_rng(0), 10, 2))
END = 1e15


def drawn_world(seed, logged=True):
    """Give a world of drawn features, of the points alone or with a corridor around them."""
    rng = np.random.default_rng(seed)
    names = [name for name in NAMES if rng.random() < 0.4]
    trucks, points = int(rng.integers(5, 200)), int(rng.integers(1, 4))
    if seed % 3 == 2:
        chosen = [name for name in CHOICE if rng.random() < 0.4]
        fields = fields_of([one for one in names if one != "choice"], seed, trucks, points)
        world = corridor_world(chosen, seed, trucks=trucks, points=points, **fields)
    else:
        world = build(names, seed, trucks=trucks, points=points)
    return world._replace(uses=world.uses | LOGS if logged else world.uses)


def same(one, other):
    """Give the names of the arrays that differ."""
    ours, theirs = flat(one), flat(other)
    assert list(ours) == list(theirs)
    return [name for name in ours if not np.array_equal(_bits(ours[name]), _bits(theirs[name]))]


def _bits(array):
    return array.view(np.uint8) if array.dtype.names is None else array.tobytes()


def instants(world, seed, count):
    """Give instants in order, some of them those of arrivals and whole hours, at which things happen."""
    rng = np.random.default_rng(seed)
    last = float(world.arrives[-1]) + 300.0
    drawn = [*rng.uniform(0, last, count), *rng.choice(world.arrives, count), 60.0 * int(rng.integers(1, 9))]
    return sorted(drawn)


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_stopped_and_run_on_is_the_same_as_never_stopped(first):
    for seed in range(first, first + 10):
        world = drawn_world(seed, logged=seed % 2 == 0)
        whole = begin(world, 1000)
        go_on(world, whole, END)
        state = begin(world, 1000)
        for at in instants(world, seed, 3):
            go_on(world, state, at)
            state = copy_of(state)
        go_on(world, state, END)
        assert same(whole, state) == [], seed


def test_nothing_later_than_the_instant_has_happened():
    world = drawn_world(4)
    state = begin(world, 1000)
    at = float(np.median(world.arrives))
    go_on(world, state, at)
    assert state.log.at[: state.log.size[0]].max() <= at
    assert state.inside.settings.at[0] == (world.arrives <= at).sum()
    before = copy_of(state)
    go_on(world, state, at)
    assert same(before, state) == []


def test_a_copy_shares_nothing_and_can_have_more_places():
    world = drawn_world(7)
    state = begin(world, 400)
    go_on(world, state, float(np.median(world.arrives)))
    kept, other = copy_of(state), copy_of(state, 900)
    go_on(world, state, END)
    assert same(kept, state) != []
    go_on(world, other, END)
    assert other.calendar.items.size == 900
    ours, theirs = flat(state.results), flat(other.results)
    assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)


def test_too_few_places_are_told():
    world = build([], 1)
    with pytest.raises(MemoryError, match="more than 2 trucks"):
        go_on(world, begin(world, 2), END)
