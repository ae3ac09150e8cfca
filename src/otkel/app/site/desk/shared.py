"""What is the same for all officers is made once, until the record of its point grows or it is old."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

from otkel.app.site.house import House
from otkel.app.tickets import stream_of

Asked = TypeVar("Asked", bound=Hashable)
Made = TypeVar("Made")
OLDEST_S = 5.0  # what is due by the clock alone is seen this much later at most
MOST_KEPT = 64  # over all points


class Shared(Generic[Asked, Made]):
    """One kind of look at crossing points, kept for whoever asks the same."""

    def __init__(self, house: House, make: Callable[[House, str, Asked], Made]) -> None:
        """Stand on a house; `make` is given it, the slug of a point, and what is asked."""
        self._house, self._make = house, make
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, Asked], tuple[float, tuple[int, int], Made]] = {}

    def get(self, slug: str, asked: Asked) -> Made:
        """Give what is asked as it stands. Raises what making it raises, and LedgerError."""
        key, versions = (slug, asked), self._versions(slug)  # before it is made: never newer than it
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept[1] == versions and monotonic() - kept[0] < OLDEST_S:
            return kept[2]
        made = self._make(self._house, slug, asked)
        with self._lock:
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = monotonic(), versions, made
        return made

    def _versions(self, slug: str) -> tuple[int, int]:
        """Give how far the state and the record are: the state may be ahead of what is written."""
        state = self._house.desk(slug).look(lambda state: state.version)
        return state, self._house.ledger.store.version(stream_of(slug))
