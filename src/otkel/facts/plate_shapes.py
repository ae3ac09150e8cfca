"""Shapes of number plates, as a hint. A strange plate is noticed, never refused.

Shapes are of the folded plate: N is a digit, L a Latin letter, H a Chinese character, A a letter
or digit; everything else stands for itself. Trailers and company plates are among them.
"""

from __future__ import annotations

import re

from otkel.errors import Mistake
from otkel.facts.plates import fold, has_cyrillic_look_alikes
from otkel.phrases import phrase

SHAPES: dict[str, tuple[str, ...]] = {
    "RU": ("LNNNLLNN", "LNNNLLNNN", "LLNNNNNN", "LLNNNNNNN", "LLNNNLNN", "LLNNNLNNN"),
    "KZ": ("NNNLLNN", "NNNLLLNN", "LNNNLLL", "NNLLLNN", "LNNNNLL"),
    "KG": ("NNKGNNNLLL", "NNKGNNNLL", "NNNLL", "NNNNLL", "LNNNNL", "LNNNNLL", "NNNNLLL"),
    "UZ": ("NNLNNNLL", "NNLLNNNN", "NNNNNLLL"),
    "TJ": ("NNNNLLNN",),
    "AM": ("NNNLLNN", "NNLLNNN"),
    "BY": ("NNNNLLN", "LLNNNNN", "LNNNNLN"),
    "CN": ("HLAAAAA", "HLAAAAAA", "HLAAAA挂"),
}
_CLASSES = {"N": "[0-9]", "L": "[A-Z]", "H": "[一-鿿]", "A": "[A-Z0-9]"}
_PATTERNS = {
    country: re.compile("|".join("".join(_CLASSES.get(c, c) for c in shape) for shape in shapes))
    for country, shapes in SHAPES.items()
}
# What is often typed for the other; offered, never changed by itself.
_AS_DIGIT = {"O": "0", "B": "8", "З": "3", "I": "1"}
_AS_LETTER = {"0": "O", "8": "B"}
# States whose plates may be typed wholly in Cyrillic without any doubt.
_CYRILLIC_IS_USUAL = frozenset({"RU", None})


def find_countries(plate: str) -> tuple[str, ...]:
    """Give the countries whose known shapes the plate has; a hint, often more than one."""
    key = fold(plate)
    return tuple(country for country, pattern in _PATTERNS.items() if pattern.fullmatch(key))


def check_plate(plate: str, country: str | None = None) -> tuple[Mistake, ...]:
    """Give what is strange about a plate of this country (ISO 3166, None: not known)."""
    key = fold(plate)
    if not key:
        return (
            Mistake(
                phrase("{plate} has neither letters nor digits", plate=plate),
                phrase("write the number plate as it stands in the vehicle's papers"),
            ),
        )
    strange = []
    if has_cyrillic_look_alikes(plate) or (country not in _CYRILLIC_IS_USUAL and _is_cyrillic(plate)):
        strange.append(_look_alikes(plate, key))
    pattern = _PATTERNS.get(country or "")
    if pattern and not pattern.fullmatch(key):
        strange.append(_unknown_shape(plate, key, country or ""))
    return tuple(strange)


def _is_cyrillic(plate: str) -> bool:
    return any("Ѐ" <= c <= "ӿ" for c in plate) and fold(plate).isascii()


def _look_alikes(plate: str, key: str) -> Mistake:
    return Mistake(
        phrase(
            "number plate {plate} has Cyrillic letters that look Latin; it is compared as {folded}",
            plate=plate,
            folded=key,
        ),
        phrase("write the plate in Latin letters, so that other systems find it"),
    )


def _unknown_shape(plate: str, key: str, country: str) -> Mistake:
    what = phrase("number plate {plate} has no known shape of {country}", plate=plate, country=country)
    if meant := _meant(key, country):
        return Mistake(
            what, phrase("compare it with the vehicle's papers; if it is {meant}, write so", meant=meant)
        )
    return Mistake(what, phrase("compare the plate and its country with the vehicle's papers"))


def _meant(key: str, country: str) -> str | None:
    pattern = _PATTERNS[country]
    for shape in SHAPES[country]:
        if len(shape) == len(key):
            meant = "".join(_as_shape(c, s) for c, s in zip(key, shape, strict=True))
            if pattern.fullmatch(meant):
                return meant
    return None


def _as_shape(character: str, place: str) -> str:
    if place == "N":
        return _AS_DIGIT.get(character, character)
    if place == "L":
        return _AS_LETTER.get(character, character)
    return character
