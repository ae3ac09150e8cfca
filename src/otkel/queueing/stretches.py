"""The stretches of a passage: a table tells which event begins a stretch and which end it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from otkel.facts.events import passages, selections
from otkel.facts.events.choices import Side, Stage, Witness
from otkel.queueing.corrected import Reading


class Stretch(StrEnum):
    """What a truck does for a while."""

    BOOKED = "booked"  # it has a booking and has not come
    ROAD_QUEUE = "road_queue"
    WAITING_AREA = "waiting_area"
    CALLED = "called"  # called, and not taken on by exit control
    EXIT_CONTROL = "exit_control"
    STRIP = "strip"
    ENTRY_CONTROL = "entry_control"
    AFTER_REFUSAL = "after_refusal"  # not let through, and still there
    CHECK = "check"  # within a stage


# Where a truck stands. One follows the other, so their lengths may be added.
PHYSICAL = (
    Stretch.ROAD_QUEUE,
    Stretch.WAITING_AREA,
    Stretch.CALLED,
    Stretch.EXIT_CONTROL,
    Stretch.STRIP,
    Stretch.ENTRY_CONTROL,
    Stretch.AFTER_REFUSAL,
)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The event at one end of a stretch."""

    at_us: int
    word: str
    position: int
    witness: Witness
    corrected_by: tuple[int, ...] = ()

    @classmethod
    def of(cls, reading: Reading) -> Mark:
        """Give the mark that an event makes."""
        event = reading.event
        return cls(
            at_us=event.occurred_us,
            word=event.word,
            position=event.position,
            witness=witness_of(event.body),
            corrected_by=reading.by,
        )


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What lay in a stretch: a pause, a closure, or a reason on the side of the truck."""

    kind: str  # paused, closed, exception, lacking
    side: Side
    reason: str | None
    stage: Stage | None  # none: the whole crossing point, or the truck itself
    begin_us: int
    end_us: int | None  # none: not recorded
    rests_on: tuple[int, ...]

    def within_us(self, span: Span, until_us: int | None = None) -> int:
        """Give how much of it lay in a stretch [µs]; what is open lasts until `until_us`."""
        ends = [one for one in (self.end_us, span.known_end_us, until_us) if one is not None]
        return max(0, min(ends) - max(self.begin_us, span.begin.at_us)) if ends else 0


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of time of one truck."""

    what: Stretch
    stage: Stage | None = None  # of a check, and of where it was refused
    begin: Mark
    end: Mark | None = None  # none: no event says when it ended
    not_after_us: int | None = None  # it had ended by then, since the truck was elsewhere
    lane: str | None = None
    reason: str | None = None  # why it was refused or selected for a check
    chosen: str | None = None  # how it was selected: risk, random, referral
    outcome: str | None = None  # of a check
    end_by_us: int | None = None  # when a check had to have ended
    holds: tuple[Hold, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it had not ended as far as is known."""
        return self.end is None and self.not_after_us is None

    @property
    def known_end_us(self) -> int | None:
        """Its end, or the instant by which it had ended; none: still open."""
        return self.end.at_us if self.end is not None else self.not_after_us

    def lasted_us(self, until_us: int | None = None) -> int | None:
        """Give how long it lasted [µs]; none: its end is not recorded and `until_us` is left out.

        Of a stretch whose end was not recorded nothing is counted beyond its beginning: nobody knows.
        """
        if self.end is not None:
            return max(0, self.end.at_us - self.begin.at_us)
        if self.not_after_us is not None or until_us is None:
            return None
        return max(0, until_us - self.begin.at_us)


def witness_of(body: object) -> Witness:
    """Give how the time of an event is known; what the queue itself does is kept by an instrument."""
    witness = getattr(body, "witness", None)
    return witness if isinstance(witness, Witness) else Witness.INSTRUMENT


# What begins a stretch. An arrival begins one of two, by where the truck stands.
BEGINS: dict[type, Stretch] = {
    passages.Booked: Stretch.BOOKED,
    passages.Called: Stretch.CALLED,
    passages.ExitStarted: Stretch.EXIT_CONTROL,
    passages.ExitCleared: Stretch.STRIP,
    passages.ExitRefused: Stretch.AFTER_REFUSAL,
    passages.EntryStarted: Stretch.ENTRY_CONTROL,
    passages.EntryRefused: Stretch.AFTER_REFUSAL,
}
_OVER = (passages.Left, passages.TurnedBack)
_WAITING = (
    passages.Called, passages.ExitStarted, passages.Arrived, passages.Cancelled, passages.NoShow, *_OVER,
)  # fmt: skip
# The events that are themselves the end of a stretch. With any other that shows the truck elsewhere the
# stretch had ended by then, and nobody recorded when.
ENDS: dict[Stretch, tuple[type, ...]] = {
    Stretch.BOOKED: (passages.Arrived, passages.Cancelled, passages.NoShow),
    Stretch.ROAD_QUEUE: _WAITING,
    Stretch.WAITING_AREA: _WAITING,
    Stretch.CALLED: (passages.ExitStarted, passages.NoShow, passages.ExceptionGranted, *_OVER),
    Stretch.EXIT_CONTROL: (passages.ExitCleared, passages.ExitRefused, *_OVER),
    Stretch.STRIP: (passages.EntryStarted, *_OVER),
    Stretch.ENTRY_CONTROL: (passages.EntryCleared, passages.EntryRefused, *_OVER),
    Stretch.AFTER_REFUSAL: (passages.ExitStarted, passages.EntryStarted, passages.Called, *_OVER),
}
MOVES = tuple({kind for kinds in ENDS.values() for kind in kinds} | set(BEGINS))


def spans_of(own: Sequence[Reading]) -> tuple[Span, ...]:
    """Give the stretches of a passage from its own events, in the order in which they began."""
    spans: list[Span] = []
    at: int | None = None  # which of them is going on
    waited = Stretch.WAITING_AREA
    for one in own:
        body = one.event.body
        if not isinstance(body, MOVES):
            continue
        back = isinstance(body, passages.ExceptionGranted)
        if back and (at is None or spans[at].what is not Stretch.CALLED):
            continue  # only a called truck goes back into line for it
        if isinstance(body, passages.Booked) and at is not None:
            continue  # a truck that stands here is not on its way
        if at is not None:
            spans[at] = _ended(spans[at], one)
        what = waited if back else _begun(body)
        if what in (Stretch.ROAD_QUEUE, Stretch.WAITING_AREA):
            waited = what
        at = None if what is None else len(spans)
        if what is not None:
            spans.append(_new(what, one))
    return tuple(sorted([*spans, *_checks(own)], key=lambda span: (span.begin.at_us, span.begin.position)))


def _begun(body: object) -> Stretch | None:
    if isinstance(body, passages.Arrived):
        return Stretch.ROAD_QUEUE if body.stage is Stage.ROAD_QUEUE else Stretch.WAITING_AREA
    return BEGINS.get(type(body))


def _new(what: Stretch, one: Reading) -> Span:
    body = one.event.body
    refused = {passages.ExitRefused: Stage.EXIT_CONTROL, passages.EntryRefused: Stage.ENTRY_CONTROL}
    return Span(
        what=what,
        stage=refused.get(type(body)),
        begin=Mark.of(one),
        lane=getattr(body, "lane", None),
        reason=body.reason if type(body) in refused else None,
    )


def _ended(span: Span, one: Reading) -> Span:
    if isinstance(one.event.body, ENDS[span.what]):
        return msgspec.structs.replace(span, end=Mark.of(one))
    return msgspec.structs.replace(span, not_after_us=one.event.occurred_us)


def _checks(own: Sequence[Reading]) -> list[Span]:
    """Pair each beginning of a check with its end; what was selected before tells why."""
    done: list[Span] = []
    open_at: dict[tuple[str, str], int] = {}
    why: dict[tuple[str, str], selections.Selected] = {}
    last: int | None = None
    for one in own:
        body = one.event.body
        if isinstance(body, selections.Selected):
            why[body.stage, body.check] = body
        elif isinstance(body, selections.CheckStarted):
            last = open_at[body.stage, body.check] = len(done)
            done.append(_check(one, body, why.get((body.stage, body.check))))
        elif isinstance(body, selections.CheckProlonged) and last is not None:
            done[last] = msgspec.structs.replace(done[last], end_by_us=body.end_by_us)
        elif isinstance(body, selections.CheckEnded):
            found = open_at.pop((body.stage, body.check), None)
            if found is not None:
                done[found] = msgspec.structs.replace(
                    done[found], end=Mark.of(one), outcome=body.outcome.value
                )
    return done


def _check(one: Reading, body: selections.CheckStarted, why: selections.Selected | None) -> Span:
    return Span(
        what=Stretch.CHECK,
        stage=body.stage,
        begin=Mark.of(one),
        lane=body.lane,
        reason=why.reason if why is not None else None,
        chosen=why.kind.value if why is not None else None,
        end_by_us=body.end_by_us,
    )
