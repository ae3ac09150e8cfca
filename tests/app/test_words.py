"""Words: rendering of values, catalogs that are complete and up to date."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from otkel.app.words import Words, as_sentence, printable, words_for
from otkel.errors import Mistake, Where
from otkel.facts.money import Money
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase, phrases

EN, RU, KK = (words_for(x) for x in Language)


def tool() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "words.py"
    spec = importlib.util.spec_from_file_location("words_tool", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["words_tool"] = module
    spec.loader.exec_module(module)
    return module


TOOL = tool()


@pytest.mark.parametrize("language", TOOL.LANGUAGES)
def test_every_reason_is_translated(language: str) -> None:
    missing = TOOL.untranslated(language)
    assert not missing, f"{len(missing)} texts without {language}, first: {missing[:5]}"


@pytest.mark.parametrize("language", TOOL.LANGUAGES)
def test_translations_keep_their_places(language: str) -> None:
    assert TOOL.misplaced(language) == []


def test_generated_catalogs_are_up_to_date() -> None:
    assert TOOL.out_of_date() == []


def test_every_phrase_is_written_out() -> None:
    assert TOOL.not_literal() == []


def test_the_rulebook_is_collected() -> None:
    texts = TOOL.collect()
    assert "Does the day of leaving Russia count as a day of presence?" in texts
    assert "the day of leaving counts" in texts
    assert "How many days in a calendar year may a visa-free foreigner stay in Russia?" in texts


def test_a_catalog_that_lost_a_place_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TOOL, "LOCALE", tmp_path)
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    body = 'msgid "out by {day}"\nmsgstr "выехать до {дня}"\n'
    (folder / "otkel.po").write_text(head + body, "utf-8")
    assert TOOL.misplaced("ru") == ["'out by {day}': ['day'] became ['дня']"]


@pytest.mark.parametrize(
    ("words", "text"),
    [(EN, "5 June 2026"), (RU, "5 июня 2026 г."), (KK, "2026 ж. 5 маусым")],
)
def test_a_civil_date_is_written_out(words: Words, text: str) -> None:
    assert words.say(Phrase("{day}", {"day": date(2026, 6, 5)})).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 6, 5, 8, 5, tzinfo=UTC), "5 June 2026, 08:05 UTC+0"),
        (datetime(2026, 6, 5, 8, 5, tzinfo=timezone(timedelta(hours=5))), "5 June 2026, 08:05 UTC+5"),
        (datetime(2026, 6, 5, 8, 5, tzinfo=timezone(timedelta(hours=-3.5))), "5 June 2026, 08:05 UTC−3:30"),
        (2026, "2026"),
        (9999, "9999"),
        (10000, "10,000"),
        (1234567, "1,234,567"),
        (Decimal("0.22"), "0.22"),
        (Decimal("7805.55"), "7,805.55"),
        (Money(Decimal(660000), "RUB"), "RUB\u00a0660,000"),
        (Money(Decimal("660000.5"), "RUB"), "RUB\u00a0660,000.50"),
        (("RU", date(2026, 6, 5)), "RU, 5 June 2026"),
        (frozenset({"RU", "BY"}), "BY, RU"),
        (True, "yes"),
        (None, "not known"),
        (phrase("yes"), "yes"),
        ("plain", "plain"),
    ],
)
def test_values_in_english(value: object, text: str) -> None:
    assert EN.value(value) == text


def test_money_and_numbers_in_russian_and_kazakh() -> None:
    money = Money(Decimal(13855), "KZT")
    assert RU.value(money) == "13\u00a0855\u00a0KZT"
    assert KK.value(money) == "13\u00a0855\u00a0₸"
    assert RU.value(Decimal("0.22")) == "0,22"


def test_braces_in_a_value_do_no_harm() -> None:
    said = phrase("plate {plate}, day {day}", plate="{day} {0} {plate.x} }{", day=1)
    assert EN.say(said) == "plate {day} {0} {plate.x} }{, day 1"


def test_a_date_at_the_end_of_a_sentence_has_one_stop() -> None:
    said = phrase("out by {day}. Then rest. At {day}", day=date(2026, 6, 5))
    assert RU.sentence(said).replace("\u00a0", " ") == "Out by 5 июня 2026 г. Then rest. At 5 июня 2026 г."
    assert EN.sentence(said) == "Out by 5 June 2026. Then rest. At 5 June 2026."


def test_a_place_without_a_value_stays() -> None:
    assert EN.say(Phrase("from {day} to {last}", {"day": 1})) == "from 1 to {last}"


def test_a_text_of_the_rulebook_without_values_keeps_its_braces() -> None:
    assert EN.say(Phrase("a {b} c")) == "a {b} c"


def test_plurals_follow_the_count() -> None:
    def say(n: int) -> str:
        return EN.say(phrases("{n} row: {counts}", "{n} rows: {counts}", n=n, counts="x"))

    assert (say(1), say(2)) == ("1 row: x", "2 rows: x")


def test_nothing_typed_can_steer_a_terminal() -> None:
    assert printable("a\x1b[31mb\nc\u202ed") == "a [31mb c d"
    assert EN.value("a\x1b[31m") == "a [31m"


def test_sentences() -> None:
    assert as_sentence(" file the notice ") == "File the notice."
    assert as_sentence("Done!") == "Done!"
    assert as_sentence("") == ""
    assert EN.sentence(phrase("{text} is not a day", text="soon")) == "soon is not a day."
    assert EN.sentence(phrase("{text} is it", text=phrase("soon"))) == "Soon is it."
    assert EN.sentences([phrase("one"), phrase("two.")]) == "One. Two."


def test_a_moment_is_a_day_or_an_instant() -> None:
    assert EN.moment("2026-06-05") == "5 June 2026"
    assert EN.moment("2026-06-05T08:00:00+05:00") == "5 June 2026, 08:00 UTC+5"


def test_a_mistake_says_file_row_field_what_and_what_to_do() -> None:
    mistake = Mistake(phrase("not a day"), phrase("write a day"), Where("a.csv", 3, "enters_on"))
    assert EN.mistake(mistake) == "a.csv, row 3, enters_on: Not a day. Write a day."
    assert EN.mistake(Mistake(phrase("not a day"), phrase("write a day"))) == "Not a day. Write a day."
