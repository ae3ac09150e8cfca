"""Proofs to take away, in as many files as it needs: each is one that `otkel ledger check` reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from otkel.app.ledger_files import refused
from otkel.ledger.proof.bundle import MOST_BYTES, Bundle, encode_bundle, make_bundle
from otkel.ledger.proof.heads import SignedTreeHead
from otkel.ledger.proof.nodes import TiledNodes
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.store import Store
from otkel.phrases import phrase

MOST_EVENTS = 400  # in one file; larger ones are split further


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """Events proved under one head, and those after it, which the next head will cover."""

    head: SignedTreeHead
    bundles: tuple[Bundle, ...]
    not_covered: tuple[int, ...] = ()

    @property
    def files(self) -> tuple[bytes, ...]:
        """The proof files."""
        return tuple(encode_bundle(one) for one in self.bundles)


def require_head(proofs: ProofStore) -> SignedTreeHead:
    """Give the newest head of a ledger. Raises InputError where none was signed yet."""
    head = proofs.find_head()
    if head is None:
        raise refused(
            phrase("no head of this ledger was signed yet, so nothing can be proved"),
            phrase("make a new head first: otkel ledger head"),
        )
    return head


def prove_positions(
    store: Store, proofs: ProofStore, head: SignedTreeHead, positions: Iterable[int]
) -> Proved:
    """Prove that events stand in the ledger, as far as a head reaches."""
    wanted = sorted(set(positions))
    covered = [one for one in wanted if one <= head.size]
    rows = [row for one in covered for row in store.read_rows(one - 1, one)]
    nodes = TiledNodes(proofs.find_tile)
    made = [
        bundle
        for begin in range(0, len(rows), MOST_EVENTS)
        for bundle in _bundles(nodes, head, rows[begin : begin + MOST_EVENTS])
    ]
    return Proved(head=head, bundles=tuple(made), not_covered=tuple(wanted[len(covered) :]))


def _bundles(nodes: TiledNodes, head: SignedTreeHead, rows: Sequence[tuple[int, bytes]]) -> list[Bundle]:
    bundle = make_bundle(nodes, head, rows)
    if len(rows) == 1 or len(encode_bundle(bundle)) <= MOST_BYTES:
        return [bundle]
    middle = len(rows) // 2
    return [*_bundles(nodes, head, rows[:middle]), *_bundles(nodes, head, rows[middle:])]
