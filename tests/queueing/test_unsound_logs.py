"""Logs that nobody should be able to measure in silence: damaged files, wrong columns, numbers of nothing."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import InputError
from otkel.queueing.log import Log, log_of, read_log, save_log
from otkel.queueing.measures import measure
from otkel.queueing.measures.sound import reading, require_sound, span_of
from tests.queueing.made_logs import orderly, wild
from tests.queueing.test_measures_more import refused_once

LATE_US = 4_102_444_800_000_001


def taken_in(file):
    """Read, check and measure a file as the shell does."""
    with reading("x"):
        log = read_log(file)
    require_sound(log, "x")
    with reading("x"):
        return measure(log)


@settings(deadline=None, max_examples=40)
@given(events=st.one_of(wild(), orderly()))
def test_what_otkel_writes_is_sound(events):
    require_sound(log_of(events), "x")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    file = tmp_path_factory.mktemp("log") / "log.parquet"
    save_log(log_of(refused_once().events * 20), file)
    return file


def test_a_cut_file_is_never_measured(written, tmp_path):
    whole = written.read_bytes()
    for length in (0, 3, *range(100, len(whole), 500), len(whole) - 1):
        file = tmp_path / f"{length}.parquet"
        file.write_bytes(whole[:length])
        with pytest.raises(InputError):
            taken_in(file)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("kind", pl.lit(255, pl.UInt8), "word"),
        ("point", pl.lit(1, pl.UInt16), "crossing point"),
        ("lane", pl.lit(60_000, pl.UInt16), "text"),
        ("reason", pl.lit(60_000, pl.UInt16), "text"),
        ("v1", pl.lit(60_000, pl.Int64), "text"),
        ("v1", pl.lit(-1, pl.Int64), "text"),
        ("occurred_us", pl.lit(-1, pl.Int64), "time"),
        ("recorded_us", pl.lit(LATE_US, pl.Int64), "time"),
        ("occurred_us", pl.lit(None, pl.Int64), "empty"),
        ("kind", pl.lit(None, pl.UInt8), "empty"),
    ],
)
def test_a_number_that_stands_for_nothing_is_told_with_its_count(column, value, told):
    log = log_of(refused_once().events)
    arrived = pl.col("kind") == 4
    frame = log.frame.with_columns(pl.when(arrived).then(value).otherwise(column).alias(column))
    with pytest.raises(InputError) as caught:
        require_sound(Log(frame, log.points, log.codes), "x")
    (mistake,) = caught.value.mistakes
    assert told in mistake.what.values["what"].text
    assert mistake.what.values["n"] == 2
    assert mistake.where.file == "x"


def test_a_part_with_other_columns_is_refused(tmp_path):
    """The last file of a folder may be a log, and one before it none."""
    save_log(log_of(refused_once().events), tmp_path / "000001.parquet")
    pl.DataFrame({"position": ["one"]}).write_parquet(tmp_path / "000000.parquet")
    with pytest.raises(InputError) as caught:
        taken_in(tmp_path)
    assert "damaged" in caught.value.mistakes[0].what.text


def test_a_row_that_holds_no_event_is_refused_in_words():
    """A correction is read as an event, and so must be one."""
    log = log_of(refused_once().events)
    broken = log.frame.with_columns(
        kind=pl.when(pl.col("kind") == 4).then(120).otherwise("kind").cast(pl.UInt8)
    )
    with pytest.raises(InputError) as caught, reading("x"):
        measure(Log(broken, log.points, log.codes))
    assert "must have" in caught.value.mistakes[0].what.text


def test_the_time_that_a_log_spans():
    log = log_of(refused_once().events)
    first_us, last_us = span_of(log)
    assert last_us - first_us == 300 * 60_000_000
    assert span_of(log_of([])) == (0, 0)
