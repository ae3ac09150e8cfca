"""One truck now: where it stands, its place, what it lacks; after its way has ended, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import inf

import msgspec

from otkel.app.site.house import House
from otkel.app.site.messages import Message, messages_of
from otkel.app.site.truck.holder import Holder
from otkel.app.site.truck.line import LineNow, lines_of
from otkel.app.site.truck.ranges import RangesNow, ranges_of
from otkel.app.site.truck.stories import Fact, stories_of
from otkel.facts.events.choices import Stage
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck


class Stands(StrEnum):
    """Where a truck stands, as its driver is told."""

    REQUESTED = "requested"
    BOOKED = "booked"
    IN_LINE = "in_line"
    LACKS = "lacks"
    AWAY = "away"
    BACKLOG = "backlog"
    CALLED = "called"
    AT_EXIT = "at_exit"
    ON_STRIP = "on_strip"
    AT_ENTRY = "at_entry"
    INSIDE = "inside"
    THROUGH = "through"
    BACK = "back"
    GAVE_UP = "gave_up"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    FORGOTTEN = "forgotten"


OVER = frozenset(
    {Stands.THROUGH, Stands.BACK, Stands.GAVE_UP, Stands.CANCELLED, Stands.NO_SHOW, Stands.FORGOTTEN}
)
_ON_THE_WAY = {
    Status.REQUESTED: Stands.REQUESTED,
    Status.BOOKED: Stands.BOOKED,
    Status.CALLED: Stands.CALLED,
    Status.AT_EXIT: Stands.AT_EXIT,
    Status.ON_STRIP: Stands.ON_STRIP,
    Status.AT_ENTRY: Stands.AT_ENTRY,
    Status.INSIDE: Stands.INSIDE,
}
_ENDED = {"turned_back": Stands.BACK, "cancelled": Stands.CANCELLED, "no_show": Stands.NO_SHOW}


class TruckNow(msgspec.Struct, frozen=True, kw_only=True):
    """One truck at one instant. Times in µs of UTC since 1970."""

    stands: Stands
    since_us: int
    place: int | None = None  # in line, counted from 1
    ahead: int | None = None  # trucks that came before it and still wait
    arrived_us: int | None = None
    called_us: int | None = None
    appear_by_us: int | None = None
    slot_from_us: int | None = None
    missing: tuple[str, ...] = ()  # ids of findings
    kept_until_us: int | None = None  # its place, while it lacks something or is away
    check: Stage | None = None  # it is selected for a check there
    line: LineNow | None = None  # none: its way has ended
    ranges: RangesNow | None = None  # none: nobody looks ahead here, or its way has ended
    messages: tuple[Message, ...] = ()  # of the post, the newest first

    @property
    def is_over(self) -> bool:
        """Whether its way has ended."""
        return self.stands in OVER

    @property
    def waits(self) -> bool:
        """Whether it has come and was not called yet."""
        return self.stands in (Stands.IN_LINE, Stands.LACKS, Stands.AWAY, Stands.BACKLOG)


def truck_now(house: House, holder: Holder) -> TruckNow:
    """Give where the truck of a proof of place stands. Raises LedgerError."""
    if holder.vehicle is not None and house.ledger.vehicles.vault.is_forgotten(holder.vehicle):
        return TruckNow(stands=Stands.FORGOTTEN, since_us=holder.given_us)
    desk = house.desk(holder.point.slug)
    found = desk.look(lambda state: _now(state, holder.passage))
    if found is None:
        return _ended(stories_of(house).find(holder.passage), holder)
    towards, now = found
    slug = holder.point.slug
    return msgspec.structs.replace(
        now,
        line=lines_of(house).now(slug, towards),
        ranges=ranges_of(house).follow(holder),
        messages=tuple(messages_of(house).to(slug, holder.passage)),
    )


def _now(state: State, passage: int) -> tuple[str, TruckNow] | None:
    """Give the direction of a truck and where it stands; None: it is on its way no more."""
    truck = state.trucks.get(passage)
    if truck is None:
        return None
    line = state.lines[truck.line]
    stands = _stands(truck)
    ahead = line.before(truck.seq) if truck.status is Status.WAITING and not truck.backlog else None

    def us(t_s: float) -> int | None:
        return state.us_of(t_s) if -inf < t_s < inf else None

    kept_s = truck.cure_by_s if stands is Stands.LACKS else truck.away_until_s
    return line.towards, TruckNow(
        stands=stands,
        since_us=state.us_of(truck.since_s),
        place=None if ahead is None else ahead + 1,
        ahead=ahead,
        arrived_us=us(truck.arrived_s),
        called_us=us(truck.called_s),
        appear_by_us=us(truck.appear_by_s) if stands is Stands.CALLED else None,
        slot_from_us=us(truck.slot_from_s),
        missing=truck.missing if truck.is_held else (),
        kept_until_us=us(kept_s) if stands in (Stands.LACKS, Stands.AWAY) else None,
        check=None if truck.check is None else truck.check.stage,
    )


def _stands(truck: Truck) -> Stands:
    if truck.status is not Status.WAITING:
        return _ON_THE_WAY[truck.status]
    if truck.backlog:
        return Stands.BACKLOG
    if truck.is_away:
        return Stands.AWAY
    return Stands.LACKS if truck.is_held else Stands.IN_LINE


def _ended(story: Sequence[Fact], holder: Holder) -> TruckNow:
    """Give how the way of a truck ended, by the last word that ends one."""
    for fact in reversed(story):
        if fact.word == "left":
            way = fact.body["way"]
            stands = Stands.THROUGH if way == "through" else Stands.BACK if way == "back" else Stands.GAVE_UP
            return TruckNow(stands=stands, since_us=fact.occurred_us)
        if fact.word in _ENDED:
            return TruckNow(stands=_ENDED[fact.word], since_us=fact.occurred_us)
    return TruckNow(stands=Stands.GAVE_UP, since_us=holder.given_us)
