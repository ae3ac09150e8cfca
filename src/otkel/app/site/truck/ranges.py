"""Ranges for trucks whose pages are followed: looked for by one thread, recorded before they are shown.

One look of the twin serves all trucks of a direction, and is made at most every few minutes. What a page
shows is always a range that stands in the record, so that each can be scored. So as not to flood it, ranges
are stated only for trucks that somebody follows, and anew only where the new one differs by more than a
little or the old one has become old; until then the old one stands. docs/decisions/0031 says why.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from time import monotonic

import msgspec

from otkel.app.site.house import House, Wrong
from otkel.app.site.truck.ahead import (
    COVERAGE_PCT,
    METHOD,
    Asked,
    Look,
    Span,
    ask_of,
    lanes_of,
    line_since_us,
    look_of,
)
from otkel.app.site.truck.holder import Holder
from otkel.app.site.truck.pace import pace_of
from otkel.app.site.truck.recent import recent_of
from otkel.app.site.truck.stories import stories_of
from otkel.app.study_ahead import AheadFound, AheadRun
from otkel.errors import OtkelError
from otkel.facts.events.choices import Quantity
from otkel.queueing.commands import StateRange
from otkel.queueing.policy import Mode
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State
from otkel.queueing.truck import Status

EVERY_S = 180.0  # between two looks at a direction
FOLLOWED_S = 900.0  # a page counts as followed for so long after somebody looked at it
LEAST_US = 5 * 60_000_000  # between two statements for one truck
OLD_US = 60 * 60_000_000  # after so long a range is stated anew, whatever it is
MOVED_US, MOVED_SHARE = 10 * 60_000_000, 0.15  # a change that is more than a little: of what is left
LOOK_S = 1.0
BY = "twin"
_QUANTITIES = (Quantity.CALL_AT, Quantity.PASSAGE_AT)
Key = tuple[str, int]  # point and passage
Twin = Callable[[Asked], AheadFound]


class Why(StrEnum):
    """Why no range is told."""

    SOON = "soon"  # it is being worked out
    NOT_NOW = "not_now"  # nobody is taken on, or something lacks


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """A range as it stands in the record [µs of UTC since 1970]."""

    low_us: int
    mid_us: int
    high_us: int
    stated_us: int


class RangesNow(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of one truck."""

    call: Range | None = None
    through: Range | None = None
    looked_us: int | None = None  # the last look, which found nothing that differs
    runs: int = 0
    is_assumed: bool = False
    why: Why | None = None


