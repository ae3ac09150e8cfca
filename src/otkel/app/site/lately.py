"""What happened at a crossing point lately: read once as the record grows, for all who look at its desk.

The state of a queue holds where trucks stand. What a desk shows beside it (in which lane, by which draw, who
works, what was told to the line) stands in the events of the last days.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

import msgspec

from otkel.app.ledger import now_us
from otkel.app.site.house import House
from otkel.app.site.stream import version_at
from otkel.app.tickets import stream_of
from otkel.facts.events.choices import Stage
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import Called, EntryStarted, ExitStarted, Left
from otkel.facts.events.posts import MessageSent, ShiftBegun, ShiftEnded
from otkel.facts.events.selections import NotSelected, Selected

DAY_US = 86_400_000_000
KEPT_US = 3 * DAY_US  # what happened longer ago is not read when the site opens
MOST_MESSAGES = 200
MOST_EVENTS = 40
_LANES = (Called, ExitStarted, EntryStarted)
# Seeds, ranges and proofs are made by the program itself and say nothing to a desk.
_SILENT = frozenset({"seed_committed", "seed_opened", "range_stated", "release_set", "ticket_issued"})


class Lately(msgspec.Struct):
    """The last days of one point. Of a truck that has left only the newest events tell still."""

    version: int
    messages: list[Event] = []
    lanes: dict[int, str] = {}  # by passage: the lane that was last named
    draws: dict[int, Event] = {}  # by passage: its newest selection, or the draw that let it pass
    shifts: dict[tuple[Stage, str | None], Event] = {}  # those that have not gone off
    newest: deque[Event] = msgspec.field(default_factory=lambda: deque(maxlen=MOST_EVENTS))

    def take(self, event: Event) -> None:
        """Go on by the next event."""
        body: Any = event.body
        self.version = event.version
        if isinstance(body, MessageSent):
            self.messages.append(event)
            del self.messages[:-MOST_MESSAGES]
        elif isinstance(body, ShiftBegun):
            self.shifts[body.stage, body.towards] = event
        elif isinstance(body, ShiftEnded):
            self.shifts.pop((body.stage, body.towards), None)
        elif event.passage is not None:
            self._of_a_truck(event.passage, event, body)
        if event.word not in _SILENT:
            self.newest.append(event)

    def _of_a_truck(self, passage: int, event: Event, body: Any) -> None:
        if isinstance(body, _LANES) and body.lane is not None:
            self.lanes[passage] = body.lane
        elif isinstance(body, Selected | NotSelected):
            self.draws[passage] = event
        elif isinstance(body, Left):
            self.lanes.pop(passage, None)
            self.draws.pop(passage, None)


class Latelies:
    """What happened lately at each point of a house."""

    def __init__(self, house: House) -> None:
        """Stand on a house; nothing is read before somebody asks."""
        self._house = house
        self._lock = threading.Lock()
        self._kept: dict[str, Lately] = {}

    def at(self, slug: str) -> Lately:
        """Give a copy of what happened lately at a point, up to now. Raises LedgerError."""
        store = self._house.ledger.store
        with self._lock:
            kept = self._kept.get(slug)
            if kept is None:
                kept = self._kept[slug] = Lately(version_at(store, slug, now_us() - KEPT_US))
            for event in store.read_stream(stream_of(slug), kept.version):
                kept.take(event)
            return Lately(
                kept.version, list(kept.messages), dict(kept.lanes), dict(kept.draws), dict(kept.shifts),
                kept.newest.copy(),
            )  # fmt: skip


def lately_at(house: House, slug: str) -> Lately:
    """Give what happened lately at a point of a house. Raises LedgerError."""
    return house.keep("lately", Latelies).at(slug)
