"""Scenarios whose points run by a policy of the queue: read, checked, run, compared, and told as a log."""

import copy

import numpy as np
import pytest

from otkel.app.study import policy_on
from otkel.errors import InputError
from otkel.queueing.log import WORD_OF, events_of
from otkel.queueing.policy import Releasing
from otkel.sim.experiment import Setting, compare
from otkel.sim.reference import Reference
from otkel.sim.result_log import columns_of
from otkel.sim.run import draw_world, prepare, run_logged
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import plain, read_scenario, vary
from tests.sim.ruled_worlds import rows_of
from tests.sim.scenarios import tree

QUEUE = {
    "drive": {"mean_min": 12, "cv": 0.5},
    "late_pct": 10,
    "late": {"mean_min": 40, "cv": 1},
    "early": {"mean_min": 60, "cv": 0.5},
    "no_show_pct": 5,
    "sealed_pct": 20,
    "risk_pct": 3,
    "exit_check": {"mean_min": 30, "cv": 0.5},
    "entry_check": {"mean_min": 30, "cv": 0.5},
}


def ruled(policy="otkel", **more):
    """Give a small scenario whose first point has a policy."""
    fields = {
        "points__0__policy": policy,
        "arrivals__mean_per_day": 250,
        "queue": copy.deepcopy(QUEUE),
        "checked_pct": 20,
        "service__roadside": {"mean_min": 8, "cv": 0.3},
    }
    return tree(**fields | more)


def mistakes(**more):
    """Give the mistakes of a scenario by their paths."""
    with pytest.raises(InputError) as caught:
        check_scenario(ruled(**more), policy_on)
    return {one.where.field: one for one in caught.value.mistakes}


def test_the_policy_is_the_preset_with_the_changes():
    changes = {"slot_trucks": 3, "releasing": "plan", "plan_per_day": "77", "appear_min": None}
    changes |= {"classes.booked.weight": 5, "checks.exit_control.expected_pct": 9.5, "one_booking": "yes"}
    given = ruled(points__0__policy_changes=changes)
    policy = check_scenario(given, policy_on).scenario.disciplines[0]
    assert (policy.slot_trucks, policy.plan_per_day, policy.appear_min) == (3, 77, None)
    assert policy.releasing is Releasing.PLAN
    assert next(one for one in policy.classes if one.name == "booked").weight == 5
    assert next(one for one in policy.checks if one.stage == "exit_control").expected_pct == 9.5
    assert policy.lead_min == policy_on("otkel", check_scenario(given, policy_on).scenario.begins_on).lead_min


def test_a_change_may_say_what_it_rests_on():
    told = {"value": 3, "range": [1, 6], "assumption": "tried"}
    checked = check_scenario(ruled(points__0__policy_changes={"slot_trucks": told}), policy_on)
    assert [one.path for one in checked.grounds] == ["points[0].policy_changes.slot_trucks"]
    again = vary(checked, {"points.north.policy_changes": {"slot_trucks": 4}})
    assert again.scenario.disciplines[0].slot_trucks == 4


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"points__0__policy": "nowhere"}, "points[0].policy"),
        ({"points__0__policy_changes": {"slot_truck": 3}}, "points[0].policy_changes.slot_truck"),
        ({"points__0__policy_changes": {"slot_trucks": -1}}, "points[0].policy_changes.slot_trucks"),
        ({"points__0__policy_changes": {"exceptions_most": 3}}, "points[0].policy_changes.exceptions_most"),
        ({"points__0__policy_changes": {"classes": 3}}, "points[0].policy_changes.classes"),
        ({"points__0__policy_changes": {"buffer_trucks": 0}}, "points[0].policy_changes.buffer_trucks"),
        ({"points__1__policy_changes": {"slot_trucks": 3}}, "points[1].policy_changes"),
        ({"points__0__policy_classes": {"ordinary": "nobody"}}, "points[0].policy_classes.ordinary"),
        ({"points__0__policy_classes": {"nobody": "booked"}}, "points[0].policy_classes.nobody"),
        ({"queue__call_every_min": 7}, "queue.call_every_min"),
        ({"queue__drive__cv": 11}, "queue.drive.cv"),
    ],
)
def test_what_cannot_be_is_told_with_its_path(more, path):
    assert path in mistakes(**more)


