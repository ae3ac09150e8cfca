"""Where the truck of a seal was meanwhile, by the queue's own record: how long it stood, when it crossed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from otkel.app.seals.story import Story
from otkel.app.tickets import stream_of
from otkel.facts.events.choices import WayOut
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import EntryCleared, Left
from otkel.facts.gazetteer import find_point
from otkel.ledger.store import Store
from otkel.queueing.standing import PHYSICAL, Standing, standing_of


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue at the seal's crossing point says of its truck, while the seal was on.

    `entered_us` tells when it came into which state. Where no record is, nothing is known.
    """

    stood_us: int = 0
    entered_us: dict[str, int] = {}


class Leg(msgspec.Struct, frozen=True):
    """A state's part of the way of a seal; None: not known."""

    state: str
    since_us: int | None
    until_us: int | None


def way_of(store: Store, story: Story, until_us: int) -> Way:
    """Read the way of the vehicle that a seal is on, from its crossing point's events."""
    if story.vehicle is None or story.put_on_us is None or find_point(story.point) is None:
        return Way()
    events = tuple(store.read_stream(stream_of(story.point)))
    passages = {
        one.passage for one in events
        if one.passage is not None and getattr(one.body, "vehicle", None) == story.vehicle
    }  # fmt: skip
    stood_us, entered_us = 0, {}
    for passage in sorted(passages):
        standing = standing_of(passage, events)
        stood_us += _within(standing, story.put_on_us, until_us)
        at_us = _entered_us(standing, events)
        if standing.towards is not None and at_us is not None and story.put_on_us <= at_us <= until_us:
            entered_us[standing.towards] = at_us
    return Way(stood_us=stood_us, entered_us=entered_us)


def _entered_us(standing: Standing, events: Iterable[Event]) -> int | None:
    """Give when the truck was let in; of one that went back, or is there still, nothing."""
    ended = standing.ended
    last = next((one.body for one in events if ended is not None and one.position == ended.position), None)
    is_in = isinstance(last, EntryCleared) or (isinstance(last, Left) and last.way is WayOut.THROUGH)
    return ended.at_us if ended is not None and is_in else None


def legs_of(states: Sequence[str], since_us: int, until_us: int, entered_us: dict[str, int]) -> list[Leg]:
    """Give each state's part of a way; the seal is put on in the first and taken off, or is now, in the last.

    Where it is not known when the truck came into a state, neither is when it left the one before, unless it
    is not known to have come into any of those that follow: then it is there still.
    """
    left = dict(entered_us)
    begins = [since_us if at == 0 else left.pop(state, None) for at, state in enumerate(states)]
    legs = []
    for at, (state, begin) in enumerate(zip(states, begins, strict=True)):
        later = begins[at + 1 :]
        is_furthest = all(one is None for one in later)
        end = until_us if is_furthest else later[0]
        legs.append(Leg(state, begin, None if begin is None else end))
    return legs


def _within(standing: Standing, since_us: int, until_us: int) -> int:
    spans = (span for span in standing.spans if span.what in PHYSICAL)
    return sum(
        max(0, min(span.known_end_us or until_us, until_us) - max(span.begin.at_us, since_us))
        for span in spans
    )
