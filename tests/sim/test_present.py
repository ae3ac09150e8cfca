"""The twin begins with who stands at a point now: nobody is lost, order is kept, the rest is drawn."""

import numpy as np
import pytest

from otkel.sim.draws import replication_key
from otkel.sim.pack import DELAY, ENTRY, EXIT, ROADSIDE, duration
from otkel.sim.present import AT_CHECK, AT_ENTRY, AT_EXIT, IN_LINE, ON_STRIP, TO_CHECK, Present, snapshot_of
from otkel.sim.residual import residual, survival, time_of
from otkel.sim.resume import resume
from otkel.sim.run import draw_world, prepare, run_once
from otkel.sim.scenario_check import check_scenario
from otkel.sim.state import go_on
from tests.sim.scenarios import featured, tree

TABLE = {"shape": "table", "levels": [0, 0.5, 0.9, 1], "quantiles_min": [3, 9, 20, 60]}
SERVICE = {
    "exit": {"mean_min": 12, "cv": 0.7},
    "entry": {"shape": "exponential", "mean_min": 8},
    "roadside": TABLE,
}
PLAN = prepare(check_scenario(tree(service=SERVICE)).scenario).plan


# -- what is left of a service ------------------------------------------------------------------


@pytest.mark.parametrize("which", [EXIT, ENTRY, ROADSIDE])
@pytest.mark.parametrize("elapsed", [0.0, 2.0, 9.5, 25.0])
def test_what_is_left_is_spread_as_among_all_that_last_so_long(which, elapsed):
    rng = np.random.default_rng(1)
    whole = np.array([duration(PLAN, which, int(one)) for one in rng.integers(0, 2**64, 60_000, np.uint64)])
    among = whole[whole > elapsed] - elapsed
    assert among.size > 300
    drawn = np.array([residual(PLAN, which, elapsed, u) for u in (np.arange(among.size) + 0.5) / among.size])
    levels = np.linspace(0.05, 0.95, 19)
    gap = np.abs([(drawn <= np.quantile(among, level)).mean() - level for level in levels]).max()
    assert gap < 1.63 / np.sqrt(among.size)  # Kolmogorov, 1 %
    assert survival(PLAN, which, elapsed) == pytest.approx((whole > elapsed).mean(), abs=0.01)


@pytest.mark.parametrize("which", [EXIT, ENTRY, ROADSIDE])
def test_survival_and_its_inverse_agree(which):
    for share in (1e-9, 0.05, 0.3, 0.7, 0.999):
        assert survival(PLAN, which, time_of(PLAN, which, share)) == pytest.approx(share, rel=1e-6)


def test_an_exponential_time_has_no_memory_and_a_table_has_an_end():
    for u in (0.1, 0.5, 0.9):
        assert residual(PLAN, ENTRY, 40.0, u) == pytest.approx(residual(PLAN, ENTRY, 0.0, u))
    assert residual(PLAN, ROADSIDE, 60.0, 0.5) == 0
    assert residual(PLAN, ROADSIDE, 59.0, 0.5) < 1
    assert residual(PLAN, DELAY, 5.0, 0.5) == 0  # takes no time at all
    assert 0 < residual(PLAN, EXIT, 5000.0, 0.5) < 5000  # far out in the tail there is still an answer


def test_a_time_that_never_varies_ends_when_it_must():
    plan = prepare(check_scenario(tree(service__exit={"mean_min": 12})).scenario).plan
    assert residual(plan, EXIT, 5.0, 0.3) == pytest.approx(7.0)
    assert residual(plan, EXIT, 12.5, 0.3) == 0


# -- who stands there ---------------------------------------------------------------------------


def present(rng, given=60, t_min=2000.0, classes=1, point=0):
    """Give a drawn present: the trucks of each place in the order of their turns."""
    where = np.sort(rng.choice([IN_LINE] * 6 + [AT_EXIT, ON_STRIP, AT_ENTRY, TO_CHECK, AT_CHECK], given))
    came = rng.uniform(0, max(t_min - 600, 0), given)
    came[where == IN_LINE] = np.sort(came[where == IN_LINE])
    since = np.where(where == IN_LINE, came, t_min - rng.uniform(0, 20, given))
    return Present(
        point=point, t_min=t_min, where=where.astype(np.int8),
        queue_class=rng.integers(0, classes, given).astype(np.int8), came_min=came, since_min=since,
        taken=2, taken_day=30,
    )  # fmt: skip


