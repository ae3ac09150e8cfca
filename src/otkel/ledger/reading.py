"""Reading a ledger in pages, the same for every store: no reader holds a long view of the database.

Pages are safe because what is read never changes, and nothing is ever put before what was read.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from otkel.errors import LedgerClosedError
from otkel.facts.events.envelope import Event
from otkel.ledger.codec import Glance, decode, glance_page
from otkel.ledger.growth import Growth

PAGE = 1024  # rows read at once
POLL_S = 0.05  # how often a follower looks for what another process wrote [s]
_LAST = 2**63 - 1


class Reading(ABC):
    """The reading half of a store, made from four questions to what it keeps."""

    _growth: Growth

    @abstractmethod
    def head(self) -> int:
        """Give the last position; 0 when empty."""

    @abstractmethod
    def _page(self, after: int, up_to: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Give position and bytes of the next rows, in order of position."""

    @abstractmethod
    def _stream_page(self, stream: str, after_version: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Give version and bytes of the next rows of a stream, in order of version."""

    @abstractmethod
    def _rows_at(self, positions: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        """Give position and bytes of the rows at some positions, in order of position."""

    def _wait(self, after: int, timeout_s: float) -> None:
        """Wait until something may have come after `after`, not longer than `timeout_s`."""
        if self.head() <= after:
            self._growth.wait(after, min(timeout_s, POLL_S))

    def read_rows(self, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Read position and stored bytes in order: what the proof is made of."""
        last = _LAST if up_to is None else up_to
        while page := self._page(after, last, PAGE):
            yield from page
            after = page[-1][0]

    def read_all(self, after: int = 0, up_to: int | None = None) -> Iterator[Event]:
        """Read all events in order of position, from after `after` up to and with `up_to`."""
        for position, stored in self.read_rows(after, up_to):
            yield decode(stored, position)

    def glance_all(self, after: int = 0, up_to: int | None = None) -> Iterator[Glance]:
        """Read all events in order of position as `read_all` does, but no body before it is asked for."""
        last = _LAST if up_to is None else up_to
        while page := self._page(after, last, PAGE):
            yield from glance_page(page)
            after = page[-1][0]

    def read_at(self, positions: Sequence[int]) -> list[Event]:
        """Read the events at some positions, in order of position; none where there is none."""
        return [decode(stored, position) for position, stored in self._rows_at(positions)]

    def read_stream(self, stream: str, after_version: int = 0) -> Iterator[Event]:
        """Read the events of a stream in order."""
        while page := self._stream_page(stream, after_version, PAGE):
            for _, stored in page:
                yield decode(stored)
            after_version = page[-1][0]

    def follow(self, after: int = 0, timeout_s: float | None = None) -> Iterator[Event]:
        """Read on as the ledger grows; ends when closed or when `timeout_s` pass without an event."""
        patience_s = float("inf") if timeout_s is None else timeout_s
        until_s = time.monotonic() + patience_s
        try:
            while True:
                page = self._page(after, _LAST, PAGE)
                for position, stored in page:
                    yield decode(stored, position)
                    after = position
                left_s = until_s - time.monotonic()
                if page:
                    until_s = time.monotonic() + patience_s
                elif left_s <= 0:
                    return
                else:
                    self._wait(after, left_s)
        except LedgerClosedError:
            return
