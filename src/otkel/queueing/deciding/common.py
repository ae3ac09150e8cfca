"""What several decisions ask alike."""

from __future__ import annotations

from math import inf
from typing import Any

import msgspec

from otkel.facts.events.choices import Readiness, Stage
from otkel.facts.events.passages import PlaceLost, ReadinessTold
from otkel.queueing.commands import Told
from otkel.queueing.core.booking import count_since
from otkel.queueing.line import Line
from otkel.queueing.policy import Mode, Policy
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import STAGE_OF, Status, Truck

MIN_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0


class Happened(msgspec.Struct, frozen=True, gc=False):
    """What a decision says has happened: now, unless it says when."""

    body: Any
    passage: int | None = None
    occurred_us: int | None = None


Decision = list[Happened]


def get_truck(state: State, passage: int) -> Truck:
    """Give a truck that is under way."""
    truck = state.trucks.get(passage)
    if truck is None:
        raise no("passage.unknown", passage)
    return truck


def get_line(state: State, towards: str) -> int:
    """Give a direction whose queue is open."""
    at = state.line_of(towards)
    if at is None:
        raise no("point.towards", towards=towards, options=state.towards)
    if not state.is_open[at]:
        raise no("point.not_open", towards=towards)
    return at


def require_status(truck: Truck, *allowed: Status) -> None:
    """Refuse where a truck is elsewhere than this could be done."""
    if truck.status not in allowed:
        raise no("passage.stage", truck.passage, stage=where(truck))


def where(truck: Truck) -> str:
    """Name where a truck is."""
    stage = STAGE_OF.get(truck.status)
    return stage.value if stage is not None else truck.status.name.lower()


def is_shadow(policy: Policy) -> bool:
    """Whether the queue is followed only."""
    return policy.mode is Mode.SHADOW


def require_running(line: Line, stage: Stage) -> None:
    """Refuse where a stage, or the whole point, is closed or paused."""
    reason = line.stops(stage)
    if reason is not None:
        raise no("stage.stopped", stage=stage.value, reason=reason)


def require_counted(
    times_s: list[float], t_s: float, days: int, most: int | None, rule: str, passage: int
) -> None:
    """Refuse one more where `most` lie in the window of `days` already."""
    if most is not None and count_since(times_s, t_s, days * DAY_S) >= most:
        raise no(rule, passage, most=most, days=days)


def class_of(line: Line, asked: str | None) -> str:
    """Give the class asked for, or the fallback's name."""
    if asked is None:
        return line.rules.policy.fallback
    if asked not in line.rules.index:
        raise no("booking.class", queue_class=asked, options=tuple(line.rules.names))
    return asked


def told(state: State, passage: int, given: Told, keep_until_s: float) -> Decision:
    """Say what the law said at the door, where something lacks or was asked: with its cure time."""
    if given.readiness is not Readiness.LACKING:
        return []
    until_us = None if keep_until_s == inf else state.us_of(keep_until_s)
    return [
        Happened(
            ReadinessTold(
                readiness=given.readiness, missing=given.missing, cure_by_us=until_us, rulebook=given.rulebook
            ),
            passage,
        )
    ]


def kept_for_cure(state: State, truck: Truck, t_s: float) -> Happened:
    """Keep the place of a truck that lacks something, as long and as often as the policy says."""
    policy = state.policy_of(truck)
    if truck.cures >= policy.cures_most:
        return cures_used_up(truck)
    cure_by_us = state.us_of(t_s + policy.cure_h * HOUR_S)
    return Happened(ReadinessTold(readiness=Readiness.LACKING, cure_by_us=cure_by_us), truck.passage)


def cures_used_up(truck: Truck) -> Happened:
    """Let a truck lose its place that has had it kept often enough."""
    return Happened(PlaceLost(reason="cures_used_up", rule="cure.most"), truck.passage)
