"""Selection for checks, which can be shown to be drawn and not chosen; and how checks end."""

from __future__ import annotations

from math import inf
from typing import Any

from otkel.facts.events.choices import CheckKind, SelectionKind, Stage
from otkel.facts.events.selections import CheckEnded, CheckProlonged, CheckStarted, NotSelected, Selected
from otkel.queueing.commands import Drawn, EndCheck, ProlongCheck, Select, StartCheck
from otkel.queueing.core import selection
from otkel.queueing.deciding.common import MIN_S, Decision, Happened, get_truck, is_shadow, require_status
from otkel.queueing.drawing import bounds_of
from otkel.queueing.line import Line
from otkel.queueing.policy import CheckPlan
from otkel.queueing.refusals import no
from otkel.queueing.seeds import seed_of_check
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

_WHERE = {
    Stage.EXIT_CONTROL: (Status.AT_EXIT,),
    Stage.ENTRY_CONTROL: (Status.AT_ENTRY,),
    Stage.ROADSIDE_CHECK: (Status.INSIDE,),
}


def find_plan(line: Line, stage: Stage, lane: str | None) -> CheckPlan | None:
    """Give the plan of a lane, else that of the stage; None: nobody is selected there."""
    plans = [plan for plan in line.rules.policy.checks if plan.stage == stage.value]
    of_lane = [plan for plan in plans if plan.lane is not None and plan.lane == lane]
    return next(iter(of_lane or [plan for plan in plans if plan.lane is None]), None)


def select_by_draw(
    state: State, line: Line, truck: Truck, plan: CheckPlan, lane: str | None, drawn: Drawn | None, t_s: float
) -> Happened:
    """Select by the truck's own draw and the risk rules; also who is let pass is recorded."""
    stage = Stage(plan.stage)
    if drawn is None:
        raise no("check.draw", truck.passage)
    _require_seed(state, drawn, t_s)
    sealed = plan.sealed_pct if drawn.sealed_ok else None
    random, expected = bounds_of(plan.random_pct, plan.expected_pct, sealed)
    points = selection.weighed_points(drawn.points, 100.0 if sealed is None else sealed)
    cap = selection.NO_CAP if plan.cap_per_day is None else plan.cap_per_day
    may_be_risk = (
        cap != selection.NO_CAP and points >= plan.threshold_points
    )  # else the count decides nothing
    taken = _risk_taken(line, plan, state.day_of(t_s)) if may_be_risk else 0
    code = selection.select(drawn.draw, random, expected, points, plan.threshold_points, taken, cap)
    told: dict[str, Any] = {
        "stage": stage, "lane": lane, "draw": drawn.draw, "purpose": drawn.purpose, "seed": drawn.seed,
        "below": selection.stated_below(code, random, expected),
        "sealed_pct": None if sealed is None else round(sealed),
    }  # fmt: skip
    if code == selection.PASS:
        return Happened(NotSelected(**told), truck.passage)
    why: dict[str, Any] = {"kind": SelectionKind.RANDOM, "reason": "drawn"}
    if code == selection.RISK:
        why = {
            "kind": SelectionKind.RISK, "reason": drawn.reason or "risk_points",
            "risk_points": points, "risk_rules": drawn.rules,
        }  # fmt: skip
    return Happened(Selected(check=CheckKind.EXAMINATION, **told, **why), truck.passage)


def _risk_taken(line: Line, plan: CheckPlan, day: int) -> int:
    """Count those selected by risk in a day under a plan: in its lane, or in all lanes that it stands for."""
    stage = Stage(plan.stage)
    return sum(
        count
        for (key, on), count in line.risk_taken.items()
        if on == day
        and key.startswith(f"{plan.stage}/")
        and find_plan(line, stage, key.partition("/")[2] or None) is plan
    )


def _require_seed(state: State, drawn: Drawn, t_s: float) -> None:
    """Refuse a draw from another seed than the one that was committed first for this time."""
    if drawn.seed != seed_of_check(state, state.us_of(t_s)):
        raise no("check.seed")


def select(state: State, command: Select, t_s: float) -> Decision:
    """Let an officer refer a truck to a check, for a reason of this point."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    reasons = line.rules.policy.referral_reasons
    if not is_shadow(line.rules.policy) and command.reason not in reasons:
        raise no("check.reason", truck.passage, options=reasons)
    require_status(truck, *_where(command.stage))
    if truck.check is not None:
        raise no("check.open", truck.passage)
    body = Selected(
        stage=command.stage, check=command.check, kind=SelectionKind.REFERRAL, reason=command.reason,
        lane=command.lane,
    )  # fmt: skip
    return [Happened(body, truck.passage)]


def start_check(state: State, command: StartCheck, t_s: float) -> Decision:
    """Begin a check of a truck that was selected; the plan says when it must have ended."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    require_status(truck, *_where(command.stage))
    selected = truck.check is not None and truck.check.stage is command.stage and not truck.check.started
    if not selected and not is_shadow(line.rules.policy):
        raise no("check.not_selected" if truck.check is None else "check.open", truck.passage)
    plan = find_plan(line, command.stage, command.lane)
    most_min = None if plan is None else plan.most_min
    end_by_us = None if most_min is None else state.us_of(t_s + most_min * MIN_S)
    body = CheckStarted(
        stage=command.stage,
        check=command.check,
        lane=command.lane,
        end_by_us=end_by_us,
        witness=command.witness,
    )
    return [Happened(body, truck.passage)]


def prolong_check(state: State, command: ProlongCheck, t_s: float) -> Decision:
    """Let a check go on beyond its time, on a suspicion with its provision."""
    truck = _checked(state, command.passage)
    if command.end_by_us is not None and state.s_of(command.end_by_us) <= t_s:
        raise no("post.number", truck.passage, what="end_by_us")
    body = CheckProlonged(reason=command.reason, rule=command.rule, end_by_us=command.end_by_us)
    return [Happened(body, truck.passage)]


def end_check(state: State, command: EndCheck, t_s: float) -> Decision:
    """Record how a check ended."""
    truck = _checked(state, command.passage)
    assert truck.check is not None
    if truck.check.stage is not command.stage:
        raise no("check.not_started", truck.passage)
    body = CheckEnded(
        stage=command.stage, check=command.check, outcome=command.outcome, found=command.found,
        rule=command.rule, redress=command.redress, witness=command.witness,
    )  # fmt: skip
    return [Happened(body, truck.passage)]


def _checked(state: State, passage: int) -> Truck:
    truck = get_truck(state, passage)
    if truck.check is None or not truck.check.started:
        raise no("check.not_started", passage)
    return truck


def _where(stage: Stage) -> tuple[Status, ...]:
    if stage not in _WHERE:
        raise no("stage.none", stage=stage.value, options=tuple(one.value for one in _WHERE))
    return _WHERE[stage]


def is_over(truck: Truck, t_s: float) -> bool:
    """Tell whether a check has gone on beyond its legal time without having been prolonged."""
    return truck.check is not None and truck.check.end_by_s != inf and t_s > truck.check.end_by_s
