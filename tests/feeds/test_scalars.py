"""Numbers, money and lists as people of the region write them; what could be two numbers is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import Mistake
from otkel.feeds.leaves import Leaf, split_list
from otkel.feeds.scalars import clean, read_decimal, read_money, read_whole, shown
from otkel.feeds.tree import Number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1250000", "1250000"),
        ("1 250 000", "1250000"),
        ("1\u00a0250\u202f000,50", "1250000.50"),
        ("1'250'000.50", "1250000.50"),
        ("1,250,000.50", "1250000.50"),
        ("1.250.000,50", "1250000.50"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.250.000", "1250000"),
        ("0,250", "0.250"),
        ("1250,5", "1250.5"),
        ("1.250", "1.250"),
        ("+5", "5"),
        ("\u22125", "-5"),
        ("0.123456", "0.123456"),
        ("1000000000000", "1000000000000"),
    ],
)
def test_numbers_are_read_exactly(text, value):
    assert read_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "a", "1e5", "12 5", "1,25,000", "1..5", "--5", "1,250", "٥", "1000000000001", "0.1234567", "NaN"],
)
def test_what_is_no_one_number_is_a_mistake(text):
    assert isinstance(read_decimal(text), Mistake)


@pytest.mark.parametrize(("text", "value"), [("1e5", "100000"), ("1.5E1", "15"), ("-0.1", "-0.1")])
def test_numbers_of_json_may_have_exponents(text, value):
    assert str(read_decimal(Number(text))) == value


@pytest.mark.parametrize("text", ["1e400", "1e999999999", "1e-999999999", "1e99999999999"])
def test_exponents_without_sense_are_mistakes(text):
    assert isinstance(read_decimal(Number(text)), Mistake)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=2))
def test_every_amount_is_read_back(amount):
    grouped = f"{amount:,}"
    assert read_decimal(str(amount)) == amount
    assert read_decimal(grouped.replace(",", " ")) == amount
    assert read_decimal(grouped.replace(",", "\u00a0").replace(".", ",")) == amount


@given(st.text(max_size=50))
def test_no_text_breaks_a_reading(text):
    for read in (read_decimal, read_whole, read_money, clean, shown):
        read(text)


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("5.0", 5), ("1 000", 1000)])
def test_whole_numbers_are_read(text, value):
    assert read_whole(text) == value


def test_long_texts_are_shown_short():
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 57 + "..."
    assert shown("a\n\x1b\u202eb") == "a b"


def test_lists_are_split_by_their_kind():
    assert split_list("KG - KZ→RU", Leaf("country")) == ["KG", "KZ", "RU"]
    assert split_list("Россия Казахстан", Leaf("country")) == ["Россия Казахстан"]
    assert split_list("6204 62; 6109,", Leaf("code")) == ["6204 62", "6109"]
    assert split_list("2026-01-03, 2026-01-04", Leaf("day")) == ["2026-01-03", "2026-01-04"]
