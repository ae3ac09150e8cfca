"""Changes, rules of state and causes in a scenario: what cannot be is told before anything runs."""

import pytest

from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_fields import find_field
from otkel.sim.scenario_file import plain
from otkel.sim.scenario_timeline import KINDS, What, minutes_of
from tests.sim.scenarios import tree
from tests.sim.test_scenario import told


def change(**more):
    """Give a change of a day in the middle of the small scenario, which begins on 5 January 2026."""
    return {"from_on": "2026-01-06", "to_on": "2026-01-06", "what": "exit_time_pct", "value": 150, **more}


def rule(**more):
    return {"in_line_above": 40, "until": 20, "what": "exit_servers", "value": 5, **more}


def changed(*rows, **more):
    return tree(changes=list(rows), **more)


WRONG = {
    "unknown point": (changed(change(point="atlantis")), "changes[0].point", "take one of: north, south"),
    "unknown cause": (changed(change(cause="weather")), "changes[0].cause", "exit_screening"),
    "unknown cause of a surge": (
        tree(arrivals__surges=[{"from_on": "2026-01-05", "to_on": "2026-01-06", "factor": 2, "cause": "x"}]),
        "arrivals.surges[0].cause", "no cause x",
    ),
    "unknown what": (changed(change(what="weather")), "changes[0].what", "take one of: exit_servers"),
    "unknown class": (
        changed(change(what="class_open", value=0, queue_class="gold")), "changes[0].queue_class", "ordinary",
    ),
    "no class": (changed(change(what="class_open", value=0)), "changes[0].queue_class", "take one of"),
    "class of all": (changed(change(queue_class="ordinary")), "changes[0].queue_class", "for all classes"),
    "before the horizon": (
        changed(change(from_on="2026-01-04")), "changes[0].from_on", "2026-01-05 to 2026-01-08",
    ),
    "behind the horizon": (changed(change(from_on="2026-01-08", to_on=None)), "changes[0].from_on", "within"),
    "backwards": (changed(change(to_on="2026-01-05")), "changes[0].to_on", "ends before it begins"),
    "an hour backwards": (changed(change(from_h=8, to_h=8)), "changes[0].to_on", "ends before it begins"),
    "far end": (changed(change(to_on="2999-01-01")), "changes[0].to_on", "7320 days"),
    "value above": (changed(change(what="checked_pct", value=120)), "changes[0].value", "0 to 100 [%]"),
    "value below": (changed(change(value=0)), "changes[0].value", "1 to 10,000 [%]"),
    "half a server": (changed(change(what="exit_servers", value=1.5)), "changes[0].value", "whole number"),
    "left open": (changed(change(value=None)), "changes[0].value", "must not be left open"),
    "arrivals of a point": (
        changed(change(what="arrivals_pct", point="north")), "changes[0].point", "leave the line out",
    ),
    "shut for ever": (changed(change(what="open", value=0, to_on=None)), "changes[0].to_on", "no way out"),
    "set twice": (
        changed(change(what="exit_servers", value=1), change(what="exit_servers", value=2, point="north")),
        "changes[1]", "by changes[0] too",
    ),
    "same factor of one cause twice": (changed(change(), change()), "changes[1]", "set twice"),
    "both thresholds": (tree(when=[rule(in_line_below=3)]), "when[0]", "either"),
    "no threshold": (tree(when=[rule(in_line_above=None)]), "when[0]", "either"),
    "ends too soon": (tree(when=[rule(until=41)]), "when[0].until", "0 to 40"),
    "ends too soon below": (
        tree(when=[rule(in_line_above=None, in_line_below=30)]), "when[0].until", "30 to 1,000,000",
    ),
    "rule that shuts": (tree(when=[rule(what="open", value=0)]), "when[0].value", "never let this end"),
    "rule of arrivals": (tree(when=[rule(what="arrivals_pct")]), "when[0].what", "as a change"),
    "two rules": (tree(when=[rule(), rule(value=6)]), "when[1]", "by when[0] too"),
    "checked by nobody": (
        changed(change(what="checked_pct", value=5), points__1__shifts__0__roadside=0),
        "points[1].shifts[0].roadside", "no way out of south",
    ),
    "no delay of lacking papers": (
        changed(change(what="lacking_pct", value=5)), "papers.delay.mean_min", "is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_path_and_what_may_stand_there(name):
    given, path, text = WRONG[name]
    found = told(given)
    assert any(one.startswith(f"{path}: ") and text.lower() in one.lower() for one in found), found


def test_factors_of_two_causes_may_hold_at_once_and_neighbours_may_touch():
    both = check_scenario(
        changed(
            change(cause="exit_screening"), change(cause="reconstruction"),
            change(what="open", value=0, to_h=8), change(what="open", value=0, from_h=8, to_h=12),
            change(what="exit_servers", value=1, point="north"),
            change(what="exit_servers", value=2, point="south"),
        )
    ).scenario  # fmt: skip
    assert len(both.changes) == 6
    assert check_scenario(plain(both)).scenario == both


def test_a_change_says_what_it_rests_on():
    value = {"value": 150, "range": [120, 200], "assumption": "no figure was published"}
    (ground,) = check_scenario(changed(change(value=value))).grounds
    assert (ground.path, ground.low, ground.high) == ("changes[0].value", 120, 200)


def test_days_become_minutes():
    scenario = check_scenario(changed(change(from_h=6.5), change(what="open", value=1, to_on=None))).scenario
    spans = [minutes_of(one, scenario.begins_on) for one in scenario.changes]
    assert spans == [(1440 + 390, 2880), (1440, float("inf"))]


def test_each_what_has_a_kind_within_the_field():
    field = find_field("changes.value")
    assert set(KINDS) == set(What)
    assert all(field.least <= one.least < one.most <= field.most for one in KINDS.values())
