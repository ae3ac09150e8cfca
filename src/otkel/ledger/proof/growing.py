"""The stored tree catches up with the ledger, and heads are signed over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from otkel.errors import LedgerDamagedError, LedgerError
from otkel.ledger.proof.heads import SignedTreeHead, key_id, sign_head
from otkel.ledger.proof.nodes import TiledNodes, TreeGrowth
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.proof.tree import leaf_hash, root
from otkel.ledger.store import Store

BATCH = 1 << 15
T = TypeVar("T")


def grow(store: Store, proofs: ProofStore, batch: int = BATCH) -> int:
    """Hash the events since the last time and store the complete nodes; gives the size of the tree.

    Raises LedgerDamagedError where the ledger is shorter than its tree or has a gap.
    """
    size, head = proofs.size(), store.head()
    if head < size:
        raise LedgerDamagedError(f"the ledger ends at position {head}, its tree at {size}")
    growth = TreeGrowth(size, proofs.find_tile)
    for rows in batched(store.read_rows(size, head), batch):
        if [position for position, _ in rows] != list(range(growth.size + 1, growth.size + len(rows) + 1)):
            raise LedgerDamagedError(f"positions after {growth.size} are not without gaps")
        proofs.put(growth.add([leaf_hash(stored) for _, stored in rows]))
    if growth.size != head:
        raise LedgerDamagedError(f"the ledger says it ends at {head}, and was read up to {growth.size}")
    return growth.size


def make_head(
    store: Store, proofs: ProofStore, key: Ed25519PrivateKey, now_us: Callable[[], int]
) -> SignedTreeHead:
    """Give a signed head over all events: the last one where nothing was recorded since.

    Raises LedgerError on an empty ledger, LedgerDamagedError where an event below the last head is
    no longer what was signed: no head is ever signed that contradicts an earlier one.
    """
    size = grow(store, proofs)
    if not size:
        raise LedgerError("the ledger is empty: there is nothing to sign yet")
    nodes, last = TiledNodes(proofs.find_tile), proofs.find_head()
    if last is not None and (last.size > size or root(nodes, last.size).hex() != last.root):
        raise LedgerDamagedError(f"the stored nodes contradict the head over {last.size} events")
    if last is not None and (last.size, last.key) == (size, key_id(key.public_key())):
        return last
    made = sign_head(nodes, size, now_us(), key)
    proofs.put_head(made)
    return made


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Give rows in lists of up to `size`."""
    left = iter(rows)
    while taken := list(islice(left, size)):
        yield taken
