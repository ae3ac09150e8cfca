"""Certificates for tests: a ledger with a passage, its certificate, and ways to tamper with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.certificate import Certificate, PassageAt, issue_certificate
from otkel.app.certificate.check import check_certificate_bytes
from otkel.app.certificate.form import (
    FORMAT,
    CertificateFile,
    content_digest,
    decode_certificate,
    encode_certificate,
)
from otkel.facts.people import Language
from otkel.ledger.proof.findings import ProofFinding
from otkel.ledger.proof.heads import PUBLIC_NAME, decode_public_key, read_key
from otkel.ledger.proof.signing import sign_digest
from tests.app.point_ledger import POINT, Row, a_way, record, sign

SIGNER = "Pilot post"
HOLDER = PassageAt(point=POINT, passage=7)


def keys(db: str) -> Path:
    return Path(db.removeprefix("sqlite:///") + ".keys")


def public(db: str) -> Any:
    return decode_public_key((keys(db) / PUBLIC_NAME).read_bytes())


def ledger_of(folder: Path, rows: Iterable[Row] | None = None, **more: Any) -> str:
    db = record(folder / "otkel.db", a_way() if rows is None else rows, **more)
    sign(db)
    return db


def issue(db: str, holder: Any = HOLDER, language: Language = Language.EN, **more: Any) -> Certificate:
    return issue_certificate(db, holder, language, **{"signer": SIGNER, **more})


def failing(data: bytes, key: Any) -> list[str]:
    """Give the ids of what does not hold."""
    return [one.id for one in check_certificate_bytes(data, key) if not one.holds]


def found(data: bytes, key: Any) -> tuple[ProofFinding, ...]:
    return check_certificate_bytes(data, key)


def signed_anew(data: bytes, db: str, **changes: Any) -> bytes:
    """Give a certificate with other parts and a right signature: what a dishonest signer could make."""
    file = msgspec.structs.replace(decode_certificate(data), **changes)
    return signed(file, db)


def signed(file: CertificateFile, db: str) -> bytes:
    digest = content_digest(file.statement, file.proofs)
    signature = sign_digest(FORMAT, digest, read_key(keys(db)))
    return encode_certificate(msgspec.structs.replace(file, signature=signature))
