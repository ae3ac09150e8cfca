"""Slots: booked, moved, given back, and taken at once by who stands by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

from otkel.facts.events.choices import Allocation, DepositOutcome, Side
from otkel.facts.events.passages import Booked, Cancelled, DepositSettled, Moved, StandbyJoined
from otkel.facts.events.posts import VehicleBlocked
from otkel.queueing.commands import Book, Cancel, Move, Standby
from otkel.queueing.core.booking import count_since
from otkel.queueing.core.line import has_room
from otkel.queueing.deciding.common import (
    DAY_S,
    HOUR_S,
    MIN_S,
    Decision,
    Happened,
    class_of,
    get_line,
    get_truck,
    is_shadow,
    require_counted,
    require_status,
    told,
)
from otkel.queueing.line import Line
from otkel.queueing.policy import Allocating, Policy
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

_MOST_IN_A_CHAIN = 50  # trucks that move up when one slot is given back


def book(state: State, command: Book, t_s: float) -> Decision:
    """Give a slot, or a place in the live queue before the truck comes."""
    at = get_line(state, command.towards)
    line = state.lines[at]
    policy = line.rules.policy
    queue_class = class_of(line, command.queue_class)
    if command.passage in state.trucks:
        raise no("passage.known", command.passage)
    slot_s = None if command.slot_from_us is None else state.s_of(command.slot_from_us)
    if not is_shadow(policy):
        require_free_vehicle(state, policy, command.vehicle, t_s)
        _require_slot(state, line, queue_class, command.slot_from_us, t_s)
        if slot_s is not None and policy.allocating is Allocating.DRAW:
            raise no("booking.by_draw")
    allocation = None if slot_s is None else Allocation.FIRST_COME
    body = Booked(
        vehicle=command.vehicle, trailer=command.trailer, carrier=command.carrier, driver=command.driver,
        towards=command.towards, queue_class=queue_class, slot_from_us=command.slot_from_us,
        slot_to_us=slot_end(policy, command.slot_from_us), readiness=command.told.readiness,
        rulebook=command.told.rulebook, sealed=command.sealed, allocation=allocation,
    )  # fmt: skip
    keep_s = t_s + policy.cure_h * HOUR_S if slot_s is None else slot_s
    return [Happened(body, command.passage), *told(state, command.passage, command.told, keep_s)]


def move(state: State, command: Move, t_s: float) -> Decision:
    """Move a booking to another slot; what it leaves goes to who stands by."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    policy = line.rules.policy
    if command.vehicle is not None and command.vehicle != truck.vehicle:
        raise no("booking.vehicle", truck.passage)
    require_status(truck, Status.BOOKED)
    if not truck.has_slot:
        raise no("booking.no_slots", truck.passage)
    if state.us_of(truck.slot_from_s) == command.slot_from_us:
        raise no("move.same", truck.passage)
    if is_shadow(policy):
        return [_moved(policy, truck, command)]
    _require_slot(state, line, truck.queue_class, command.slot_from_us, t_s, truck.slot_day)
    if policy.allocating is Allocating.DRAW:
        _require_drawn(state, policy, command.slot_from_us, t_s)
    if command.side is Side.TRUCK:
        _require_movable(state, truck, policy, t_s)
    return [_moved(policy, truck, command), *filled(state, line, truck, t_s, command.slot_from_us)]


def _moved(policy: Policy, truck: Truck, command: Move) -> Happened:
    slot_to_us = slot_end(policy, command.slot_from_us)
    assert slot_to_us is not None
    body = Moved(
        slot_from_us=command.slot_from_us, slot_to_us=slot_to_us, side=command.side, reason=command.reason
    )
    return Happened(body, truck.passage)


def _require_drawn(state: State, policy: Policy, slot_from_us: int, t_s: float) -> None:
    """Refuse a slot of a day whose requests are still taken: it is the draw's to give."""
    begin_s = state.day_starts_s[state.day_of(state.s_of(slot_from_us))]
    if t_s < begin_s - policy.request_until_h * HOUR_S:
        raise no("booking.by_draw")


def _require_movable(state: State, truck: Truck, policy: Policy, t_s: float) -> None:
    if t_s > truck.slot_from_s - policy.move_until_min * MIN_S:
        raise no("move.late", truck.passage, minutes=policy.move_until_min)
    done = state.vehicle(truck.vehicle).moves_s
    require_counted(done, t_s, policy.moves_days, policy.moves_most, "move.limit", truck.passage)


