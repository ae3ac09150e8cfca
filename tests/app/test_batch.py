"""A fleet: as many rows out as in, bad rows reported, nothing half written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from otkel.app.batch import COLUMNS, check_table
from otkel.app.check import Asked
from otkel.errors import InputError

HEAD = "id,enters_on,route,plate,driver_citizenship,spot_applied,goods_codes,consignee_country\n"
GOOD = "a,2026-06-10,KZ;RU,660 CTA 07,KZ,no,1905 31,RU\n"
BAD = "b,2026-06-31,KZ;RU,660 CTA 07,KZ,no,1905 31,RU\n"
EVIL = '"=HYPERLINK(""x"")",2025-06-10,KZ;RU,660 CTA 07,KZ,,,\n'


def table(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "".join(rows), "utf-8")
    return path


def test_a_row_for_each_row(tmp_path: Path) -> None:
    ticks: list[int] = []
    out = tmp_path / "out.csv"
    trips = table(tmp_path / "in.csv", GOOD, BAD, EVIL)
    summary = check_table(trips, out, Asked(), lambda done, total: ticks.append(done))
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [r["row"] for r in rows] == ["2", "3", "4"]
    assert [r["trip"] for r in rows] == ["a", "", '\'=HYPERLINK("x")']
    assert rows[1]["answer"] == "error"
    assert rows[1]["error"].startswith("in.csv, row 3, enters_on: ")
    assert rows[0]["error"] == ""
    assert tuple(rows[0]) == COLUMNS
    assert (summary.rows, summary.answers["error"], summary.exit_status) == (3, 1, 2)
    assert [m.where.row for m in summary.mistakes] == [3]
    assert ticks == [1, 2, 3]


def test_a_truck_that_may_not_go_gives_one(tmp_path: Path) -> None:
    summary = check_table(table(tmp_path / "in.csv", GOOD), tmp_path / "o.csv", Asked(), lambda a, b: None)
    row = next(csv.DictReader((tmp_path / "o.csv").read_text("utf-8").splitlines()))
    assert summary.exit_status == 1
    assert int(row["stops"]) >= 1
    assert row["first"]
    assert row["who"]


def test_jsonl_holds_the_whole_answers(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    check_table(table(tmp_path / "in.csv", GOOD, BAD), out, Asked(), lambda a, b: None)
    first, second = map(json.loads, out.read_text("utf-8").splitlines())
    assert first["row"] == 2
    assert first["error"] is None
    assert first["findings"]
    assert first["not_checked"]
    assert second == {"row": 3, "answer": "error", "error": second["error"]}


def test_nothing_is_left_of_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"")
    with pytest.raises(InputError):
        check_table(tmp_path / "in.csv", tmp_path / "out.csv", Asked(), lambda a, b: None)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv"]


def test_the_trips_are_never_written_over(tmp_path: Path) -> None:
    trips = table(tmp_path / "in.csv", GOOD)
    with pytest.raises(InputError):
        check_table(trips, trips, Asked(), lambda a, b: None)
    assert trips.read_text("utf-8") == HEAD + GOOD


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        check_table(table(tmp_path / "in.csv", GOOD), tmp_path / "no" / "o.csv", Asked(), lambda a, b: None)
    assert "cannot be written" in caught.value.mistakes[0].what.text


def test_a_misspelt_column_gives_two_and_every_row_is_answered(tmp_path: Path) -> None:
    trips = tmp_path / "in.csv"
    trips.write_text(
        "in_registr,zzz,enters_on,route\nno,x,2026-13-01,KZ;RU\nno,x,2026-06-10,KZ;RU\n", "utf-8"
    )
    summary = check_table(trips, tmp_path / "out.csv", Asked(), lambda a, b: None)
    assert summary.exit_status == 2
    assert summary.mistakes[0].where.field == "in_registr"
    assert [n.where.field for n in summary.notices] == ["zzz"]
    assert [r["row"] for r in csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines())] == [
        "2",
        "3",
    ]


def test_what_is_noticed_in_a_row_stands_in_its_row(tmp_path: Path) -> None:
    trips = tmp_path / "in.csv"
    trips.write_text("enters_on,route,consignee_tax_id,consignee_country\n2026-06-10,KZ;RU,7707083894,RU\n")
    check_table(trips, tmp_path / "out.csv", Asked(), lambda a, b: None)
    (row,) = csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines())
    assert "consignee_tax_id: " in row["notices"]
    assert row["error"] == ""


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        check_table(table(tmp_path / "in.csv"), tmp_path / "out.csv", Asked(), lambda a, b: None)
    assert caught.value.mistakes[0].what.text == "the table has no rows"
    assert not (tmp_path / "out.csv").exists()
