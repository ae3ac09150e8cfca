"""The truck comes: in time or not, with what it lacks; and its place is kept, or not."""

from __future__ import annotations

from math import inf

from otkel.facts.events.choices import Readiness, Stage
from otkel.facts.events.passages import (
    Arrived,
    ExceptionEnded,
    ExceptionGranted,
    NoShow,
    PlaceLost,
    ReadinessTold,
)
from otkel.queueing.commands import Arrive, EndException, GrantException, TellReadiness, Tick
from otkel.queueing.core.booking import EARLY, LATE, count_since, standing
from otkel.queueing.deciding.booking import block, filled, settle_deposit
from otkel.queueing.deciding.common import (
    DAY_S,
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
    keep_s = t_s + policy.cure_h * HOUR_S if policy.cures_most else inf
    return happened + told(state, command.passage, command.told, keep_s)


def _class_unbooked(state: State, line: Line, command: Arrive, t_s: float) -> str:
    """Give the class of a truck that comes without a booking."""
    if command.backlog:
        return BACKLOG if command.vehicle not in state.live else _taken(state, command.vehicle)
    queue_class = class_of(line, command.queue_class)
    if is_shadow(line.rules.policy):
        return queue_class
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
    """Keep a place on evidence."""
    truck = get_truck(state, command.passage)
    policy = state.policy_of(truck)
    require_status(truck, Status.BOOKED, Status.WAITING, Status.CALLED)
    if policy.exception_most_h == 0:
        raise no("exception.not_here", truck.passage)
    if command.evidence is None:
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
        rule="exception.evidence",
    )  # fmt: skip
    return [Happened(body, truck.passage)]


def end_exception(state: State, command: EndException, t_s: float) -> Decision:
    """Let a truck stand in its place again."""
    truck = get_truck(state, command.passage)
    if not truck.is_away:
        raise no("exception.none", truck.passage)
    return [Happened(ExceptionEnded(reason=command.reason), truck.passage)]


def tick(state: State, command: Tick, t_s: float) -> Decision:
    """Do what is due: no-shows, cures and exceptions whose time is over. Nothing while a point is closed."""
    happened: Decision = []
    for at, line in enumerate(state.lines):
        if is_shadow(line.rules.policy) or line.stops(Stage.EXIT_CONTROL) is not None:
            continue
        for truck in line.list_due(at, state.trucks, t_s):
            if truck.status is Status.BOOKED:
                happened += _no_show(state, line, truck, t_s, "no_show.slot")
            elif truck.status is Status.WAITING:
                happened += _not_kept(truck, t_s)
            elif _could_have_come(state, line, truck):
                happened += _no_show(state, line, truck, t_s, "no_show.call")
    return happened


def _could_have_come(state: State, line: Line, truck: Truck) -> bool:
    """Tell whether a called truck would have been taken on by now, if it had come.

    The post may be late: while exit control is stopped, or is busy with those called before it, nobody
    knows whether it stands in front of it.
    """
    if line.stops(Stage.EXIT_CONTROL) is not None:
        return False
    if line.rules.policy.exit_places is None or line.counts[Status.AT_EXIT] == 0:
        return True
    return any(
        one.status > Status.CALLED and truck.called_s < one.called_s < inf
        for one in state.trucks_of(truck.line)
    )


def _no_show(state: State, line: Line, truck: Truck, t_s: float, rule: str) -> Decision:
    policy = line.rules.policy
    grace_us = 0 if policy.late_min is None else max(0, policy.late_min) * 60_000_000
    had = state.vehicle(truck.vehicle).no_shows_s
    count = count_since(had, t_s, policy.no_shows_days * DAY_S) + 1
    is_booked = truck.status is Status.BOOKED  # else it had come, and its deposit was returned then
    return [
        Happened(NoShow(rule=rule, grace_us=grace_us), truck.passage),
        *(settle_deposit(truck, policy, count) if is_booked else ()),
        *block(state, truck, had, policy.no_shows_days, policy.no_shows_most, "no_shows", t_s),
        *(filled(state, line, truck, t_s) if is_booked else ()),
    ]


def _not_kept(truck: Truck, t_s: float) -> Decision:
    if truck.is_away and t_s > truck.away_until_s:
        body = PlaceLost(reason="exception_over", rule="exception.most")
    elif truck.is_held and t_s > truck.cure_by_s:
        body = PlaceLost(reason="not_cured", rule="cure.hours")
    else:
        return []
    return [Happened(body, truck.passage)]
