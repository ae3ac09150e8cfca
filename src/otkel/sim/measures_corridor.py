"""What is measured of a corridor beyond the lines: who went another way. Of other scenarios it is nan."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.sim.kernel_corridor import BALKED, GAVE_UP_HOME, OUTSIDE, PER_TRUCK
from otkel.sim.kernel_world import Results, World
from otkel.sim.pack import DAY

WAYS: tuple[tuple[str, str], ...] = (
    ("balked", "pct"),
    ("around", "pct"),
    ("moved", "pct"),
)
BACK: tuple[tuple[str, str], ...] = (
    ("back_line", "mean"),
    ("back_sojourn", "mean"),
    ("days_behind", "mean"),
    ("days_in_line_back", "mean"),
    ("back_trucks", "count"),
)
EXTRA = (*WAYS, *BACK)
UNITS = {
    "balked": "%", "around": "%", "moved": "%", "back_line": "min", "back_sojourn": "min",
    "days_behind": "days", "days_in_line_back": "days", "back_trucks": "trucks",
}  # fmt: skip


def measure_ways(results: Results, counted: Any, seen: int) -> list[float]:
    """Give the shares [%] of the counted trucks that balked, went around, and went to another point.

    `seen`: counted trucks whose way has ended.
    """
    way = results.corridor
    if way is None:
        return [np.nan] * len(WAYS)
    of = [way.fate == BALKED, way.fate == OUTSIDE, way.moved > 0]
    return [100.0 * float((counted & one).sum()) / seen for one in of]


def gave_up(results: Results) -> Any:
    """Tell of each truck whether it gave up waiting and went home."""
    if results.corridor is None:
        return results.visits < 0
    return results.corridor.fate == GAVE_UP_HOME


def joined_at(arrives: Any, results: Results) -> Any:
    """Give when each truck joined its line [min]; under a discipline it may wait for its slot at home.

    Who never joined, because it lost its place before, counts as if it had come when it was lost. Where no
    discipline rules, the line begins where a truck arrives.
    """
    if results.came is None:
        return arrives
    waited = (results.visits > 0) | (results.wait[0] > 0.0)
    return np.where(np.isnan(results.came), np.where(waited, arrives, results.left), results.came)


def goes_back(world: World) -> Any:
    """Tell of each truck whether it is one of the way back."""
    corridor = world.corridor
    own = (world.point >= 0) & corridor.is_back[world.point]
    return own | (np.arange(world.point.size) >= corridor.stream)


def outward(world: World, results: Results) -> tuple[Any, Results]:
    """Give when each truck of the way out came to its first line [min], and what came of these trucks."""
    way, corridor = results.corridor, world.corridor
    if way is None:
        return world.arrives, results
    if not corridor.is_back.any():
        return way.came, results
    out = ~goes_back(world)
    per_truck = {name: getattr(way, name)[out] for name in PER_TRUCK}
    kept = Results(
        results.wait[:, out], results.left[out], results.point[out], results.visits[out],
        way._replace(**per_truck), None if results.came is None else results.came[out],
    )  # fmt: skip
    return per_truck["came"], kept


def measure_back(world: World, results: Results, until: float) -> list[float]:
    """Give the waits in the lines back, and the days in the country behind the points.

    Days are civil days of presence: those of coming in and of leaving are whole ones. Days in line are those
    between the day on which a truck came to the line back and the day on which it left the country.
    """
    way, corridor = results.corridor, world.corridor
    if way is None or not corridor.is_back.any():
        return [np.nan] * len(BACK)
    back = goes_back(world) & (results.left <= until) & (results.visits > 0)
    waits = results.wait[0][back]
    sojourn = (results.left - way.came)[back]
    stays = stays_of(world, results, until)
    return [*(_mean(one) for one in (waits, sojourn, stays.days, stays.in_line)), float(back.sum())]


class Stays(NamedTuple):
    """Stays behind the points that are over: of trucks that came through and went back."""

    truck: Any  # the number with which it went out
    days: Any  # civil days of presence
    in_line: Any  # of these, days spent in the line back


def stays_of(world: World, results: Results, until: float) -> Stays:
    """Give the stays that are over."""
    way = results.corridor
    truck = np.flatnonzero(world.corridor.returns >= 0)
    again = world.corridor.returns[truck]
    is_over = way.crossed[again] <= until
    truck, again = truck[is_over], again[is_over]
    came, back, left = (np.floor(one / DAY) for one in (
        way.crossed[truck], way.came[again], way.crossed[again]
    ))  # fmt: skip
    return Stays(truck, left - came + 1, left - back)


def _mean(sample: Any) -> float:
    return float(sample.mean()) if sample.size else np.nan
