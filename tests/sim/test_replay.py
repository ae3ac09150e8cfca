"""The replay of autumn 2025: sourced, the same for any threads, honest about what counts and what misses."""

from datetime import date

import msgspec
import numpy as np
import pytest

from otkel.errors import OtkelError
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.sim.experiment import Setting
from otkel.sim.replay import replay
from otkel.sim.replay_file import READING, read_reading
from otkel.sim.replay_rows import Standing, seek
from otkel.sim.replay_run import course_of, run_autumns
from otkel.sim.replay_score import rows_of, tallies_of
from otkel.sim.reports import Kind, read_reports
from otkel.sim.scenario_file import SHIPPED, plain, read_scenario, steps_of
from otkel.sim.scenario_without import causes_in
from otkel.sim.score import Fit, Span, fit_of

FREE = {
    "seed",
    "horizon_days",
    "warm_up_days",
    "within_h",
    "rank",
    "begins_on",
}  # of the study, not the border


@pytest.fixture(scope="module")
def checked():
    return read_scenario("autumn-2025")


@pytest.fixture(scope="module")
def found(checked):
    return replay(checked, Setting(replications=4, threads=2))


def leaves(part, path=""):
    """Give each number of a scenario file that does not say where it is from."""
    if isinstance(part, dict):
        if "value" in part and {"source", "assumption"} & set(part):
            return
        for key, below in part.items():
            yield from leaves(below, f"{path}.{key}")
    elif isinstance(part, list):
        for i, below in enumerate(part):
            yield from leaves(below, f"{path}[{i}]")
    elif str(part).replace(".", "", 1).isdigit() and path.rpartition(".")[2] not in FREE:
        yield path


def test_every_number_has_a_source_or_is_an_assumption_with_its_range(checked):
    text = (SHIPPED / "autumn-2025.yaml").read_text(encoding="utf-8")
    assert list(leaves(read_yaml_tree(text, "autumn-2025.yaml").data)) == []
    assumed = [one for one in checked.grounds if one.assumption]
    assert len(assumed) > 60
    assert all(one.low < one.high and len(one.assumption.split()) >= 2 for one in assumed)


def test_a_number_without_ground_would_be_found():
    assert list(leaves({"a": {"value": 1, "source": "x"}, "b": [{"c": "2"}], "seed": 3})) == [".b[0].c"]


def test_what_a_report_sets_is_a_number_of_the_scenario(checked):
    paths = {one.path for one in checked.grounds} | {"m_per_truck"}
    assert {one.parameter for one in read_reading().sets} <= paths


def test_rows_that_set_a_number_or_promise_do_not_count(found):
    for row in found.rows:
        if row.sets is not None or row.report.kind is Kind.PROMISED:
            assert not row.counts
    assert any(row.sets and row.fit is not None for row in found.rows)  # shown all the same
    assert sum(one.reports for one in found.tallies) == len(found.counted) > 25
    standings = {row.standing for row in found.rows}
    assert standings == set(Standing)


def test_two_baselines_are_told_and_the_early_one_has_fewer_reports(found):
    assert found.skill is not None
    assert found.early_skill is not None
    assert 10 < found.early_compared < sum(one.compared for one in found.tallies)


def test_every_report_has_its_row_and_contradictions_stand_side_by_side(found):
    assert [row.report for row in found.rows] == list(read_reports())
    day, what = date(2025, 10, 2), ("kz-ru", "queue")
    told = [row for row in found.counted if row.report.covers(day)]
    second = [row for row in told if (row.report.place, row.report.quantity) == what]
    assert {row.report.low for row in second} == {0, 7500}
    assert len({(row.low, row.high) for row in second}) <= 2  # of one day, or of two
    assert Fit.OUTSIDE in {row.fit for row in second}  # no narrow range meets both


