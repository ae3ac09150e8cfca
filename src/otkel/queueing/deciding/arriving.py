"""The truck comes: in time or not, with what it lacks; and its place is kept, or not."""

from __future__ import annotations

from math import inf

from otkel.facts.events.choices import Readiness, Stage
from otkel.facts.events.passages import (
    Arrived,
    ExceptionEnded,
    ExceptionGranted,
    ReadinessTold,
)
from otkel.queueing.commands import Arrive, EndException, GrantException, TellReadiness
from otkel.queueing.core.booking import EARLY, LATE, standing
from otkel.queueing.deciding.booking import filled, settle_deposit
from otkel.queueing.deciding.common import (
    HOUR_S,
    MIN_S,
    Decision,
    Happened,
    class_of,
    cures_used_up,
    get_line,
    get_truck,
    is_shadow,
    require_counted,
    require_status,
    told,
)
from otkel.queueing.fold import BACKLOG
from otkel.queueing.line import Line
from otkel.queueing.policy import TooLate
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck


def arrive(state: State, command: Arrive, t_s: float) -> Decision:
    """Let a truck stand in line."""
    at = get_line(state, command.towards)
    line = state.lines[at]
    policy = line.rules.policy
    came_s = t_s if command.since_us is None else min(t_s, state.s_of(command.since_us))
    truck = state.trucks.get(command.passage)
    if truck is None:
        queue_class = _class_unbooked(state, line, command, t_s)
        late_us = None
    else:
        require_status(truck, Status.BOOKED)
        if truck.vehicle != command.vehicle or truck.line != at:
            raise no("booking.vehicle", truck.passage)
        queue_class, late_us = _class_booked(line, truck, came_s)
    body = Arrived(
        vehicle=command.vehicle, towards=command.towards, queue_class=queue_class,
        stage=Stage.ROAD_QUEUE if command.backlog else command.stage, late_us=late_us,
        readiness=command.told.readiness, rulebook=command.told.rulebook, sealed=command.sealed,
        people=command.people, cargo=command.cargo, witness=command.witness,
    )  # fmt: skip
    happened = [Happened(body, command.passage, None if came_s == t_s else state.us_of(came_s))]
    if truck is not None and not is_shadow(policy):  # also who comes late has come
        happened += settle_deposit(truck, policy)
        if truck.has_slot and queue_class != truck.queue_class:  # it came too late for its slot
            happened += filled(state, line, truck, t_s)
    keep_s = t_s + policy.cure_h * HOUR_S if policy.cures_most else inf
    return happened + told(state, command.passage, command.told, keep_s)


def _class_unbooked(state: State, line: Line, command: Arrive, t_s: float) -> str:
    """Give the class of a truck that comes without a booking."""
    if command.backlog:
        return BACKLOG if command.vehicle not in state.live else _taken(state, command.vehicle)
    queue_class = class_of(line, command.queue_class)
    if is_shadow(line.rules.policy):
        return queue_class
    if line.rules.policy.booking_needed:
        raise no("arrive.not_entered")
    if command.vehicle in state.live:
        _taken(state, command.vehicle)
    if line.rules.by_slot[line.rules.class_at(queue_class)]:
        if queue_class == line.rules.policy.fallback:
            raise no("arrive.no_booking")
        raise no("arrive.class", queue_class=queue_class, fallback=line.rules.policy.fallback)
    return queue_class


def _taken(state: State, vehicle: str) -> str:
    raise no("booking.one", state.live[vehicle])


def _class_booked(line: Line, truck: Truck, came_s: float) -> tuple[str, int | None]:
    """Give the class in which a booked truck stands, and how late it is [µs]."""
    policy = line.rules.policy
    if not truck.has_slot:
        return truck.queue_class, None
    late_us = round((came_s - truck.slot_from_s) * 1e6) - policy.slot_min * 60_000_000
    if is_shadow(policy):
        return truck.queue_class, late_us
    early_s = -1.0 if policy.early_min is None else policy.early_min * MIN_S
    late_s = inf if policy.late_min is None else policy.late_min * MIN_S + truck.extra_s
    if policy.keep_alive_h and line.closed_since_s <= truck.slot_from_s + late_s:
        late_s = (
            inf  # it held when exit control closed, and is kept when that opens: nobody is late till then
        )
    stands = standing(came_s, truck.slot_from_s, early_s, late_s)
    if stands == EARLY:
        raise no("arrive.early", truck.passage, minutes=policy.early_min)
    if stands == LATE:
        if policy.too_late is TooLate.REFUSE or line.rules.by_slot[line.rules.fallback]:
            raise no("arrive.late", truck.passage, minutes=policy.late_min)
        return policy.fallback, late_us
    return truck.queue_class, late_us


def tell_readiness(state: State, command: TellReadiness, t_s: float) -> Decision:
    """Say what the law says now; the place is kept while something is cured, as often as allowed."""
    truck = get_truck(state, command.passage)
    policy = state.policy_of(truck)
    given = command.told
    lacks = given.readiness is Readiness.LACKING
    keeps = truck.status is not Status.WAITING or truck.cures < policy.cures_most
    keep_s = t_s + policy.cure_h * HOUR_S
    if lacks and truck.is_held:
        keep_s = truck.cure_by_s  # asking again does not prolong it
        keeps = keep_s != inf
    body = ReadinessTold(
        readiness=given.readiness, missing=given.missing, rulebook=given.rulebook,
        cure_by_us=state.us_of(keep_s) if lacks and keeps else None,
    )  # fmt: skip
    happened = [Happened(body, truck.passage)]
    if lacks and not keeps and not truck.is_held:
        happened.append(cures_used_up(truck))
    return happened


def grant_exception(state: State, command: GrantException, t_s: float) -> Decision:
    """Keep a place on evidence, or where the policy wants none because it was asked for."""
    truck = get_truck(state, command.passage)
    policy = state.policy_of(truck)
    require_status(truck, Status.BOOKED, Status.WAITING, Status.CALLED)
    if policy.exception_most_h == 0:
        raise no("exception.not_here", truck.passage)
    if policy.exception_evidence and command.evidence is None:
        raise no("exception.evidence", truck.passage)
    until_s = state.s_of(command.keeps_until_us)
    if until_s <= t_s:
        raise no("post.number", what="keeps_until_us")
    begins_s = max(t_s, truck.slot_from_s) if truck.status is Status.BOOKED and truck.has_slot else t_s
    if until_s - begins_s > policy.exception_most_h * HOUR_S:
        raise no("exception.too_long", truck.passage, hours=policy.exception_most_h)
    had = state.vehicle(truck.vehicle).exceptions_s
    most, days = policy.exceptions_most, policy.exceptions_days
    require_counted(had, t_s, days, most, "exception.limit", truck.passage)
    body = ExceptionGranted(
        ground=command.ground, keeps_until_us=command.keeps_until_us, evidence=command.evidence,
        rule="exception.evidence" if policy.exception_evidence else "exception.asked",
    )  # fmt: skip
    return [Happened(body, truck.passage)]


def end_exception(state: State, command: EndException, t_s: float) -> Decision:
    """Let a truck stand in its place again."""
    truck = get_truck(state, command.passage)
    if not truck.is_away:
        raise no("exception.none", truck.passage)
    return [Happened(ExceptionEnded(reason=command.reason), truck.passage)]
