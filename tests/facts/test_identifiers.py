"""Numbers of firms, people and vehicles: valid ones pass, one wrong digit is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.facts.identifiers import (
    check_tax_id,
    check_vin,
    is_am_tin,
    is_by_unp,
    is_cn_uscc,
    is_kg_inn,
    is_kz_bin,
    is_kz_iin,
    is_ru_inn,
    is_ru_kpp,
    is_ru_ogrn,
    is_uz_pinfl,
    is_uz_stir,
)


def kz_number(first):
    """Give the check digit by the published rule, None where such a number is never issued."""
    for weights in ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]):
        remainder = sum(a * int(b) for a, b in zip(weights, first, strict=True)) % 11
        if remainder != 10:
            return first + str(remainder)
    return None


def what(mistake):
    return mistake.what.text.format(**{k: getattr(v, "text", v) for k, v in mistake.what.values.items()})


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (is_ru_inn, "7707083893", "7707083894"),
        (is_ru_inn, "500100732259", "500100732258"),
        (is_ru_ogrn, "1027700132195", "1027700132196"),
        (is_ru_kpp, "770701001", "77070100"),
        (is_ru_kpp, "7707AB001", "A70701001"),
        (is_by_unp, "200988541", "200988542"),
        (is_cn_uscc, "91110000600037341L", "91110000600037342L"),
        (is_kz_bin, kz_number("04024000156"), "040240001569"),
        (is_kz_iin, kz_number("84050130012"), "840501300129"),
        (is_kg_inn, "01234567890123", "0123456789012"),
        (is_uz_stir, "123456789", "12345678"),
        (is_uz_pinfl, "12345678901234", "1234567890123a"),
        (is_am_tin, "01234567", "0123456"),
    ],
)
def test_right_numbers_pass_and_wrong_ones_do_not(rule, good, bad):
    assert rule(good)
    assert not rule(bad)


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("84130130012", "a year has no month 13"),
        ("84023030012", "February has no day 30"),
        ("84050170012", "the century digit is 1 to 6"),
        ("84050100012", "the century digit is 1 to 6"),
    ],
)
def test_an_iin_holds_a_day_and_a_century(first, why):
    assert not is_kz_iin(kz_number(first) or first + "0"), why


def test_an_iin_of_a_leap_day_hangs_on_its_century():
    assert is_kz_iin(kz_number("00022950012"))  # 29 February 2000
    assert not is_kz_iin(kz_number("00022930012"))  # 1900 had none


@pytest.mark.parametrize("first", ["04023000156", "04027000156", "04024400156", "04134000156", "04004000156"])
def test_a_bin_has_its_kind_part_and_month(first):
    assert not is_kz_bin(kz_number(first) or first + "0")


@given(
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from("456"),
    st.sampled_from("0123"),
    st.integers(0, 99999),
)
def test_every_issued_bin_has_one_check_digit(year, month, kind, part, rest):
    first = f"{year:02}{month:02}{kind}{part}{rest:05}"
    whole = kz_number(first)
    right = [digit for digit in "0123456789" if is_kz_bin(first + digit)]
    assert right == ([] if whole is None else [whole[-1]])


def test_ten_twice_is_never_issued():
    first = next(f"04024{n:06}" for n in range(10**6) if kz_number(f"04024{n:06}") is None)
    assert not any(is_kz_bin(first + digit) for digit in "0123456789")


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("7707083893", "RU"),
        ("7707 083 893", "RU"),
        ("7707083893/770701001", "RU"),
        ("1027700132195", "RU"),
        (kz_number("04024000156"), "KZ"),
        ("200988541", "BY"),
        ("123", "DE"),
        ("123", None),
    ],
)
def test_a_right_or_unknown_kind_of_number_is_not_noticed(number, country):
    assert check_tax_id(number, country) is None


@pytest.mark.parametrize(
    ("number", "country", "said"),
    [
        ("7707083894", "RU", "INN 7707083894 has a wrong digit"),
        ("770708389", "RU", "INN 770708389 has 9 characters, not (10, 12, 13, 15)"),
        ("7707083893/77", "RU", "KPP 77 does not have 9 characters"),
        ("040240001569", "KZ", "IIN or BIN 040240001569 has a wrong digit"),
        ("1234567", "AM", "taxpayer number 1234567 has 7 characters, not (8,)"),
    ],
)
def test_a_wrong_number_is_noticed(number, country, said):
    mistake = check_tax_id(number, country)
    assert what(mistake) == said
    assert mistake.do.text == "compare it digit by digit with the registration paper"


@given(st.text(max_size=30), st.sampled_from(["RU", "KZ", "BY", "KG", "UZ", "AM", "CN", "XX", None]))
def test_no_number_breaks_the_check(number, country):
    check_tax_id(number, country)
    check_vin(number)


@pytest.mark.parametrize("vin", ["XTC652004P1234567", "xtc652004p1234567", "XTC 652004 P1234567"])
def test_a_usual_vin_is_not_noticed(vin):
    assert check_vin(vin) is None


@pytest.mark.parametrize(
    ("vin", "said"),
    [
        ("XTC652004P12345", "VIN XTC652004P12345 has 15 characters, not 17"),
        (
            "XTC652004O1234567",
            "VIN XTC652004O1234567 has characters that no VIN has (I, O and Q are never used)",
        ),
        ("ХТС652004Р1234567", "VIN ХТС652004Р1234567 has Cyrillic letters that look Latin"),
        ("A" * 41, f"VIN {'A' * 41} has 41 characters; 17 are usual, 40 the most"),
        ("-", "VIN - has 0 characters; 17 are usual, 40 the most"),
    ],
)
def test_an_unusual_vin_is_noticed(vin, said):
    assert what(check_vin(vin)) == said
