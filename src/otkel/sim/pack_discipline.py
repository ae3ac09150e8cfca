"""What trucks do where disciplines rule, drawn as `pack.py` draws the rest; and the rules of a world.

`draw_acts` is plain Python over lists, and is compiled as it stands: the same bits either way.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from otkel.queueing.policy import Policy
from otkel.sim.draws import Purpose, draw_of, passage_key
from otkel.sim.inverse import bound_of, happens
from otkel.sim.kernel_rules import ACTS, Rules
from otkel.sim.pack import HOUR, Plan, duration
from otkel.sim.pack_back import all_points, back_points
from otkel.sim.pack_rules import adapt, make_rules, tables_of
from otkel.sim.policy_dates import PolicyPlan, plan_of
from otkel.sim.scenario import Point, Scenario

DRIVE, LATE, EARLY, EXIT_CHECK, ENTRY_CHECK, ROADSIDE_CHECK = range(6)  # times, in the order of the plan
COMES_LATE, NO_SHOW, SEALED, RISKY = range(4)  # chances
MANY_POINTS = 1000  # above every threshold of a policy
SPARE_DAYS = 400  # of the table of days behind the horizon: trucks that wait longer are never called
_DRIVE, _LATENESS, _NO_SHOW, _SEAL, _RISK = (
    int(one)
    for one in (
        Purpose.DRIVE,
        Purpose.LATENESS,
        Purpose.NO_SHOW,
        Purpose.SEAL,
        Purpose.RISK_POINTS,
    )
)
_SELECTIONS = tuple(
    int(one) for one in (Purpose.EXIT_SELECTION, Purpose.ENTRY_SELECTION, Purpose.ROADSIDE_SELECTION)
)
_CHECKS = tuple(int(one) for one in (Purpose.EXIT_CHECK, Purpose.ENTRY_CHECK, Purpose.ROADSIDE_CHECK))


class ActsPlan(NamedTuple):
    """By what the acts of trucks are drawn; times as in `Plan`."""

    chances: Any  # u8 [chance], bounds
    time_factor: Any  # f8 [class]
    shapes: Any
    terms: Any
    starts: Any
    levels: Any
    quantiles: Any


class Acts(NamedTuple):
    """What is drawn of trucks, column by column, as `Rules` has it."""

    drive: Any  # f8 [truck]
    late: Any  # f8 [truck]
    key: Any  # u8 [truck]
    points: Any  # i4 [truck]
    shows_up: Any  # bool [truck]
    sealed: Any  # bool [truck]
    draw: Any  # u8 [stage, truck]
    check: Any  # f8 [stage, truck]


def draw_acts(plan: Any, key: int, queue_class: Any, drawn: Acts) -> None:
    """Write what each truck does under a discipline; the plan is an `ActsPlan`."""
    for truck in range(len(queue_class)):
        own = passage_key(key, truck)
        drawn.key[truck] = own
        drawn.drive[truck] = duration(plan, DRIVE, draw_of(own, _DRIVE, 0))
        if happens(draw_of(own, _LATENESS, 0), plan.chances[COMES_LATE]):
            drawn.late[truck] = duration(plan, LATE, draw_of(own, _LATENESS, 1))
        else:
            drawn.late[truck] = -duration(plan, EARLY, draw_of(own, _LATENESS, 1))
        drawn.shows_up[truck] = not happens(draw_of(own, _NO_SHOW, 0), plan.chances[NO_SHOW])
        drawn.sealed[truck] = happens(draw_of(own, _SEAL, 0), plan.chances[SEALED])
        drawn.points[truck] = MANY_POINTS if happens(draw_of(own, _RISK, 0), plan.chances[RISKY]) else 0
        factor = plan.time_factor[queue_class[truck]]
        for stage in range(3):
            drawn.draw[stage][truck] = draw_of(own, _SELECTIONS[stage], 0)
            lasts = duration(plan, EXIT_CHECK + stage, draw_of(own, _CHECKS[stage], 0))
            drawn.check[stage][truck] = factor * lasts


COMPILED = (draw_acts,)


def make_acts_plan(scenario: Scenario, plan: Plan, times: Any) -> ActsPlan:
    """Give the plan of the acts; `times` gives shapes, terms, starts, levels and quantiles of some times."""
    queue = scenario.queue
    kinds = (
        queue.drive, queue.late, queue.early, queue.exit_check, queue.entry_check, scenario.service.roadside,
    )  # fmt: skip
    chances = (queue.late_pct, queue.no_show_pct, queue.sealed_pct, queue.risk_pct)
    bounds = np.array([bound_of(one / 100) for one in chances], np.uint64)
    return ActsPlan(bounds, plan.time_factor, *times(kinds))


def room_for_acts(count: int) -> Acts:
    """Give room for the acts of so many trucks."""
    return Acts(
        drive=np.empty(count), late=np.empty(count), key=np.empty(count, np.uint64),
        points=np.empty(count, np.int32), shows_up=np.empty(count, np.bool_),
        sealed=np.empty(count, np.bool_), draw=np.empty((3, count), np.uint64), check=np.empty((3, count)),
    )  # fmt: skip


def spread(acts: Acts, is_out: Any) -> Acts:
    """Give the acts of those who set out their places among all trucks; on the way back no policy rules."""
    columns = []
    for column in acts:
        whole = np.zeros((*column.shape[:-1], is_out.size), column.dtype)
        whole[..., is_out] = column
        columns.append(whole)
    return Acts(*columns)


def policies_of(scenario: Scenario) -> tuple[Policy | None, ...]:
    """Give the policy by which each point runs, with its places; None: a plain line, as all lines back."""
    pairs = zip(scenario.points, scenario.disciplines, strict=True)
    found = tuple(policy and at_point(policy, point) for point, policy in pairs)
    return (*found, *(None for _ in back_points(scenario)))


def at_point(policy: Policy, point: Point) -> Policy:
    """Give a policy with the places of a point where it says nothing of them itself."""
    lanes = max((one.exit for one in point.shifts), default=1)
    if point.back is not None:  # officers and lanes that serve both directions may all serve this one
        shared = max((one.entry for one in point.back.shifts), default=0) if point.back.shares_exit else 0
        lanes += shared + point.back.reversible_lanes
    return adapt(policy, point.strip_places or -1, lanes)


def plans_of(scenario: Scenario) -> dict[int, PolicyPlan]:
    """Give by point what its policy is at which times, where it is not the same all the time."""
    found: dict[int, PolicyPlan] = {}
    for at, (point, base) in enumerate(zip(scenario.points, scenario.disciplines, strict=False)):
        plan = plan_of(scenario, point, base)
        if plan is not None:
            policies = {holds: at_point(one, point) for holds, one in plan.policies.items()}
            found[at] = plan._replace(policies=policies)
    return found


class Disciplines(NamedTuple):
    """What is the same in each replication of a scenario with disciplines."""

    plan: ActsPlan
    policies: tuple[Policy | None, ...]
    tables: dict[str, Any]
    days: int
    asks_ahead: bool


def make_disciplines(
    scenario: Scenario, plan: Plan, times: Any, classes: tuple[str, ...], asks_ahead: bool
) -> Disciplines | None:
    """Give the disciplines of a scenario; None: it has none. `asks_ahead`: before a truck comes."""
    if not scenario.disciplines:
        return None
    policies = policies_of(scenario)
    by_point = [[str(one.policy_classes.get(name, name)) for name in classes] for one in all_points(scenario)]
    days = math.ceil(scenario.horizon_days) + SPARE_DAYS
    return Disciplines(
        make_acts_plan(scenario, plan, times), policies, tables_of(policies, by_point), days, asks_ahead
    )


def rules_of(scenario: Scenario, disciplines: Disciplines, acts: Acts) -> Rules:
    """Give the rules of one replication's world; its tables are its own, since changes may write there."""
    queue = scenario.queue
    records = np.zeros(acts.drive.size, ACTS)
    for name in ACTS.names or ():
        records[name] = getattr(acts, name)
    behaviour = {
        "every": float(queue.call_every_min),
        "ahead": queue.ask_ahead_h * HOUR if disciplines.asks_ahead else -1.0,
        "slot_wait": queue.slot_wait_h * HOUR,
        "draws_most": queue.draws_most,
        "acts": records,
        "draw": acts.draw,
        "check": acts.check,
    }
    tables = {name: table.copy() for name, table in disciplines.tables.items()}
    return make_rules(tables, disciplines.days, behaviour)


def strip_of(policies: tuple[Policy | None, ...], strip: Any) -> Any:
    """Give the places of the strips, those of a policy in the place of those of the point."""
    rows = zip(strip.tolist(), policies, strict=True)
    return np.array(
        [places if policy is None else policy.strip_places or -1 for places, policy in rows], np.int32
    )
