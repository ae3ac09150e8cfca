"""The same events in another ledger, of the same kind or not: byte for byte, at the same positions."""

from __future__ import annotations

import msgspec

from otkel.errors import LedgerDamagedError, LedgerError
from otkel.ledger.codec import decode
from otkel.ledger.proof.growing import batched
from otkel.ledger.proof.nodes import TreeGrowth
from otkel.ledger.proof.store import ProofStore, read_head
from otkel.ledger.proof.tree import leaf_hash
from otkel.ledger.store import Store

BATCH = 2000


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What was copied: how many events were new, how many there are, and the root over all of them."""

    copied: int
    size: int
    root: str


def copy_events(source: Store, target: Store) -> Copied:
    """Copy the events that the target lacks, with the claims held; a broken-off copy goes on.

    Raises LedgerError where the target is not a beginning of the source, LedgerDamagedError where
    the two differ afterwards. Nobody else may write to the target meanwhile.
    """
    begun, end = target.head(), source.head()
    if begun > end or digest(source, begun) != digest(target, begun):
        raise LedgerError("the target holds other events than the source: copy into an empty ledger")
    claims = dict(source.read_claims())
    for rows in batched(source.read_rows(begun, end), BATCH):
        events = [(decode(stored, position), stored) for position, stored in rows]
        is_last = rows[-1][0] == end
        target.append_exactly(events, claims=claims if is_last else None)
    whole = digest(source, end)
    if target.head() != end or digest(target, end) != whole:
        raise LedgerDamagedError("the copy is not equal to the source: do not use it")
    return Copied(copied=end - begun, size=end, root=whole.hex())


def copy_heads(source: ProofStore, target: ProofStore) -> None:
    """Copy the heads that the target lacks: they are true of the same events. Raises LedgerDamagedError."""
    held = set(target.read_heads())
    for size, signed in source.read_heads():
        if (size, signed) not in held:
            target.put_head(read_head(size, signed))


def digest(store: Store, size: int) -> bytes:
    """Give the root over the first `size` events, hashed anew from the stored bytes."""
    growth = TreeGrowth()
    for rows in batched(store.read_rows(0, size), BATCH):
        growth.add([leaf_hash(stored) for _, stored in rows])
    return growth.root()
