"""Tables beside the events, in the same database: vault and views ask them by named statements.

The statements of vault and views have the same names in every dialect. A ledger in memory keeps its
side tables in an SQLite database in memory, so that nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from otkel.ledger.store import Store

Rows = list[tuple[Any, ...]]
T = TypeVar("T")


class Asking(Protocol):
    """Runs named statements."""

    def ask(self, name: str, *values: Any) -> Rows:
        """Run a statement; gives its rows."""
        ...

    def many(self, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement once a row of values."""
        ...


class Side(Protocol):
    """The side tables of one file of statements. Every method may be called from any thread."""

    def write(self, work: Callable[[Asking], T]) -> T:
        """Do work in one durable transaction, or not at all. Raises LedgerError."""
        ...

    def read(self, name: str, *values: Any) -> Rows:
        """Run one reading statement. Raises LedgerError."""
        ...

    def scrub(self) -> None:
        """Leave nothing in the files of what was deleted and committed.

        Raises LedgerUnreachableError when somebody still reads what was; then it is to be repeated.
        """
        ...

    def close(self) -> None:
        """Let go of what is this side's own; the store stays open."""
        ...


def open_side(url: str, store: Store, file: str) -> Side:
    """Open the tables beside a ledger. `url` is the address under which `store` was opened.

    `file` holds the statements, such as `vault.sql`. Drivers are loaded when they are needed.
    """
    if url == "memory:":
        from otkel.ledger.sqlite_side import MemorySide

        return MemorySide(file)
    if url.startswith("sqlite:"):
        from otkel.ledger.sqlite.store import SqliteStore
        from otkel.ledger.sqlite_side import SqliteSide

        if not isinstance(store, SqliteStore):
            raise TypeError(f"{type(store).__name__} is not the store of {url}")
        return SqliteSide(store, file)
    from otkel.ledger.postgres.store import PostgresStore
    from otkel.ledger.postgres_side import PostgresSide

    if not isinstance(store, PostgresStore):
        raise TypeError(f"{type(store).__name__} is not the store of a ledger in PostgreSQL")
    return PostgresSide(url, store, file)
