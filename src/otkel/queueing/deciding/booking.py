"""Bookings: made, moved and given back, with their deposits and blocks."""

from __future__ import annotations

from math import inf

from otkel.facts.events.choices import Allocation, DepositOutcome, Side, Stage
from otkel.facts.events.passages import Booked, Cancelled, DepositSettled
from otkel.facts.events.posts import VehicleBlocked
from otkel.queueing.commands import Book, Cancel, Move
from otkel.queueing.core.booking import count_since
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
from otkel.queueing.deciding.slots import (
    first_after_s,
    moved,
    require_drawn,
    require_slot,
    require_slot_time,
    slot_end,
)
from otkel.queueing.deciding.standby import filled, stand_by
from otkel.queueing.fold import CANCELLED_TOO_LATE
from otkel.queueing.line import Line
from otkel.queueing.policy import Allocating, Policy
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

__all__ = [
    "book", "cancel", "filled", "move", "require_slot_time", "slot_end", "stand_by",
]  # fmt: skip


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
        require_slot(state, line, queue_class, command.slot_from_us, t_s)
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
        return [moved(policy, truck, command)]
    require_slot(state, line, truck.queue_class, command.slot_from_us, t_s, truck.slot_day)
    if policy.allocating is Allocating.DRAW:
        require_drawn(state, policy, command.slot_from_us, t_s)
    if command.side is Side.TRUCK:
        _require_movable(state, truck, policy, t_s)
    return [moved(policy, truck, command), *filled(state, line, truck, t_s, command.slot_from_us)]


def _require_movable(state: State, truck: Truck, policy: Policy, t_s: float) -> None:
    if t_s > truck.slot_from_s - policy.move_until_min * MIN_S:
        raise no("move.late", truck.passage, minutes=policy.move_until_min)
    done = state.vehicle(truck.vehicle).moves_s
    require_counted(done, t_s, policy.moves_days, policy.moves_most, "move.limit", truck.passage)


def cancel(state: State, command: Cancel, t_s: float) -> Decision:
    """Give a place up, or take it away; its slot goes to who stands by.

    A truck gives its slot up without a penalty as long as somebody who is on his way could still take it.
    From then on it counts as not having come, for block and deposit: else nobody would ever be a no-show.
    While the booking is kept, or exit control is stopped, that time is not over.
    """
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    policy = line.rules.policy
    if truck.status > Status.BOOKED:
        raise no("cancel.late", truck.passage)
    too_late = command.side is Side.TRUCK and _is_too_late(line, truck, t_s)
    rule = CANCELLED_TOO_LATE if too_late else None
    happened = [Happened(Cancelled(side=command.side, reason=command.reason, rule=rule), truck.passage)]
    if truck.status is Status.REQUESTED or is_shadow(policy):
        return happened
    if too_late:
        return [*happened, *penalties(state, truck, t_s), *filled(state, line, truck, t_s)]
    happened += settle_deposit(truck, policy)
    if command.side is Side.TRUCK:
        done = state.vehicle(truck.vehicle).cancels_s
        happened += block(state, truck, done, policy.cancels_days, policy.cancels_most, "cancels", t_s)
    return [*happened, *filled(state, line, truck, t_s)]


def _is_too_late(line: Line, truck: Truck, t_s: float) -> bool:
    """Tell whether the slot that a truck gives up could not be given to anybody on his way any more."""
    policy = line.rules.policy
    if not truck.has_slot or is_shadow(policy) or line.stops(Stage.EXIT_CONTROL) is not None:
        return False
    return t_s > truck.slot_from_s + truck.extra_s - first_after_s(policy)


def penalties(state: State, truck: Truck, t_s: float) -> Decision:
    """Settle deposit and block of a booking whose truck did not come, this time included."""
    policy = state.policy_of(truck)
    had = state.vehicle(truck.vehicle).no_shows_s
    count = count_since(had, t_s, policy.no_shows_days * DAY_S) + 1
    settled = settle_deposit(truck, policy, count) if truck.status is Status.BOOKED else []
    return settled + block(state, truck, had, policy.no_shows_days, policy.no_shows_most, "no_shows", t_s)


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


def require_free_vehicle(state: State, policy: Policy, vehicle: str, t_s: float) -> None:
    """Refuse a vehicle that has a place already, or is blocked."""
    holder = state.live.get(vehicle)
    if holder is not None and (policy.one_booking or state.trucks[holder].status is not Status.BOOKED):
        raise no("booking.one", holder)
    until_s = state.vehicle(vehicle).blocked_until_s
    if t_s < until_s:
        raise no("booking.blocked", until_us=state.us_of(until_s))
