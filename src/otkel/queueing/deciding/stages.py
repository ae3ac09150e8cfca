"""The stages take a truck on, let it through, or do not; with the selection for checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.passages import (
    EntryCleared,
    EntryRefused,
    EntryStarted,
    ExitCleared,
    ExitRefused,
    ExitStarted,
    Left,
    TurnedBack,
)
from otkel.queueing.commands import Clear, Leave, Refuse, Start
from otkel.queueing.deciding.calling import require_lane
from otkel.queueing.deciding.checks import find_plan, select_by_draw
from otkel.queueing.deciding.common import (
    Decision,
    Happened,
    get_truck,
    is_shadow,
    kept_for_cure,
    require_running,
    require_status,
)
from otkel.queueing.line import Line
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

CONTROLS = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL)
# At a stage of control: the status a truck comes from, the one it has there, and the bodies.
_AT = {Stage.EXIT_CONTROL: Status.AT_EXIT, Stage.ENTRY_CONTROL: Status.AT_ENTRY}
_STARTED: dict[Stage, Callable[..., Any]] = {
    Stage.EXIT_CONTROL: ExitStarted,
    Stage.ENTRY_CONTROL: EntryStarted,
}
_CLEARED: dict[Stage, Callable[..., Any]] = {
    Stage.EXIT_CONTROL: ExitCleared,
    Stage.ENTRY_CONTROL: EntryCleared,
}
_REFUSED: dict[Stage, Callable[..., Any]] = {
    Stage.EXIT_CONTROL: ExitRefused,
    Stage.ENTRY_CONTROL: EntryRefused,
}


def start(state: State, command: Start, t_s: float) -> Decision:
    """Take a truck on at a stage of control."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    require_control(command.stage)
    body = _STARTED[command.stage](lane=command.lane, witness=command.witness)
    if is_shadow(line.rules.policy):
        require_status(truck, *(status for status in Status if Status.BOOKED <= status < _AT[command.stage]))
        return [Happened(body, truck.passage)]
    require_running(line, command.stage)
    _require_turn(line, truck, command.stage)
    _require_place(line, command.stage)
    if command.lane is not None:
        require_lane(line, command.stage, command.lane)
    happened = [Happened(body, truck.passage)]
    plan = find_plan(line, command.stage, command.lane)
    if plan is not None:
        happened.append(select_by_draw(state, line, truck, plan, command.lane, command.drawn, t_s))
    return happened


def _require_turn(line: Line, truck: Truck, stage: Stage) -> None:
    if stage is Stage.ENTRY_CONTROL:
        require_status(truck, Status.ON_STRIP)
    elif truck.status is Status.WAITING and line.rules.policy.call_needed:
        raise no("stage.not_called", truck.passage)
    else:
        require_status(truck, Status.WAITING, Status.CALLED)
        if truck.is_held or truck.is_away:
            raise no("call.held", truck.passage, missing=truck.missing)


def _require_place(line: Line, stage: Stage) -> None:
    policy = line.rules.policy
    places = policy.exit_places if stage is Stage.EXIT_CONTROL else policy.entry_places
    if places is not None and line.counts[_AT[stage]] >= places:
        raise no("stage.full", places=places, stage=stage.value)


def clear(state: State, command: Clear, t_s: float) -> Decision:
    """Let a truck through a stage of control; out of exit control it needs a place on the strip."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    require_control(command.stage)
    require_status(truck, _AT[command.stage])
    policy = line.rules.policy
    if not is_shadow(policy):
        if truck.check is not None and truck.check.stage is command.stage:
            raise no("check.open", truck.passage)
        if (
            command.stage is Stage.EXIT_CONTROL
            and policy.strip_places is not None
            and line.on_strip() >= policy.strip_places
        ):
            raise no("stage.full", truck.passage, places=policy.strip_places, stage=Stage.STRIP.value)
    body = _CLEARED[command.stage](lane=command.lane, witness=command.witness)
    happened = [Happened(body, truck.passage)]
    if command.stage is Stage.ENTRY_CONTROL:
        happened += _behind_entry(state, line, truck, command, t_s)
    return happened


def _behind_entry(state: State, line: Line, truck: Truck, command: Clear, t_s: float) -> Decision:
    """Let a truck leave, or, where a roadside check lies behind entry control, draw for it."""
    policy = line.rules.policy
    if not policy.roadside:
        return [Happened(Left(way=WayOut.THROUGH, witness=command.witness), truck.passage)]
    plan = find_plan(line, Stage.ROADSIDE_CHECK, None)
    if plan is None or is_shadow(policy):
        return []
    return [select_by_draw(state, line, truck, plan, None, command.drawn, t_s)]


def refuse(state: State, command: Refuse, t_s: float) -> Decision:
    """Do not let a truck through: it goes one stage back to cure what lacks, or all the way."""
    truck = get_truck(state, command.passage)
    if command.stage not in CONTROLS and not (command.back and command.stage is Stage.ROADSIDE_CHECK):
        raise _no_such(command.stage)
    at = _AT.get(command.stage, Status.INSIDE)
    require_status(truck, at)
    happened: Decision = []
    told: dict[str, Any] = {
        "reason": command.reason, "rule": command.rule, "redress": command.redress, "witness": command.witness
    }  # fmt: skip
    if command.stage in _REFUSED:
        happened.append(Happened(_REFUSED[command.stage](**told), truck.passage))
    if command.stage is Stage.EXIT_CONTROL and not command.back and not is_shadow(state.policy_of(truck)):
        happened.append(kept_for_cure(state, truck, t_s))  # it stands in line again
    if command.back:
        happened.append(Happened(TurnedBack(stage=command.stage, **told), truck.passage))
        happened.append(Happened(Left(way=WayOut.BACK, witness=command.witness), truck.passage))
    return happened


def leave(state: State, command: Leave, t_s: float) -> Decision:
    """End a passage: through, back, or given up."""
    truck = get_truck(state, command.passage)
    if truck.status < Status.WAITING:
        require_status(truck, Status.WAITING)
    if command.way is WayOut.THROUGH and not is_shadow(state.policy_of(truck)):
        # What the other side does not publish is not recorded: who was let onto the strip may be through.
        require_status(truck, Status.ON_STRIP, Status.AT_ENTRY, Status.INSIDE)
        if truck.check is not None and truck.check.started:
            raise no("check.open", truck.passage)
    return [Happened(Left(way=command.way, witness=command.witness), truck.passage)]


def require_control(stage: Stage) -> None:
    """Refuse a stage at which no officer takes trucks on."""
    if stage not in CONTROLS:
        raise _no_such(stage)


def _no_such(stage: Stage) -> Exception:
    return no("stage.none", stage=stage.value, options=tuple(one.value for one in CONTROLS))
