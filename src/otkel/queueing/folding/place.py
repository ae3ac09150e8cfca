"""The place in line: kept, lost, and the call."""

from __future__ import annotations

from math import inf

from otkel.facts.events import passages
from otkel.facts.events.choices import Readiness
from otkel.queueing.core.line import choose_class
from otkel.queueing.folding.steps import count_class, go, vehicle_of, within_line
from otkel.queueing.line import Line
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

# Calls that take a turn of the weave: by the class whose turn it was, or by the fallback's.
_OF_CLASS = ("call.class", "call.slot")
_OF_FALLBACK = ("call.weave", "call.order_of_arrival", "call.order_of_booking", "call.rank")


def readiness(state: State, truck: Truck, body: passages.ReadinessTold, t_s: float) -> None:
    """What the law says now; a place kept for a cure counts once, however often is asked."""

    def change() -> None:
        cure_by_s = inf if body.cure_by_us is None else state.s_of(body.cure_by_us)
        lacks = body.readiness is Readiness.LACKING
        if lacks and truck.status is Status.WAITING and cure_by_s != inf and truck.cure_by_s == inf:
            truck.cures += 1
        truck.readiness, truck.missing, truck.cure_by_s = body.readiness, body.missing, cure_by_s

    within_line(state, truck, change)


def exception(state: State, truck: Truck, body: passages.ExceptionGranted, t_s: float) -> None:
    """A place is kept; who was called stands in his old place again."""
    vehicle_of(state, truck).exceptions_s.append(t_s)
    until_s = state.s_of(body.keeps_until_us)
    if truck.status is Status.BOOKED:
        if truck.has_slot:
            truck.extra_s = max(truck.extra_s, until_s - truck.slot_from_s)
            state.lines[truck.line].watch(truck)
        return
    if truck.status is Status.CALLED:
        go(state, truck, Status.WAITING, t_s)
        truck.appear_by_s = inf
        truck.away_until_s = until_s
        state.lines[truck.line].watch(truck)
        return

    def change() -> None:
        truck.away_until_s = until_s

    within_line(state, truck, change)


def exception_over(state: State, truck: Truck, body: passages.ExceptionEnded, t_s: float) -> None:
    """It stands in its place again."""

    def change() -> None:
        truck.away_until_s = -inf

    within_line(state, truck, change)


def place_lost(state: State, truck: Truck, body: passages.PlaceLost, t_s: float) -> None:
    """It stands at the end of the line."""

    def change() -> None:
        truck.seq = state.lines[truck.line].new_seq()
        truck.away_until_s, truck.cure_by_s = -inf, inf

    within_line(state, truck, change)


def called(state: State, truck: Truck, body: passages.Called, t_s: float) -> None:
    """It is told to drive to the post."""
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    go(state, truck, Status.CALLED, t_s)
    truck.called_s = t_s
    truck.appear_by_s = inf if body.appear_by_us is None else state.s_of(body.appear_by_us)
    line.stand_down(truck.passage)
    line.backlog.pop(truck.passage, None)
    truck.backlog = False
    line.on_call.append((t_s, truck.passage))
    line.watch(truck)
    day = state.day_of(t_s)
    if state.is_counted(day):
        line.called[day] = line.called.get(day, 0) + 1
    at = line.rules.class_at(truck.queue_class)
    if body.rule == "call.class" and not line.rules.by_slot[at]:
        count_class(state, line, line.rules.counted[at], day, 1)
    if body.rule in _OF_CLASS:
        _turn_on(line, at)
    elif body.rule in _OF_FALLBACK:  # also where a truck of another class, whose share is used up, took it
        _turn_on(line, line.rules.fallback)


def _turn_on(line: Line, at: int) -> None:
    """Move the weave on, past the turn that this class has taken."""
    rules = line.rules
    line.turn = choose_class(rules.ranks, rules.pattern, line.turn, rules.only[at])[1]
