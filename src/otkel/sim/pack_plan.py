"""The plan and the fixed part of the world of a scenario: all that is the same in each replication."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from otkel.sim.inverse import bound_of, bounds_of, cumulative_of
from otkel.sim.kernel_world import BLOCKS, CHOOSES, QUOTAS, RENEGES, WEAVES
from otkel.sim.pack import DAY, HOUR, Plan
from otkel.sim.pack_back import all_points
from otkel.sim.pack_corridor import places_of, uses_corridor
from otkel.sim.pack_timeline import arrival_factors, share_at, timeline_world, uses_of
from otkel.sim.pack_times import kinds_of
from otkel.sim.scenario import FoundAt, Point, Scenario, Shift, TruckClass


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
        **kinds_of(kinds)._asdict(),
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
    classes, points = by_rank(scenario), all_points(scenario)
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
    outs, around = places[: len(scenario.points)], places[len(points) :]
    back = [0.0] * (len(points) - len(outs))  # to the lines back nobody chooses a road
    roads = [[*_hours(one.road_h, outs), *back, *_hours(one.road_h, around)] for one in scenario.origins]
    everywhere = [0.0] * len(points) + [math.inf] * len(around)
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


def _hours(road: dict[str, float], places: Sequence[str]) -> list[float]:
    return [road.get(place, math.inf) * HOUR for place in places]


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
