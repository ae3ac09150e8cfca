"""Memory that would not fit is told before anything runs, by figures that are measured here."""

import tracemalloc

import pytest

from otkel.app.study import policy_on, setting_of, simulate
from otkel.app.words import words_for
from otkel.errors import InputError
from otkel.facts.people import Language
from otkel.sim.experiment import Setting, run_scenario
from otkel.sim.run import MEASURES, Runs, make_runs, measure, prepare, row_bytes, run_once
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import plain, read_scenario
from otkel.sim.scenario_room import BYTES_A_TRUCK, bytes_a_truck, check_room, check_rows
from tests.sim.scenarios import featured, tree
from tests.sim.test_policy_scenario import ruled

SAY = words_for(Language.EN)


def peak_bytes(given, days):
    """Give trucks and the most that numpy asked for while one replication was drawn, run and measured."""
    ready = prepare(check_scenario(given | {"horizon_days": days}, policy_on).scenario)
    rows = make_runs(ready, 1)
    tracemalloc.start()
    try:
        world, results = run_once(ready, 1, 0, [4096])
        measure(ready, world, results, Runs(*(table[0] for table in rows)))
        return world.arrives.size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["plain", "featured", "autumn", "ruled"])
def test_a_truck_takes_no_more_memory_than_is_reckoned_with(name):
    autumn = plain(read_scenario("autumn-2025").scenario)
    given = {"plain": tree(), "featured": featured(), "autumn": autumn, "ruled": ruled()}[name]
    most = bytes_a_truck(check_scenario(given, policy_on).scenario)
    few, many = (125, 190) if name == "autumn" else (30, 90)
    peak_bytes(given, few)  # whatever is loaded once
    (trucks, used), (more, used_more) = peak_bytes(given, few), peak_bytes(given, many)
    assert more > 1.2 * trucks
    assert 0.4 * most < (used_more - used) / (more - trucks) <= most


def test_memory_that_would_not_fit_is_told_with_what_would():
    scenario = check_scenario(tree()).scenario
    (mistake,) = check_room(scenario, 1200.0, 600 * BYTES_A_TRUCK, logged=False)
    assert SAY.mistake(mistake).startswith(
        "horizon_days: About 1200 trucks would come in all, and memory holds 600"
    )
    assert "0.01 to 1.5 [days]" in SAY.mistake(mistake)
    assert list(check_room(scenario, 1200.0, 10**9, logged=True)) == []


def test_threads_share_the_memory():
    given, room = check_scenario(tree()), 1500 * BYTES_A_TRUCK
    with pytest.raises(InputError, match="memory holds"):
        run_scenario(given, Setting(replications=2, threads=2, room_bytes=room))
    assert run_scenario(given, Setting(replications=2, threads=1, room_bytes=room)).replications == 2
    assert run_scenario(given, Setting(replications=1, threads=2, room_bytes=room)).replications == 1


def test_rows_of_too_many_replications_are_told_with_how_many_fit():
    ready = prepare(check_scenario(tree()).scenario)
    assert row_bytes(ready) == 8 * len(MEASURES) + 4 * 73 + 8 * 3 * 2
    (mistake,) = check_rows(11, 1000, 10_500)
    assert SAY.mistake(mistake).startswith("--runs: What is measured of 11 replications takes")
    assert SAY.mistake(mistake).endswith("1 to 10.")
    assert list(check_rows(10, 1000, 10_500)) == []


def test_a_decade_a_million_times_is_told_before_anything_runs():
    with pytest.raises(InputError, match="what is measured of") as caught:
        simulate(tree(horizon_days=3660), runs=1_000_000, threads=1)
    assert [one.where.field for one in caught.value.mistakes] == ["--runs"]
    assert setting_of(1, None, None, None).room_bytes > 1 << 28
