"""From a scenario to arrays: the plan by which trucks are drawn, the trucks, and the world they come to.

`draw_arrivals` and `draw_trucks` are plain Python over the functions of `draws.py` and `inverse.py`. They
run as they stand over lists, and `kernel_draw.py` compiles them as they stand: the same bits either way.
Each attribute of a truck takes one draw of its own purpose, so that two scenarios which differ in one
number give every truck the same draws in all others. Times in minutes from the beginning of the first day.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from otkel.sim.draws import Purpose, draw_of, passage_key, uniform
from otkel.sim.inverse import (
    category,
    empirical,
    exponential,
    happens,
    lognormal,
    next_arrival,
)
from otkel.sim.kernel_world import (
    CHOOSES,
    COMES_BACK,
    LEAVES_LATER,
    PASSES,
    RENEGES,
    SHARES,
    STAGES,
    World,
)

DAY, HOUR = 1440.0, 60.0
FULL = -1  # more trucks came than there is room for
NOTHING, LOGNORMAL, EXPONENTIAL, TABLE = 0, 1, 2, 3  # shapes of times
EXIT, ENTRY, ROADSIDE, DELAY, PATIENCE = 0, 1, 2, 3, 4  # times, in the order of the plan
CHECKED, LACKING, IMPATIENT = 0, 1, 2  # chances, in the order of the plan
# Purposes as plain numbers, which a compiler takes.
_ARRIVAL, _ORIGIN, _POINT, _CLASS = (
    int(one) for one in (Purpose.ARRIVAL, Purpose.ORIGIN, Purpose.POINT, Purpose.QUEUE_CLASS)
)
_EXIT_SERVICE, _ENTRY_SERVICE, _ROADSIDE_SELECTION, _ROADSIDE_CHECK = (
    int(one)
    for one in (
        Purpose.EXIT_SERVICE,
        Purpose.ENTRY_SERVICE,
        Purpose.ROADSIDE_SELECTION,
        Purpose.ROADSIDE_CHECK,
    )
)
_PAPERS, _PAPERS_OUTCOME, _PAPERS_DELAY, _PATIENCE = (
    int(one) for one in (Purpose.PAPERS, Purpose.PAPERS_OUTCOME, Purpose.PAPERS_DELAY, Purpose.PATIENCE)
)
OUTCOMES = (LEAVES_LATER, COMES_BACK, PASSES)  # in the order of wait_pct, back_pct, go_pct


class Plan(NamedTuple):
    """By what trucks are drawn: tables and bounds, arrays or lists."""

    times: Any  # f8 [step + 1]
    cumulative: Any  # f8 [step + 1], arrivals expected until then
    origins: Any  # u8 [origin], bounds
    points: Any  # u8 [origin, point + 1], bounds; beyond the last point: it chooses
    classes: Any  # u8 [class], bounds
    time_factor: Any  # f8 [class]
    chances: Any  # u8 [chance], bounds
    impatient: float  # the share itself
    outcomes: Any  # u8 [3], bounds
    at_roadside: bool  # lacking papers come out at the roadside only
    shapes: Any  # i8 [time]
    terms: Any  # f8 [time, 3]: mean, and mu and sigma of the logarithm
    starts: Any  # i8 [time + 1], where the table of each begins
    levels: Any  # f8
    quantiles: Any  # f8


class Trucks(NamedTuple):
    """The drawn attributes of trucks, as `World` has them."""

    point: Any
    origin: Any
    queue_class: Any
    service: Any
    outcome: Any
    delay: Any
    patience: Any
    selection: Any  # empty where no share changes, as `papers`
    papers: Any


def duration(plan: Plan, which: int, draw: int) -> float:
    """Give a time of one kind from its draw."""
    shape = plan.shapes[which]
    if shape == NOTHING:
        return 0.0
    u = uniform(draw)
    if shape == LOGNORMAL:
        return lognormal(u, plan.terms[which][1], plan.terms[which][2])
    if shape == EXPONENTIAL:
        return exponential(u, plan.terms[which][0])
    first, end = plan.starts[which], plan.starts[which + 1]
    return empirical(u, plan.levels[first:end], plan.quantiles[first:end])


def patience_of(plan: Plan, draw: int) -> float:
    """Give how long a truck waits before it gives up; inf: for ever.

    One draw for both whether and how long: the inverse of a distribution that holds only a share.
    """
    if not happens(draw, plan.chances[IMPATIENT]):
        return math.inf
    if plan.shapes[PATIENCE] == LOGNORMAL:
        return lognormal(uniform(draw) / plan.impatient, plan.terms[PATIENCE][1], plan.terms[PATIENCE][2])
    if plan.shapes[PATIENCE] == EXPONENTIAL:
        return exponential(uniform(draw) / plan.impatient, plan.terms[PATIENCE][0])
    return empirical(
        uniform(draw) / plan.impatient,
        plan.levels[plan.starts[PATIENCE] : plan.starts[PATIENCE + 1]],
        plan.quantiles[plan.starts[PATIENCE] : plan.starts[PATIENCE + 1]],
    )


def draw_arrivals(plan: Plan, key: int, arrives: Any) -> int:
    """Write when trucks arrive; gives how many, or FULL where there is no room for all."""
    expected, at, count = 0.0, 0, 0
    while True:
        u = uniform(draw_of(passage_key(key, count), _ARRIVAL, 0))
        instant, expected, at = next_arrival(u, expected, plan.times, plan.cumulative, at)
        if instant == math.inf:
            return count
        if count >= len(arrives):
            return FULL
        arrives[count] = instant
        count += 1


def draw_way(plan: Plan, own: int, trucks: Trucks, truck: int) -> None:
    """Write where a truck comes from, where it goes, and its class."""
    chosen = len(plan.points[0]) - 1
    origin = category(draw_of(own, _ORIGIN, 0), plan.origins) if len(plan.origins) > 1 else 0
    point = category(draw_of(own, _POINT, 0), plan.points[origin])
    trucks.point[truck] = -1 if point == chosen else point
    if len(trucks.origin) > 0:
        trucks.origin[truck] = origin
    trucks.queue_class[truck] = (
        category(draw_of(own, _CLASS, 0), plan.classes) if len(plan.classes) > 1 else 0
    )


def draw_services(plan: Plan, own: int, trucks: Trucks, truck: int) -> None:
    """Write how long each stage takes; below 0: it is not checked at the roadside.

    Where shares change, whether it is checked depends on the instant: then its draw is kept.
    """
    factor = plan.time_factor[trucks.queue_class[truck]]
    trucks.service[EXIT][truck] = factor * duration(plan, EXIT, draw_of(own, _EXIT_SERVICE, 0))
    trucks.service[ENTRY][truck] = factor * duration(plan, ENTRY, draw_of(own, _ENTRY_SERVICE, 0))
    trucks.service[ROADSIDE][truck] = -1.0
    selection = draw_of(own, _ROADSIDE_SELECTION, 0)
    if len(trucks.selection) > 0:
        trucks.selection[truck] = selection
    if len(trucks.selection) > 0 or happens(selection, plan.chances[CHECKED]):
        trucks.service[ROADSIDE][truck] = factor * duration(plan, ROADSIDE, draw_of(own, _ROADSIDE_CHECK, 0))


def draw_papers(plan: Plan, own: int, trucks: Trucks, truck: int) -> None:
    """Write what its papers come to, and how long that takes; where shares change: if they lack."""
    trucks.outcome[truck] = PASSES
    trucks.delay[truck] = 0.0
    is_looked_at = trucks.service[ROADSIDE][truck] >= 0.0 or not plan.at_roadside
    papers = draw_of(own, _PAPERS, 0)
    if len(trucks.papers) > 0:
        trucks.papers[truck] = papers
    if len(trucks.papers) > 0 or (is_looked_at and happens(papers, plan.chances[LACKING])):
        outcome = OUTCOMES[category(draw_of(own, _PAPERS_OUTCOME, 0), plan.outcomes)]
        trucks.outcome[truck] = outcome
        if outcome != PASSES:
            trucks.delay[truck] = duration(plan, DELAY, draw_of(own, _PAPERS_DELAY, 0))


def draw_trucks(plan: Plan, key: int, trucks: Trucks) -> None:
    """Write the attributes of each truck."""
    for truck in range(len(trucks.queue_class)):
        own = passage_key(key, truck)
        draw_way(plan, own, trucks, truck)
        draw_services(plan, own, trucks, truck)
        draw_papers(plan, own, trucks, truck)
        if len(trucks.patience) > 0:
            trucks.patience[truck] = patience_of(plan, draw_of(own, _PATIENCE, 0))


# In the order in which a compiler needs them: each calls only those before it.
COMPILED = (duration, patience_of, draw_way, draw_services, draw_papers, draw_arrivals, draw_trucks)


def world_of(fixed: dict[str, Any], arrives: Any, trucks: Trucks) -> World:
    """Give the world of one replication."""
    return World(arrives=arrives, **trucks._asdict(), **fixed)


def room_for(fixed: dict[str, Any], count: int) -> Trucks:
    """Give room for the attributes of so many trucks."""
    uses = fixed["uses"]
    return Trucks(
        point=np.empty(count, np.int32), origin=np.empty(count if uses & CHOOSES else 0, np.int32),
        queue_class=np.empty(count, np.int8), service=np.empty((STAGES, count)),
        outcome=np.empty(count, np.int8), delay=np.empty(count),
        patience=np.empty(count if uses & RENEGES else 0),
        selection=np.empty(count if uses & SHARES else 0, np.uint64),
        papers=np.empty(count if uses & SHARES else 0, np.uint64),
    )  # fmt: skip
