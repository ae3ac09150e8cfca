"""A signature says what it is for; that of a head can never be taken for another, nor the other way."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from otkel.ledger.proof.heads import FORMAT, is_signed_by, key_id, sign_head, signed_bytes
from otkel.ledger.proof.nodes import MemoryNodes
from otkel.ledger.proof.signing import fingerprint, is_signed_digest, purpose_bytes, sign_digest
from otkel.ledger.proof.tree import leaf_hash

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DIGEST = "ab" * 32
PURPOSE = "otkel-certificate-1"


def test_what_was_signed_is_known_again_and_nothing_else() -> None:
    public = KEY.public_key()
    signature = sign_digest(PURPOSE, DIGEST, KEY)
    assert is_signed_digest(PURPOSE, DIGEST, signature, public)
    assert not is_signed_digest("otkel-other-1", DIGEST, signature, public)
    assert not is_signed_digest(PURPOSE, "cd" * 32, signature, public)
    assert not is_signed_digest(PURPOSE, DIGEST, signature[:-2] + "00", public)
    other = Ed25519PrivateKey.generate().public_key()
    assert not is_signed_digest(PURPOSE, DIGEST, signature, other)


def test_anybody_can_make_the_same_bytes() -> None:
    assert purpose_bytes(PURPOSE, DIGEST) == (
        b'{"digest":"' + DIGEST.encode() + b'","format":"otkel-certificate-1"}'
    )


def test_a_head_is_no_certificate_and_a_certificate_no_head() -> None:
    nodes = MemoryNodes()
    nodes.add([leaf_hash(b"one")])
    head = sign_head(nodes, 1, 5, KEY)
    assert is_signed_by(head, KEY.public_key())
    of_head = json.loads(signed_bytes(head.size, head.root, head.timestamp_us, head.ledger))
    assert set(of_head) != {"digest", "format"}
    assert not is_signed_digest(PURPOSE, head.root, head.signature, KEY.public_key())
    with pytest.raises(ValueError, match="no purpose"):
        sign_digest(FORMAT, head.root, KEY)
    assert not is_signed_digest(FORMAT, head.root, head.signature, KEY.public_key())


@pytest.mark.parametrize("purpose", ["", "otkel", 'otkel-x-1","a":"b', "otkel-certificate-1\n", FORMAT])
def test_a_purpose_has_one_form(purpose: str) -> None:
    with pytest.raises(ValueError, match="no purpose"):
        purpose_bytes(purpose, DIGEST)


@pytest.mark.parametrize("digest", ["", "ab", DIGEST.upper(), DIGEST + "0", DIGEST + "\n"])
def test_a_digest_has_one_form(digest: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        purpose_bytes(PURPOSE, digest)


def test_a_fingerprint_begins_with_the_short_name() -> None:
    assert fingerprint(KEY.public_key()).startswith(key_id(KEY.public_key()))
