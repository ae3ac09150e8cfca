"""Snapshots of a crossing point: so that a command from the shell need not fold a million events.

A snapshot is used only by the very code that made it, with the same table of civil days, and only where
its last event stands in the ledger as it did. All else is folded from the beginning.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import msgspec

from otkel.app.live import claims, origin
from otkel.app.live.claims import Held
from otkel.app.live.origin import stream_of
from otkel.facts import events
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.snapshots import SnapshotCache
from otkel.queueing import snapshot as _beside
from otkel.queueing.snapshot import Snapshot, SnapshotError, pack, unpack
from otkel.queueing.state import State

EVERY = 5_000  # events between two snapshots
AT_CLOSE = 500  # events after the last one, for which one is made when a decider is closed


class Taken(msgspec.Struct, frozen=True):
    """A state as it was, whose last event has no place in the ledger yet."""

    snapshot: Snapshot
    held: list[int]


class _Content(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    held: list[int]  # passages that hold the claim of their vehicle
    state: bytes


_to_bytes = msgspec.msgpack.Encoder().encode
_from_bytes = msgspec.msgpack.Decoder(_Content).decode


class PointSnapshots:
    """The snapshots of one crossing point in the cache of a ledger."""

    def __init__(
        self, cache: SnapshotCache, point: CrossingPoint, every: int = EVERY, at_close: int = AT_CLOSE
    ) -> None:
        """Stand before a cache; `every` so many events a snapshot is due."""
        self._cache = cache
        self._stream = stream_of(point.slug)
        self._made_by = made_by(point.zone)
        self._every, self._at_close = every, at_close
        self._version = 0  # of the newest one

    def find(self, empty: State) -> tuple[State, Held] | None:
        """Give the newest state that is kept and stands in the ledger; None: fold from the beginning."""
        self._version = 0
        kept = self._cache.find(self._stream, self._made_by)
        if kept is None:
            return None
        try:
            content = _from_bytes(kept.content)
            state = unpack(content.state, empty)
            held = Held({passage: state.trucks[passage].vehicle for passage in content.held})
        except (SnapshotError, msgspec.MsgspecError, KeyError):
            return None
        if (state.version, state.position) != (kept.version, kept.position):
            return None
        self._version = kept.version
        return state, held

    def is_due(self, version: int, *, closing: bool = False) -> bool:
        """Tell whether a snapshot is to be made of a version of the stream."""
        return version - self._version >= (self._at_close if closing else self._every)

    def take(self, state: State, held: Held) -> Taken:
        """Take a state down as it is now; it may be changed afterwards."""
        self._version = state.version
        return Taken(pack(state), list(held.vehicles))

    def keep(self, taken: Taken, position: int) -> None:
        """Keep what was taken down, once its last event is durable, at a position."""
        snapshot = msgspec.structs.replace(taken.snapshot, position=position)
        content = _to_bytes(_Content(taken.held, snapshot.to_bytes()))
        self._cache.keep(self._stream, snapshot.version, position, self._made_by, content)


@lru_cache(maxsize=64)
def made_by(zone: str) -> str:
    """Give the digest of what a state comes from beside its events: the code that folds, and the days."""
    days = sha256(_to_bytes((origin.origin_us(zone), list(origin.day_starts_s(zone))))).hexdigest()
    return sha256(f"{_code()}{days}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    rooms = (Path(module.__file__ or "").parent for module in (_beside, events))
    files = [path for room in rooms for path in sorted(room.rglob("*.py"))]
    files += [Path(module.__file__ or "") for module in (claims, origin)]
    digest = sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
