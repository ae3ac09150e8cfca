"""Choice in a scenario: drawn as it says, run, measured, and refused where it cannot be."""

import re

import numpy as np
import pytest

from otkel.errors import InputError
from otkel.queueing.log import events_of
from otkel.queueing.measures import measure
from otkel.sim.draws import replication_key
from otkel.sim.experiment import Setting, run_scenario
from otkel.sim.kernel_corridor import BALKED, GAVE_UP_HOME, GOES, OUTSIDE
from otkel.sim.pack_corridor import Travellers, draw_travellers
from otkel.sim.result_log import columns_of
from otkel.sim.run import draw_world, prepare, run_logged, run_once
from otkel.sim.scenario_check import check_scenario
from tests.sim.corridor_scenarios import choosing
from tests.sim.scenarios import tree
from tests.sim.test_corridor_same_log import compare


def ready_of(given):
    return prepare(check_scenario(given).scenario)


def world_of(given):
    ready = ready_of(given)
    return draw_world(ready, 1, 0)


def test_a_scenario_gives_the_log_of_the_live_crossing_event_by_event():
    results, rows = compare(world_of(choosing(horizon_days=2)))
    assert len(rows) > 5_000
    assert set(results.corridor.fate.tolist()) == {GOES, GAVE_UP_HOME, BALKED, OUTSIDE}
    assert results.corridor.moved.max() > 0


def test_compiled_and_plain_give_the_same_bits():
    ready = ready_of(choosing())
    world = draw_world(ready, 5, 3)
    plain = type(ready.plans.travel)(
        *(one.tolist() if isinstance(one, np.ndarray) else one for one in ready.plans.travel)
    )
    count = world.arrives.size
    drawn = Travellers(*([0] * count for _ in Travellers._fields))
    point = [-1] * count
    draw_travellers(plain, replication_key(5, 3), world.origin.tolist(), point, drawn)
    for name in Travellers._fields:
        assert getattr(world.corridor, name).tolist() == getattr(drawn, name), name


def test_registrations_are_drawn_by_origin_and_find_only_open_points():
    ready = ready_of(choosing(horizon_days=30, warm_up_days=0))
    world, results = run_once(ready, 1, 0, [4096])
    corridor = world.corridor  # registrations: KZ, RU, UZ, and those of whom none is said
    from_west = world.origin == 0
    shares = np.bincount(corridor.registration[from_west], minlength=4) / from_west.sum()
    assert shares == pytest.approx([0.6, 0.1, 0.3, 0.0], abs=0.02)
    assert (corridor.registration[~from_west] == 3).all()
    foreign = corridor.registration == 2
    assert not (results.point[foreign] == 0).any(), "a bilateral point is not open to them"
    assert (results.point[~foreign] == 0).any()
    assert np.median(corridor.belief) == pytest.approx(1 / (1 + 0.4**2) ** 0.5, rel=0.02)
    assert corridor.belief.mean() == pytest.approx(1.0, rel=0.02)


def test_the_road_is_driven_before_the_line():
    given = choosing(choice={"starts": "origin"}, patience={}, choosing_pct=0)
    world, results = run_once(ready_of(given), 1, 0, [4096])
    roads = world.road[world.origin, results.point]
    assert results.corridor.came == pytest.approx(world.arrives + roads)
    assert set(results.corridor.fate.tolist()) == {GOES, OUTSIDE}, "foreign trucks may go around"


def test_what_is_measured_is_what_became_of_the_trucks():
    checked = check_scenario(choosing(warm_up_days=0))
    outcome = run_scenario(checked, Setting(replications=1, seed=3))
    _, results = run_once(prepare(checked.scenario), 3, 0, [4096])
    fate = results.corridor.fate
    for name, one in (("balked", BALKED), ("around", OUTSIDE), ("gave_up", GAVE_UP_HOME)):
        assert outcome.figure(name).mean == pytest.approx(100 * (fate == one).mean())
        assert outcome.figure(name).mean > 0
    assert outcome.figure("moved").mean == pytest.approx(100 * (results.corridor.moved > 0).mean())
    through = fate == GOES
    sojourn = (results.left - results.corridor.came)[through]
    assert outcome.figure("sojourn", "mean").mean == pytest.approx(sojourn.mean())


def test_a_scenario_without_a_corridor_is_not_measured_for_one():
    outcome = run_scenario(check_scenario(tree()), Setting(replications=2))
    assert not {"balked", "around", "moved"} & {one.name for one in outcome.figures}


def test_every_coming_to_a_line_is_a_passage_of_its_own_in_the_log():
    papers = {"lacking_pct": 40, "wait_pct": 0, "back_pct": 100, "delay": {"mean_min": 30}}
    scenario = check_scenario(choosing(papers=papers)).scenario
    ready = prepare(scenario)
    world, log = run_logged(ready, 1)
    columns = columns_of(scenario, world, log)
    came = [one.passage for one in events_of(columns) if type(one.body).__name__ == "Arrived"]
    assert len(came) == len(set(came))
    assert max(came) >= 2 * world.arrives.size, "some came to a third line"
    assert measure(columns).findings == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"choice": {"published_lag_h": 2}}, "choice.published_lag_h"),
        ({"choice": {"published_every_h": 0.001, "published_lag_h": 100}}, "choice.published_lag_h"),
        ({"choice": {"looks_again_h": 2}}, "choice.looks_again_h"),
        ({"choice": {"looks_again_pct": 5}, "patience": {}}, "choice.looks_again_pct"),
        ({"choice": {"balks_pct": 101}}, "choice.balks_pct"),
        ({"around": [{"name": "north"}]}, "around\\[0\\].name"),
        ({"around": [{"name": "far"}, {"name": "moon"}]}, "around\\[1\\].name"),
        ({"origins": [{"name": "a", "road_h": {"north": 1}, "registered": {"UZ": 100}}]}, "origins\\[0\\]"),
        (
            {"origins": [{"name": "a", "road_h": {"south": 1}, "registered": {"UZ": 90}}]},
            "the shares of the registrations",
        ),
        ({"origins": [{"name": "a", "road_h": {"south": 1}, "registered": {"uz": 100}}]}, "not a state"),
        ({"origins": []}, "no road is described"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(changes, told):
    with pytest.raises(InputError) as refused:
        check_scenario(choosing(**changes))
    assert re.search(told, str(refused.value))


def test_a_detour_to_nowhere_is_refused():
    given = choosing()
    given["points"][1]["detour_h"] = {"moon": 2, "south": 1}
    with pytest.raises(InputError) as refused:
        check_scenario(given)
    assert [one.where.field for one in refused.value.mistakes] == [
        "points[1].detour_h.moon",
        "points[1].detour_h.south",
    ]
