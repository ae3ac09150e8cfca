"""Countries and currencies as people write them."""

import pytest

from otkel.facts.countries import CODES, find_country, find_nearest_country
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
