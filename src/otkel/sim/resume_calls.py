"""Who stands where under the disciplines, from a written state."""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim.kernel_calendar import NIL, Calendar
from otkel.sim.kernel_rules import (
    ABSENT,
    ASKED,
    AT_POST,
    BOOKED,
    DRIVING,
    LAST_START,
    ON_CALL,
    STARTED,
    STAYS_AWAY,
    WAITING,
    Called,
)
from otkel.sim.kernel_world import STAGES
from otkel.sim.resume_check import Lines
from otkel.sim.resume_check_calls import CalledOnes
from otkel.sim.snapshot import Snapshot
from otkel.sim.state_table import STANDING

_ON_CALL = (DRIVING, ABSENT, AT_POST)


def fill_calls(calls: Called, calendar: Calendar, snapshot: Snapshot, lines: Lines, numbers: Any) -> Called:
    """Write what a state says of the disciplines; gives them with room for the starts that come later.

    `numbers`: of each truck of the file in the world that goes on. What can be counted is counted.
    """
    listed = lines.called
    assert listed is not None
    for name in STANDING:
        calls.trucks[name][numbers] = snapshot.array(f"stands.{name}")
    calls.counts[:] = snapshot.array("calls.counts")
    calls.targets[:] = snapshot.array("calls.targets")
    taken, slots = snapshot.array("calls.taken"), snapshot.array("calls.slots")
    points, names, days = calls.taken.shape
    calls.taken.reshape(points * names, days)[:, : taken.shape[1]] = taken
    calls.slots[:, : slots.shape[1]] = slots
    point = snapshot.array("results.point")
    _fill_lists(calls, listed, point, numbers)
    _fill_posts(calls, calendar, lines, listed, point)
    on_call = point[np.isin(listed.status, _ON_CALL)]
    calls.counts[:, ON_CALL] = np.bincount(on_call, minlength=points)
    return _with_starts(calls, snapshot)


def _fill_lists(calls: Called, listed: CalledOnes, point: Any, numbers: Any) -> None:
    """Let each truck stand last in its list, in the order of the file."""
    for truck, day in zip(listed.trucks.tolist(), listed.days.tolist(), strict=True):
        own = int(numbers[truck])
        row = _row_of(calls, int(listed.status[truck]), int(point[truck]), own, day)
        last = int(calls.ends[row, 1])
        calls.trucks["before"][own], calls.trucks["after"][own] = last, NIL
        if last == NIL:
            calls.ends[row, 0] = own
        else:
            calls.trucks["after"][last] = own
        calls.ends[row, 1] = own


def _row_of(calls: Called, status: int, point: int, truck: int, day: int) -> int:
    """Give the list in which a truck stands."""
    points, first, number = calls.counts.shape[0], calls.called_row + point, 0
    if status == WAITING:
        first, number = point * (calls.called_row // points), int(calls.trucks["stands"][truck])
    elif status == ASKED:
        first, number = calls.asking_row + point * ((calls.holder_row - calls.asking_row) // points), day
    elif status in (BOOKED, STAYS_AWAY):
        first = calls.holder_row + point * calls.slots.shape[1]
        number = int(calls.trucks["slot_number"][truck])
    return int(first) + number


def _fill_posts(calls: Called, calendar: Calendar, lines: Lines, listed: CalledOnes, point: Any) -> None:
    """Let those stand before exit control who were called and are there."""
    for place in listed.posts.tolist():
        ends = calls.ends[calls.post_row + point[lines.items["truck"][place]]]
        calendar.items["next"][place] = NIL
        if ends[1] == NIL:
            ends[0] = place
        else:
            calendar.items["next"][ends[1]] = place
        ends[1] = place


def _with_starts(calls: Called, snapshot: Snapshot) -> Called:
    """Write when each post took trucks on, each with the one before it there."""
    at, station = snapshot.array("starts.at"), snapshot.array("starts.station")
    starts = np.zeros(at.size + calls.starts.size, calls.starts.dtype)
    starts["at"][: at.size] = at
    calls.counts[:, [LAST_START, LAST_START + 1]] = NIL
    for number, one in enumerate(station.tolist()):
        point, stage = one // STAGES, one % STAGES
        starts["earlier"][number] = calls.counts[point, LAST_START + stage]
        calls.counts[point, LAST_START + stage] = number
    calls.counts[:, STARTED] = 0
    calls.counts[0, STARTED] = at.size
    return calls._replace(starts=starts)
