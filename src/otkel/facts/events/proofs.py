"""What makes order and chance provable: promises, committed seeds and tickets."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import Quantity
from otkel.facts.events.shapes import Body, Code, Digest, Instant, Percent, Trucks, Whole


class RangeStated(Body, frozen=True, kw_only=True):
    """A range was told to somebody. It is scored when the truth is known."""

    ascending = (("low", "mid", "high"),)

    quantity: Annotated[Quantity, "what it is about, and thereby the unit"]
    low: Annotated[Whole, "lower end"]
    mid: Annotated[Whole, "as likely more as less"]
    high: Annotated[Whole, "upper end"]
    coverage_pct: Annotated[Percent, "how often the truth is to lie within"]
    method: Annotated[Code, "how it was found"]
    inputs: Annotated[Digest | None, "of what it was found from"] = None


class SeedCommitted(Body, frozen=True, kw_only=True):
    """A secret seed is fixed: its digest is published before the draws are made."""

    ascending = (("from_us", "to_us"),)

    digest: Annotated[Digest, "SHA-256 of the 32 bytes of the seed"]
    purpose: Annotated[Code, "what it is drawn for"]
    from_us: Annotated[Instant, "beginning of the time it serves"]
    to_us: Annotated[Instant, "end of the time it serves"]


class SeedOpened(Body, frozen=True, kw_only=True):
    """A seed was published after its time: now anybody can redo the draws."""

    seed: Annotated[Digest, "the 32 bytes of the seed, as hex digits"]
    digest: Annotated[Digest, "as it was committed"]


class TicketIssued(Body, frozen=True, kw_only=True):
    """A driver was given proof of his place in line, without anybody's plate."""

    ticket: Annotated[Digest, "of the ticket, blinded: only who holds it can recognise it"]
    queue_class: Annotated[Code, "class in the queue"]
    ahead_trucks: Annotated[Trucks, "trucks ahead of it"]


class CertificateIssued(Body, frozen=True, kw_only=True):
    """Somebody was given a signed certificate of what the ledger says of a passage."""

    certificate: Annotated[Digest, "of the certificate as it was given"]
    signer: Annotated[Digest, "SHA-256 of the public key that signed it"]
