"""The acts of a decider in their order: each is decided upon those before it, also what is not durable yet.

Whoever calls holds the decider's lock. Where an act did not come into the ledger the whole state is
thrown away: a new era begins, and what was decided in the old one cannot come in any more.
"""

from __future__ import annotations

from otkel.app.live.acts import Asked, LiveAct
from otkel.app.live.followed import Followed
from otkel.errors import InputError, VersionConflictError
from otkel.facts.events.envelope import Draft
from otkel.facts.events.mistakes import find_mistakes
from otkel.ledger.store import Store
from otkel.queueing.decide import decide
from otkel.queueing.deciding.common import Happened
from otkel.queueing.refusal import Refusal
from otkel.queueing.refusals import no

ALONE = 50  # commands in a row before which nobody else wrote: the stream is ours again
_RECENT = 4096  # keys that are known without asking the ledger


class Chain:
    """What was decided and handed over, and the state that it has come to."""

    def __init__(self, store: Store, followed: Followed) -> None:
        """Begin without a state; `make_ready` reads it."""
        self._store = store
        self.followed = followed
        self.last: LiveAct | None = None
        self.recent: dict[str, LiveAct] = {}
        self.must_reload = True
        self._era = 0  # of states: a new one begins whenever one was thrown away
        self._alone = ALONE  # below: somebody else wrote lately

    def make_ready(self) -> None:
        """Let the state be what the ledger and all that was handed over come to."""
        if self.must_reload:
            self._era += 1
            self.last = None
            self.followed.reload()
            self.must_reload = False
        elif self.last is None or self.last.is_durable:
            self.note_position()
            self._alone = 0 if self.followed.catch_up() else self._alone + 1

    def throw_away(self, act: LiveAct) -> None:
        """Let the state in which an act was that did not come into the ledger be read again."""
        if self.recent.get(act.key) is act:
            del self.recent[act.key]
        if act.era == self._era:
            self.must_reload = True
            self._alone = 0

    def note_position(self) -> None:
        """Let the state say where its last event stands, now that this is known."""
        if self.last is not None and self.last.receipt is not None:
            state = self.followed.state
            state.position = max(state.position, self.last.receipt.last_position)

    def decide(self, asked: Asked, at_us: int, elsewhere: bool) -> tuple[Happened, ...] | Refusal:
        """Decide; `elsewhere`: the vehicle has a live booking at another crossing point."""
        state = self.followed.state
        happened = decide(state, asked.command, state.s_of(at_us))
        if elsewhere and not isinstance(happened, Refusal):
            claims, _ = self.followed.held.changes(state, happened)
            return no("booking.elsewhere").refusal if claims else happened
        return happened

    def hand_over(self, asked: Asked, happened: tuple[Happened, ...], at_us: int) -> LiveAct:
        """Hand events over to the ledger, and let the state go on by them."""
        state, before = self.followed.state, self.last
        if state.t_s > state.s_of(at_us):
            at_us = state.us_of(state.t_s)  # a clock that lies a little behind, as `decide` allows
        drafts = [_draft(self.followed.state.point, asked, one, at_us) for one in happened]
        mistakes = [mistake for draft in drafts for mistake in find_mistakes(draft)]
        if mistakes:
            raise InputError(mistakes)
        claims, releases = self.followed.held.changes(state, happened)
        pending = self._store.submit(
            self.followed.stream,
            drafts,
            client_key=asked.key,
            expected_version=state.version,
            claims=claims,
            releases=releases,
            after=None if before is None or before.is_durable else before.pending,
        )
        act = LiveAct(asked.key, self.followed.stream, drafts, pending, self._era)
        if self._alone < ALONE and act.wait().repeated:
            raise VersionConflictError(f"{asked.key} was recorded meanwhile")
        self._go_on(act, happened)
        return act

    def _go_on(self, act: LiveAct, happened: tuple[Happened, ...]) -> None:
        self.must_reload = True  # unless all of it could be folded
        for one, draft in zip(happened, act.drafts, strict=True):
            self.followed.go_on(one, draft.occurred_us)
        self.must_reload = False
        self.last = self.recent[act.key] = act
        act.taken = self.followed.take()
        if len(self.recent) > _RECENT:
            oldest = next(iter(self.recent))
            if self.recent[oldest].is_durable:
                del self.recent[oldest]


def _draft(point: str, asked: Asked, happened: Happened, at_us: int) -> Draft:
    return Draft(
        body=happened.body,
        point=point,
        occurred_us=at_us if happened.occurred_us is None else happened.occurred_us,
        recorded_by=asked.by,
        passage=happened.passage,
    )
