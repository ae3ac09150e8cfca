"""The trucks of the way back: those with a demand of their own, and those that came out before."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from otkel.sim.draws import Purpose, absorb, draw_of, passage_key
from otkel.sim.inverse import bound_of, happens
from otkel.sim.pack import Plan, duration
from otkel.sim.scenario import Arrivals, Papers, Point, Scenario, Service, Shift

_RETURNS, _TRIP = int(Purpose.RETURNS), int(Purpose.TRIP)
_OWN, _AGAIN = 0xBAC0, 0xBAC1  # so that the way back has draws of its own
TRIP = 3  # the time of a trip stands where the delay of papers does in the plan of the way back
_FEW = 1e-9  # trucks a day where the way back has no demand of its own; a rate must be above 0


class BackPlan(NamedTuple):
    """By what the trucks of the way back are drawn."""

    plan: Plan  # as that of a scenario in which the lines back are the points
    fixed: dict[str, Any]
    returns: int  # bound of the share that comes back


def draw_trips(plan: Plan, bound: int, key: int, returns: Any, trip: Any) -> None:
    """Write of each truck whether it comes back, and how long it is away [min]."""
    for truck in range(len(returns)):
        own = passage_key(key, truck)
        returns[truck] = happens(draw_of(own, _RETURNS, 0), bound)
        trip[truck] = duration(plan, TRIP, draw_of(own, _TRIP, 0))


COMPILED = (draw_trips,)


def has_back(scenario: Scenario) -> bool:
    """Tell whether there is a line back at some point."""
    return any(one.back is not None for one in scenario.points)


def all_points(scenario: Scenario) -> list[Point]:
    """Give the points, and behind them the lines back as points of their own, as the kernel counts them."""
    return [*scenario.points, *back_points(scenario)]


def back_points(scenario: Scenario) -> list[Point]:
    """Give the lines back as points of their own."""
    return [
        Point(
            name=one.name,
            weight=one.back.mean_per_day,
            strip_places=one.back.strip_places,
            shifts=tuple(
                Shift(from_h=shift.from_h, to_h=shift.to_h, exit=shift.exit, entry=shift.entry)
                for shift in one.back.shifts
            ),
        )
        for one in scenario.points
        if one.back is not None
    ]


def back_scenario(scenario: Scenario) -> Scenario:
    """Give the way back as a scenario of its own; nobody chooses, gives up or lacks papers in it."""
    own, points = scenario.way_back, back_points(scenario)
    total = sum(one.weight for one in points)
    return Scenario(
        name=scenario.name,
        begins_on=scenario.begins_on,
        horizon_days=scenario.horizon_days,
        points=tuple(points if total else (msgspec.structs.replace(one, weight=1.0) for one in points)),
        classes=scenario.classes,
        arrivals=Arrivals(
            mean_per_day=max(total, _FEW),
            by_hour=scenario.arrivals.by_hour,
            by_weekday=scenario.arrivals.by_weekday,
        ),
        service=Service(exit=own.exit, entry=own.entry),
        papers=Papers(delay=own.trip),
    )


def back_seed(seed: int, again: bool) -> int:
    """Give the seed of those who come back (`again`), or of those of the other direction."""
    return absorb(absorb(_AGAIN if again else _OWN, seed), seed)


def returns_bound(scenario: Scenario) -> int:
    """Give the bound of the share that comes back."""
    return bound_of(scenario.way_back.returns_pct / 100)
