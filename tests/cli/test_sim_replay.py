"""`otkel sim replay`: the table in words, as CSV, as JSON and as a page, and what it refuses."""

import csv
import io
import json

import pytest

from otkel.cli.main import run
from otkel.sim.causes import read_causes
from otkel.sim.reports import read_reports


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTKEL_LANG", "en")


def asked(capsys, *tokens, status=0):
    assert run(["sim", "replay", *tokens]) == status
    return capsys.readouterr()


def test_the_table_in_words(capsys):
    out = asked(capsys, "--runs", "2", "--effects", "1").out
    text = " ".join(out.split())
    assert text.startswith("autumn-2025: 2 simulated autumns, seed 20251001")
    assert "2 October 2025 the whole border, queue: 7,500 trucks (a source in road freight;" in text
    assert "does not count: a number of the scenario rests on it (origins[3].weight)" in text
    assert "Where the twin is outside." in text
    assert "skill" in text
    assert "exit screening" in text
    assert max(len(line) for line in out.splitlines()) <= 80


def test_the_table_as_csv_holds_every_report(capsys):
    rows = list(csv.DictReader(io.StringIO(asked(capsys, "autumn-2025", "--runs", "2", "--csv").out)))
    assert len(rows) == len(read_reports())
    counted = [row for row in rows if row["standing"] == "counts"]
    assert all(row["fit"] in ("inside", "partly", "outside") for row in counted)
    assert all(float(row["score"]) >= float(row["width"]) - 1e-6 for row in counted)
    assert {row["sets"] for row in rows if row["standing"] == "sets a number"} >= {"m_per_truck"}


def test_as_json_it_is_the_same_for_any_number_of_threads(capsys):
    one, two = (
        asked(capsys, "--runs", "3", "--effects", "0", "--threads", threads, "--json").out
        for threads in ("1", "3")
    )
    assert one == two
    found = json.loads(one)
    assert found["seed"] == 20251001
    assert len(found["bands"][0]["mid"]) == 150
    assert {ground["path"] for ground in found["grounds"]} >= {"choosing_pct"}


def test_a_folder_gets_a_page_that_needs_nothing_beside_it(capsys, tmp_path):
    told = asked(capsys, "--runs", "2", "--effects", "1", "--out", "made")
    assert "made" in told.err
    names = {"page.html", "result.json", "table.csv", "queue.svg", "points.svg", "causes.svg"}
    assert {one.name for one in (tmp_path / "made").iterdir()} == names
    page = (tmp_path / "made" / "page.html").read_text("utf-8")
    assert page.count("<svg ") == 3
    for cause in read_causes().causes:
        assert cause.what.replace("'", "&#x27;") in page
    assert "<script" not in page
    assert "src=" not in page
    assert "https://www.kommersant.ru/doc/8080647" in page


def test_a_scenario_of_other_days_says_that_nothing_counts(capsys):
    out = asked(capsys, "syrym-week", "--runs", "1", "--out", "made").out
    assert "No report speaks of the days and places of this scenario." in " ".join(out.split())


def test_a_cause_is_left_out(capsys):
    out = asked(
        capsys, "--runs", "1", "--effects", "0", "--without", "papers", "--without", "transit_stop"
    ).out
    assert "Left out: VAT proof and papers, stop on transit." in " ".join(out.split())


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("--without", "greed"), "greed"),
        (("autumn-2026",), "autumn-2026"),
        (("--runs", "0"), "--runs"),
        (("--runs", "2", "--effects", "3"), "--effects"),
        (("syrym-week", "--without", "papers"), "--without"),
    ],
)
def test_what_cannot_be_is_refused_in_words(capsys, tokens, told):
    answer = asked(capsys, *tokens, status=2)
    assert told in answer.err
    assert answer.out == ""
