"""Keys of the API: each is of an account, may do some of what the account may, and so often a minute."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from otkel.app.accounts.book import Account, Book
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.rights import RIGHTS
from otkel.facts.events.shapes import CODE
from otkel.ledger.accounts import KeyRow
from otkel.phrases import phrase

MARK = "otkel-"  # that a key is found where it was left by mistake
PER_MIN = 600
MOST_PER_MIN = 60_000
_MOST_TOKEN = 100


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """A program that asks with a key."""

    key: str  # its name
    account: Account
    scopes: tuple[str, ...]
    per_min: int

    def may(self, operation: str, point: str, state: str | None = None) -> bool:
        """Whether it may do an operation at a point: by its key and by the roles of its account."""
        return operation in self.scopes and self.account.may(operation, point, state)


def add_key(book: Book, name: str, account: str, scopes: Sequence[str], per_min: int = PER_MIN) -> str:
    """Make a key; gives the key itself, once. Raises InputError, LedgerError."""
    book.get(account)
    if not CODE.fits(name):
        what = phrase("{name} is no name of a key", name=name[:40])
        raise refused(what, phrase("write small letters, digits, - and _ without blanks"), "KEY")
    for one in scopes:
        if one not in RIGHTS:
            do = phrase("take one of: {options}", options=tuple(RIGHTS))
            raise refused(phrase("there is no operation {operation}", operation=one[:40]), do, "--scope")
    if not 1 <= per_min <= MOST_PER_MIN:
        what = phrase("{count} requests a minute cannot be set", count=per_min)
        raise refused(what, phrase("write a whole number from 1 to {most}", most=MOST_PER_MIN), "--per-min")
    token = MARK + secrets.token_urlsafe(32)
    row = KeyRow(
        name=name, account=account, scopes=tuple(sorted(set(scopes))), per_min=per_min, made_us=now_us()
    )
    if not book.accounts.put_key(row, _digest(token)):
        raise refused(phrase("there is a key {name} already", name=name), phrase("take another name"), "KEY")
    return token


def revoke_key(book: Book, name: str) -> None:
    """Take a key back; whoever asks with it is refused from now on. Raises InputError, LedgerError."""
    if not book.accounts.drop_key(name):
        do = phrase("see them: otkel account keys")
        raise refused(phrase("there is no key {name}", name=name[:64]), do, "KEY")


def find_client(book: Book, token: str) -> Client | None:
    """Give who asks with a key; None where it is none, or its account is closed. Raises LedgerError."""
    if not token.startswith(MARK) or len(token) > _MOST_TOKEN:
        return None
    row = book.accounts.find_key(_digest(token))
    account = None if row is None else book.find(row.account)
    if row is None or account is None or account.disabled:
        return None
    return Client(key=row.name, account=account, scopes=row.scopes, per_min=row.per_min)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