class Ranges:
    """Looks ahead for those who follow. Every method may be called from any thread."""

    def __init__(self, house: House) -> None:
        """Look at nothing until `begin`, or `work`, is called."""
        self._house = house
        self._lock = threading.Lock()
        self._followed: dict[Key, tuple[Holder, float]] = {}
        self._looks: dict[tuple[str, str], tuple[float, Look | None]] = {}
        self._stated: dict[Key, dict[Quantity, Range]] = {}
        self._stopped = threading.Event()
        self._run: AheadRun | None = None
        self.twin: Twin | None = None  # none: nobody looks ahead here

    def follow(self, holder: Holder) -> RangesNow | None:
        """Give what is told of a truck now, and look ahead for it from now on; None: nobody looks here."""
        if self.twin is None:
            return None
        key = holder.point.slug, holder.passage
        with self._lock:
            self._followed[key] = holder, monotonic()
            stated = self._stated.get(key)
            _, look = self._looks.get((holder.point.slug, holder.towards or ""), (0.0, None))
            has_looked = (holder.point.slug, holder.towards or "") in self._looks
        if stated is None or (look is None and not has_looked):
            return RangesNow(why=Why.SOON)
        if look is None or holder.passage not in look.through:
            return RangesNow(why=Why.NOT_NOW)
        return RangesNow(
            call=stated.get(Quantity.CALL_AT) if holder.passage in look.calls else None,
            through=stated.get(Quantity.PASSAGE_AT),
            looked_us=look.made_us,
            runs=look.runs,
            is_assumed=look.is_assumed,
            why=None if stated else Why.SOON,
        )

    def work(self) -> None:
        """Look ahead where it is due, and state what is new. Raises OtkelError."""
        for slug, towards in sorted({(k[0], one.towards) for k, one in self._live().items() if one.towards}):
            made_s, look = self._looks.get((slug, towards), (-1e9, None))
            if monotonic() - made_s > EVERY_S:
                look = self._look(slug, towards)
                with self._lock:
                    self._looks[slug, towards] = monotonic(), look
            for key, holder in self._live().items():
                if key[0] == slug and holder.towards == towards:
                    self._state(key, look)

    def close(self) -> None:
        """Stop whatever is being done."""
        self._stopped.set()
        run = self._run
        if run is not None:
            run.stop()

    # -- looking --------------------------------------------------------------------------------

    def _live(self) -> dict[Key, Holder]:
        """Give who is followed still; the others are forgotten."""
        now_s = monotonic()
        with self._lock:
            gone = [key for key, (_, seen_s) in self._followed.items() if now_s - seen_s > FOLLOWED_S]
            for key in gone:
                del self._followed[key]
                self._stated.pop(key, None)
            return {key: holder for key, (holder, _) in self._followed.items()}

    def _look(self, slug: str, towards: str) -> Look | None:
        """Let the twin look; None: there is nothing that it could look at."""
        desk, twin = self._house.desk(slug), self.twin
        now_us = desk.now_us()
        steps = recent_of(self._house, slug).steps(now_us)

        def ask(state: State) -> Asked | None:
            line = state.line_of(towards)
            if line is None:
                return None
            pace = pace_of(steps, towards, now_us, lanes_of(state, line), line_since_us(state, line))
            return ask_of(state, line, pace, now_us)

        asked = desk.look(ask)
        return None if asked is None or twin is None else look_of(asked, twin(asked))

    # -- stating --------------------------------------------------------------------------------

    def _state(self, key: Key, look: Look | None) -> None:
        slug, passage = key
        stated = self._stated.get(key)
        if stated is None:
            stated = self._stated_before(passage)
        due = {} if look is None else _due(stated, look, passage)
        if look is not None and due:
            status = self._house.desk(slug).look(lambda state: _status(state, passage))
            for quantity, span in due.items():
                if status is None or (quantity is Quantity.CALL_AT and status is not Status.WAITING):
                    continue  # it has come true meanwhile
                made = self._record(slug, passage, quantity, span, look)
                stated = stated if made is None else stated | {quantity: made}
        with self._lock:
            self._stated[key] = stated

    def _record(self, slug: str, passage: int, quantity: Quantity, span: Span, look: Look) -> Range | None:
        """Put a range into the record; None: the queue refused it."""
        desk = self._house.desk(slug)
        command = StateRange(
            quantity=quantity.value, low=span[0], mid=span[1], high=span[2], coverage_pct=COVERAGE_PCT,
            method=METHOD, passage=passage, inputs=look.digest,
        )  # fmt: skip
        key = f"range {passage} {quantity.value} {look.digest[:32]} {look.made_us}"
        answer = desk.decider.handle(command, key=key, by=BY, at_us=desk.look(_of_shadow))
        if isinstance(answer, Refusal) or not answer.events:
            return None
        event = answer.events[-1]
        return Range(low_us=span[0], mid_us=span[1], high_us=span[2], stated_us=event.occurred_us)

    def _stated_before(self, passage: int) -> dict[Quantity, Range]:
        """Give what the record holds already."""
        found: dict[Quantity, Range] = {}
        for fact in stories_of(self._house).find(passage):
            if fact.word == "range_stated" and fact.body.get("quantity") in _QUANTITIES:
                body = fact.body
                found[Quantity(body["quantity"])] = Range(
                    low_us=body["low"], mid_us=body["mid"], high_us=body["high"], stated_us=fact.occurred_us
                )
        return found

    # -- the thread -----------------------------------------------------------------------------

    def go_on(self, wrong: Wrong) -> None:
        """Work until it is closed; what went wrong is told, and tried again later."""
        while not self._stopped.wait(LOOK_S):
            try:
                self.work()
            except OtkelError as error:
                if not self._stopped.is_set():
                    wrong(error)
                    self._stopped.wait(EVERY_S)

    def run_twin(self, asked: Asked) -> AheadFound:
        """Run the twin in a process of its own. Raises EngineError."""
        self._run = AheadRun(asked.ask)
        try:
            return self._run.wait()
        finally:
            self._run = None


def _due(stated: dict[Quantity, Range], look: Look, passage: int) -> dict[Quantity, Span]:
    """Give what a look found of a truck that is to be stated."""
    spans = {Quantity.CALL_AT: look.calls.get(passage), Quantity.PASSAGE_AT: look.through.get(passage)}
    return {
        quantity: span
        for quantity, span in spans.items()
        if span is not None and is_due(stated.get(quantity), span, look.made_us)
    }


def _status(state: State, passage: int) -> Status | None:
    truck = state.trucks.get(passage)
    return None if truck is None else truck.status


def is_due(before: Range | None, span: Span, now_us: int) -> bool:
    """Whether a range is to be stated: none stands yet, or it differs by more than a little, or it is old."""
    if before is None or now_us - before.stated_us >= OLD_US:
        return True
    if now_us - before.stated_us < LEAST_US:
        return False
    ends = ((before.low_us, span[0]), (before.high_us, span[2]))
    moved = max(abs(max(old, now_us) - new) for old, new in ends)
    return moved > max(MOVED_US, MOVED_SHARE * (span[1] - now_us))


def ranges_of(house: House) -> Ranges:
    """Give the ranges of a house, the same ones each time."""
    return house.keep("truck ranges", Ranges)


@contextmanager
def looking_ahead(house: House, wrong: Wrong) -> Iterator[None]:
    """Look ahead for whoever follows a truck until the block ends."""
    ranges = ranges_of(house)
    ranges.twin = ranges.run_twin
    thread = threading.Thread(target=ranges.go_on, args=(wrong,), name="otkel twin", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ranges.close()
        thread.join()


def _of_shadow(state: State) -> int | None:
    """Give the instant at which a range is recorded; None: now.

    A queue that follows another system must not run ahead of what it is still told.
    """
    shadows = any(one.rules.policy.mode is Mode.SHADOW for one in state.lines)
    return state.us_of(state.t_s) if shadows else None
