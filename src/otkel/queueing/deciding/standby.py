"""A slot that is given back goes at once to who stands by for it."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.events.choices import Side
from otkel.facts.events.passages import StandbyJoined
from otkel.queueing.commands import Move, Standby
from otkel.queueing.core.line import has_room
from otkel.queueing.deciding.common import (
    Decision,
    Happened,
    get_truck,
    require_status,
)
from otkel.queueing.deciding.slots import class_has_room, first_after_s, moved
from otkel.queueing.line import Line
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

_MOST_IN_A_CHAIN = 50  # trucks that move up when one slot is given back


def stand_by(state: State, command: Standby, t_s: float) -> Decision:
    """Write a booking on the list of those who would take an earlier slot."""
    truck = get_truck(state, command.passage)
    require_status(truck, Status.BOOKED)
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
        happened.append(moved(policy, truck, command))
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
