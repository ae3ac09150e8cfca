"""The state of a crossing point as its stream in the ledger says it: read whole, or from a snapshot on."""

from __future__ import annotations

from typing import Protocol

from otkel.app.live.claims import Held
from otkel.app.live.origin import new_state
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.store import Store
from otkel.queueing.deciding.common import Happened
from otkel.queueing.fold import fold, fold_event
from otkel.queueing.state import State


class Snapshots(Protocol):
    """Where states are kept, so that not every event has to be read again. Never the truth."""

    def find(self, empty: State) -> tuple[State, Held] | None:
        """Give the newest state that is kept and stands in the ledger; None: fold from the beginning."""
        ...


class Followed:
    """A state that goes along with its stream. Whoever calls holds a lock."""

    def __init__(self, store: Store, point: CrossingPoint, snapshots: Snapshots | None = None) -> None:
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


def stream_of(slug: str) -> str:
    """Give the stream of a crossing point: all of its events stand in it."""
    return f"point/{slug}"
