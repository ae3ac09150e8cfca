"""Countries and currencies as people write them."""

from datetime import date

import pytest

from otkel.facts.countries import CODES, SCHENGEN_SINCE, find_country, find_nearest_country, territory_of
from otkel.facts.currencies import find_currency


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KZ", "KZ"),
        ("kz", "KZ"),
        ("KAZ", "KZ"),
        ("Kazakhstan", "KZ"),
        ("Казахстан", "KZ"),
        ("Қазақстан", "KZ"),
        ("Республика Казахстан", "KZ"),
        ("BLR", "BY"),
        ("Белоруссия", "BY"),
        ("РФ", "RU"),
        ("Ресей", "RU"),
        (" Российская  Федерация ", "RU"),
        ("KGZ", "KG"),
        ("Қырғызстан", "KG"),
        ("Өзбекстан", "UZ"),
        ("EU", "EU"),
        ("DE", "DE"),
        ("XX", None),
        ("UK", None),
        ("", None),
    ],
)
def test_codes_and_names_are_read(text, code):
    assert find_country(text) == code


def test_there_are_249_codes():
    assert len(CODES) == 249


@pytest.mark.parametrize(
    ("text", "code"), [("Kazahstan", "KZ"), ("Росия", "RU"), ("UK", "GB"), ("Mordor", None)]
)
def test_a_slip_is_guessed_for_a_suggestion(text, code):
    assert find_nearest_country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kzt", "KZT"),
        ("₸", "KZT"),
        ("теңге", "KZT"),
        ("руб.", "RUB"),
        ("$", "USD"),
        ("сом", "KGS"),
        ("XXX", None),
    ],
)
def test_currencies_are_read(text, code):
    assert find_currency(text) == code


@pytest.mark.parametrize(
    ("country", "on", "territory"),
    [
        ("DE", date(2026, 1, 1), "EU"),
        ("EU", date(2026, 1, 1), "EU"),
        ("BG", date(2024, 3, 30), "BG"),
        ("BG", date(2024, 3, 31), "EU"),
        ("HR", date(2022, 12, 31), "HR"),
        ("HR", date(2023, 1, 1), "EU"),
        ("IE", date(2026, 1, 1), "IE"),
        ("KZ", date(2026, 1, 1), "KZ"),
    ],
)
def test_members_of_the_schengen_area_are_counted_as_it(country, on, territory):
    assert territory_of(country, on) == territory


def test_the_area_has_29_members_with_codes():
    assert len(SCHENGEN_SINCE) == 29
    assert set(SCHENGEN_SINCE) <= CODES
