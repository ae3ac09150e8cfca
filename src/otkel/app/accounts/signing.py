"""Sign in and out: a random token goes to the browser, and only its digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from otkel.app.accounts import throttle
from otkel.app.accounts.book import Account, Book
from otkel.app.accounts.passwords import MOST, hash_password, is_old, is_password
from otkel.app.accounts.totp import find_step
from otkel.app.ledger import now_us
from otkel.errors import OtkelError
from otkel.ledger.accounts import AccountRow, SessionRow

IDLE_US = 12 * 3600 * 1_000_000  # a shift
LONGEST_US = 24 * 3600 * 1_000_000
_SEEN_EVERY_US = 300 * 1_000_000  # it is written down no oftener that somebody was seen
_MOST_TOKEN = 100


class NotSignedInError(OtkelError):
    """Name, password or digits are wrong, or there is no such account: it is not said which."""


class TooSoonError(OtkelError):
    """Too many attempts failed. Says how long to wait."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = max(1, int(wait_s + 0.999))
        super().__init__(f"wait {self.wait_s} s")


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in. `mark` names the session, without its token."""

    account: Account
    mark: str
    provider: str = ""  # who signed him in; empty: his password


def sign_in(book: Book, name: str, password: str, code: str, address: str) -> str:
    """Give the token of a new session. Raises NotSignedInError, TooSoonError, LedgerError.

    Unknown names take the same work and get the same answer as known ones.
    """
    return begin(book, check(book, name, password, code, address).name)


def check(book: Book, name: str, password: str, code: str | None, address: str) -> AccountRow:
    """Give the account whose password, and whose digits of the second factor, these are; throttled.

    `code`: None where the digits are not asked. Raises NotSignedInError, TooSoonError, LedgerError.
    """
    at_us, name = now_us(), name.strip().lower()[:64]
    tokens = throttle.tokens_of(book.blind, name, address)
    count(book, tokens, at_us)
    row = book.accounts.find(name)
    fits = is_password(None if row is None else row.password, password)
    if row is None or not fits or row.disabled:
        raise NotSignedInError("wrong")
    if code is not None and not _fits_code(book, row, code, at_us):
        raise NotSignedInError("wrong")
    book.accounts.forget_attempts(tokens)
    if is_old(row.password) and len(password) <= MOST:
        book.accounts.set_password(name, hash_password(password), ends=False)
    return row


def check_code(book: Book, name: str, code: str, address: str) -> None:
    """Require the digits of an account whose holder a provider has vouched for; throttled as a password is.

    Raises NotSignedInError, TooSoonError, LedgerError.
    """
    at_us = now_us()
    tokens = throttle.tokens_of(book.blind, name, address)
    count(book, tokens, at_us)
    row = book.accounts.find(name)
    if row is None or row.disabled or row.totp is None or not _fits_code(book, row, code, at_us):
        raise NotSignedInError("wrong")
    book.accounts.forget_attempts(tokens)


def count(book: Book, tokens: Sequence[str], at_us: int) -> None:
    """Count an attempt before it is made. Raises TooSoonError, LedgerError."""
    wait_s = book.accounts.count_attempt(
        tokens, at_us, at_us - throttle.FORGET_US, lambda found: throttle.wait_s(found, at_us)
    )
    if wait_s > 0:
        raise TooSoonError(wait_s)


def begin(book: Book, name: str, provider: str = "") -> str:
    """Give the token of a new session of an account whose holder has shown that it is he.

    `provider`: who has vouched for him; empty: he gave his password.
    """
    token, at_us = secrets.token_urlsafe(32), now_us()
    oldest = (at_us - LONGEST_US, at_us - IDLE_US)
    book.accounts.begin_session(_digest(token), name, at_us, oldest, provider)
    return token


def find_session(book: Book, token: str) -> Session | None:
    """Give who holds a token; None where nobody is signed in by it any more. Raises LedgerError."""
    if not 0 < len(token) <= _MOST_TOKEN:
        return None
    digest, at_us = _digest(token), now_us()
    kept = book.accounts.find_session(digest)
    if kept is None or _is_over(kept, at_us):
        return None
    account = book.find(kept.account)
    if account is None or account.disabled:
        return None
    if at_us - kept.seen_us > _SEEN_EVERY_US:
        book.accounts.see_session(digest, at_us)
    return Session(account=account, mark=digest.hex(), provider=kept.provider)


def sign_out(book: Book, token: str) -> None:
    """End the session of a token. Raises LedgerError."""
    book.accounts.end_session(_digest(token))


def list_sessions(book: Book, name: str) -> list[tuple[str, SessionRow]]:
    """Give the sessions of an account that are not over, each with its mark, the last seen first."""
    at_us = now_us()
    return [
        (digest.hex(), one) for digest, one in book.accounts.list_sessions(name) if not _is_over(one, at_us)
    ]


def _is_over(kept: SessionRow, at_us: int) -> bool:
    return at_us - kept.seen_us > IDLE_US or at_us - kept.begun_us > LONGEST_US


def _fits_code(book: Book, row: AccountRow, code: str, at_us: int) -> bool:
    secret = book.totp_of(row)
    if secret is None:
        return True
    step = find_step(secret, code[:20], at_us)
    return step is not None and book.accounts.use_totp(row.name, step)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
