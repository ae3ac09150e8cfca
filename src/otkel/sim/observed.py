"""What somebody at the road could have counted in a simulated autumn: the queue, the waits, who went through.

A truck stands in the queue of its point from its arrival for as long as it waits for exit control and then on
the strip; the minutes in which it is served between the two are left out. Of a truck that came twice the
waits of both times count from its first arrival on. Who waits for a check at the roadside behind the border
is in no queue before it. A truck that went from one line to another counts at the last of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.sim.kernel_world import Results, World
from otkel.sim.measures_corridor import outward
from otkel.sim.pack import DAY, HOUR

HOURS_A_DAY = 24


class Seen(NamedTuple):
    """One replication, by point; hours and days are counted from midnight of the first day."""

    queue: Any  # f4 [point, hour], trucks in the queue at the whole hour
    ended: Any  # i4 [point, day], trucks whose waiting ended that day with being let on
    waited: Any  # f8 [point, day], hours they had waited in all
    through: Any  # i4 [point, day], trucks that left the crossing point on the other side that day
    came: Any  # i4 [point, day]


def see(world: World, results: Results, points: int, days: int) -> Seen:
    """Count one replication over so many days."""
    arrives, results = outward(world, results)
    point = results.point.astype(np.int64)
    waited = results.wait[0] + results.wait[1]
    let_on = arrives + waited
    passed = (results.visits > 0) & (point >= 0) & (point < points)
    hours = days * HOURS_A_DAY
    came = _table(point, np.ceil(arrives / HOUR), points, hours)
    ended = _table(point, np.ceil(let_on / HOUR), points, hours)
    on = point[passed], np.floor(let_on[passed] / DAY)
    return Seen(
        queue=np.cumsum(came - ended, axis=1).astype(np.float32),
        ended=_table(*on, points, days).astype(np.int32),
        waited=_table(*on, points, days, waited[passed] / HOUR),
        through=_table(point[passed], np.floor(results.left[passed] / DAY), points, days).astype(np.int32),
        came=_table(point, np.floor(arrives / DAY), points, days).astype(np.int32),
    )


def _table(point: Any, step: Any, points: int, steps: int, weights: Any = None) -> Any:
    """Sum over trucks, by point and step; what lies beyond the last step or is at no point is left out."""
    within = (step >= 0) & (step < steps) & (point >= 0) & (point < points)
    cell = point[within] * steps + step[within].astype(np.int64)
    of = None if weights is None else weights[within]
    return np.bincount(cell, of, minlength=points * steps).reshape(points, steps)


class Window(NamedTuple):
    """Whole days from `first` up to but without `end`, counted from the first day of the scenario."""

    first: int
    end: int

    @property
    def hours(self) -> slice:
        """The whole hours within it."""
        return slice(self.first * HOURS_A_DAY, self.end * HOURS_A_DAY)

    @property
    def days(self) -> slice:
        """The days within it."""
        return slice(self.first, self.end)


def mean_queue(seen: Seen, points: Any, window: Window) -> float:
    """Give the trucks in the queues of some points together, on average over the hours."""
    return float(seen.queue[points, window.hours].sum(axis=0).mean())


def longest_queue(seen: Seen, points: Any, window: Window) -> float:
    """Give the queue of that one of some points which has the longest, on average over the hours."""
    return float(seen.queue[points, window.hours].mean(axis=1).max())


def mean_wait_h(seen: Seen, points: Any, window: Window) -> float:
    """Give the mean wait [h] of the trucks that were let on in these days.

    Where nobody was, that of the last day on which somebody was; before that it is not known: nan.
    """
    ended, waited = (table[points].sum(axis=0) for table in (seen.ended, seen.waited))
    count = int(ended[window.days].sum())
    if count:
        return float(waited[window.days].sum()) / count
    before = np.flatnonzero(ended[: window.first])
    return float(waited[before[-1]]) / int(ended[before[-1]]) if before.size else float("nan")


def per_day(table: Any, points: Any, window: Window) -> float:
    """Give a count of some points together, a day."""
    return float(table[points, window.days].sum()) / (window.end - window.first)
