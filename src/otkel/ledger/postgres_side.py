"""Side tables in PostgreSQL, through the writing connection of the store and its readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from otkel.ledger.postgres.connections import Connection, as_ledger_errors, connect
from otkel.ledger.postgres.store import PostgresStore
from otkel.ledger.side import Asking, Rows
from otkel.ledger.statements import read_statements

T = TypeVar("T")


class _Asking:
    def __init__(self, connection: Connection, sql: dict[str, Any]) -> None:
        self._connection = connection
        self._sql = sql

    def ask(self, name: str, *values: Any) -> Rows:
        """Run a statement; gives its rows."""
        done = self._connection.execute(self._sql[name], values)
        return done.fetchall() if done.description else []

    def many(self, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement once a row of values."""
        self._connection.cursor().executemany(self._sql[name], rows)


class PostgresSide:
    """Side tables in the schema of a ledger."""

    def __init__(self, url: str, store: PostgresStore, file: str) -> None:
        """Stand beside an open store; `file` holds the statements."""
        self._url = url
        self._store = store
        self._sql: dict[str, Any] = dict(read_statements("postgres", file))

    def write(self, work: Callable[[Asking], T]) -> T:
        """Do work in one durable transaction, or not at all. Raises LedgerError."""
        return self._store.write(lambda connection: work(_Asking(connection, self._sql)))

    def read(self, name: str, *values: Any) -> Rows:
        """Run one reading statement. Raises LedgerError."""
        return self._store.read(lambda connection: _Asking(connection, self._sql).ask(name, *values))

    def scrub(self) -> None:
        """Write the tables anew, so that the files with what was deleted are removed.

        The write-ahead log of the server, and its archive, keep old pages until they are reused.
        """
        with as_ledger_errors():
            connection, _ = connect(self._url, "write_settings")
            try:
                for name, statement in self._sql.items():
                    if name.startswith("scrubbing_"):
                        connection.execute(statement)
            finally:
                connection.close()

    def close(self) -> None:
        """Nothing is this side's own."""
