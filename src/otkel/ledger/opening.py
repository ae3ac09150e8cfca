"""Where a ledger lies is told by an address: this opens the store that the address means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from otkel.errors import UnknownNameError
from otkel.ledger.store import Store
from otkel.phrases import phrase

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")


def open_store(url: str, now_us: Callable[[], int]) -> Store:
    """Open `sqlite:///path`, `sqlite:////absolute/path`, `memory:` or `postgresql://…`.

    `now_us` gives the time of recording [µs of UTC since 1970]. Drivers are loaded when they are needed.
    Raises UnknownNameError for another address, LedgerError when it cannot be opened.
    """
    if url == "memory:":
        from otkel.ledger.memory import MemoryStore

        return MemoryStore(now_us)
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        from otkel.ledger.sqlite.store import SqliteStore

        return SqliteStore(Path(url.removeprefix(_SQLITE)), now_us)
    if url.startswith(_POSTGRES):
        from otkel.ledger.postgres.store import PostgresStore

        return PostgresStore(url, now_us)
    raise UnknownNameError(
        phrase("There is no ledger at {address}.", address=url),
        phrase("Name it as sqlite:///file.db, memory: or postgresql://server/name."),
    )
