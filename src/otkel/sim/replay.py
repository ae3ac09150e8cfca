"""A replay: the dated record of a jam held against many simulated autumns.

Each replication draws every assumption within its range and every truck anew (`assumptions.py`), so that the
range from the 10 % to the 90 % quantile of the replications holds both chance and what is not known. Reports
are scored as they stand, contradictory ones side by side (`score.py`). What a cause did is told by the same
autumns without it, replication by replication.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import numpy as np

from otkel.sim.experiment import Setting, require_room, seed_of
from otkel.sim.interval import Interval, interval_of
from otkel.sim.replay_run import AIMS, Autumns, Course, course_of, run_autumns
from otkel.sim.replay_score import LEVELS, Row, early_tallies_of, rows_of, tallies_of
from otkel.sim.result import versions
from otkel.sim.run import Tick, prepare
from otkel.sim.scenario_check import Checked, Ground
from otkel.sim.scenario_file import plain
from otkel.sim.scenario_timeline import Change
from otkel.sim.scenario_without import causes_in
from otkel.sim.score import Tally, overall_skill

FORMAT = "otkel-replay-1"


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """Trucks in the queue at noon of each day: quantiles over the replications, day by day."""

    place: str  # a crossing point, or `kz-ru` for all of them
    low: tuple[float, ...]
    mid: tuple[float, ...]
    high: tuple[float, ...]


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a cause did: the autumns with it less the same autumns without it, mean and 95 % interval."""

    cause: str
    replications: int
    mean_queue: Interval  # [trucks], of the whole border, after the warm-up
    most_queue: Interval  # [trucks]
    mean_wait: Interval  # [h], of those let on


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a replay. The same scenario, seed, number of replications and versions give it again."""

    format: str = FORMAT
    scenario: str
    begins_on: date
    replications: int
    seed: int
    without: tuple[str, ...] = ()
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    skill: float | None  # against one range of all other reports, of later days too
    early_skill: float | None = None  # against a range of what had been published before
    early_compared: int = 0  # reports before which at least two others had been published
    bands: tuple[Band, ...]
    effects: tuple[Effect, ...] = ()
    drawn: int  # numbers that each replication draws within their ranges
    parameters: dict[str, Any]
    changes: tuple[Change, ...] = ()  # those of the scenario, with the causes that were left out
    grounds: tuple[Ground, ...] = ()
    versions: dict[str, str] = {}

    @property
    def counted(self) -> tuple[Row, ...]:
        """The rows that count in the score."""
        return tuple(row for row in self.rows if row.counts)


def replay(
    checked: Checked,
    setting: Setting,
    without: Sequence[str] = (),
    effects: int = 0,
    tick: Tick | None = None,
) -> Replay:
    """Replay the record through a scenario, without some causes.

    The effect of each cause is told by so many autumns as `effects` says. Raises InputError where the
    trucks do not fit into memory.
    """
    seed, scenario = seed_of(checked, setting), checked.scenario
    require_room(checked, prepare(scenario), setting)
    course = course_of(checked, without)
    causes = causes_in(scenario, without) if effects else ()
    tell = _Telling(setting.replications + effects * len(causes), tick)
    autumns = run_autumns(course, setting.replications, seed, setting.threads, tell.step)
    rows = rows_of(course.sought, autumns.amounts)
    tallies, early = tallies_of(course.sought, rows), early_tallies_of(course.sought, rows)
    return Replay(
        scenario=scenario.name,
        begins_on=scenario.begins_on,
        replications=setting.replications,
        seed=seed,
        without=course.without,
        rows=rows,
        tallies=tallies,
        skill=overall_skill(tallies),
        early_skill=overall_skill(early),
        early_compared=sum(one.compared for one in early),
        bands=tuple(_bands([point.name for point in scenario.points], autumns.noon)),
        effects=tuple(
            _effect(course, cause, autumns, min(effects, setting.replications), seed, setting.threads, tell)
            for cause in causes
        ),
        drawn=len(course.template.numbers) + len(course.template.contrasts) + 1,
        parameters=plain(scenario),
        changes=scenario.changes,
        grounds=checked.grounds,
        versions=versions(),
    )


class _Telling:
    """Counts the autumns of several rounds as one."""

    def __init__(self, total: int, tick: Tick | None) -> None:
        self.total, self.done, self.tick = total, 0, tick

    def step(self, done: int, total: int | None) -> None:
        del done, total
        self.done += 1
        if self.tick is not None:
            self.tick(self.done, self.total)


def _effect(
    course: Course, cause: str, autumns: Autumns, replications: int, seed: int, threads: int, tell: _Telling
) -> Effect:
    """Run the first autumns again without one cause; the same draws for all that does not differ."""
    without = course._replace(without=(*course.without, cause))
    other = run_autumns(without, replications, seed, threads, tell.step)
    gaps = autumns.aims[:replications] - other.aims
    found = {name: interval_of(gaps[:, at]) for at, name in enumerate(AIMS)}
    return Effect(cause=cause, replications=replications, **found)


def _bands(names: Sequence[str], noon: Any) -> list[Band]:
    """Give the queue of the whole border and of each point, day by day."""
    found = []
    for name, queues in (
        ("kz-ru", noon.sum(axis=1)),
        *((name, noon[:, at]) for at, name in enumerate(names)),
    ):
        low, mid, high = np.quantile(queues, LEVELS, axis=0)
        parts = {"low": low, "mid": mid, "high": high}
        found.append(
            Band(place=name, **{key: tuple(np.round(one, 1).tolist()) for key, one in parts.items()})
        )
    return found
