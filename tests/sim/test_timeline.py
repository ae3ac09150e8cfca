"""What changes do, read from logs and results."""

from __future__ import annotations

import numpy as np
import pytest

from otkel.facts.events import KINDS
from otkel.queueing.core.officers import NOT_SET, at_work, still_holds
from otkel.sim.kernel import simulate
from otkel.sim.kernel_world import LOGS
from otkel.sim.pack_plan import fixed_world, rate_table
from otkel.sim.run import prepare, run_logged, run_once
from otkel.sim.scenario_check import check_scenario
from tests.sim.scenarios import featured, tree

NUMBER = {kind.word: kind.number for kind in KINDS}
DAY, HOUR = 1440.0, 60.0


def change(what, value, **more):
    return {"from_on": "2026-01-06", "to_on": "2026-01-06", "what": what, "value": value, **more}


def scenario_of(*changes, base=None, **more):
    return check_scenario((base or tree)(**{"changes": list(changes), **more})).scenario


def log_of(scenario, seed=1):
    """Give rows (when, word number, point, truck) and the world."""
    world, log = run_logged(prepare(scenario), seed)
    rows = int(log.size[0])
    return {name: getattr(log, name)[:rows] for name in ("at", "kind", "point", "truck", "value")}, world


def times_of(log, word, point=0):
    return log["at"][(log["kind"] == NUMBER[word]) & (log["point"] == point)]


def results_of(scenario, seed=1):
    return run_once(prepare(scenario), seed, 0, [65_536])[1]


# Every change to what the featured scenario says anyway.
SAME = [
    {"what": "exit_servers_pct", "value": 100}, {"what": "entry_servers_pct", "value": 100},
    {"what": "roadside_servers_pct", "value": 100}, {"what": "exit_per_h", "value": 9, "point": "south"},
    {"what": "exit_per_day", "value": None}, {"what": "strip_places", "value": 12, "point": "north"},
    {"what": "checked_pct", "value": 30}, {"what": "lacking_pct", "value": 12},
    {"what": "exit_time_pct", "value": 100}, {"what": "entry_time_pct", "value": 100},
    {"what": "roadside_time_pct", "value": 100}, {"what": "delay_time_pct", "value": 100},
    {"what": "arrivals_pct", "value": 100}, {"what": "open", "value": 1},
]  # fmt: skip


@pytest.mark.parametrize("found_at", ["entry", "roadside"])
def test_a_change_to_what_is_so_anyway_changes_nothing(found_at):
    given = featured()
    if found_at == "roadside":
        given["papers"] |= {"found_at": "roadside", "wait_pct": 80, "back_pct": 0}
    plain = results_of(check_scenario(given).scenario)
    for row in SAME:
        dated = {"from_on": "2026-01-07", "from_h": 6.25, "to_on": "2026-01-12", **row}
        changed = results_of(check_scenario({**given, "changes": [dated]}).scenario)
        for name in ("wait", "left", "point", "visits"):
            same = np.array_equal(getattr(plain, name), getattr(changed, name), equal_nan=True)
            # The weave begins anew where the rules of the queue were set, so that waits move a little.
            assert same or row["what"] == "strip_places", (row, name)


def test_nobody_is_taken_on_while_exit_control_is_stopped():
    log, _ = log_of(scenario_of(change("open", 0, point="north", from_h=3, to_h=15)))
    stopped = (DAY + 3 * HOUR, DAY + 15 * HOUR)
    for point, is_stopped in ((0, True), (1, False)):
        begun = times_of(log, "exit_started", point)
        assert (not ((begun >= stopped[0]) & (begun < stopped[1])).any()) == is_stopped
    assert (times_of(log, "exit_started") == stopped[1]).sum() == 3  # all servers begin again at once


