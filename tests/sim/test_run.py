"""Runs: the same figures for any number of threads, and figures that agree with theory and the trucks."""

import numpy as np
import pytest

from otkel.errors import InputError
from otkel.queueing.log import WORD_OF, events_of
from otkel.queueing.measures import measure
from otkel.sim import theory
from otkel.sim.experiment import Setting, compare, run_scenario, sweep
from otkel.sim.interval import interval_of, t_quantile
from otkel.sim.kernel import simulate
from otkel.sim.result_log import columns_of
from otkel.sim.run import MEASURES, prepare, run_logged, run_once, run_replications
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import read_scenario, vary
from tests.sim.scenarios import featured, one_station, tree
from tests.sim.test_same_log import compare as compare_logs


def runs_of(given, replications=6, seed=1, threads=1, until=None):
    return run_replications(prepare(check_scenario(given).scenario, until), replications, seed, threads)


def column(name, statistic):
    return MEASURES.index((name, statistic))


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_threads_change_no_bit(threads):
    assert same(runs_of(featured()), runs_of(featured(), threads=threads))


def test_a_replication_does_not_hang_on_how_many_there_are():
    few, many = runs_of(featured(), 3), runs_of(featured(), 7)
    assert same(few, type(many)(*(rows[:3] for rows in many)))
    assert len(set(many.values[:, column("sojourn", "mean")])) == 7


def test_another_seed_gives_other_figures():
    assert not same(runs_of(tree()), runs_of(tree(), seed=2))


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (3, 0.8)])
def test_many_servers_wait_as_erlang_says(servers, load):
    outcome = run_scenario(
        check_scenario(one_station(servers, load, horizon_days=60, warm_up_days=5)), Setting(replications=30)
    )
    found = outcome.figure("line", "mean")
    half = found.high - found.mean
    assert abs(found.mean - theory.mmc_mean_wait(load * servers / 10, 10.0, servers)) < 1.5 * half
    p95 = outcome.figure("line", "p95")
    known = theory.mmc_wait_quantile(0.95, load * servers / 10, 10.0, servers)
    assert abs(p95.mean - known) < max(2 * (p95.high - p95.mean), 0.02 * known)


def test_littles_law_holds_on_the_figures():
    """L = lambda W, over the whole time and all trucks; the time before and after the horizon is small."""
    runs = runs_of(tree(horizon_days=100, warm_up_days=0), 2)
    for one in runs.values:
        per_min = one[column("trucks", "count")] / (100 * 1440)
        for number, wait in (("in_line", "line"), ("inside", "sojourn")):
            law = per_min * one[column(wait, "mean")]
            assert one[column(number, "mean")] == pytest.approx(law, rel=0.002)
        sampled = runs.in_line[0].mean()
        assert runs.values[0, column("in_line", "mean")] == pytest.approx(sampled, rel=0.1)


def test_what_is_measured_is_what_the_trucks_did():
    ready = prepare(check_scenario(tree(checked_pct=40, service__roadside={"mean_min": 30})).scenario)
    world, results = run_once(ready, 1, 0, [64])
    one = run_replications(ready, 1, 1)
    late = world.arrives >= 1440
    sojourn = np.sort((results.left - world.arrives)[late])
    assert one.values[0, column("sojourn", "mean")] == pytest.approx(sojourn.mean())
    assert one.values[0, column("sojourn", "p80")] == sojourn[int(np.ceil(0.8 * sojourn.size)) - 1]
    assert one.values[0, column("trucks", "count")] == late.sum() == sojourn.size
    began = world.arrives + results.wait[0]
    for hour in (0, 1, 30, 72):
        in_line = ((world.arrives <= hour * 60) & (began > hour * 60)).sum()
        assert one.in_line[0, hour] == in_line
    checks = results.wait[2][late & (results.wait[2] >= 0)]
    assert one.values[0, column("roadside", "mean")] == pytest.approx(checks.mean())
    assert one.at_point[0, :, 0].sum() == late.sum()


def test_the_room_for_trucks_inside_grows_and_changes_nothing():
    ready = prepare(check_scenario(tree(arrivals__mean_per_day=2000)).scenario)
    world, results = run_once(ready, 1, 0, [16])
    assert (results.left == simulate(world, 65_536, ready.width).left).all()


def test_nothing_later_than_until_is_counted():
    whole, cut = runs_of(tree(horizon_days=6), 2), runs_of(tree(horizon_days=6), 2, until=2.0)
    assert cut.in_line.shape[1] == 49
    assert (cut.in_line == whole.in_line[:, :49]).all()
    through, came = (cut.values[:, column(*one)] for one in (("throughput", "per_day"), ("trucks", "count")))
    assert (came > 0).all()
    assert through == pytest.approx(np.full(2, 400.0), rel=0.2)
    assert came == pytest.approx(np.full(2, 400.0), rel=0.2)
    inside = cut.values[:, column("not_through", "count")]
    assert ((inside > 0) & (inside < 60)).all()


def test_giving_up_is_counted_and_not_taken_for_a_passage():
    given = tree(arrivals__mean_per_day=900, patience={"share_pct": 50, "time": {"mean_min": 60, "cv": 0.5}})
    values = runs_of(given, 3).values
    assert (values[:, column("gave_up", "pct")] > 5).all()
    assert (values[:, column("gave_up", "pct")] < 50).all()


