"""Plates of known shape are not noticed; strange ones are, and never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.facts.plate_shapes import check_plate, find_countries


def said(mistakes):
    return [m.what.text.format(**m.what.values) for m in mistakes]


@pytest.mark.parametrize(
    ("plate", "country"),
    [
        ("А123ВС777", "RU"),
        ("A123BC77", "RU"),
        ("АВ1234 77", "RU"),  # a trailer
        ("123 ABC 02", "KZ"),
        ("123AB02", "KZ"),
        ("A123BCD", "KZ"),
        ("12ABC02", "KZ"),  # a trailer
        ("01KG123ABC", "KG"),
        ("01 A 123 BC", "UZ"),
        ("01123ABC", "UZ"),  # a firm
        ("1234AB01", "TJ"),
        ("123AB01", "AM"),
        ("1234AB-7", "BY"),
        ("A1234B7", "BY"),  # a trailer
        ("新A12345", "CN"),
        ("新AD12345", "CN"),
        ("新A1234挂", "CN"),
        ("B-XY 123", "DE"),
        ("anything", None),
    ],
)
def test_a_known_shape_is_not_noticed(plate, country):
    assert check_plate(plate, country) == ()


def test_an_unknown_shape_is_noticed_with_its_country():
    assert said(check_plate("12345", "KZ")) == ["number plate 12345 has no known shape of KZ"]


@pytest.mark.parametrize(
    ("plate", "meant"), [("I23ABC02", "123ABC02"), ("123AB0O2", "123ABO02"), ("123A8C02", "123ABC02")]
)
def test_digits_and_letters_mistaken_for_each_other_are_offered(plate, meant):
    (mistake,) = check_plate(plate, "KZ")
    assert mistake.do.values == {"meant": meant}


@pytest.mark.parametrize("plate", ["А123BC02", "123 АВС 02"])
def test_cyrillic_letters_in_a_latin_plate_are_noticed_with_the_folded_plate(plate):
    mistakes = check_plate(plate, "KZ")
    assert mistakes[0].what.values["folded"] in ("A123BC02", "123ABC02")
    assert "look Latin" in mistakes[0].what.text


def test_mixed_scripts_are_noticed_for_any_country():
    assert len(check_plate("А123BC77", "RU")) == 1
    assert len(check_plate("А123BC77")) == 1


def test_a_plate_without_letters_and_digits_is_noticed():
    assert said(check_plate("--", "RU")) == ["-- has neither letters nor digits"]


def test_a_shape_hints_at_countries():
    assert find_countries("А123ВС777") == ("RU",)
    assert find_countries("01KG123ABC") == ("KG",)
    assert find_countries("?") == ()


@given(st.text(max_size=30), st.sampled_from(["RU", "KZ", "KG", "UZ", "CN", None]))
def test_no_plate_breaks_the_check(plate, country):
    check_plate(plate, country)
