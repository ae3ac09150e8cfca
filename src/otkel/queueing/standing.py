"""What the events of one passage say of its waits: where the truck stood, from when to when, and why.

Pure: events in, stretches of time out. A stretch begins and ends with an event, and names it; an end that
was not recorded stays open. What held the line up meanwhile is laid beside a stretch as a fact: that a
pause lay in it is recorded, that it was the only cause is nobody's claim.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from otkel.facts.events import corrections, passages, posts, proofs, selections
from otkel.facts.events.envelope import Event
from otkel.queueing.corrected import Reading, corrected, find_target
from otkel.queueing.held import holds_of
from otkel.queueing.stretches import PHYSICAL, Hold, Mark, Span, Stretch, spans_of

__all__ = [
    "PHYSICAL", "Hold", "Lateness", "Mark", "Promise", "Span", "Standing", "Stretch", "relevant",
    "standing_of",
]  # fmt: skip

_OF_THE_POST = (posts.Paused, posts.Resumed, posts.Closed, posts.Opened)
_CHANGES = (corrections.Corrected, corrections.Voided)


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """How late something was [µs]; negative: before it.

    A truck is late after the end of its slot, the post after its beginning: that is what was promised.
    """

    us: int
    at_us: int
    position: int  # of the event that tells it


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A range that was told to the driver, in the unit of its quantity."""

    quantity: str
    low: int
    mid: int
    high: int
    stated_us: int
    position: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The waits of one passage. Times in µs of UTC since 1970."""

    passage: int
    point: str | None
    towards: str | None
    spans: tuple[Span, ...]
    slot_from_us: int | None = None  # the last one given
    slot_to_us: int | None = None
    truck_late: Lateness | None = None
    post_late: Lateness | None = None
    promises: tuple[Promise, ...] = ()
    ended: Mark | None = None  # left, turned back or let in
    rests_on: tuple[int, ...] = ()  # positions of all events that it is read from

    def stood_us(self, stretch: Stretch | None = None, until_us: int | None = None) -> int:
        """Give how long the truck stood [µs], in one kind of stretch or in all that are places on the way.

        A booking is no standing, and a check lies within its stage. What is open lasts until
        `until_us`; left out, it counts nothing.
        """
        chosen = PHYSICAL if stretch is None else (stretch,)
        return sum(span.lasted_us(until_us) or 0 for span in self.spans if span.what in chosen)

    @property
    def is_open(self) -> bool:
        """Whether the truck still stood when the last of these events was recorded."""
        return any(span.is_open for span in self.spans if span.what in PHYSICAL)


def relevant(events: Iterable[Event], passage: int) -> tuple[Event, ...]:
    """Choose what `standing_of` needs from a point's events in order: its own, the post's, corrections."""
    chosen: dict[int, Event] = {}
    for event in events:
        target = find_target(event)
        mine = event.passage == passage if target is None else target in chosen
        if mine or isinstance(event.body, _OF_THE_POST):
            chosen[event.position] = event
    return tuple(chosen.values())


def standing_of(passage: int, events: Iterable[Event]) -> Standing:
    """Read the waits of a passage from events of its point, in any order; foreign ones are passed over."""
    chosen = relevant(sorted(events, key=lambda one: one.position), passage)
    readings = corrected(chosen)
    own = [one for one in readings if one.event.passage == passage]
    towards = next((t for one in own if (t := getattr(one.event.body, "towards", None))), None)
    spans = spans_of(own)
    post = [one for one in readings if isinstance(one.event.body, _OF_THE_POST)]
    spans = holds_of(spans, own, post, towards)
    slot = _slots(own)
    return Standing(
        passage=passage,
        point=own[0].event.point if own else None,
        towards=towards,
        spans=spans,
        slot_from_us=slot[-1][1] if slot else None,
        slot_to_us=slot[-1][2] if slot else None,
        truck_late=_late(own, passages.Arrived, slot, chosen),
        post_late=_late(own, passages.Called, slot, chosen),
        promises=_promises(own),
        ended=_ended(own),
        rests_on=_rests_on(chosen, passage, spans),
    )


def _slots(own: list[Reading]) -> list[tuple[int, int, int]]:
    """Give each slot that the truck was given, with the instant of giving."""
    return [
        (one.event.occurred_us, body.slot_from_us, body.slot_to_us)
        for one in own
        if isinstance(body := one.event.body, (passages.Booked, passages.Moved))
        and body.slot_from_us is not None
        and body.slot_to_us is not None
    ]


def _late(
    own: list[Reading],
    kind: type[passages.Arrived | passages.Called],
    slots: list[tuple[int, int, int]],
    recorded: tuple[Event, ...],
) -> Lateness | None:
    """Give the lateness of the first arrival or call, as the queue recorded it, moved with a corrected time.

    Where it was not recorded it is counted from the slot that held then.
    """
    one = next((one for one in own if isinstance(one.event.body, kind)), None)
    if one is None:
        return None
    at_us, late_us = one.event.occurred_us, one.event.body.late_us
    if late_us is not None:
        as_written = next(event for event in recorded if event.position == one.event.position)
        if as_written.body.late_us == late_us:
            late_us += at_us - as_written.occurred_us
    else:
        held = [slot for slot in slots if slot[0] <= at_us]
        late_us = at_us - held[-1][2 if kind is passages.Arrived else 1] if held else None
    if late_us is None:
        return None
    return Lateness(us=late_us, at_us=at_us, position=one.event.position)


def _promises(own: list[Reading]) -> tuple[Promise, ...]:
    return tuple(
        Promise(
            quantity=body.quantity.value,
            low=body.low,
            mid=body.mid,
            high=body.high,
            stated_us=one.event.occurred_us,
            position=one.event.position,
        )
        for one in own
        if isinstance(body := one.event.body, proofs.RangeStated)
    )


def _ended(own: list[Reading]) -> Mark | None:
    ends = (passages.Left, passages.TurnedBack, passages.EntryCleared, passages.Cancelled, passages.NoShow)
    last = next((one for one in reversed(own) if not isinstance(one.event.body, _SILENT)), None)
    return Mark.of(last) if last is not None and isinstance(last.event.body, ends) else None


# What is recorded of a passage without moving the truck.
_SILENT = (
    proofs.RangeStated, proofs.TicketIssued, proofs.CertificateIssued, passages.DepositSettled,
    passages.ReadinessTold, passages.StandbyJoined, passages.ExceptionGranted, passages.ExceptionEnded,
    selections.NotSelected,
)  # fmt: skip


def _rests_on(chosen: tuple[Event, ...], passage: int, spans: tuple[Span, ...]) -> tuple[int, ...]:
    """Give the passage's own events, those that held it up, and what corrects either."""
    needed = {position for span in spans for hold in span.holds for position in hold.rests_on}
    for event in chosen:
        target = find_target(event)
        if target in needed or (target is None and event.passage == passage):
            needed.add(event.position)
    return tuple(sorted(needed))
