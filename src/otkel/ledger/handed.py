"""An act that was handed over to a store: whoever did so waits for its answer when he wants it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence

from otkel.errors import LedgerError
from otkel.facts.events.envelope import Draft
from otkel.ledger.acts import Act
from otkel.ledger.store import Claim, Pending, Receipt


class Handed:
    """One act, and the lock that is let go when its group has been answered."""

    __slots__ = ("_done", "act")

    def __init__(self, act: Act, done: threading.Lock | None = None) -> None:
        """Keep both; without a lock the act was answered already."""
        self.act = act
        self._done = done

    def wait(self) -> Receipt:
        """Wait until the act is durable. Raises what became of it otherwise."""
        if self._done is not None:
            with self._done:
                pass
        # Judged it is now; without this every act would hold the one before it, back to the first.
        self.act.after = None
        if self.act.receipt is None:
            # Several may wait for one act; one object raised in many threads would mix their traces.
            error = self.act.error or LedgerError("the append was not answered")
            raise type(error)(*error.args)
        return self.act.receipt

    @property
    def recorded_us(self) -> int:
        """Give the time of recording [µs of UTC since 1970]; known when `wait` has come back."""
        return self.act.recorded_us


def act_of(pending: Pending | None) -> Act | None:
    """Give the act on which another one builds. Raises TypeError where no store gave it."""
    if pending is None:
        return None
    if not isinstance(pending, Handed):
        raise TypeError("an act builds upon one that was handed over to the same store")
    return pending.act


class Appending(ABC):
    """The writing half of a store: to append is to submit and to wait."""

    @abstractmethod
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
        """Record drafts together or not at all, as `Store.append` promises."""
        return self.submit(
            stream,
            drafts,
            client_key=client_key,
            expected_version=expected_version,
            claims=claims,
            releases=releases,
        ).wait()
