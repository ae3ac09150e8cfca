"""What passages cost, and who was refused or overstayed. Amounts are in the currency of the scenario.

A passage lasts from coming to the first line until the truck has left, through or not. Its cost is that of
the truck, the driver and the seal for that time by days begun in proportion, of fuel for standing in line and
on the strip and for detours, of goods that spoil from an hour on, and of a penalty for each day begun late.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim import measures_corridor
from otkel.sim.kernel_corridor import NO_LICENCE, NO_STAY, OUTSIDE
from otkel.sim.kernel_world import Results, World
from otkel.sim.measures_corridor import EXTRA, goes_back, stays_of
from otkel.sim.pack import DAY, HOUR
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_cargo import Costs

PARTS = ("truck", "driver", "seal", "fuel", "spoilage", "penalty", "around")
CURRENCY = "currency"  # stands for that of the scenario
DRIVERS: tuple[tuple[str, str], ...] = (
    ("no_licence", "pct"),
    ("no_stay", "pct"),
    ("overstays", "pct"),
)
COSTS: tuple[tuple[str, str], ...] = (
    *(("cost", statistic) for statistic in ("mean", "p50", "p80", "p95")),
    *((f"cost_{part}", "mean") for part in PARTS),
    ("cost_total", "sum"),
)
MAY_LACK = frozenset((*EXTRA, *DRIVERS, *COSTS))  # what a scenario does not have is not told of it
UNITS = {
    **measures_corridor.UNITS, "no_licence": "%", "no_stay": "%", "overstays": "%",
    **{name: CURRENCY for name, _ in COSTS},
}  # fmt: skip


def measure_drivers(
    scenario: Scenario, world: World, results: Results, counted: Any, until: float
) -> list[float]:
    """Give the shares [%] of trucks that were turned back for good, and of stays that were too long.

    `counted` tells of the trucks on the way out whose way has ended.
    """
    way = results.corridor
    if way is None or not (scenario.cargo or scenario.drivers.limited_pct):
        return [np.nan] * len(DRIVERS)
    seen = max(int(counted.sum()), 1)
    of = [100.0 * float((counted & (way.fate == one)).sum()) / seen for one in (NO_LICENCE, NO_STAY)]
    return [*of, _overstays(world, results, until)]


def _overstays(world: World, results: Results, until: float) -> float:
    """Give the share [%] of the limited stays that are over in which the days in the year did not do."""
    corridor, stays = world.corridor, stays_of(world, results, until)
    is_limited = corridor.used[stays.truck] >= 0
    truck, days = stays.truck[is_limited], stays.days[is_limited]
    if truck.size == 0:
        return np.nan
    entered = results.corridor.crossed[truck]
    turn = np.searchsorted(corridor.year_turns, entered, side="right")
    used = np.where(turn == 0, corridor.used[truck], 0.0)
    to_turn = np.ceil((corridor.year_turns[turn] - np.floor(entered / DAY) * DAY) / DAY)
    return 100.0 * float((used + np.minimum(days, to_turn) > corridor.limit).mean())


def measure_costs(scenario: Scenario, world: World, results: Results, counted: Any) -> list[float]:
    """Give what the counted passages cost: a passage on the way out, its parts, and all together."""
    if scenario.costs is None or results.corridor is None:
        return [np.nan] * len(COSTS)
    parts = costs_of(scenario, scenario.costs, world, results)
    total = sum(parts.values())
    out = counted & ~goes_back(world)
    if not out.any():
        return [np.nan] * len(COSTS)
    ordered = np.sort(total[out])
    places = [min(-(-share * ordered.size // 100), ordered.size) - 1 for share in (50, 80, 95)]
    found = [float(ordered.mean()), *(float(ordered[one]) for one in places)]
    return [*found, *(float(parts[name][out].mean()) for name in PARTS), float(total[counted].sum())]


def costs_of(scenario: Scenario, costs: Costs, world: World, results: Results) -> dict[str, Any]:
    """Give the parts of what each truck's passage cost; nan where it has not ended."""
    way, corridor = results.corridor, world.corridor
    minutes = results.left - way.came
    hours, days = minutes / HOUR, minutes / DAY
    stands = (results.wait[0] + np.maximum(results.wait[1], 0.0)) / HOUR
    reefer = np.array([*(one.reefer for one in scenario.cargo), False])[corridor.cargo]
    late = np.ceil(np.maximum(hours - costs.due_h, 0.0) / 24.0)
    places = world.per_truck.size
    around = np.array([0.0, *(one.cost for one in scenario.around)])
    which = np.where(way.fate == OUTSIDE, results.point - places + 1, 0)
    return {
        "truck": days * costs.truck_day,
        "driver": days * costs.driver_day,
        "seal": np.where(corridor.sealed, days * costs.seal_day, 0.0),
        "fuel": stands * costs.idle_h + way.detoured / HOUR * costs.detour_km_per_h * costs.road_km,
        "spoilage": np.where(
            reefer, np.maximum(hours - costs.spoilage_after_h, 0.0) * costs.spoilage_per_h, 0.0
        ),
        "penalty": late * costs.penalty_day,
        "around": around[which],
    }
