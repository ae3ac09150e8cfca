"""The slots of a day at a desk: how full each is, who holds it, which may be given now, and why others not.

Where a booking is being moved, each slot says whether that booking may be moved there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import inf

import msgspec

from otkel.app.crossing.told import local
from otkel.app.site.desk.day import day_of
from otkel.app.site.desk.rows import TruckRow, row_of
from otkel.app.site.desk.shared import Shared
from otkel.app.site.house import House
from otkel.facts.events.choices import Side
from otkel.queueing.line import Line
from otkel.queueing.policy import Allocating, Mode
from otkel.queueing.refusal import Refusal
from otkel.queueing.slot_day import Slot, slots_of_day, try_to_ask, try_to_book, try_to_move
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

MOST_SHOWN = 60  # trucks of one slot, or without one
MOST_AHEAD = 366  # days


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer looks at: a direction, a day, a slot of it, a class, and a booking that is moved."""

    towards: str
    on: date
    slot_from_us: int | None = None
    queue_class: str | None = None
    moving: int | None = None  # a passage


class Holders(msgspec.Struct, frozen=True, kw_only=True):
    """Trucks that are under way still, and how many there are in all."""

    trucks: tuple[TruckRow, ...]
    count: int


class SlotsNow(msgspec.Struct, frozen=True, kw_only=True):
    """A day of one direction."""

    on: date
    made_us: int
    is_shadow: bool
    is_draw: bool
    has_slots: bool
    queue_class: str | None  # that of those who would be given a slot; none: no class comes by slot
    classes: tuple[str, ...]  # that come by slot
    live_classes: tuple[str, ...]  # that stand in the live queue
    slots: tuple[Slot, ...]
    chosen: Slot | None
    holders: Holders  # of the slot that is chosen
    unslotted: Holders  # written into the live queue, and not come yet
    moving: TruckRow | None
    moving_is_over: int | None  # the passage that was to be moved and has no booking here any more
    hinders: Refusal | None  # why the truck itself may not move it, while the post still may
    no_request: Refusal | None  # why requests for this day are not taken; none: they are
    open_days: tuple[date, ...]  # for which requests are taken now

    @property
    def taken(self) -> int:
        """Count the trucks that hold a slot of the day."""
        return sum(one.trucks for one in self.slots)

    @property
    def places(self) -> int:
        """Count the trucks that the slots of the day take."""
        return sum(one.places for one in self.slots)

    @property
    def givable(self) -> tuple[Slot, ...]:
        """Give the slots that would be given, or moved to, just now."""
        return tuple(one for one in self.slots if one.refusal is None)


def slots_now(house: House, slug: str, wish: Wish) -> SlotsNow:
    """Give a day as its slots stand. Raises LedgerError."""
    looks: Shared[Wish, SlotsNow] = house.keep("slots", lambda kept: Shared(kept, _make))
    return looks.get(slug, wish)


def _make(house: House, slug: str, wish: Wish) -> SlotsNow:
    desk = house.desk(slug)
    now_us = desk.now_us()
    today = local(now_us, desk.zone).date()
    if not today - timedelta(days=1) <= wish.on <= today + timedelta(days=MOST_AHEAD):
        wish = msgspec.structs.replace(wish, on=today)  # older ones are not counted any more
    begins_us = [day_of(desk.zone, today + timedelta(days=one))[0] for one in range(61)]
    on_us = day_of(desk.zone, wish.on)[0]
    return desk.look(
        lambda state: _Look(state, wish, max(state.s_of(now_us), state.t_s)).now(on_us, begins_us, today)
    )


class _Look:
    """One look at the state."""

    def __init__(self, state: State, wish: Wish, t_s: float) -> None:
        self.state, self.wish, self.t_s = state, wish, t_s
        self.at = state.towards.index(wish.towards)
        self.line: Line = state.lines[self.at]
        rules = self.line.rules
        self.by_slot = tuple(name for name, by in zip(rules.names, rules.by_slot, strict=True) if by)
        self.queue_class = self._class()

    def now(self, on_us: int, begins_us: list[int], today: date) -> SlotsNow:
        state, policy = self.state, self.line.rules.policy
        slots = slots_of_day(state, self.line, state.day_of(state.s_of(on_us)), self._tried())
        chosen = next((one for one in slots if one.from_us == self.wish.slot_from_us), None)
        moving = self._moving()
        is_draw = policy.allocating is Allocating.DRAW
        return SlotsNow(
            on=self.wish.on, made_us=state.us_of(self.t_s), is_shadow=policy.mode is Mode.SHADOW,
            is_draw=is_draw, has_slots=bool(policy.slot_min), queue_class=self.queue_class,
            classes=self.by_slot,
            live_classes=tuple(one for one in self.line.rules.names if one not in self.by_slot),
            slots=slots,
            chosen=chosen,
            holders=self._holders(lambda one: chosen is not None and self._slot_of(one) == chosen.from_us),
            unslotted=self._holders(lambda one: one.status is Status.BOOKED and not one.has_slot),
            moving=None if moving is None else row_of(state, moving),
            moving_is_over=self.wish.moving if moving is None else None,
            hinders=None if moving is None else self._hinders(moving, slots),
            no_request=self._asked(on_us) if is_draw else None,
            open_days=tuple(
                today + timedelta(days=ahead)
                for ahead, begin_us in enumerate(begins_us)
                if is_draw and self._asked(begin_us) is None
            ),
        )  # fmt: skip

    def _class(self) -> str | None:
        fallback = self.line.rules.policy.fallback
        wanted = (self.wish.queue_class, fallback, *self.by_slot)
        return next((one for one in wanted if one in self.by_slot), None)

    def _moving(self) -> Truck | None:
        truck = self.state.trucks.get(-1 if self.wish.moving is None else self.wish.moving)
        mine = truck is not None and truck.line == self.at and truck.status is Status.BOOKED
        return truck if mine else None

    def _tried(self) -> Callable[[int], Refusal | None]:
        moving = self._moving()
        if moving is None:
            return lambda slot_us: try_to_book(
                self.state, self.wish.towards, self.queue_class, slot_us, self.t_s
            )
        return lambda slot_us: try_to_move(self.state, moving.passage, slot_us, Side.POST, self.t_s)

    def _hinders(self, moving: Truck, slots: Iterable[Slot]) -> Refusal | None:
        """Give why the truck may not move where the post could; of all slots that is the same."""
        slot = next((one for one in slots if one.refusal is None), None)
        if slot is None:
            return None
        return try_to_move(self.state, moving.passage, slot.from_us, Side.TRUCK, self.t_s)

    def _asked(self, day_us: int) -> Refusal | None:
        return try_to_ask(self.state, self.wish.towards, self.queue_class, day_us, self.t_s)

    def _slot_of(self, truck: Truck) -> int | None:
        return self.state.us_of(truck.slot_from_s) if truck.slot_from_s != inf else None

    def _holders(self, fits: Callable[[Truck], bool]) -> Holders:
        found = [one for one in self.state.trucks.values() if one.line == self.at and fits(one)]
        found.sort(key=lambda one: (one.status, one.booked_s, one.passage))
        rows = tuple(row_of(self.state, one) for one in found[:MOST_SHOWN])
        return Holders(trucks=rows, count=len(found))
