"""How a line has changed over some hours, read off the state and the last events of the crossing point.

What was read of a stream is kept, so that a board that is made each second reads only what is new.
"""

from __future__ import annotations

import threading
from collections import deque
from weakref import WeakKeyDictionary

from otkel.app.bulletin_readings import trend_between
from otkel.app.tickets import stream_of
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import Arrived, Called, Left
from otkel.feeds.bulletin import Trend
from otkel.ledger.store import Store
from otkel.queueing.state import State
from otkel.queueing.truck import Status

MOST_EVENTS = 20_000  # that are read back; days of a busy point
MOST_GONE = 5_000  # trucks that have left and are remembered
_HOUR_US = 3_600_000_000
_LOCK = threading.Lock()


def trend_of_queue(store: Store, state: State, at: int, now_us: int, hours: float) -> Trend | None:
    """Give how the number of trucks in line has changed; none where the record does not tell.

    It does not where it began later, or where a truck has gone whose direction is not read any more.
    """
    since_us = now_us - round(hours * _HOUR_US)
    tail = _tail_of(store, stream_of(state.point))
    with tail.lock:
        tail.read_on(store)
        gone = tail.gone(state, since_us)
    if gone is None:
        return None
    then, now = _stood(state, at, state.s_of(since_us), state.s_of(now_us))
    return trend_between(then + gone.count(state.towards[at]), now)


def _stood(state: State, at: int, then_s: float, now_s: float) -> tuple[int, int]:
    """Count the trucks that are still known and stood in line at two instants, not yet called."""
    then = now = 0
    for truck in state.trucks.values():
        if truck.line != at or truck.backlog:
            continue
        arrived_s, waits = truck.arrived_s, truck.status is Status.WAITING
        called_s = truck.called_s
        then += arrived_s <= then_s and (waits or called_s > then_s)
        now += arrived_s <= now_s and (waits or called_s > now_s)
    return then, now


class _Known:
    """What the tail tells of one passage."""

    __slots__ = ("arrived_us", "called_us", "towards")

    def __init__(self) -> None:
        self.towards: str | None = None
        self.arrived_us: int | None = None  # the first time
        self.called_us: int | None = None  # the first time


class Tail:
    """What the last events of a stream tell of who came and has gone. Who reads it holds its lock."""

    def __init__(self, stream: str) -> None:
        """Know nothing yet."""
        self.lock = threading.Lock()
        self._stream = stream
        self._version: int | None = None
        self._known_since_us: int | None = None
        self._known: dict[int, _Known] = {}
        self._gone: deque[tuple[int, int]] = deque()  # when, and which passage

    def read_on(self, store: Store) -> None:
        """Read what is new; the first time the last `MOST_EVENTS` events. Raises LedgerError."""
        if self._version is None:
            self._version = max(0, store.version(self._stream) - MOST_EVENTS)
        for event in store.read_stream(self._stream, self._version):
            self._take(event)
            self._version = event.version
        while len(self._gone) > MOST_GONE:
            left_us, passage = self._gone.popleft()
            self._known.pop(passage, None)
            self._known_since_us = max(left_us, self._known_since_us or left_us)

    def gone(self, state: State, since_us: int) -> list[str] | None:
        """Give the directions of trucks that stood in line then and left since; none: not all are known."""
        if self._known_since_us is None or self._known_since_us > since_us:
            return None
        found: list[str] = []
        for left_us, passage in self._gone:
            if left_us <= since_us or passage in state.trucks:
                continue
            one = self._known.get(passage, _NOTHING)
            if one.arrived_us is not None and one.arrived_us > since_us:
                continue
            if one.called_us is not None and one.called_us <= since_us:
                continue
            if one.towards is None:
                return None
            found.append(one.towards)
        return found

    def _take(self, event: Event) -> None:
        if self._known_since_us is None:
            self._known_since_us = event.occurred_us
        body, passage, at_us = event.body, event.passage, event.occurred_us
        if passage is None:
            return
        if isinstance(body, Left):
            self._gone.append((at_us, passage))
        elif isinstance(body, Arrived):
            one = self._known.setdefault(passage, _Known())
            one.towards = body.towards
            one.arrived_us = at_us if one.arrived_us is None else one.arrived_us
        elif isinstance(body, Called):
            one = self._known.setdefault(passage, _Known())
            one.called_us = at_us if one.called_us is None else min(one.called_us, at_us)


_NOTHING = _Known()
_TAILS: WeakKeyDictionary[Store, dict[str, Tail]] = WeakKeyDictionary()


def _tail_of(store: Store, stream: str) -> Tail:
    with _LOCK:
        tails = _TAILS.setdefault(store, {})
        return tails.setdefault(stream, Tail(stream))
