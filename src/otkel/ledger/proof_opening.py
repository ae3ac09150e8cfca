"""Where the nodes and heads of a ledger lie is told by the ledger's own address."""

from __future__ import annotations

from pathlib import Path

from otkel.errors import UnknownNameError
from otkel.ledger.proof.store import MemoryProofStore, ProofStore
from otkel.ledger.side import open_side
from otkel.ledger.store import Store
from otkel.phrases import phrase

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")


def open_proof_store(url: str, store: Store) -> ProofStore:
    """Open what stands beside a ledger. `url` is the address under which `store` was opened.

    Drivers are loaded when they are needed. Raises UnknownNameError, LedgerError.
    """
    if url == "memory:":
        return MemoryProofStore()
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        from otkel.ledger.sqlite_proof import SqliteProofStore

        return SqliteProofStore(Path(url.removeprefix(_SQLITE)))
    if url.startswith(_POSTGRES):
        from otkel.ledger.postgres_proof import PostgresProofStore

        return PostgresProofStore(open_side(url, store, "proof.sql"))
    raise UnknownNameError(
        phrase("no proofs are kept beside a ledger at {address}", address=url),
        phrase("copy it with: otkel ledger copy FROM sqlite:///FILE"),
    )
