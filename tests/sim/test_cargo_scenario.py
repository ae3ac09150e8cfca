"""Loads, drivers' days and costs in a scenario: drawn, run, measured, and refused where they cannot be."""

import math

import numpy as np
import pytest

from otkel.errors import InputError
from otkel.queueing.log import events_of
from otkel.sim.draws import replication_key
from otkel.sim.experiment import Setting, compare, run_scenario
from otkel.sim.kernel_corridor import GOES, NO_LICENCE, NO_STAY
from otkel.sim.measures_costs import costs_of
from otkel.sim.pack import Plan, Trucks
from otkel.sim.pack_cargo import LoadPlan, Loads, draw_loads
from otkel.sim.pack_times import Kinds
from otkel.sim.result_log import columns_of
from otkel.sim.run import draw_world, prepare, run_logged, run_once
from otkel.sim.scenario_check import check_scenario
from tests.sim.corridor_scenarios import choosing, loaded
from tests.sim.scenarios import tree
from tests.sim.test_corridor_same_log import compare as compare_logs


def ready_of(given):
    return prepare(check_scenario(given).scenario)


def world_of(given, seed=1):
    ready = ready_of(given)
    return draw_world(ready, seed, 0)


def lists(one):
    return [item.tolist() if isinstance(item, np.ndarray) else item for item in one]


def test_a_scenario_gives_the_log_of_the_live_crossing_event_by_event():
    results, rows = compare_logs(world_of(loaded(horizon_days=2)))
    assert len(rows) > 4_000
    assert {GOES, NO_LICENCE, NO_STAY} == set(results.corridor.fate.tolist())


def test_compiled_and_plain_give_the_same_bits():
    given = {**tree(checked_pct=30, service__roadside={"mean_min": 8}), "cargo": loaded()["cargo"]}
    given |= {one: loaded()[one] for one in ("screening", "papers", "drivers")}
    given |= {"way_back": {"trip": {"mean_min": 7000, "cv": 1}}}
    ready, bare = ready_of(given), ready_of({**given, "cargo": [], "screening": {}, "drivers": {}})
    world, plain = (draw_world(one, 5, 3) for one in (ready, bare))
    trucks = Trucks(*lists(getattr(plain, name) for name in Trucks._fields))
    count = plain.arrives.size
    drawn = Loads(*([0] * count for _ in Loads._fields))
    plan, loads = ready.plans.plan, ready.plans.loads
    plan = Plan(*lists(plan))
    loads = LoadPlan(*lists(loads[:-1]), Kinds(*lists(loads.times)))
    draw_loads(plan, loads, replication_key(5, 3), trucks, drawn)
    for name in Loads._fields:
        assert getattr(world.corridor, name).tolist() == getattr(drawn, name), name
    assert world.service.tolist() == trucks.service
    assert world.outcome.tolist() == trucks.outcome
    assert world.delay.tolist() == trucks.delay


def test_loads_are_drawn_as_they_say():
    given = loaded(horizon_days=60)
    world = world_of(given)
    bare = {key: one for key, one in given.items() if key not in ("cargo", "screening")}
    plain = world_of(bare)
    corridor, out = world.corridor, world.corridor.cargo >= 0
    cargo = corridor.cargo[out]
    assert np.bincount(cargo) / cargo.size == pytest.approx([0.3, 0.3, 0.4], abs=0.01)
    ratio = world.service[0][out] / plain.service[0][out]
    assert ratio[cargo == 0] == pytest.approx(0.5)
    extra = (world.service[0] - plain.service[0])[out]
    assert (extra[cargo == 1] > 14.9).mean() == pytest.approx(0.1, abs=0.02)
    screened = extra[cargo == 2] > 0
    assert screened.mean() == pytest.approx(0.3, abs=0.02)
    assert extra[cargo == 2][screened].mean() == pytest.approx(40, rel=0.05)
    turned = corridor.answer[out][cargo == 2]
    assert (turned >= 0).sum() / screened.sum() == pytest.approx(0.3, abs=0.03)
    assert np.isinf(turned).sum() / (turned >= 0).sum() == pytest.approx(0.2, abs=0.05)
    assert (corridor.answer[out][cargo < 2] < 0).all()
    assert corridor.sealed[out][cargo == 2].mean() == pytest.approx(0.25, abs=0.02)
    lacking = world.outcome[out] > 0
    assert [lacking[cargo == one].mean() for one in range(3)] == pytest.approx([0, 0.2, 0.05], abs=0.01)


def test_an_answer_that_is_missing_turns_a_truck_back_at_exit_control():
    scenario = check_scenario(loaded()).scenario
    world, log = run_logged(prepare(scenario), 1)
    events = list(events_of(columns_of(scenario, world, log)))
    turned = [one for one in events if type(one.body).__name__ == "TurnedBack"]
    stages = {(one.body.stage.value, one.body.reason) for one in turned}
    assert stages == {("exit_control", "licence"), ("entry_control", "papers"), ("entry_control", "stay")}


def test_days_are_asked_at_entry_and_begin_anew_with_the_year():
    world, results = run_once(ready_of(loaded()), 1, 0, [4096])
    corridor, way = world.corridor, results.corridor
    new_year = corridor.year_turns[0]
    assert new_year == 4 * 1440
    refused = way.fate == NO_STAY
    assert refused.any()
    assert (results.left[refused] < new_year).all(), "nobody is refused in the new year"
    assert (corridor.used[refused] + corridor.planned[refused] > 90).all()
    assert not corridor.goes_anyway[refused].any()
    let_in = (way.fate == GOES) & (corridor.used >= 0) & (way.crossed < new_year)
    do = corridor.used + corridor.planned <= 90
    assert (do | corridor.goes_anyway)[let_in].all()
    assert (~do & corridor.goes_anyway)[let_in].any()


