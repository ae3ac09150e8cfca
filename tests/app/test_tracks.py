"""Passages out of a fleet's table and out of what was taken in; the log is measured like any other."""

import json

import polars as pl
import pytest

from otkel.app.intake.running import receiving
from otkel.app.measuring import Asked, measure_logs
from otkel.cli.main import run
from otkel.errors import InputError
from otkel.feeds.positions_table import read_positions
from tests.feeds.test_tracks import FEATURES, HOUR, START, WAY, frame, track
from tests.feeds.traccar_forms import message


@pytest.fixture
def zones(tmp_path):
    file = tmp_path / "zones.json"
    file.write_text(json.dumps({"features": FEATURES}))
    return str(file)


def told(capsys, *words):
    assert run(["feed", "passages", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_fleets_table_becomes_a_log_that_is_measured(zones, tmp_path, capsys):
    rows = [row for n in range(20) for row in track(*WAY, device=f"d{n}", start_us=START + n * HOUR)]
    file = tmp_path / "fleet.parquet"
    frame(rows).write_parquet(file)
    found = told(capsys, zones, str(file), "--out", str(tmp_path / "log"))
    assert (found["through"], found["set_aside"], found["events"]) == (20, 0, 120)
    (measured,) = measure_logs([str(tmp_path / "log")], Asked())
    assert measured.source
    assert run(["feed", "passages", zones, str(file), "--out", str(tmp_path / "log")]) == 2
    assert "there already" in capsys.readouterr().err


def test_rows_that_are_no_position_are_counted_and_the_rest_goes_in(tmp_path):
    file = tmp_path / "fleet.csv"
    good = [f"a,2026-08-31T{8 + n:02}:00:00Z,51.61,51.02" for n in range(3)]
    bad = [
        "a,2026-08-31T08:00:00,51.61,51.02", "a,yesterday,51.61,51.02", "a,2026-08-31T09:30:00Z,x,51.02",
        "a,2026-08-31T09:30:00Z,0,0", "a,2026-08-31T09:30:00Z,91,51", ",2026-08-31T09:30:00Z,51,51", "a",
    ]  # fmt: skip
    file.write_text("\n".join(["device,time,latitude,longitude", *good, *bad]))
    read, aside = read_positions(file)
    assert (len(read), aside) == (3, 7)
    assert read["fix_us"].to_list() == [START + n * HOUR for n in range(3)]


def test_one_bad_row_in_a_million_spoils_itself_alone(tmp_path):
    file = tmp_path / "fleet.csv"
    rows = [f"d{n % 1000},{START + n * 1_000_000},51.61,51.02" for n in range(1_000_000)]
    rows[700_000] = "d7,never,51.61,51.02"
    file.write_text("device,fix_us,latitude,longitude\n" + "\n".join(rows))
    read, aside = read_positions(file)
    assert (len(read), aside) == (999_999, 1)


@pytest.mark.parametrize("text", ["", "device,latitude,longitude\na,1,2", "a;b\n1;2", "PAR1"])
def test_a_file_that_is_no_table_is_refused(tmp_path, text):
    file = tmp_path / ("x.parquet" if text == "PAR1" else "x.csv")
    file.write_text(text)
    with pytest.raises(InputError):
        read_positions(file)
    with pytest.raises(InputError):
        read_positions(tmp_path / "none.csv")


def test_a_parquet_file_may_hold_times_as_such(tmp_path):
    made = frame(track(*WAY)).with_columns(
        pl.from_epoch("fix_us", "us").dt.replace_time_zone("UTC").alias("time")
    )
    made.drop("fix_us").write_parquet(tmp_path / "a.parquet")
    read, aside = read_positions(tmp_path / "a.parquet")
    assert (read["fix_us"].to_list(), aside) == (made["fix_us"].to_list(), 0)


def test_what_was_taken_in_is_read_from_beside_the_ledger(zones, tmp_path, capsys):
    db = f"sqlite:///{tmp_path}/ledger.db"
    with receiving(db, tick_s=3600) as receiver:
        for _, at_us, north, east in track(*WAY):
            minute = (at_us - START) // 60_000_000
            at = f"2026-08-31T{8 + minute // 60:02}:{minute % 60:02}:00Z"
            data = message(deviceTime=at, fixTime=at, latitude=north, longitude=east)
            receiver.intake.submit(data, lambda _: None)
        stale = message(deviceTime="2026-08-31T10:00:00Z", fixTime="2026-08-31T09:00:00Z", longitude=51.02)
        receiver.intake.submit(stale, lambda _: None)
    found = told(capsys, zones, "--db", db)
    assert (found["positions"], found["through"]) == (18, 1)
