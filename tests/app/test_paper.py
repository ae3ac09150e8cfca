"""The page: one sheet, every letter right, nothing typed taken for markup."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf
import pytest

from otkel.app.answer import answer_json, digest_of
from otkel.app.paper import make_paper, make_picture, page_data
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.facts.vehicles import Vehicle
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Answer, Finding, Says, Stage, Weight, Who
from otkel.law.screening import Screening
from otkel.phrases import Phrase, phrase

BOOK = read_rulebook()
ON = date(2026, 6, 5)
MARKUP = r'#let x = 1 $a^2$ \ *b* _i_ = `c` // @d <e> "f" [g] #image("x") ~ -- #sys.inputs'


def finding(number: int, reason: str = "there is no QR code", **more: Any) -> Finding:
    facts: dict[str, Any] = {
        "id": f"spot.n{number}",
        "subject": "spot",
        "says": Says.NO,
        "weight": Weight.STOPS,
        "stage": Stage.BEFORE_DEPARTURE,
        "reasons": (Phrase(reason),),
        "rests_on": (BOOK.on(ON).look("stay.ru.year"),),
        "cure": phrase("ask the importer for the QR code"),
        "who": Who.CARRIER,
        "until": date(2026, 6, 3),
    }
    return Finding(**{**facts, **more})


def answer(*findings: Finding, language: Language = Language.EN, plate: str = "777 ABC 02") -> dict[str, Any]:
    trip = Trip(enters_on=ON, route=("KZ", "RU"), vehicle=Vehicle(plate=plate), id="A-17")
    screening = Screening(answer=Answer.FIX, on=ON, known_at=None, findings=findings)
    return answer_json(screening, language, trip, BOOK)


def read(pdf: bytes) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(pages[0].extract_text().split())


def test_the_page_says_what_matters() -> None:
    made = answer(finding(1))
    count, text = read(make_paper(made, Language.EN))
    assert count == 1
    for part in (
        "Not yet: put it right",
        "777 ABC 02",
        "5 June 2026",
        "There is no QR code.",
        "Ask the importer for the QR code.",
        "carrier",
        "3 June 2026",
        "Not checked",
        digest_of(made),
    ):
        assert part in text


def test_every_kazakh_letter_is_right() -> None:
    letters = "Өткел қ ғ ү ұ ә і ң һ Қ Ғ Ү Ұ Ә І Ң Һ"
    for language in Language:
        _, text = read(make_paper(answer(finding(1, letters), language=language), language))
        assert letters in text


def test_nothing_typed_is_taken_for_markup() -> None:
    made = answer(finding(1, MARKUP), plate="#plate $x$")
    count, text = read(make_paper(made, Language.EN))
    assert count == 1
    # Letters may be drawn closer or as ligatures; what matters is that every sign is still there.
    assert "".join(MARKUP.split()) in "".join(text.split())
    assert "#plate $x$" in text


@pytest.mark.parametrize("language", list(Language))
def test_a_long_answer_stays_on_one_page_and_counts_the_rest(language: Language) -> None:
    many = [finding(n, f"reason {n} " + "long text " * 60) for n in range(40)]
    count, text = read(make_paper(answer(*many, language=language), language))
    assert count == 1
    assert "Reason 0 long" in text
    assert "Reason 39 long" not in text
    if language is Language.EN:
        shown = sum(f"Reason {n} long" in text for n in range(40))
        assert f"{40 - shown} more findings do not fit on this page" in text


def test_a_short_answer_shows_all() -> None:
    _, text = read(make_paper(answer(finding(1, "one"), finding(2, "two")), Language.EN))
    assert "One." in text
    assert "Two." in text
    assert "do not fit" not in text


def test_nothing_to_do() -> None:
    fine = finding(1, says=Says.YES, weight=Weight.INFORMS, cure=None, who=None, until=None)
    _, text = read(make_paper(answer(fine), Language.EN))
    assert "Nothing was found that stops the truck or calls for care." in text
    assert "Checked, nothing in the way: SPOT" in text


def test_the_page_is_the_same_every_time() -> None:
    made = answer(finding(1))
    assert make_picture(made, Language.EN) == make_picture(made, Language.EN)


def test_the_page_is_handed_texts_only() -> None:
    data = page_data(answer(finding(1, "x" * 900)), "00", words_for(Language.EN))
    assert len(data["findings"][0]["reason"]) == 420
    assert data["findings"][0]["reason"].endswith("…")
    assert data["findings"][0]["tone"] == "stop"
    assert data["known"] == "by all that is recorded"
    assert data["more"][0] == (
        "1 more finding does not fit on this page; it stands in the full answer (--json)"
    )


@pytest.mark.parametrize(
    ("says", "weight", "tone"),
    [
        (Says.UNDECIDED, Weight.STOPS, "ask"),
        (Says.NO, Weight.WARNS, "care"),
        (Says.UNDECIDED, Weight.INFORMS, "note"),
    ],
)
def test_a_card_has_the_tone_of_its_weight(says: Says, weight: Weight, tone: str) -> None:
    made = answer(finding(1, says=says, weight=weight))
    assert page_data(made, "00", words_for(Language.EN))["findings"][0]["tone"] == tone