def test_without_presets_no_policy_is_looked_up():
    with pytest.raises(InputError) as caught:
        check_scenario(ruled())
    assert caught.value.mistakes[0].where.field == "points[0].policy"


def test_plain_data_holds_the_name_and_gives_the_same_again():
    checked = check_scenario(ruled(), policy_on)
    again = check_scenario(plain(checked.scenario), policy_on)
    assert again.scenario == checked.scenario


@pytest.mark.parametrize("policy", ["otkel", "kazakhstan-2025", "russia-2026"])
def test_a_drawn_scenario_gives_the_log_of_the_reference(policy):
    given = ruled(policy, horizon_days=1, warm_up_days=0, arrivals__mean_per_day=120)
    ready = prepare(check_scenario(given, policy_on).scenario)
    world, log = run_logged(ready, 5)
    assert rows_of(world, log) == Reference(world, ready.disciplines.policies).run()


PAPERS = {"lacking_pct": 20, "back_pct": 60, "wait_pct": 40, "delay": {"mean_min": 90, "cv": 1}}


def dated(what, value, from_h, to_h):
    """Give a change on the second day."""
    day = "2026-01-06"
    return {"what": what, "value": value, "from_on": day, "from_h": from_h, "to_on": day, "to_h": to_h}


@pytest.mark.parametrize("policy", ["otkel", "kazakhstan-2025", "estonia"])
def test_what_changes_on_a_day_changes_under_a_policy_too(policy):
    changes = [
        dated("open", 0, 3, 8), dated("exit_servers", 1, 9, 15), dated("strip_places", 2, 10, 13),
        dated("exit_time_pct", 150, 12, 20), dated("entry_servers", 9, 1, 23),
        dated("checked_pct", 60, 5, 22), dated("exit_per_h", 3, 16, 19),
    ]  # fmt: skip
    given = ruled(policy, horizon_days=2, warm_up_days=0, arrivals__mean_per_day=100)
    given |= {"changes": changes, "papers": PAPERS}
    given["points"][0]["policy_changes"] = {"appear_min": 90, "strip_places": 7, "entry_places": 2}
    ready = prepare(check_scenario(given, policy_on).scenario)
    world, log = run_logged(ready, 6)
    assert rows_of(world, log) == Reference(world, ready.disciplines.policies).run()


@pytest.mark.parametrize("policy", ["otkel", "kazakhstan-2025"])
def test_the_log_is_one_that_measures_read(policy):
    ready = prepare(check_scenario(ruled(policy, points__0__strip_places=9), policy_on).scenario)
    world, log = run_logged(ready, 3)
    columns = columns_of(ready.scenario, world, log)
    events = list(events_of(columns))
    words = [WORD_OF[kind] for kind in columns.frame.collect()["kind"]]
    assert len(events) == len(words)
    assert words.count("arrived") + words.count("no_show") >= world.arrives.size * 0.95
    assert {"booked", "called", "no_show"} <= set(words) or policy == "otkel"


def test_draws_are_the_same_whatever_the_policy():
    one, other = (
        draw_world(prepare(check_scenario(ruled(policy), policy_on).scenario), 3, 0)
        for policy in ("otkel", "kazakhstan-2025")
    )
    assert np.array_equal(one.arrives, other.arrives)
    assert np.array_equal(one.rules.acts, other.rules.acts)
    assert np.array_equal(one.rules.draw, other.rules.draw)


def test_the_shipped_scenarios_are_compared():
    names = ("syrym-kazakhstan-2025", "syrym-otkel")
    one, other = (
        vary(read_scenario(name, policy_on), {"horizon_days": 5, "warm_up_days": 1}) for name in names
    )
    found = compare(one, other, Setting(replications=3))
    assert found.one.figure("trucks").mean == found.other.figure("trucks").mean
    assert found.difference("line", "mean").mean is not None
    assert found.one.figure("gave_up").mean > 0  # some never come to their slot


def test_numbers_of_the_shipped_scenarios_say_what_they_rest_on():
    for name in ("syrym-kazakhstan-2025", "syrym-otkel"):
        paths = {one.path for one in read_scenario(name, policy_on).grounds}
        assert {"queue.ask_ahead_h", "queue.drive.mean_min", "arrivals.mean_per_day"} <= paths
