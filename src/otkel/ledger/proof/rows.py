"""The stored rows, set against the positions that they should have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from otkel.ledger.proof.findings import ProofFinding, fails
from otkel.ledger.proof.tree import EMPTY_ROOT, leaf_hash
from otkel.phrases import phrase


class Rows:
    """Gives one leaf a position; what is missing or out of place is collected in `found`."""

    def __init__(self, rows: Iterable[tuple[int, bytes]], up_to: int) -> None:
        self.found: list[ProofFinding] = []
        self.count = 0
        self._rows, self._up_to, self._expected = rows, up_to, 1

    def leaves(self) -> Iterator[bytes | None]:
        """Give the leaf hash of each position from 1 to `up_to`; None where its row is missing."""
        for position, stored in self._rows:
            if position < self._expected or position > self._up_to >= self._expected:
                # Skipped: the rows after it still stand where they should.
                self.found.append(_misplaced(position))
                continue
            if position > self._expected:
                yield from self._missing(position - 1)
            self._expected = position + 1
            self.count += 1
            if position <= self._up_to:
                # In a damaged file bytes may have become a number or a text.
                yield leaf_hash(stored) if isinstance(stored, bytes) else EMPTY_ROOT
            elif not isinstance(stored, bytes) or not stored.startswith(b"[%d," % position):
                self.found.append(event_changed(position))
        if self._expected <= self._up_to:
            yield from self._missing(self._up_to)

    def _missing(self, last: int) -> Iterator[None]:
        first = self._expected
        self.found.append(missing(first, last))
        for _ in range(first, min(last, self._up_to) + 1):
            yield None
        self._expected = last + 1


def event_changed(position: int) -> ProofFinding:
    """Give the finding that an event was changed."""
    return fails(
        "event.changed",
        phrase("the event at position {position} is not what was recorded", position=position),
    )


def missing(first: int, last: int) -> ProofFinding:
    """Give the finding that events are not there, the first and the last position counted."""
    if first == last:
        return fails(
            "event.missing",
            phrase("the event at position {first} is missing", first=first),
            first=first,
            last=last,
        )
    return fails(
        "event.missing",
        phrase("the events from position {first} to {last} are missing", first=first, last=last),
    )


def _misplaced(position: int) -> ProofFinding:
    return fails(
        "event.misplaced", phrase("a row with position {position} stands out of order", position=position)
    )
