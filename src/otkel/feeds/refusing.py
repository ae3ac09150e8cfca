"""The error of a file that is refused as a whole."""

from __future__ import annotations

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase


def refuse(what: Phrase, do: Phrase, file: str | None, row: int | None = None) -> InputError:
    """Give the error for one mistake that spoils a whole file."""
    return InputError([Mistake(what, do, Where(file=file, row=row))])
