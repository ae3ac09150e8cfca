"""The page: one sheet in every language, with what matters on it, and the file attached."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest

from otkel.app.certificate.form import decode_certificate
from otkel.app.certificate.page import _breakable, make_page, page_data
from otkel.app.certificate.times import MIN_US, MOST_TICKS, length, offset_of, ticks_of
from otkel.app.words import words_for
from otkel.facts.events import passages, posts, proofs, selections
from otkel.facts.events.choices import CheckKind, CheckOutcome, Quantity, SelectionKind, Stage
from otkel.facts.events.envelope import as_us
from otkel.facts.people import Language
from tests.app.certificate.shared import issue, ledger_of
from tests.app.point_ledger import Row, a_way, called, us

MARKUP = r'#let x = 1 $a$ *b* _i_ = `c` @d <e> "f" [g]'


def read(pdf: bytes) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(pages[0].extract_text().split())


def busy() -> list[Row]:
    """Give a way with forty returns and sixty pauses: more than any page holds."""
    rows: list[Row] = [*a_way()[:3]]
    for number in range(40):
        begin = 300.0 + 60 * number
        rows += [
            (begin, called("call.slot"), 7),
            (begin + 5, passages.ExitStarted(lane="2"), 7),
            (begin + 6, posts.Paused(reason="x" * 64, stage=Stage.EXIT_CONTROL), None),
            (begin + 8, posts.Resumed(), None),
            (begin + 9, passages.ExitRefused(reason="a_reason_of_many_words_that_goes_on"), 7),
        ]
    check: dict[str, Any] = {"stage": Stage.EXIT_CONTROL, "check": CheckKind.EXAMINATION}
    rows += [
        (2800, called(), 7),
        (2801, passages.ExitStarted(), 7),
        (2801, selections.Selected(**check, kind=SelectionKind.RANDOM, reason="random"), 7),
        (2802, selections.CheckStarted(**check), 7),
        (2900, selections.CheckEnded(**check, outcome=CheckOutcome.NOTHING_FOUND), 7),
    ]
    return rows


@pytest.mark.parametrize("language", list(Language))
def test_it_is_one_page_with_what_matters(language: Language, tmp_path: Path) -> None:
    certificate = issue(ledger_of(tmp_path), language=language)
    count, text = read(certificate.pdf)
    assert count == 1
    for part in (certificate.digest, certificate.command.signer, "Pilot post", "2026-08-06"):
        assert part in text
    if language is Language.EN:
        for part in (
            "2 d 9 h 5 min",
            "Syrym → Mashtakovo",
            "15 min after the end of its slot",
            "called it 2 d 1 h 30 min after its slot began",
            "in the waiting area",
            "paused: exit control, no power",
            "No official document of any state.",
            "told by the driver himself",
            "recorded by an officer",
            "proof of force majeure",
        ):
            assert part in text


def test_the_file_is_attached_to_the_page(tmp_path: Path) -> None:
    certificate = issue(ledger_of(tmp_path))
    attached = pypdf.PdfReader(io.BytesIO(certificate.pdf)).attachments
    assert attached["certificate.json"] == [certificate.json]


@pytest.mark.parametrize("language", list(Language))
def test_a_busy_passage_stays_on_one_page_and_the_rest_is_counted(language: Language, tmp_path: Path) -> None:
    certificate = issue(ledger_of(tmp_path, busy()), language=language, signer="Б" * 120)
    count, text = read(certificate.pdf)
    assert count == 1
    assert certificate.digest in text
    if language is Language.EN:
        assert "more rows do not fit on this page; they stand in the file" in text


def test_long_words_of_a_language_stay_on_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Translations may be half as long again."""
    words = words_for(Language.RU)
    say = words.say
    monkeypatch.setattr(words, "say", lambda said: say(said) + " щщщщ" * (len(say(said)) // 10))
    for rows in (None, busy()):
        folder = tmp_path / str(rows is None)
        folder.mkdir()
        count, _ = read(issue(ledger_of(folder, rows), language=Language.RU).pdf)
        assert count == 1


def test_nothing_typed_is_taken_for_markup(tmp_path: Path) -> None:
    count, text = read(issue(ledger_of(tmp_path), signer=MARKUP).pdf)
    assert count == 1
    assert "".join(MARKUP.split()) in "".join(text.split())


def test_the_page_is_the_same_every_time(tmp_path: Path) -> None:
    data = issue(ledger_of(tmp_path)).json
    file = decode_certificate(data)
    assert make_page(file, data, Language.EN) == make_page(file, data, Language.EN)


def test_the_way_back_is_named_the_other_way_round(tmp_path: Path) -> None:
    back = [
        (0.0, passages.Arrived(vehicle="a" * 32, towards="KZ", queue_class="ordinary"), 7),
        (50.0, called(), 7),
        (60.0, passages.NoShow(rule="late"), 7),
    ]
    file = decode_certificate(issue(ledger_of(tmp_path, back)).json)
    page = page_data(file, "0" * 64, words_for(Language.EN))
    assert (page["point"], page["states"]) == ("Mashtakovo → Syrym", "RU → KZ")
    assert page["truck"] == page["post"] == "no slot was promised, so none was missed"
    assert page["ticks"] == []


def test_a_point_that_no_gazetteer_knows_is_named_by_its_slug(tmp_path: Path) -> None:
    from otkel.app.certificate import PassageAt

    db = ledger_of(tmp_path, point="nowhere")
    file = decode_certificate(issue(db, PassageAt(point="nowhere", passage=7)).json)
    page = page_data(file, "0" * 64, words_for(Language.EN))
    assert (page["point"], page["states"], page["zone"]) == ("nowhere", "→ RU", "UTC+0")


def test_what_still_stands_and_what_is_unknown_is_said(tmp_path: Path) -> None:
    rows = [row for row in a_way()[:8] if not isinstance(row[1], passages.ExitCleared)]
    (tmp_path / "open").mkdir()
    page = page_data(
        decode_certificate(issue(ledger_of(tmp_path / "open", rows)).json), "0" * 64, words_for(Language.EN)
    )
    assert page["stood_note"] == "and still stands, at the time of signing"
    assert page["rows"][-1]["to"] == "goes on"
    (tmp_path / "gap").mkdir()
    rows = [row for row in a_way() if not isinstance(row[1], passages.ExitCleared)]
    page = page_data(
        decode_certificate(issue(ledger_of(tmp_path / "gap", rows)).json), "0" * 64, words_for(Language.EN)
    )
    assert page["stood_note"] == "at least: the end of a stretch was not recorded"
    row = next(row for row in page["rows"] if row["kind"] == "exit_control")
    assert row["to"] == "before 2026-08-08 20:46"
    assert row["lasted"] == "—"


def test_midnights_of_the_place_are_marked_also_where_its_clocks_were_changed() -> None:
    """On 1 March 2024 Kazakhstan put its eastern clocks back by an hour."""
    zone = ZoneInfo("Asia/Almaty")
    begin = datetime(2024, 2, 29, 12, 0, tzinfo=zone)
    end = datetime(2024, 3, 2, 12, 0, tzinfo=zone)
    ticks = ticks_of(as_us(begin), as_us(end), zone)
    hours = [tick["at"] * 49 for tick in ticks]
    assert [tick["text"] for tick in ticks] == ["03-01", "03-02"]
    assert hours == pytest.approx([13, 37])
    assert (offset_of(as_us(begin), zone), offset_of(as_us(end), zone)) == ("UTC+6", "UTC+5")
    assert len(ticks_of(as_us(begin), as_us(begin) + 400 * 86_400_000_000, zone)) <= MOST_TICKS


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (61, "1 h 1 min"),
        (1440, "1 d 0 h"),
        (1501, "1 d 1 h 1 min"),
    ],
)
def test_how_long_is_said_in_days_hours_and_minutes(minutes: int, text: str) -> None:
    assert length(minutes * MIN_US + 59_999_999, words_for(Language.EN)) == text


def test_a_word_wider_than_its_column_may_be_broken() -> None:
    assert _breakable("x" * 24) == "x" * 24
    assert _breakable("x" * 25) == "x" * 24 + "\u200bx"
    assert _breakable("a few short words " * 5) == "a few short words " * 5


def test_what_was_told_of_the_call_stands_beside_the_call(tmp_path: Path) -> None:
    told = proofs.RangeStated(
        quantity=Quantity.CALL_AT, low=us(300), mid=us(400), high=us(600), coverage_pct=80, method="model"
    )
    rows = sorted([*a_way(), (210, told, 7), (900, told, 7)], key=lambda row: row[0])
    file = decode_certificate(issue(ledger_of(tmp_path, rows)).json)
    assert page_data(file, "0" * 64, words_for(Language.EN))["promise"] == (
        "on 2026-08-06 15:36 it told a call between 2026-08-06 17:06 and 2026-08-06 22:06"
    )
