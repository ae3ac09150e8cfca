"""Days and instants are read strictly, and what is wrong is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import Mistake
from otkel.facts.time import read_day, read_instant


def told(mistake):
    """Give what a mistake says in plain English."""
    assert isinstance(mistake, Mistake)
    values = {k: getattr(v, "text", v) for k, v in mistake.what.values.items()}
    return mistake.what.text.format(**values)


@pytest.mark.parametrize(
    "text",
    ["2026-06-30", "30.06.2026", " 30.6.2026 ", "2026-6-30", "2026-06-30 00:00:00", "2026-06-30T14:20"],
)
def test_the_usual_forms_of_a_day_are_read(text):
    assert read_day(text) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2026-06-31", "2026-06-31 is not a day: June has 30 days"),
        ("31.06.2026", "31.06.2026 is not a day: June has 30 days"),
        ("2026-02-29", "2026-02-29 is not a day: February 2026 has 28 days"),
        ("30.02.2028", "30.02.2028 is not a day: February 2028 has 29 days"),
        ("2026-01-32", "2026-01-32 is not a day: January has 31 days"),
        ("2026-01-00", "2026-01-00 is not a day: January has 31 days"),
        ("2026-13-01", "2026-13-01 is not a day: a year has 12 months"),
        ("2026-00-01", "2026-00-01 is not a day: a year has 12 months"),
        ("30/06/2026", "30/06/2026 can be read with the day first or with the month first"),
        ("30.06.26", "30.06.26 has a year of two digits"),
        ("1999-12-31", "1999-12-31 lies outside the years 2000 to 2100"),
        ("2101-01-01", "2101-01-01 lies outside the years 2000 to 2100"),
        ("tomorrow", "tomorrow is not a day"),
        ("20260630", "20260630 is not a day"),
        ("2026-06-30T14:00Z", "2026-06-30T14:00Z is not a day"),
        ("", " is not a day"),
    ],
)
def test_what_is_no_day_is_told(text, what):
    assert told(read_day(text)) == what


def test_the_first_and_last_year_are_read():
    assert read_day("2000-01-01") == date(2000, 1, 1)
    assert read_day("31.12.2100") == date(2100, 12, 31)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_both_forms(day):
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day:%d.%m.%Y}") == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-30T14:00+05:00",
        "2026-06-30 14:00 +05:00",
        "30.06.2026 14:00 UTC+5",
        "2026-06-30T14:00:00.000+0500",
        "2026-06-30T09:00Z",
        "2026-06-30 14:00 Asia/Qyzylorda",
        "2026-06-30T14:00[Asia/Qyzylorda]",
    ],
)
def test_an_instant_with_its_zone_is_read(text):
    assert read_instant(text) == datetime(2026, 6, 30, 9, tzinfo=UTC)


def test_seconds_and_their_parts_are_kept():
    read = read_instant("2026-06-30T14:00:07.25-03:30")
    assert read.isoformat() == "2026-06-30T14:00:07.250000-03:30"
    assert read.utcoffset() == timedelta(hours=-3, minutes=-30)


def test_an_instant_without_a_zone_is_refused_and_shown_with_one():
    mistake = read_instant("30.06.2026 14:00")
    assert told(mistake) == "30.06.2026 14:00 has no time zone"
    assert mistake.do.values == {"form": "2026-06-30T14:00+05:00"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2026-06-30", "2026-06-30 is a day, but a time of day with its zone is needed"),
        ("2026-06-31T14:00+05:00", "2026-06-31 is not a day: June has 30 days"),
        (
            "2026-06-30T24:00Z",
            "2026-06-30T24:00Z is not a time: a day has hours 00 to 23, minutes and seconds 00 to 59",
        ),
        (
            "2026-06-30T14:60Z",
            "2026-06-30T14:60Z is not a time: a day has hours 00 to 23, minutes and seconds 00 to 59",
        ),
        ("2026-06-30T14:00+15:00", "+15:00 is not a time zone"),
        ("2026-06-30T14:00+05:75", "+05:75 is not a time zone"),
        ("2026-06-30T14:00 Asia/Nowhere", "Asia/Nowhere is not a time zone"),
        ("2026-06-30T14:00 ../../etc/passwd", "../../etc/passwd is not a time zone"),
        ("2026-06-30T14:00 Moscow", "Moscow is not a time zone"),
        ("at noon", "at noon is not a time of a day"),
    ],
)
def test_what_is_no_instant_is_told(text, what):
    assert told(read_instant(text)) == what


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    assert isinstance(read_day(text), date | Mistake)
    assert isinstance(read_instant(text), datetime | Mistake)


@given(st.from_regex(r"\d{4}-\d\d?-\d\d?[T ]\d\d?:\d\d(:\d\d)?[ +\-\[A-Za-z/:0-9\]]{0,20}", fullmatch=True))
def test_an_instant_always_has_its_offset(text):
    read = read_instant(text)
    assert isinstance(read, Mistake) or read.utcoffset() is not None
