"""No output ranks points or days by the chance of being checked, or of passing with a controlled good."""

import msgspec
import pytest

from otkel.sim.experiment import Difference, Setting, run_scenario
from otkel.sim.result import AtPoint, Figure, Hours, Outcome
from otkel.sim.run import AT_POINT, MEASURES
from otkel.sim.scenario_check import check_scenario
from tests.sim.corridor_scenarios import loaded

# By point and by hour nothing is told but lines and trucks that got through.
FIELDS = {
    AtPoint: {"point", "trucks", "line_mean_min", "line_p80_min"},
    Hours: {"mean", "p10", "p90"},
    Figure: {"name", "statistic", "unit", "mean", "low", "high"},
    Difference: {"name", "statistic", "unit", "mean", "low", "high", "variance_ratio"},
}
WORDS = ("check", "screen", "select", "controlled", "caught", "found", "risk")


@pytest.mark.parametrize("part", FIELDS, ids=lambda one: one.__name__)
def test_every_field_of_a_result_is_known(part):
    """Who adds a field has to come by here."""
    assert set(part.__struct_fields__) == FIELDS[part]


def test_no_measure_is_a_chance_of_being_checked():
    names = [*(name for name, _ in MEASURES), *AT_POINT, *Outcome.__struct_fields__]
    assert not [name for name in names if any(word in name for word in WORDS)]


def by_place_and_time(outcome):
    """Give all that an outcome tells by point or by hour."""
    return msgspec.json.encode((outcome.points, outcome.in_line))


def run(**changes):
    checked = check_scenario(loaded(horizon_days=3, **changes))
    return run_scenario(checked, Setting(replications=3, seed=1))


def test_what_is_told_by_point_and_hour_holds_nothing_of_screening():
    """Whether all or none are looked into is not seen there, where it takes no time and stops nobody."""
    none, all_ = (run(screening={"screened_pct": pct}) for pct in (0, 100))
    assert by_place_and_time(none) == by_place_and_time(all_)


def test_what_is_told_by_point_and_hour_holds_nothing_of_roadside_checks():
    points = loaded()["points"]
    for point in points:
        point["shifts"][0]["roadside"] = 1000
    none, all_ = (run(checked_pct=pct, points=points, papers={}) for pct in (0, 100))
    assert by_place_and_time(none) == by_place_and_time(all_)
