"""The rows of a view while events are folded into them: read once, changed in memory, written together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from otkel.facts.events import words_of
from otkel.facts.events.corrections import Corrected, Voided
from otkel.ledger.codec import Glance
from otkel.ledger.store import Store

MOST_HELD = 8000  # rows kept in memory between two commits
MOST_KNOWN = 2_000_000  # keys of which we remember that they are there
CORRECTIONS = words_of(Corrected, Voided)
_to_bytes = msgspec.json.Encoder(order="sorted").encode


class Rows:
    """What a fold may look at: rows by key, and earlier events."""

    def __init__(
        self, find: Callable[[str], list[tuple[Any, ...]]], store: Store, row_type: Any, fresh: bool
    ) -> None:
        """`find` gives the stored bytes of a key, or nothing. `fresh`: there is no row yet."""
        self._find = find
        self._store = store
        self._read = msgspec.json.Decoder(row_type).decode
        self._held: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._known: set[str] | None = set() if fresh else None  # all keys that may be found

    def get(self, key: str) -> Any | None:
        """Give a row; None where there is none. Whoever changes it must `put` it."""
        row = self._held.get(key)
        if row is None and (self._known is None or key in self._known):
            found = self._find(key)
            if found:
                row = self._held[key] = self._read(bytes(found[0][0]))
        return row

    def change(self, key: str, make: Callable[[], Any]) -> Any:
        """Give a row that is changed and kept, a new one where there is none."""
        row = self._held.get(key)
        if row is None:
            row = self.get(key)
            if row is None:
                row = self._held[key] = make()
        self._changed.add(key)
        return row

    def get_as_kept(self, key: str) -> Any | None:
        """Give a row as it reads once it is kept: of events folded just now it holds plain data as well."""
        row = self.get(key)
        return None if row is None else self._read(_to_bytes(row))

    def put(self, key: str, row: Any) -> None:
        """Keep a row."""
        self._held[key] = row
        self._changed.add(key)

    def look(self, position: int) -> Glance | None:
        """Give an earlier event; None where there is none."""
        return next(self._store.glance_all(position - 1, position), None)

    def find_target(self, event: Glance) -> Glance | None:
        """Give the earlier event that a correction names; None for other events, and where none is there."""
        if event.word not in CORRECTIONS:
            return None
        body = event.body
        position = body.corrects if isinstance(body, Corrected) else body.voids
        return self.look(position) if 1 <= position < event.position else None

    def take_changed(self) -> Iterator[tuple[str, bytes]]:
        """Give key and canonical bytes of the rows that were changed, and begin anew."""
        for key in sorted(self._changed):
            yield key, _to_bytes(self._held[key])
        if self._known is not None:
            self._known |= self._changed
            if len(self._known) > MOST_KNOWN:
                self._known = None
        self._changed.clear()
        if len(self._held) > MOST_HELD:
            self._held.clear()
