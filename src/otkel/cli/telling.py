"""Errors become words and an exit status, the same wherever a command ran."""

from __future__ import annotations

from collections.abc import Iterable

from otkel.app.words import Words
from otkel.errors import (
    EngineError,
    InputError,
    LedgerError,
    Mistake,
    OtkelError,
    StoppedError,
    UnknownNameError,
)
from otkel.phrases import phrase

DOES_NOT_HOLD = 1
BAD_INPUT = 2
BROKEN = 70
STOPPED = 130
Lines = list[str]


def tell_error(error: BaseException, words: Words) -> tuple[Lines, int]:
    """Give what is told of an error, and the exit status."""
    if isinstance(error, InputError):
        return tell_mistakes(error.mistakes, words), BAD_INPUT
    if isinstance(error, StoppedError):
        return tell_mistakes([error.mistake], words), STOPPED
    if isinstance(error, UnknownNameError | EngineError):
        return tell_mistakes([error.mistake], words), BAD_INPUT
    if isinstance(error, LedgerError):
        return _tell_ledger(error, words)
    return _tell_broken(error, words), BROKEN


def tell_mistakes(mistakes: Iterable[Mistake], words: Words) -> Lines:
    """Give one line a mistake."""
    return [words.mistake(mistake) for mistake in mistakes]


def _tell_ledger(error: LedgerError, words: Words) -> tuple[Lines, int]:
    from otkel.app.ledger_errors import is_damage, told

    return [words.sentence(told(error)), str(error)], DOES_NOT_HOLD if is_damage(error) else BAD_INPUT


def _tell_broken(error: BaseException, words: Words) -> Lines:
    told = [
        words.sentence(phrase("something in Otkel itself went wrong ({kind})", kind=type(error).__name__))
    ]
    if isinstance(error, OtkelError):
        told.append(str(error))
    told.append(
        words.sentence(
            phrase("run the same command with OTKEL_DEBUG=1 and send what it prints with your report")
        )
    )
    return told
