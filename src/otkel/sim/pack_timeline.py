"""From the changes and rules of state of a scenario to the steps and orders that the world runs by.

What several changes make of one setting is worked out beforehand: a step says what is in force from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, prod
from typing import Any, NamedTuple

import numpy as np

from otkel.queueing.core.officers import NOT_SET
from otkel.sim.inverse import bound_of
from otkel.sim.kernel_settings import (
    CHECKED,
    CLASSES,
    DELAY_TIME,
    LACKING,
    NO_ORDERS,
    NO_STEPS,
    OPEN,
    PER_DAY,
    PER_H,
    PLACES,
    SERVERS,
    SERVERS_SHARE,
    TIME,
    Orders,
    Steps,
)
from otkel.sim.kernel_world import AT_ROADSIDE, BLOCKS, GATES, QUOTAS, SHARES, TIMES
from otkel.sim.scenario import FoundAt, Scenario
from otkel.sim.scenario_timeline import KINDS, Change, What, When, line_of, minutes_of

# Which setting each change sets, and what the world makes use of then.
_SETTINGS: dict[What, tuple[int, int]] = {
    What.EXIT_SERVERS: (SERVERS, 0),
    What.ENTRY_SERVERS: (SERVERS + 1, 0),
    What.ROADSIDE_SERVERS: (SERVERS + 2, 0),
    What.EXIT_SERVERS_PCT: (SERVERS_SHARE, 0),
    What.ENTRY_SERVERS_PCT: (SERVERS_SHARE + 1, 0),
    What.ROADSIDE_SERVERS_PCT: (SERVERS_SHARE + 2, 0),
    What.EXIT_PER_H: (PER_H, QUOTAS),
    What.EXIT_PER_DAY: (PER_DAY, QUOTAS),
    What.STRIP_PLACES: (PLACES, BLOCKS),
    What.CHECKED_PCT: (CHECKED, SHARES),
    What.LACKING_PCT: (LACKING, SHARES),
    What.EXIT_TIME_PCT: (TIME, TIMES),
    What.ENTRY_TIME_PCT: (TIME + 1, TIMES),
    What.ROADSIDE_TIME_PCT: (TIME + 2, TIMES),
    What.DELAY_TIME_PCT: (DELAY_TIME, TIMES),
    What.OPEN: (OPEN, 0),
    What.CLASS_OPEN: (CLASSES, GATES),
}


def uses_of(scenario: Scenario) -> int:
    """Give what the world makes use of for what changes in it."""
    uses = 0
    rows: tuple[Change | When, ...] = (*scenario.changes, *scenario.when)
    for one in rows:
        if one.what in _SETTINGS:
            uses |= _SETTINGS[one.what][1]
    is_late = uses & SHARES and scenario.papers.found_at is FoundAt.ROADSIDE
    return uses | (AT_ROADSIDE if is_late else 0)


def timeline_world(scenario: Scenario, classes: Sequence[str]) -> dict[str, Any]:
    """Give the fields of a world that hold what changes in it; `classes` in the order of the kernel."""
    packing = _Packing(scenario, classes)
    return {
        "steps": packing.steps(),
        "orders": packing.orders(),
        "bounds": np.array([bound_of(pct / 100) for pct in packing.shares], np.uint64),
    }


class Factor(NamedTuple):
    """The trucks that come from one instant to another are so many times as many."""

    span: tuple[float, float]  # min
    share: float


def arrival_factors(scenario: Scenario) -> list[Factor]:
    """Give the changes of the trucks that come."""
    rows = [one for one in scenario.changes if one.what is What.ARRIVALS_PCT]
    return [Factor(minutes_of(one, scenario.begins_on), (one.value or 0.0) / 100) for one in rows]


def share_at(factors: Sequence[Factor], at_min: float) -> float:
    """Give the factor of all of them at an instant."""
    return prod(one.share for one in factors if _holds(one.span, at_min))


class _Packing:
    """One packing; collects the shares that bounds are made of."""

    def __init__(self, scenario: Scenario, classes: Sequence[str]) -> None:
        self.scenario, self.classes = scenario, list(classes)
        # The first two are those of the scenario itself, as the neutral settings name them.
        self.shares = [scenario.checked_pct, scenario.papers.lacking_pct]
        self.places = {point.name: at for at, point in enumerate(scenario.points)}

    def steps(self) -> Steps:
        """Give every dated change as what is in force from then on, in order of time."""
        rows: dict[tuple[int, int], list[Change]] = {}
        for one in self.scenario.changes:
            for key in self._where(one):
                rows.setdefault(key, []).append(one)
        steps = sorted(
            (at, setting, point, value)
            for (setting, point), changes in rows.items()
            for at, value in self._in_force(setting, point, changes)
        )
        if not steps:
            return NO_STEPS
        at, setting, point, value = (np.array(column) for column in zip(*steps, strict=True))
        return Steps(at, setting.astype(np.int32), point.astype(np.int32), value.astype(float))

    def orders(self) -> Orders:
        """Give every rule of state, for each point of its own."""
        rows = [
            (setting, point, self._value(rule), *line_of(rule))
            for rule in self.scenario.when
            for setting, point in self._where(rule)
        ]
        if not rows:
            return NO_ORDERS
        kinds = (np.int32, np.int32, np.float64, np.int32, np.int32, np.bool_)
        columns = zip(zip(*rows, strict=True), kinds, strict=True)
        return Orders(*(np.array(column, kind) for column, kind in columns))

    def _where(self, one: Change | When) -> Iterator[tuple[int, int]]:
        """Give the settings and points that a row is about."""
        if one.what not in _SETTINGS:
            return
        setting = _SETTINGS[one.what][0]
        if one.queue_class is not None:
            setting += self.classes.index(one.queue_class)
        for point in self.places.values() if one.point is None else [self.places[one.point]]:
            yield setting, point

    def _in_force(self, setting: int, point: int, changes: list[Change]) -> Iterator[tuple[float, float]]:
        """Give each instant at which a setting changes, and what is in force from then on."""
        spans = [(minutes_of(one, self.scenario.begins_on), one) for one in changes]
        before = base = self._base(setting, point)
        for at in sorted({end for span, _ in spans for end in span if end < inf}):
            holding = [one for span, one in spans if _holds(span, at)]
            values = [self._value(one) for one in holding]
            value = prod(values) if values else base
            if value != before:
                yield at, value
            before = value

    def _base(self, setting: int, point: int) -> float:
        """Give what is in force where nothing changes it."""
        own = self.scenario.points[point]
        limits = {PER_H: own.exit_per_h, PER_DAY: own.exit_per_day, PLACES: own.strip_places}
        if setting in limits:
            limit = limits[setting]
            return NOT_SET if limit is None else float(limit)
        numbers = {CHECKED: 0.0, LACKING: 1.0}
        return NOT_SET if setting < SERVERS_SHARE else numbers.get(setting, 1.0)

    def _value(self, one: Change | When) -> float:
        """Give a value as the settings hold it."""
        if one.value is None:
            return NOT_SET
        if one.what in (What.CHECKED_PCT, What.LACKING_PCT):
            if one.value not in self.shares[2:]:
                self.shares.append(one.value)
            return float(self.shares.index(one.value, 2))
        return one.value / 100 if KINDS[one.what].is_factor else float(one.value)


def _holds(span: tuple[float, float], at_min: float) -> bool:
    return span[0] <= at_min < span[1]
