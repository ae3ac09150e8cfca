"""The whole ledger against its tree and its heads: what differs is named by its place."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from otkel.errors import LedgerDamagedError
from otkel.ledger.proof.findings import ProofFinding, fails, holds
from otkel.ledger.proof.heads import SignedTreeHead, decode_head, is_signed_by, key_id
from otkel.ledger.proof.nodes import TiledNodes
from otkel.ledger.proof.rows import Rows, missing
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.proof.tree import root
from otkel.ledger.proof.walk import Walk
from otkel.ledger.store import Store
from otkel.phrases import phrase

MOST_NAMED = 1000


def verify(
    store: Store,
    proofs: ProofStore,
    keys: Sequence[Ed25519PublicKey],
    kept: Sequence[SignedTreeHead] = (),
) -> Iterator[ProofFinding]:
    """Check every event, node and head; give what does not hold, and a sum where all does.

    `kept` are heads that somebody kept elsewhere: they show what was cut off or rewritten whole.
    Never raises LedgerDamagedError; after 1,000 findings the rest is not named.
    """
    named = 0
    for finding in _findings(store, proofs, keys, kept):
        named += not finding.holds
        if not finding.holds or not named:
            yield finding
        if named == MOST_NAMED:
            yield fails("more", phrase("only the first {count} findings are named", count=named))
            return


def _findings(
    store: Store, proofs: ProofStore, keys: Sequence[Ed25519PublicKey], kept: Sequence[SignedTreeHead]
) -> Iterator[ProofFinding]:
    try:
        heads = yield from _signed_heads(proofs, keys, kept)
        stored, end = proofs.size(), store.head()
        if stored > end:
            yield missing(end + 1, stored)
        proven = min(max([stored, *(head.size for head in heads)]), end)
        walk = Walk(proofs.find_tile, min(stored, end), heads)
        rows = Rows(store.read_rows(), proven)
        yield from walk.run(rows)
        yield from _roots(heads, walk, TiledNodes(proofs.find_tile))
    except LedgerDamagedError as error:
        yield fails("store.damaged", phrase("the database is damaged: {why}", why=str(error)))
        return
    yield holds(
        "ledger",
        phrase(
            "all holds: events {events}, of them in the tree {proven}, signed heads {heads}",
            events=rows.count,
            proven=proven,
            heads=len(heads),
        ),
    )


def _signed_heads(
    proofs: ProofStore, keys: Sequence[Ed25519PublicKey], kept: Sequence[SignedTreeHead]
) -> Generator[ProofFinding, None, list[SignedTreeHead]]:
    """Give what is wrong with single heads; returns those that may be trusted, smallest first."""
    known = {key_id(key): key for key in keys}
    trusted: list[SignedTreeHead] = []
    told: list[SignedTreeHead] = list(kept)
    for size, stored in proofs.read_heads():
        try:
            head = decode_head(stored)
        except ValueError:
            yield fails("head.changed", phrase("the head over {size} events is spoilt", size=size))
            continue
        if head.size != size:
            yield fails("head.changed", phrase("the head over {size} events is spoilt", size=size))
        told.append(head)
    for head in told:
        if head.key not in known:
            yield fails(
                "head.foreign",
                phrase(
                    "the head over {size} events is signed by a foreign key {key}",
                    size=head.size,
                    key=head.key,
                ),
            )
        elif is_signed_by(head, known[head.key]):
            trusted.append(head)
        else:
            yield fails(
                "head.changed",
                phrase("the signature of the head over {size} events is wrong", size=head.size),
            )
    return sorted(trusted, key=lambda head: head.size)


def _roots(heads: Sequence[SignedTreeHead], walk: Walk, as_stored: TiledNodes) -> Iterator[ProofFinding]:
    since, doubted, as_it_should_be = 0, False, walk.nodes()
    for head in heads:
        if head.size > walk.size:
            yield fails(
                "head.beyond",
                phrase(
                    "the head over {size} events reaches beyond the {events} that are there",
                    size=head.size,
                    events=walk.size,
                ),
            )
        elif _is_of(head, as_it_should_be):
            since = head.size
        elif walk.wrong_nodes and _is_of(head, as_stored):
            # The head speaks for the nodes: events below them were changed with their own hashes.
            for level, index in () if doubted else _lowest(walk.wrong_nodes):
                first, last = (index << level) + 1, (index + 1) << level
                yield fails(
                    "events.changed",
                    phrase(
                        "an event from position {first} to {last} was changed together with its hash",
                        first=first,
                        last=last,
                    ),
                )
            doubted = True
        else:
            yield fails(
                "head.root",
                phrase(
                    "the events after position {since} up to {size} are not those that were signed",
                    since=since,
                    size=head.size,
                ),
            )


def _lowest(nodes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the nodes that stand over none of the others."""
    over = {(high, index >> (high - low)) for low, index in nodes for high, _ in nodes if high > low}
    return [node for node in nodes if node not in over]


def _is_of(head: SignedTreeHead, nodes: TiledNodes) -> bool:
    try:
        return root(nodes, head.size).hex() == head.root and nodes.node(0, 0).hex() == head.ledger
    except LedgerDamagedError:
        return False
