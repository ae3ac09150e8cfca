"""How stays become days of presence and uninterrupted stays."""

import pytest

from otkel.facts.people import Permit, Stay
from otkel.law.stay.days import Span, Territory, list_rows, sweep
from otkel.law.stay.limits import find_breach
from otkel.law.stay.plans import extend, find_entry, find_last_day, last_lawful, stay_on
from otkel.law.stay.rules import Segment, find_segment, join

ALWAYS = Span(1, 9999)
PLAIN = Territory({"RU": (ALWAYS,), "BY": (Span(5, 90),)}, added="BY")
DROPPED = Territory({"RU": (ALWAYS,)}, added="BY", exits_dropped=(Span(10, 200),))
HERE, THERE = 0, 1


def joined(*rows, territory=PLAIN):
    days = sweep(sorted(rows), territory)
    return [tuple(span) for span in days.spans], [tuple(run) for run in days.runs], days.overlap


@pytest.mark.parametrize(
    ("rows", "spans", "runs", "overlap"),
    [
        ([(1, 3, HERE, True), (7, 9, HERE, True)], [(1, 3), (7, 9)], [(1, 3), (7, 9)], None),
        # Same side: the next date and one shared date are two stays, more is one and an overlap.
        ([(1, 3, HERE, True), (4, 9, HERE, True)], [(1, 9)], [(1, 3), (4, 9)], None),
        ([(1, 3, HERE, True), (3, 9, HERE, True)], [(1, 9)], [(1, 3), (3, 9)], None),
        ([(1, 4, HERE, True), (3, 9, HERE, True)], [(1, 9)], [(1, 9)], (3, 4)),
        ([(1, 9, HERE, True), (3, 5, HERE, True)], [(1, 9)], [(1, 9)], (3, 5)),
        ([(1, 9, HERE, True), (3, 3, HERE, True)], [(1, 9)], [(1, 9), (3, 3)], None),
        # From one side straight to the other: the same date or the next is one run.
        ([(1, 3, HERE, True), (3, 9, THERE, True)], [(1, 9)], [(1, 9)], None),
        ([(1, 3, HERE, True), (4, 9, THERE, True)], [(1, 9)], [(1, 9)], None),
        ([(1, 3, THERE, True), (4, 9, HERE, True)], [(1, 9)], [(1, 9)], None),
        ([(1, 3, HERE, True), (5, 9, THERE, True)], [(1, 3), (5, 9)], [(1, 3), (5, 9)], None),
        ([(1, 5, HERE, True), (3, 9, THERE, True)], [(1, 9)], [(1, 9)], (3, 5)),
        ([(1, 3, HERE, True), (4, 6, THERE, True), (7, 9, HERE, True)], [(1, 9)], [(1, 9)], None),
        # Of two stays that end on one date the later one is gone on from.
        ([(1, 3, HERE, True), (3, 3, HERE, True), (4, 5, THERE, True)], [(1, 5)], [(1, 3), (3, 5)], None),
        ([(1, 9, HERE, True), (2, 8, THERE, True), (7, 12, HERE, True)], [(1, 12)], [(1, 12)], (2, 8)),
    ],
)
def test_runs(rows, spans, runs, overlap):
    assert joined(*rows) == (spans, runs, overlap)


@pytest.mark.parametrize(
    ("rows", "spans", "runs"),
    [
        ([(20, 24, HERE, True)], [(20, 23)], [(20, 23)]),
        ([(20, 20, HERE, True)], [(20, 20)], [(20, 20)]),
        ([(20, 24, HERE, False)], [(20, 24)], [(20, 24)]),
        ([(3, 9, HERE, True)], [(3, 9)], [(3, 9)]),
        ([(3, 10, HERE, True)], [(3, 9)], [(3, 9)]),
        ([(190, 200, HERE, True)], [(190, 199)], [(190, 199)]),
        ([(190, 201, HERE, True)], [(190, 201)], [(190, 201)]),
        # Going on to the other side is no leaving of the territory.
        ([(20, 24, HERE, True), (25, 27, THERE, True)], [(20, 26)], [(20, 26)]),
        ([(20, 24, HERE, True), (24, 27, THERE, True)], [(20, 26)], [(20, 26)]),
        ([(20, 24, HERE, True), (25, 27, HERE, True)], [(20, 23), (25, 26)], [(20, 23), (25, 26)]),
    ],
)
def test_dropped_exits(rows, spans, runs):
    assert joined(*rows, territory=DROPPED)[:2] == (spans, runs)


def test_counting():
    days = sweep([(3, 5, 0, True), (8, 8, 0, True), (11, 20, 0, True)], PLAIN)
    assert [days.up_to(day) for day in (2, 3, 5, 7, 8, 10, 11, 20, 21)] == [0, 1, 3, 3, 4, 4, 5, 14, 14]
    assert days.count(5, 11) == 3
    assert [days.nth(n) for n in (1, 3, 4, 5, 14)] == [3, 5, 8, 11, 20]
    assert [days.has(day) for day in (2, 3, 6, 8)] == [False, True, False, True]
    assert (days.first_day, days.last_day) == (3, 20)
    assert [days.run_start(day) for day in (2, 4, 15, 20, 21)] == [None, 3, 11, 11, None]


def test_nobody_was_here():
    days = sweep([], PLAIN)
    assert (days.first_day, days.last_day, days.up_to(9), days.spans) == (0, 0, 0, [])


def test_the_longest_of_two_runs_holds_a_day():
    assert sweep([(1, 5, 0, True), (5, 9, 0, True)], PLAIN).run_start(5) == 1


