"""The kernel gives every truck the same waits as a small SimPy model of the same feature."""

import numpy as np
import pytest

from benchmarks.kernel_w2_only import stripped_sources
from benchmarks.kernel_whole import run_whole
from otkel.sim.kernel import run, simulate
from otkel.sim.kernel_calendar import make_calendar
from otkel.sim.kernel_world import (
    BLOCKS,
    CHOOSES,
    COMES_BACK,
    QUOTAS,
    RENEGES,
    WEAVES,
    make_inside,
    make_log,
    make_results,
)
from tests.sim import simpy_models as models
from tests.sim.worlds import make_world

MOST_MIN = 1e-6


def assert_same(world, model):
    """Compare wait, leaving, point and giving up, truck by truck."""
    ours, theirs = simulate(world), model(world).run()
    assert np.abs(ours.wait - theirs.wait).max() <= MOST_MIN
    assert np.abs(ours.left - theirs.left).max() <= MOST_MIN
    assert (ours.point == theirs.point).all()
    assert ((ours.visits < 0) == theirs.gave_up).all()
    return ours


def test_stages_and_priorities():
    ours = assert_same(make_world(), models.Model)
    assert ours.wait[0].mean() > 1


def test_the_kernel_without_what_is_not_used_gives_the_same_bits():
    world = make_world(outcome=np.where(np.arange(4000) % 9 == 0, COMES_BACK, 0).astype(np.int8))
    rows = []
    for through in (run, run_whole):
        results, calendar = make_results(4000), make_calendar(4096, 0.25)
        assert through(world, make_inside(world), calendar, results, make_log(world), 1e9) > 0
        rows.append(results)
    ours, theirs = rows
    assert (ours.visits == 2).any()
    for name in ("wait", "left", "point", "visits"):
        assert (getattr(ours, name) == getattr(theirs, name)).all()


def test_the_bench_finds_what_it_takes_out_of_the_kernel():
    """Beside the word for what is used nothing of it may be left; a kernel without both is no yardstick."""
    for text in stripped_sources().values():
        assert "world.uses" not in text
        assert "from otkel.sim.kernel import" not in text


@pytest.mark.parametrize("seed", range(3))
def test_shifts_change_the_servers_and_who_is_served_is_finished(seed):
    servers = np.array([[1, 2, 1] * 3, [3, 4, 2] * 3, [2, 2, 1] * 3], np.int32)
    world = make_world(seed=seed, shift_from=np.array([0.0, 360.0, 1320.0]), servers=servers)
    assert assert_same(world, models.Model).wait[0].max() > 100


def test_a_choice_that_looks_at_the_lines():
    rng = np.random.default_rng(5)
    point = np.where(rng.random(4000) < 0.7, -1, 1).astype(np.int32)
    world = make_world(uses=CHOOSES, point=point, origin=rng.integers(0, 4, 4000).astype(np.int32))
    ours = assert_same(world, models.Choice)
    assert len(set(ours.point)) == 3


def test_papers_that_lack_bring_a_truck_back_to_the_line():
    outcome = (np.random.default_rng(2).random(4000) < 0.2).astype(np.int8) * 2
    ours = assert_same(make_world(load=0.7, outcome=outcome), models.Model)
    assert (ours.visits == 2).sum() == (outcome == 2).sum() > 500


def test_papers_that_lack_hold_a_truck_at_the_end():
    outcome = (np.random.default_rng(2).random(4000) < 0.2).astype(np.int8)
    assert_same(make_world(outcome=outcome), models.Model)


@pytest.mark.parametrize("places", [1, 3, 6])
def test_a_full_strip_stops_exit_control(places):
    strip = np.array([places, -1, places + 1], np.int32)
    world = make_world(uses=BLOCKS, strip=strip, load=0.6, queue_class=np.zeros(4000, np.int8))
    ours = assert_same(world, models.Blocking)
    free = simulate(make_world(load=0.6, queue_class=np.zeros(4000, np.int8)))
    assert (ours.wait[0].mean() > free.wait[0].mean()) == (places < 6)


def test_classes_take_turns():
    world = make_world(
        uses=WEAVES, classes=3, ranks=np.zeros(3, np.int64), pattern=np.array([0, 1, 2, 2, 2]), load=1.1
    )
    assert_same(world, models.Weave)


def test_quotas_of_a_period():
    world = make_world(uses=QUOTAS, quota=np.array([8, -1, 11], np.int32), load=0.8)
    ours = assert_same(world, models.Quota)
    begins = world.arrives + ours.wait[0]
    for point, most in ((0, 8), (2, 11)):
        hours = np.bincount((begins[ours.point == point] // 60).astype(int))
        assert hours.max() <= most


def test_patience_ends():
    patience = np.random.default_rng(3).exponential(40.0, 4000)
    ours = assert_same(make_world(uses=RENEGES, load=1.3, patience=patience), models.Reneging)
    assert 100 < (ours.visits < 0).sum() < 3000


def test_too_few_places_are_told():
    with pytest.raises(MemoryError, match="more than 10 trucks"):
        simulate(make_world(load=1.5), places=10)


@pytest.mark.parametrize("width", [0.0025, 25.0])
def test_the_width_of_the_buckets_changes_nothing(width):
    world = make_world(trucks=1500)
    one, other = simulate(world), simulate(world, width=width)
    assert (one.wait == other.wait).all()
    assert (one.left == other.left).all()
