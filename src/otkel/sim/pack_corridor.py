"""The corridor of a scenario: what its trucks know and may do, drawn as `pack.py` draws the rest.

`draw_travellers` is plain Python over lists, and is compiled as it stands: the same bits either way.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from otkel.errors import UnknownNameError
from otkel.facts.gazetteer import get_point
from otkel.sim.draws import Purpose, draw_of, passage_key, uniform
from otkel.sim.inverse import bound_of, bounds_of, category, happens, lognormal, lognormal_terms
from otkel.sim.kernel_corridor import Corridor
from otkel.sim.kernel_world import STAGES
from otkel.sim.pack import HOUR
from otkel.sim.pack_back import all_points, back_points, has_back
from otkel.sim.pack_cargo import Loads, year_turns
from otkel.sim.scenario import Origin, Point, Scenario
from otkel.sim.scenario_choice import Choice, Starts, Status

_REGISTRATION, _BELIEF, _LOOKS_AGAIN, _BALKING, _BALKS_HOME = (
    int(one)
    for one in (
        Purpose.REGISTRATION,
        Purpose.BELIEF,
        Purpose.LOOKS_AGAIN,
        Purpose.BALKING,
        Purpose.BALKS_HOME,
    )
)
MOVES, BALKS, BALKS_HOME = 0, 1, 2  # chances, in the order of the plan
HOME = "home"  # the registration of trucks of which none is said: of one of the two states
_TWO_STATES = frozenset({"KZ", "RU"})  # of a point with a free name


class TravelPlan(NamedTuple):
    """By what the rights and beliefs of trucks are drawn."""

    registered: Any  # u8 [origin, registration], bounds
    open_to: Any  # bool [registration, place]
    chances: Any  # u8 [chance], bounds
    balks_above: int
    mu: float  # of the logarithm of the belief
    sigma: float


class Travellers(NamedTuple):
    """What is drawn of trucks, as `Corridor` has it."""

    registration: Any
    belief: Any
    moves: Any
    balk_at: Any
    balks_home: Any


class Coming(NamedTuple):
    """Who comes by himself and who comes back, as `Corridor` has it."""

    stream: int
    returns: Any
    trip: Any


def draw_travellers(plan: TravelPlan, key: int, origin: Any, point: Any, drawn: Travellers) -> None:
    """Write the rights and beliefs of each truck; one whose point is not open to it chooses another."""
    for truck in range(len(drawn.belief)):
        own = passage_key(key, truck)
        registration = category(draw_of(own, _REGISTRATION, 0), plan.registered[origin[truck]])
        drawn.registration[truck] = registration
        if point[truck] >= 0 and not plan.open_to[registration][point[truck]]:
            point[truck] = -1
        drawn.belief[truck] = 1.0
        if plan.sigma > 0.0:
            drawn.belief[truck] = lognormal(uniform(draw_of(own, _BELIEF, 0)), plan.mu, plan.sigma)
        drawn.moves[truck] = happens(draw_of(own, _LOOKS_AGAIN, 0), plan.chances[MOVES])
        drawn.balk_at[truck] = -1
        if happens(draw_of(own, _BALKING, 0), plan.chances[BALKS]):
            drawn.balk_at[truck] = plan.balks_above
        drawn.balks_home[truck] = happens(draw_of(own, _BALKS_HOME, 0), plan.chances[BALKS_HOME])


COMPILED = (draw_travellers,)


def room_for_travellers(count: int) -> Travellers:
    """Give room for so many trucks."""
    return Travellers(
        registration=np.empty(count, np.int8), belief=np.empty(count), moves=np.empty(count, np.bool_),
        balk_at=np.empty(count, np.int32), balks_home=np.empty(count, np.bool_),
    )  # fmt: skip


def uses_corridor(scenario: Scenario) -> bool:
    """Tell whether trucks of a scenario do more than go to a line and wait."""
    has_foreign = any(one.registered for one in scenario.origins)
    has_loads = bool(scenario.cargo) or scenario.costs is not None or scenario.drivers.limited_pct > 0
    has_ways = scenario.choice != Choice() or bool(scenario.around) or has_back(scenario)
    return has_foreign or has_loads or has_ways


def places_of(scenario: Scenario) -> list[str]:
    """Give the names of the places: the points, then their lines back, and behind them the ways around."""
    return [*(one.name for one in all_points(scenario)), *(one.name for one in scenario.around)]


def registrations_of(scenario: Scenario) -> list[str]:
    """Give the registrations that trucks have; without any, that of the two states."""
    named = sorted({state for one in scenario.origins for state in one.registered})
    return [*named, *([HOME] if _has_unsaid(scenario) else [])]


def is_open_to(point: Point, registration: str) -> bool:
    """Tell whether a truck of a registration may go through a point."""
    return point.status is Status.MULTILATERAL or registration == HOME or registration in _sides(point)


def make_travel_plan(scenario: Scenario) -> TravelPlan:
    """Give the plan of a scenario."""
    choice, states = scenario.choice, registrations_of(scenario)
    origins = scenario.origins or (Origin(name="everywhere"),)
    shares = [[one.registered.get(state, 0.0 if one.registered else float(state == HOME)) for state in states]
              for one in origins]  # fmt: skip
    mu, sigma = lognormal_terms(1.0, choice.error_cv) if choice.error_cv else (0.0, 0.0)
    chances = (choice.looks_again_pct, choice.balks_pct, choice.balks_home_pct)
    nobody, around = [False] * len(back_points(scenario)), [True] * len(scenario.around)
    return TravelPlan(
        registered=np.stack([np.array(bounds_of(row), np.uint64) for row in shares]),
        open_to=np.array(
            [[*(is_open_to(one, state) for one in scenario.points), *nobody, *around] for state in states]
        ),
        chances=np.array([bound_of(one / 100) for one in chances], np.uint64),
        balks_above=choice.balks_above_trucks,
        mu=mu,
        sigma=sigma,
    )


def make_corridor(
    scenario: Scenario, plan: TravelPlan, drawn: Travellers, loads: Loads, coming: Coming
) -> Corridor:
    """Give the corridor of one replication."""
    choice, places = scenario.choice, places_of(scenario)
    detour = np.full((len(places), len(places)), math.inf)
    for here, point in enumerate(scenario.points):
        for name, hours in point.detour_h.items():
            detour[here, places.index(name)] = hours * HOUR  # of a point, its way out
    return Corridor(
        **drawn._asdict(),
        **loads._asdict(),
        **coming._asdict(),
        limit=scenario.drivers.limit_days,
        year_turns=year_turns(scenario),
        **make_both(scenario),
        open_to=plan.open_to,
        detour=detour,
        drives=int(choice.starts is Starts.ORIGIN),
        town=choice.looks_again_h * HOUR,
        margin=choice.margin_h * HOUR,
        publish_every=choice.published_every_h * HOUR,
        lag=choice.published_lag_h * HOUR,
    )


def make_both(scenario: Scenario) -> dict[str, Any]:
    """Give the fields of a corridor that tie the two directions of each place together."""
    points, outs = len(all_points(scenario)), len(scenario.points)
    other_way = np.full(points, -1, np.int32)
    is_shared = np.zeros(points, np.bool_)
    partner = np.full(STAGES * points, -1, np.int32)
    lanes, gap = np.zeros(points, np.int32), np.zeros(points, np.int32)
    with_back = [number for number, one in enumerate(scenario.points) if one.back is not None]
    for back, out in enumerate(with_back, outs):
        own = scenario.points[out].back
        assert own is not None
        other_way[out], other_way[back] = back, out
        lanes[out], gap[out] = own.reversible_lanes, own.reversible_gap_trucks
        for stage, shares in ((0, own.shares_exit), (1, own.shares_entry)):
            if shares:  # exit control with the entry control of the same country, and the other way about
                one, other = STAGES * out + stage, STAGES * back + 1 - stage
                partner[one], partner[other] = other, one
                is_shared[out] = is_shared[back] = True
    return {
        "other_way": other_way,
        "is_back": np.arange(points) >= outs,
        "is_shared": is_shared,
        "partner": partner,
        "lanes": lanes,
        "gap": gap,
        "lanes_every": scenario.way_back.lanes_every_min if lanes.any() else 0.0,
    }


def _has_unsaid(scenario: Scenario) -> bool:
    return not scenario.origins or any(not one.registered for one in scenario.origins)


def _sides(point: Point) -> frozenset[str]:
    try:
        return frozenset(side.country for side in get_point(point.name).sides)
    except UnknownNameError:
        return _TWO_STATES
