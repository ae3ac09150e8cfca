"""What falls due by itself: no-shows, cures and exceptions whose time is over.

It is done before anything else is decided, whether a `Tick` came or not. So the outcome of a command does
not depend on how often somebody asks for what is due: a truck that comes an hour too late meets the same
rules a second before a tick and a second after it.

What waiting changes is what an instant itself changes: a no-show, and a block for it, count from when they
are noticed; and a slot that could still have been given to who is on his way is given to nobody when that
is noticed only after it has begun.
"""

from __future__ import annotations

from otkel.facts.events.choices import Side, Stage
from otkel.facts.events.passages import Cancelled, NoShow, PlaceLost
from otkel.queueing.branch import branch_of, go_on
from otkel.queueing.deciding.booking import filled, penalties
from otkel.queueing.deciding.common import Decision, Happened, is_shadow
from otkel.queueing.due import STANDBY_OVER, due_s
from otkel.queueing.line import Line
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck


def fall_due(state: State, t_s: float) -> tuple[Decision, State]:
    """Give what has fallen due by an instant, and the state after it. The given one is not changed.

    One truck after the other, in the order in which it fell due: each is decided upon what the one before
    has changed. Nothing falls due while exit control is closed or paused, or where a queue is followed.
    """
    happened: Decision = []
    after = state
    if all(not line.due or line.due[0][0] >= t_s for line in state.lines):
        return happened, after  # the common case, in which nothing is to be looked for
    for line_at, passage in _list_due(state, t_s):
        line, truck = after.lines[line_at], after.trucks.get(passage)
        if truck is None or due_s(line.rules.policy, truck) >= t_s:
            continue  # what fell due before has changed it
        for one in _of_truck(after, line, truck, t_s):
            if after is state:
                after = branch_of(state)
            go_on(after, one.body, one.passage, t_s)
            happened.append(one)
    return happened, after


def _list_due(state: State, t_s: float) -> list[tuple[int, int]]:
    """Give direction and passage of those for whom something is due, in the order in which it fell due."""
    found: list[tuple[float, int, int]] = []
    for at, line in enumerate(state.lines):
        if not line.due or line.due[0][0] >= t_s or is_shadow(line.rules.policy):
            continue
        if line.stops(Stage.EXIT_CONTROL) is None:
            policy = line.rules.policy
            found += [(due_s(policy, one), at, one.passage) for one in line.list_due(at, state.trucks, t_s)]
    return [(at, passage) for _, at, passage in sorted(found)]


def _of_truck(state: State, line: Line, truck: Truck, t_s: float) -> Decision:
    if truck.status is Status.BOOKED:
        return no_show(state, line, truck, t_s, "no_show.slot")
    if truck.status is Status.WAITING:
        return _not_kept(truck, t_s)
    if truck.status is Status.REQUESTED:
        body = Cancelled(side=Side.NOBODY, reason="standby_over", rule=STANDBY_OVER)
        return [Happened(body, truck.passage)]
    return no_show(state, line, truck, t_s, "no_show.call") if _could_have_come(line, truck) else []


def _could_have_come(line: Line, truck: Truck) -> bool:
    """Tell whether a called truck would have been taken on by now, if it had come.

    The post may be late: while exit control is busy with those called before it, nobody knows whether it
    stands in front of it. When exit control is empty again it has its time to appear once more.
    """
    if line.rules.policy.exit_places is None or line.counts[Status.AT_EXIT] == 0:
        return True
    return truck.called_s < line.taken_on_s


def no_show(state: State, line: Line, truck: Truck, t_s: float, rule: str) -> Decision:
    """Say that a truck did not come, and what follows from it."""
    policy = line.rules.policy
    grace_us = 0 if policy.late_min is None else max(0, policy.late_min) * 60_000_000
    return [
        Happened(NoShow(rule=rule, grace_us=grace_us), truck.passage),
        *penalties(state, truck, t_s),
        *(filled(state, line, truck, t_s) if truck.status is Status.BOOKED else ()),
    ]


def _not_kept(truck: Truck, t_s: float) -> Decision:
    if truck.is_away and t_s > truck.away_until_s:
        body = PlaceLost(reason="exception_over", rule="exception.most")
    elif truck.is_held and t_s > truck.cure_by_s:
        body = PlaceLost(reason="not_cured", rule="cure.hours")
    else:
        return []
    return [Happened(body, truck.passage)]
