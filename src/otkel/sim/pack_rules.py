"""From policies of the queue to the arrays by which the kernel calls, books, draws and selects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from otkel.queueing.drawing import bounds_of
from otkel.queueing.policy import Allocating, CheckPlan, Policy, Releasing, TooLate
from otkel.queueing.policy_sense import CHECKED_STAGES
from otkel.queueing.rules import Rules as PolicyRules
from otkel.sim.kernel_rules import (
    ACTS,
    BY_SLOT_CLASS,
    COLUMNS,
    FIRST_NAME,
    FREE,
    INTAKE,
    IS_CALLED,
    LIST_DAYS,
    NAME,
    PLAN,
    Rules,
)

REFERRAL = "scenario"  # the reason of checks that the scenario draws, and not a plan of the policy
DAY_S = 86_400.0
_KINDS = {Releasing.FREE: FREE, Releasing.PLAN: PLAN, Releasing.INTAKE: INTAKE}


def adapt(policy: Policy, strip_places: int, lanes: int) -> Policy:
    """Give a policy as a simulated point runs by it.

    What the policy leaves open of its places is taken from the point: the strip (below 0: no limit), and as
    many places at exit control as lanes are ever open. Behind entry control a truck stays to be recorded
    until it has left, and the checks that a scenario draws have a reason of their own. A live line is
    entered by coming, not from afar; a vehicle passes once, so that nothing lies in a row.
    """
    places = None if strip_places < 0 else strip_places
    return msgspec.structs.replace(
        policy,
        exit_places=policy.exit_places or max(1, lanes),
        strip_places=policy.strip_places or places,
        roadside=True,
        booking_needed=False,
        order_by_booking=False,
        in_a_row=False,
        referral_reasons=(*policy.referral_reasons, REFERRAL),
    )


def numbers_of(policy: Policy) -> list[float]:
    """Give a policy's row of `Rules.numbers`, in the order of its columns."""
    fallback = next(at for at, one in enumerate(policy.classes) if one.name == policy.fallback)
    late = np.inf if policy.late_min is None else policy.late_min
    row = [
        _KINDS[policy.releasing], policy.plan_per_day, policy.lead_min, policy.buffer_trucks,
        policy.window_min, policy.step_trucks, policy.first_per_h, _open(policy.appear_min),
        _open(policy.exit_places), _open(policy.strip_places), _open(policy.entry_places), policy.slot_min,
        policy.slot_trucks, policy.horizon_days, policy.book_until_min, _open(policy.early_min), late,
        policy.too_late is TooLate.REFUSE, policy.allocating is Allocating.DRAW, policy.request_days,
        policy.request_until_h, policy.longest_pct, fallback, PolicyRules(policy).is_woven, policy.deposit,
        policy.deposit_no_shows, _open(policy.no_shows_most), policy.no_shows_days, len(policy.classes),
        sum(one.weight for one in policy.classes),
    ]  # fmt: skip
    assert len(row) == COLUMNS
    return [float(one) for one in row]


def tables_of(policies: Sequence[Policy | None], classes: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Give the arrays of the policies, a row for each point.

    `classes`: by point, for each class of the world, the name of the policy's. A class that a policy has no
    name for stands in its fallback.
    """
    ruled = [(at, policy) for at, policy in enumerate(policies) if policy is not None]
    points = len(policies)
    most = max(len(policy.classes) for _, policy in ruled)
    turns = max(sum(one.weight for one in policy.classes) for _, policy in ruled)
    tables: dict[str, Any] = {
        "has": np.array([policy is not None for policy in policies]),
        "numbers": np.zeros((points, COLUMNS)),
        "class_of": np.zeros((points, len(classes[0])), np.int64),
        "ranks": np.zeros((points, most), np.int64),
        "pattern": np.zeros((points, turns), np.int64),
        "classes": np.full((points, most, 7), -1, np.int64),
        "plans": np.zeros((points, 3, 4)),
        "bounds": np.zeros((points, 3, 3), np.uint64),
    }
    for at, policy in ruled:
        write_policy(tables, at, policy, classes[at])
    return tables


def write_policy(tables: dict[str, Any], at: int, policy: Policy, classes: Sequence[str]) -> None:
    """Write the rows of one point; a dated change writes them anew, as far as the tables are wide enough."""
    rules = PolicyRules(policy)
    count = len(policy.classes)
    tables["numbers"][at] = numbers_of(policy)
    tables["class_of"][at] = [rules.class_at(name) for name in classes]
    tables["ranks"][at, :count] = rules.ranks
    tables["pattern"][at, : len(rules.pattern)] = rules.pattern
    names: dict[str, int] = {}
    for one, counted in enumerate(rules.counted):
        row = tables["classes"][at, one]
        row[BY_SLOT_CLASS], row[LIST_DAYS] = rules.by_slot[one], policy.classes[one].list_days
        row[IS_CALLED] = rules.is_called[one]
        caps = (rules.caps[one], rules.group_caps[one])
        for which, name in enumerate(counted):
            row[NAME + 2 * which] = FIRST_NAME + names.setdefault(name, len(names))
            row[NAME + 2 * which + 1] = caps[which]
    for stage, name in enumerate(CHECKED_STAGES):
        plan = next((one for one in policy.checks if one.stage == name and one.lane is None), None)
        tables["plans"][at, stage] = 0.0
        if plan is not None:
            tables["bounds"][at, stage] = _bounds(plan)
            cap = -1 if plan.cap_per_day is None else plan.cap_per_day
            tables["plans"][at, stage] = 1.0, plan.sealed_pct, plan.threshold_points, cap


def _bounds(plan: CheckPlan) -> tuple[int, int, int]:
    random, expected = bounds_of(plan.random_pct, plan.expected_pct)
    return random, expected, bounds_of(plan.random_pct, plan.expected_pct, plan.sealed_pct)[1]


def days_of(days: int) -> Any:
    """Give the beginnings of so many days [s], the day before the first among them."""
    return np.arange(-1, days + 1) * DAY_S


def make_rules(tables: dict[str, Any], days: int, behaviour: dict[str, Any]) -> Rules:
    """Give the rules of a world: the policies' tables, the days, and what each truck does under them."""
    return Rules(days=days_of(days), **tables, **behaviour)


def acts_of(**columns: Any) -> Any:
    """Give what each truck does as records; a column for each field of ACTS."""
    acts = np.zeros(len(columns["drive"]), ACTS)
    for name, column in columns.items():
        acts[name] = column
    return acts


def _open(value: float | None) -> float:
    return -1.0 if value is None else value
