"""The next day of entry, and stays that cannot matter, against the plainest way to find them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.people import Stay
from otkel.law.corpus import read_rulebook
from otkel.law.stay import plans
from otkel.law.stay.answer import get_case
from otkel.law.stay.days import Span, Territory, count_dates, list_rows, sweep
from otkel.law.stay.limits import LONGEST, find_breach, get_horizon, measure
from otkel.law.stay.plans import SEARCH, find_entry
from otkel.law.stay.rules import REGIMES, Segment, get_segments

BOOK = read_rulebook()
ALWAYS = Span(1, 9999)
TERRITORIES = (
    Territory({"BY": (ALWAYS,)}, "BY", always=frozenset({"RU"})),
    Territory({}, None, (ALWAYS,), frozenset({"RU"})),
    Territory({}, None, (Span(1, 360), Span(375, 410)), frozenset({"RU"})),
)
# Day 366 is 1 January of the year 2, and day 730 its 31 December.
LIMITS = (
    (Segment(1, 9999, year=9),),
    (Segment(1, 9999, year=9, run=5),),
    (Segment(1, 9999, window=4, width=12),),
    (Segment(1, 9999, window=9, width=20, run=6),),
    (Segment(1, 380, window=4, width=12), Segment(381, 9999, year=12, run=8)),
    (Segment(1, 380, year=6, run=4), Segment(381, 420, year=11, run=4, run_warns=True), Segment(421, 9999)),
    (Segment(1, 390, year=5), Segment(391, 9999, window=7, width=30)),
)


@st.composite
def rows_in_order(draw, first=330, last=400, most=6, sides=(0, 0, 1)):
    rows = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(first, last))
        length = draw(st.sampled_from([1, 1, 2, 3, 4, 9]))
        rows.append((start, start + length - 1, draw(st.sampled_from(sides)), draw(st.booleans())))
    return sorted(rows)


def first_that_fits(rows, start, length, territory, segments):
    """Try every day of entry."""
    for day in range(start, max(start, rows[-1][1] if rows else start) + SEARCH):
        days = sweep(sorted([*rows, (day, day + length - 1, 0, True)]), territory)
        if find_breach(days, segments, day) is None:
            return day
    return None


class TestEarliestEntry:
    @settings(max_examples=100, deadline=None)
    @given(
        rows_in_order(),
        st.integers(340, 400),
        st.integers(1, 10),
        st.sampled_from(TERRITORIES),
        st.sampled_from(LIMITS),
    )
    def test_no_day_that_fits_is_leapt_over(self, rows, start, length, territory, segments):
        expected = first_that_fits(rows, start, length, territory, segments)
        assert find_entry(rows, start, length, territory, segments) == expected


@pytest.fixture
def tried(monkeypatch):
    """Record how many days of entry are tried."""
    days = []

    def counted(rows, territory):
        days.append(rows)
        return sweep(rows, territory)

    monkeypatch.setattr(plans, "sweep", counted)
    return days


@pytest.mark.parametrize(
    ("rows", "start", "length", "segments", "entry", "tries"),
    [
        # A year's limit: to the last days of the year, then to the next year.
        ([(370, 377, 0, True)], 379, 3, LIMITS[0], 730, 2),
        ([(370, 378, 0, True)], 380, 3, LIMITS[0], 731, 2),
        # A window: until its first days fall out.
        ([(370, 372, 0, True)], 376, 3, LIMITS[2], 381, 2),
        ([(370, 373, 0, True)], 377, 4, LIMITS[2], 382, 2),
        ([(365, 365, 0, True), (370, 372, 0, True)], 374, 4, LIMITS[2], 381, 3),
        # An uninterrupted stay: to the days judged otherwise, or never.
        ([], 366, 6, LIMITS[1], None, 1),
        ([(340, 340, 0, True)], 370, 5, LIMITS[5], 377, 2),
        # A later stay that is over by itself: up to it, day by day along it, and past its year.
        ([(400, 409, 0, True)], 370, 2, LIMITS[0], 731, 1 + 13 + 2),
    ],
)
def test_how_far_is_leapt(tried, rows, start, length, segments, entry, tries):
    assert find_entry(rows, start, length, TERRITORIES[0], segments) == entry
    assert len(tried) == tries


class TestStaysThatCannotMatter:
    @settings(max_examples=100, deadline=None)
    @given(rows_in_order(), st.integers(330, 400), st.integers(0, 60))
    def test_dates_are_counted_as_days_of_presence(self, rows, first, length):
        last = first + length
        assert count_dates(rows, first, last) == sweep(rows, TERRITORIES[0]).count(first, last)

    def test_no_limit_looks_back_further(self):
        law = BOOK.on(date(2026, 8, 10))
        for regime in REGIMES:
            for segment in get_segments(regime, law):
                assert max(segment.width, segment.run or 0) <= LONGEST

    @settings(max_examples=100, deadline=None)
    @given(
        st.dates(date(2024, 6, 1), date(2027, 6, 1)),
        st.lists(
            st.tuples(
                st.integers(0, 420), st.integers(0, 120), st.sampled_from(["RU", "RU", "BY"]), st.booleans()
            ),
            max_size=8,
        ),
        st.sampled_from(["ru", "ru_driver"]),
        st.sampled_from(["counted", "not_counted"]),
    )
    def test_leaving_them_out_changes_no_limit(self, on, drawn, regime, exits):
        stays = tuple(
            Stay(
                country=country,
                entered_on=date.fromordinal(on.toordinal() - ago),
                left_on=None if running else date.fromordinal(on.toordinal() - ago + length),
            )
            for ago, length, country, running in drawn
        )
        law = BOOK.on(on, None, {"ru_exit_day": exits})
        segments = get_segments(regime, law)
        whole = get_case(stays, "ru", law)
        short = get_case(stays, "ru", law, since=get_horizon(whole.on))
        one, other = (measure(case.days, segments, case.on) for case in (whole, short))
        assert [(use.kind, use.left, use.limit) for use in one] == [
            (use.kind, use.left, use.limit) for use in other
        ]
        assert one[0].used == other[0].used
        assert find_breach(whole.days, segments, whole.on) == find_breach(short.days, segments, short.on)


def test_the_horizon():
    """It lies two days before the window that looks back furthest."""
    assert get_horizon(date(2026, 12, 31).toordinal()) == date(2025, 12, 30)
    assert get_horizon(date(2026, 3, 1).toordinal()) == date(2025, 8, 11)


def test_rows_since_a_day():
    on = date(2026, 8, 10)
    territory = Territory({"BY": (Span(on.toordinal() - 9, on.toordinal()),)}, "BY", always=frozenset({"RU"}))
    stays = [
        Stay(country="RU", entered_on=date(2026, 8, 1), left_on=date(2026, 8, 3)),
        Stay(country="RU", entered_on=date(2026, 8, 1), left_on=date(2026, 8, 4)),
        Stay(country="RU", entered_on=date(2026, 7, 1)),
        Stay(country="BY", entered_on=date(2026, 7, 1), left_on=date(2026, 8, 2)),
        Stay(country="BY", entered_on=date(2026, 7, 1), left_on=date(2026, 8, 5)),
        Stay(country="KZ", entered_on=date(2026, 8, 5), left_on=date(2026, 8, 6)),
    ]
    found = list_rows(stays, on.toordinal(), territory, frozenset(), date(2026, 8, 4))
    assert [(date.fromordinal(a).isoformat(), date.fromordinal(b).isoformat(), *c) for a, b, *c in found] == [
        ("2026-07-01", "2026-08-10", 0, False),
        ("2026-08-01", "2026-08-04", 0, True),
        ("2026-08-01", "2026-08-05", 1, True),
    ]
