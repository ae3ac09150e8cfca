"""Number plates: kept as typed, compared by a folded key.

Cyrillic letters that look like Latin ones are folded; digits and letters never are (0 and O,
8 and B stay apart).
"""

from __future__ import annotations

_CYRILLIC = "АВЕКМНОРСТУХІ"
_LATIN = "ABEKMHOPCTYXI"
_FOLD = str.maketrans(_CYRILLIC + _CYRILLIC.lower(), _LATIN * 2)


def fold(plate: str) -> str:
    """Give the key two spellings of one plate share: Latin capitals and digits, no separators."""
    return "".join(c for c in as_latin(plate) if c.isalnum())


def as_latin(text: str) -> str:
    """Give a text in capitals, with Latin letters for the Cyrillic ones that look alike."""
    return text.translate(_FOLD).upper()


def is_same(one: str, other: str) -> bool:
    """Whether two spellings are one plate."""
    return fold(one) == fold(other)


def has_cyrillic_look_alikes(plate: str) -> bool:
    """Whether the plate mixes Latin letters with Cyrillic ones that look alike."""
    folded = plate.translate(_FOLD)
    latin_typed = any("A" <= c <= "Z" for c in plate.upper())
    return folded != plate and latin_typed
