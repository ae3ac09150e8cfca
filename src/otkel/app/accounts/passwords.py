"""Passwords: Argon2id, with the same work for a name that there is not.

Source: RFC 9106, section 4, second recommended option (64 MiB, three passes).
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from otkel.app.ledger_files import refused
from otkel.phrases import phrase

LEAST, MOST = 12, 200  # characters
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB: a flood of attempts takes no more than two
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Give the hash of a password, with its parameters."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def is_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; where there is none (`kept`) the same work is done."""
    if len(password) > MOST:
        password = ""
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(_nobody() if kept is None else kept, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return fits and kept is not None


def is_old(kept: str) -> bool:
    """Whether a hash was made with other parameters than are used now."""
    return _HASHER.check_needs_rehash(kept)


def require_password(password: str, name: str) -> None:
    """Refuse a password that is soon guessed. Raises InputError."""
    do = phrase(
        "take at least {least} characters, best several words that do not belong together", least=LEAST
    )
    if not LEAST <= len(password) <= MOST:
        raise refused(phrase("the password has {count} characters", count=len(password)), do, "password")
    folded = password.casefold()
    if len(set(folded)) < 5 or name.casefold() in folded:
        raise refused(phrase("the password is soon guessed"), do, "password")


def make_password() -> str:
    """Give a random password of four groups of letters and digits, 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Give the hash of a password that nobody knows."""
    return _HASHER.hash(secrets.token_urlsafe(32))
