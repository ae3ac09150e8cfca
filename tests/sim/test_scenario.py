"""A scenario is read, or everything that is wrong with it is told before anything runs."""

import pytest

from otkel.app.study import policy_on
from otkel.app.words import words_for
from otkel.errors import InputError, UnknownNameError
from otkel.facts.people import Language
from otkel.sim.pack_plan import make_plan, rate_table, shift_table
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_fields import fields, find_field
from otkel.sim.scenario_file import list_scenarios, plain, read_scenario, vary
from tests.sim.scenarios import featured, tree

SAY = words_for(Language.EN)


def told(given):
    """Give what is wrong as one text a mistake."""
    with pytest.raises(InputError) as caught:
        check_scenario(given)
    return [SAY.mistake(one) for one in caught.value.mistakes]


def shift(**more):
    return {"exit": 1, "entry": 1, "roadside": 1, **more}


DAY_AND_HOLE = [shift(from_h=6, to_h=20), shift(from_h=22, to_h=6)]
OVERLAP = [shift(from_h=0, to_h=12), shift(from_h=10, to_h=24)]
WRONG = {
    "unknown field": (tree(arrivals__mean_per_dy=3), "arrivals.mean_per_dy", "did you mean mean_per_day"),
    "unknown part": (tree(weather="bad"), "weather", "not a field of a scenario"),
    "missing": (tree(service__exit=...), "service.exit", "exit is missing"),
    "no points": (tree(points=[]), "points", "no crossing point"),
    "negative time": (tree(service__exit__mean_min=-3), "service.exit.mean_min", "from 0 to 100,000 [min]"),
    "share over 100": (tree(checked_pct=130), "checked_pct", "from 0 to 100 [%]"),
    "negative share": (tree(checked_pct=-1), "checked_pct", "from 0 to 100 [%]"),
    "no number": (tree(horizon_days="soon"), "horizon_days", "not a number"),
    "infinite": (tree(horizon_days=float("inf")), "horizon_days", "not a number"),
    "half a server": (tree(points__0__shifts__0__exit=1.5), "points[0].shifts[0].exit", "not a whole number"),
    "no list": (tree(points="north"), "points", "a list must stand here"),
    "no part": (tree(arrivals=5), "arrivals", "names with values must stand here"),
    "left open": (tree(horizon_days=None), "horizon_days", "must not be left open"),
    "hole": (tree(points__0__shifts=DAY_AND_HOLE), "points[0].shifts", "a hole from 20 to 22 h"),
    "no shift": (tree(points__0__shifts=[]), "points[0].shifts", "a hole from 0 to 24 h"),
    "overlap": (tree(points__0__shifts=OVERLAP), "points[0].shifts", "two shifts are at work at 10 h"),
    "empty shift": (tree(points__0__shifts=[shift(from_h=3, to_h=3)]), "points[0].shifts", "ends when"),
    "nobody at entry": (
        tree(points__1__shifts__0__entry=0), "points[1].shifts[0].entry", "no way out of south",
    ),
    "nobody at the roadside": (
        tree(checked_pct=5, points__1__shifts__0__roadside=0), "points[1].shifts[0].roadside", "1 to 1000",
    ),
    "no road": (tree(origins=[{"name": "west"}]), "origins[0].road_h", "no way out of west"),
    "road to nowhere": (
        tree(origins=[{"name": "west", "road_h": {"north": 1, "atlantis": 2}}]),
        "origins[0].road_h.atlantis", "there is no crossing point atlantis",
    ),
    "long road": (
        tree(origins=[{"name": "west", "road_h": {"north": 5000}}]), "origins[0].road_h.north", "1,000 [h]",
    ),
    "nothing to choose by": (tree(choosing_pct=50), "choosing_pct", "neither roads nor published waits"),
    "no weight": (
        tree(points__0__weight=0, points__1__weight=0), "points[0].weight", "no point has a weight above 0",
    ),
    "same name": (tree(points__1__name="north"), "points[1].name", "stands here twice"),
    "name with blanks": (tree(points__0__name="The North"), "points[0].name", "small letters"),
    "23 hours": (tree(arrivals__by_hour=[1] * 23), "arrivals.by_hour", "Write 24 numbers"),
    "no weekday": (tree(arrivals__by_weekday=[0] * 7), "arrivals.by_weekday", "nobody would come"),
    "surge backwards": (
        tree(arrivals__surges=[{"from_on": "2026-02-02", "to_on": "2026-02-01", "factor": 2}]),
        "arrivals.surges[0].to_on", "ends before it begins",
    ),
    "no day": (tree(begins_on="13.10.2025"), "begins_on", "write the day as 2025-10-13"),
    "classes short": (tree(classes=[{"name": "a", "share_pct": 60}]), "classes", "sum to 60 %"),
    "papers short": (
        tree(papers={"lacking_pct": 5, "wait_pct": 50, "delay": {"mean_min": 5}}), "papers", "sums to 50 %",
    ),
    "no delay": (tree(papers={"lacking_pct": 5}), "papers.delay.mean_min", "lacking papers is missing"),
    "back from the roadside": (
        tree(checked_pct=9, papers={"lacking_pct": 5, "found_at": "roadside", "wait_pct": 0, "back_pct": 100,
                                    "delay": {"mean_min": 5}}),
        "papers.back_pct", "left the line for good",
    ),
    "found by nobody": (
        tree(papers={"lacking_pct": 5, "found_at": "roadside", "wait_pct": 0, "go_pct": 100}),
        "papers.found_at", "nobody is checked",
    ),
    "no choice": (tree(papers={"found_at": "moon"}), "papers.found_at", "take one of: entry, roadside"),
    "no patience": (tree(patience={"share_pct": 5}), "patience.time.mean_min", "waits for some time"),
    "table upside down": (
        tree(service__exit={"shape": "table", "levels": [0, 1], "quantiles_min": [9, 3]}),
        "service.exit.quantiles_min", "fall",
    ),
    "table without end": (
        tree(service__exit={"shape": "table", "levels": [0, 0.5], "quantiles_min": [1, 3]}),
        "service.exit.levels", "rise from 0 to 1",
    ),
    "table of one": (
        tree(service__exit={"shape": "table", "levels": [0], "quantiles_min": [1]}),
        "service.exit.levels", "at least two",
    ),
    "warm-up too long": (tree(warm_up_days=3), "warm_up_days", "from 0 to 3 [days]"),
    "outside its range": (
        tree(checked_pct={"value": 50, "range": [5, 40], "source": "a page"}), "checked_pct.range", "outside",
    ),
    "assumption without range": (
        tree(checked_pct={"value": 50, "assumption": "a guess"}), "checked_pct", "an assumption has a range",
    ),
    "number without ground": (tree(checked_pct={"value": 50}), "checked_pct", "a source or on an assumption"),
    "odd word beside a number": (
        tree(checked_pct={"value": 50, "sauce": "x", "source": "y"}), "checked_pct.sauce", "does not belong",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_path_and_what_may_stand_there(name):
    given, path, text = WRONG[name]
    found = told(given)
    assert any(one.startswith(f"{path}: ") and text.lower() in one.lower() for one in found), found


def test_all_mistakes_are_told_at_once():
    assert len(told(tree(checked_pct=200, horizon_days=-1, colour="red"))) == 3


def test_a_file_names_its_row(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\npoints: []\narrivals:\n  mean_per_day: -4\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(file)
    first = SAY.mistake(caught.value.mistakes[0])
    assert first.startswith("mine.yaml, row 4, arrivals.mean_per_day: -4 is out of range")


def test_an_unknown_name_is_told_the_shipped_ones():
    with pytest.raises(UnknownNameError) as caught:
        read_scenario("syrim-week")
    assert "syrym-week" in SAY.mistake(caught.value.mistake)


@pytest.mark.parametrize("name", list_scenarios())
def test_a_shipped_scenario_says_what_its_numbers_rest_on(name):
    checked = read_scenario(name, policy_on)
    assert len(checked.grounds) >= 6
    assert all((one.source is None) != (one.assumption is None) for one in checked.grounds)
    assert all(one.low is not None for one in checked.grounds if one.assumption)


@pytest.mark.parametrize("given", [tree(), featured()])
def test_a_scenario_written_out_is_read_as_the_same(given):
    scenario = check_scenario(given).scenario
    assert check_scenario(plain(scenario)).scenario == scenario


def test_one_field_is_varied_by_number_by_name_and_in_all_rows():
    checked = check_scenario(featured())
    for path, found in (
        ("points[1].strip_places", (12, 5)), ("points.north.strip_places", (5, None)),
        ("points.strip_places", (5, 5)),
    ):  # fmt: skip
        varied = vary(checked, {path: "5"}).scenario
        assert tuple(one.strip_places for one in varied.points) == found
    assert {one.exit for one in vary(checked, {"points.shifts.exit": 7}).scenario.points[0].shifts} == {7}
    with pytest.raises(InputError, match="no field"):
        vary(checked, {"points.strip_place": 3})
    with pytest.raises(InputError, match="out of range"):
        vary(checked, {"checked_pct": "101"})


def test_a_varied_number_loses_what_it_rested_on():
    checked = read_scenario("syrym-week")
    varied = vary(checked, {"checked_pct": 50})
    assert {one.path for one in checked.grounds} - {one.path for one in varied.grounds} == {"checked_pct"}


def test_the_table_holds_every_field_with_its_meaning():
    found = {field.path: field for field in fields()}
    assert found["points.shifts.exit"].span == "0 to 1,000"
    assert found["points.strip_places"].optional
    assert all(field.meaning for field in found.values())
    not_carried = {path.split(".")[1] for path, field in found.items() if not field.in_kernel}
    assert not_carried == {
        "cancel_pct", "cancel_before", "move_pct", "move_before", "move_later", "standby_pct",
        "other_side", "strip_count_min", "strip_count_off", "policy_dates", "policy_when",
    }  # fmt: skip
    assert find_field("service.entry.cv").most == 10
    assert find_field("service.entry.cw") is None


def test_arrivals_follow_hours_weekdays_and_surges():
    scenario = check_scenario(featured()).scenario
    times, rates = rate_table(scenario)
    per_day = [60 * sum(rates[24 * day : 24 * day + 24]) for day in range(7)]
    mean = sum(per_day[day] / (1.4 if day in (3, 4) else 1.0) for day in range(7)) / 7
    assert mean == pytest.approx(380)
    assert per_day[4] / per_day[3] == pytest.approx(1.2)
    assert rates[1] == 0
    assert make_plan(scenario).cumulative[-1] == pytest.approx(
        2 * 7 * 380 + 0.4 * 2.2 / 6.8 * 7 * 380, rel=1e-6
    )
    assert times[-1] == 14 * 1440


def test_shifts_of_all_points_become_one_table():
    starts, servers = shift_table(check_scenario(featured()).scenario.points)
    assert starts == [0, 420, 1170]
    assert servers == [[2, 3, 1, 2, 3, 1], [4, 4, 2, 2, 3, 1], [2, 3, 1, 2, 3, 1]]
