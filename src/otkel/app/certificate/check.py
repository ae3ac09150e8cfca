"""Check a certificate offline, with the signer's public key alone.

The signature is not taken on trust either: every stretch and every sum is worked out again from the events
that the file proves, and must come out as stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from otkel.app.certificate.figures import figures_of
from otkel.app.certificate.form import (
    FORMAT,
    MOST_BYTES,
    SAYS,
    SERVES,
    CertificateFile,
    content_digest,
    decode_certificate,
    digest_of_file,
)
from otkel.app.ledger_files import DEFAULT_DB, PublicKey, keys_folder, read_public_key, refused
from otkel.errors import LedgerDamagedError
from otkel.facts.events.envelope import Event
from otkel.ledger.codec import decode
from otkel.ledger.proof.bundle import check_bundle, encode_bundle
from otkel.ledger.proof.findings import ProofFinding, fails, holds
from otkel.ledger.proof.signing import fingerprint, is_signed_digest
from otkel.phrases import phrase
from otkel.queueing.corrected import find_target
from otkel.queueing.standing import relevant, standing_of


def check_certificate(path: Path, key: str | None = None, db: str = DEFAULT_DB) -> tuple[ProofFinding, ...]:
    """Check a certificate file; it holds when every finding does.

    `key`: the signer's public key, a file or 64 hex digits; left out, that of the ledger `db`. A single
    finding `certificate.form` says that the file is none. Raises InputError where a file cannot be read.
    """
    public = read_public_key(key, keys_folder(db))
    return check_certificate_bytes(_read(path), public)


def check_certificate_bytes(data: bytes, key: PublicKey) -> tuple[ProofFinding, ...]:
    """Check the bytes of a certificate file against a public key. Never raises."""
    if data.startswith(b"%PDF"):
        what = phrase("this is the page; what can be checked is the file beside it, which ends in .json")
        return (fails("certificate.form", what),)
    try:
        file = decode_certificate(data)
    except ValueError as error:
        return (fails("certificate.form", phrase("this is no waiting certificate: {why}", why=str(error))),)
    return tuple(_check(file, digest_of_file(data), key))


def _check(file: CertificateFile, digest: str, key: PublicKey) -> Iterator[ProofFinding]:
    yield holds("certificate.digest", phrase("the digest of this file is {digest}", digest=digest))
    yield _signature(file, key)
    for bundle in file.proofs:
        yield from (one for one in check_bundle(encode_bundle(bundle), key) if not one.holds)
    yield _head(file)
    try:
        events = [decode(one.event.encode()) for bundle in file.proofs for one in bundle.events]
    except LedgerDamagedError as error:
        yield fails("certificate.events", phrase("an event in it cannot be read: {why}", why=str(error)))
        return
    yield _events(file, events)
    yield _follows(file, events)
    yield _sums(file)


def _signature(file: CertificateFile, key: PublicKey) -> ProofFinding:
    digest = content_digest(file.statement, file.proofs)
    own = file.key == fingerprint(key) and is_signed_digest(FORMAT, digest, file.signature, key)
    if own:
        name = file.statement.signer
        what = phrase("it is signed by this key, in the name of {name}", name=name)
        return holds("certificate.signature", what)
    return fails("certificate.signature", phrase("it is not signed by this key"))


def _head(file: CertificateFile) -> ProofFinding:
    heads = {bundle.head for bundle in file.proofs}
    stray = any(bundle.earlier is not None for bundle in file.proofs)
    if len(heads) == 1 and not stray:
        size = file.proofs[0].head.size
        return holds("certificate.head", phrase("it rests on one head, over {size} events", size=size))
    return fails("certificate.head", phrase("its proofs do not stand under one and the same head"))


def _events(file: CertificateFile, events: list[Event]) -> ProofFinding:
    """Every event in it is one that the statement rests on, of this passage and point, and there once."""
    said, positions = file.statement, [event.position for event in events]
    own = relevant(sorted(events, key=lambda one: one.position), said.passage)
    chosen = {one.position for one in own if one.point == said.point}
    foreign = [position for position in positions if position not in chosen]
    if foreign:
        what = phrase("the event at position {position} is not of this passage", position=foreign[0])
        return fails("certificate.events", what)
    if sorted(positions) != list(said.standing.rests_on):
        return fails(
            "certificate.events", phrase("the events proved are not those that the statement rests on")
        )
    corrections = sum(find_target(one) is not None for one in events)
    return holds(
        "certificate.events",
        phrase(
            "all {n} events stand in the record, {corrections} of them corrections",
            n=len(events),
            corrections=corrections,
        ),
    )


def _follows(file: CertificateFile, events: list[Event]) -> ProofFinding:
    if standing_of(file.statement.passage, events) == file.statement.standing:
        return holds("certificate.standing", phrase("where the truck stood follows from these events"))
    return fails(
        "certificate.standing", phrase("where the truck stood does not follow from the events in it")
    )


def _sums(file: CertificateFile) -> ProofFinding:
    said = file.statement
    early = any(bundle.head.timestamp_us > said.issued_us for bundle in file.proofs)
    if early or (said.serves, said.says) != (SERVES, SAYS):
        return fails("certificate.figures", phrase("it claims what no certificate of Otkel claims"))
    if figures_of(said.standing, said.issued_us) == said.figures:
        return holds("certificate.figures", phrase("the sums are right"))
    return fails("certificate.figures", phrase("the sums do not follow from the stretches"))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refused(
            phrase("{file} cannot be read ({reason})", file=path.name, reason=error.strerror or ""),
            phrase("check the name of the file"),
            "CERTIFICATE",
        ) from None