def begun(given, here, seed=5, replication=0):
    ready = prepare(check_scenario(given).scenario)
    world = draw_world(ready, seed, replication)
    snapshot = snapshot_of(here, ready.scenario, ready.plan, world, seed, replication)
    return ready, resume(snapshot, ready.scenario, world, 4096, ready.width)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("given", [tree(checked_pct=20), featured()], ids=["small", "featured"])
def test_nobody_is_lost_and_all_get_out(given, seed):
    classes = len(given.get("classes", [0]))
    here = present(np.random.default_rng(seed), classes=classes, point=seed % 2)
    _, (world, state) = begun(given, here, seed)
    inside, stations = state.inside, slice(3 * here.point, 3 * here.point + 3)
    counts = np.bincount(here.where, minlength=6)
    waiting, busy = inside.waiting[stations], inside.busy[stations]
    assert (waiting + busy).tolist() == (counts[::2] + counts[1::2]).tolist()
    assert (waiting <= counts[[IN_LINE, ON_STRIP, TO_CHECK]]).all()  # a free stage takes on who is next
    assert (waiting[1:][busy[1:] < inside.open[stations][1:]] == 0).all()
    moved = counts[IN_LINE] - waiting[0]
    assert (inside.taken[here.point], inside.taken_day[here.point]) == (2 + moved, 30 + moved)
    assert (world.arrives[: here.where.size] <= here.t_min).all()
    assert (world.arrives[here.where.size :] > here.t_min).all()
    go_on(world, state, 1e12)
    assert not np.isnan(state.results.left).any()
    assert (state.results.left[: here.where.size] >= here.t_min).all()


def test_they_are_taken_on_in_the_order_in_which_they_stand():
    here = present(np.random.default_rng(3))
    here = here._replace(came_min=np.random.default_rng(4).permutation(here.came_min))
    _, (world, state) = begun(tree(), here)
    number = np.empty(here.where.size, int)
    number[np.argsort(here.came_min, kind="stable")] = np.arange(here.where.size)
    waiting = number[here.where == IN_LINE]
    go_on(world, state, 1e12)
    taken_on = here.since_min[here.where == IN_LINE] + state.results.wait[0][waiting]
    assert (np.diff(taken_on) >= 0).all()
    assert taken_on.min() >= here.t_min


def test_each_replication_draws_anew_what_is_not_known():
    here = present(np.random.default_rng(3))
    due = [begun(tree(service=SERVICE), here, 5, one)[1].state.calendar.items["due"] for one in (0, 0, 1)]
    first, again, other = due
    assert np.array_equal(first, again)
    served = here.where % 2 == 1
    assert (first[: here.where.size][served] > here.t_min).all()
    assert not np.isclose(first[: here.where.size][served], other[: here.where.size][served]).any()
    assert replication_key(5, 0) != replication_key(5, 1)


def test_who_is_impatient_gives_up_also_when_he_came_before():
    given = tree(
        patience={"share_pct": 100, "time": {"mean_min": 1500, "cv": 0.3}}, points__0__shifts__0__exit=1
    )
    here = present(np.random.default_rng(6), 80)
    ready, (world, state) = begun(given, here)
    go_on(world, state, 1e12)
    gave_up = state.results.visits[: here.where.size] < 0
    assert 5 < gave_up.sum() < 80
    assert (state.results.left[: here.where.size][gave_up] >= here.t_min).all()
    again = run_once(ready._replace(start=here), 5, 0, [4096])[1]
    assert np.array_equal(again.left, state.results.left)


def test_an_empty_present_is_an_empty_border():
    here = present(np.random.default_rng(1), 0, t_min=0.0)._replace(taken=0, taken_day=0)
    ready, (world, state) = begun(tree(), here)
    go_on(world, state, 1e12)
    assert np.array_equal(state.results.left, run_once(ready, 5, 0, [4096])[1].left)
