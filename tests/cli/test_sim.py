"""`otkel sim` in an empty folder: what it prints, what it writes, what it refuses."""

import json
import subprocess
import sys

import pytest

from otkel.cli.main import run
from otkel.queueing.log import read_log


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTKEL_LANG", "en")


def asked(capsys, *tokens, status=0):
    assert run(["sim", *tokens]) == status
    return capsys.readouterr()


def test_a_run_in_words(capsys):
    out = asked(capsys, "run", "syrym-week", "--runs", "3").out
    assert out.startswith("syrym-week: 3 replications, seed 20250602")
    assert "wait in line for exit control" in out
    assert "through within 5 h" in out
    assert "taskala" in out


def test_a_run_as_json_is_the_same_for_any_number_of_threads(capsys):
    one, two = (
        asked(capsys, "run", "syrym-week", "--runs", "4", "--threads", threads, "--json").out
        for threads in ("1", "3")
    )
    assert one == two
    found = json.loads(one)
    assert found["parameters"]["points"][0]["name"] == "syrym"
    assert found["seed"] == 20250602
    assert {ground["path"] for ground in found["grounds"]} >= {"checked_pct"}


def test_a_folder_gets_result_page_and_log(capsys, tmp_path):
    told = asked(capsys, "run", "syrym-week", "--runs", "2", "--out", "made/here", "--log")
    assert "made/here" in told.err
    folder = tmp_path / "made" / "here"
    result = json.loads((folder / "result.json").read_text("utf-8"))
    assert result["replications"] == 2
    page = (folder / "page.html").read_text("utf-8")
    assert page.count("<svg ") == 2
    assert "assumption: before the mobile groups" in page
    assert read_log(folder / "log.parquet").points == ("syrym", "taskala")


def test_what_new_prints_runs(capsys, tmp_path):
    (tmp_path / "mine.yaml").write_text(asked(capsys, "new").out, encoding="utf-8")
    assert "syrym-week" in asked(capsys, "run", "mine.yaml", "--runs", "1").out


def test_two_scenarios_and_a_field_that_is_varied(capsys, tmp_path):
    slow = asked(capsys, "new").out.replace("{value: 14, range: [8, 20]", "{value: 15, range: [8, 20]")
    (tmp_path / "slow.yaml").write_text(slow.replace("name: syrym-week", "name: slow"), encoding="utf-8")
    out = asked(capsys, "compare", "syrym-week", "slow.yaml", "--runs", "5").out
    assert out.startswith("slow less syrym-week, on common random numbers")
    found = json.loads(asked(capsys, "compare", "syrym-week", "slow.yaml", "--runs", "5", "--json").out)
    gap = next(one for one in found["differences"] if one["name"] == "sojourn")
    assert gap["low"] > 0
    swept = asked(capsys, "sweep", "syrym-week", "--vary", "service.entry.mean_min=14,15", "--runs", "5").out
    assert f"{gap['mean']:.1f}" in swept


def test_a_scenario_without_one_of_its_causes(capsys, tmp_path):
    text = asked(capsys, "new").out + "changes:\n"
    text += "  - {from_on: 2025-06-03, what: exit_time_pct, value: 130, cause: exit_screening}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    out = asked(capsys, "compare", "mine.yaml", "--without", "exit_screening", "--runs", "3").out
    assert out.startswith("syrym-week without exit_screening less syrym-week, on common random numbers")
    alone = asked(capsys, "run", "mine.yaml", "--without", "exit_screening", "--runs", "3", "--json").out
    found = json.loads(alone)
    assert found["without"] == ["exit_screening"]
    assert (
        found["figures"]
        == json.loads(asked(capsys, "run", "syrym-week", "--runs", "3", "--json").out)["figures"]
    )


def test_a_run_is_stopped_and_goes_on_under_other_rules(capsys, tmp_path):
    asked(capsys, "run", "syrym-week", "--runs", "1", "--until", "3", "--save-state", "day3.state")
    whole, gone_on = (
        json.loads(asked(capsys, "run", "syrym-week", "--runs", "1", *more, "--json").out)
        for more in ((), ("--from-state", "day3.state"))
    )
    assert gone_on["figures"] == whole["figures"]
    assert whole["start"] is None
    assert len(gone_on["start"]) == 64
    fewer = asked(capsys, "new").out + "changes:\n"
    fewer += "  - {from_on: 2025-06-05, what: exit_servers_pct, value: 80}\n"
    (tmp_path / "fewer.yaml").write_text(fewer.replace("name: syrym-week", "name: fewer"), encoding="utf-8")
    tokens = ("compare", "syrym-week", "fewer.yaml", "--runs", "3", "--from-state", "day3.state")
    found = json.loads(asked(capsys, *tokens, "--json").out)
    gap = next(one for one in found["differences"] if one["name"] == "line")
    assert gap["mean"] > 0


