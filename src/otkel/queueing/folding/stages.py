"""The stages take a truck on, let it through, or do not; and it is checked."""

from __future__ import annotations

from math import inf

from otkel.facts.events import passages, selections
from otkel.facts.events.choices import Readiness
from otkel.queueing.folding.steps import (
    come_on_strip,
    free_slot,
    go,
    leave_exit,
    leave_strip,
    note,
    vehicle_of,
)
from otkel.queueing.state import State
from otkel.queueing.truck import Check, Status, Truck


def exit_started(state: State, truck: Truck, body: passages.ExitStarted, t_s: float) -> None:
    """Exit control took it on."""
    _take_on(state, truck)
    if truck.called_s != inf:
        line = state.lines[truck.line]
        line.taken_on_s = max(line.taken_on_s, truck.called_s)
    go(state, truck, Status.AT_EXIT, t_s)
    note(state.lines[truck.line].exits, t_s)


def exit_cleared(state: State, truck: Truck, body: passages.ExitCleared, t_s: float) -> None:
    """It may go onto the strip."""
    line = state.lines[truck.line]
    leave_exit(state, truck, t_s)
    go(state, truck, Status.ON_STRIP, t_s)
    if line.rules.policy.in_a_row:  # what the vehicle did before counts no more
        vehicle = vehicle_of(state, truck)
        vehicle.no_shows_s, vehicle.cancels_s = [], []
    note(line.cleared, t_s)
    come_on_strip(line, t_s)


def exit_refused(state: State, truck: Truck, body: passages.ExitRefused, t_s: float) -> None:
    """It stands in line again with its place, and cannot be called until what lacks is cured."""
    truck.readiness, truck.missing, truck.cure_by_s = Readiness.LACKING, (), inf
    truck.check = None
    leave_exit(state, truck, t_s)
    go(state, truck, Status.WAITING, t_s)


def entry_started(state: State, truck: Truck, body: passages.EntryStarted, t_s: float) -> None:
    """Entry control took it on."""
    line = state.lines[truck.line]
    if truck.status is Status.ON_STRIP:
        leave_strip(line, truck, t_s, is_seen=True)
    _take_on(state, truck)
    go(state, truck, Status.AT_ENTRY, t_s)
    note(line.entries, t_s)


def _take_on(state: State, truck: Truck) -> None:
    """Take a truck out of whatever it stood in. A followed queue may not have told of its arrival."""
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    if truck.status is Status.BOOKED:
        free_slot(state, truck)
    if truck.status < Status.WAITING:
        state.arrived += 1
    line.stand_down(truck.passage)
    line.backlog.pop(truck.passage, None)
    truck.backlog = False
    truck.visits += 1


def entry_cleared(state: State, truck: Truck, body: passages.EntryCleared, t_s: float) -> None:
    """It is let in."""
    go(state, truck, Status.INSIDE, t_s)


def entry_refused(state: State, truck: Truck, body: passages.EntryRefused, t_s: float) -> None:
    """It stands on the strip again."""
    truck.check = None
    go(state, truck, Status.ON_STRIP, t_s)
    come_on_strip(state.lines[truck.line], t_s)


def selected(state: State, truck: Truck, body: selections.Selected, t_s: float) -> None:
    """A check lies ahead; those selected by risk are counted by stage, lane and day."""
    truck.check = Check(stage=body.stage)
    day = state.day_of(t_s)
    if body.kind == "risk" and state.is_counted(day):
        line = state.lines[truck.line]
        key = f"{body.stage}/{body.lane or ''}", day
        line.risk_taken[key] = line.risk_taken.get(key, 0) + 1


def check_started(state: State, truck: Truck, body: selections.CheckStarted, t_s: float) -> None:
    """A check goes on."""
    end_by_s = inf if body.end_by_us is None else state.s_of(body.end_by_us)
    truck.check = Check(stage=body.stage, started=True, end_by_s=end_by_s)


def check_prolonged(state: State, truck: Truck, body: selections.CheckProlonged, t_s: float) -> None:
    """It goes on for longer."""
    if truck.check is not None:
        truck.check.end_by_s = inf if body.end_by_us is None else state.s_of(body.end_by_us)


def check_ended(state: State, truck: Truck, body: selections.CheckEnded, t_s: float) -> None:
    """It is over."""
    truck.check = None
