"""What is measured of a corridor beyond the lines: who went another way. Of other scenarios it is nan."""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim.kernel_corridor import BALKED, GAVE_UP_HOME, OUTSIDE
from otkel.sim.kernel_world import Results

EXTRA: tuple[tuple[str, str], ...] = (
    ("balked", "pct"),
    ("around", "pct"),
    ("moved", "pct"),
)
UNITS = {"balked": "%", "around": "%", "moved": "%"}


def measure_ways(results: Results, counted: Any, seen: int) -> list[float]:
    """Give the shares [%] of the counted trucks that balked, went around, and went to another point.

    `seen`: counted trucks whose way has ended.
    """
    way = results.corridor
    if way is None:
        return [np.nan] * len(EXTRA)
    of = [way.fate == BALKED, way.fate == OUTSIDE, way.moved > 0]
    return [100.0 * float((counted & one).sum()) / seen for one in of]


def gave_up(results: Results) -> Any:
    """Tell of each truck whether it gave up waiting and went home."""
    if results.corridor is None:
        return results.visits < 0
    return results.corridor.fate == GAVE_UP_HOME


def joined_at(arrives: Any, results: Results) -> Any:
    """Give when each truck joined its line [min]; under a discipline it may wait for its slot at home.

    Who never joined, because it lost its place before, counts as if it had come when it was lost.
    """
    if results.came is None:
        return arrives
    return np.where(np.isnan(results.came), results.left, results.came)


def came_at(arrives: Any, results: Results) -> Any:
    """Give when each truck came to its first line [min]."""
    return arrives if results.corridor is None else results.corridor.came
