"""Where the nodes and heads of a ledger lie is told by the ledger's own address."""

from __future__ import annotations

from pathlib import Path

from otkel.errors import UnknownNameError
from otkel.ledger.proof.store import MemoryProofStore, ProofStore
from otkel.phrases import phrase

_SQLITE = "sqlite:///"


def keeps_proofs(url: str) -> bool:
    """Say whether nodes and heads are kept beside ledgers of this kind."""
    return url == "memory:" or url.startswith(_SQLITE)


def open_proof_store(url: str) -> ProofStore:
    """Open what stands beside a ledger. Raises UnknownNameError, LedgerError."""
    if url == "memory:":
        return MemoryProofStore()
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        from otkel.ledger.sqlite_proof import SqliteProofStore

        return SqliteProofStore(Path(url.removeprefix(_SQLITE)))
    raise UnknownNameError(
        phrase("no proofs are kept beside a ledger at {address}", address=url),
        phrase("copy it with: otkel ledger copy FROM sqlite:///FILE"),
    )
