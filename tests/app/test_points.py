from __future__ import annotations

import pytest

from otkel.app.points import list_points
from otkel.app.words import words_for
from otkel.errors import UnknownNameError
from otkel.facts.people import Language

EN = words_for(Language.EN)


def test_fifty_points_thirty_of_them_at_the_russian_border() -> None:
    found = list_points(EN)
    assert len(found) == 50
    assert sum(p["border"] == "KZ-RU" for p in found) == 30


def test_a_border_in_either_order() -> None:
    assert list_points(EN, "RU-KZ") == list_points(EN, "KZ-RU") != []


def test_names_in_three_scripts() -> None:
    point = next(p for p in list_points(EN) if p["slug"] == "kurmangazy")
    assert point["name"] == "Kurmangazy – Karauzek"
    assert point["name_ru"] == "Курмангазы – Караузек"
    assert point["name_kk"] == "Құрманғазы – Қараөзек"
    assert point["equeue_since"] == "2024-09-09"


def test_an_unknown_border() -> None:
    with pytest.raises(UnknownNameError) as caught:
        list_points(EN, "KZ-RO")
    assert "KZ-RU" in caught.value.mistake.do.values["options"]
