"""Loads and drivers of a scenario, drawn as `pack.py` draws the rest: plain Python, compiled as it stands."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from otkel.sim.draws import Purpose, draw_of, passage_key
from otkel.sim.inverse import bound_of, bounds_of, category, happens
from otkel.sim.kernel_world import PASSES
from otkel.sim.pack import DAY, ENTRY, EXIT, OUTCOMES, ROADSIDE, Plan, Trucks, duration
from otkel.sim.pack_times import kinds_of
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_cargo import Cargo

_CARGO, _CONTROLLED, _FOREIGN, _SEAL, _SCREENED, _SCREENING, _ANSWER, _ANSWER_TIME, _NEVER = (
    int(one)
    for one in (
        Purpose.CARGO, Purpose.CONTROLLED, Purpose.FOREIGN, Purpose.SEAL, Purpose.EXIT_SELECTION,
        Purpose.EXIT_CHECK, Purpose.EXIT_OUTCOME, Purpose.ANSWER, Purpose.NEVER,
    )
)  # fmt: skip
_LIMITED, _USED, _BELARUS, _BELARUS_DAYS, _ANYWAY, _TRIP = (
    int(one)
    for one in (
        Purpose.LIMITED, Purpose.DRIVER_DAYS, Purpose.BELARUS, Purpose.BELARUS_DAYS, Purpose.GOES_ANYWAY,
        Purpose.TRIP,
    )
)  # fmt: skip
_PAPERS, _PAPERS_OUTCOME, _PAPERS_DELAY = (
    int(one) for one in (Purpose.PAPERS, Purpose.PAPERS_OUTCOME, Purpose.PAPERS_DELAY)
)
SCREENING, ANSWER, USED, BELARUS, TRIP = range(5)  # times of the plan
SCREENED, ANSWERED, NEVER, LIMITED, IN_BELARUS, ANYWAY = range(6)  # chances of the plan
CONTROLLED, FOREIGN, SEALED, LACKING = range(4)  # chances of a cargo
_PAPERS_TIME = 3  # the delay of papers in the order of the plan of `pack.py`


class LoadPlan(NamedTuple):
    """By what loads and drivers are drawn."""

    cargo: Any  # u8 [cargo], bounds; empty: loads are not told apart
    factors: Any  # f8 [cargo, stage]
    foreign_min: Any  # f8 [cargo]
    of_cargo: Any  # u8 [cargo, chance]
    chances: Any  # u8 [chance]
    times: Any  # Kinds


class Loads(NamedTuple):
    """What is drawn of loads and drivers, as `Corridor` has it."""

    cargo: Any
    sealed: Any
    answer: Any
    used: Any
    planned: Any
    goes_anyway: Any


def draw_load(plan: Plan, loads: LoadPlan, own: int, trucks: Trucks, drawn: Loads, truck: int) -> None:
    """Write what a truck carries, and what that does to its times and papers."""
    cargo = category(draw_of(own, _CARGO, 0), loads.cargo)
    drawn.cargo[truck] = cargo
    of_cargo = loads.of_cargo[cargo]
    drawn.sealed[truck] = happens(draw_of(own, _SEAL, 0), of_cargo[SEALED])
    for stage in range(3):
        if trucks.service[stage][truck] >= 0.0:
            trucks.service[stage][truck] *= loads.factors[cargo][stage]
    if happens(draw_of(own, _FOREIGN, 0), of_cargo[FOREIGN]):
        trucks.service[EXIT][truck] += loads.foreign_min[cargo]
        trucks.service[ENTRY][truck] += loads.foreign_min[cargo]
    if len(trucks.papers) > 0:
        return  # the share that lacks papers changes with time, for all loads alike
    trucks.outcome[truck] = PASSES
    trucks.delay[truck] = 0.0
    is_looked_at = trucks.service[ROADSIDE][truck] >= 0.0 or not plan.at_roadside
    if is_looked_at and happens(draw_of(own, _PAPERS, 0), of_cargo[LACKING]):
        outcome = OUTCOMES[category(draw_of(own, _PAPERS_OUTCOME, 0), plan.outcomes)]
        trucks.outcome[truck] = outcome
        if outcome != PASSES:
            trucks.delay[truck] = duration(plan, _PAPERS_TIME, draw_of(own, _PAPERS_DELAY, 0))


def draw_screening(loads: LoadPlan, own: int, trucks: Trucks, drawn: Loads, truck: int) -> None:
    """Write whether exit control looks into controlled goods, and whether it turns the truck back."""
    bound = loads.of_cargo[drawn.cargo[truck]][CONTROLLED]
    is_screened = happens(draw_of(own, _CONTROLLED, 0), bound) and happens(
        draw_of(own, _SCREENED, 0), loads.chances[SCREENED]
    )
    if is_screened:
        trucks.service[EXIT][truck] += duration(loads.times, SCREENING, draw_of(own, _SCREENING, 0))
        if happens(draw_of(own, _ANSWER, 0), loads.chances[ANSWERED]):
            drawn.answer[truck] = duration(loads.times, ANSWER, draw_of(own, _ANSWER_TIME, 0))
            if happens(draw_of(own, _NEVER, 0), loads.chances[NEVER]):
                drawn.answer[truck] = math.inf


def draw_driver(loads: LoadPlan, own: int, drawn: Loads, truck: int) -> None:
    """Write how many days a driver has used up, and how many are planned."""
    if not happens(draw_of(own, _LIMITED, 0), loads.chances[LIMITED]):
        return
    used = math.floor(duration(loads.times, USED, draw_of(own, _USED, 0)) / DAY)
    if happens(draw_of(own, _BELARUS, 0), loads.chances[IN_BELARUS]):
        used += math.floor(duration(loads.times, BELARUS, draw_of(own, _BELARUS_DAYS, 0)) / DAY)
    drawn.used[truck] = used
    drawn.planned[truck] = math.floor(duration(loads.times, TRIP, draw_of(own, _TRIP, 0)) / DAY) + 1.0
    drawn.goes_anyway[truck] = happens(draw_of(own, _ANYWAY, 0), loads.chances[ANYWAY])


def draw_loads(plan: Plan, loads: LoadPlan, key: int, trucks: Trucks, drawn: Loads) -> None:
    """Write load and driver of each truck."""
    for truck in range(len(drawn.used)):
        own = passage_key(key, truck)
        drawn.cargo[truck] = -1
        drawn.sealed[truck] = False
        drawn.answer[truck] = -1.0
        drawn.used[truck] = -1.0
        drawn.planned[truck] = 0.0
        drawn.goes_anyway[truck] = False
        if len(loads.cargo) > 0:
            draw_load(plan, loads, own, trucks, drawn, truck)
            draw_screening(loads, own, trucks, drawn, truck)
        draw_driver(loads, own, drawn, truck)


COMPILED = (draw_load, draw_screening, draw_driver, draw_loads)


def room_for_loads(count: int) -> Loads:
    """Give room for so many trucks."""
    return Loads(
        cargo=np.empty(count, np.int8), sealed=np.empty(count, np.bool_), answer=np.empty(count),
        used=np.empty(count), planned=np.empty(count), goes_anyway=np.empty(count, np.bool_),
    )  # fmt: skip


def make_load_plan(scenario: Scenario) -> LoadPlan:
    """Give the plan of a scenario."""
    screening, drivers = scenario.screening, scenario.drivers
    cargo = scenario.cargo or (Cargo(name="any", share_pct=100.0),)
    chances = (
        screening.screened_pct, screening.answer_pct, screening.never_pct, drivers.limited_pct,
        drivers.belarus_pct, drivers.goes_anyway_pct,
    )  # fmt: skip
    kinds = (
        screening.time, screening.answer, drivers.used.times(), drivers.belarus.times(),
        scenario.way_back.trip,
    )  # fmt: skip
    lacking = scenario.papers.lacking_pct
    return LoadPlan(
        cargo=np.array(
            bounds_of([one.share_pct for one in scenario.cargo]) if scenario.cargo else [], np.uint64
        ),
        factors=np.array([[one.exit_factor, one.entry_factor, one.roadside_factor] for one in cargo]),
        foreign_min=np.array([one.foreign_min for one in cargo]),
        of_cargo=np.array(
            [[bound_of(pct / 100) for pct in _chances(one, lacking)] for one in cargo], np.uint64
        ),
        chances=np.array([bound_of(one / 100) for one in chances], np.uint64),
        times=kinds_of(kinds),
    )


def _chances(cargo: Cargo, lacking_pct: float) -> tuple[float, ...]:
    lacking = lacking_pct if cargo.lacking_pct is None else cargo.lacking_pct
    return (cargo.controlled_pct, cargo.foreign_pct, cargo.sealed_pct, lacking)


def year_turns(scenario: Scenario) -> Any:
    """Give the instants after the first at which a calendar year begins [min], rising, far enough."""
    first = scenario.begins_on
    years = range(first.year + 1, first.year + 3 + int(2 * scenario.horizon_days // 365))
    return np.array([(date(year, 1, 1) - first).days * DAY for year in years])
