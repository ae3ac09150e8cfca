"""Phrases become sentences: English, Russian or Kazakh.

The catalogs lie in `otkel/locale/<language>/LC_MESSAGES/otkel.mo`, made from the `.po` files beside
them by `tools/words.py`. English needs none: the text of a phrase is its own translation.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from otkel.app.labels import tell_queue_class
from otkel.errors import Mistake
from otkel.facts.money import Money
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase

LOCALES = Path(__file__).parents[1] / "locale"
# British English writes 5 June 2026; American writes the month first.
_BABEL_LOCALE = {Language.EN: "en_GB", Language.RU: "ru", Language.KK: "kk"}
_PLACE = re.compile(r"\{(\w+)\}(\.?)")
_CODE_FIRST = re.compile(r"^([A-Z]{3})(\d)")
_YES, _NO = phrase("yes"), phrase("no")
_NOT_KNOWN = phrase("not known")
_CLOSED = (".", "!", "?", "…", ":")


class Words:
    """One language's voice. `say` turns a phrase into text; the same phrase gives the same text."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalog = _read_catalog(language)

    def say(self, said: Phrase) -> str:
        """Give the text of a phrase, its values written the way this language writes them."""
        return self._fill(self._text(said), said.values)

    def sentence(self, said: Phrase) -> str:
        """Give the text of a phrase as a sentence: a capital at its beginning, a stop at its end.

        What somebody typed keeps its small letter.
        """
        text = self._text(said)
        first = _PLACE.match(text)
        typed = first is not None and isinstance(said.values.get(first[1]), str)
        filled = self._fill(text, said.values)
        return closed(filled) if typed else as_sentence(filled)

    def sentences(self, said: Iterable[Phrase]) -> str:
        """Give several phrases as sentences, one after the other."""
        return " ".join(self.sentence(one) for one in said)

    def value(self, value: Any) -> str:
        """Give one value as text: a date, an instant, an amount, a number, a text, or several of them."""
        if value is None:
            return self.say(_NOT_KNOWN)
        if isinstance(value, Phrase):
            return self.say(value)
        if isinstance(value, str):
            return printable(value)
        if isinstance(value, bool):
            return self.say(_YES if value else _NO)
        if isinstance(value, (tuple, list)):
            return ", ".join(self.value(one) for one in value)
        if isinstance(value, (set, frozenset)):
            return ", ".join(sorted(self.value(one) for one in value))
        if isinstance(value, datetime):
            return f"{self.day(value.date())}, {value:%H:%M}{_zone(value)}"
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, (int, Decimal)):
            return self.number(value)
        return printable(str(value))

    def day(self, day: date) -> str:
        """Give a civil date in words, such as 5 June 2026."""
        return _format_day(day, _BABEL_LOCALE[self.language])

    def short_day(self, day: date) -> str:
        """Give a day without its year, as short as it stands at an axis."""
        return _format_short_day(day, _BABEL_LOCALE[self.language])

    def month(self, day: date) -> str:
        """Give the month of a day with its year, as short as it stands at an axis."""
        return _format_month(day, _BABEL_LOCALE[self.language])

    def state(self, code: str) -> str:
        """Give what a state is called, by its ISO code of two letters; an unknown code as it is."""
        from babel import Locale

        return str(Locale.parse(_BABEL_LOCALE[self.language]).territories.get(code, code))

    def queue_class(self, name: str) -> str:
        """Give what a class of the line is called."""
        return self.say(tell_queue_class(name))

    def moment(self, text: str) -> str:
        """Give a day or an instant written in ISO form, in words."""
        return self.value(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))

    def number(self, number: int | Decimal) -> str:
        """Give a number with this language's separators; whole numbers below 10,000 have none."""
        if isinstance(number, int) and abs(number) < 10_000:
            return str(number)
        from babel.numbers import format_decimal

        return format_decimal(number, locale=_BABEL_LOCALE[self.language], decimal_quantization=False)

    def money(self, money: Money) -> str:
        """Give an amount to the hundredth with its currency; hundredths of nought are left out."""
        from babel.numbers import format_currency

        amount = money.rounded().amount
        whole = amount == amount.to_integral_value()
        locale = _BABEL_LOCALE[self.language]
        text = format_currency(amount, printable(money.currency), locale=locale)
        text = _CODE_FIRST.sub("\\1\u00a0\\2", text)  # RUB 660,000
        return re.sub(r"[.,]00(?!\d)", "", text) if whole else text

    def mistake(self, mistake: Mistake) -> str:
        """Give one mistake as "file, row, field: what. do"."""
        place = mistake.where
        parts = [
            printable(place.file) if place.file else "",
            self.say(phrase("row {row}", row=place.row)) if place.row is not None else "",
            printable(place.field) if place.field else "",
        ]
        where = ", ".join(part for part in parts if part)
        said = f"{self.sentence(mistake.what)} {self.sentence(mistake.do)}"
        return f"{where}: {said}" if where else said

    def _text(self, said: Phrase) -> str:
        if said.plural is not None:
            return self._catalog.ngettext(said.text, said.plural, int(said.values["n"]))
        return self._catalog.gettext(said.text) if said.text else ""

    def _fill(self, text: str, values: dict[str, Any]) -> str:
        # One pass: what stands in a value is never read as a place again.
        return _PLACE.sub(lambda match: self._place(match, values), text) if values else text

    def _place(self, match: re.Match[str], values: dict[str, Any]) -> str:
        if match[1] not in values:
            return match[0]
        text = self.value(values[match[1]])
        # A Russian date ends with a stop of its own; the sentence needs no second one.
        return text if text.endswith(".") else text + match[2]


@lru_cache(maxsize=len(Language))
def words_for(language: Language) -> Words:
    """Give the voice of a language; its catalog is read once."""
    return Words(language)


def printable(text: str) -> str:
    """Give a text as one line without control characters, so that it cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " for c in text)


def as_sentence(text: str) -> str:
    """Give a text a capital at its beginning and a stop at its end."""
    text = closed(text)
    return text[:1].upper() + text[1:]


def closed(text: str) -> str:
    """Give a text a stop at its end."""
    text = text.strip()
    return text if not text or text.endswith(_CLOSED) else text + "."


def _read_catalog(language: Language) -> gettext.NullTranslations:
    if language is Language.EN:
        return gettext.NullTranslations()
    with (LOCALES / language.value / "LC_MESSAGES" / "otkel.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@lru_cache(maxsize=2048)
def _format_day(day: date, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=locale).replace("\u202f", "\u00a0")


@lru_cache(maxsize=2048)
def _format_short_day(day: date, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", day, locale=locale).replace("\u202f", "\u00a0")


@lru_cache(maxsize=512)
def _format_month(day: date, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", day, locale=locale).replace("\u202f", "\u00a0")


def _zone(instant: datetime) -> str:
    shift = instant.utcoffset()
    if shift is None:
        return ""
    minutes = round(shift.total_seconds() / 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f" UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
