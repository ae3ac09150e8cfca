"""The answer as plain data: exactly the keys that are promised, and what they hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from otkel.app.answer import answer_json, digest_of
from otkel.app.plain import plain
from otkel.app.words import words_for
from otkel.errors import Mistake, Where
from otkel.facts.documents import Document, DocumentKind
from otkel.facts.money import Money
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.facts.vehicles import Vehicle
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Answer, Finding, Says, Stage, Weight, Who
from otkel.law.screening import NOT_CHECKED, Screening
from otkel.phrases import phrase

ON = date(2026, 6, 5)
BOOK = read_rulebook()
TRIP = Trip(enters_on=ON, route=("KZ", "RU"), id="t1", vehicle=Vehicle(plate="777 ABC 02"))
PROMISED = {"answer", "on", "known_at", "findings", "not_checked"}
PROMISED_OF_A_FINDING = {
    "id",
    "subject",
    "answer",
    "weight",
    "values",
    "reasons",
    "citations",
    "switches",
    "missing",
    "cure",
    "who",
    "until",
    "message",
}


def finding(**more: Any) -> Finding:
    law = BOOK.on(ON)
    facts: dict[str, Any] = {
        "id": "stay.days",
        "subject": "stay",
        "says": Says.NO,
        "weight": Weight.STOPS,
        "stage": Stage.ENTRY_CONTROL,
        "reasons": (phrase("the driver has no days left"),),
        "rests_on": (law.look("stay.ru.year"),),
        "values": {"used": 90, "from": date(2026, 1, 1)},
        "cure": phrase("send another driver"),
        "who": Who.CARRIER,
        "until": date(2026, 6, 4),
    }
    return Finding(**{**facts, **more})


def answer(*findings: Finding, known_at: date | None = None, **more: Any) -> dict[str, Any]:
    screening = Screening(answer=Answer.FIX, on=ON, known_at=known_at, findings=findings)
    return answer_json(screening, Language.EN, TRIP, BOOK, **more)


def test_the_promised_keys() -> None:
    made = answer(finding())
    assert set(made) >= PROMISED
    assert set(made["findings"][0]) >= PROMISED_OF_A_FINDING
    assert (made["answer"], made["on"], made["known_at"]) == ("fix", "2026-06-05", None)
    assert answer(finding(), known_at=date(2026, 5, 1))["known_at"] == "2026-05-01"


def test_it_is_json_through_and_through() -> None:
    made = answer(finding())
    assert msgspec.json.decode(msgspec.json.encode(made)) == made


def test_a_finding() -> None:
    made = answer(finding())["findings"][0]
    assert made["answer"] == "no"
    assert made["weight"] == "stops"
    assert made["values"] == {"used": 90, "from": "2026-01-01"}
    assert made["reasons"] == ["The driver has no days left."]
    assert (made["cure"], made["who"], made["until"]) == ("Send another driver.", "carrier", "2026-06-04")
    assert made["missing"] == []
    assert made["switches"] == []


def test_one_citation_a_provision_with_all_its_sources() -> None:
    (first,) = answer(finding())["findings"][0]["citations"]
    provision = BOOK.get_provision("stay.ru.year")
    sources = [BOOK.sources[k] for k in provision.entries[0].sources]
    assert first["sources"] == [{"title": s.title, "address": s.address} for s in sources]
    assert len(sources) > 1
    assert (first["title"], first["address"]) == (sources[0].title, sources[0].address)
    assert first["provision"] == "stay.ru.year"
    assert first["address"].startswith("http")
    assert (first["value"], first["unit"], first["phase"]) == (90, "day", "mandatory")
    assert (first["from_on"], first["confidence"]) == ("2025-01-01", "C2")
    assert first["checked_on"] == provision.checked_on.isoformat()
    assert first["article"] == provision.article


def test_a_provision_cited_twice_is_listed_once() -> None:
    law = BOOK.on(ON)
    twice = finding(rests_on=(law.look("stay.ru.year"), law.look("stay.ru.year")))
    assert answer(twice)["findings"][0]["citations"] == answer(finding())["findings"][0]["citations"]


def test_an_answer_that_rests_on_a_switch_says_so() -> None:
    law = BOOK.on(ON, options={"spot_payment_start": "june"})
    made = answer(finding(rests_on=(law.look("spot.payment.required"),)))
    assert made["findings"][0]["switches"] == [
        {
            "switch": "spot_payment_start",
            "option": "june",
            "default": False,
            "question": "From which day is the security payment under SPOT required?",
            "meaning": "from 2026-06-01, together with the notice",
        }
    ]
    assert made["notices"][0] == (
        "The answer rests on the switch spot_payment_start: from 2026-06-01, together with the notice."
    )


def test_rules_last_checked_before_the_day_asked_are_told() -> None:
    checked_on = BOOK.get_provision("stay.ru.year").checked_on
    assert answer(finding())["notices"] == []
    later = Screening(answer=Answer.FIX, on=date(2027, 6, 1), known_at=None, findings=(finding(),))
    told = answer_json(later, Language.EN, TRIP, BOOK)["notices"]
    day = words_for(Language.EN).day(checked_on)
    assert told == [f"The rules behind this answer were last checked on {day}."]


def test_what_was_noticed_while_reading_is_told() -> None:
    notice = Mistake(phrase("odd plate"), phrase("look at it again"), Where("t.yaml", 3, "vehicle.plate"))
    told = answer(finding(), notices=(notice,))["notices"]
    assert told == ["t.yaml, row 3, vehicle.plate: Odd plate. Look at it again."]


def test_not_checked_is_always_told() -> None:
    made = answer()
    assert len(made["not_checked"]) == len(NOT_CHECKED)
    assert "whether a person or firm of the trip is under sanctions" in made["not_checked"]


def test_go_speaks_only_of_what_is_coded() -> None:
    screening = Screening(answer=Answer.GO, on=ON, known_at=None, findings=())
    told = answer_json(screening, Language.EN, TRIP, BOOK)["sentence"]
    assert told.startswith("No obstacle was found in what is coded.")


def test_the_digest_follows_the_content_and_nothing_else() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
    assert digest_of({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_plain_values() -> None:
    words = words_for(Language.EN)
    assert plain(Decimal("1E+3"), words) == "1000"
    assert plain(Money(Decimal("1.50"), "RUB"), words) == {"amount": "1.50", "currency": "RUB"}
    assert plain((1, Weight.STOPS, frozenset({"b", "a"})), words) == [1, "stops", ["a", "b"]]
    assert plain({"x": phrase("yes"), "y": None, "z": True}, words) == {"x": "yes", "y": None, "z": True}
    paper = plain(Document(kind=DocumentKind.CMR, issued_on=ON), words)
    assert (paper["kind"], paper["issued_on"]) == ("cmr", "2026-06-05")
