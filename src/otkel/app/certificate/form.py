"""What a certificate file holds, in one exact form: a statement, the proof it rests on, a signature."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal

import msgspec

from otkel.app.certificate.figures import Figures
from otkel.ledger.proof.bundle import Bundle
from otkel.ledger.proof.heads import Hash
from otkel.queueing.standing import Standing

FORMAT: Literal["otkel-certificate-1"] = "otkel-certificate-1"
MOST_BYTES = 8 << 20
SERVES = ("customer", "insurer", "force_majeure")
# In the file itself, so that nobody who has no page can take it for more than it is.
SAYS = (
    "This is no official document of any state. The signer vouches that these events stand in the record; "
    "a time told by a driver or imported is what was told."
)


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    """What is certified. Times in µs of UTC since 1970."""

    point: str
    passage: int
    issued_us: int
    plate: str | None  # only where the holder asked for it
    signer: str  # the name that the operator gave
    standing: Standing
    figures: Figures
    official: Literal[False] = False
    serves: tuple[str, ...] = SERVES
    says: str = SAYS


class CertificateFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    format: Literal["otkel-certificate-1"]
    statement: Statement
    proofs: tuple[Bundle, ...]
    key: Hash  # SHA-256 of the public key
    signature: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]


def content_digest(statement: Statement, proofs: tuple[Bundle, ...]) -> str:
    """Give what is signed: SHA-256 over canonical JSON of statement and proofs."""
    told = {"proofs": proofs, "statement": statement}
    return sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def encode_certificate(file: CertificateFile) -> bytes:
    """Give the bytes of a certificate: sorted names, two blanks of indent, a line's end at the end."""
    return msgspec.json.format(msgspec.json.encode(file, order="sorted"), indent=2) + b"\n"


def decode_certificate(data: bytes) -> CertificateFile:
    """Read a certificate in exactly the form that `encode_certificate` gives. Raises ValueError."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"a certificate is not larger than {MOST_BYTES} bytes")
    try:
        file = msgspec.json.decode(data, type=CertificateFile)
        if encode_certificate(file) != data:
            raise ValueError("not in the exact form of a certificate")
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from None
    return file


def digest_of_file(data: bytes) -> str:
    """Give the digest of a certificate as it was given out: what stands in the ledger and in the code."""
    return sha256(data).hexdigest()