def test_a_run_by_a_policy_is_stopped_and_goes_on(capsys, tmp_path):
    text = asked(capsys, "new").out.replace(
        "  - name: syrym\n", "  - name: syrym\n    policy: kazakhstan-2025\n"
    )
    (tmp_path / "ruled.yaml").write_text(text, encoding="utf-8")
    asked(capsys, "run", "ruled.yaml", "--runs", "1", "--until", "3", "--save-state", "ruled.state")
    whole, gone_on = (
        json.loads(asked(capsys, "run", "ruled.yaml", "--runs", "1", *more, "--json").out)
        for more in ((), ("--from-state", "ruled.state"))
    )
    assert gone_on["figures"] == whole["figures"]
    assert run(["sim", "run", "syrym-week", "--from-state", "ruled.state"]) == 2
    assert "a discipline of the queue, are in one of the two alone" in capsys.readouterr().err


def test_fields_with_their_ranges(capsys):
    out = asked(capsys, "fields").out
    assert "points.strip_places: 1 to 10,000 [trucks]" in out
    table = json.loads(asked(capsys, "fields", "--json").out)
    by_the_readable_twin = {row["path"] for row in table if not row["in_kernel"]}
    assert {"queue.cancel_pct", "points.policy_dates.fields", "points.other_side"} <= by_the_readable_twin
    assert not any("shifts" in path or path.startswith("service") for path in by_the_readable_twin)


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (["run", "nowhere"], "There is no scenario nowhere"),
        (["run", "nowhere.yaml"], "There is no such file"),
        (["run", "syrym-week", "--runs", "0"], "--runs: 0 is out of range"),
        (["run", "syrym-week", "--until", "-1"], "--until: -1.0 is out of range"),
        (["run", "syrym-week", "--threads", "0"], "--threads: 0 is out of range"),
        (["run", "syrym-week", "--log"], "--log: A log needs a folder"),
        (["run", "broken.yaml"], "broken.yaml, row 3, pionts: pionts is not a field of a scenario"),
        (["run", "syrym-week", "--save-state", "x"], "--save-state: A state is that of an instant"),
        (["run", "syrym-week", "--from-state", "broken.yaml"], "--from-state: It cannot be read"),
        (["run", "syrym-week", "--from-state", "nowhere"], "There is no such file"),
        (["compare", "syrym-week"], "B: A scenario is held against another"),
        (["run", "autumn-2025", "--without", "weather"], "--without: This scenario has no cause weather"),
        (["sweep", "syrym-week", "--vary", "checked_pct"], "--vary: checked_pct does not name a field"),
        (["sweep", "syrym-week", "--vary", "checked_pct=20,300"], "checked_pct: 300 is out of range"),
        (["sweep", "syrym-week", "--vary", "colour=red"], "colour: there is no field colour"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_runs(capsys, tmp_path, tokens, told):
    (tmp_path / "broken.yaml").write_text("name: x\narrivals: {mean_per_day: 5}\npionts: []\n", "utf-8")
    found = asked(capsys, *tokens, status=2)
    assert told.lower() in found.err.lower()
    assert found.out == ""


def test_a_folder_that_cannot_be_made_is_told(capsys, tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    found = asked(capsys, "run", "syrym-week", "--runs", "1", "--out", "file/below", status=2)
    assert "result.json cannot be written" in found.err


def test_otkel_itself_loads_nothing_until_it_is_asked():
    code = """
import sys, otkel
assert not any(heavy in sys.modules for heavy in ("numba", "numpy", "otkel.app"))
week = otkel.simulate("syrym-week", runs=2, threads=1)
assert week.figure("line", "p80").mean > 0
try:
    otkel.nothing
except AttributeError as error:
    assert "nothing" in str(error)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
