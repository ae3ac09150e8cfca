"""A policy at a point together with lines back, shared officers, trucks turned back and limited days."""

import numpy as np
import pytest

from otkel.app.study import policy_on
from otkel.queueing.log import WORD_OF
from otkel.sim.kernel_corridor import GOES, NO_LICENCE, NO_STAY
from otkel.sim.measures_corridor import goes_back
from otkel.sim.reference import Reference
from otkel.sim.run import draw_world, make_runs, measure, prepare, run_once
from otkel.sim.run_reference import not_carried, results_of
from otkel.sim.scenario_check import check_scenario
from tests.sim.corridor_scenarios import both, loaded
from tests.sim.test_policy_scenario import QUEUE

POLICIES = ("kazakhstan-2025", "otkel", "estonia", "russia-2026")


def ruled(policy, given, **more):
    """Give a scenario whose first point has a policy, ready to be run."""
    given = given(horizon_days=1.5, warm_up_days=0, queue=dict(QUEUE), **more)
    given["points"][0] |= {"policy": policy, "policy_changes": {"appear_min": 60}}
    return prepare(check_scenario(given, policy_on).scenario)


def run(ready, seed=4):
    """Run one replication by the readable twin; give its world, what came of each truck, and the rows."""
    world = draw_world(ready, seed, 0)
    reference = Reference(world, ready.disciplines.policies)
    rows = reference.run()
    return world, results_of(reference, rows), rows


@pytest.mark.parametrize("policy", POLICIES)
def test_it_runs_on_the_readable_twin_and_everybody_comes_to_an_end(policy):
    ready = ruled(policy, both)
    assert not_carried(ready.scenario) == ("points.back",)
    world, results, rows = run(ready)
    back = goes_back(world)
    again = np.arange(world.point.size) >= world.corridor.stream
    came = np.isin(np.arange(world.point.size), world.corridor.returns[results.visits > 0])
    assert not np.isnan(results.left[~again | came]).any()
    assert np.isnan(results.left[again & ~came]).all()  # who did not get through does not come back
    assert (results.visits[back & ~again] > 0).sum() > 50
    assert (results.visits[again] > 0).any()
    assert {"called", "exit_started", "entry_cleared"} <= {WORD_OF.get(row[1]) for row in rows if row[2] == 0}
    runs = make_runs(ready, 1)
    measure(ready, world, results, type(runs)(*(table[0] for table in runs)))
    assert np.isfinite(runs.values).sum() > 20


def test_a_line_back_of_its_own_changes_nothing_on_the_way_out():
    lonely = {"mean_per_day": 90, "shifts": [{"exit": 2, "entry": 2}]}
    way = {"returns_pct": 0, "exit": {"mean_min": 15}, "entry": {"mean_min": 10}}
    more = {"points__0__back": lonely, "points__1__back": ..., "way_back": way}
    with_back = run(ruled("otkel", lambda **own: shaped(both(**own), **more)))[2]
    alone = {"points__0__back": ..., "points__1__back": ..., "way_back": ..., "costs": {"truck_day": 100}}
    without = run(ruled("otkel", lambda **own: shaped(both(**own), **alone)))[2]
    assert len(without) > 1000
    assert outward(with_back) == outward(without)
    assert len(with_back) > len(without) + 300


def shaped(given, **changes):
    """Change a scenario by dotted path; `...` takes away."""
    for path, value in changes.items():
        *steps, last = path.split("__")
        part = given
        for step in steps:
            part = part[int(step)] if isinstance(part, list) else part[step]
        if value is ...:
            part.pop(last, None)
        else:
            part[last] = value
    return given


def outward(rows):
    """Give the rows of the points themselves, whatever numbers their trucks have."""
    return [(row[0], row[1], row[2], *row[4:]) for row in rows if row[2] < 2]


@pytest.mark.parametrize("policy", POLICIES)
def test_officers_who_serve_both_directions_are_never_more_than_there_are(policy):
    ready = ruled(policy, both)
    world, _, rows = run(ready)
    steps = {
        "exit_started": (0, 1),
        "exit_cleared": (0, -1),
        "entry_started": (2, 1),
        "entry_cleared": (2, -1),
    }
    busy = {0: 0, 2: 0}
    most, both_at_once = 0, False
    for _, kind, point, *_ in rows:
        which, step = steps.get(WORD_OF.get(kind, ""), (-1, 0))
        if which == point:
            busy[which] += step
            most = max(most, sum(busy.values()))
            both_at_once |= min(busy.values()) > 0
    there = max(int(shift[0] + shift[3 * 2 + 1]) for shift in world.servers)
    assert world.corridor.partner[0] == 3 * 2 + 1
    assert both_at_once
    assert 2 <= most <= there + int(world.corridor.lanes[0])


def test_who_is_turned_back_comes_again_under_the_policy_or_goes_home():
    ready = ruled("otkel", loaded)
    assert {"points.back", "screening.answer_pct", "drivers.limited_pct"} >= set(not_carried(ready.scenario))
    assert "screening.answer_pct" in not_carried(ready.scenario)
    world, results, _ = run(ready)
    fates = results.corridor.fate
    assert {GOES, NO_LICENCE, NO_STAY} <= set(fates.tolist())
    at_policy = (results.point == 0) & (results.corridor.answered > 0)
    assert (np.abs(results.visits[at_policy]) > 1).any()
    assert (results.visits[fates == NO_LICENCE] < 0).all()
    assert not np.isnan(results.left[: world.corridor.stream]).any()
    assert (results.left[: world.corridor.stream] >= world.arrives[: world.corridor.stream]).all()


def test_a_silent_other_side_and_dates_go_together_with_the_way_back():
    dates = [{"from_on": "2026-01-06", "fields": {"buffer_trucks": 2, "exit_places": 2}}]
    more = {"points__0__policy_dates": dates, "points__0__other_side": "silent"}
    ready = ruled("otkel", lambda **own: shaped(both(**own), **more))
    assert set(not_carried(ready.scenario)) == {"points.back", "points.policy_dates", "points.other_side"}
    world, results = run_once(ready, 5, 0, [4096])
    assert not np.isnan(results.left[: world.corridor.stream]).any()
    assert (results.visits[goes_back(world)] > 0).sum() > 50
