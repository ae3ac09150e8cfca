"""What a run of a scenario gives: figures with intervals, and all that is needed to get them again."""

from __future__ import annotations

import platform
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import msgspec
import numpy as np

from otkel.sim import measures_costs
from otkel.sim.interval import Interval, interval_of
from otkel.sim.present import Present
from otkel.sim.run import AT_POINT, MEASURES, Runs
from otkel.sim.run_reference import not_carried
from otkel.sim.scenario_check import Checked, Ground
from otkel.sim.scenario_file import plain
from otkel.sim.snapshot import Snapshot

FORMAT = "otkel-sim-1"
UNITS = {
    "line": "min", "strip": "min", "roadside": "min", "sojourn": "min", "within": "%", "gave_up": "%",
    "throughput": "trucks/day", "in_line": "trucks", "inside": "trucks", "trucks": "trucks",
    "not_through": "trucks", **measures_costs.UNITS,
}  # fmt: skip


class Figure(msgspec.Struct, frozen=True):
    """One measure: over each replication, then the mean over replications with its interval."""

    name: str
    statistic: str
    unit: str
    mean: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        """Give a line of words: what, its mean, unit and interval."""
        mean = "not known" if self.mean is None else f"{self.mean:z,.1f} {self.unit}"
        within = "" if self.low is None or self.high is None else f" ({self.low:z,.1f} to {self.high:z,.1f})"
        return f"{self.name} {self.statistic}: {mean}{within}"


class AtPoint(msgspec.Struct, frozen=True):
    """What was measured at one crossing point, by replication and then over them."""

    point: str
    trucks: Interval
    line_mean_min: Interval
    line_p80_min: Interval


class Hours(msgspec.Struct, frozen=True):
    """Trucks in line at each whole hour from the beginning: mean and quantiles over replications."""

    mean: tuple[float, ...]
    p10: tuple[float, ...]
    p90: tuple[float, ...]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a run. The same parameters, seed and versions give the same figures."""

    format: str = FORMAT
    scenario: str
    without: tuple[str, ...] = ()  # causes that were left out
    replications: int
    seed: int
    until_days: float | None = None
    by_reference: tuple[str, ...] = ()  # fields for which the readable twin ran it; none: the kernel did
    start: str | None = None  # digest of the state that it went on from
    figures: tuple[Figure, ...]
    points: tuple[AtPoint, ...]
    in_line: Hours
    parameters: dict[str, Any]
    grounds: tuple[Ground, ...] = ()
    versions: dict[str, str] = {}

    def figure(self, name: str, statistic: str | None = None) -> Figure:
        """Give one figure, such as ("line", "p80"); without a statistic the first. Raises KeyError."""
        for one in self.figures:
            if one.name == name and statistic in (None, one.statistic):
                return one
        raise KeyError(f"{name} {statistic or ''}".strip())

    def __repr__(self) -> str:
        """Give what is read in a shell or a notebook: a line a figure, with its 95 % interval."""
        without = f" without {', '.join(self.without)}" if self.without else ""
        head = f"Outcome of {self.scenario}{without}: {self.replications} replications, seed {self.seed}"
        return "\n".join((head, *(f"  {one}" for one in self.figures)))


def outcome_of(
    checked: Checked, runs: Runs, seed: int, until_days: float | None, start: Snapshot | Present | None = None
) -> Outcome:
    """Give the outcome of replications."""
    return Outcome(
        scenario=checked.scenario.name,
        without=checked.without,
        replications=len(runs.values),
        seed=seed,
        until_days=until_days,
        by_reference=not_carried(checked.scenario),
        start=None if start is None else sha256(start.to_bytes()).hexdigest(),
        figures=figures_of(runs.values, currency_of(checked)),
        points=tuple(_points(checked, runs)),
        in_line=_hours(runs.in_line),
        parameters=plain(checked.scenario),
        grounds=checked.grounds,
        versions=versions(),
    )


def figures_of(values: Any, currency: str = measures_costs.CURRENCY) -> tuple[Figure, ...]:
    """Give each measure with its interval over the rows."""
    found = []
    for column, (name, statistic) in enumerate(MEASURES):
        one = interval_of(values[:, column])
        if one.mean is None and (name, statistic) in measures_costs.MAY_LACK:
            continue  # nothing that this scenario has
        found.append(Figure(name, statistic, unit_of(name, currency), one.mean, one.low, one.high))
    return tuple(found)


def unit_of(name: str, currency: str) -> str:
    """Give the unit of a measure; that of amounts of money is a currency."""
    unit = UNITS[name]
    return currency if unit == measures_costs.CURRENCY else unit


def currency_of(checked: Checked) -> str:
    """Give the currency of a scenario."""
    costs = checked.scenario.costs
    return measures_costs.CURRENCY if costs is None else costs.currency


def versions() -> dict[str, str]:
    """Give what the figures were made with."""
    packages = {name: version(name) for name in ("otkel", "numpy", "numba")}
    return {**packages, "python": platform.python_version()}


def _points(checked: Checked, runs: Runs) -> list[AtPoint]:
    columns = range(len(AT_POINT))
    return [
        AtPoint(point.name, *(interval_of(runs.at_point[:, number, column]) for column in columns))
        for number, point in enumerate(checked.scenario.points)
    ]


def _hours(in_line: Any) -> Hours:
    low, high = np.quantile(in_line, (0.1, 0.9), axis=0)
    return Hours(
        *(tuple(np.round(one, 3).tolist()) for one in (in_line.mean(axis=0, dtype=float), low, high))
    )
