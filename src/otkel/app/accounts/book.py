"""The accounts of a ledger: made, given roles, closed. Each change is an event with who and why."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import msgspec

from otkel.app.accounts.passwords import hash_password, require_password
from otkel.app.accounts.totp import make_secret
from otkel.app.crossing.desk import Ledger, opened_ledger
from otkel.app.crossing.pointing import get_point
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.rights import ALL, ROLES, Rights
from otkel.errors import InputError
from otkel.facts.countries import find_country
from otkel.facts.events.choices import AccountChange
from otkel.facts.events.envelope import Draft
from otkel.facts.events.rights import AccountChanged, ProviderSet, RightsSet
from otkel.facts.events.shapes import CODE, Body
from otkel.ledger.accounts import AccountRow, Accounts, Grant, open_accounts
from otkel.ledger.vault.keys import KeyFolder
from otkel.phrases import phrase

STREAM = "rights"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an account, as the rest of Otkel sees him. His name goes with every act."""

    name: str
    rights: Rights = Rights()
    has_totp: bool = False
    disabled: bool = False
    made_us: int = 0

    def may(self, operation: str, point: str, state: str | None = None) -> bool:
        """Whether he may do an operation at a point, by its slug."""
        return not self.disabled and self.rights.may(operation, point, state)


class Book:
    """The accounts beside one open ledger. May be asked from any thread; all of it raises LedgerError."""

    def __init__(self, ledger: Ledger, accounts: Accounts) -> None:
        """Stand on what is open."""
        self.ledger, self.accounts = ledger, accounts
        self.keys = KeyFolder(ledger.keys)

    def find(self, name: str) -> Account | None:
        """Give an account; None where there is none."""
        row = self.accounts.find(name)
        return None if row is None else self._account(row)

    def get(self, name: str) -> Account:
        """Give an account. Raises InputError where there is none."""
        found = self.find(name)
        if found is None:
            raise _unknown(name)
        return found

    def list_accounts(self) -> list[Account]:
        """Give all accounts by name."""
        return [self._account(row) for row in self.accounts.list_accounts()]

    def add(self, name: str, password: str) -> Account:
        """Make an account without any right. Raises InputError."""
        _require_name(name)
        require_password(password, name)
        if not self.accounts.put(name, hash_password(password), now_us()):
            raise refused(
                phrase("there is an account {name} already", name=name), phrase("take another name"), "NAME"
            )
        return self.get(name)

    def set_rights(self, name: str, point: str, rights: Sequence[str], *, by: str, reason: str) -> Account:
        """Set all roles at a point, each as `role.country`, such as `customs.kz`; none takes them away.

        First it is written into the ledger, then it holds. Raises InputError.
        """
        self.get(name)
        slug = point if point == ALL else get_point(point).slug
        grants = tuple(sorted({_grant(slug, one) for one in rights}))
        self._write(name, slug, grants, by, reason)
        self.accounts.set_grants(name, slug, grants)
        return self.get(name)

    def set_disabled(self, name: str, disabled: bool, *, by: str, reason: str) -> Account:
        """Close an account, or open it again; its roles stay written. Raises InputError."""
        account = self.get(name)
        for point in sorted({one.point for one in account.rights.grants}):
            held = tuple(one for one in account.rights.grants if one.point == point)
            self._write(name, point, () if disabled else held, by, reason)
        self.accounts.set_disabled(name, disabled)
        return self.get(name)

    def set_password(self, name: str, password: str, *, by: str, reason: str) -> None:
        """Set a password; whoever is signed in under the name is signed out. Raises InputError."""
        self.get(name)
        require_password(password, name)
        self.note(name, AccountChange.PASSWORD_SET, by=by, reason=reason)
        self.accounts.set_password(name, hash_password(password), ends=True)

    def set_totp(self, name: str, secret: bytes | None = None, *, by: str, reason: str) -> bytes:
        """Give an account a new second factor; gives its secret, once. Raises InputError."""
        self.get(name)
        secret = make_secret() if secret is None else secret
        self.note(name, AccountChange.SECOND_FACTOR_SET, by=by, reason=reason)
        self.accounts.set_totp(name, self.keys.wrap(_bound(name), secret))
        return secret

    def remove_totp(self, name: str, *, by: str, reason: str) -> None:
        """Take the second factor away. Raises InputError."""
        self.get(name)
        self.note(name, AccountChange.SECOND_FACTOR_REMOVED, by=by, reason=reason)
        self.accounts.set_totp(name, None)

    def note(self, name: str, change: AccountChange, *, by: str, reason: str) -> None:
        """Write into the ledger that something of an account is about to change. Raises LedgerError."""
        self._record(AccountChanged(account=name, change=change, reason=reason), ALL, by)

    def note_provider(self, name: str, provider: str, change: AccountChange, *, by: str, reason: str) -> None:
        """Write into the ledger that a provider is about to be bound or unbound. Raises LedgerError."""
        body = ProviderSet(account=name, provider=provider, change=change, reason=reason)
        self._record(body, ALL, by)

    def totp_of(self, row: AccountRow) -> bytes | None:
        """Give the secret of a second factor; None where there is none. Raises LedgerDamagedError."""
        return None if row.totp is None else self.keys.unwrap(_bound(row.name), row.totp)

    def blind(self, text: str) -> str:
        """Give a token of a text that nobody can make without the keys of this ledger."""
        return self.ledger.vehicles.vault.blind(text)

    def _account(self, row: AccountRow) -> Account:
        return Account(
            name=row.name,
            rights=Rights(self.accounts.grants(row.name)),
            has_totp=row.totp is not None,
            disabled=row.disabled,
            made_us=row.made_us,
        )

    def _write(self, name: str, point: str, grants: Sequence[Grant], by: str, reason: str) -> None:
        told = tuple(f"{one.role}.{one.country.lower()}" for one in grants)
        self._record(RightsSet(account=name, rights=told, reason=reason), point, by)

    def _record(self, body: Body, point: str, by: str) -> None:
        draft = Draft(body=body, point=point, occurred_us=now_us(), recorded_by=by)
        self.ledger.store.append(STREAM, [draft], client_key=f"{STREAM}/{secrets.token_hex(16)}")


