"""Tiles and heads in SQLite, beside the events in the same file, over a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import apsw

from otkel.errors import LedgerClosedError
from otkel.ledger.proof.heads import SignedTreeHead, encode_head
from otkel.ledger.proof.nodes import TILE_HASHES, Place
from otkel.ledger.proof.store import grown_tile, read_head, whole_tile
from otkel.ledger.proof.tree import HASH_BYTES
from otkel.ledger.sqlite.connections import as_ledger_errors, open_writing
from otkel.ledger.sqlite.schema import migrate
from otkel.ledger.statements import read_statements


class SqliteProofStore:
    """Keeps tiles and heads in an SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open the file of a ledger, made when it is not there. Raises LedgerError."""
        self._path = path
        self._sql = read_statements("sqlite", "proof.sql")
        self._lock = RLock()
        self._connection: apsw.Connection | None = open_writing(path)
        with as_ledger_errors(path):
            migrate(self._connection)

    def size(self) -> int:
        """Give the number of leaves whose hashes are stored."""
        found = self._all("last_leaf_tile")
        return found[0][0] * TILE_HASHES + len(whole_tile(found[0][1])) // HASH_BYTES if found else 0

    def find_tile(self, level: int, index: int) -> bytes | None:
        """Give the hashes of a tile; None where there is no such tile yet."""
        found = self._all("tile", (level, index))
        return whole_tile(found[0][0]) if found else None

    def put(self, tiles: Mapping[Place, bytes]) -> None:
        """Store tiles in one durable transaction; what is stored already must be their beginning."""
        with self._transaction():
            for place, tile in tiles.items():
                held = self.find_tile(*place) or b""
                if len(grown_tile(place, held, tile)) > len(held):
                    self._all("put_tile", (*place, tile))

    def put_head(self, head: SignedTreeHead) -> None:
        """Store a head."""
        with self._transaction():
            self._all("put_head", (head.size, encode_head(head)))

    def read_heads(self) -> Iterator[tuple[int, bytes]]:
        """Read size and stored bytes of every head."""
        return iter([(int(size), _signed(signed)) for size, signed in self._all("heads")])

    def find_head(self) -> SignedTreeHead | None:
        """Give the newest head; None before the first."""
        found = self._all("last_head")
        return read_head(found[0][0], _signed(found[0][1])) if found else None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _all(self, name: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._lock, as_ledger_errors(self._path):
            if self._connection is None:
                raise LedgerClosedError("the store of proofs is closed: open it again")
            return list(self._connection.execute(self._sql[name], values))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._all("begin")
            try:
                yield
                self._all("commit")
            except BaseException:
                if self._connection is not None and self._connection.in_transaction:
                    self._all("rollback")
                raise


def _signed(stored: Any) -> bytes:
    # In a damaged file bytes may have become a number or a text: no head can be read from that.
    return stored if isinstance(stored, bytes) else b""
