"""The watch over seals that are on: what they send, how far off their route, how long they are silent.

A situation is recorded when it begins, not with each message that goes on carrying it. It ends when a message
that could show it does not: one without a status word says nothing of the rope. What is undecided (07) is
never recorded by an instrument: `otkel seal show` tells it, and an officer decides.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import msgspec

from otkel.app.seals.story import CLAIM, Story, story_of, stream_of
from otkel.app.seals.terms import Terms
from otkel.facts.events.choices import Situation
from otkel.facts.events.envelope import Draft
from otkel.facts.events.seals import SealSituation
from otkel.facts.tracks import Located, Position
from otkel.feeds.corridor import Route, off_route_m
from otkel.feeds.seal_table import battery_pct, situations_of, tells_of_lock
from otkel.ledger.positions import Positions
from otkel.ledger.store import Store
from otkel.phrases import Phrase

RECORDED_BY = "app.seals.watch"
_LOOK_US = 30_000_000  # how often it is looked which seals are on
_MOST_PERIODS = 1_000_000
_OF_LOCK = frozenset({Situation.ELEMENT_BROKEN, Situation.HOUSING_BROKEN, Situation.OUT_OF_ORDER})


class Watched(msgspec.Struct, kw_only=True):
    """A seal that is on."""

    story: Story
    route: Route | None
    heard_us: int  # when anything last came from it; not before the watch began
    last_us: int = 0  # the latest message by its own time
    standing: set[Situation] = msgspec.field(default_factory=set)
    recorded: dict[Situation, list[int]] = msgspec.field(default_factory=dict)


class Watch:
    """Watches over the seals of one ledger. May be called from any thread."""

    def __init__(
        self,
        store: Store,
        positions: Positions,
        terms: Callable[[], Terms],
        read_route: Callable[[bytes], Route],
        now_us: Callable[[], int],
    ) -> None:
        """Begin to watch."""
        self._store, self._positions, self._terms, self._now_us = store, positions, terms, now_us
        self._read_route = read_route
        self._seals: dict[str, Watched] = {}
        self._looked_us = -_LOOK_US
        self._lock = threading.Lock()

    def see(self, positions: Sequence[Position]) -> None:
        """See messages that were kept; `device` of each is a subject. Raises LedgerError."""
        with self._lock:
            self._see(positions)

    def tick(self) -> None:
        """Record who is silent for too long. Raises LedgerError."""
        with self._lock:
            self._tick()

    def _see(self, positions: Sequence[Position]) -> None:
        self._look()
        terms = self._terms() if self._seals else None
        for one in sorted(positions, key=lambda one: one.device_us):
            seal = self._seals.get(one.device)
            if seal is not None and terms is not None:
                seal.heard_us = self._now_us()
                self._take(seal, one, terms)

    def _tick(self) -> None:
        self._look()
        now_us = self._now_us()
        for seal in self._seals.values():
            period_us = seal.story.exchange_period_us
            if not period_us or Situation.SILENT in seal.standing:
                continue
            missed = min((now_us - seal.heard_us) // period_us, _MOST_PERIODS)
            if missed >= self._terms().silence_periods:
                body = SealSituation(
                    seal=seal.story.subject, situation=Situation.SILENT, missed_periods=missed
                )
                self._record(seal, body, now_us, seal.heard_us)

    def _look(self) -> None:
        now_us = self._now_us()
        if now_us - self._looked_us < _LOOK_US:
            return
        self._looked_us = now_us
        on = {claim.subject for claim, _ in self._store.read_claims() if claim.kind == CLAIM}
        for gone in set(self._seals) - on:
            del self._seals[gone]
        for subject in on:
            self._look_at(subject, now_us)

    def _look_at(self, subject: str, now_us: int) -> None:
        story = story_of(subject, self._store.read_stream(stream_of(subject)))
        known = self._seals.get(subject)
        if not story.watches:
            self._seals.pop(subject, None)
        elif known is not None and known.story.activated_us == story.activated_us:
            known.story = story
        else:
            self._begin(story, now_us)

    def _begin(self, story: Story, now_us: int) -> None:
        """Watch over a seal, beginning with what it sent since it was activated."""
        told = self._positions.find_route(story.subject)
        route = None if told is None else self._read_route(told)
        seal = Watched(story=story, route=route, heard_us=now_us)
        for one in story.shown:
            seal.recorded.setdefault(one.situation, []).append(one.at_us)
        self._seals[story.subject] = seal
        terms, since_us = self._terms(), (story.activated_us or now_us) - 1
        for position in self._positions.list_positions(story.subject, since_us, now_us):
            self._take(seal, position, terms)

    def _take(self, seal: Watched, one: Position, terms: Terms) -> None:
        if one.device_us < (seal.story.activated_us or 0):
            return
        shown = {body.situation: body for body in bodies_of(one, seal.story, seal.route, terms)}
        late = one.device_us < seal.last_us
        for situation, body in shown.items():
            at_us = seal.recorded.get(situation, [])
            if one.device_us in at_us:
                seal.standing |= set() if late else {situation}
            elif not late and situation not in seal.standing:
                self._record(seal, body, one.device_us, one.device_us)
            elif late and not self._is_shown_beside(seal, one, situation, terms):
                # It came late, and what was sent before and after it shows nothing: it happened, and is over.
                self._record(seal, body, one.device_us, one.device_us, stands=False)
        if not late:
            seal.last_us = one.device_us
            seal.standing -= (_told_by(one, seal.route) - set(shown)) | {Situation.SILENT}

    def _is_shown_beside(self, seal: Watched, one: Position, situation: Situation, terms: Terms) -> bool:
        """Tell whether the messages before and after one, by their own time, show a situation too."""
        beside = self._positions.list_beside(seal.story.subject, one.device_us)
        shown = (body for each in beside for body in bodies_of(each, seal.story, seal.route, terms))
        return any(body.situation is situation for body in shown)

    def _record(
        self, seal: Watched, body: SealSituation, at_us: int, key_us: int, *, stands: bool = True
    ) -> None:
        subject, code = seal.story.subject, body.situation
        draft = Draft(body=body, point=seal.story.point, occurred_us=at_us, recorded_by=RECORDED_BY)
        self._store.append(stream_of(subject), [draft], client_key=f"seal/{subject}/{code}/{key_us}")
        seal.recorded.setdefault(code, []).append(at_us)
        if stands:
            seal.standing.add(code)


def bodies_of(one: Position, story: Story, route: Route | None, terms: Terms) -> list[SealSituation]:
    """Give the situations that one message surely shows, the corridor of the route included."""
    bodies = [
        SealSituation(seal=story.subject, situation=shown.situation, battery_pct=shown.battery_pct)
        for shown in situations_of(one, terms.battery_pct)
        if shown.sure
    ]
    if route is not None and one.located is Located.FIX:
        off_m = off_route_m(route, one.longitude, one.latitude)
        if off_m > (terms.route_m if story.corridor_m is None else story.corridor_m):
            bodies.append(
                SealSituation(
                    seal=story.subject, situation=Situation.OFF_ROUTE, off_route_m=min(int(off_m), 50_000_000)
                )
            )
    return bodies


def undecided_of(positions: Sequence[Position], terms: Terms) -> list[tuple[int, Situation, Phrase]]:
    """Give what messages may show, each when it begins: an officer decides."""
    found: list[tuple[int, Situation, Phrase]] = []
    before: set[Situation] = set()
    for one in positions:
        may_be = [shown for shown in situations_of(one, terms.battery_pct) if not shown.sure]
        found += [
            (one.device_us, shown.situation, shown.reason)
            for shown in may_be
            if shown.situation not in before
        ]
        before = {shown.situation for shown in may_be}
    return found


def _told_by(one: Position, route: Route | None) -> set[Situation]:
    """Give the situations that a message could have shown."""
    told = set(_OF_LOCK) if tells_of_lock(one) else set()
    if battery_pct(one) is not None:
        told.add(Situation.BATTERY_LOW)
    if route is not None and one.located is Located.FIX:
        told.add(Situation.OFF_ROUTE)
    return told
