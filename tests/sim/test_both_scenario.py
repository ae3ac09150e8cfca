"""Both directions in a scenario: drawn, run, measured, and refused where they cannot be."""

import numpy as np
import pytest

from otkel.errors import InputError
from otkel.queueing.log import events_of
from otkel.queueing.measures import measure
from otkel.sim.experiment import Setting, run_scenario
from otkel.sim.result_log import columns_of
from otkel.sim.run import draw_world, prepare, run_logged, run_once
from otkel.sim.scenario_check import check_scenario
from tests.sim.corridor_scenarios import both, choosing
from tests.sim.scenarios import tree
from tests.sim.test_corridor_same_log import compare


def ready_of(given):
    return prepare(check_scenario(given).scenario)


def world_of(given, seed=1):
    ready = ready_of(given)
    return draw_world(ready, seed, 0)


def test_a_scenario_gives_the_log_of_the_live_crossing_event_by_event():
    results, rows = compare(world_of(both(horizon_days=2)))
    assert len(rows) > 5_000
    assert {row[2] for row in rows} == {0, 1, 2, 3}
    assert results.corridor.side.max() == 1, "lanes changed over"


def test_the_way_back_changes_nobody_who_sets_out():
    plain, whole = world_of(tree(horizon_days=4)), world_of(both(choosing_pct=0))
    out = np.flatnonzero(whole.arrives < np.inf)
    out = out[whole.point[out] < 2]
    assert whole.arrives[out] == pytest.approx(plain.arrives, abs=0)
    assert (whole.service[:, out] == plain.service).all()
    assert (whole.point[out] == plain.point).all()


def test_the_demand_and_the_returns_are_drawn_as_they_say():
    world = world_of(both(horizon_days=60, choosing_pct=0))
    corridor = world.corridor
    own = world.point[: corridor.stream] >= 2
    assert own.sum() / 60 == pytest.approx(90, rel=0.05)
    outs = corridor.stream - own.sum()
    assert (corridor.returns >= 0).sum() / outs == pytest.approx(0.4, abs=0.02)
    assert sorted(corridor.returns[corridor.returns >= 0]) == list(range(corridor.stream, world.arrives.size))
    assert not (corridor.returns[: corridor.stream][own] >= 0).any()
    away = corridor.trip[corridor.stream :]
    assert away.mean() == pytest.approx(1500, rel=0.05)
    back = np.r_[world.service[0, : corridor.stream][own], world.service[0, corridor.stream :]]
    assert back.mean() == pytest.approx(15, rel=0.05)


def test_who_comes_back_does_so_after_its_trip_through_the_same_place():
    world, results = run_once(ready_of(both()), 1, 0, [4096])
    corridor, way = world.corridor, results.corridor
    out = np.flatnonzero(corridor.returns >= 0)
    again = corridor.returns[out]
    assert way.came[again] == pytest.approx(results.left[out] + corridor.trip[again])
    assert (results.point[again] == results.point[out] + 2).all()
    assert (way.crossed[out] < way.came[again]).all()
    assert (way.crossed[again] < results.left[again]).all()
    assert (results.visits[again] == 1).all()


def test_what_is_measured_is_what_the_trucks_did():
    checked = check_scenario(both(warm_up_days=0))
    outcome = run_scenario(checked, Setting(replications=1, seed=3))
    world, results = run_once(prepare(checked.scenario), 3, 0, [4096])
    corridor, way = world.corridor, results.corridor
    back = (np.arange(world.arrives.size) >= corridor.stream) | (world.point >= 2)
    assert outcome.figure("line", "mean").mean == pytest.approx(results.wait[0][~back].mean())
    assert outcome.figure("back_line").mean == pytest.approx(results.wait[0][back].mean())
    assert outcome.figure("trucks").mean == (~back).sum()
    assert outcome.figure("back_trucks").mean == back.sum()
    pairs = [(truck, corridor.returns[truck]) for truck in np.flatnonzero(corridor.returns >= 0)]
    days = [way.crossed[two] // 1440 - way.crossed[one] // 1440 + 1 for one, two in pairs]
    assert outcome.figure("days_behind").mean == pytest.approx(np.mean(days))
    burnt = [way.crossed[two] // 1440 - way.came[two] // 1440 for _, two in pairs]
    assert outcome.figure("days_in_line_back").mean == pytest.approx(np.mean(burnt))
    assert np.mean(burnt) > 0


def test_shared_officers_shorten_both_lines_together():
    shared = run_scenario(check_scenario(both()), Setting(replications=5))
    given = both()
    for name in ("shares_exit", "shares_entry"):
        given["points"][0]["back"][name] = False
    apart = run_scenario(check_scenario(given), Setting(replications=5))

    def total(outcome):
        return sum(outcome.figure(name, "mean").mean for name in ("line", "strip", "back_line"))

    assert total(shared) < total(apart)


def test_the_log_tells_the_directions_apart_by_the_state_entered():
    scenario = check_scenario(both()).scenario
    world, log = run_logged(prepare(scenario), 1)
    columns = columns_of(scenario, world, log)
    arrived = [one for one in events_of(columns) if type(one.body).__name__ == "Arrived"]
    assert {one.body.towards for one in arrived} == {"RU", "KZ"}
    assert measure(columns).findings == ()
    assert columns.simulated


def test_choice_and_the_way_back_go_together():
    given = choosing(horizon_days=2, way_back=both()["way_back"])
    given["points"][0]["back"] = both()["points"][0]["back"]
    results, _ = compare(world_of(given))
    assert (results.point == 2).any()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"way_back": {"returns_pct": 10}}, "way_back.exit.mean_min"),
        ({"way_back": {**both()["way_back"], "returns_pct": 101}}, "way_back.returns_pct"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(changes, path):
    with pytest.raises(InputError) as refused:
        check_scenario(both(**changes))
    assert path in [one.where.field for one in refused.value.mistakes]


@pytest.mark.parametrize(
    ("back", "path"),
    [
        ({"shifts": [{"from_h": 8, "to_h": 20, "exit": 1, "entry": 1}]}, "points[0].back.shifts"),
        ({"shifts": [{"exit": 0, "entry": 1}]}, "points[0].back.shifts[0].exit"),
        ({"shifts": []}, "points[0].back.shifts"),
        ({"shifts": [{"exit": 1, "entry": 1}], "shares_exit": "maybe"}, "points[0].back.shares_exit"),
    ],
)
def test_a_line_back_that_cannot_be_is_refused(back, path):
    given = both()
    given["points"][0]["back"] = back
    with pytest.raises(InputError) as refused:
        check_scenario(given)
    assert path in [one.where.field for one in refused.value.mistakes]


def test_a_share_that_comes_back_needs_a_line_back():
    with pytest.raises(InputError) as refused:
        check_scenario(tree(way_back={"returns_pct": 10}))
    assert [one.where.field for one in refused.value.mistakes] == ["way_back.returns_pct"]
