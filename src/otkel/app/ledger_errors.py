"""What went wrong with a ledger, in words, and what to do next."""

from __future__ import annotations

from otkel.errors import (
    LedgerClosedError,
    LedgerDamagedError,
    LedgerError,
    LedgerFullError,
    LedgerSchemaError,
    LedgerUnreachableError,
    VaultKeyError,
)
from otkel.phrases import Phrase, phrase

_WORDS: dict[type[LedgerError], Phrase] = {
    LedgerClosedError: phrase("the ledger is closed: open it again"),
    LedgerDamagedError: phrase("what is stored is not what was recorded: restore it from a copy"),
    LedgerFullError: phrase("no room is left on the disk: make room and repeat it"),
    LedgerSchemaError: phrase("a newer Otkel made this ledger: install the newer one"),
    VaultKeyError: phrase("the keys of the vault are missing or not its own: bring the right folder"),
    LedgerUnreachableError: phrase("the database cannot be reached: repeat it when it is back"),
}


def told(error: LedgerError) -> Phrase:
    """Give an error of the ledger as a phrase; its own text tells the place."""
    for kind in type(error).__mro__:
        if kind in _WORDS:
            return _WORDS[kind]
    return phrase("the ledger could not do it; what was recorded before is safe")


def is_damage(error: LedgerError) -> bool:
    """Say whether the record itself does not hold."""
    return isinstance(error, LedgerDamagedError)
