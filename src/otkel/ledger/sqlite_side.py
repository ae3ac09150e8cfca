"""Side tables in SQLite: in the file of the ledger, through its writing thread, or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import apsw

from otkel.errors import LedgerClosedError, LedgerUnreachableError
from otkel.ledger.side import Asking, Rows
from otkel.ledger.sqlite.connections import as_ledger_errors, open_writing
from otkel.ledger.sqlite.schema import migrate
from otkel.ledger.sqlite.store import SqliteStore
from otkel.ledger.statements import read_statements

T = TypeVar("T")


class _Asking:
    def __init__(self, connection: apsw.Connection, sql: dict[str, str]) -> None:
        self._connection = connection
        self._sql = sql

    def ask(self, name: str, *values: Any) -> Rows:
        """Run a statement; gives its rows."""
        return self._connection.execute(self._sql[name], values).fetchall()

    def many(self, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement once a row of values."""
        self._connection.executemany(self._sql[name], rows)


class SqliteSide:
    """Side tables in the file of a ledger. What is deleted is overwritten with zeros."""

    def __init__(self, store: SqliteStore, file: str) -> None:
        """Stand beside an open store; `file` holds the statements."""
        self._store = store
        self._sql = read_statements("sqlite", file)

    def write(self, work: Callable[[Asking], T]) -> T:
        """Do work in one durable transaction, or not at all. Raises LedgerError."""

        def do(connection: apsw.Connection) -> T:
            if "secure_delete" in self._sql:
                connection.execute(self._sql["secure_delete"])
            return work(_Asking(connection, self._sql))

        return self._store.write(do)

    def read(self, name: str, *values: Any) -> Rows:
        """Run one reading statement. Raises LedgerError."""
        return self._store.read(lambda connection: connection.execute(self._sql[name], values).fetchall())

    def scrub(self) -> None:
        """Carry the write-ahead log over into the file and empty it: old pages stand in it until then."""
        checkpoint(self._store.path, self._sql["checkpoint"])

    def close(self) -> None:
        """Nothing is this side's own."""


def checkpoint(path: Path, statement: str) -> None:
    """Empty the write-ahead log. Raises LedgerUnreachableError when a reader holds on to old pages."""
    connection = open_writing(path)
    try:
        with as_ledger_errors(path):
            busy = connection.execute(statement).fetchall()[0][0]
    finally:
        connection.close()
    if busy:
        raise LedgerUnreachableError(
            f"{path}: somebody still reads, so old pages stay in the write-ahead log; repeat it later"
        )


class MemorySide:
    """Side tables in memory; they last as long as the process."""

    def __init__(self, file: str) -> None:
        """Begin empty; `file` holds the statements."""
        self._sql = read_statements("sqlite", file)
        self._lock = RLock()
        self._connection: apsw.Connection | None = apsw.Connection(":memory:")
        migrate(self._connection)

    def write(self, work: Callable[[Asking], T]) -> T:
        """Do work in one transaction, or not at all."""
        with self._lock:
            connection = self._open()
            with connection:  # a transaction
                answer = work(_Asking(connection, self._sql))
        return answer

    def read(self, name: str, *values: Any) -> Rows:
        """Run one reading statement."""
        with self._lock:
            return self._open().execute(self._sql[name], values).fetchall()

    def scrub(self) -> None:
        """Nothing is in a file."""

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> apsw.Connection:
        if self._connection is None:
            raise LedgerClosedError("the ledger is closed: open it again")
        return self._connection