def cancel(state: State, command: Cancel, t_s: float) -> Decision:
    """Give a place up, or take it away; its slot goes to who stands by."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    policy = line.rules.policy
    if truck.status > Status.BOOKED:
        raise no("cancel.late", truck.passage)
    happened = [Happened(Cancelled(side=command.side, reason=command.reason), truck.passage)]
    if truck.status is Status.REQUESTED or is_shadow(policy):
        return happened
    if policy.deposit:
        happened.append(_deposit(truck, DepositOutcome.RETURNED))
    if command.side is Side.TRUCK:
        done = state.vehicle(truck.vehicle).cancels_s
        happened += block(state, truck, done, policy.cancels_days, policy.cancels_most, "cancels", t_s)
    return [*happened, *filled(state, line, truck, t_s)]


def _deposit(truck: Truck, outcome: DepositOutcome) -> Happened:
    return Happened(DepositSettled(outcome=outcome, rule="deposit"), truck.passage)


def settle_deposit(truck: Truck, policy: Policy, no_shows: int | None = None) -> Decision:
    """Settle a deposit: returned, unless this is one no-show too many."""
    if not policy.deposit or truck.booked_s == inf:
        return []
    lost = no_shows is not None and no_shows >= policy.deposit_no_shows
    return [_deposit(truck, DepositOutcome.FORFEITED if lost else DepositOutcome.RETURNED)]


def block(
    state: State, truck: Truck, done_s: list[float], days: int, most: int | None, what: str, t_s: float
) -> Decision:
    """Block a vehicle that did it once too often, this time included."""
    policy = state.policy_of(truck)
    if most is None or not policy.block_days or count_since(done_s, t_s, days * DAY_S) + 1 < most:
        return []
    until_us = state.us_of(t_s + policy.block_days * DAY_S)
    return [Happened(VehicleBlocked(vehicle=truck.vehicle, until_us=until_us, rule=f"block.{what}"))]


def stand_by(state: State, command: Standby, t_s: float) -> Decision:
    """Write a booking on the list of those who would take an earlier slot."""
    truck = get_truck(state, command.passage)
    require_status(truck, Status.BOOKED)
    if not truck.has_slot:
        raise no("booking.no_slots", truck.passage)
    latest_s = state.s_of(command.latest_us)
    if command.earliest_us > command.latest_us or latest_s >= truck.slot_from_s or latest_s < t_s:
        raise no("standby.window", truck.passage)
    body = StandbyJoined(earliest_us=command.earliest_us, latest_us=command.latest_us)
    return [Happened(body, truck.passage)]


def filled(state: State, line: Line, gone: Truck, t_s: float, slot_from_us: int | None = None) -> Decision:
    """Give the slot that a truck leaves to the first who stands by for it, his to the next, and so on.

    `slot_from_us` is the slot that it takes instead. A slot that nobody could come to any more, or that
    holds more than its trucks without the one that leaves, is given to nobody.
    """
    happened: Decision = []
    policy = line.rules.policy
    changed = _Changed(state, line)
    changed.leave(gone)
    if slot_from_us is not None:
        changed.take(gone, state.s_of(slot_from_us))
    while gone.has_slot and len(happened) < _MOST_IN_A_CHAIN:
        freed_s = gone.slot_from_s
        full = not has_room(line.slots.get(round(freed_s), 0) - 1, policy.slot_trucks)
        if full or freed_s < t_s + first_after_s(policy):
            break
        truck = next(
            (one for one in changed.would_take(freed_s) if _may_take(changed, one, freed_s, t_s)), None
        )
        if truck is None:
            break
        command = Move(
            passage=truck.passage, slot_from_us=state.us_of(freed_s), side=Side.NOBODY, reason="standby"
        )
        happened.append(_moved(policy, truck, command))
        changed.leave(truck)
        changed.take(truck, freed_s)
        gone = truck
    return happened


class _Changed:
    """What a decision has changed so far, before it is folded."""

    def __init__(self, state: State, line: Line) -> None:
        self.state, self.line = state, line
        self.gone: set[int] = set()
        self.taken: dict[tuple[str, int], int] = {}

    def leave(self, truck: Truck) -> None:
        """Let a truck give up its slot; it is not offered another one."""
        self.gone.add(truck.passage)
        for name in truck.counted:
            self.taken[(name, truck.slot_day)] = self.taken.get((name, truck.slot_day), 0) - 1

    def take(self, truck: Truck, slot_from_s: float) -> None:
        """Let it have another slot."""
        day = self.state.day_of(slot_from_s)
        for name in self.line.rules.counted[self.line.rules.class_at(truck.queue_class)]:
            self.taken[(name, day)] = self.taken.get((name, day), 0) + 1

    def would_take(self, slot_from_s: float) -> Iterator[Truck]:
        """Give those who stand by for a slot, the first to have joined before the others."""
        for passage in self.line.standing_by.for_slot(slot_from_s):
            truck = self.state.trucks[passage]
            if passage not in self.gone and slot_from_s < truck.slot_from_s:
                yield truck


def _may_take(changed: _Changed, truck: Truck, slot_from_s: float, t_s: float) -> bool:
    state, line = changed.state, changed.line
    at, day = line.rules.class_at(truck.queue_class), state.day_of(slot_from_s)
    if day - state.day_of(t_s) < line.rules.policy.classes[at].list_days:
        return False
    return day == truck.slot_day or class_has_room(line, at, day, changed.taken)


def require_free_vehicle(state: State, policy: Policy, vehicle: str, t_s: float) -> None:
    """Refuse a vehicle that has a place already, or is blocked."""
    holder = state.live.get(vehicle)
    if holder is not None and (policy.one_booking or state.trucks[holder].status is not Status.BOOKED):
        raise no("booking.one", holder)
    until_s = state.vehicle(vehicle).blocked_until_s
    if t_s < until_s:
        raise no("booking.blocked", until_us=state.us_of(until_s))


def _require_slot(
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
    if slot_s < t_s + first_after_s(policy):
        raise no("booking.past")
    midnight_us = state.us_of(state.day_starts_s[state.day_of(slot_s)])
    if not policy.slot_min or (slot_from_us - midnight_us) % (policy.slot_min * 60_000_000):
        raise no("booking.slot_grid", minutes=policy.slot_min)
    if state.day_of(slot_s) - state.day_of(t_s) > policy.horizon_days:
        raise no("booking.horizon", days=policy.horizon_days)


def _require_listed(state: State, line: Line, at: int, slot_s: float, t_s: float) -> None:
    days = line.rules.policy.classes[at].list_days
    if state.day_of(slot_s) - state.day_of(t_s) < days:
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
    return max(policy.book_until_min, -late_min) * MIN_S


def slot_end(policy: Policy, slot_from_us: int | None) -> int | None:
    """Give the end of a slot."""
    return None if slot_from_us is None else slot_from_us + policy.slot_min * 60_000_000
