from __future__ import annotations

from datetime import date

import pytest

from otkel.app.asked import get_provision, read_day, read_options, suggest
from otkel.errors import InputError, UnknownNameError
from otkel.law.corpus import read_rulebook


def test_a_day() -> None:
    assert read_day("2026-06-05", "--on") == date(2026, 6, 5)


@pytest.mark.parametrize("text", ["2026-06-31", "today", "2026-6", "05/06/2026", ""])
def test_what_is_no_day_names_the_option(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_day(text, "--on")
    assert caught.value.mistakes[0].where.field == "--on"


def test_switches() -> None:
    assert read_options(["ru_exit_day=not_counted"], read_rulebook()) == {"ru_exit_day": "not_counted"}


def test_a_switch_without_an_option() -> None:
    with pytest.raises(InputError) as caught:
        read_options(["ru_exit_day"], read_rulebook())
    assert caught.value.mistakes[0].where.field == "--switch"


@pytest.mark.parametrize(
    ("text", "near"),
    [("ru_exit_dy=counted", ("ru_exit_day",)), ("ru_exit_day=counte", ("counted", "not_counted"))],
)
def test_an_unknown_switch_or_option_suggests_the_near_ones(text: str, near: tuple[str, ...]) -> None:
    with pytest.raises(UnknownNameError) as caught:
        read_options([text], read_rulebook())
    assert caught.value.mistake.do.values["options"] == near


def test_an_unknown_provision_suggests_the_near_ones() -> None:
    with pytest.raises(UnknownNameError) as caught:
        get_provision("stay.ru.yer", read_rulebook())
    assert caught.value.mistake.do.values["options"][0] == "stay.ru.year"
    with pytest.raises(UnknownNameError) as caught:
        get_provision("zzz", read_rulebook())
    assert caught.value.mistake.do.text == "see the ids with: otkel law list"
    assert get_provision("stay.ru.year", read_rulebook()).id == "stay.ru.year"


def test_nothing_near_gives_all() -> None:
    assert suggest("zzz", ["one", "two"]).values["options"] == ("one", "two")
