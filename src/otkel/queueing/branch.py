"""A state that goes on by itself for the length of one decision; the one it comes from stays as it is.

What is large is shared: a truck and the record of a vehicle become the branch's own only when an event
changes them. So a branch of ten thousand trucks costs a copy of a few tables and not of the trucks.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from typing import Any, TypeVar

import msgspec

from otkel.queueing.fold import fold
from otkel.queueing.line import Line
from otkel.queueing.state import State, Vehicle
from otkel.queueing.waiting_list import WaitingList

T = TypeVar("T")


def branch_of(state: State) -> State:
    """Give a branch; only `go_on` may change it, and only by events of what has fallen due."""
    other = _shallow(state)
    other.lines = _line_of(state.lines[0]), _line_of(state.lines[1])
    return other


def go_on(branch: State, body: Any, passage: int | None, t_s: float) -> None:
    """Change a branch by what happened to one truck, or to one vehicle."""
    truck = branch.trucks.get(-1 if passage is None else passage)
    if truck is not None:
        branch.trucks[truck.passage] = msgspec.structs.replace(truck)
    subject = getattr(body, "vehicle", None) if truck is None else truck.vehicle
    vehicle = branch.vehicles.get(subject or "")
    if subject is not None and vehicle is not None:
        branch.vehicles[subject] = _own(vehicle)
    fold(branch, body, passage, t_s)


def _own(vehicle: Vehicle) -> Vehicle:
    own: Any = {name: copy(getattr(vehicle, name)) for name in vehicle.__struct_fields__}
    return Vehicle(**own)


def _line_of(line: Line) -> Line:
    other = _shallow(line)
    other.heaps = [list(heap) for heap in line.heaps]
    other.requests = {day: list(asked) for day, asked in line.requests.items()}
    other.standing_by = _list_of(line.standing_by, other)
    return other


def _list_of(old: WaitingList, line: Line) -> WaitingList:
    other = _shallow(old)
    other.windows = line.standby
    other.stretches = {stretch: list(entries) for stretch, entries in old.stretches.items()}
    return other


def _shallow(one: T) -> T:
    """Give another one with tables and lists of its own, whose entries are shared."""
    other = object.__new__(type(one))
    for name, value in vars(one).items():
        setattr(other, name, copy(value) if isinstance(value, dict | list | deque) else value)
    return other
