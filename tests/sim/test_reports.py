"""The record of the jams: every figure has its day, place, speaker and source, and none is left out."""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from otkel.errors import OtkelError, UnknownNameError
from otkel.facts.gazetteer import list_points
from otkel.sim.reports import (
    REPORTS,
    STRETCHES,
    Direction,
    Grade,
    Kind,
    count_by_day,
    list_on,
    points_of,
    read_reports,
)

SLUGS = {point.slug for point in list_points()}
SHARED = Path(os.environ.get("OTKEL_SHARED", "../shared")) / "data" / "jam_2025_reports" / "reports.csv"
HEAD = REPORTS.read_text(encoding="utf-8").partition("\n")[0] + "\n"
ROW = "2025-10-02,2025-10-02,2025-10-02,syrym,to_ru,queue,2000,3000,trucks,a firm,physical,B,A page,https://a.b/c,\n"


def test_every_place_is_known_and_every_stretch_names_known_points():
    assert {one.place for one in read_reports()} <= SLUGS | set(STRETCHES)
    assert {slug for name in STRETCHES for slug in points_of(name)} <= SLUGS
    assert points_of("syrym") == ("syrym",)
    assert len(points_of("kz-ru")) == 30
    with pytest.raises(UnknownNameError):
        points_of("syrim")


def test_every_row_has_a_speaker_and_a_source():
    for one in read_reports():
        assert one.said_by, one
        assert one.source_title, one
        assert one.source_address.startswith("http") or "not recorded" in one.source_address, one


def test_a_report_is_published_after_it_begins_and_promises_stand_apart():
    for one in read_reports():
        planned = one.kind is Kind.PROMISED or one.to_on > one.from_on
        assert planned or one.published >= one.from_on, one
    promised = {one.quantity for one in read_reports() if one.kind is Kind.PROMISED}
    assert promised == {"capacity", "check_time", "clearing"}


def test_contradictory_reports_stand_side_by_side():
    said = {(one.low, one.high) for one in list_on(date(2025, 10, 2), "queue", "kz-ru")}
    assert (7500.0, 7500.0) in said
    assert (0.0, 0.0) in said
    on_15 = [one for one in list_on(date(2025, 10, 15), "queue", "kz-ru") if one.direction is Direction.TO_RU]
    assert min(one.low for one in on_15) == 2000
    assert Grade.BLOG in {one.grade for one in on_15}


def test_reports_are_counted_by_day():
    autumn = [one for one in read_reports() if (one.to_on - one.from_on).days < 14]
    counts = count_by_day(autumn)
    assert counts[date(2025, 10, 2)] >= 8
    assert counts[date(2025, 11, 12)] == 2
    assert date(2025, 11, 20) not in counts
    assert sum(counts.values()) == sum((one.to_on - one.from_on).days + 1 for one in autumn)
    assert list(counts) == sorted(counts)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2025-10-02,2025-10-02", "2025-13-02,2025-10-02", "row 2"),
        ("2025-10-02,2025-10-02", "2025-10-03,2025-10-02", "it ends before it begins"),
        ("syrym", "syrim", "no place syrim"),
        ("queue", "qeue", "no quantity qeue"),
        ("2000,3000", "3000,2000", "low lies above high"),
        ("2000,3000", ",", "a number is missing"),
        ("queue", "event", "a number is missing, or stands where none is meant"),
        ("trucks", "", "the unit is missing"),
        ("a firm", "", "the speaker or the source is missing"),
        ("https://a.b/c", "", "the speaker or the source is missing"),
        ("physical", "felt", "row 2"),
        ("to_ru", "to_us", "row 2"),
        (",B,", ",E,", "row 2"),
    ],
)
def test_what_is_wrong_in_a_row_is_named(tmp_path, old, new, told):
    file = tmp_path / "reports.csv"
    file.write_text(HEAD + ROW, encoding="utf-8")
    assert len(read_reports(file)) == 1
    read_reports.cache_clear()
    file.write_text(HEAD + ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OtkelError, match=told):
        read_reports(file)


def test_every_figure_that_was_collected_stands_here():
    if not SHARED.exists():
        pytest.skip("the collected reports are not beside the project; name their folder in OTKEL_SHARED")
    with SHARED.open(encoding="utf-8", newline="") as stream:
        missing = [
            row for row in csv.DictReader(stream) if not any(_is_same(row, one) for one in read_reports())
        ]
    assert missing == []


def _is_same(row, one):
    """Tell whether a row of the collection is this report: address, day, and numbers unless 'up to'."""
    whole = (row["observed"] + "-01-01")[:10] if len(row["observed"]) == 4 else (row["observed"] + "-01")[:10]
    if not (
        one.covers(date.fromisoformat(whole)) and row["source_url"] in (one.source_address, "seed file 002")
    ):
        return False
    low, high = ("" if value is None else f"{value:g}" for value in (one.low, one.high))
    numbers = tuple("" if not row[name] else f"{float(row[name]):g}" for name in ("value_low", "value_high"))
    flag = row["unit"] in ("flag", "date", "event", "weather")
    return flag or (low, high) == numbers or ("up to" in row["note"] and high == numbers[1])


def test_the_file_is_plain_ascii_of_facts_and_short_notes():
    text = REPORTS.read_text(encoding="utf-8")
    assert "\r" not in text
    assert max(len(one.note.split()) for one in read_reports()) <= 25
