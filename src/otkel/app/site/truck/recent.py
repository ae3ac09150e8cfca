"""What happened at a crossing point in the last day, kept in memory and read on as the record grows."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from typing import NamedTuple

from otkel.app.site.house import House
from otkel.app.site.stream import version_at
from otkel.app.tickets import stream_of
from otkel.facts.events import passages
from otkel.facts.events.envelope import Event

HOUR_US = 3_600_000_000
KEPT_US = 24 * HOUR_US
ARRIVED, CALLED, EXIT, CLEARED, ENTRY, IN, LEFT = range(7)
_WHAT: dict[type, int] = {
    passages.Arrived: ARRIVED,
    passages.Called: CALLED,
    passages.ExitStarted: EXIT,
    passages.ExitCleared: CLEARED,
    passages.EntryStarted: ENTRY,
    passages.EntryCleared: IN,
    passages.Left: LEFT,
}


class Step(NamedTuple):
    """One truck came one step further."""

    at_us: int
    what: int
    passage: int
    towards: str | None  # none: where it goes is not read any more


class Recent:
    """The steps of the last day at one point. Every method may be called from any thread."""

    def __init__(self, house: House, slug: str) -> None:
        """Read nothing yet."""
        self._store, self._slug, self._stream = house.ledger.store, slug, stream_of(slug)
        self._lock = threading.Lock()
        self._version: int | None = None
        self._steps: deque[Step] = deque()
        self._towards: dict[int, str] = {}

    def steps(self, now_us: int) -> tuple[Step, ...]:
        """Give the steps of the last day, in the order of the record. Raises LedgerError."""
        with self._lock:
            self._read_on(now_us)
            self._forget(now_us - KEPT_US)
            return tuple(self._steps)

    def per_hour(self, what: int, towards: str, now_us: int, hours: int) -> tuple[int, ...]:
        """Count the trucks that came so far in each of the last hours, the oldest first."""
        found = Counter(
            (now_us - one.at_us) // HOUR_US
            for one in self.steps(now_us)
            if one.what == what and one.towards == towards
        )
        return tuple(found[back] for back in reversed(range(hours)))

    def _read_on(self, now_us: int) -> None:
        if self._version is None:
            self._version = version_at(self._store, self._slug, now_us - KEPT_US)
        for event in self._store.read_stream(self._stream, self._version):
            self._version = event.version
            self._steps.extend(self._step(event))

    def _step(self, event: Event) -> Iterator[Step]:
        what = _WHAT.get(type(event.body))
        if event.passage is None or what is None:
            return
        if isinstance(event.body, passages.Arrived):
            self._towards[event.passage] = event.body.towards
        yield Step(event.occurred_us, what, event.passage, self._towards.get(event.passage))
        if isinstance(event.body, passages.Left):
            self._towards.pop(event.passage, None)

    def _forget(self, before_us: int) -> None:
        while self._steps and self._steps[0].at_us < before_us:
            self._steps.popleft()


class Recents:
    """The last day of each point of a house."""

    def __init__(self, house: House) -> None:
        """Begin with none."""
        self._house = house
        self._lock = threading.Lock()
        self._made: dict[str, Recent] = {}

    def of(self, slug: str) -> Recent:
        """Give the last day of a point, the same one each time."""
        with self._lock:
            if slug not in self._made:
                self._made[slug] = Recent(self._house, slug)
            return self._made[slug]


def recent_of(house: House, slug: str) -> Recent:
    """Give the last day of a point."""
    return house.keep("truck recents", Recents).of(slug)
