"""The plan and the fixed part of the world of a scenario: all that is the same in each replication."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np

from otkel.sim.inverse import bound_of, bounds_of, cumulative_of, lognormal_terms
from otkel.sim.kernel_world import BLOCKS, CHOOSES, QUOTAS, RENEGES, WEAVES
from otkel.sim.pack import DAY, EXPONENTIAL, HOUR, LOGNORMAL, NOTHING, TABLE, Plan
from otkel.sim.pack_corridor import places_of, uses_corridor
from otkel.sim.pack_timeline import arrival_factors, share_at, timeline_world, uses_of
from otkel.sim.scenario import FoundAt, Point, Scenario, Shape, Shift, Times, TruckClass


def make_plan(scenario: Scenario) -> Plan:
    """Give the plan of a scenario, as arrays."""
    times, rates = rate_table(scenario)
    service, papers, patience = scenario.service, scenario.papers, scenario.patience
    kinds = (service.exit, service.entry, service.roadside, papers.delay, patience.time)
    classes = by_rank(scenario)
    chances = (scenario.checked_pct, papers.lacking_pct, patience.share_pct)
    outcomes = (papers.wait_pct, papers.back_pct, papers.go_pct)
    return Plan(
        times=np.array(times),
        cumulative=np.array(cumulative_of(times, rates)),
        origins=_bounds([one.weight for one in scenario.origins] or [1.0]),
        points=np.stack([_bounds(one) for one in _ways(scenario)]),
        classes=_bounds([one.share_pct for one in classes]),
        time_factor=np.array([one.time_factor for one in classes]),
        chances=np.array([bound_of(one / 100) for one in chances], np.uint64),
        impatient=patience.share_pct / 100,
        outcomes=_bounds(outcomes if sum(outcomes) else (1.0, 0.0, 0.0)),
        at_roadside=papers.found_at is FoundAt.ROADSIDE,
        **times_of(kinds)._asdict(),
    )


class TimeTables(NamedTuple):
    """Times as tables, as `Plan` has them."""

    shapes: Any
    terms: Any
    starts: Any
    levels: Any
    quantiles: Any


def times_of(kinds: Sequence[Times]) -> TimeTables:
    """Give the tables of several times, in their order."""
    return TimeTables(
        shapes=np.array([_shape(one) for one in kinds]),
        terms=np.array([_terms(one) for one in kinds]),
        starts=np.cumsum([0, *(len(one.levels) for one in kinds)]),
        levels=np.array([level for one in kinds for level in one.levels], float),
        quantiles=np.array([time for one in kinds for time in one.quantiles_min], float),
    )


def rate_table(scenario: Scenario) -> tuple[list[float], list[float]]:
    """Give hours and the arrivals per minute in each, up to the horizon; a change within one cuts it."""
    arrivals, end = scenario.arrivals, scenario.horizon_days * DAY
    hours = _even(arrivals.by_hour)
    days = _even(arrivals.by_weekday)
    whole = {number * HOUR for number in range(math.ceil(end / HOUR))}
    factors = arrival_factors(scenario)
    times = sorted({*whole, end, *(at for one in factors for at in one.span if 0 < at < end)})
    rates = []
    for start in times[:-1]:
        number = int(start / HOUR)
        day = scenario.begins_on + timedelta(days=number // 24)
        rate = arrivals.mean_per_day / DAY * hours[number % 24] * days[day.weekday()]
        for surge in arrivals.surges:
            rate *= surge.factor if surge.from_on <= day <= surge.to_on else 1.0
        rates.append(rate * share_at(factors, start))
    return times, rates


def by_rank(scenario: Scenario) -> list[TruckClass]:
    """Give the classes in the order of their ranks, as the kernel counts them."""
    return sorted(scenario.classes, key=lambda one: one.rank)


def fixed_world(scenario: Scenario) -> dict[str, Any]:
    """Give the fields of a world that are the same in each replication."""
    classes, points = by_rank(scenario), scenario.points
    ranks = [one.rank for one in classes]
    has_corridor = uses_corridor(scenario)
    uses = (
        CHOOSES * (scenario.choosing_pct > 0 or has_corridor)
        + WEAVES * (len(set(ranks)) < len(ranks))
        + BLOCKS * (any(one.strip_places is not None for one in points) or bool(scenario.disciplines))
        + QUOTAS * any((one.exit_per_h, one.exit_per_day) != (None, None) for one in points)
        + RENEGES * (scenario.patience.share_pct > 0)
    )
    starts, servers = shift_table(points)
    places = places_of(scenario) if has_corridor else [one.name for one in points]
    roads = [[one.road_h.get(place, math.inf) * HOUR for place in places] for one in scenario.origins]
    everywhere = [0.0] * len(points) + [math.inf] * (len(places) - len(points))
    return {
        "uses": int(uses) | uses_of(scenario),
        "road": np.array(roads or [everywhere]),
        "per_truck": np.array([one.published_min for one in points]),
        "ranks": np.array(ranks, np.int64),
        "pattern": np.array([at for at, one in enumerate(classes) for _ in range(one.weight)], np.int64),
        "strip": np.array([_or_none(one.strip_places) for one in points], np.int32),
        "quota": np.array([_or_none(one.exit_per_h) for one in points], np.int32),
        "quota_day": np.array([_or_none(one.exit_per_day) for one in points], np.int32),
        "period": HOUR,
        "cycle": DAY,
        "shift_from": np.array(starts),
        "servers": np.array(servers, np.int32),
        **timeline_world(scenario, [one.name for one in classes]),
    }


def shift_table(points: Sequence[Point]) -> tuple[list[float], list[list[int]]]:
    """Give the minutes of the day at which some shift begins, and from each the servers of all stations."""
    starts = sorted({0.0, *(one.from_h * HOUR for point in points for one in point.shifts)} - {DAY})
    rows = []
    for start in starts:
        at_work = [next(one for one in point.shifts if _holds(one, start / HOUR)) for point in points]
        rows.append([number for one in at_work for number in (one.exit, one.entry, one.roadside)])
    return starts, rows


def _holds(shift: Shift, hour: float) -> bool:
    if shift.from_h < shift.to_h:
        return shift.from_h <= hour < shift.to_h
    return hour >= shift.from_h or hour < shift.to_h


def _ways(scenario: Scenario) -> list[list[float]]:
    """Give for each origin the weight of each point that a road leads to, and that of choosing."""
    choosing = scenario.choosing_pct
    roads: list[dict[str, float] | None] = [one.road_h for one in scenario.origins]
    rows = []
    for road in roads or [None]:
        reached = [one.weight * (road is None or one.name in road) for one in scenario.points]
        total = sum(reached) or 1.0
        rows.append([*(one / total * (100 - choosing) for one in reached), choosing])
    return rows


def _even(factors: Sequence[float]) -> list[float]:
    mean = sum(factors) / len(factors)
    return [one / mean for one in factors]


def _bounds(weights: Sequence[float]) -> Any:
    return np.array(bounds_of(weights), np.uint64)


def _or_none(number: int | None) -> int:
    return -1 if number is None else number


def _shape(times: Times) -> int:
    if times.shape is Shape.TABLE:
        return TABLE
    if times.mean_min == 0:
        return NOTHING
    return EXPONENTIAL if times.shape is Shape.EXPONENTIAL else LOGNORMAL


def _terms(times: Times) -> tuple[float, float, float]:
    if times.mean_min == 0:
        return 0.0, 0.0, 0.0
    return times.mean_min, *lognormal_terms(times.mean_min, times.cv)
