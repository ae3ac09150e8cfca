"""A seed as a desk tells it: when it was committed, by whom, and when everybody may know it."""

from __future__ import annotations

import msgspec

from otkel.app.crossing.drawing import committing_key, opening_key
from otkel.app.site.house import House
from otkel.facts.events.envelope import Event
from otkel.facts.events.proofs import SeedCommitted, SeedOpened
from otkel.queueing.due import own_part


class SeedTold(msgspec.Struct, frozen=True, kw_only=True):
    """A seed in the record. Its 32 bytes are told only once they stand there."""

    digest: str
    committed: Event | None  # none: its committing is not in the record of this crossing point
    opened: Event | None = None
    to_us: int | None = None  # the end of the time that it serves: then it is opened

    @property
    def secret(self) -> str | None:
        """Give the 32 bytes in hex digits; none: it is not opened."""
        body = None if self.opened is None else self.opened.body
        return body.seed if isinstance(body, SeedOpened) else None


def tell_seed(house: House, slug: str, digest: str) -> SeedTold:
    """Give what the record of a point says of a seed by its digest. Raises LedgerError."""
    committed = _find(house, slug, committing_key(digest), SeedCommitted)
    opened = _find(house, slug, opening_key(digest), SeedOpened)
    body = None if committed is None else committed.body
    return SeedTold(
        digest=digest, committed=committed, opened=opened,
        to_us=body.to_us if isinstance(body, SeedCommitted) else None,
    )  # fmt: skip


def _find(house: House, slug: str, key: str, kind: type) -> Event | None:
    events = own_part(house.ledger.store.find_by_key(key))
    return next((one for one in events if one.point == slug and isinstance(one.body, kind)), None)
