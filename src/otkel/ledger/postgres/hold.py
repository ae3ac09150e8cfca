"""A right that one session of the database holds: an advisory lock on a connection of its own.

Who holds it stands as the name of that session's application, so that nothing is left lying when it ends.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import psycopg

from otkel.errors import HeldElsewhereError, LedgerUnreachableError
from otkel.ledger.postgres.connections import Connection, as_ledger_errors, connect, is_quiet
from otkel.ledger.statements import read_statements

_SQL: dict[str, Any] = dict(read_statements("postgres", "hold.sql"))
MOST_SAID = 63  # bytes of an application's name that the database keeps


class PostgresHold:
    """The right to decide for one name in one schema, as `otkel.ledger.hold.Hold` promises."""

    def __init__(self, url: str, name: str, holder: str) -> None:
        """Connect and take it. Raises HeldElsewhereError, LedgerError."""
        self._url, self._name = url, name
        self._holder = holder.encode("ascii", "replace")[:MOST_SAID].decode()
        self._gate = threading.Lock()
        self._closed = False
        self._connection: Connection | None = self._take()

    def keep(self) -> None:
        """Look whether it is still held; take it again where it was lost, as `Hold.keep` promises."""
        if not self._gate.acquire(blocking=False):
            return  # somebody is looking
        try:
            if self._closed or (self._connection is not None and _lives(self._connection)):
                return
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._connection = self._take()
        finally:
            self._gate.release()

    def close(self) -> None:
        """Let go of it; the session ends."""
        with self._gate:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _take(self) -> Connection:
        with as_ledger_errors():
            connection, _ = connect(self._url, "hold_settings")
            try:
                connection.execute(_SQL["say"], (self._holder,))
                if _first(connection, "take", self._name):
                    return connection
                holder = _holder(connection, self._name)
            except BaseException:
                connection.close()
                raise
            connection.close()
        if holder.startswith(f"{self._holder}, "):  # the server does not know yet that it was cut off
            raise LedgerUnreachableError(f"the database still waits for an earlier session ({holder})")
        raise HeldElsewhereError(holder)


def _lives(connection: Connection) -> bool:
    """Tell whether the session goes on. Mostly nothing has come in unasked, and nothing need be asked."""
    if connection.closed:
        return False
    if is_quiet(connection):
        return True
    with suppress(psycopg.Error):
        return connection.execute(_SQL["still"]).fetchone() is not None
    return False


def _holder(connection: Connection, name: str) -> str:
    """Tell who holds it; empty where he has just let go, or the database does not say."""
    with suppress(psycopg.Error):
        return str(_first(connection, "holder", name) or "")
    return ""


def _first(connection: Connection, statement: str, name: str) -> Any:
    row = connection.execute(_SQL[statement], (name,)).fetchone()
    return None if row is None else row[0]
