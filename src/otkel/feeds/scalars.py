"""Single values as people write them: yes and no, numbers, money, countries, codes.

Every reader gives the value or a Mistake; a Mistake's place is filled in by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from difflib import get_close_matches

from otkel.errors import Mistake
from otkel.facts.countries import find_country, find_nearest_country
from otkel.facts.currencies import find_currency
from otkel.facts.money import Money
from otkel.feeds.tree import Number
from otkel.phrases import phrase

TEXT_LIMIT = 500
AMOUNT_LIMIT = Decimal(10) ** 12
DECIMAL_PLACES = 6
UNKNOWN_WORDS = frozenset({"unknown", "not known", "?", "неизвестно", "не известно", "белгісіз"})
YES_WORDS = frozenset({"yes", "true", "да", "иә", "ия"})
NO_WORDS = frozenset({"no", "false", "нет", "жоқ", "жок"})
NONE_WORDS = NO_WORDS | {"none", "-", "–", "—"}

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")
_GROUP_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009']+(?=\d{3}(?!\d))")
_PLAIN_DECIMAL = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:(,)\d{3})+(\.\d+)?|-?\d{1,3}(?:\.\d{3}){2,}(,\d+)?", re.ASCII)
_ONE_DOT_GROUP = re.compile(r"-?\d{1,3}\.\d{3},\d+", re.ASCII)
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2},\d{3}", re.ASCII)
_SCIENTIFIC = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d{1,9}", re.ASCII)
_MONEY = re.compile(r"(?:([^\d\s.,+-]+)\s*)?([-+]?[\d][\d\s.,'\u00a0\u202f]*?)\s*([^\d\s,+-][^\d\s]*)?")


def shown(text: str) -> str:
    """Give a text fit to be repeated to a person: visible, on one line, at most 60 characters."""
    plain = _CONTROL.sub("", _INVISIBLE.sub("", _BLANKS.sub(" ", text)))
    return plain if len(plain) <= 60 else plain[:57] + "..."


def clean(text: str) -> tuple[str, tuple[Mistake, ...]]:
    """Give a text on one line without invisible characters, and a notice where some were left out."""
    plain = _BLANKS.sub(" ", text).strip()
    if plain.isascii() and plain.isprintable():
        return plain, ()
    visible = _BLANKS.sub(" ", _CONTROL.sub("", _INVISIBLE.sub("", plain))).strip()
    if visible == plain:
        return plain, ()
    return visible, (
        Mistake(
            phrase("{text} has invisible characters; they were left out", text=shown(text)),
            phrase("type the text again"),
        ),
    )


def plain_digits(text: str) -> tuple[str, tuple[Mistake, ...]]:
    """Give the text with the digits of other scripts as 0 to 9, and a notice where there were any."""
    if text.isascii():
        return text, ()
    plain = "".join(str(unicodedata.digit(c)) if _is_foreign_digit(c) else c for c in text)
    if plain == text:
        return text, ()
    return plain, (
        Mistake(
            phrase(
                "{text} has digits of another script; read as {plain}", text=shown(text), plain=shown(plain)
            ),
            phrase("write the digits 0 to 9"),
        ),
    )


def _is_foreign_digit(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) == "Nd"


def nearest(typed: str, known: tuple[str, ...] | list[str], likeness: float = 0.6) -> str | None:
    """Give the known word most like the typed one, if any is as like it (0 to 1) as asked."""
    near = get_close_matches(typed[:60].casefold(), known, n=1, cutoff=likeness)
    return near[0] if near else None


def read_yes_no(text: str) -> bool | Mistake | None:
    """Read yes, no or unknown in English, Russian or Kazakh."""
    word = text.casefold()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    if word in UNKNOWN_WORDS:
        return None
    return Mistake(
        phrase("{text} is neither yes nor no", text=shown(text)), phrase("write yes, no or unknown")
    )


def read_decimal(text: str) -> Decimal | Mistake:
    """Read an exact number: point or comma, thousands with spaces, apostrophes, or both marks.

    A single comma before three digits ("1,250") could mean two numbers and is a mistake.
    """
    typed = _GROUP_SPACES.sub("", text.strip().replace("\u2212", "-").removeprefix("+"))
    if len(typed) > 40:
        return Mistake(phrase("{text} is not an amount", text=shown(text)), _DECIMAL_FORM)
    if isinstance(text, Number):
        return _from_json(typed)
    if _AMBIGUOUS.fullmatch(typed):
        whole = typed.replace(",", "")
        part = typed.replace(",", ".")
        return Mistake(
            phrase("{text} can be read as {whole} or as {part}", text=shown(text), whole=whole, part=part),
            phrase("write {whole} or {part}", whole=whole, part=part),
        )
    if _GROUPED.fullmatch(typed) or _ONE_DOT_GROUP.fullmatch(typed):
        typed = typed.replace(_grouping(typed), "")
    if not _PLAIN_DECIMAL.fullmatch(typed):
        return Mistake(phrase("{text} is not a number", text=shown(text)), _DECIMAL_FORM)
    return _bounded(Decimal(typed.replace(",", ".")), text)


def _grouping(text: str) -> str:
    """Give the mark that parts thousands: the one that stands more than once, else the first of two."""
    for mark in ",.":
        if text.count(mark) > 1:
            return mark
    return "," if text.find(",") < text.find(".") else "."


_DECIMAL_FORM = phrase("write digits with a point, for example 1250000.50")


def _from_json(text: str) -> Decimal | Mistake:
    if _SCIENTIFIC.fullmatch(text) or _PLAIN_DECIMAL.fullmatch(text):
        return _bounded(Decimal(text), text)
    return Mistake(phrase("{text} is not a number", text=shown(text)), _DECIMAL_FORM)


def _bounded(value: Decimal, text: str) -> Decimal | Mistake:
    exponent = value.as_tuple().exponent
    if value.copy_abs() > AMOUNT_LIMIT:
        return Mistake(
            phrase("{text} is larger than any amount here can be", text=shown(text)),
            phrase("check the zeros"),
        )
    if isinstance(exponent, int) and exponent < -DECIMAL_PLACES:
        return Mistake(
            phrase("{text} has more than {count} decimal places", text=shown(text), count=DECIMAL_PLACES),
            phrase("round it"),
        )
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value


def read_whole(text: str) -> int | Mistake:
    """Read a whole number."""
    value = read_decimal(text)
    if isinstance(value, Mistake):
        return value
    if value != value.to_integral_value():
        return Mistake(
            phrase("{text} is not a whole number", text=shown(text)), phrase("write a whole number")
        )
    return int(value)


def read_currency(text: str) -> str | Mistake:
    """Read a currency as ISO 4217 code, sign or word."""
    code = find_currency(text)
    if code is None:
        return Mistake(
            phrase("{text} is not a currency", text=shown(text)),
            phrase("write the code of three letters, for example KZT, RUB or USD"),
        )
    return code


def read_money(text: str) -> Money | Mistake:
    """Read an amount with its currency, such as 1 250 000 KZT or $1200.50."""
    found = _MONEY.fullmatch(text.strip()) if len(text) <= 80 else None
    if found is None:
        return Mistake(phrase("{text} is not an amount of money", text=shown(text)), _MONEY_FORM)
    before, number, after = found.groups()
    if bool(before) == bool(after):
        return Mistake(phrase("{text} does not name one currency", text=shown(text)), _MONEY_FORM)
    currency = read_currency(before or after)
    if isinstance(currency, Mistake):
        return currency
    amount = read_decimal(number)
    return amount if isinstance(amount, Mistake) else Money(amount, currency)


_MONEY_FORM = phrase("write amount and currency, for example 1 250 000 KZT")


def read_country(text: str) -> str | Mistake:
    """Read a country as ISO 3166 code of two or three letters, or as a name of the region."""
    code = find_country(text)
    if code is not None:
        return code
    what = phrase("{text} is not a country that is known here", text=shown(text))
    if near := find_nearest_country(text):
        return Mistake(what, phrase("did you mean {code}?", code=near))
    return Mistake(what, phrase("write the ISO code of two letters, for example KZ"))
