"""States of scenarios with a corridor or a discipline: stopped, written, run on, and under other rules."""

import numpy as np
import pytest

from otkel.app.study import policy_on
from otkel.errors import InputError
from otkel.sim.experiment import Setting, compare
from otkel.sim.run import Runs, make_runs, measure, prepare, run_once, run_replications, run_until
from otkel.sim.scenario_check import check_scenario
from otkel.sim.snapshot import read_snapshot
from tests.sim.corridor_scenarios import both, choosing, loaded
from tests.sim.test_policy_scenario import ruled

SEED = 3
CLASSES = [
    {"name": "booked", "share_pct": 60, "rank": 1},
    {"name": "ordinary", "share_pct": 40, "rank": 1},
]
DRAW = {"allocating": "draw"}
GIVEN = {
    "choosing": (choosing(), 1.6),
    "both": (both(), 2.2),
    "loaded": (loaded(), 3.3),
    "slots": (ruled("otkel", queue__ask_ahead_h=6, classes=CLASSES), 1.3),
    "plan": (ruled("kazakhstan-2025", queue__ask_ahead_h=6), 1.3),
    "draw": (ruled(points__0__policy_changes=DRAW, queue__ask_ahead_h=40, classes=CLASSES), 0.9),
}
OTHER_CARGO = [dict(one, name=one["name"] + "2") for one in loaded()["cargo"]]


def checked(given):
    return check_scenario(given, policy_on)


def begun(given, at_days):
    """Give a scenario, and the state of its first replication, out of its bytes."""
    scenario = checked(given).scenario
    start = run_until(prepare(scenario, until_days=at_days), SEED)
    return scenario, read_snapshot(start.to_bytes())


def figures(ready, world, results):
    rows = make_runs(ready, 1)
    measure(ready, world, results, Runs(*(table[0] for table in rows)))
    return rows


@pytest.mark.parametrize("name", GIVEN)
def test_a_run_from_a_state_is_the_run_with_all_that_is_measured(name):
    scenario, start = begun(*GIVEN[name])
    ready = prepare(scenario)
    world, results = run_once(ready, SEED, 0, [20_000])
    same_world, same = run_once(ready._replace(start=start), SEED, 0, [4096])
    assert np.array_equal(world.arrives, same_world.arrives)
    for one, other in zip(figures(ready, world, results), figures(ready, same_world, same), strict=True):
        assert np.array_equal(one, other, equal_nan=True)
    assert np.array_equal(results.left, same.left, equal_nan=True)
    other = run_replications(ready._replace(start=start), 3, SEED, 2)
    assert np.array_equal(other.values[0], figures(ready, world, results).values[0], equal_nan=True)
    assert not np.array_equal(other.values[1], other.values[2], equal_nan=True)
    until = prepare(scenario, until_days=GIVEN[name][1] + 0.8)._replace(start=start)
    again = read_snapshot(run_until(until, SEED).to_bytes())  # from state to state
    last = run_once(ready._replace(start=again), SEED, 0, [4096])[1]
    assert np.array_equal(results.left, last.left, equal_nan=True)


OTHER_RULES = {
    "both": {"changes": [{"from_on": "2026-01-07", "what": "exit_servers_pct", "value": 300}]},
    "loaded": {"choosing_pct": 20},
    "slots": {"points__0__policy_changes": {"slot_trucks": 1}},
    "plan": {"points__0__policy_changes": {"releasing": "plan", "plan_per_day": 60}},
}


def with_rules(name, rules):
    given = dict(GIVEN[name][0])
    more = {key: value for key, value in rules.items() if not key.startswith("points__")}
    given |= more
    if "points__0__policy_changes" in rules:
        first = dict(given["points"][0], policy_changes=rules["points__0__policy_changes"])
        given["points"] = [first, *given["points"][1:]]
    return given


@pytest.mark.parametrize("name", OTHER_RULES)
def test_other_rules_may_hold_from_the_instant_on(name):
    given, at_days = GIVEN[name]
    _, start = begun(given, at_days)
    one, other = checked(given), checked(with_rules(name, OTHER_RULES[name]))
    found = compare(one, other, Setting(replications=4, seed=SEED, start=start))
    assert found.one.start == found.other.start is not None
    line = found.difference("line", "mean")
    assert line.mean is not None
    assert line.mean != 0.0
    world, results = run_once(prepare(other.scenario)._replace(start=start), SEED, 0, [4096])
    before = start.array("results.left")[: start.array("trucks.arrives").size]
    done = ~np.isnan(before) & (before <= at_days * 1440)
    assert np.array_equal(results.left[: before.size][done], before[done])
    assert world.arrives.size == results.left.size


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("loaded", {"cargo": OTHER_CARGO}, "or their loads, are others"),
        ("slots", {"points__0__policy_changes": {"slot_min": 30}}, "or the length of its slots, are others"),
        ("slots", {"queue": {"ask_ahead_h": 9}}, "ask ahead for a slot in another time"),
        ("draw", {"points__0__policy_changes": {"allocating": "first_come"}}, "this scenario draws none"),
    ],
)
def test_rules_under_which_a_state_cannot_go_on_are_told(name, more, told):
    given, at_days = GIVEN[name]
    _, start = begun(given, at_days)
    other = checked(with_rules(name, more)).scenario
    with pytest.raises(InputError, match=told):
        run_once(prepare(other)._replace(start=start), SEED, 0, [4096])


def test_a_corridor_does_not_go_on_without_one():
    _, start = begun(*GIVEN["slots"])
    plain = {key: value for key, value in GIVEN["slots"][0].items() if key != "queue"}
    plain["points"] = [{"name": one["name"], "shifts": one["shifts"]} for one in plain["points"]]
    with pytest.raises(InputError, match="in one of the two alone"):
        run_once(prepare(checked(plain).scenario)._replace(start=start), SEED, 0, [4096])
