"""A ledger in memory: for tests, for trying things out, and as the plainest telling of the promise."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from otkel.errors import LedgerClosedError
from otkel.facts.events.envelope import Draft, Event
from otkel.ledger.acts import Act, place_of, rows_of
from otkel.ledger.codec import decode
from otkel.ledger.group import Group
from otkel.ledger.growth import Growth
from otkel.ledger.handed import Appending, Handed, act_of
from otkel.ledger.reading import Reading
from otkel.ledger.store import Claim, Known, Pending


class MemoryStore(Reading, Appending):
    """Keeps the promise as long as the process lives."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        """Begin empty. `now_us` gives the time of recording [µs of UTC since 1970]."""
        self._now_us = now_us
        self._growth = Growth()
        self._lock = threading.Lock()
        self._kept = _Kept()

    def submit(
        self,
        stream: str,
        drafts: Sequence[Draft],
        *,
        client_key: str,
        expected_version: int | None = None,
        claims: Sequence[Claim] = (),
        releases: Sequence[Claim] = (),
        after: Pending | None = None,
    ) -> Handed:
        """Hand drafts over and come back at once, as `Store.submit` promises."""
        act = Act(stream, drafts, client_key, expected_version, claims, releases, act_of(after))
        with self._lock:
            self._require_open()
            group = Group(self._kept, self._now_us())
            group.take_all((act,))
            self._kept.add(group)
        self._growth.tell(group.head)
        return Handed(act)

    def append_exactly(
        self, rows: Sequence[tuple[Event, bytes]], *, claims: Mapping[Claim, int] | None = None
    ) -> int:
        """Record the rows of another ledger with their own positions and bytes; gives the head."""
        with self._lock:
            self._require_open()
            group = Group(self._kept, 0)
            group.take_exactly(rows_of((stored for _, stored in rows), self._kept.last_key()), claims)
            if claims is not None:
                self._kept.claims.clear()
            self._kept.add(group)
        self._growth.tell(group.head)
        return group.head

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        self._require_open()
        return self._kept.head()

    def version(self, stream: str) -> int:
        """Give the version of a stream; 0 when it has no events."""
        self._require_open()
        return self._kept.version(stream)

    def find_by_key(self, client_key: str) -> tuple[Event, ...]:
        """Give the events of the act that was recorded under a client key; none when there is no such act."""
        with self._lock:
            self._require_open()
            found = self._kept.find_act(client_key)
        return () if found is None else tuple(map(decode, found[2]))

    def look_up(self, client_keys: Sequence[str], claims: Sequence[Claim]) -> Known:
        """Ask for many client keys and claims in one question."""
        with self._lock:
            self._require_open()
            kept = self._kept
            holders = {claim: kept.claims[claim] for claim in claims if claim in kept.claims}
            return Known(frozenset(key for key in client_keys if key in kept.acts), holders)

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim; None when nobody does."""
        self._require_open()
        return self._kept.find_claim(claim)

    def read_claims(self) -> Iterator[tuple[Claim, int]]:
        """Read all claims that are held, each with the position of the event that holds it."""
        with self._lock:
            self._require_open()
            held = sorted(self._kept.claims.items(), key=lambda item: (item[0].kind, item[0].subject))
        yield from held

    def close(self) -> None:
        """End it; what was kept is gone."""
        with self._lock:
            self._growth.close()

    def _page(self, after: int, up_to: int, limit: int) -> Sequence[tuple[int, bytes]]:
        self._require_open()
        stored = self._kept.stored[max(after, 0) : min(up_to, after + limit)] if up_to > 0 else []
        return list(enumerate(stored, max(after, 0) + 1))

    def _rows_at(self, positions: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        self._require_open()
        stored = self._kept.stored
        return [(one, stored[one - 1]) for one in sorted(set(positions)) if 1 <= one <= len(stored)]

    def _stream_page(self, stream: str, after_version: int, limit: int) -> Sequence[tuple[int, bytes]]:
        self._require_open()
        positions = self._kept.streams.get(stream, [])[after_version : after_version + limit]
        return [
            (after_version + step, self._kept.stored[position - 1])
            for step, position in enumerate(positions, 1)
        ]

    def _require_open(self) -> None:
        if self._growth.closed:
            raise LedgerClosedError("the ledger is closed: open it again")


class _Kept:
    """What is kept, and the ground on which the next group is judged."""

    def __init__(self) -> None:
        self.stored: list[bytes] = []
        self.streams: dict[str, list[int]] = {}
        self.acts: dict[str, list[int]] = {}
        self.claims: dict[Claim, int] = {}

    def head(self) -> int:
        return len(self.stored)

    def last_key(self) -> str | None:
        return place_of(self.stored[-1]).client_key if self.stored else None

    def version(self, stream: str) -> int:
        return len(self.streams.get(stream, ()))

    def find_act(self, client_key: str) -> tuple[int, int, Sequence[bytes]] | None:
        positions = self.acts.get(client_key)
        if positions is None:
            return None
        stored = [self.stored[position - 1] for position in positions]
        return positions[0], place_of(stored[0]).version, stored

    def find_claim(self, claim: Claim) -> int | None:
        return self.claims.get(claim)

    def add(self, group: Group) -> None:
        for position, stream, _, key, stored in group.rows:
            if key is not None:
                act = self.acts[key] = []
            elif position > 1:
                act = self.acts[place_of(stored).client_key]
            act.append(position)
            self.streams.setdefault(stream, []).append(position)
            self.stored.append(stored)
        for claim, holder in group.claims.items():
            if holder is None:
                self.claims.pop(claim, None)
            else:
                self.claims[claim] = holder
