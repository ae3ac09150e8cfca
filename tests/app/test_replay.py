"""A replay in words and pictures: what is missed looks missed, and says by how much."""

import re
from datetime import date

import msgspec
import pytest

from otkel.app.replay import others_of, replay_study, shown, table_csv
from otkel.app.replay_page import page_of, pictures_of
from otkel.app.replay_picture import border_picture
from otkel.app.replay_told import answer_of, days_of, outside_of, reasons_of, sums_of
from otkel.app.replay_words import GROUPS, PLACES, QUANTITIES, UNITS, number, place_of, span, told
from otkel.app.reports_picture import Season
from otkel.app.svg import PAPER, Box
from otkel.app.words import words_for
from otkel.errors import InputError
from otkel.facts.people import Language
from otkel.sim.experiment import Setting
from otkel.sim.replay_rows import LOOKS, Standing
from otkel.sim.replay_rows import UNITS as SCALES
from otkel.sim.reports import read_reports
from otkel.sim.score import Fit, Span, fit_of

EN = words_for(Language.EN)


@pytest.fixture(scope="module")
def found():
    return replay_study("autumn-2025", Setting(replications=3), effects=0)


def row_of(found, day, quantity, low):
    """Give the row of a report on the whole border."""
    return next(
        row for row in found.rows
        if (row.report.from_on, row.report.place) == (day, "kz-ru")
        and (row.report.quantity, row.report.low) == (quantity, low)
    )  # fmt: skip


def with_span(row, low, high):
    """Give a row with another simulated range."""
    one = row.report
    reported = Span(one.low, float("inf") if one.high is None else one.high)
    return msgspec.structs.replace(
        row, low=low, mid=(low + high) / 2, high=high, width=high - low, fit=fit_of(Span(low, high), reported)
    )


def with_row(found, row, changed):
    """Give a replay in which one row is another."""
    return msgspec.structs.replace(found, rows=tuple(changed if one is row else one for one in found.rows))


def test_everything_that_can_be_simulated_has_its_words():
    assert set(LOOKS) <= set(QUANTITIES)
    assert set(SCALES) <= set(UNITS)
    for one in read_reports():
        assert EN.say(place_of(one.place))
    assert {"kz-ru", "kz-ru.worst", "north-kz", "oral"} <= set(PLACES)
    assert set(GROUPS) == {"border", "point"}


def test_what_was_reported_keeps_its_open_end(found):
    least = row_of(found, date(2025, 10, 28), "queue", 10000)
    assert EN.say(told(least.report)) == "at least 10,000 trucks"
    most = next(row for row in found.rows if row.report.quantity == "wait" and row.report.low is None)
    assert EN.say(told(most.report)).startswith("at most ")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.001, "0"), (0.25, "0.25"), (3.14, "3.1"), (7500, "7,500"), (-3.25, "-3.2"), (12, "12")],
)
def test_numbers_have_digits_that_say_something(value, text):
    assert number(value) == text
    assert span(value, value) == text


def test_a_missed_report_says_less_or_more_and_what_was_said_with_it(found):
    many = row_of(found, date(2025, 10, 2), "queue", 7500)
    none = row_of(found, date(2025, 10, 2), "queue", 0)
    low, high = with_span(many, 10, 20), with_span(none, 6000, 8000)
    assert low.fit is high.fit is Fit.OUTSIDE
    less = EN.say(reasons_of(found, low)[0])
    more = [EN.say(one) for one in reasons_of(found, high)]
    assert less.startswith("the twin says less")
    assert more[0].startswith("the twin says more")
    assert any("no accumulation before the Kazakh posts" in one for one in more)


def test_others_of_the_same_days_who_agree_with_the_twin_are_named(found):
    many = row_of(found, date(2025, 10, 2), "queue", 7500)
    none = row_of(found, date(2025, 10, 2), "queue", 0)
    changed = with_row(
        with_row(found, many, met := with_span(many, 6000, 8000)), none, with_span(none, 6000, 8000)
    )
    missed = row_of(changed, date(2025, 10, 2), "queue", 0)
    assert others_of(changed, missed) == [met]
    assert any("others say" in EN.say(one) for one in reasons_of(changed, missed))
    assert others_of(changed, met) == []


def test_the_sentences_count_what_the_table_holds(found):
    counted = found.counted
    text = EN.sentences(sums_of(found))
    outside = [row for row in counted if row.fit is Fit.OUTSIDE]
    assert text.startswith(f"{len(counted)} of {len(read_reports())} reports count")
    assert f"{len(outside)} outside" in text
    assert len(outside_of(found)) == len(outside)
    word = "is better" if found.skill > 0 else "is not better"
    assert word in text


def test_rows_that_do_not_count_say_why(found):
    row = next(row for row in shown(found) if row.standing is Standing.SETS)
    said = EN.say(answer_of(row))
    assert "does not count: a number of the scenario rests on it" in said
    assert row.sets in said


def test_days_of_a_cause_may_have_no_end(found):
    open_end = next(one for one in found.changes if one.to_on is None)
    assert days_of(open_end, EN) == "from 4 August 2025"
    assert days_of(found.changes[1], EN) == "4 September 2025 – 18 September 2025"


def test_marks_of_missed_reports_are_hollow(found):
    picture = str(border_picture(found, EN))
    shown_queues = [
        row for row in found.counted if (row.report.quantity, row.report.place) == ("queue", "kz-ru")
    ]
    missed = [row for row in shown_queues if row.fit is Fit.OUTSIDE]
    papers = re.findall(rf"<rect [^>]*width='3\.8'[^>]*fill='{PAPER}'", picture)
    assert len(papers) == len(missed) > 0


def test_a_season_holds_its_days_and_amounts():
    season = Season(Box(100, 50, 200, 80), date(2025, 9, 1), date(2025, 9, 11), 1000)
    assert (season.x(date(2025, 9, 1)), season.x(date(2025, 9, 11))) == (100, 300)
    assert (season.y(0), season.y(500), season.y(1000)) == (130, 90, 50)
    assert season.y(5000) == 50  # above the plot: at its edge


@pytest.mark.parametrize("language", list(Language))
def test_the_page_is_whole_in_each_language(found, language):
    words = words_for(language)
    pictures = pictures_of(found, words)
    assert set(pictures) == {"queue", "points"}  # without effects no picture of them
    page = page_of(found, pictures, words)
    assert f"<html lang='{language.value}'>" in page
    assert page.count("<table") == page.count("</table>") >= 5
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_no_cell_of_the_csv_is_a_formula(found):
    row = found.rows[0]
    bad = msgspec.structs.replace(row, report=msgspec.structs.replace(row.report, said_by="=cmd()"))
    assert "\n2019-05-27,2019-05-27,syrym,queue,105,105,trucks,'=cmd()," in table_csv(
        with_row(found, row, bad)
    ).replace("\r", "")


def test_a_cause_that_is_not_there_is_refused():
    with pytest.raises(InputError):
        replay_study("autumn-2025", Setting(replications=2), ["greed"])
