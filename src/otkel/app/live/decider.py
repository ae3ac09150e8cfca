"""The one decider of a crossing point: commands are decided in order, and share the commits of the ledger.

Under a lock a command is decided upon all that was decided before it, also what is not durable yet, and
handed over to the ledger; outside the lock everybody waits until his act is durable, and only then is
told. So many clients share one flush of the disk, and the order of decisions is the order in the ledger.

What was decided upon an act that did not come into the ledger does not come into it either (`after` in
`Store.submit`). Then the state is thrown away and read from the ledger, and what was not recorded is
decided anew. After somebody else wrote to the stream, commands are decided one at a time, each durable
before the next, until the stream is this decider's alone again: so two processes both get on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from otkel.app.clock import now
from otkel.app.live.acts import Asked, LiveAct, Recorded, asked_of
from otkel.app.live.chain import Chain
from otkel.app.live.claims import live_booking
from otkel.app.live.followed import Followed
from otkel.app.live.kinds import is_of_kind
from otkel.app.live.look_ups import LookUps
from otkel.app.live.snapshots import PointSnapshots
from otkel.errors import (
    ClaimTakenError,
    ClientKeyReusedError,
    LedgerError,
    VersionConflictError,
)
from otkel.facts.events.envelope import Event, as_us
from otkel.facts.events.shapes import SUBJECT
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.store import Receipt, Store
from otkel.queueing.commands import Arrive, Book, Command, Request
from otkel.queueing.deciding.common import Happened
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State

TRIES = 50  # decisions of one command, before it is given back as not recorded
_TAKE_A_CLAIM = (Book, Request, Arrive)
# Somebody else was first: the command is decided anew.
_OVERTAKEN = (VersionConflictError, ClaimTakenError, ClientKeyReusedError)
T = TypeVar("T")


class _Begun(NamedTuple):
    """What was decided and may not be durable yet; `last` is the act that it rests on."""

    act: LiveAct | None
    is_first: bool
    last: LiveAct | None
    happened: tuple[Happened, ...] | Refusal


class Decider:
    """Decides for one crossing point in this process. Every method may be called from any thread."""

    def __init__(
        self,
        store: Store,
        point: CrossingPoint,
        *,
        snapshots: PointSnapshots | None = None,
        now_us: Callable[[], int] = lambda: as_us(now()),
    ) -> None:
        """Stand upon an open ledger; the state is read at the first command. `now_us` is the clock."""
        self.point = point
        self._store = store
        self._now_us = now_us
        self._lock = threading.Lock()
        self._look_ups = LookUps(store)
        self._followed = Followed(store, point, snapshots)
        self._chain = Chain(store, self._followed)

    def handle(self, command: Command, *, key: str, by: str, at_us: int | None = None) -> Recorded | Refusal:
        """Decide a command; comes back when the answer is durable.

        `key` is the client's: the same one again, with a command of the same kind, is answered as the
        first time. `at_us` is the instant [µs of UTC since 1970]; left out, it is now. Raises
        ClientKeyReusedError for a key that stands for something else, InputError for what cannot be
        recorded, LedgerFullError and LedgerUnreachableError: repeat it with the same key.
        """
        asked = asked_of(command, key, by, at_us)
        for _ in range(TRIES):
            answer = self._attempt(asked)
            if answer is not None:
                return answer
        raise VersionConflictError(
            f"{TRIES} times others wrote to {self._followed.stream} first: repeat it with the same key"
        )

    def begin(
        self, command: Command, *, key: str, by: str, at_us: int | None = None
    ) -> Callable[[], Recorded | Refusal]:
        """Decide a command as `handle` does, and come back at once; what it gives waits for the answer.

        For one who gives many commands in order: they share the commits of the ledger. Where one did not
        come into the ledger, it is decided anew when its answer is waited for, so wait in order too.
        """
        asked = asked_of(command, key, by, at_us)
        begun = self._begin(asked)

        def wait() -> Recorded | Refusal:
            answer = self._finish(asked, begun) if isinstance(begun, _Begun) else begun
            return answer if answer is not None else self.handle(command, key=key, by=by, at_us=at_us)

        return wait

    def peek(self, work: Callable[[State], T]) -> T:
        """Give what is read off the state, also of what is not durable yet. Raises LedgerError.

        For one who goes on deciding; nobody else may be told what was read.
        """
        with self._lock:
            self._chain.make_ready()
            return work(self._followed.state)

    def look(self, work: Callable[[State], T]) -> T:
        """Give what somebody reads off the state; he must not change it, nor keep it. Raises LedgerError.

        All that was read is durable when this comes back.
        """
        for _ in range(TRIES):
            with self._lock:
                self._chain.make_ready()
                answer = work(self._followed.state)
                last = self._chain.last
            if self._becomes_durable(last):
                return answer
        raise VersionConflictError(f"others write to {self._followed.stream} all the time: look again")

    def close(self) -> None:
        """Keep a snapshot where enough has happened since the last one. The ledger stays open."""
        last = self._chain.last
        if not self._becomes_durable(last):
            return
        with self._lock:
            if self._chain.must_reload or self._chain.last is not last:
                return
            self._chain.note_position()
            taken = self._followed.take(closing=True)
            position = self._followed.state.position
        if taken is not None:
            self._followed.keep(taken, position)

    # -- one attempt ----------------------------------------------------------------------------

    def _attempt(self, asked: Asked) -> Recorded | Refusal | None:
        """Decide and wait; None: it is to be decided anew."""
        begun = self._begin(asked)
        return self._finish(asked, begun) if isinstance(begun, _Begun) else begun

    def _begin(self, asked: Asked) -> _Begun | Recorded | None:
        """Decide, and hand over what happened; None: it is to be decided anew."""
        elsewhere = False
        if asked.key not in self._chain.recent:
            is_known, elsewhere = self._look_up(asked)
            if is_known:
                return self._as_the_first_time(asked, self._store.find_by_key(asked.key))
        with self._lock:
            act = self._chain.recent.get(asked.key)
            is_first = act is None
            happened: tuple[Happened, ...] | Refusal = ()
            if act is None:
                try:
                    self._chain.make_ready()
                    at_us = self._now_us() if asked.at_us is None else asked.at_us
                    happened = self._chain.decide(asked, at_us, elsewhere)
                    if not isinstance(happened, Refusal) and happened:
                        act = self._chain.hand_over(asked, happened, at_us)
                except _OVERTAKEN:  # where each is durable before the next
                    return None
            return _Begun(act, is_first, self._chain.last, happened)

    def _finish(self, asked: Asked, begun: _Begun) -> Recorded | Refusal | None:
        """Wait until what was decided, or what it rests on, is durable; None: it is to be decided anew."""
        if begun.act is not None:
            return self._wait(asked, begun.act, begun.is_first)
        if not self._becomes_durable(begun.last):
            return None
        if isinstance(begun.happened, Refusal):
            return begun.happened
        return Recorded(events=(), receipt=None)

    def _wait(self, asked: Asked, act: LiveAct, is_first: bool) -> Recorded | None:
        try:
            receipt = act.wait()
        except LedgerError as error:
            self._throw_away(act)
            if is_first and not isinstance(error, _OVERTAKEN):
                raise
            return None
        if receipt.repeated:  # another process has recorded it meanwhile
            self._throw_away(act)
            return None
        events = act.events(receipt)
        if is_first:
            taken, act.taken = act.taken, None
            if taken is not None:
                self._followed.keep(taken, receipt.last_position)
            return Recorded(events=events, receipt=receipt)
        return self._as_the_first_time(asked, events)

    def _as_the_first_time(self, asked: Asked, events: tuple[Event, ...]) -> Recorded:
        if events[0].stream != self._followed.stream or not is_of_kind(asked.command, events):
            raise ClientKeyReusedError(
                f"client key {asked.key} stands for {events[0].word} at position {events[0].position}: "
                "take a new key for a new act"
            )
        receipt = Receipt(
            first_position=events[0].position,
            last_position=events[-1].position,
            version=events[-1].version,
            repeated=True,
        )
        return Recorded(events=events, receipt=receipt, repeated=True)

    def _look_up(self, asked: Asked) -> tuple[bool, bool]:
        """Tell whether the key stands already, and whether the vehicle is live at another crossing point."""
        command, claim = asked.command, None
        if isinstance(command, _TAKE_A_CLAIM) and SUBJECT.fits(command.vehicle):
            claim = live_booking(command.vehicle)
        is_known, position = self._look_ups.ask(asked.key, claim)
        if position is None:
            return is_known, False
        holder = next(self._store.read_all(position - 1, position), None)
        return is_known, holder is not None and holder.stream != self._followed.stream

    def _becomes_durable(self, act: LiveAct | None) -> bool:
        """Wait for what an answer rests on; False: it did not come into the ledger."""
        if act is None or act.is_durable:
            return True
        try:
            act.wait()
        except LedgerError:
            self._throw_away(act)
            return False
        return True

    def _throw_away(self, act: LiveAct) -> None:
        with self._lock:
            self._chain.throw_away(act)
