"""Accounts beside the ledger: who may sign in, what each may do where, who is signed in, what failed.

No password stands here, only its hash; of what a browser holds only a digest; of names and addresses that
failed only blind tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from otkel.ledger.side import Asking, Side, open_side
from otkel.ledger.store import Store


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it is kept."""

    name: str
    password: str  # its Argon2 hash, with its parameters
    totp: bytes | None = None  # the secret of its second factor, encrypted
    totp_step: int = 0  # the last step that was used; none is used twice
    disabled: bool = False
    made_us: int = 0


class Grant(msgspec.Struct, frozen=True, order=True):
    """One role of an account: at a crossing point, of a state."""

    point: str  # its slug, or `all`
    role: str
    country: str  # ISO 3166 alpha-2


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in."""

    account: str
    begun_us: int
    seen_us: int
    provider: str = ""  # who signed him in; empty: his password


class BondRow(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a provider of sign-ins may sign in to an account, by a blind token of what it calls him."""

    token: str
    account: str
    provider: str  # its host
    kind: str  # what the token is of
    own_factor: bool = False  # the account's own second factor is asked too


class Failures(msgspec.Struct, frozen=True):
    """How often something failed in a row, and when last."""

    number: int = 0
    last_us: int = 0


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A key of the API as it is kept."""

    name: str
    account: str  # whose rights it has
    scopes: tuple[str, ...]  # operations that it may do, of those that the account may
    per_min: int  # requests
    made_us: int


class Accounts:
    """The accounts beside one ledger. Every method may be called from any thread, and raises LedgerError."""

    def __init__(self, side: Side) -> None:
        """Stand on open tables."""
        self._side = side

    def put(self, name: str, password: str, made_us: int) -> bool:
        """Make an account; False where there is one of this name."""
        return bool(self._write("put", name, password, made_us))

    def find(self, name: str) -> AccountRow | None:
        """Give an account; None where there is none."""
        rows = self._side.read("account", name)
        return _account(rows[0]) if rows else None

    def list_accounts(self) -> list[AccountRow]:
        """Give all accounts by name."""
        return [_account(row) for row in self._side.read("accounts")]

    def set_password(self, name: str, password: str, *, ends: bool) -> bool:
        """Set the hash of a password; `ends`: whoever is signed in under it is signed out."""
        return self._set("set_password", (password, name), name, ends)

    def set_totp(self, name: str, sealed: bytes | None) -> bool:
        """Set or remove the secret of the second factor; whoever is signed in is signed out."""
        return self._set("set_totp", (sealed, name), name, True)

    def use_totp(self, name: str, step: int) -> bool:
        """Use a step of the second factor up; False where it, or a later one, was used."""
        return bool(self._write("use_totp", step, name, step))

    def set_disabled(self, name: str, disabled: bool) -> bool:
        """Close an account or open it again; whoever is signed in under it is signed out."""
        return self._set("set_disabled", (int(disabled), name), name, True)

    def grants(self, name: str) -> tuple[Grant, ...]:
        """Give the roles of an account."""
        return tuple(Grant(*row) for row in self._side.read("rights", name))

    def set_grants(self, name: str, point: str, grants: Sequence[Grant]) -> None:
        """Set all roles that an account has at a point."""

        def work(tables: Asking) -> None:
            tables.ask("drop_rights", name, point)
            for one in grants:
                tables.ask("put_right", name, point, one.role, one.country)

        self._side.write(work)

    def begin_session(
        self, digest: bytes, account: str, now_us: int, oldest: tuple[int, int], provider: str = ""
    ) -> None:
        """Keep that somebody has signed in; sessions begun or seen before `oldest` are removed."""

        def work(tables: Asking) -> None:
            tables.ask("end_old_sessions", *oldest)
            tables.ask("put_session", digest, account, now_us, now_us, provider)

        self._side.write(work)

    def find_session(self, digest: bytes) -> SessionRow | None:
        """Give who is signed in; None where nobody is."""
        rows = self._side.read("session", digest)
        return _session(rows[0]) if rows else None

    def list_sessions(self, account: str) -> list[tuple[bytes, SessionRow]]:
        """Give who is signed in under an account, by the digest of each, the last seen first."""
        rows = self._side.read("sessions", account)
        return [(bytes(digest), _session(rest)) for digest, *rest in rows]

    def see_session(self, digest: bytes, now_us: int) -> None:
        """Keep that somebody was seen."""
        self._write("see_session", now_us, digest)

    def end_session(self, digest: bytes) -> None:
        """Sign somebody out."""
        self._write("end_session", digest)

    def end_other_sessions(self, account: str, digest: bytes) -> None:
        """Sign out whoever is signed in under an account, but for one."""
        self._write("end_other_sessions", account, digest)

    def count_attempt(
        self,
        tokens: Sequence[str],
        now_us: int,
        forget_us: int,
        wait_s: Callable[[Sequence[Failures]], float],
    ) -> float:
        """Count an attempt as failed before it is made, or give how long to wait [s] where it may not be.

        In one transaction, so that attempts at once are counted one after the other. What failed last
        before `forget_us` is forgotten.
        """

        def work(tables: Asking) -> float:
            tables.ask("drop_old_failures", forget_us)
            found = [_failures(tables.ask("failure", token)) for token in tokens]
            waits_s = wait_s(found)
            if waits_s <= 0:
                for token, before in zip(tokens, found, strict=True):
                    tables.ask("put_failure", token, before.number + 1, now_us)
            return waits_s

        return self._side.write(work)

    def forget_attempts(self, tokens: Sequence[str]) -> None:
        """Forget what failed: the attempt was right."""
        self._side.write(lambda tables: [tables.ask("drop_failure", token) for token in tokens])

    def put_bond(self, bond: BondRow, now_us: int) -> bool:
        """Let a provider sign somebody in to an account; False where it signs him in to another one."""
        row = bond.token, bond.account, bond.provider, bond.kind, int(bond.own_factor), now_us
        return bool(self._write("put_bond", *row))

    def find_bond(self, token: str) -> BondRow | None:
        """Give to which account a provider signs somebody in; None: to none."""
        rows = self._side.read("bond", token)
        return _bond(rows[0]) if rows else None

    def list_bonds(self, account: str) -> list[BondRow]:
        """Give who is signed in to an account by whom."""
        return [_bond(row) for row in self._side.read("bonds", account)]

    def pin_bond(self, before: str, token: str, kind: str) -> bool:
        """Let a bond be of something else from now on; False where it is not there any more."""
        return bool(self._write("pin_bond", token, kind, before))

    def drop_bonds(self, account: str, provider: str) -> bool:
        """Let a provider sign nobody in to an account any more, and sign out who is; False: it did not."""

        def work(tables: Asking) -> bool:
            tables.ask("end_sessions", account)
            return bool(tables.ask("drop_bonds", account, provider))

        return self._side.write(work)

    def use_once(self, token: str, now_us: int, until_us: int) -> bool:
        """Use something up until it would be too old anyway; False where it was used before."""

        def work(tables: Asking) -> bool:
            tables.ask("drop_used", now_us)
            return bool(tables.ask("put_used", token, until_us))

        return self._side.write(work)

    def put_key(self, key: KeyRow, digest: bytes) -> bool:
        """Keep a key by its digest; False where there is one of this name."""
        row = key.name, key.account, digest, " ".join(key.scopes), key.per_min, key.made_us
        return bool(self._write("put_key", *row))

    def find_key(self, digest: bytes) -> KeyRow | None:
        """Give the key of a digest; None where there is none."""
        rows = self._side.read("key", digest)
        return _key(rows[0]) if rows else None

    def list_keys(self) -> list[KeyRow]:
        """Give all keys by name."""
        return [_key(row) for row in self._side.read("keys")]

    def drop_key(self, name: str) -> bool:
        """Take a key back; False where there is none of this name."""
        return bool(self._write("drop_key", name))

    def close(self) -> None:
        """Let go of the tables; the store stays open."""
        self._side.close()

    def _set(self, statement: str, values: tuple[Any, ...], name: str, ends: bool) -> bool:
        def work(tables: Asking) -> bool:
            if ends:
                tables.ask("end_sessions", name)
            return bool(tables.ask(statement, *values))

        return self._side.write(work)

    def _write(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._side.write(lambda tables: tables.ask(statement, *values))


def open_accounts(url: str, store: Store) -> Accounts:
    """Open the accounts beside an open ledger; `url` is the address under which it was opened."""
    return Accounts(open_side(url, store, "accounts.sql"))


def _account(row: tuple[Any, ...]) -> AccountRow:
    name, password, totp, step, disabled, made_us = row
    sealed = None if totp is None else bytes(totp)
    return AccountRow(
        name=name, password=password, totp=sealed, totp_step=step, disabled=bool(disabled), made_us=made_us
    )


def _session(row: Sequence[Any]) -> SessionRow:
    account, begun_us, seen_us, provider = row
    return SessionRow(account=account, begun_us=begun_us, seen_us=seen_us, provider=provider)


def _bond(row: Sequence[Any]) -> BondRow:
    token, account, provider, kind, own_factor = row
    return BondRow(token=token, account=account, provider=provider, kind=kind, own_factor=bool(own_factor))


def _key(row: tuple[Any, ...]) -> KeyRow:
    name, account, scopes, per_min, made_us = row
    return KeyRow(name=name, account=account, scopes=tuple(scopes.split()), per_min=per_min, made_us=made_us)


def _failures(rows: Sequence[tuple[Any, ...]]) -> Failures:
    return Failures(*rows[0]) if rows else Failures()
