"""A proof to take away: events of one ledger, their paths to a signed head, and what came before it.

It is checked with the public key alone, offline, without the ledger. The file is JSON in one exact
form; anything else is refused. The events stand in it as they are stored: no plate, no name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from otkel.ledger.proof.findings import ProofFinding, fails, holds
from otkel.ledger.proof.heads import Count, Hash, SignedTreeHead, is_signed_by
from otkel.ledger.proof.tree import (
    NodeSource,
    consistency_path,
    inclusion_path,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from otkel.phrases import phrase

MOST_BYTES = 1 << 20
Path = Annotated[tuple[Hash, ...], msgspec.Meta(max_length=128)]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class ProvedEvent(_Strict, frozen=True, kw_only=True):
    """An event as it is stored, and the hashes that lead from it to the head."""

    position: Count
    event: str
    path: Path


class Earlier(_Strict, frozen=True, kw_only=True):
    """A head given out before, and the hashes that show it to be the beginning of the newer one."""

    head: SignedTreeHead
    path: Path


class Bundle(_Strict, frozen=True, kw_only=True):
    """What a proof file holds."""

    format: Literal["otkel-proof-1"]
    head: SignedTreeHead
    events: tuple[ProvedEvent, ...] = ()
    earlier: Earlier | None = None


def make_bundle(
    nodes: NodeSource,
    head: SignedTreeHead,
    rows: Sequence[tuple[int, bytes]],
    earlier: SignedTreeHead | None = None,
) -> Bundle:
    """Give the proof of stored rows (position, bytes), and of an earlier head, under a head.

    Raises ValueError where the head does not reach that far.
    """
    return Bundle(
        format="otkel-proof-1",
        head=head,
        events=tuple(
            ProvedEvent(
                position=position,
                event=stored.decode(),
                path=_hex(inclusion_path(nodes, position - 1, head.size)),
            )
            for position, stored in rows
        ),
        earlier=None
        if earlier is None
        else Earlier(head=earlier, path=_hex(consistency_path(nodes, earlier.size, head.size))),
    )


def encode_bundle(bundle: Bundle) -> bytes:
    """Give the bytes of a proof file: sorted names, two blanks of indent, a line's end at the end."""
    return msgspec.json.format(msgspec.json.encode(bundle, order="sorted"), indent=2) + b"\n"


def decode_bundle(data: bytes) -> Bundle:
    """Read a proof file in exactly the form that `encode_bundle` gives. Raises ValueError."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"a proof is not larger than {MOST_BYTES} bytes")
    try:
        bundle = msgspec.json.decode(data, type=Bundle)
        if encode_bundle(bundle) != data:
            raise ValueError("not in the exact form of a proof")
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not bundle.events and bundle.earlier is None:
        raise ValueError("it proves nothing")
    return bundle


def check_bundle(
    data: bytes, public_key: Ed25519PublicKey, kept: SignedTreeHead | None = None
) -> tuple[ProofFinding, ...]:
    """Check a proof file against a public key, and against a head that the reader kept himself.

    Never raises; the proof holds when every finding does. `proof.form`: it is no proof at all.
    """
    try:
        bundle = decode_bundle(data)
    except ValueError as error:
        return (fails("proof.form", phrase("this is not a proof: {why}", why=str(error))),)
    return tuple(_check(bundle, public_key, kept))


def _check(bundle: Bundle, key: Ed25519PublicKey, kept: SignedTreeHead | None) -> Iterator[ProofFinding]:
    yield _signature(bundle.head, key)
    for one in bundle.events:
        yield _inclusion(one, bundle.head)
    if bundle.earlier is not None:
        yield _signature(bundle.earlier.head, key)
        yield _consistency(bundle.earlier, bundle.head)
    if kept is not None:
        yield _kept(kept, bundle)


def _signature(head: SignedTreeHead, key: Ed25519PublicKey) -> ProofFinding:
    if is_signed_by(head, key):
        return holds(
            "head.signature", phrase("the head over {size} events is signed by this key", size=head.size)
        )
    return fails(
        "head.signature", phrase("the head over {size} events is not signed by this key", size=head.size)
    )


def _inclusion(one: ProvedEvent, head: SignedTreeHead) -> ProofFinding:
    stored = one.event.encode()
    if _position_in(stored) != one.position:
        return fails(
            "event.position", phrase("the event does not stand at position {position}", position=one.position)
        )
    path, index = [bytes.fromhex(text) for text in one.path], one.position - 1
    if verify_inclusion(leaf_hash(stored), index, head.size, path, bytes.fromhex(head.root)):
        return holds(
            "event.included",
            phrase("the event at position {position} stands in the ledger", position=one.position),
        )
    return fails(
        "event.included",
        phrase("the event at position {position} does not lead to the head", position=one.position),
    )


def _consistency(earlier: Earlier, head: SignedTreeHead) -> ProofFinding:
    old, path = earlier.head, [bytes.fromhex(text) for text in earlier.path]
    same = old.ledger == head.ledger
    roots = bytes.fromhex(old.root), bytes.fromhex(head.root)
    if same and verify_consistency(old.size, head.size, *roots, path):
        return holds(
            "head.consistent", phrase("the first {size} events are those of the earlier head", size=old.size)
        )
    return fails(
        "head.consistent", phrase("the first {size} events are not those of the earlier head", size=old.size)
    )


def _kept(kept: SignedTreeHead, bundle: Bundle) -> ProofFinding:
    told = [bundle.head] if bundle.earlier is None else [bundle.head, bundle.earlier.head]
    # The time may differ: two heads over the same events are both true.
    if any((kept.ledger, kept.size, kept.root) == (one.ledger, one.size, one.root) for one in told):
        return holds("head.kept", phrase("the head that you kept is in the proof"))
    return fails("head.kept", phrase("the head that you kept is not in the proof"))


def _position_in(stored: bytes) -> int | None:
    try:
        return int(bytes(msgspec.json.decode(stored, type=list[msgspec.Raw])[0]))
    except (msgspec.MsgspecError, ValueError, IndexError, RecursionError):
        return None


def _hex(hashes: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in hashes)
