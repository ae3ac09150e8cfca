"""Signatures for other things than heads, under the same key.

What is signed names its purpose, and never has the form of a head: a signature of the one can never be
taken for one of the other.
"""

from __future__ import annotations

import re
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from otkel.ledger.proof.heads import FORMAT

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PURPOSE = re.compile(r"otkel-[a-z-]+-[0-9]+", re.ASCII)


def purpose_bytes(purpose: str, digest: str) -> bytes:
    """Give what is signed: canonical JSON of a digest and of the format that it is the digest of.

    Raises ValueError for a purpose that is none, or that of heads.
    """
    if purpose == FORMAT or _PURPOSE.fullmatch(purpose) is None:
        raise ValueError(f"{purpose} is no purpose of a signature")
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError("a digest has 64 hex digits")
    return msgspec.json.encode({"digest": digest, "format": purpose}, order="sorted")


def sign_digest(purpose: str, digest: str, key: Ed25519PrivateKey) -> str:
    """Give the signature over a digest for one purpose, as 128 hex digits."""
    return key.sign(purpose_bytes(purpose, digest)).hex()


def is_signed_digest(purpose: str, digest: str, signature: str, key: Ed25519PublicKey) -> bool:
    """Say whether this key signed exactly this digest for this purpose."""
    try:
        key.verify(bytes.fromhex(signature), purpose_bytes(purpose, digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: Ed25519PublicKey) -> str:
    """Give the SHA-256 of the 32 bytes of a public key, as 64 hex digits."""
    return sha256(key.public_bytes_raw()).hexdigest()
