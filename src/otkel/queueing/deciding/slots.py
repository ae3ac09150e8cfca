"""Slots: which one may be booked now, and by whom."""

from __future__ import annotations

from collections.abc import Mapping

from otkel.facts.events.choices import Allocation
from otkel.facts.events.passages import Booked, Moved
from otkel.queueing.commands import Move
from otkel.queueing.core import booking
from otkel.queueing.core.booking import is_ahead, is_reachable
from otkel.queueing.core.line import has_room
from otkel.queueing.deciding.common import (
    HOUR_S,
    MIN_S,
    Happened,
)
from otkel.queueing.line import Line
from otkel.queueing.policy import Policy
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Truck

_ANY = -1_000_000  # days ahead, and with the other sign: no bound


def require_slot(
    state: State, line: Line, queue_class: str, slot_from_us: int | None, t_s: float, own_day: int = -1
) -> None:
    """Refuse a slot that is none, is full, or lies outside what may be booked now.

    `own_day` is the day in whose shares the truck counts already.
    """
    at = line.rules.class_at(queue_class)
    policy = line.rules.policy
    if slot_from_us is None:
        if line.rules.by_slot[at]:
            raise no("booking.slot_wanted", queue_class=queue_class)
        return
    if not line.rules.by_slot[at]:
        raise no("booking.no_slot_wanted" if policy.slot_min else "booking.no_slots", queue_class=queue_class)
    require_slot_time(state, line, slot_from_us, t_s)
    slot_s = state.s_of(slot_from_us)
    _require_listed(state, line, at, slot_s, t_s)
    if not has_room(line.slots.get(round(slot_s), 0), policy.slot_trucks):
        raise no("booking.full", trucks=policy.slot_trucks)
    day = state.day_of(slot_s)
    if day != own_day and not class_has_room(line, at, day):
        raise no("booking.cap", queue_class=queue_class)


def require_slot_time(state: State, line: Line, slot_from_us: int, t_s: float) -> None:
    """Refuse an instant at which no slot begins, or none that may be booked now."""
    policy = line.rules.policy
    slot_s = state.s_of(slot_from_us)
    if not is_reachable(slot_s, t_s, first_after_s(policy)):
        raise no("booking.past")
    midnight_us = state.us_of(state.day_starts_s[state.day_of(slot_s)])
    if not policy.slot_min or (slot_from_us - midnight_us) % (policy.slot_min * 60_000_000):
        raise no("booking.slot_grid", minutes=policy.slot_min)
    if not is_ahead(state.day_of(slot_s), state.day_of(t_s), _ANY, policy.horizon_days):
        raise no("booking.horizon", days=policy.horizon_days)


def _require_listed(state: State, line: Line, at: int, slot_s: float, t_s: float) -> None:
    days = line.rules.policy.classes[at].list_days
    if not is_ahead(state.day_of(slot_s), state.day_of(t_s), days, -_ANY):
        raise no("booking.list", days=days)


def class_has_room(
    line: Line, at: int, day: int, changed: Mapping[tuple[str, int], int] | None = None
) -> bool:
    """Tell whether one more truck of a class fits into a day's caps; `changed` is not yet recorded."""
    rules = line.rules
    more = changed or {}
    caps = (rules.caps[at], rules.group_caps[at])
    return all(
        has_room(line.taken.get((name, day), 0) + more.get((name, day), 0), cap)
        for name, cap in zip(rules.counted[at], caps, strict=False)
    )


def first_after_s(policy: Policy) -> float:
    """Give how long after now a slot begins at the earliest that a truck could still come to [s]."""
    late_min = 0 if policy.late_min is None else policy.late_min
    return booking.first_after_s(policy.book_until_min * MIN_S, late_min * MIN_S)


def slot_end(policy: Policy, slot_from_us: int | None) -> int | None:
    """Give the end of a slot."""
    return None if slot_from_us is None else slot_from_us + policy.slot_min * 60_000_000


def granted(line: Line, truck: Truck, slot_from_us: int, allocation: Allocation) -> Happened:
    """Say that a truck that asked was given a slot, and how."""
    body = Booked(
        vehicle=truck.vehicle, towards=line.towards, queue_class=truck.queue_class,
        slot_from_us=slot_from_us, slot_to_us=slot_end(line.rules.policy, slot_from_us),
        readiness=truck.readiness, allocation=allocation,
    )  # fmt: skip
    return Happened(body, truck.passage)


def moved(policy: Policy, truck: Truck, command: Move) -> Happened:
    """Say that a booking has another slot."""
    slot_to_us = slot_end(policy, command.slot_from_us)
    assert slot_to_us is not None
    body = Moved(
        slot_from_us=command.slot_from_us, slot_to_us=slot_to_us, side=command.side, reason=command.reason
    )
    return Happened(body, truck.passage)


def require_drawn(state: State, policy: Policy, slot_from_us: int, t_s: float) -> None:
    """Refuse a slot of a day whose requests are still taken: it is the draw's to give."""
    begin_s = state.day_starts_s[state.day_of(state.s_of(slot_from_us))]
    if t_s < begin_s - policy.request_until_h * HOUR_S:
        raise no("booking.by_draw")
