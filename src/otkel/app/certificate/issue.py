"""Issue a waiting certificate: read the passage, sign a head over it, prove it, sign the statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from otkel.app.certificate.figures import figures_of
from otkel.app.certificate.form import (
    FORMAT,
    MOST_BYTES,
    CertificateFile,
    Statement,
    content_digest,
    digest_of_file,
    encode_certificate,
)
from otkel.app.certificate.page import make_page
from otkel.app.ledger import now_us, opened
from otkel.app.ledger_files import refused, require_keys_folder
from otkel.app.proving import Proved, prove_positions
from otkel.app.tickets import Ticket, find_ticket, stream_of
from otkel.errors import InputError
from otkel.facts.events.envelope import Event
from otkel.facts.events.posts import PolicyChanged
from otkel.facts.people import Language
from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.heads import read_key
from otkel.ledger.proof.signing import fingerprint, sign_digest
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.store import Store
from otkel.ledger.vault.opening import open_vault
from otkel.phrases import phrase
from otkel.queueing.commands import IssueCertificate
from otkel.queueing.simulated import says_simulated
from otkel.queueing.standing import PHYSICAL, Standing, standing_of

_LONGEST_NAME = 120


class PassageAt(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that the operator names himself."""

    point: str
    passage: int


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as it is given out, and the command that records it."""

    pdf: bytes
    json: bytes
    digest: str  # of the JSON file
    command: IssueCertificate


def issue_certificate(
    db: str,
    holder: Ticket | PassageAt,
    language: Language,
    *,
    signer: str,
    plate: bool = False,
    simulated: bool = False,
) -> Certificate:
    """Give the certificate of a passage, signed with the ledger's key.

    `signer` is the name of who vouches, as the operator gives it. `plate`: the holder asks that the plate
    be shown. Raises InputError where there is nothing to certify, no key, or no plate; LedgerError.
    """
    _require_name(signer)
    with opened(db) as (store, proofs):
        events = _events(store, holder)
        _require_real(events, simulated)
        standing = standing_of(holder.passage, events)
        if not any(span.what in PHYSICAL for span in standing.spans):
            raise _never_stood(holder)
        shown = _plate(db, store, events, holder.passage) if plate else None
        key = _key(db)
        proved = _proved(store, proofs, standing, key)
    return _signed(_statement(holder, standing, proved, signer, shown), proved, key, language)


def _statement(
    holder: Ticket | PassageAt, standing: Standing, proved: Proved, signer: str, plate: str | None
) -> Statement:
    issued_us = max(now_us(), proved.head.timestamp_us)  # a clock may go back, a certificate not
    figures = figures_of(standing, issued_us)
    assert figures is not None  # asked before anything was signed
    return Statement(
        point=holder.point,
        passage=holder.passage,
        issued_us=issued_us,
        plate=plate,
        signer=signer,
        standing=standing,
        figures=figures,
    )


def _signed(statement: Statement, proved: Proved, key: Any, language: Language) -> Certificate:
    public = fingerprint(key.public_key())
    file = CertificateFile(
        format=FORMAT,
        statement=statement,
        proofs=proved.bundles,
        key=public,
        signature=sign_digest(FORMAT, content_digest(statement, proved.bundles), key),
    )
    data = encode_certificate(file)
    if len(data) > MOST_BYTES:
        raise _too_long(len(statement.standing.rests_on))
    digest = digest_of_file(data)
    return Certificate(
        pdf=make_page(file, data, language),
        json=data,
        digest=digest,
        command=IssueCertificate(passage=statement.passage, certificate=digest, signer=public),
    )


def _events(store: Store, holder: Ticket | PassageAt) -> tuple[Event, ...]:
    if isinstance(holder, Ticket):
        return find_ticket(store, holder)[0]
    return tuple(store.read_stream(stream_of(holder.point)))


def _proved(store: Store, proofs: ProofStore, standing: Standing, key: Any) -> Proved:
    head = make_head(store, proofs, key, now_us)
    return prove_positions(store, proofs, head, standing.rests_on)


def _key(db: str) -> Any:
    folder: Path = require_keys_folder(db)
    try:
        return read_key(folder)
    except FileNotFoundError:
        raise refused(
            phrase("there is no key to sign a certificate with"),
            phrase("make one, and give its public half to everybody: otkel ledger head"),
        ) from None


def _never_stood(holder: Ticket | PassageAt) -> InputError:
    return refused(
        phrase("passage {passage} has not stood at {point}", passage=holder.passage, point=holder.point),
        phrase("there is something to certify when the truck has come"),
    )


def _too_long(events: int) -> InputError:
    return refused(
        phrase("this passage rests on {events} events, more than a certificate holds", events=events),
        phrase("prove its events one by one: otkel ledger prove"),
    )


def _require_name(signer: str) -> None:
    if not signer.strip() or len(signer) > _LONGEST_NAME or not signer.isprintable():
        raise refused(
            phrase(
                "a certificate names its signer in one line of at most {most} letters", most=_LONGEST_NAME
            ),
            phrase("give the name of who vouches for this record"),
            "--signer",
        )


def _require_real(events: tuple[Event, ...], simulated: bool) -> None:
    first = next((one.body for one in events if isinstance(one.body, PolicyChanged)), None)
    if simulated or says_simulated(first):
        raise refused(
            phrase("this queue is simulated: nobody stood in it, and nothing is certified"),
            phrase("name the ledger of a real crossing point with --db"),
            "--db",
        )


def _plate(db: str, store: Store, events: tuple[Event, ...], passage: int) -> str:
    """Give the plate that the vault holds for the truck of a passage. Raises InputError."""
    vehicle = next(
        (v for e in events if e.passage == passage and (v := getattr(e.body, "vehicle", None))), None
    )
    vault = open_vault(db, store, require_keys_folder(db), now_us)
    try:
        held = vault.get_all(vehicle) if vehicle is not None else []
    finally:
        vault.close()
    plates = [content["plate"] for _, content in held if content.get("plate")]
    if not plates:
        raise refused(
            phrase("no plate of this truck is held any more"),
            phrase("leave --plate out: the certificate holds without it"),
            "--plate",
        )
    return str(plates[-1])
