"""Values with their units in words."""

from __future__ import annotations

from typing import Any

import pytest

from otkel.app.units import UNITS, measured
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.law.corpus import read_rulebook

EN = words_for(Language.EN)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (90, "day", "90 days"),
        (1, "day", "1 day"),
        ("4 to 5", "hour", "4 to 5 hours"),
        ("3.5", "t", "3.5 t"),
        (20, "day of month", "day 20 of the month"),
        ("2025-12-27", "date", "27 December 2025"),
        ({"days": 90, "window": 180}, "day", "90 days in any 180 days"),
        ({"a": True, "b": "x"}, "list", "a: yes, b: x"),
        ([1, 2], "day", "1 day, 2 days"),
        (True, "yes/no", "yes"),
        ("words", "text", "words"),
        (None, "day", ""),
    ],
)
def test_a_value_in_words(value: Any, unit: str, told: str) -> None:
    assert measured(value, unit, EN) == told


def test_every_unit_of_the_rulebook_has_words() -> None:
    assert {p.unit for p in read_rulebook().provisions.values()} <= {*UNITS, "text", "yes/no", "list", "date"}
