"""The promise of the ledger, said once. Memory, SQLite and PostgreSQL keep it; one set of tests proves it.

- What was acknowledged is durable, is there once, and is never changed or removed.
- Positions count from 1 without gaps, and a reader never sees a later event before an earlier one.
- A stream grows only from the version that the writer expected.
- What is handed over to one store first stands first in the ledger.
- The same client key with the same content is answered as the first time, and records nothing.
- A claim is held by at most one; it is taken and released together with the events that do so. Of an
  append with several events the first holds its claims; releases come before claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from otkel.facts.events.envelope import Draft, Event
from otkel.ledger.codec import Glance


class Claim(msgspec.Struct, frozen=True):
    """Something that only one may hold at a time, over all crossing points."""

    kind: str  # e.g. live_booking
    subject: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an append: where the events stand. `repeated`: they stood there already."""

    first_position: int
    last_position: int
    version: int  # of the stream, after the last of them
    repeated: bool = False


class Known(msgspec.Struct, frozen=True):
    """What a look-up found: the client keys that stand already, and who holds which claim."""

    keys: frozenset[str]
    holders: dict[Claim, int]  # positions; a claim that nobody holds is not there


class Pending(Protocol):
    """An act that was handed over and may not be durable yet."""

    def wait(self) -> Receipt:
        """Wait until it is durable; gives the receipt, or raises what `Store.append` raises.

        Whoever hands an act over waits for it once at least.
        """
        ...

    @property
    def recorded_us(self) -> int:
        """Give the time of recording [µs of UTC since 1970]; known when `wait` has come back."""
        ...


class Store(Protocol):
    """An append-only ledger. Every method may be called from any thread."""

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
    ) -> Pending:
        """Hand drafts over and come back at once: `append` is this, and `wait`.

        What was submitted first stands first in the ledger, so that one decider can go on deciding
        upon what is not durable yet. `after` is the act of the same store on which this one builds:
        where that was not recorded, this one is not either (VersionConflictError), also where the
        version of the stream happens to be the expected one. Raises at once LedgerClosedError,
        ValueError and TypeError.
        """
        ...

    def append(
        self,
        stream: str,
        drafts: Sequence[Draft],
        *,
        client_key: str,
        expected_version: int | None = None,
        claims: Sequence[Claim] = (),
        releases: Sequence[Claim] = (),
    ) -> Receipt:
        """Record drafts together or not at all; comes back when they are durable.

        `expected_version` is the version of the stream that the writer has seen (0: none yet);
        left out, it is not asked. Raises VersionConflictError, ClaimTakenError,
        ClientKeyReusedError, LedgerClosedError, LedgerFullError, LedgerUnreachableError; after any
        of these nothing of the call is recorded, or (unreachable) the same call may be repeated.
        ValueError and TypeError: a draft that could not be read again.
        """
        ...

    def append_exactly(
        self, rows: Sequence[tuple[Event, bytes]], *, claims: Mapping[Claim, int] | None = None
    ) -> int:
        """Record the rows of another ledger with their own positions and bytes; gives the head.

        The first must stand at head + 1, else LedgerError. `claims` are those held in the other
        ledger, each with the position of its holder; they come in the place of all that are held
        here, since the bytes of an event do not say which claims it took. Used by `otkel ledger copy`.
        """
        ...

    def read_stream(self, stream: str, after_version: int = 0) -> Iterator[Event]:
        """Read the events of a stream in order."""
        ...

    def read_all(self, after: int = 0, up_to: int | None = None) -> Iterator[Event]:
        """Read all events in order of position, from after `after` up to and with `up_to`."""
        ...

    def glance_all(self, after: int = 0, up_to: int | None = None) -> Iterator[Glance]:
        """Read all events in order of position as `read_all` does, but no body before it is asked for."""
        ...

    def read_at(self, positions: Sequence[int]) -> list[Event]:
        """Read the events at some positions, in order of position; none where there is none."""
        ...

    def read_rows(self, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Read position and stored bytes in order: what the proof is made of."""
        ...

    def follow(self, after: int = 0, timeout_s: float | None = None) -> Iterator[Event]:
        """Read on as the ledger grows; ends when closed or when `timeout_s` pass without an event."""
        ...

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        ...

    def version(self, stream: str) -> int:
        """Give the version of a stream; 0 when it has no events."""
        ...

    def find_by_key(self, client_key: str) -> tuple[Event, ...]:
        """Give the events of the act that was recorded under a client key; none when there is no such act."""
        ...

    def look_up(self, client_keys: Sequence[str], claims: Sequence[Claim]) -> Known:
        """Ask for many client keys and claims in one question."""
        ...

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim; None when nobody does."""
        ...

    def read_claims(self) -> Iterator[tuple[Claim, int]]:
        """Read all claims that are held, each with the position of the event that holds it."""
        ...

    def close(self) -> None:
        """Finish what was taken on, and let go of the files and connections."""
        ...
