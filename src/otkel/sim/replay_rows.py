"""From a report to what a simulated autumn says of the same place and days; and whether the report counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from otkel.sim.observed import Seen, Window, longest_queue, mean_queue, mean_wait_h, per_day
from otkel.sim.replay_file import Reading
from otkel.sim.reports import STRETCHES, Direction, Kind, Report, points_of
from otkel.sim.scenario import Scenario
from otkel.sim.score import Span

BORDER = "KZ-RU"
LONGEST_DAYS = 31  # a report over a longer time tells no day
# What a unit is in the unit in which a quantity is averaged.
UNITS = {"trucks": 1.0, "km": 1.0, "h": 1.0, "days": 24.0, "trucks a day": 1.0, "km/h": 1.0}


class Standing(StrEnum):
    """Whether a report counts in the score, or why it does not."""

    COUNTS = "counts"
    SETS = "sets a number"  # a number of the scenario rests on it
    PROMISED = "promised"  # planned or foretold, and not seen
    SEASON = "tells no day"  # of more than a month
    BEFORE_OR_AFTER = "other days"  # outside the days of the scenario
    OTHER_WAY = "other way"  # not into Russia, or both ways together
    NOT_SIMULATED = "not simulated"  # no such place or quantity in the twin


class Sought(NamedTuple):
    """A report, and where and when to look for its quantity; without points it cannot be found."""

    report: Report
    standing: Standing
    sets: str | None
    group: str  # with which others it is averaged
    points: tuple[int, ...]
    window: Window
    per: float  # what the report's unit is in the unit of its group

    @property
    def told(self) -> Span:
        """What was reported, in its own unit."""
        low, high = self.report.low, self.report.high
        return Span(0.0 if low is None else low, math.inf if high is None else high)


# What the twin has of a quantity: of the counts, the points, the days, and the road of a truck [m].
Look = Callable[[Seen, Sequence[int], Window, float], float]
LOOKS: dict[str, tuple[str, Look]] = {
    "queue": ("queue", lambda seen, points, window, _: mean_queue(seen, points, window)),
    "queue_length": ("queue_length", lambda seen, at, window, m: longest_queue(seen, at, window) * m / 1000),
    "wait": ("wait", lambda seen, points, window, _: mean_wait_h(seen, points, window)),
    "wait_ordinary": ("wait", lambda seen, points, window, _: mean_wait_h(seen, points, window)),
    "extra_delay": ("wait", lambda seen, points, window, _: mean_wait_h(seen, points, window)),
    "throughput": ("throughput", lambda seen, points, window, _: per_day(seen.through, points, window)),
    "arrivals": ("throughput", lambda seen, points, window, _: per_day(seen.came, points, window)),
    "speed": ("speed", lambda seen, at, window, m: per_day(seen.ended, at, window) / 24 * m / 1000),
}


def seek(scenario: Scenario, reading: Reading, reports: Sequence[Report]) -> tuple[Sought, ...]:
    """Give for each report where its quantity is found in the scenario, and whether it counts."""
    return tuple(_sought(scenario, reading, one) for one in reports)


def amounts_of(sought: Sequence[Sought], seen: Seen, m_per_truck: float) -> list[float]:
    """Give what one replication says of each report, in the report's unit; nan where it says nothing."""
    found = []
    for one in sought:
        if not one.points:
            found.append(math.nan)
            continue
        look = LOOKS[one.report.quantity][1]
        found.append(look(seen, list(one.points), one.window, m_per_truck) / one.per)
    return found


def _sought(scenario: Scenario, reading: Reading, report: Report) -> Sought:
    known = report.quantity in LOOKS and report.unit in UNITS
    points = _points(scenario, report.place) if known else ()
    window = _window(scenario, report.from_on, report.to_on)
    standing = _standing(reading, report, points, window)
    seen = standing in (Standing.COUNTS, Standing.SETS) and points and window.end > window.first
    quantity = LOOKS[report.quantity][0] if known else report.quantity
    return Sought(
        report=report,
        standing=standing,
        sets=reading.parameter_of(report),
        group=f"{quantity} {'border' if report.place in STRETCHES else 'point'}",
        points=points if seen and report.direction is Direction.TO_RU else (),
        window=window,
        per=UNITS.get(report.unit, 1.0),
    )


def _standing(reading: Reading, report: Report, points: Any, window: Window) -> Standing:
    if reading.parameter_of(report) is not None:
        return Standing.SETS
    if window.end <= window.first:
        return Standing.BEFORE_OR_AFTER
    if report.kind is Kind.PROMISED:
        return Standing.PROMISED
    if not points:
        return Standing.NOT_SIMULATED
    if report.direction is not Direction.TO_RU:
        return Standing.OTHER_WAY
    return Standing.SEASON if (report.to_on - report.from_on).days >= LONGEST_DAYS else Standing.COUNTS


def _points(scenario: Scenario, place: str) -> tuple[int, ...]:
    """Give the numbers of a place's points; the whole border is all points, and so is a part not named."""
    names = [point.name for point in scenario.points]
    stretch = STRETCHES.get(place)
    if stretch is not None and (stretch.border == BORDER or place == "kz-ru.several"):
        return tuple(range(len(names)))
    return tuple(names.index(one) for one in points_of(place) if one in names)


def _window(scenario: Scenario, from_on: date, to_on: date) -> Window:
    """Give the days of a report that lie within the scenario; none: an empty window."""
    days = int(scenario.horizon_days)
    first, last = ((one - scenario.begins_on).days for one in (from_on, to_on))
    return Window(max(first, 0), min(last + 1, days))
