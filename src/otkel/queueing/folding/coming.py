"""A passage begins, is booked, moved or given up, and the truck comes."""

from __future__ import annotations

from math import inf

from otkel.facts.events import passages
from otkel.facts.events.choices import Side, Stage
from otkel.queueing.folding.steps import (
    begin,
    drop_request,
    free_slot,
    go,
    leave_exit,
    line_at,
    remove,
    take_slot,
    vehicle_of,
    within_line,
)
from otkel.queueing.line import Line
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

BACKLOG = "backlog"  # the class of trucks that stood already
CANCELLED_TOO_LATE = "cancel.too_late"  # the rule by which a cancellation counts as not having come


def requested(state: State, body: passages.Requested, t_s: float, passage: int) -> None:
    """A request for a day whose slots are drawn."""
    line = line_at(state, body.towards)
    day = state.day_of(state.s_of(body.day_us))
    truck = begin(
        state, passage, body.vehicle, line, body.queue_class, Status.REQUESTED, t_s,
        choices_s=tuple(state.s_of(one) for one in body.choices_us),
        nonce=body.nonce, asked_since_s=state.s_of(body.since_us), asked_at=state.asked, day=day,
        readiness=body.readiness,
    )  # fmt: skip
    state.asked += 1
    vehicle_of(state, truck).asked_since_s = truck.asked_since_s
    state.lines[line].requests.setdefault(day, []).append(passage)


def booked(state: State, body: passages.Booked, t_s: float, passage: int) -> None:
    """A slot, or a place in the live queue."""
    line = line_at(state, body.towards)
    truck = state.trucks.get(passage)
    if truck is None:
        truck = begin(state, passage, body.vehicle, line, body.queue_class, Status.BOOKED, t_s)
    else:  # it had asked, and the draw gave it a slot, or somebody who gave his back
        drop_request(state, truck)
        state.lines[line].stand_down(passage)
        truck.draw, truck.stands_until_s = None, inf
        go(state, truck, Status.BOOKED, t_s)
        truck.queue_class = body.queue_class
    truck.booked_s, truck.readiness = t_s, body.readiness
    vehicle_of(state, truck).asked_since_s = inf
    if body.slot_from_us is None and state.policy_of(truck).order_by_booking:
        truck.seq = state.lines[line].new_seq()
    if body.slot_from_us is not None:
        take_slot(state, truck, state.s_of(body.slot_from_us))


def not_drawn(state: State, truck: Truck, body: passages.NotDrawn, t_s: float) -> None:
    """The request has ended, unless it stands by for that day; its age stays with the vehicle."""
    line = state.lines[truck.line]
    window = line.standby.get(truck.passage)
    if window is None:
        remove(state, truck, t_s)
        return
    drop_request(state, truck)
    truck.draw, truck.stands_until_s = body.draw, window[1]
    line.stand_by(truck, *window)
    line.watch(truck)


def standby(state: State, truck: Truck, body: passages.StandbyJoined, t_s: float) -> None:
    """It would take an earlier slot."""
    line = state.lines[truck.line]
    latest_s = state.s_of(body.latest_us)
    if truck.draw is not None:
        truck.stands_until_s = latest_s
        line.watch(truck)
    line.stand_by(truck, state.s_of(body.earliest_us), latest_s)


def moved(state: State, truck: Truck, body: passages.Moved, t_s: float) -> None:
    """Another slot; what kept the old one for longer says nothing of the new one.

    Who waits already keeps his order of arrival, and may be given a slot that has begun.
    """

    def change() -> None:
        free_slot(state, truck)
        truck.extra_s = 0.0
        take_slot(state, truck, state.s_of(body.slot_from_us))
        truck.promised_s = max(truck.promised_s, t_s)

    state.lines[truck.line].stand_down(truck.passage)
    if truck.status is Status.WAITING:
        within_line(state, truck, change)
    else:
        change()
    if body.side is Side.TRUCK:
        vehicle_of(state, truck).moves_s.append(t_s)


def cancelled(state: State, truck: Truck, body: passages.Cancelled, t_s: float) -> None:
    """Given up: a booking counts against the vehicle, and a request that was not drawn yet has no age."""
    if body.side is Side.TRUCK:
        vehicle = vehicle_of(state, truck)
        if body.rule == CANCELLED_TOO_LATE:
            vehicle.no_shows_s.append(t_s)
        elif truck.status is Status.BOOKED:
            vehicle.cancels_s.append(t_s)
        elif truck.draw is None:  # who was not drawn and stands by no more has asked in vain all the same
            vehicle.asked_since_s = inf
    remove(state, truck, t_s)


def no_show(state: State, truck: Truck, body: passages.NoShow, t_s: float) -> None:
    """It did not come."""
    vehicle_of(state, truck).no_shows_s.append(t_s)
    if truck.status >= Status.WAITING:
        state.left += 1
    remove(state, truck, t_s)


def arrived(state: State, body: passages.Arrived, t_s: float, passage: int) -> None:
    """It stands in line from now on, or on the list of the backlog."""
    at = line_at(state, body.towards)
    line = state.lines[at]
    truck = state.trucks.get(passage)
    if truck is None:
        truck = begin(state, passage, body.vehicle, at, body.queue_class, Status.WAITING, t_s)
    else:
        go(state, truck, Status.WAITING, t_s)
        if truck.has_slot and body.queue_class != truck.queue_class:
            free_slot(state, truck)  # it came too late, and stands in the live queue
        _stand_by_on(line, truck, t_s)
        truck.queue_class = body.queue_class
    if truck.seq < 0:  # else its place is that of its booking
        truck.seq = line.new_seq()
    truck.arrived_s = t_s
    truck.readiness, truck.people, truck.cargo = body.readiness, body.people or 0, body.cargo
    truck.missing, truck.cure_by_s = (
        (),
        inf,
    )  # what lacked at the booking is over; what lacks now is told next
    if body.stage is Stage.ROAD_QUEUE and body.queue_class == BACKLOG:
        truck.backlog = True
        line.backlog[passage] = None
    state.arrived += 1
    if truck.in_line:
        line.put_in(truck)


def _stand_by_on(line: Line, truck: Truck, t_s: float) -> None:
    """Keep who came before his slot on the list, in his turn: from now on he takes any earlier slot."""
    if truck.passage in line.standby and t_s < truck.slot_from_s < inf:
        line.stand_by(truck, min(t_s, line.standby[truck.passage][0]), truck.slot_from_s)
    else:
        line.stand_down(truck.passage)


def left(state: State, truck: Truck, body: passages.Left, t_s: float) -> None:
    """It is through, or back, or given up."""
    leave_exit(state, truck, t_s)
    if truck.status >= Status.WAITING:
        state.left += 1
    remove(state, truck, t_s)