def test_a_faster_entry_control_is_seen_with_its_sign_and_pairs_help():
    one = read_scenario("corridor-w2")
    other = vary(one, {"service.entry.mean_min": 16 * 0.95})
    found = compare(one, other, Setting(replications=30, threads=2))
    gap = found.difference("sojourn", "mean")
    assert gap.high < 0
    assert gap.is_clear
    assert gap.variance_ratio > 5
    back = compare(other, one, Setting(replications=30, seed=one.scenario.seed)).difference("sojourn", "mean")
    assert back.mean == pytest.approx(-gap.mean)


def test_two_that_are_the_same_do_not_differ():
    one = check_scenario(featured())
    assert all(gap.mean in (0, None) for gap in compare(one, one, Setting(replications=3)).differences)


def test_a_sweep_runs_each_value_and_tells_the_difference_to_the_first():
    found = sweep(check_scenario(tree()), "arrivals.mean_per_day", [300, "400", 480], Setting(replications=8))
    means = [step.outcome.figure("line", "mean").mean for step in found.steps]
    assert means == sorted(means)
    assert found.steps[0].differences == ()
    gap = next(one for one in found.steps[2].differences if (one.name, one.statistic) == ("line", "mean"))
    assert gap.mean == pytest.approx(means[2] - means[0])
    assert found.steps[1].outcome.parameters["arrivals"]["mean_per_day"] == 400


def test_an_outcome_can_be_had_again_from_what_it_carries():
    first = run_scenario(check_scenario(featured()), Setting(replications=3, seed=7))
    again = run_scenario(check_scenario(first.parameters), Setting(replications=3, seed=first.seed))
    assert again == first
    assert {"otkel", "numpy", "numba", "python"} == set(first.versions)


def test_too_little_memory_is_told_before_anything_runs():
    with pytest.raises(InputError, match="memory holds"):
        run_scenario(check_scenario(tree()), Setting(room_bytes=10_000))


def test_the_log_of_a_replication_reads_as_that_of_a_crossing():
    scenario = check_scenario(featured()).scenario
    world, log = run_logged(prepare(scenario), 1)
    columns = columns_of(scenario, world, log)
    frame = columns.frame.collect()
    words = {WORD_OF[kind] for kind in frame["kind"].unique()}
    assert {"arrived", "called", "exit_started", "entry_cleared", "turned_back", "selected", "left"} <= words
    events = list(events_of(columns))
    assert len(events) == int(log.size[0])
    came = [one.passage for one in events if type(one.body).__name__ == "Arrived"]
    assert len(came) == len(set(came)), "a truck that comes again is a new passage"
    assert max(came) >= world.arrives.size


def test_intervals():
    assert t_quantile(0.975, 1) == pytest.approx(12.7062, rel=1e-4)
    assert t_quantile(0.975, 2) == pytest.approx(4.30265, rel=1e-4)
    for freedom, known in ((3, 3.18245), (5, 2.57058), (9, 2.26216), (19, 2.09302), (99, 1.98422)):
        assert t_quantile(0.975, freedom) == pytest.approx(known, rel=4e-3)
    assert interval_of([]).mean is None
    assert (interval_of([3.0]).mean, interval_of([3.0]).low) == (3.0, None)
    one = interval_of([1.0, 2.0, 3.0, np.nan])
    assert (one.mean, one.high - one.mean) == (2.0, pytest.approx(4.30265 / 3**0.5, rel=1e-4))


def test_a_scenario_gives_the_log_of_the_live_crossing_event_by_event():
    """The reference asks the live `decide`; hourly quotas alone are no rule of the live crossing."""
    given = featured() | {"horizon_days": 2}
    del given["points"][1]["exit_per_h"]
    world, _ = run_once(prepare(check_scenario(given).scenario), 1, 0, [4096])
    assert len(compare_logs(world)) > 5_000


@pytest.mark.parametrize("given", [tree(), featured()])
def test_what_measures_a_live_log_measures_the_same_waits(given):
    scenario = check_scenario(given).scenario
    ready = prepare(scenario)
    found = measure(columns_of(scenario, *run_logged(ready, 1)))
    assert found.findings == ()
    _, results = run_once(ready, 1, 0, [4096])
    lasted = {one.part: one.lasted for one in found.waits}
    visits = np.abs(results.visits).sum()
    assert lasted["line"].trucks == visits
    assert lasted["line"].mean_s.value == pytest.approx(60 * results.wait[0].sum() / visits, abs=1e-5)
    entered = lasted["strip"]
    assert entered.mean_s.value == pytest.approx(60 * results.wait[1].sum() / entered.trucks, abs=1e-5)


def test_an_outcome_reads_as_its_figures():
    told = repr(run_scenario(check_scenario(featured()), Setting(replications=3)))
    head, *lines = told.splitlines()
    assert head.startswith("Outcome of ")
    assert "3 replications, seed" in head
    line = next(one for one in lines if one.startswith("  line mean: "))
    assert " min (" in line
    assert len(told) < 3000  # not the whole scenario
