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
from otkel.app.live.claims import live_booking
from otkel.app.live.followed import Followed
from otkel.app.live.kinds import is_of_kind
from otkel.app.live.look_ups import LookUps
from otkel.app.live.snapshots import PointSnapshots
from otkel.errors import (
    ClaimTakenError,
    ClientKeyReusedError,
    InputError,
    LedgerError,
    VersionConflictError,
)
from otkel.facts.events.envelope import Draft, Event, as_us
from otkel.facts.events.mistakes import find_mistakes
from otkel.facts.events.shapes import SUBJECT
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.store import Receipt, Store
from otkel.queueing.commands import Arrive, Book, Command, Request
from otkel.queueing.decide import decide
from otkel.queueing.deciding.common import Happened
from otkel.queueing.refusal import Refusal
from otkel.queueing.refusals import no
from otkel.queueing.state import State

TRIES = 50  # decisions of one command, before it is given back as not recorded
ALONE = 50  # commands in a row before which nobody else wrote: the stream is ours again
_RECENT = 4096  # keys that are known without asking the ledger
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
        self._must_reload = True
        self._era = 0  # of states: a new one begins whenever one was thrown away
        self._last: LiveAct | None = None
        self._recent: dict[str, LiveAct] = {}
        self._alone = ALONE  # below: somebody else wrote lately

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
            self._make_ready()
            return work(self._followed.state)

    def look(self, work: Callable[[State], T]) -> T:
        """Give what somebody reads off the state; he must not change it, nor keep it. Raises LedgerError.

        All that was read is durable when this comes back.
        """
        for _ in range(TRIES):
            with self._lock:
                self._make_ready()
                answer = work(self._followed.state)
                last = self._last
            if self._becomes_durable(last):
                return answer
        raise VersionConflictError(f"others write to {self._followed.stream} all the time: look again")

    def close(self) -> None:
        """Keep a snapshot where enough has happened since the last one. The ledger stays open."""
        last = self._last
        if not self._becomes_durable(last):
            return
        with self._lock:
            if self._must_reload or self._last is not last:
                return
            self._note_position()
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
        if asked.key not in self._recent:
            is_known, elsewhere = self._look_up(asked)
            if is_known:
                return self._as_the_first_time(asked, self._store.find_by_key(asked.key))
        with self._lock:
            act = self._recent.get(asked.key)
            is_first = act is None
            happened: tuple[Happened, ...] | Refusal = ()
            if act is None:
                try:
                    self._make_ready()
                    at_us = self._now_us() if asked.at_us is None else asked.at_us
                    happened = self._decide(asked, at_us, elsewhere)
                    if not isinstance(happened, Refusal) and happened:
                        act = self._hand_over(asked, happened, at_us)
                except _OVERTAKEN:  # where each is durable before the next
                    return None
            return _Begun(act, is_first, self._last, happened)

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
        """Let the state in which an act was that did not come into the ledger be read again."""
        with self._lock:
            if self._recent.get(act.key) is act:
                del self._recent[act.key]
            if act.era == self._era:
                self._must_reload = True
                self._alone = 0

    # -- under the lock -------------------------------------------------------------------------

    def _make_ready(self) -> None:
        """Let the state be what the ledger and all that was handed over come to."""
        if self._must_reload:
            self._era += 1
            self._last = None
            self._followed.reload()
            self._must_reload = False
        elif self._last is None or self._last.is_durable:
            self._note_position()
            self._alone = 0 if self._followed.catch_up() else self._alone + 1

    def _note_position(self) -> None:
        """Let the state say where its last event stands, now that this is known."""
        if self._last is not None and self._last.receipt is not None:
            state = self._followed.state
            state.position = max(state.position, self._last.receipt.last_position)

    def _decide(self, asked: Asked, at_us: int, elsewhere: bool) -> tuple[Happened, ...] | Refusal:
        state = self._followed.state
        happened = decide(state, asked.command, state.s_of(at_us))
        if elsewhere and not isinstance(happened, Refusal):
            claims, _ = self._followed.held.changes(state, happened)
            return no("booking.elsewhere").refusal if claims else happened
        return happened

    def _hand_over(self, asked: Asked, happened: tuple[Happened, ...], at_us: int) -> LiveAct:
        """Hand events over to the ledger, and let the state go on by them."""
        state, before = self._followed.state, self._last
        if state.t_s > state.s_of(at_us):
            at_us = state.us_of(state.t_s)  # a clock that lies a little behind, as `decide` allows
        drafts = [_draft(self.point.slug, asked, one, at_us) for one in happened]
        mistakes = [mistake for draft in drafts for mistake in find_mistakes(draft)]
        if mistakes:
            raise InputError(mistakes)
        claims, releases = self._followed.held.changes(state, happened)
        pending = self._store.submit(
            self._followed.stream,
            drafts,
            client_key=asked.key,
            expected_version=state.version,
            claims=claims,
            releases=releases,
            after=None if before is None or before.is_durable else before.pending,
        )
        act = LiveAct(asked.key, self._followed.stream, drafts, pending, self._era)
        if self._alone < ALONE and act.wait().repeated:
            raise VersionConflictError(f"{asked.key} was recorded meanwhile")
        self._go_on(act, happened)
        return act

    def _go_on(self, act: LiveAct, happened: tuple[Happened, ...]) -> None:
        self._must_reload = True  # unless all of it could be folded
        for one, draft in zip(happened, act.drafts, strict=True):
            self._followed.go_on(one, draft.occurred_us)
        self._must_reload = False
        self._last = self._recent[act.key] = act
        act.taken = self._followed.take()
        if len(self._recent) > _RECENT:
            oldest = next(iter(self._recent))
            if self._recent[oldest].is_durable:
                del self._recent[oldest]


def _draft(point: str, asked: Asked, happened: Happened, at_us: int) -> Draft:
    return Draft(
        body=happened.body,
        point=point,
        occurred_us=at_us if happened.occurred_us is None else happened.occurred_us,
        recorded_by=asked.by,
        passage=happened.passage,
    )
