"""The world of one replication: its trucks are drawn, and put in order where they come from both directions.

Those who set out have the draws that they have without a way back. Those of the other direction and those
who come back have draws of their own, so that a longer line back changes nobody on the way out.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from otkel.queueing.core.selection import ALWAYS
from otkel.sim.kernel_draw import draw, draw_again, draw_cargo, draw_travel, draw_trip
from otkel.sim.kernel_world import World
from otkel.sim.pack import Plan, Trucks, world_of
from otkel.sim.pack_back import BackPlan, back_scenario, back_seed, has_back, returns_bound
from otkel.sim.pack_cargo import LoadPlan, Loads, make_load_plan
from otkel.sim.pack_corridor import (
    Coming,
    Travellers,
    TravelPlan,
    make_corridor,
    make_travel_plan,
    uses_corridor,
)
from otkel.sim.pack_plan import fixed_world, make_plan
from otkel.sim.scenario import Scenario

# What a truck of the way back has where only those who set out are drawn something.
_FILLERS = {
    "patience": math.inf, "origin": 0, "registration": 0, "belief": 1.0, "moves": False, "balk_at": -1,
    "balks_home": False, "cargo": -1, "sealed": False, "answer": -1.0, "used": -1.0, "planned": 0.0,
    "goes_anyway": False, "selection": ALWAYS, "papers": ALWAYS,
}  # fmt: skip


class Plans(NamedTuple):
    """All that trucks are drawn by, and the fixed part of their world."""

    plan: Plan
    fixed: dict[str, Any]
    travel: TravelPlan | None  # None: there is no corridor
    loads: LoadPlan | None
    back: BackPlan | None  # None: nobody comes back


def make_plans(scenario: Scenario) -> Plans:
    """Make all that is the same in each replication."""
    travel, loads, back = None, None, None
    if uses_corridor(scenario):
        travel, loads = make_travel_plan(scenario), make_load_plan(scenario)
    if has_back(scenario):
        other = back_scenario(scenario)
        back = BackPlan(make_plan(other), fixed_world(other), returns_bound(scenario))
    return Plans(make_plan(scenario), fixed_world(scenario), travel, loads, back)


def world_from(scenario: Scenario, plans: Plans, seed: int, replication: int) -> World:
    """Draw the trucks of one replication; give the world they come to."""
    arrives, trucks = draw(plans.plan, plans.fixed, seed, replication)
    if plans.travel is None or plans.loads is None:
        return world_of(plans.fixed, arrives, trucks)
    travellers = draw_travel(plans.travel, trucks, seed, replication)
    loads = draw_cargo(plans.plan, plans.loads, trucks, seed, replication)
    count = arrives.size
    coming = Coming(count, np.full(count, -1, np.int32), np.zeros(count))
    if plans.back is not None:
        outs = len(scenario.points)
        arrives, trucks, rows, coming = _with_back(plans.back, outs, arrives, trucks, seed, replication)
        travellers = Travellers(*(_merge(name, [one], rows) for name, one in travellers._asdict().items()))
        loads = Loads(*(_merge(name, [one], rows) for name, one in loads._asdict().items()))
    corridor = make_corridor(scenario, plans.travel, travellers, loads, coming)
    return world_of(plans.fixed, arrives, trucks)._replace(corridor=corridor)


def _with_back(
    back: BackPlan, outs: int, arrives: Any, trucks: Trucks, seed: int, replication: int
) -> tuple[Any, Trucks, Any, Coming]:
    """Add the trucks of the way back: those of the other direction in order, who comes back behind all.

    Gives instants, attributes, of each truck its row among all kinds in a row, and who comes back as whom.
    """
    there, others = draw(back.plan, back.fixed, back_seed(seed, again=False), replication)
    again = draw_again(back.plan, back.fixed, back_seed(seed, again=True), replication, arrives.size)
    comes_back, trip = draw_trip(back.plan, back.returns, arrives.size, seed, replication)
    others.point[:] += outs
    again.point[:] = -1  # known when it is through
    came = np.concatenate([arrives, there])
    order, stream = np.argsort(came, kind="stable"), came.size
    # Each attribute of all three kinds in a row, from which those are taken that are in this world.
    rows = np.concatenate([order, stream + np.flatnonzero(comes_back)])
    parts = (trucks, others, again)
    merged = (_merge(name, [getattr(one, name) for one in parts], rows) for name in Trucks._fields)
    place = np.empty(stream, np.int64)
    place[order] = np.arange(stream)
    returns = np.full(rows.size, -1, np.int32)
    returns[place[np.flatnonzero(comes_back)]] = np.arange(stream, rows.size)
    away, instants = np.zeros(rows.size), np.full(rows.size, math.inf)
    away[stream:], instants[:stream] = trip[comes_back], came[order]
    return instants, Trucks(*merged), rows, Coming(stream, returns, away)


def _merge(name: str, parts: list[Any], rows: Any) -> Any:
    """Put an attribute of all kinds of trucks into the order of the rows; one that nobody uses stays empty.

    Where only those who set out are drawn it, the others get what is the rule on the way back.
    """
    if parts[0].size == 0:
        return parts[0]
    if all(one.size for one in parts[1:]) and len(parts) > 1:
        return np.ascontiguousarray(np.concatenate(parts, axis=-1)[..., rows])
    most = int(rows.max(initial=-1)) + 1
    rest = np.full(max(most - parts[0].size, 0), _FILLERS[name], parts[0].dtype)
    return np.concatenate([parts[0], rest])[rows]
