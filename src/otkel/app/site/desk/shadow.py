"""Their order beside ours: in which order another system took trucks on, and whom that passed over.

Ours is that of the slot where a truck has one and its class goes by slots, else of the coming. Who lacked
something, or had its place kept, was passed over rightly and is not counted.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from math import inf
from typing import Any

import msgspec

from otkel.app.ledger import now_us
from otkel.app.site.house import House
from otkel.app.site.stream import events_between
from otkel.facts.events import passages
from otkel.facts.events.choices import Readiness
from otkel.facts.events.envelope import Event
from otkel.queueing.corrected import corrected
from otkel.queueing.state import State

DAY_US = 86_400_000_000
BEFORE_US = 3 * DAY_US
LOOKED_US = DAY_US
MOST_ROWS = 60
_Key = tuple[float, int]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A truck that was taken on, and how many stood before it by our order."""

    passage: int
    at_us: int
    passed_over: int | None  # none: its coming is not in the record


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The last day of one direction, the newest first."""

    taken: int
    in_order: int
    not_known: int
    passed_over_most: int
    rows: tuple[Taken, ...]  # those that differ


def compare(house: House, slug: str, towards: str) -> Comparison:
    """Give where the order in which trucks were taken on differs from ours. Raises LedgerError."""
    ends_us = now_us() + 1
    since_us = ends_us - LOOKED_US
    read = events_between(house.ledger.store, slug, since_us - BEFORE_US, ends_us)
    walk = _Walk(towards, house.desk(slug).look(lambda state: _standing(state, towards, since_us)))
    taken = [one for one in walk.run(one.event for one in corrected(read)) if one.at_us >= since_us]
    known = [one.passed_over for one in taken if one.passed_over is not None]
    different = [one for one in taken if one.passed_over != 0]
    return Comparison(
        taken=len(taken),
        in_order=known.count(0),
        not_known=len(taken) - len(known),
        passed_over_most=max(known, default=0),
        rows=tuple(reversed(different[-MOST_ROWS:])),
    )


def _standing(state: State, towards: str, since_us: int) -> dict[int, tuple[_Key, bool]]:
    """Give those who came before what is read and stand still: their keys, and whether they may go on."""
    at = state.line_of(towards)
    return {
        one.passage: (
            (state.us_of(one.slot_from_s if one.has_slot else one.arrived_s), one.passage),
            one.in_line,
        )
        for one in state.trucks.values()
        if one.line == at and one.arrived_s != inf and state.us_of(one.arrived_s) < since_us - BEFORE_US
    }


_GOES = (passages.ExceptionGranted, passages.Left, passages.Cancelled, passages.NoShow)


class _Walk:
    """Goes along with the record; `waiting` are the keys of those who could be taken on, in order."""

    def __init__(self, towards: str, standing: dict[int, tuple[_Key, bool]]) -> None:
        self._towards = towards
        self._keys = {passage: key for passage, (key, _) in standing.items()}
        self._waiting = sorted(key for key, may in standing.values() if may)
        self._slots: dict[int, int] = {}
        self._other: set[int] = set()  # passages of the other direction

    def run(self, events: Iterable[Event]) -> list[Taken]:
        taken = []
        for event in events:
            if event.passage is not None and (one := self._take(event.passage, event)) is not None:
                taken.append(one)
        return taken

    def _take(self, passage: int, event: Event) -> Taken | None:
        body: Any = event.body
        if isinstance(body, passages.Booked | passages.Moved):
            if body.slot_from_us is not None:
                self._slots[passage] = body.slot_from_us
        elif isinstance(body, passages.Arrived):
            if body.towards != self._towards:
                self._other.add(passage)
                return None
            self._keys[passage] = self._slots.get(passage, event.occurred_us), passage
            self._stand(passage, body.readiness is not Readiness.LACKING)
        elif isinstance(body, passages.ReadinessTold):
            self._stand(passage, body.readiness is not Readiness.LACKING)
        elif isinstance(body, _GOES):
            self._stand(passage, False)
        elif isinstance(body, passages.ExceptionEnded | passages.ExitRefused):
            self._stand(passage, True)
        elif isinstance(body, passages.ExitStarted) and passage not in self._other:
            return self._taken_on(passage, event.occurred_us)
        return None

    def _taken_on(self, passage: int, at_us: int) -> Taken:
        key = self._keys.get(passage)
        over = None if key is None else bisect_left(self._waiting, key)
        self._stand(passage, False)
        return Taken(passage=passage, at_us=at_us, passed_over=over)

    def _stand(self, passage: int, may: bool) -> None:
        """Let a truck be among those who could be taken on, or not."""
        key = self._keys.get(passage)
        if key is None:
            return
        at = bisect_left(self._waiting, key)
        there = at < len(self._waiting) and self._waiting[at] == key
        if may and not there:
            insort(self._waiting, key)
        elif there and not may:
            del self._waiting[at]