def test_a_later_stay():
    days = sweep([(3, 5, 0, True)], PLAIN)
    later, same = days.then(9, 10), sweep([(3, 5, 0, True), (9, 10, 0, False)], PLAIN)
    for name in ("spans", "overlap", "last_day"):
        assert getattr(later, name) == getattr(same, name)
    assert [tuple(run) for run in later.runs] == [tuple(run) for run in same.runs]
    assert (later.up_to(9), later.nth(5), days.last_day) == (4, 10, 5)
    overlapping = sweep([(1, 4, 0, True), (2, 3, 0, True)], PLAIN)
    assert overlapping.then(9, 9).overlap == Span(2, 3)


def at(ordinal):
    from datetime import date

    return date.fromordinal(ordinal)


def test_rows():
    stays = [
        Stay(country="RU", entered_on=at(50), left_on=at(60)),
        Stay(country="RU", entered_on=at(10)),
        Stay(country="RU", entered_on=at(70)),
        Stay(country="BY", entered_on=at(1), left_on=at(5)),
        Stay(country="BY", entered_on=at(1), left_on=at(4)),
        Stay(country="BY", entered_on=at(90), left_on=at(95)),
        Stay(country="BY", entered_on=at(91), left_on=at(95)),
        Stay(country="KZ", entered_on=at(20), left_on=at(30)),
        Stay(country="RU", entered_on=at(20), left_on=at(30), permit=Permit.RESIDENCE),
    ]
    assert list_rows(stays, 40, PLAIN, frozenset({Permit.RESIDENCE})) == [
        (5, 5, THERE, True),
        (10, 40, HERE, False),
        (50, 60, HERE, True),
        (70, 70, HERE, False),
        (90, 90, THERE, False),
    ]


def test_going_on():
    rows = [(1, 5, 0, True), (5, 8, 0, True), (20, 22, 0, True)]
    assert extend(rows, 5, 12) == [(1, 5, 0, True), (5, 12, 0, True), (20, 22, 0, True)]
    assert extend(rows, 8, 12, False) == [(1, 5, 0, True), (5, 12, 0, False), (20, 22, 0, True)]
    assert extend(rows, 10, 12) == [(1, 5, 0, True), (5, 8, 0, True), (10, 12, 0, True), (20, 22, 0, True)]
    assert extend([(1, 5, 0, True)], 5, 9, True, True) == [(1, 5, 0, True), (5, 9, 0, True)]
    assert extend([(1, 5, 0, False)], 5, 9) == [(1, 9, 0, True)]
    assert extend([(1, 8, 0, True), (2, 9, 0, True)], 5, 7) == [(1, 7, 0, True), (2, 7, 0, True)]
    assert extend([(1, 5, 0, True), (2, 5, 0, True)], 5, 9) == [(1, 5, 0, True), (2, 9, 0, True)]


@pytest.mark.parametrize("last", [5, 6, 7, 8, 9, 10])
@pytest.mark.parametrize("side", [HERE, THERE])
def test_the_short_way_to_a_later_stay_is_the_long_one(last, side):
    rows = [(1, last, side, True)]
    for territory in (PLAIN, DROPPED):
        short = stay_on(rows, sweep(rows, territory), 10, 20, territory)
        long = sweep(extend(rows, 10, 20, False), territory)
        assert short.spans == long.spans
        assert [tuple(run) for run in short.runs] == [tuple(run) for run in long.runs]


def test_last_day_where_the_day_of_leaving_does_not_count():
    segments = (Segment(1, 9999, year=None, run=5),)
    assert [last_lawful(25, entered, DROPPED) for entered in (20, 25)] == [25, 24]
    assert last_lawful(25, 20, PLAIN) == 24
    rows = [(20, 22, 0, False)]
    for territory, last in ((DROPPED, 25), (PLAIN, 24)):
        staying = stay_on(rows, sweep(rows, territory), 22, 99, territory)
        assert find_last_day(rows, staying, 22, territory, segments) == last


def test_no_limit_no_last_day():
    rows = [(20, 22, 0, False)]
    staying = stay_on(rows, sweep(rows, PLAIN), 22, 99, PLAIN)
    assert find_last_day(rows, staying, 22, PLAIN, (Segment(1, 9999),)) is None


def test_no_day_of_entry():
    assert find_entry([], 5, 6, PLAIN, (Segment(1, 9999, run=5),)) is None
    assert find_entry([], 5, 5, PLAIN, (Segment(1, 9999, run=5),)) == 5


def test_segments():
    before, after = (
        (Segment(1, 9, year=1), Segment(10, 19, year=2)),
        (Segment(1, 14, year=3), Segment(15, 19, year=4)),
    )
    assert join(before, 12, after) == (
        Segment(1, 9, year=1),
        Segment(10, 11, year=2),
        Segment(12, 14, year=3),
        Segment(15, 19, year=4),
    )
    assert join(before, 1, after) == after
    assert [find_segment(before, day).year for day in (9, 10)] == [1, 2]


@pytest.mark.parametrize(
    ("window", "width", "breach"), [(3, 5, 9), (3, 6, 7), (2, 5, 6), (2, 4, 8), (4, 5, None), (4, 8, 8)]
)
def test_a_window_looks_back_from_each_day(window, width, breach):
    days = sweep([(2, 3, 0, True), (6, 9, 0, True)], PLAIN)
    assert find_breach(days, (Segment(1, 9999, window=window, width=width),), 1) == breach


def test_days_over_the_year_after_the_limit_was_passed():
    days = sweep([(10, 14, 0, True), (20, 22, 0, True)], PLAIN)
    segments = (Segment(1, 9999, year=3),)
    found = [find_breach(days, segments, since) for since in (1, 13, 14, 15, 20, 22, 23)]
    assert found == [13, 13, 14, 20, 20, 22, None]
