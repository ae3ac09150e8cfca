"""A scenario without one of its causes is the scenario as it would be if nobody had written that part."""

import pytest

from otkel.app.study import compare_study, setting_of, simulate
from otkel.app.words import words_for
from otkel.errors import InputError
from otkel.facts.people import Language
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import vary
from otkel.sim.scenario_without import causes_in, leave_out, without
from tests.sim.scenarios import tree


def number(value):
    return {"value": value, "range": [0, value], "assumption": "of this test"}


def row(what, value, cause=None, **more):
    return {"from_on": "2026-01-06", "what": what, "value": number(value), "cause": cause, **more}


ROWS = [
    row("exit_time_pct", 140, "exit_screening"),
    row("entry_time_pct", 120),
    row("open", 0, "transit_stop", to_on="2026-01-06", to_h=6),
    row("exit_time_pct", 110, "reconstruction"),
]
PAPERS = {"lacking_pct": number(20), "delay": {"mean_min": 60}, "cause": "papers"}
SURGES = [
    {"from_on": "2026-01-06", "to_on": "2026-01-06", "factor": number(1.5), "cause": "demand_surge"},
    {"from_on": "2026-01-07", "to_on": "2026-01-07", "factor": number(2)},
]
RULE = {"in_line_above": 30, "what": "exit_servers", "value": 4, "cause": "reconstruction"}


def whole(**more):
    return tree(**{"changes": ROWS, "papers": PAPERS, "arrivals__surges": SURGES, "when": [RULE], **more})


def test_the_causes_of_a_scenario():
    scenario = check_scenario(whole()).scenario
    assert causes_in(scenario) == (
        "papers", "demand_surge", "exit_screening", "transit_stop", "reconstruction",
    )  # fmt: skip
    assert causes_in(scenario, ["papers", "transit_stop"]) == (
        "demand_surge", "exit_screening", "reconstruction",
    )  # fmt: skip
    assert causes_in(leave_out(scenario, ["reconstruction"])) == (
        "papers", "demand_surge", "exit_screening", "transit_stop",
    )  # fmt: skip
    assert causes_in(check_scenario(tree()).scenario) == ()


@pytest.mark.parametrize(
    ("causes", "instead"),
    [
        (["exit_screening", "transit_stop"], {"changes": [ROWS[1], ROWS[3]]}),
        (["reconstruction"], {"changes": ROWS[:3], "when": []}),
        (["demand_surge"], {"arrivals__surges": SURGES[1:]}),
        (["papers"], {"papers": {**PAPERS, "lacking_pct": 0}}),
    ],
)
def test_without_a_cause_it_is_as_if_nobody_had_written_it(causes, instead):
    found, written = without(check_scenario(whole()), causes), check_scenario(whole(**instead))
    assert found.scenario == written.scenario
    assert set(found.grounds) == set(written.grounds)
    assert found.without == tuple(causes)


def test_what_was_left_out_stays_out_when_a_field_is_varied():
    varied = vary(without(check_scenario(whole()), ["papers"]), {"checked_pct": 10})
    assert varied.without == ("papers",)
    assert varied.scenario.papers.lacking_pct == 0


def test_a_cause_is_told_by_the_same_trucks_with_and_without_it():
    setting = setting_of(8, 5, None, 1)
    found = compare_study(whole(), None, setting, without=["exit_screening"])
    assert (found.one.without, found.other.without) == ((), ("exit_screening",))
    gap = found.difference("sojourn", "mean")
    assert gap.is_clear
    assert gap.mean < 0
    trucks = found.difference("trucks", "count")
    assert (trucks.low, trucks.high) == (0, 0)
    one = simulate(whole(), runs=8, seed=5, threads=1, without=["exit_screening"])
    assert one == found.other


@pytest.mark.parametrize(
    ("given", "causes", "told"),
    [
        (whole(), ["weather"], "--without: This scenario has no cause weather. Take one of: papers"),
        (tree(), ["papers"], "--without: This scenario has no cause papers. Leave the option out"),
        (whole(), [], "B: A scenario is held against another, or against itself without a cause"),
    ],
)
def test_what_cannot_be_left_out_is_told(given, causes, told):
    with pytest.raises(InputError) as caught:
        compare_study(given, None, setting_of(1, 1, None, 1), without=causes)
    assert words_for(Language.EN).mistake(caught.value.mistakes[0]).startswith(told)
