"""The draw of a day's slots as a desk shows it: its window, who asks, its seed, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from otkel.app.site.desk.day import day_of
from otkel.app.site.desk.seeds import SeedTold, tell_seed
from otkel.app.site.desk.shared import Shared
from otkel.app.site.house import House
from otkel.app.site.stream import events_between
from otkel.facts.events.choices import Allocation
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import Booked, NotDrawn
from otkel.facts.events.posts import DrawHeld
from otkel.queueing.due import own_part
from otkel.queueing.policy import Allocating
from otkel.queueing.seeds import first_request_us, list_requests, seed_of_slots
from otkel.queueing.state import State

HOUR_US = 3_600_000_000
MOST_ROWS = 200


class Phase(StrEnum):
    """How far the draw of a day is."""

    BEFORE = "before"  # no requests are taken yet
    TAKEN = "taken"  # requests are taken
    CLOSED = "closed"  # none are taken any more, and the draw can be held
    HELD = "held"
    NOBODY = "nobody"  # they are closed, and nobody asked


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request before the draw."""

    passage: int
    since_us: int
    wishes_us: tuple[int, ...]


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What the draw gave one who asked; a grant states no number."""

    passage: int
    slot_from_us: int | None
    how: Allocation | None
    number: int | None


class SlotDraw(msgspec.Struct, frozen=True, kw_only=True):
    """The draw of one day and direction."""

    on: date
    day_us: int
    opens_us: int
    closes_us: int
    phase: Phase
    longest_pct: int
    seed: SeedTold | None  # the one that has to be used; none: none is committed yet
    asked: tuple[Asked, ...]
    count: int  # who asked, or had asked
    held: Event | None
    drawn: tuple[Drawn, ...]


def slot_draw(house: House, slug: str, towards: str, on: date) -> SlotDraw | None:
    """Give the draw of a day; none: slots are not given by draw here, and were not for this day.

    Raises LedgerError.
    """
    looks: Shared[tuple[str, date], SlotDraw | None] = house.keep("draws", lambda kept: Shared(kept, _make))
    return looks.get(slug, (towards, on))


def _make(house: House, slug: str, asked: tuple[str, date]) -> SlotDraw | None:
    desk, (towards, on) = house.desk(slug), asked
    from_us, to_us = day_of(desk.zone, on)
    look = desk.look(lambda state: _look(state, towards, from_us))
    opens_us, closes_us = from_us - look.request_days * 24 * HOUR_US, from_us - look.until_h * HOUR_US
    now_us = desk.now_us()
    held = _held(house, slug, towards, from_us, (closes_us, to_us)) if now_us >= closes_us else None
    if held is None and not look.is_draw:
        return None
    digest = held.body.seed if held is not None and isinstance(held.body, DrawHeld) else look.seed
    return SlotDraw(
        on=on, day_us=from_us, opens_us=opens_us, closes_us=closes_us,
        phase=_phase(now_us, opens_us, closes_us, held, look.asked),
        longest_pct=look.longest_pct,
        seed=None if digest is None else tell_seed(house, slug, digest),
        asked=look.asked[:MOST_ROWS],
        count=len(look.asked) if held is None else getattr(held.body, "requests", 0),
        held=held,
        drawn=() if held is None else _drawn(own_part(house.ledger.store.find_by_key(held.client_key))),
    )  # fmt: skip


def days_to_draw(house: House, slug: str, towards: str) -> tuple[tuple[int, int], ...]:
    """Give the days for which trucks ask, by their beginnings [µs], and how many. Raises LedgerError."""

    def find(state: State) -> tuple[tuple[int, int], ...]:
        requests = state.lines[state.towards.index(towards)].requests
        return tuple(
            (state.us_of(state.day_starts_s[day]), len(asked)) for day, asked in sorted(requests.items())
        )

    return house.desk(slug).look(find)


class _Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What the state says of the draw of a day."""

    is_draw: bool
    request_days: int
    until_h: int
    longest_pct: int
    asked: tuple[Asked, ...]
    seed: str | None


def _look(state: State, towards: str, day_us: int) -> _Looked:
    policy = state.lines[state.towards.index(towards)].rules.policy
    asked = list_requests(state, towards, day_us)
    opens_us = day_us - policy.request_days * 24 * HOUR_US
    first_us = first_request_us(state, towards, day_us)
    return _Looked(
        is_draw=policy.allocating is Allocating.DRAW,
        request_days=policy.request_days,
        until_h=policy.request_until_h,
        longest_pct=policy.longest_pct,
        asked=tuple(
            Asked(
                passage=one.passage,
                since_us=int(one.since),
                wishes_us=tuple(int(wish) for wish in one.choices),
            )
            for one in asked
        ),
        seed=seed_of_slots(state, towards, opens_us if first_us is None else first_us, day_us),
    )


def _held(house: House, slug: str, towards: str, day_us: int, within: tuple[int, int]) -> Event | None:
    """Give the first draw that was held for a day; a second one is a mistake that redoing it tells."""
    for event in events_between(house.ledger.store, slug, *within):
        body: Any = event.body
        if isinstance(body, DrawHeld) and (body.towards, body.day_us) == (towards, day_us):
            return event
    return None


def _phase(now_us: int, opens_us: int, closes_us: int, held: Event | None, asked: tuple[Asked, ...]) -> Phase:
    if held is not None:
        return Phase.HELD
    if now_us < opens_us:
        return Phase.BEFORE
    if now_us < closes_us:
        return Phase.TAKEN
    return Phase.CLOSED if asked else Phase.NOBODY


def _drawn(events: Iterable[Event]) -> tuple[Drawn, ...]:
    found = []
    for event in events:
        body = event.body
        if event.passage is None:
            continue
        if isinstance(body, Booked):
            row = Drawn(
                passage=event.passage, slot_from_us=body.slot_from_us, how=body.allocation, number=None
            )
            found.append(row)
        elif isinstance(body, NotDrawn):
            found.append(Drawn(passage=event.passage, slot_from_us=None, how=None, number=body.draw))
    return tuple(found)