def open_book(ledger: Ledger) -> Book:
    """Open the accounts of an open ledger; close `.accounts` before it. Raises LedgerError."""
    return Book(ledger, open_accounts(ledger.db, ledger.store))


@contextmanager
def opened_book(db: str, *, is_new: bool = False) -> Iterator[Book]:
    """Open the accounts of a ledger. `is_new`: it is made where there is none.

    Raises InputError, UnknownNameError, LedgerError.
    """
    with opened_ledger(db, is_new=is_new) as ledger:
        book = open_book(ledger)
        with closing(book.accounts):
            yield book


def _bound(name: str) -> str:
    return f"second factor of {name}"


def _require_name(name: str) -> None:
    if not CODE.fits(name):
        raise refused(
            phrase("{name} is no name of an account", name=name[:40]),
            phrase("write small letters, digits, - and _ without blanks; a number of service, not a person"),
            "NAME",
        )


def _grant(point: str, text: str) -> Grant:
    role, _, country = text.partition(".")
    if role not in ROLES:
        raise refused(
            phrase("there is no role {role}", role=role[:40]),
            phrase("take one of: {options}", options=tuple(ROLES)),
            "ROLE",
        )
    if len(country) != 2 or find_country(country.upper()) != country.upper():
        raise refused(
            phrase("{text} names no state", text=text[:60]),
            phrase("write the role and its state, such as {example}", example=f"{role}.kz"),
            "ROLE",
        )
    return Grant(point, role, country.upper())


def _unknown(name: str) -> InputError:
    return refused(
        phrase("there is no account {name}", name=name[:64]), phrase("see them: otkel account list"), "NAME"
    )
