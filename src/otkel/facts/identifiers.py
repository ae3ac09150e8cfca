"""Numbers of people, firms and vehicles: shapes and check digits.

A number that breaks its rule is noticed, never refused: real papers hold such numbers, and no
answer of the law depends on a check digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from stdnum.by import unp
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.ru import inn, ogrn

from otkel.errors import Mistake
from otkel.phrases import Phrase, phrase

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007-]+")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_CYRILLIC = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_FIRST_WEIGHTS = tuple(range(1, 12))
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def is_ru_inn(number: str) -> bool:
    """Whether 10 or 12 digits form a Russian taxpayer number (INN), check digits included."""
    return _passes(inn.validate, number)


def is_ru_ogrn(number: str) -> bool:
    """Whether 13 or 15 digits form a Russian registration number (OGRN, OGRNIP)."""
    return _passes(ogrn.validate, number)


def is_ru_kpp(number: str) -> bool:
    """Whether the text has the shape of a Russian KPP: 9 digits, the 5th and 6th may be letters."""
    return bool(re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", number))


def is_by_unp(number: str) -> bool:
    """Whether the text is a Belarusian taxpayer number (UNP); Cyrillic look-alikes are folded."""
    return _passes(unp.validate, number.translate(_CYRILLIC))


def is_cn_uscc(number: str) -> bool:
    """Whether 18 characters form a Chinese unified social credit code."""
    return _passes(uscc.validate, number)


def is_kz_iin(number: str) -> bool:
    """Whether 12 digits form a Kazakh IIN: day of birth, century and sex (1-6), check digit."""
    if not _digits(number, 12) or number[6] not in _CENTURIES:
        return False
    year = _CENTURIES[number[6]] + int(number[:2])
    try:
        date(year, int(number[2:4]), int(number[4:6]))
    except ValueError:
        return False
    return _kz_check_digit(number) == number[11]


def is_kz_bin(number: str) -> bool:
    """Whether 12 digits form a Kazakh BIN: YYMM, kind 4-6, part 0-3, check digit."""
    return (
        _digits(number, 12)
        and 1 <= int(number[2:4]) <= 12
        and number[4] in "456"
        and number[5] in "0123"
        and _kz_check_digit(number) == number[11]
    )


def _kz_check_digit(number: str) -> str | None:
    """Give the check digit of the first 11 digits; None: such a number is never issued."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = sum(w * int(d) for w, d in zip(weights, number, strict=False)) % 11
        if remainder < 10:
            return str(remainder)
    return None


def is_kg_inn(number: str) -> bool:
    """Whether the text has the shape of a Kyrgyz INN: 14 digits."""
    return _digits(number, 14)


def is_uz_stir(number: str) -> bool:
    """Whether the text has the shape of an Uzbek STIR: 9 digits."""
    return _digits(number, 9)


def is_uz_pinfl(number: str) -> bool:
    """Whether the text has the shape of an Uzbek PINFL: 14 digits."""
    return _digits(number, 14)


def is_am_tin(number: str) -> bool:
    """Whether the text has the shape of an Armenian taxpayer number: 8 digits."""
    return _digits(number, 8)


def _digits(number: str, count: int) -> bool:
    return len(number) == count and number.isascii() and number.isdigit()


def _passes(validate: Callable[[str], object], number: str) -> bool:
    try:
        validate(number)
    except ValidationError:
        return False
    return True


Rule = tuple[Phrase, tuple[Callable[[str], bool], ...]]
# By country of the party: the name a person knows the number by, and the rules it may pass.
RULES: dict[str, Rule] = {
    "RU": (phrase("INN"), (is_ru_inn, is_ru_ogrn)),
    "KZ": (phrase("IIN or BIN"), (is_kz_iin, is_kz_bin)),
    "BY": (phrase("UNP"), (is_by_unp,)),
    "KG": (phrase("INN"), (is_kg_inn,)),
    "UZ": (phrase("STIR or PINFL"), (is_uz_stir, is_uz_pinfl)),
    "AM": (phrase("taxpayer number"), (is_am_tin,)),
    "CN": (phrase("social credit code"), (is_cn_uscc,)),
}
LENGTHS: dict[str, tuple[int, ...]] = {
    "RU": (10, 12, 13, 15),
    "KZ": (12,),
    "BY": (9,),
    "KG": (14,),
    "UZ": (9, 14),
    "AM": (8,),
    "CN": (18,),
}


def check_tax_id(number: str, country: str | None) -> Mistake | None:
    """Give what is wrong with a taxpayer number of this country, None where nothing is known to be.

    Spaces and hyphens are left out; a Russian INN may be followed by a slash and the KPP.
    """
    rule = RULES.get(country or "")
    if rule is None:
        return None
    plain = _SPACES.sub("", number).upper()
    if country == "RU" and "/" in plain:
        plain, _, kpp = plain.partition("/")
        if not is_ru_kpp(kpp):
            return Mistake(phrase("KPP {number} does not have 9 characters", number=kpp), _COMPARE)
    name, checks = rule
    if any(passes(plain) for passes in checks):
        return None
    if len(plain) not in LENGTHS[country or ""]:
        what = phrase(
            "{name} {number} has {count} characters, not {wanted}",
            name=name,
            number=number,
            count=len(plain),
            wanted=LENGTHS[country or ""],
        )
    else:
        what = phrase("{name} {number} has a wrong digit", name=name, number=number)
    return Mistake(what, _COMPARE)


_COMPARE = phrase("compare it digit by digit with the registration paper")


def check_vin(vin: str) -> Mistake | None:
    """Give what is strange about a vehicle number: 17 characters without I, O and Q are usual.

    Chassis numbers of other lengths, 1 to 40 characters, are accepted and noticed.
    """
    plain = _SPACES.sub("", vin).upper()
    if _VIN.fullmatch(plain):
        return None
    if _VIN.fullmatch(plain.translate(_CYRILLIC)):
        return Mistake(
            phrase("VIN {vin} has Cyrillic letters that look Latin", vin=vin),
            phrase("write it in Latin letters: {meant}", meant=plain.translate(_CYRILLIC)),
        )
    if not 1 <= len(plain) <= 40:
        what = phrase(
            "VIN {vin} has {count} characters; 17 are usual, 40 the most", vin=vin, count=len(plain)
        )
    elif len(plain) == 17:
        what = phrase("VIN {vin} has characters that no VIN has (I, O and Q are never used)", vin=vin)
    else:
        what = phrase("VIN {vin} has {count} characters, not 17", vin=vin, count=len(plain))
    return Mistake(what, phrase("compare it with the vehicle's papers; a chassis number may be shorter"))
