"""Small steps that many events share: a truck begins, goes from place to place, takes and frees a slot."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import inf
from typing import Any

from otkel.queueing.folding.pruning import LOOK_BACK_S, forget_old
from otkel.queueing.line import Line
from otkel.queueing.state import State, Vehicle
from otkel.queueing.truck import Status, Truck

DAY_S = 86_400.0
_INTAKE_S = 2 * DAY_S


def line_at(state: State, towards: str) -> int:
    """Give the number of a direction."""
    return 1 if towards == state.towards[1] else 0


def begin(
    state: State, passage: int, vehicle: str, line: int, queue_class: str, status: Status, t_s: float,
    **more: Any,
) -> Truck:  # fmt: skip
    """Let a passage begin."""
    truck = Truck(
        passage=passage, vehicle=vehicle, line=line, queue_class=queue_class, status=status, since_s=t_s,
        **more,
    )  # fmt: skip
    state.trucks[passage] = truck
    state.live[vehicle] = passage
    state.lines[line].counts[status] += 1
    return truck


def go(state: State, truck: Truck, status: Status, t_s: float) -> None:
    """Let a truck stand elsewhere from now on."""
    counts = state.lines[truck.line].counts
    counts[truck.status] -= 1
    counts[status] += 1
    truck.status, truck.since_s = status, t_s


def within_line(state: State, truck: Truck, change: Callable[[], None]) -> None:
    """Change what decides whether a truck stands in line, and keep the index true."""
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    change()
    if truck.in_line:
        line.put_in(truck)
    line.watch(truck)


def remove(state: State, truck: Truck, t_s: float) -> None:
    """End a passage."""
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    if truck.status is Status.REQUESTED:
        drop_request(state, truck)
    if truck.status is Status.BOOKED:
        free_slot(state, truck)
    if truck.status is Status.ON_STRIP:
        leave_strip(line, truck, t_s)
    line.stand_down(truck.passage)
    line.backlog.pop(truck.passage, None)
    line.counts[truck.status] -= 1
    del state.trucks[truck.passage]
    if state.live.get(truck.vehicle) == truck.passage:
        del state.live[truck.vehicle]


def drop_request(state: State, truck: Truck) -> None:
    """Take a request off the list of its day."""
    line = state.lines[truck.line]
    asked = line.requests.get(truck.day, [])
    if truck.passage in asked:
        asked.remove(truck.passage)
        if not asked:
            del line.requests[truck.day]


def take_slot(state: State, truck: Truck, slot_from_s: float) -> None:
    """Give a truck a slot; it counts in the shares of that day."""
    line = state.lines[truck.line]
    truck.slot_from_s, truck.slot_day = slot_from_s, state.day_of(slot_from_s)
    truck.promised_s = slot_from_s
    key = round(slot_from_s)
    line.slots[key] = line.slots.get(key, 0) + 1
    at = line.rules.class_at(truck.queue_class)
    # Kept with the truck: the policy may have changed when the slot is given back.
    truck.counted = line.rules.counted[at] if line.rules.by_slot[at] else ()
    count_class(state, line, truck.counted, truck.slot_day, 1)
    line.watch(truck)


def free_slot(state: State, truck: Truck) -> None:
    """Take its slot from a truck."""
    if not truck.has_slot:
        return
    line = state.lines[truck.line]
    key = round(truck.slot_from_s)
    line.slots[key] = line.slots.get(key, 0) - 1
    if line.slots[key] <= 0:
        del line.slots[key]
    count_class(state, line, truck.counted, truck.slot_day, -1)
    truck.slot_from_s, truck.slot_day, truck.counted = inf, -1, ()
    truck.promised_s = inf


def count_class(state: State, line: Line, names: tuple[str, ...], day: int, by: int) -> None:
    """Count a truck in the shares of a day, under its class and its group."""
    for name in names if state.is_counted(day) else ():
        line.taken[(name, day)] = line.taken.get((name, day), 0) + by


def give_time(state: State, line: Line, t_s: float, called_since_s: float = -inf) -> None:
    """Give those called since an instant the whole time to appear once more: the post could not take them."""
    appear_min = line.rules.policy.appear_min
    for _, passage in line.on_call if appear_min is not None else ():
        truck = state.trucks.get(passage)
        if truck is None or truck.status is not Status.CALLED or truck.called_s < called_since_s:
            continue
        if truck.appear_by_s != inf:
            truck.appear_by_s = max(truck.appear_by_s, t_s + (appear_min or 0) * 60.0)
            line.watch(truck)


def leave_exit(state: State, truck: Truck, t_s: float) -> None:
    """Let exit control, where it is empty now, wait for those whom nobody called later has overtaken."""
    line = state.lines[truck.line]
    is_last = truck.status is Status.AT_EXIT and line.counts[Status.AT_EXIT] == 1
    if is_last and line.rules.policy.exit_places is not None:
        give_time(state, line, t_s, line.taken_on_s)


def note(times_s: deque[float], t_s: float) -> None:
    """Keep an instant, and none that is older than any window of intake."""
    times_s.append(t_s)
    while times_s[0] < t_s - _INTAKE_S:
        times_s.popleft()


def come_on_strip(line: Line, t_s: float) -> None:
    """Let a truck come onto the strip."""
    if line.strip is not None:
        line.strip = line.strip.come(t_s)


def leave_strip(line: Line, truck: Truck, t_s: float, is_seen: bool = False) -> None:
    """Let a truck leave the strip; `is_seen`: it stood there until then."""
    if line.strip is not None:
        line.strip = line.strip.leave(truck.since_s, t_s, is_seen)


def blank() -> Vehicle:
    """Give the record of a vehicle that did nothing so far."""
    return Vehicle(no_shows_s=[], cancels_s=[], moves_s=[], exceptions_s=[])


def vehicle_of(state: State, truck: Truck) -> Vehicle:
    """Give the record of a truck's vehicle, without what is older than any window."""
    found = state.vehicles.setdefault(truck.vehicle, blank())
    forget_old(found, state.t_s - LOOK_BACK_S)
    return found