@pytest.mark.parametrize(("what", "most", "length"), [("exit_per_h", 4, HOUR), ("exit_per_day", 70, DAY)])
def test_exit_control_takes_on_no_more_than_the_cap_of_an_hour_or_a_day(what, most, length):
    log, _ = log_of(scenario_of(change(what, most, from_on="2026-01-05")))
    begun = times_of(log, "exit_started")
    counted = np.bincount((begun[begun < 2 * DAY] // length).astype(int))
    assert counted.max() == most
    assert np.bincount((begun // length).astype(int)).max() > most


def test_a_point_has_a_cap_of_each_civil_day():
    log, _ = log_of(scenario_of(points__0__exit_per_day=90, horizon_days=2))
    begun = np.bincount((times_of(log, "exit_started") // DAY).astype(int))
    assert begun[:2].tolist() == [90, 90]
    assert begun.max() == 90
    assert np.bincount((times_of(log, "exit_started", 1) // DAY).astype(int)).max() > 90


def test_a_class_is_held_back_and_the_others_go():
    classes = [{"name": "transit", "share_pct": 30}, {"name": "ordinary", "share_pct": 70}]
    log, world = log_of(scenario_of(change("class_open", 0, queue_class="transit"), classes=classes))
    called = log["kind"] == NUMBER["called"]
    within = called & (log["at"] >= DAY) & (log["at"] < 2 * DAY)
    of_class = world.queue_class[log["truck"]]
    assert set(of_class[within]) == {1}
    assert set(of_class[called & ~within]) == {0, 1}


def test_services_that_begin_meanwhile_take_longer():
    log, world = log_of(scenario_of(change("exit_time_pct", 250)))
    begun, done = (log["kind"] == NUMBER[word] for word in ("exit_started", "exit_cleared"))
    start, end = np.zeros(world.arrives.size), np.zeros(world.arrives.size)
    start[log["truck"][begun]], end[log["truck"][done]] = log["at"][begun], log["at"][done]
    factor = (end - start) / world.service[0]
    within = (start >= DAY) & (start < 2 * DAY)
    assert np.allclose(np.where(within, factor / 2.5, factor), 1.0)
    assert 50 < within.sum() < len(within) - 50


def test_shares_follow_the_bound_in_force_where_a_truck_stands():
    scenario = scenario_of(change("checked_pct", 90), checked_pct=10, service__roadside={"mean_min": 3})
    log, _ = log_of(scenario)
    checked = set(log["truck"][log["kind"] == NUMBER["selected"]])
    cleared = log["kind"] == NUMBER["entry_cleared"]
    within = (log["at"] >= DAY) & (log["at"] < 2 * DAY)
    for rows, low, high in ((cleared & within, 84, 96), (cleared & ~within, 5, 15)):
        share = 100 * np.mean([truck in checked for truck in log["truck"][rows]])
        assert low < share < high
    # Who would be checked at 10 % is checked at 90 % too: the draw is the truck's own.
    plain, _ = log_of(scenario_of(checked_pct=10, service__roadside={"mean_min": 3}))
    assert set(plain["truck"][plain["kind"] == NUMBER["selected"]]) < checked


def test_papers_lack_for_as_many_as_the_change_says():
    papers = {"lacking_pct": 0, "wait_pct": 0, "back_pct": 100, "delay": {"mean_min": 60}}
    log, _ = log_of(scenario_of(change("lacking_pct", 40), papers=papers))
    refused = times_of(log, "entry_refused")
    assert refused.size > 40
    assert DAY <= refused.min() < refused.max() < 2 * DAY


def test_the_strip_shrinks_and_exit_control_holds_who_finds_no_place():
    given = {"service__entry": {"mean_min": 40, "cv": 0.2}, "points__0__strip_places": 12}
    log, _ = log_of(scenario_of(change("strip_places", 4, point="north"), **given))
    came, went = (times_of(log, word) for word in ("exit_cleared", "entry_started"))
    for at in np.arange(DAY + 400, 2 * DAY, 50.0):
        assert (came < at).sum() - (went < at).sum() <= 4
    assert max((came < at).sum() - (went < at).sum() for at in np.arange(300, DAY, 10.0)) > 4
    # Who was through when the strip was full leaves exit control as somebody leaves the strip.
    held = np.intersect1d(came[(came > DAY) & (came < DAY + 400)], went)
    assert held.size > 0


def test_two_causes_multiply_and_each_ends_by_itself():
    rows = [
        change("exit_time_pct", 150, cause="exit_screening", to_on=None),
        change("exit_time_pct", 200, cause="reconstruction", from_h=12),
    ]
    steps = fixed_world(scenario_of(*rows))["steps"]
    for point in (0, 1):
        mine = steps.point == point
        assert steps.at[mine].tolist() == [DAY, 1.5 * DAY, 2 * DAY]
        assert steps.value[mine].tolist() == [1.5, 3.0, 1.5]


def test_arrivals_are_cut_where_a_change_cuts_an_hour():
    times, rates = rate_table(scenario_of(change("arrivals_pct", 50, from_h=6.5, to_h=7)))
    plain = 400 / DAY
    assert times[30:34] == [30 * HOUR, 30.5 * HOUR, 31 * HOUR, 32 * HOUR]
    assert rates[29:33] == pytest.approx([plain, plain, plain / 2, plain])
    assert len(rates) == 73


def rule(**more):
    return {"point": "north", "in_line_above": 20, "until": 5, "what": "exit_time_pct", "value": 30, **more}


@pytest.mark.parametrize("above", [True, False])
def test_a_rule_of_state_begins_and_ends_with_the_line_on_whole_hours(above):
    one = rule() if above else rule(in_line_above=None, in_line_below=3, until=20, value=300)
    world, log = run_logged(prepare(check_scenario(tree(when=[one], arrivals__mean_per_day=800)).scenario), 3)
    rows = slice(0, int(log.size[0]))
    at, kind, point, truck = log.at[rows], log.kind[rows], log.point[rows], log.truck[rows]
    holds, begun = False, {}
    came, called = (at[(kind == NUMBER[word]) & (point == 0)] for word in ("arrived", "called"))
    in_force = {}
    for hour in range(1, int(at[-1] // HOUR) + 2):
        in_line = (came < hour * HOUR).sum() - (called < hour * HOUR).sum()
        holds = (in_line > (5 if holds else 20)) if above else (in_line < (20 if holds else 3))
        in_force[hour] = holds
    assert 0 < sum(in_force.values()) < len(in_force)
    factor = 0.3 if above else 3.0
    for when, word, one_truck in zip(at, kind, truck, strict=True):
        if word == NUMBER["exit_started"]:
            begun[one_truck] = when
        elif word == NUMBER["exit_cleared"] and world.point[one_truck] == 0:
            held = in_force.get(int(begun[one_truck] // HOUR), False)
            lasted = when - begun[one_truck]
            assert lasted == pytest.approx(world.service[0, one_truck] * (factor if held else 1.0))


def test_what_a_change_set_comes_back_when_a_rule_of_state_ends():
    both = scenario_of(change("exit_time_pct", 200), when=[rule()], arrivals__mean_per_day=800)
    world, log = run_logged(prepare(both), 3)
    rows = slice(0, int(log.size[0]))
    begun, done = (log.kind[rows] == NUMBER[word] for word in ("exit_started", "exit_cleared"))
    start, end = np.zeros(world.arrives.size), np.zeros(world.arrives.size)
    start[log.truck[rows][begun]], end[log.truck[rows][done]] = log.at[rows][begun], log.at[rows][done]
    north = log.point[rows][begun][np.argsort(log.truck[rows][begun])] == 0
    factors = np.round(((end - start) / world.service[0]), 6)
    within = (start >= DAY) & (start < 2 * DAY)
    assert set(factors[north & within]) == {0.3, 2.0}
    assert set(factors[north & ~within]) == {0.3, 1.0}
    assert set(factors[~north & within]) == {2.0}


def test_officers_are_rounded_and_never_all_sent_home_by_a_share():
    assert [at_work(3, NOT_SET, share) for share in (0.0, 0.1, 0.5, 1.0, 1.5)] == [0, 1, 2, 3, 5]
    assert [at_work(3, fixed, 1.0) for fixed in (0.0, 7.0)] == [0, 7]
    assert at_work(0, NOT_SET, 2.0) == 0


def test_an_order_holds_between_its_thresholds_only_if_it_held():
    above = [(still_holds(held, line, 10, 4, True)) for line in (4, 5, 10, 11) for held in (False, True)]
    assert above == [False, False, False, True, False, True, True, True]
    below = [(still_holds(held, line, 3, 8, False)) for line in (2, 3, 7, 8) for held in (False, True)]
    assert below == [True, True, False, True, False, True, False, False]


def test_a_world_without_changes_is_not_looked_at_by_the_clock():
    world, _ = run_logged(prepare(check_scenario(tree()).scenario), 1)
    assert world.steps.at.size == world.orders.setting.size == world.selection.size == 0
    assert simulate(world._replace(uses=world.uses & ~LOGS)).left.size == world.arrives.size
