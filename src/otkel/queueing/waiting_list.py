"""The standby list of a direction as an index: who would take a slot, in order of joining.

Before them all come those whom a draw gave no slot: who asks longest first, then by the number drawn.

A window of slots is cut into stretches of 1, 2, 4 … hours, and written down at each; a slot is looked
for at one stretch of each length. So a slot is offered at once, also where thousands stand by.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from heapq import merge

Window = tuple[float, float]
Turn = tuple[float, ...]  # (0, since, draw, passage) of who was not drawn, else (1, order of joining)
_HOUR_S = 3600.0
_LENGTHS = 32


class WaitingList:
    """An index over windows by passage; what is no longer true is passed over when it comes up."""

    def __init__(self, windows: dict[int, Window], ahead: Mapping[int, Turn] | None = None) -> None:
        """Write down who stands by, in this order; the windows stay the caller's own.

        `ahead`: the turns among themselves of those who come before all others, by passage.
        """
        self.windows = windows
        self.order: dict[int, Turn] = {}
        self.stretches: dict[tuple[int, int], list[tuple[Turn, int]]] = {}
        self.joined = 0
        for passage in windows:
            self.join(passage, (ahead or {}).get(passage))

    def join(self, passage: int, ahead: Turn | None = None) -> None:
        """Write down a passage by its window; one that names another window keeps its turn."""
        if ahead is not None:
            self.order[passage] = 0, *ahead
        elif passage not in self.order:
            self.order[passage] = 1, self.joined
            self.joined += 1
        entry = self.order[passage], passage
        for stretch in _stretches(*self.windows[passage]):
            insort(self.stretches.setdefault(stretch, []), entry)

    def leave(self, passage: int) -> None:
        """Let a passage stand by no more."""
        self.order.pop(passage, None)

    def for_slot(self, slot_s: float) -> Iterator[int]:
        """Give those who would take a slot, who joined first before the others."""
        hour = int(slot_s // _HOUR_S)
        found = [self._true((length, hour >> length)) for length in range(_LENGTHS)]
        for order, passage in merge(*(one for one in found if one)):
            if self.order.get(passage) == order:
                earliest_s, latest_s = self.windows[passage]
                if earliest_s <= slot_s <= latest_s:
                    yield passage

    def _true(self, stretch: tuple[int, int]) -> list[tuple[Turn, int]]:
        entries = self.stretches.get(stretch, [])
        over = 0
        while over < len(entries) and self.order.get(entries[over][1]) != entries[over][0]:
            over += 1
        if over:
            del entries[:over]
            if not entries:
                del self.stretches[stretch]
        return entries


def _stretches(earliest_s: float, latest_s: float) -> Iterator[tuple[int, int]]:
    """Cut a window into stretches: (length as a power of two [h], its number)."""
    low, high = int(earliest_s // _HOUR_S), int(latest_s // _HOUR_S)
    length = 0
    while low <= high and length < _LENGTHS:
        if low % 2:
            yield length, low
            low += 1
        if low <= high and high % 2 == 0:
            yield length, high
            high -= 1
        low, high, length = low // 2, high // 2, length + 1
