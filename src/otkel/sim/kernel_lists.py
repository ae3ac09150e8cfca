"""Lists of trucks, linked through two arrays: a truck stands in one of them at most."""

from __future__ import annotations

from typing import Any

from otkel.sim.kernel_calendar import NIL, Calendar, give_place, inlined, within
from otkel.sim.kernel_rules import (
    IS_CALLED,
    NO_SLOT,
    OUT,
    Called,
    Rules,
    by_slot_at,
)


@within
def append(calls: Called, ends: Any, truck: int) -> None:
    """Let a truck stand last; `ends` holds the first and the last of a list."""
    own = calls.trucks[truck]
    own.before, own.after = ends[1], NIL
    if ends[1] == NIL:
        ends[0] = truck
    else:
        calls.trucks[ends[1]].after = truck
    ends[1] = truck


@within
def unlink(calls: Called, ends: Any, truck: int) -> None:
    """Take a truck out of the list in which it stands."""
    earlier, later = calls.trucks[truck].before, calls.trucks[truck].after
    if earlier == NIL:
        ends[0] = later
    else:
        calls.trucks[earlier].after = later
    if later == NIL:
        ends[1] = earlier
    else:
        calls.trucks[later].before = earlier


@inlined
def row_of(rules: Rules, point: int, queue_class: int) -> int:
    """Give the row of `Called.line` that holds the first and the last of a class."""
    row: int = point * rules.ranks.shape[1] + queue_class
    return row


@inlined
def goes_before(rules: Rules, calls: Called, point: int, one: int, other: int) -> bool:
    """Tell whether a truck stands before another of its class: by slot and then by arrival, or by arrival."""
    by_slot: bool = by_slot_at(rules, point, calls.trucks[one].stands)
    if by_slot and calls.trucks[one].slot != calls.trucks[other].slot:
        earlier: bool = calls.trucks[one].slot < calls.trucks[other].slot
        return earlier
    came_first: bool = calls.trucks[one].seq < calls.trucks[other].seq
    return came_first


@inlined
def stand_in(rules: Rules, calls: Called, point: int, truck: int) -> None:
    """Let a truck stand in the line of its class."""
    ends = calls.ends[row_of(rules, point, calls.trucks[truck].stands)]
    later = NIL
    earlier = ends[1]
    while earlier != NIL and goes_before(rules, calls, point, truck, earlier):
        later, earlier = earlier, calls.trucks[earlier].before
    if later == NIL:
        append(calls, ends, truck)
        return
    calls.trucks[truck].before, calls.trucks[truck].after = earlier, later
    calls.trucks[later].before = truck
    if earlier == NIL:
        ends[0] = truck
    else:
        calls.trucks[earlier].after = truck


@inlined
def first_to_call(rules: Rules, calls: Called, point: int, queue_class: int, until_s: float) -> int:
    """Give the first of a class whose slot, if it has one, begins by an instant; NIL: nobody."""
    truck: int = calls.ends[row_of(rules, point, queue_class), 0]
    if rules.classes[point, queue_class, IS_CALLED] == 0:
        return NIL
    if truck == NIL or not by_slot_at(rules, point, queue_class) or calls.trucks[truck].slot == NO_SLOT:
        return truck
    return truck if calls.trucks[truck].slot <= until_s else NIL


@inlined
def leave_by_choice(rules: Any, calls: Any, cal: Calendar, point: int, truck: int, place: int) -> bool:
    """Let a truck that gives up out of the line of a discipline; False: there is none at its point."""
    if rules is None:
        return False
    if not rules.has[point]:
        return False
    unlink(calls, calls.ends[row_of(rules, point, calls.trucks[truck].stands)], truck)
    calls.trucks[truck].status = OUT
    cal.items[place].what = NIL
    give_place(cal, place)
    return True
