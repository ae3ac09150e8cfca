"""An event as the ledger holds it, and a draft of one before it has a place there.

Times are whole microseconds of UTC since 1970. `position` counts from 1 over the whole ledger and
has no gaps; `version` counts from 1 within a stream. Nothing is ever edited: a correction is an
event of its own that names the position it corrects.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def as_us(at: datetime) -> int:
    """Give an aware instant as microseconds of UTC since 1970. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return (at - _EPOCH) // _MICROSECOND


def as_instant(us: int) -> datetime:
    """Give microseconds of UTC since 1970 as an aware instant."""
    return _EPOCH + us * _MICROSECOND


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants recorded. `body` is one of the registered bodies (`facts.events`)."""

    body: Any
    point: str  # slug of the crossing point
    occurred_us: int
    recorded_by: str  # a pseudonymous subject, or the name of a part of Otkel
    cause: int | None = None  # position of the event that this one answers
    passage: int | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What happened, in its place in the ledger."""

    position: int
    stream: str
    version: int
    client_key: str
    word: str
    word_version: int
    occurred_us: int
    recorded_us: int
    recorded_by: str
    point: str
    body: Any
    cause: int | None = None
    passage: int | None = None

    @property
    def occurred_at(self) -> datetime:
        """When it happened, aware, UTC."""
        return as_instant(self.occurred_us)

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded, aware, UTC."""
        return as_instant(self.recorded_us)
