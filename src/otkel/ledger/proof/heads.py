"""Signed tree heads: the root over so many events, with the time, under an Ed25519 key.

A head that was given out binds the ledger: no event below its size can be removed, changed or
slipped in without the head failing. What is signed is canonical JSON (sorted names, no blanks), so
that anybody can make the same bytes with other tools.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from otkel.errors import LedgerError
from otkel.ledger.proof.tree import NodeSource, root

FORMAT = "otkel-tree-head-1"
PRIVATE_NAME, PUBLIC_NAME = "head.key", "head.pub"

Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, msgspec.Meta(ge=1, le=2**62)]
Microseconds = Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class SignedTreeHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root over the first `size` events of a ledger, and who vouches for it."""

    size: Count
    root: Hash
    timestamp_us: Microseconds
    ledger: Hash  # the leaf hash of its first event: nobody can choose it
    key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    signature: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]


def signed_bytes(size: int, root_hex: str, timestamp_us: int, ledger: str) -> bytes:
    """Give what is signed: canonical JSON of format, ledger, root, size and timestamp_us."""
    told = {"format": FORMAT, "ledger": ledger, "root": root_hex, "size": size, "timestamp_us": timestamp_us}
    return msgspec.json.encode(told, order="sorted")


def sign_head(nodes: NodeSource, size: int, timestamp_us: int, key: Ed25519PrivateKey) -> SignedTreeHead:
    """Give the signed head over the first `size` events (at least one)."""
    root_hex, ledger = root(nodes, size).hex(), nodes.node(0, 0).hex()
    signature = key.sign(signed_bytes(size, root_hex, timestamp_us, ledger))
    return SignedTreeHead(
        size=size,
        root=root_hex,
        timestamp_us=timestamp_us,
        ledger=ledger,
        key=key_id(key.public_key()),
        signature=signature.hex(),
    )


def is_signed_by(head: SignedTreeHead, key: Ed25519PublicKey) -> bool:
    """Say whether this key signed exactly this head."""
    if head.key != key_id(key):
        return False
    try:
        content = signed_bytes(head.size, head.root, head.timestamp_us, head.ledger)
        key.verify(bytes.fromhex(head.signature), content)
    except InvalidSignature:
        return False
    return True


def encode_head(head: SignedTreeHead) -> bytes:
    """Give a head as canonical JSON, signature and key id included."""
    return msgspec.json.encode(head, order="sorted")


def decode_head(data: bytes) -> SignedTreeHead:
    """Read a head in exactly the form that `encode_head` gives. Raises ValueError."""
    try:
        head = msgspec.json.decode(data, type=SignedTreeHead)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ValueError(f"not a tree head: {error}") from None
    if encode_head(head) != data:
        raise ValueError("not a tree head in its canonical form")
    return head


def key_id(key: Ed25519PublicKey) -> str:
    """Give the short name of a key: 32 hex digits of its SHA-256."""
    return sha256(key.public_bytes_raw()).hexdigest()[:32]


def make_key(folder: Path) -> Ed25519PrivateKey:
    """Make a key pair in a folder: `head.key` for its owner only, `head.pub` to give away.

    Raises FileExistsError where there is one: a key that signed is never written over.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())
    public = key.public_key().public_bytes(pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(folder / PRIVATE_NAME, private, 0o600)
    (folder / PUBLIC_NAME).write_bytes(public)
    return key


def read_key(folder: Path) -> Ed25519PrivateKey:
    """Read the signing key of a folder. Raises FileNotFoundError; LedgerError where others may read it."""
    path = folder / PRIVATE_NAME
    with path.open("rb") as file:
        if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise LedgerError(f"{path.name} may be read by others; take the right away from them (chmod 600)")
        data = file.read()
    try:
        key = pem.load_pem_private_key(data, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerError(f"{path.name} holds no Ed25519 key")
    return key


def decode_public_key(data: bytes) -> Ed25519PublicKey:
    """Read a public key: PEM, or the 64 hex digits of its 32 bytes. Raises ValueError."""
    text = data.strip()
    if len(text) == 64 and not text.startswith(b"-"):
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.decode("ascii", "replace")))
    key = pem.load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def _write_new(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
