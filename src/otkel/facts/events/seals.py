"""The life of a navigation seal."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import Situation, Witness
from otkel.facts.events.shapes import Body, Code, Count, Digest, Instant, Metres, Percent, Span, Subject


class SealPutOn(Body, frozen=True, kw_only=True):
    """A navigation seal was put on a load compartment."""

    seal: Annotated[Subject, "the seal"]
    vehicle: Annotated[Subject | None, "what it was put on, where known"] = None
    operator: Annotated[Code, "the national operator who answers for it"]
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class SealActivated(Body, frozen=True, kw_only=True):
    """The seal watches from now on."""

    seal: Annotated[Subject, "the seal"]
    exchange_period_us: Annotated[Span | None, "how often it is to send, where known"] = None
    corridor_m: Annotated[Metres | None, "how far it may leave its route; none: as the law sets"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.INSTRUMENT


class SealSituation(Body, frozen=True, kw_only=True):
    """The seal shows an abnormal situation."""

    seal: Annotated[Subject, "the seal"]
    situation: Annotated[Situation, "code 01 to 07"]
    off_route_m: Annotated[Metres | None, "how far off its route it was"] = None
    battery_pct: Annotated[Percent | None, "charge of the battery"] = None
    missed_periods: Annotated[Count | None, "periods in a row without a message"] = None
    witness: Annotated[Witness, "how it is known"] = Witness.INSTRUMENT


class SealRemoved(Body, frozen=True, kw_only=True):
    """The seal was taken off."""

    seal: Annotated[Subject, "the seal"]
    reason: Annotated[Code, "why: the way has ended, an examination, damage"]
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class PositionsKept(Body, frozen=True, kw_only=True):
    """A batch of positions of a seal or tracker was stored beside the ledger."""

    ascending = (("from_us", "to_us"),)

    device: Annotated[Subject, "the seal or tracker"]
    positions: Annotated[Count, "how many"]
    from_us: Annotated[Instant, "the first"]
    to_us: Annotated[Instant, "the last"]
    digest: Annotated[Digest, "of the batch as it is stored"]
