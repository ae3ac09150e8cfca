"""Experiments: one scenario, two beside each other on common random numbers, one over values of a field.

Two scenarios are run with the same seed, so that each truck draws the same for everything that does not
differ. What is left of chance in their difference is a fraction of what two separate runs would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec
import numpy as np

from otkel.errors import InputError, Mistake
from otkel.phrases import phrase
from otkel.sim.engine import THREADS, Engine, Job, Threads, open_engine
from otkel.sim.interval import interval_of
from otkel.sim.measures_costs import CURRENCY, MAY_LACK
from otkel.sim.present import Present
from otkel.sim.result import Outcome, currency_of, outcome_of, unit_of
from otkel.sim.run import MEASURES, Ready, Runs, Tick, prepare, row_bytes
from otkel.sim.run_reference import not_carried
from otkel.sim.scenario_check import Checked
from otkel.sim.scenario_file import vary
from otkel.sim.scenario_room import check_room, check_rows
from otkel.sim.snapshot import Snapshot

REPLICATIONS = 20


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """How a scenario is run."""

    replications: int = REPLICATIONS
    seed: int | None = None  # none: that of the scenario
    threads: int = 1
    until_days: float | None = None
    room_bytes: int | None = None  # memory that may be used here; none: not looked at
    engine: str = THREADS  # where; the figures are the same
    start: Snapshot | Present | None = (
        None  # the state that every replication goes on from; none: an empty border
    )


class Difference(msgspec.Struct, frozen=True):
    """The other less the one, replication by replication, with its interval."""

    name: str
    statistic: str
    unit: str
    mean: float | None
    low: float | None = None
    high: float | None = None
    variance_ratio: float | None = None  # of two independent runs over the pair; above 1: pairing helped

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two scenarios on common random numbers."""

    one: Outcome
    other: Outcome
    differences: tuple[Difference, ...]

    def difference(self, name: str, statistic: str | None = None) -> Difference:
        """Give a difference, such as ("sojourn", "mean"); without a statistic the first. Raises KeyError."""
        for found in self.differences:
            if found.name == name and statistic in (None, found.statistic):
                return found
        raise KeyError(f"{name} {statistic or ''}".strip())


class Step(msgspec.Struct, frozen=True):
    """One value of a field that was varied, with its outcome and the differences to the first value."""

    value: Any
    outcome: Outcome
    differences: tuple[Difference, ...] = ()


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario over the values of one field, all on common random numbers."""

    field: str
    steps: tuple[Step, ...]


def run_scenario(checked: Checked, setting: Setting, tick: Tick | None = None) -> Outcome:
    """Run a scenario. Raises InputError where its trucks would not fit into memory."""
    with _opened(setting) as engine:
        runs = _runs(checked, setting, engine, tick)
    return outcome_of(checked, runs, seed_of(checked, setting), setting.until_days, setting.start)


def compare(one: Checked, other: Checked, setting: Setting, tick: Tick | None = None) -> Comparison:
    """Run two scenarios on common random numbers; the seed is that of the first. Raises InputError."""
    require_one_currency(one, other)
    seed = seed_of(one, setting)
    setting = msgspec.structs.replace(setting, seed=seed)
    with _opened(setting) as engine:
        a, b = (_runs(checked, setting, engine, tick) for checked in (one, other))
    outcomes = (
        outcome_of(checked, runs, seed, setting.until_days, setting.start)
        for checked, runs in ((one, a), (other, b))
    )
    first, second = outcomes
    return Comparison(one=first, other=second, differences=differences_of(a, b, currency_of(one)))


def sweep(
    checked: Checked, field: str, values: Sequence[Any], setting: Setting, tick: Tick | None = None
) -> Sweep:
    """Run a scenario with each value of a field. Raises InputError for a value that cannot stand there."""
    varied = [vary(checked, {field: value}) for value in values]
    setting = msgspec.structs.replace(setting, seed=seed_of(checked, setting))
    steps: list[Step] = []
    first: Runs | None = None
    with _opened(setting) as engine:
        for value, one in zip(values, varied, strict=True):
            runs = _runs(one, setting, engine, tick)
            outcome = outcome_of(one, runs, seed_of(one, setting), setting.until_days, setting.start)
            steps.append(
                Step(value, outcome, () if first is None else differences_of(first, runs, currency_of(one)))
            )
            first = runs if first is None else first
    return Sweep(field=field, steps=tuple(steps))


def differences_of(one: Runs, other: Runs, currency: str = CURRENCY) -> tuple[Difference, ...]:
    """Give the difference of each measure, the other less the one, pair by pair."""
    found = []
    for column, (name, statistic) in enumerate(MEASURES):
        a, b = one.values[:, column], other.values[:, column]
        both = ~np.isnan(a) & ~np.isnan(b)
        gap = (b - a)[both]
        mean = interval_of(gap)
        if mean.mean is None and (name, statistic) in MAY_LACK:
            continue  # nothing that these scenarios have
        apart, paired = (
            (float(np.var(a[both]) + np.var(b[both])), float(np.var(gap))) if gap.size > 1 else (0.0, 0.0)
        )
        ratio = apart / paired if paired > 0 else None
        found.append(
            Difference(name, statistic, unit_of(name, currency), mean.mean, mean.low, mean.high, ratio)
        )
    return tuple(found)


def require_one_currency(one: Checked, other: Checked) -> None:
    """Raise InputError where two scenarios count in two currencies."""
    currencies = {each.scenario.costs.currency for each in (one, other) if each.scenario.costs is not None}
    if len(currencies) > 1:
        what = phrase("the scenarios count in different currencies: {names}", names=tuple(sorted(currencies)))
        do = phrase("give the amounts of both in one currency")
        raise InputError([Mistake(what, do).at(field="costs.currency")])


def seed_of(checked: Checked, setting: Setting) -> int:
    """Give the seed: that of the setting, else that of the scenario."""
    return checked.scenario.seed if setting.seed is None else setting.seed


def require_room(
    checked: Checked, ready: Ready, setting: Setting, engine: Engine | None = None, logged: bool = False
) -> None:
    """Raise InputError where the trucks of a replication, or the rows of all, would not fit into memory."""
    expected, replications = ready.expected, setting.replications
    here = Threads(1 if logged else setting.threads, setting.room_bytes)  # one replication is logged
    each = (engine or here).room_bytes(replications)
    mistakes = [] if each is None else list(check_room(checked.scenario, expected, each, logged))
    if setting.room_bytes is not None:
        mistakes += check_rows(replications, row_bytes(ready), setting.room_bytes)
    if mistakes:
        raise InputError(mistakes)


def require_kernel(checked: Checked) -> None:
    """Raise InputError where the kernel does not carry a scenario: only it goes on from a state."""
    paths = not_carried(checked.scenario)
    if paths:
        what = phrase("the kernel does not carry {names}, and only it has states", names=paths)
        raise InputError([Mistake(what, phrase("leave them out, or begin with an empty border"))])


def _opened(setting: Setting) -> AbstractContextManager[Engine]:
    return open_engine(setting.engine, setting.threads, setting.room_bytes)


def _runs(checked: Checked, setting: Setting, engine: Engine, tick: Tick | None) -> Runs:
    ready = prepare(checked.scenario, setting.until_days)._replace(start=setting.start)
    if setting.start is not None:
        require_kernel(checked)
    require_room(checked, ready, setting, engine)
    return engine.run(Job(ready, setting.replications, seed_of(checked, setting), setting.until_days), tick)