def test_costs_are_those_of_the_time_that_passed():
    given = loaded(warm_up_days=0)
    checked = check_scenario(given)
    scenario, costs = checked.scenario, checked.scenario.costs
    world, results = run_once(prepare(scenario), 3, 0, [4096])
    parts = costs_of(scenario, costs, world, results)
    way, corridor = results.corridor, world.corridor
    for truck in (0, 17, 100, 333):
        hours = (results.left[truck] - way.came[truck]) / 60
        assert parts["truck"][truck] == pytest.approx(20000 * hours / 24)
        assert parts["driver"][truck] == pytest.approx(3000 * hours / 24)
        is_reefer = corridor.cargo[truck] == 1
        assert parts["spoilage"][truck] == pytest.approx(500 * max(hours - 4, 0) * is_reefer)
        assert parts["penalty"][truck] == 5000 * math.ceil(max(hours - 5, 0) / 24)
        assert parts["seal"][truck] == pytest.approx(900 * hours / 24 * corridor.sealed[truck])
        stands = (results.wait[0][truck] + max(results.wait[1][truck], 0)) / 60
        assert parts["fuel"][truck] == pytest.approx(150 * stands)
    outcome = run_scenario(checked, Setting(replications=1, seed=3))
    total = sum(parts.values())
    assert outcome.figure("cost_total").mean == pytest.approx(np.nansum(total))
    assert outcome.figure("cost_total").unit == "RUB"
    back = (np.arange(world.arrives.size) >= corridor.stream) | (world.point >= 2)
    assert outcome.figure("cost", "mean").mean == pytest.approx(np.nanmean(total[~back]))
    means = [outcome.figure(f"cost_{part}").mean for part in parts]
    assert sum(means) == pytest.approx(outcome.figure("cost", "mean").mean)


def test_a_detour_costs_fuel_and_a_way_around_its_price():
    given = choosing(costs={"road_km": 20, "detour_km_per_h": 50}, warm_up_days=0)
    given["around"] = [{"name": "far", "cost": 7000}]
    scenario = check_scenario(given).scenario
    world, results = run_once(prepare(scenario), 1, 0, [4096])
    parts = costs_of(scenario, scenario.costs, world, results)
    moved, far = results.corridor.moved > 0, results.point == 2
    assert parts["fuel"][moved] == pytest.approx(results.corridor.detoured[moved] / 60 * 50 * 20)
    assert (parts["fuel"][~moved] == 0).all()
    assert moved.any()
    assert far.any()
    assert (parts["around"] == np.where(far, 7000, 0)).all()


def test_refusals_and_overstays_are_told():
    outcome = run_scenario(check_scenario(loaded(warm_up_days=0)), Setting(replications=1, seed=3))
    world, results = run_once(ready_of(loaded(warm_up_days=0)), 3, 0, [4096])
    corridor, way = world.corridor, results.corridor
    back = (np.arange(world.arrives.size) >= corridor.stream) | (world.point >= 2)
    for name, fate in (("no_licence", NO_LICENCE), ("no_stay", NO_STAY)):
        assert outcome.figure(name).mean == pytest.approx(100 * (way.fate[~back] == fate).mean())
    too_long = stays = 0
    for truck in np.flatnonzero((corridor.returns >= 0) & (corridor.used >= 0)):
        again = corridor.returns[truck]
        if np.isnan(way.crossed[again]):
            continue
        first, last = (way.crossed[one] // 1440 for one in (truck, again))
        days = last - first + 1 if first >= 4 else min(last, 3) - first + 1
        stays += 1
        too_long += (0 if first >= 4 else corridor.used[truck]) + days > 90
    assert outcome.figure("overstays").mean == pytest.approx(100 * too_long / stays)
    assert too_long > 0


def test_a_shorter_wait_costs_less_and_the_page_of_a_comparison_says_the_currency():
    one = check_scenario(loaded())
    other = check_scenario(loaded(service={"exit": {"mean_min": 8}, "entry": {"mean_min": 10}}))
    gap = compare(one, other, Setting(replications=5)).difference("cost", "mean")
    assert gap.high < 0
    assert gap.unit == "RUB"


def test_two_currencies_are_not_compared():
    other = check_scenario(loaded(costs={"currency": "KZT", "truck_day": 1}))
    with pytest.raises(InputError, match="different currencies"):
        compare(check_scenario(loaded()), other, Setting(replications=1))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"cargo": [{"name": "a", "share_pct": 90}]}, "cargo"),
        ({"cargo": [{"name": "a", "share_pct": 50}] * 2, "screening": {}}, "cargo[1].name"),
        ({"cargo": [{"name": "A b", "share_pct": 100}], "screening": {}}, "cargo[0].name"),
        ({"cargo": [{"name": "a", "share_pct": 100}]}, "screening.screened_pct"),
        ({"screening": {"screened_pct": 5, "answer_pct": 5}}, "screening.answer.mean_min"),
        ({"drivers": {"limited_pct": 5, "limit_days": 0}}, "drivers.limit_days"),
        ({"costs": {"currency": "rubles"}}, "costs.currency"),
        ({"costs": {"truck_day": -1}}, "costs.truck_day"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(changes, path):
    with pytest.raises(InputError) as refused:
        check_scenario(loaded(**changes))
    assert path in [one.where.field for one in refused.value.mistakes]


def test_drivers_with_a_limit_need_a_stay():
    with pytest.raises(InputError) as refused:
        check_scenario(tree(drivers={"limited_pct": 10}))
    assert [one.where.field for one in refused.value.mistakes] == ["way_back.trip.mean_min"]
