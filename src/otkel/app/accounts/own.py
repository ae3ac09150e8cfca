"""What somebody does with the account that he is signed in to: each act is an event by himself.

Whoever sits down at a desk that was left open knows neither password nor digits: so both are asked again,
and counted as an attempt to sign in. After a change the other sessions have ended; this one goes on anew.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

from otkel.app.accounts import signing
from otkel.app.accounts.book import Book
from otkel.app.accounts.signing import Session
from otkel.app.accounts.totp import find_step, make_secret
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.errors import InputError, LedgerDamagedError
from otkel.facts.events.choices import AccountChange
from otkel.phrases import phrase

REASON = "own_account"
OFFERED_US = 600 * 1_000_000  # so long a new second factor waits for its first digits
SHORT = 16  # digits of a mark by which a session is named on a page
_MOST_SEALED = 1_000


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A new second factor that does not count yet; `sealed` is how the browser gives it back."""

    secret: bytes
    sealed: str


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """One of somebody's open sessions. `mark` names it; it is not its token."""

    mark: str
    begun_s: float  # so long ago
    seen_s: float
    is_this: bool


def set_password(book: Book, session: Session, present: str, new: str, address: str) -> str:
    """Set one's own password; gives the token with which this session goes on.

    Raises InputError, NotSignedInError, TooSoonError, LedgerError.
    """
    name = session.account.name
    signing.check(book, name, present, None, address)
    if new == present:
        what = phrase("this is the password that you have")
        raise refused(what, phrase("take another one"), "new")
    book.set_password(name, new, by=name, reason=REASON)
    return signing.begin(book, name, session.provider)


def offer_totp(book: Book, session: Session, password: str, code: str, address: str) -> Offer:
    """Give a new second factor, to be confirmed. Digits of the present one are asked where there is one.

    Raises NotSignedInError, TooSoonError, LedgerError.
    """
    signing.check(book, session.account.name, password, code, address)
    secret = make_secret()
    plain = now_us().to_bytes(8, "big") + secret
    return Offer(secret=secret, sealed=urlsafe_b64encode(book.keys.wrap(_bound(session), plain)).decode())


def read_offer(book: Book, session: Session, sealed: str) -> Offer:
    """Read what was offered to this very session a short while ago. Raises InputError."""
    try:
        plain = book.keys.unwrap(_bound(session), urlsafe_b64decode(sealed[:_MOST_SEALED].encode("ascii")))
    except (ValueError, LedgerDamagedError):
        raise _stale() from None
    if not 0 <= now_us() - int.from_bytes(plain[:8], "big") <= OFFERED_US:
        raise _stale()
    return Offer(secret=plain[8:], sealed=sealed)


def confirm_totp(book: Book, session: Session, offer: Offer, code: str) -> str:
    """Let an offered second factor count, now that its digits are read; gives the token of this session.

    Raises InputError where the digits are not those of the offer, LedgerError.
    """
    name, step = session.account.name, find_step(offer.secret, code[:20], now_us())
    if step is None:
        what = phrase("these digits are not those of the new second factor")
        do = phrase("type the six digits that your program shows now; the clock of your phone must be right")
        raise refused(what, do, "code")
    book.set_totp(name, offer.secret, by=name, reason=REASON)
    book.accounts.use_totp(name, step)
    return signing.begin(book, name, session.provider)


def remove_totp(book: Book, session: Session, password: str, code: str, address: str) -> str:
    """Take one's own second factor away; gives the token of this session.

    Raises NotSignedInError, TooSoonError, LedgerError.
    """
    name = session.account.name
    signing.check(book, name, password, code, address)
    book.remove_totp(name, by=name, reason=REASON)
    return signing.begin(book, name, session.provider)


def list_open(book: Book, session: Session) -> list[Open]:
    """Give one's own open sessions, this one first."""
    at_us = now_us()
    found = [
        Open(
            mark=mark[:SHORT], begun_s=(at_us - one.begun_us) / 1e6, seen_s=(at_us - one.seen_us) / 1e6,
            is_this=mark == session.mark,
        )
        for mark, one in signing.list_sessions(book, session.account.name)
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.is_this)


def end_session(book: Book, session: Session, mark: str) -> None:
    """End another one of one's own sessions; one that has ended meanwhile is none. Raises LedgerError."""
    name = session.account.name
    for whole, _ in signing.list_sessions(book, name):
        if whole[:SHORT] == mark and whole != session.mark:
            book.note(name, AccountChange.SESSIONS_ENDED, by=name, reason=REASON)
            book.accounts.end_session(bytes.fromhex(whole))


def end_others(book: Book, session: Session) -> None:
    """End all of one's own sessions but this one. Raises LedgerError."""
    name = session.account.name
    if len(signing.list_sessions(book, name)) < 2:
        return  # nothing is changed, and so nothing is written down
    book.note(name, AccountChange.SESSIONS_ENDED, by=name, reason=REASON)
    book.accounts.end_other_sessions(name, bytes.fromhex(session.mark))


def _bound(session: Session) -> str:
    return f"second factor offered to {session.account.name} in {session.mark}"


def _stale() -> InputError:
    what = phrase("the new second factor waited too long for its digits, and was dropped")
    return refused(what, phrase("begin again; remove the old entry from your program"))
