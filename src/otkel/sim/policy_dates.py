"""Every policy that may be in force at a point, and when: the one it begins with, with dates and rules of
state laid over it in the order in which they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

from otkel.errors import Mistake
from otkel.queueing.policy import Policy
from otkel.sim.policy_overlay import changed_policy
from otkel.sim.scenario import Point, Scenario
from otkel.sim.scenario_policy_dates import PolicyDate, PolicyWhen
from otkel.sim.scenario_timeline import line_of, minutes_of

MOST_RULES = 4  # of state at a point: each set of them that may hold at once is checked before the run
Rows = tuple[int, ...]  # numbers of rows that hold, in order


class Span(NamedTuple):
    """From an instant on these dates hold, until the next span."""

    at_min: float  # from midnight of the first day
    dates: Rows


class InForce(NamedTuple):
    """Which rows hold."""

    dates: Rows
    rules: Rows


class PolicyPlan(NamedTuple):
    """The policies of a point by what holds, when dates begin and end, and its rules of state."""

    spans: tuple[Span, ...]  # the first from 0 on
    lines: tuple[tuple[int, int, bool], ...]  # by rule: begins, ends [trucks in line], and whether above
    policies: dict[InForce, Policy]


def is_dated(point: Point) -> bool:
    """Tell whether a point's policy ever has other values."""
    return bool(point.policy_dates or point.policy_when)


def spans_of(scenario: Scenario, point: Point) -> tuple[Span, ...]:
    """Give which dates hold from when on."""
    times = [minutes_of(one, scenario.begins_on) for one in point.policy_dates]
    found: list[Span] = []
    for at in sorted({0.0, *(end for span in times for end in span if 0.0 < end < inf)}):
        dates = tuple(row for row, (begins, ends) in enumerate(times) if begins <= at < ends)
        if not found or found[-1].dates != dates:
            found.append(Span(at, dates))
    return tuple(found)


def every_policy(
    scenario: Scenario, point: Point, base: Policy, at: str
) -> Iterator[tuple[InForce, str, Policy | None, list[Mistake]]]:
    """Give each set of rows that may hold at once, the path of its last row, the policy, what is wrong."""
    seen: set[InForce] = set()
    rules = range(len(point.policy_when))
    some = [held for many in range(len(rules) + 1) for held in combinations(rules, many)]
    for span in spans_of(scenario, point):
        for held in some:
            holds = InForce(span.dates, held)
            if holds in seen:
                continue
            seen.add(holds)
            path = _last(holds, at)
            yield holds, path, *changed_policy(base, _fields(point, holds), path)


def _fields(point: Point, holds: InForce) -> dict[str, Any]:
    rows: Sequence[PolicyDate | PolicyWhen] = (
        *(point.policy_dates[one] for one in holds.dates),
        *(point.policy_when[one] for one in holds.rules),
    )
    return {path: value for row in rows for path, value in row.fields.items()}


def _last(holds: InForce, at: str) -> str:
    if holds.rules:
        return f"{at}.policy_when[{holds.rules[-1]}].fields"
    return f"{at}.policy_dates[{holds.dates[-1]}].fields" if holds.dates else f"{at}.policy_changes"


def plan_of(scenario: Scenario, point: Point, base: Policy | None) -> PolicyPlan | None:
    """Give the plan of a point whose policy has other values at times; None: it has none. It was checked."""
    if base is None or not is_dated(point):
        return None
    policies = {holds: policy for holds, _, policy, _ in every_policy(scenario, point, base, "") if policy}
    lines = tuple(line_of(one) for one in point.policy_when)
    return PolicyPlan(spans_of(scenario, point), lines, policies)
