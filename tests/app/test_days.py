"""Days for a table of drivers: the promised keys, and rows that could not be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from otkel.app.days import FACTS, AskedDays, count_days, person_of, read_rule, told
from otkel.app.words import words_for
from otkel.errors import UnknownNameError
from otkel.facts.people import Driver, Language, RuidStatement
from otkel.feeds.stays import COLUMNS
from otkel.law.stay import StayAnswer
from otkel.phrases import phrase

PROMISED = (
    "driver",
    "used",
    "left",
    "limit",
    "window_from_on",
    "window_to_on",
    "must_leave_on",
    "breach_on",
    "earliest_entry_on",
)
HEAD = "driver,country,entered_on,left_on,citizenship\n"


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "stays.csv"
    path.write_text(HEAD + text, "utf-8")
    return path


def asked(on: date, **more: int) -> AskedDays:
    return AskedDays(rule="ru", on=on, **more)  # type: ignore[arg-type]


def test_ninety_days_and_ninety_one(tmp_path: Path) -> None:
    text = "A,RU,2026-01-01,2026-03-31,KG\nB,RU,2026-01-01,2026-03-31,KG\nB,RU,2026-06-01,2026-06-01,KG\n"
    counted = count_days(table(tmp_path, text), asked(date(2026, 6, 1)))
    one, other = counted.answers
    assert [k for k in one if k in PROMISED] == list(PROMISED)
    assert (one["driver"], one["used"], one["left"], one["limit"]) == ("A", 90, 0, 90)
    assert (other["used"], other["answer"], other["breach_on"]) == (91, "no", "2026-06-01")
    assert counted.exit_status == 1
    assert one["citations"]
    assert [s["switch"] for s in other["switches"]].count("ru_exit_day") == 1


def test_a_driver_with_days_left_may_stay(tmp_path: Path) -> None:
    counted = count_days(table(tmp_path, "A,RU,2026-05-01,2026-05-10,KG\n"), asked(date(2026, 6, 1), plan=5))
    assert (counted.answers[0]["answer"], counted.answers[0]["used"]) == ("yes", 10)
    assert counted.exit_status == 0


def test_a_row_that_cannot_be_read_leaves_the_driver_undecided(tmp_path: Path) -> None:
    text = "A,RU,2026-05-01,2026-05-10,KG\nA,RU,2026-05-31,2026-02-31,KG\nB,RU,2026-05-01,2026-05-10,KG\n"
    counted = count_days(table(tmp_path, text), asked(date(2026, 6, 1)))
    assert [a["answer"] for a in counted.answers] == ["undecided", "yes"]
    assert [m.where.row for m in counted.mistakes] == [3]
    assert counted.exit_status == 2
    assert any("could not be read" in n for n in counted.answers[0]["notices"])


def test_the_column_of_the_statement_means_one_of_haulage() -> None:
    filed = Driver(ruid=RuidStatement(filed_on=date(2026, 7, 1)), ruid_filed=True)
    assert person_of(filed).statement_on == date(2026, 7, 1)
    assert person_of(Driver()).statement_on is None
    assert person_of(Driver(ruid_filed=False)).statement_absent


def test_rules_by_name() -> None:
    assert read_rule("RU") == "ru"
    with pytest.raises(UnknownNameError):
        read_rule("russia")


def test_an_unread_cell_is_missing_by_its_own_name_and_no_day_to_leave_is_sure(tmp_path: Path) -> None:
    text = "A,RU,2026-05-01,2026-05-10,KG\nA,RU,2026-05-31,2026-02-31,KG\nA,RU,2026-05-20,,Mordor\n"
    (one,) = count_days(table(tmp_path, text), asked(date(2026, 6, 1), plan=5)).answers
    assert one["missing"] == ["left_on", "citizenship"]
    assert (one["must_leave_on"], one["earliest_entry_on"]) == (None, None)
    assert one["sentence"] == "Undecided: the day of every exit, the citizenship would decide it."


def test_a_row_with_too_many_cells_keeps_its_driver(tmp_path: Path) -> None:
    counted = count_days(table(tmp_path, "A,RU,2026-05-01,2026-05-10,KG,x\n"), asked(date(2026, 6, 1)))
    (one,) = counted.answers
    assert (one["driver"], one["answer"], counted.exit_status) == ("A", "undecided", 2)
    assert one["missing"] == ["entered_on", "left_on"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            {"missing": ("ruid_statement_on", "occupation")},
            "Undecided: whether and when the ruID statement was filed, the occupation would decide it.",
        ),
        ({"notices": (phrase("no source says it"), phrase("x"))}, "Undecided: no source says it."),
        ({}, "Undecided."),
    ],
)
def test_what_is_undecided_is_told_in_words(more: dict[str, Any], sentence: str) -> None:
    assert words_for(Language.EN).sentence(told(StayAnswer(**more))) == sentence


def test_every_missing_fact_has_words() -> None:
    assert set(FACTS) == {column.name for column in COLUMNS}
