"""A slot that is given back, or that a no-show leaves, goes at once to who stands by for it.

A slot that has not begun goes to the first on the list who can still come to it. One that has begun, or
begins too soon to come to, goes to the first on the list who is there already: he came early, waits for a
later slot, and may be called at once. Before them all come those who asked for a slot of that day and were
given none by its draw.
"""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.events.choices import Allocation, Side
from otkel.facts.events.passages import StandbyJoined
from otkel.queueing.commands import Move, Standby
from otkel.queueing.core.line import has_room
from otkel.queueing.deciding.common import (
    Decision,
    Happened,
    get_truck,
    require_status,
)
from otkel.queueing.deciding.slots import class_has_room, first_after_s, granted, moved
from otkel.queueing.due import STANDBY
from otkel.queueing.line import Line
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

_MOST_IN_A_CHAIN = 50  # trucks that move up when one slot is given back


def stand_by(state: State, command: Standby, t_s: float) -> Decision:
    """Write a booking, or a truck that waits for its slot, on the list of those who take an earlier one.

    A request stands by for the day it asks for: it takes part in the draw, and goes on where that gives
    it nothing.
    """
    truck = get_truck(state, command.passage)
    require_status(truck, Status.REQUESTED, Status.BOOKED, Status.WAITING)
    if truck.status is Status.REQUESTED:
        return [_for_the_day(state, truck, command, t_s)]
    if not truck.has_slot:
        raise no("booking.no_slots", truck.passage)
    policy = state.policy_of(truck)
    if policy.moves_most == 0:  # where no booking is changed, nobody moves up either
        raise no("move.limit", truck.passage, most=0, days=policy.moves_days)
    latest_s = state.s_of(command.latest_us)
    if command.earliest_us > command.latest_us or latest_s >= truck.slot_from_s or latest_s < t_s:
        raise no("standby.window", truck.passage)
    body = StandbyJoined(earliest_us=command.earliest_us, latest_us=command.latest_us)
    return [Happened(body, truck.passage)]


def _for_the_day(state: State, truck: Truck, command: Standby, t_s: float) -> Happened:
    earliest_s, latest_s = state.s_of(command.earliest_us), state.s_of(command.latest_us)
    in_day = state.day_of(earliest_s) == state.day_of(latest_s) == truck.day
    if not in_day or earliest_s > latest_s or latest_s < t_s:
        raise no("standby.day", truck.passage)
    body = StandbyJoined(earliest_us=command.earliest_us, latest_us=command.latest_us)
    return Happened(body, truck.passage)


def filled(state: State, line: Line, gone: Truck, t_s: float, slot_from_us: int | None = None) -> Decision:
    """Give the slot that a truck leaves to the first who stands by for it, his to the next, and so on.

    `slot_from_us` is the slot that it takes instead. A slot that holds more than its trucks without the
    one that leaves, or whose day is over so long that it is not counted any more, is given to nobody.
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
        if full or not state.is_counted(state.day_of(freed_s)):
            break
        takers = (one for one in changed.would_take(freed_s, t_s) if _may_take(changed, one, freed_s, t_s))
        truck = next(takers, None)
        if truck is None:
            break
        happened.append(_given(state, line, truck, freed_s))
        changed.leave(truck)
        changed.take(truck, freed_s)
        gone = truck
    return happened


def _given(state: State, line: Line, truck: Truck, slot_from_s: float) -> Happened:
    slot_us = state.us_of(slot_from_s)
    if truck.status is Status.REQUESTED:
        return granted(line, truck, slot_us, Allocation.STANDBY)
    command = Move(passage=truck.passage, slot_from_us=slot_us, side=Side.NOBODY, reason=STANDBY)
    return moved(line.rules.policy, truck, command)


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

    def would_take(self, slot_from_s: float, t_s: float) -> Iterator[Truck]:
        """Give those who stand by for a slot, the first to have joined before the others.

        A slot that has begun is used from now on, so it is for those who would come now.
        """
        for passage in self.line.standing_by.for_slot(max(slot_from_s, t_s)):
            truck = self.state.trucks[passage]
            if passage not in self.gone and slot_from_s < truck.slot_from_s:
                yield truck


def _may_take(changed: _Changed, truck: Truck, slot_from_s: float, t_s: float) -> bool:
    state, line = changed.state, changed.line
    policy = line.rules.policy
    at, day = line.rules.class_at(truck.queue_class), state.day_of(slot_from_s)
    list_days = policy.classes[at].list_days
    if list_days and day - state.day_of(t_s) < list_days:
        return False
    if truck.status is Status.WAITING:  # it is there, can be called, and its own slot has not begun
        can_come = truck.in_line and truck.slot_from_s > t_s and line.rules.by_slot[at]
    else:
        can_come = slot_from_s >= t_s + first_after_s(policy)
    if truck.status is Status.REQUESTED:
        can_come = can_come and truck.draw is not None  # before the draw it is one of those who ask
    elif policy.moves_most == 0:
        can_come = False  # where no booking is changed, nobody moves up either
    return can_come and (day == truck.slot_day or class_has_room(line, at, day, changed.taken))
