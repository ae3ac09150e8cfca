from __future__ import annotations

from datetime import date

import pytest

from otkel.app.labels import CONFIDENCE
from otkel.app.law import law_on, list_changes, list_provisions, list_switches, show_provision
from otkel.app.words import words_for
from otkel.errors import InputError, UnknownNameError
from otkel.facts.people import Language
from otkel.law.corpus import read_rulebook
from otkel.law.timeline import Confidence

BOOK, EN = read_rulebook(), words_for(Language.EN)


def test_every_provision_is_listed_with_its_confidence() -> None:
    found = list_provisions(BOOK, EN)
    assert {row["id"] for row in found} == set(BOOK.provisions)
    assert all(row["confidence"] in ("C2", "S1", "U", "D", "K") for row in found)


def test_one_subject() -> None:
    found = list_provisions(BOOK, EN, "stay")
    assert found
    assert {row["subject"] for row in found} == {"stay"}


def test_an_unknown_subject_suggests_the_near_one() -> None:
    with pytest.raises(UnknownNameError) as caught:
        list_provisions(BOOK, EN, "stya")
    assert caught.value.mistake.do.values["options"] == ("stay",)


def test_one_provision_with_values_and_sources() -> None:
    found = show_provision(BOOK, EN, "stay.ru.year")
    assert found["jurisdiction"] == "RU"
    assert (found["values"][0]["value"], found["values"][0]["from_on"]) == (90, "2025-01-01")
    assert found["sources"][0]["address"].startswith("http")
    assert set(found["values"][0]["sources"]) <= {s["key"] for s in found["sources"]}


def test_law_on_a_day() -> None:
    said = {row["id"]: row for row in law_on(BOOK.on(date(2026, 6, 5)), EN)}
    assert set(said) == set(BOOK.provisions)
    assert (said["stay.ru.year"]["state"], said["stay.ru.year"]["value"]) == ("value", 90)
    before = {row["id"]: row for row in law_on(BOOK.on(date(2024, 12, 31)), EN, "stay")}
    assert before["stay.ru.year"]["state"] == "not_in_force"
    assert before["stay.ru.year"]["value"] is None


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        (date(2025, 1, 1), date(2025, 1, 1), True),
        (date(2024, 12, 1), date(2024, 12, 31), False),
        (date(2025, 1, 2), date(2025, 1, 31), False),
        (date(2024, 12, 31), None, True),
    ],
)
def test_changes_count_both_days(since: date, until: date | None, there: bool) -> None:
    found = list_changes(BOOK, EN, since, until, "stay")
    assert any(r["id"] == "stay.ru.year" and r["change"] == "begins" for r in found) is there


def test_changes_tell_publication_and_last_days_in_order() -> None:
    found = list_changes(BOOK, EN, date(2024, 1, 1), None)
    assert {r["change"] for r in found} >= {"begins", "published", "last day"}
    assert [r["on"] for r in found] == sorted(r["on"] for r in found)
    published = [r for r in found if r["id"] == "stay.ru.year" and r["change"] == "published"]
    assert [r["on"] for r in published] == ["2024-08-08"]


def test_switches_with_their_default() -> None:
    found = list_switches(BOOK, EN)
    assert [s["switch"] for s in found] == list(BOOK.switches)
    for switch in found:
        assert [o["option"] for o in switch["options"] if o["default"]] == [switch["default"]]


def test_the_confidence_told_is_that_of_the_value() -> None:
    rows = [*list_changes(BOOK, EN, date(2000, 1, 1), None), *law_on(BOOK.on(date(2026, 6, 5)), EN)]
    assert all(r["confidence_means"] == EN.say(CONFIDENCE[Confidence(r["confidence"])]) for r in rows)
    assert any(r["confidence"] != BOOK.provisions[r["id"]].confidence for r in rows)


def test_changes_between_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        list_changes(BOOK, EN, date(2026, 6, 2), date(2026, 6, 1))
    assert caught.value.mistakes[0].where.field == "--until"


def test_a_provision_as_it_was_known() -> None:
    before, after = (show_provision(BOOK, EN, "stay.ru.year", date(2024, 8, day)) for day in (7, 8))
    assert (before["values"], [v["value"] for v in after["values"]]) == ([], [90])
