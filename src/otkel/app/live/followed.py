"""The state of a crossing point as its stream in the ledger says it: read whole, or from a snapshot on."""

from __future__ import annotations

from otkel.app.live.claims import Held
from otkel.app.live.origin import new_state, stream_of
from otkel.app.live.snapshots import PointSnapshots, Taken
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.store import Store
from otkel.queueing.deciding.common import Happened
from otkel.queueing.fold import fold, fold_event


class Followed:
    """A state that goes along with its stream. Whoever calls holds a lock."""

    def __init__(self, store: Store, point: CrossingPoint, snapshots: PointSnapshots | None = None) -> None:
        """Begin empty; `reload` reads what is there."""
        self.stream = stream_of(point.slug)
        self._store = store
        self._point = point
        self._snapshots = snapshots
        self.state = new_state(point)
        self.held = Held()

    def reload(self) -> None:
        """Throw the state away and read it from the ledger. Raises LedgerError."""
        kept = self._snapshots.find(new_state(self._point)) if self._snapshots is not None else None
        self.state, self.held = kept or (new_state(self._point), Held())
        self.catch_up()
        taken = self.take()
        if taken is not None:
            self.keep(taken, self.state.position)

    def catch_up(self) -> int:
        """Read what the stream has more than the state; gives how many events. Raises LedgerError."""
        state, count = self.state, 0
        for event in self._store.read_stream(self.stream, state.version):
            self.held.follow(state, event.body, event.passage)
            fold_event(state, event)
            count += 1
        return count

    def go_on(self, happened: Happened, occurred_us: int) -> None:
        """Go on by an event that is handed over; where it stands in the ledger is not known yet."""
        state = self.state
        self.held.follow(state, happened.body, happened.passage)
        fold(state, happened.body, happened.passage, state.s_of(occurred_us))
        state.version += 1

    def take(self, *, closing: bool = False) -> Taken | None:
        """Take the state down where a snapshot is due."""
        if self._snapshots is None or not self._snapshots.is_due(self.state.version, closing=closing):
            return None
        return self._snapshots.take(self.state, self.held)

    def keep(self, taken: Taken, position: int) -> None:
        """Keep what was taken down; its last event is durable, at a position. Needs no lock."""
        if self._snapshots is not None:
            self._snapshots.keep(taken, position)
