"""Goods codes of the Harmonized System and the EAEU nomenclature, written any way people write them.

A code is text, never a number: a number loses the leading zero of chapters 01 to 09. Lists match
by prefix on the shorter of the two codes.
"""

from __future__ import annotations

import unicodedata

import msgspec

from otkel.errors import Mistake
from otkel.phrases import Phrase, phrase

LENGTHS = (4, 6, 8, 9, 10)
_SEPARATORS = frozenset(".-/ \t\u00a0\u2007\u2009\u202f\u200b\ufeff")


class CodeReading(msgspec.Struct, frozen=True):
    """A code in plain digits, and what was noticed while reading it."""

    code: str
    notices: tuple[Phrase, ...] = ()


def read_code(typed: str) -> CodeReading | Mistake:
    """Read a goods code of 4, 6, 8, 9 or 10 digits; dots, hyphens and spaces are left out.

    Digits of other scripts are turned into ASCII and noticed. Five and seven digits, letters and
    a chapter outside 01 to 97 are mistakes. Nine digits may be a code of ten that lost its zero.
    """
    kept = [c for c in typed if c not in _SEPARATORS]
    digits = "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in kept)
    if not digits.isascii() or not digits.isdigit():
        return Mistake(
            phrase("goods code {typed} has characters that are not digits", typed=typed),
            phrase("write 4 to 10 digits, as in the invoice or the declaration"),
        )
    if len(digits) not in LENGTHS:
        return _wrong_length(typed, digits)
    chapter = int(digits[:2])
    if not 1 <= chapter <= 97 or chapter == 77:
        return Mistake(
            phrase("goods code {typed} begins with a chapter that does not exist", typed=typed),
            phrase("look the code up again; the first two digits are a chapter from 01 to 97"),
        )
    notices = []
    if digits != "".join(kept):
        notices.append(
            phrase(
                "goods code {typed} has digits of another script; read as {code}", typed=typed, code=digits
            )
        )
    if len(digits) == 9:
        notices.append(
            phrase(
                "goods code {typed} has 9 digits; if a leading zero was lost it is {code}",
                typed=typed,
                code="0" + digits,
            )
        )
    return CodeReading(digits, tuple(notices))


def _wrong_length(typed: str, digits: str) -> Mistake:
    what = phrase("goods code {typed} has {count} digits", typed=typed, count=len(digits))
    if len(digits) in (3, 5, 7):
        do = phrase(
            "if a leading zero was lost, write {code}; else write all 4, 6, 8 or 10 digits", code="0" + digits
        )
        return Mistake(what, do)
    return Mistake(what, phrase("write 4, 6, 8 or 10 digits"))


def readings(code: str) -> tuple[str, ...]:
    """Give the codes a plain code may mean: nine digits may have lost a leading zero."""
    return (code, "0" + code) if len(code) == 9 else (code,)


def matching_digits(entry: str, code: str) -> int:
    """Give on how many digits a list entry and a code agree: the length of the shorter, else 0.

    An entry of four digits covers everything under it; a code shorter than the entry may lie
    under it, and the caller sees that by the number being smaller than the entry's length.
    """
    for reading in readings(code):
        level = min(len(entry), len(reading))
        if entry[:level] == reading[:level]:
            return level
    return 0
