from __future__ import annotations

import pytest

from otkel.app.settings import Settings, choose_language, settings_from
from otkel.errors import UnknownNameError
from otkel.facts.people import Language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, Language.EN),
        ({"LANG": "ru_RU.UTF-8"}, Language.RU),
        ({"LANG": "ru_RU.UTF-8", "OTKEL_LANG": "kk"}, Language.KK),
        ({"LANG": "de_DE.UTF-8"}, Language.EN),
        ({"LANG": "C"}, Language.EN),
        ({"OTKEL_LANG": ""}, Language.EN),
    ],
)
def test_language_comes_from_the_surroundings(environment: dict[str, str], language: Language) -> None:
    assert settings_from(environment) == Settings(language=language)


def test_traces_are_asked_for_with_a_one() -> None:
    assert settings_from({"OTKEL_DEBUG": "1"}).debug
    assert not settings_from({"OTKEL_DEBUG": "0"}).debug


def test_a_language_is_chosen_by_name() -> None:
    assert choose_language("KK ") is Language.KK
    with pytest.raises(UnknownNameError) as caught:
        choose_language("kz")
    assert caught.value.mistake.do.values == {"options": ("en", "ru", "kk")}
