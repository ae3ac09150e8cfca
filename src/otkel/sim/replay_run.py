"""The running of many simulated autumns: assumptions and trucks drawn anew, and what is kept of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from otkel.sim.assumptions import Template, draw_scenario, template_of
from otkel.sim.observed import HOURS_A_DAY, Seen, see
from otkel.sim.replay_file import Reading, read_reading
from otkel.sim.replay_rows import Sought, amounts_of, seek
from otkel.sim.reports import read_reports
from otkel.sim.run import Tick, prepare, run_each, run_once
from otkel.sim.scenario_check import Checked
from otkel.sim.scenario_without import leave_out

NOON = 12  # the hour at which the queue of a day is drawn
# What is compared between a world and the same world without a cause.
AIMS = ("mean_queue", "most_queue", "mean_wait")


class Autumns(NamedTuple):
    """What was seen of the replications."""

    amounts: Any  # f8 [replication, report], in the report's unit; nan: nothing to say
    noon: Any  # f4 [replication, point, day]
    aims: Any  # f8 [replication, aim]


class Course(NamedTuple):
    """All that is the same in each replication of a replay."""

    template: Template
    sought: tuple[Sought, ...]
    reading: Reading
    without: tuple[str, ...]
    days: int
    points: int
    warm_up: int  # days


def course_of(checked: Checked, without: Sequence[str] = ()) -> Course:
    """Make ready to replay a scenario, without some causes."""
    scenario, reading = checked.scenario, read_reading()
    return Course(
        template=template_of(checked),
        sought=seek(scenario, reading, read_reports()),
        reading=reading,
        without=tuple(without),
        days=int(scenario.horizon_days),
        points=len(scenario.points),
        warm_up=math.ceil(scenario.warm_up_days),
    )


def run_autumns(
    course: Course, replications: int, seed: int, threads: int = 1, tick: Tick | None = None
) -> Autumns:
    """Run replications 0, 1, ...; the same bits for any number of threads. Raises as `run_each`."""
    autumns = Autumns(
        amounts=np.empty((replications, len(course.sought))),
        noon=np.empty((replications, course.points, course.days), np.float32),
        aims=np.empty((replications, len(AIMS))),
    )
    places = [4096]

    def one(replication: int) -> None:
        seen = _run(course, seed, replication, places)
        length = course.reading.m_per_truck.unknown("m_per_truck").value(seed, replication)
        autumns.amounts[replication] = amounts_of(course.sought, seen, length)
        autumns.noon[replication] = seen.queue[:, NOON::HOURS_A_DAY]
        autumns.aims[replication] = _aims(course, seen)

    run_each(one, replications, threads, tick)
    return autumns


def _run(course: Course, seed: int, replication: int, places: list[int]) -> Seen:
    """Draw the assumptions and the trucks of one replication, and run it."""
    scenario = draw_scenario(course.template, seed, replication)
    ready = prepare(leave_out(scenario, course.without))
    world, results = run_once(ready, seed, replication, places)
    return see(world, results, course.points, course.days)


def _aims(course: Course, seen: Seen) -> tuple[float, ...]:
    """Give what causes are compared by: mean and greatest queue of the border [trucks], and mean wait [h]."""
    from_day = course.warm_up
    queue = seen.queue[:, from_day * HOURS_A_DAY :].sum(axis=0)
    ended = int(seen.ended[:, from_day:].sum())
    waited = float(seen.waited[:, from_day:].sum())
    return float(queue.mean()), float(queue.max()), waited / ended if ended else math.nan
