"""What a stream came to, kept beside the events: a cache of bytes. The events alone are the truth.

The ledger does not know what the bytes say. A checksum tells damage, and the place of a snapshot is held
against the event that stands there: bytes of another ledger, or of one that was put back to an older
copy, are as if there were none.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from otkel.errors import LedgerError
from otkel.ledger.acts import place_of
from otkel.ledger.side import open_side
from otkel.ledger.store import Store

_SUM = 32  # bytes of the checksum


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stream came to, up to its event at a position."""

    stream: str
    version: int
    position: int
    event: bytes  # SHA-256 of the stored bytes of that event
    made_by: str  # digest of what made the content
    content: bytes


_to_bytes = msgspec.msgpack.Encoder().encode
_from_bytes = msgspec.msgpack.Decoder(Kept).decode


class SnapshotCache:
    """The newest snapshot of each stream. What cannot be read or kept is told by no error: it is a cache."""

    def __init__(self, url: str, store: Store) -> None:
        """Stand beside an open ledger; `url` is the address under which it was opened."""
        self._store = store
        self._side = open_side(url, store, "snapshots.sql")

    def find(self, stream: str, made_by: str) -> Kept | None:
        """Give the snapshot of a stream, made by the same; None where there is none that is true."""
        try:
            rows = self._side.read("find", stream)
            kept = _read(bytes(rows[0][0])) if rows else None
            if kept is None or kept.stream != stream or kept.made_by != made_by:
                return None
            return kept if self._stands(kept) else None
        except (LedgerError, msgspec.MsgspecError, UnicodeError):
            return None

    def keep(self, stream: str, version: int, position: int, made_by: str, content: bytes) -> bool:
        """Keep what a stream came to; what was kept of it before goes. False: it could not be kept."""
        try:
            event = self._event(position)
            if event is None:
                return False
            kept = Kept(
                stream=stream,
                version=version,
                position=position,
                event=sha256(event).digest(),
                made_by=made_by,
                content=content,
            )
            stored = _to_bytes(kept)
            row = stream, position, sha256(stored).digest() + stored
            self._side.write(lambda asking: asking.ask("keep", *row))
        except LedgerError:
            return False
        return True

    def remove(self, stream: str) -> None:
        """Forget what is kept of a stream. Raises LedgerError."""
        self._side.write(lambda asking: asking.ask("remove", stream))

    def close(self) -> None:
        """Let go of what is this cache's own; the ledger stays open."""
        self._side.close()

    def _stands(self, kept: Kept) -> bool:
        event = self._event(kept.position)
        if event is None or sha256(event).digest() != kept.event:
            return False
        place = place_of(event)
        return (place.stream, place.version) == (kept.stream, kept.version)

    def _event(self, position: int) -> bytes | None:
        rows = list(self._store.read_rows(position - 1, position))
        return rows[0][1] if rows else None


def _read(stored: bytes) -> Kept | None:
    body = stored[_SUM:]
    return _from_bytes(body) if sha256(body).digest() == stored[:_SUM] else None