def test_a_report_outside_is_told_as_outside(found):
    for row in found.counted:
        low = 0.0 if row.report.low is None else row.report.low
        high = np.inf if row.report.high is None else row.report.high
        assert (row.fit is Fit.OUTSIDE) == (row.high < low or high < row.low)
        assert row.fit is fit_of(Span(row.low, row.high), Span(low, high))
        assert row.width == row.high - row.low
        assert row.score >= row.width


def test_the_same_bits_for_any_number_of_threads(checked, found):
    for threads in (1, 3):
        again = replay(checked, Setting(replications=4, threads=threads))
        assert msgspec.json.encode(again) == msgspec.json.encode(found)
    assert replay(checked, Setting(replications=4, threads=2, seed=5)).bands != found.bands


def test_an_autumn_does_not_hang_on_how_many_there_are(checked):
    course = course_of(checked)
    few, more = run_autumns(course, 2, 9), run_autumns(course, 3, 9)
    assert all(np.array_equal(a, b[:2], equal_nan=True) for a, b in zip(few, more, strict=True))


def test_the_range_is_that_of_the_replications(checked):
    course = course_of(checked)
    amounts = run_autumns(course, 3, 9).amounts
    rows = rows_of(course.sought, amounts)
    for at, row in enumerate(rows):
        if row.low is None:
            assert np.isnan(amounts[:, at]).all()
        else:
            told = course.sought[at].told
            near = amounts[:, at] >= told.low if row.mid < told.low else amounts[:, at] <= told.high
            assert row.reached_pct == pytest.approx(100 * near.mean())
            assert (row.low, row.mid, row.high) == pytest.approx(
                tuple(np.quantile(amounts[:, at], (0.1, 0.5, 0.9)))
            )
    assert sum(one.reports for one in tallies_of(course.sought, rows)) == sum(row.counts for row in rows)


def test_reports_are_looked_for_at_their_place_and_days(checked):
    names = [point.name for point in checked.scenario.points]
    sought = seek(checked.scenario, read_reading(), read_reports())
    jam = next(
        one for one in sought if str(one.report.from_on) == "2025-11-07" and one.report.place == "oral"
    )
    assert {names[at] for at in jam.points} == {"syrym", "taskala", "shagan"}
    assert (jam.window.first, jam.window.end) == (95, 96)  # 7 November is day 95 from 4 August
    early = next(one for one in sought if str(one.report.from_on) == "2023-06-24")
    assert (early.standing, early.points) == (Standing.BEFORE_OR_AFTER, ())
    assert len(next(one for one in sought if one.report.place == "kz-ru" and one.points).points) == len(names)


def test_leaving_a_cause_out_leaves_all_other_draws(checked):
    causes = causes_in(checked.scenario)
    assert set(causes) == {
        "exit_screening", "roadside_checks", "papers", "stay_90_days", "reconstruction", "transit_stop",
        "demand_surge",
    }  # fmt: skip
    told = replay(checked, Setting(replications=2), ["demand_surge"], effects=2)
    assert told.without == ("demand_surge",)
    assert [one.cause for one in told.effects] == [one for one in causes if one != "demand_surge"]
    with_it, without = (run_autumns(course_of(checked, out), 2, 1).noon for out in ((), ["demand_surge"]))
    # The surge begins on day 66; a truck that was sent back counts as if it had waited for both turns in one,
    # so that one which came before may count differently.
    first = 45
    assert np.array_equal(with_it[:, :, :first], without[:, :, :first])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("place: syrym, quantity: throughput", "place: syrym, quantity: wait", "0 reports of syrym wait"),
        ("quantity: throughput, direction: to_ru", "quantity: throughput", "2 reports of kairak throughput"),
        ("range: [8, 33]", "range: [22, 33]", "do not rise"),
        ("  source:", "  sauce:", "sauce"),
    ],
)
def test_what_is_wrong_in_the_reading_is_named(tmp_path, old, new, told):
    text = READING.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "replay_2025.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OtkelError, match=told):
        read_reading(file)


def test_paths_have_steps(checked):
    part = plain(checked.scenario)
    for step in steps_of("points[2].shifts[0].exit"):
        part = part[step]
    assert part == 6
