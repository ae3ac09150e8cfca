"""Replications of a scenario: drawn, run and measured, in threads; the same figures for any number of them.

What is kept of a replication is what is measured of it, so that a thousand weeks take no room.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from otkel.errors import StoppedError
from otkel.phrases import phrase
from otkel.sim.bookings import draw_wishes
from otkel.sim.draw_world import Plans, make_plans, world_from
from otkel.sim.in_order import in_order
from otkel.sim.kernel import simulate, simulate_logged
from otkel.sim.kernel_draw import draw_what_they_do
from otkel.sim.kernel_world import LOGS, Log, Results, World
from otkel.sim.measures_corridor import (
    EXTRA,
    gave_up,
    goes_back,
    joined_at,
    measure_back,
    measure_ways,
    outward,
)
from otkel.sim.measures_costs import COSTS, DRIVERS, measure_costs, measure_drivers
from otkel.sim.pack import DAY, HOUR, Plan
from otkel.sim.pack_discipline import Disciplines, make_disciplines, plans_of, rules_of, spread, strip_of
from otkel.sim.pack_plan import by_rank
from otkel.sim.pack_times import kinds_of
from otkel.sim.present import Present, snapshot_of
from otkel.sim.reference_rows import Row
from otkel.sim.resume import Resumed, resume
from otkel.sim.run_reference import log_of, not_carried, run_by_reference
from otkel.sim.scenario import Scenario
from otkel.sim.silent import countings_of
from otkel.sim.snapshot import Snapshot, pack
from otkel.sim.state import begin, go_on

Tick = Callable[[int, int | None], None]
SHARES = (50, 80, 95)
STATISTICS = ("mean", *(f"p{share}" for share in SHARES))
WAITS = ("line", "strip", "roadside", "sojourn")  # of whom a mean and quantiles are taken, in minutes
# What is measured of one replication, in order.
MEASURES: tuple[tuple[str, str], ...] = (
    *((name, statistic) for name in WAITS for statistic in STATISTICS),
    ("within", "pct"),
    ("gave_up", "pct"),
    ("throughput", "per_day"),
    ("in_line", "mean"),
    ("inside", "mean"),
    ("trucks", "count"),
    ("not_through", "count"),
    *EXTRA,
    *DRIVERS,
    *COSTS,
)
AT_POINT = ("trucks", "line_mean", "line_p80")  # measured at each crossing point
_EVENTS = 3.3  # of a truck, about
_IN_BUCKET = 1.4  # events that a bucket of the event list holds at best, about


class Ready(NamedTuple):
    """A scenario that is ready to be drawn and run."""

    scenario: Scenario
    plans: Plans
    disciplines: Disciplines | None  # None: at no point
    width: float
    until: float  # minutes; nothing later is counted
    start: Snapshot | Present | None = (
        None  # the state that every replication goes on from; none: an empty border
    )
    by_reference: tuple[str, ...] = ()  # fields that the kernel does not carry: the readable twin runs it

    @property
    def plan(self) -> Plan:
        """By what those who set out are drawn."""
        return self.plans.plan

    @property
    def expected(self) -> float:
        """The trucks of one replication that are expected, those on the way back among them."""
        plans, own = self.plans, self.scenario.way_back
        out = float(plans.plan.cumulative[-1])
        if plans.back is None:
            return out
        return out * (1.0 + own.returns_pct / 100) + float(plans.back.plan.cumulative[-1])

    @property
    def fixed(self) -> dict[str, Any]:
        """The part of the world that is the same in each replication."""
        return self.plans.fixed

    @property
    def hours(self) -> int:
        """Whole hours at which the line is counted, from 0 on."""
        return int(min(self.scenario.horizon_days * DAY, self.until) / HOUR) + 1


class Runs(NamedTuple):
    """What was measured of replications."""

    values: Any  # f8 [replication, measure]; nan: nobody to measure
    in_line: Any  # f4 [replication, hour], trucks in line at the hour
    at_point: Any  # f8 [replication, point, measure of a point]


def prepare(scenario: Scenario, until_days: float | None = None) -> Ready:
    """Make all that is the same in each replication. Without `until_days` every truck is seen through."""
    plans = make_plans(scenario)
    per_min = float(plans.plan.cumulative[-1]) * _EVENTS / (scenario.horizon_days * DAY)
    until = sys.float_info.max if until_days is None else until_days * DAY
    width = min(max(_IN_BUCKET / max(per_min, 1e-9), 1e-3), 60.0)
    classes = tuple(one.name for one in by_rank(scenario))
    disciplines = make_disciplines(scenario, plans.plan, kinds_of, classes, plans.travel is None)
    if disciplines is not None:
        plans.fixed["strip"] = strip_of(disciplines.policies, plans.fixed["strip"])
    return Ready(scenario, plans, disciplines, width, until, by_reference=not_carried(scenario))


def run_replications(
    ready: Ready, replications: int, seed: int, threads: int = 1, tick: Tick | None = None, first: int = 0
) -> Runs:
    """Run replications `first`, `first` + 1, ... and measure each.

    A row is a function of scenario, seed and its replication's number, whatever else is run.
    Raises MemoryError where the trucks inside do not fit, and StoppedError where somebody stops it.
    """
    runs = make_runs(ready, replications)
    places = [4096]

    def one(row: int) -> None:
        world, results = run_once(ready, seed, first + row, places)
        measure(ready, world, results, Runs(*(rows[row] for rows in runs)))

    run_each(one, replications, threads, tick)
    return runs


def run_each(one: Callable[[int], None], replications: int, threads: int, tick: Tick | None = None) -> None:
    """Call a function with 0, 1, ... in threads. Raises StoppedError where somebody stops it."""
    done = 0
    with ThreadPoolExecutor(max(1, threads)) as pool:
        try:
            for _ in pool.map(one, range(replications)):
                done += 1
                if tick is not None:
                    tick(done, replications)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise stopped(done, replications) from None


def make_runs(ready: Ready, replications: int) -> Runs:
    """Give tables with room for so many replications."""
    return Runs(
        values=np.empty((replications, len(MEASURES))),
        in_line=np.empty((replications, ready.hours), np.float32),
        at_point=np.empty((replications, len(ready.scenario.points), len(AT_POINT))),
    )


def row_bytes(ready: Ready) -> int:
    """Give the memory that the rows of one replication take."""
    return sum(table.nbytes for table in make_runs(ready, 1))


def stopped(done: int, replications: int) -> StoppedError:
    """Say how much was done when somebody stopped it."""
    return StoppedError(
        phrase("stopped after {done} of {total} replications", done=done, total=replications),
        phrase("begin again, or ask for fewer with --runs"),
    )


def draw_world(ready: Ready, seed: int, replication: int) -> World:
    """Draw the trucks of one replication; give the world they come to."""
    world = world_from(ready.scenario, ready.plans, seed, replication)
    if ready.disciplines is None:
        return world
    classes = world.queue_class if ready.plans.back is None else world.queue_class[~goes_back(world)]
    acts = draw_what_they_do(ready.disciplines.plan, classes, seed, replication)
    if ready.plans.back is not None:
        acts = spread(acts, ~goes_back(world))
    return world._replace(rules=rules_of(ready.scenario, ready.disciplines, acts))


def run_once(ready: Ready, seed: int, replication: int, places: list[int]) -> tuple[World, Results]:
    """Draw and run one replication; `places` holds how many trucks found room inside so far."""
    world = draw_world(ready, seed, replication)
    if ready.by_reference:
        return world, _by_reference(ready, world, seed, replication)[0]
    while True:
        room = places[0]
        try:
            if ready.start is not None:
                return _go_on(ready, world, seed, replication, room)
            return world, simulate(world, room, ready.width)
        except MemoryError:
            if room > 4 * world.arrives.size + 4096:
                raise
            places[0] = max(places[0], 2 * room)


def _by_reference(ready: Ready, world: World, seed: int, replication: int) -> tuple[Results, list[Row]]:
    """Run a world by the readable twin until all have left."""
    policies = () if ready.disciplines is None else ready.disciplines.policies
    keys = np.zeros(0, np.uint64) if world.rules is None else world.rules.acts["key"]
    wishes = draw_wishes(ready.scenario.queue, keys)
    countings = countings_of(ready.scenario, seed, replication)
    return run_by_reference(world, policies, wishes, countings, plans_of(ready.scenario))


def _go_on(ready: Ready, world: World, seed: int, replication: int, places: int) -> tuple[World, Results]:
    """Run a world on from a state, until all have left."""
    whole, state = _started(ready, world, seed, replication, places)
    go_on(whole, state, sys.float_info.max)
    return whole, state.results._replace(corridor=state.inside.corridor)


def _started(ready: Ready, world: World, seed: int, replication: int, places: int) -> Resumed:
    """Give a world and the state in which it begins."""
    start = ready.start
    if start is None:
        return Resumed(world, begin(world, places, ready.width))
    if isinstance(start, Present):
        start = snapshot_of(start, ready.scenario, ready.plan, world, seed, replication)
    return resume(start, ready.scenario, world, places, ready.width)


def run_until(ready: Ready, seed: int) -> Snapshot:
    """Run the first replication up to the instant `until`; give its state then."""
    world = draw_world(ready, seed, 0)
    places = 4 * world.arrives.size + 4096
    world, state = _started(ready, world, seed, 0, places)
    go_on(world, state, ready.until)
    return pack(ready.scenario, world, state, ready.until, seed)


def run_logged(ready: Ready, seed: int, replication: int = 0) -> tuple[World, Log]:
    """Run one replication and keep its log."""
    world = draw_world(ready, seed, replication)
    world = world._replace(uses=world.uses | LOGS)
    if ready.by_reference:
        rows = _by_reference(ready, world, seed, replication)[1]
        return world, log_of(world, [row for row in rows if row[0] <= ready.until])
    room = 4 * world.arrives.size + 4096
    return world, simulate_logged(world, room, ready.width, ready.until)[1]


def measure(ready: Ready, world: World, results: Results, into: Runs) -> None:
    """Write what came of the trucks that arrived after the warm-up into one row of each table.

    All trucks have been seen through; what had not happened by `until` is not counted, and nothing that
    happens later bears on what did.
    """
    scenario = ready.scenario
    whole = results
    arrives, results = outward(world, results)
    left = results.left
    joined = joined_at(arrives, results)
    began = joined + results.wait[0]  # of trucks that came twice: as if they had waited once for so long
    counted = (arrives >= scenario.warm_up_days * DAY) & (arrives <= ready.until)
    has_left = left <= ready.until
    through = counted & has_left & (results.visits > 0)
    sojourn = (left - arrives)[through]
    line = results.wait[0][through]
    checks = results.wait[2][through]
    samples = (line, results.wait[1][through], checks[checks >= 0.0], sojourn)
    seen = max(int((counted & has_left).sum()), 1)
    rest = (
        100.0 * float((sojourn <= scenario.within_h * HOUR).sum()) / max(sojourn.size, 1),
        100.0 * float((counted & gave_up(results)).sum()) / seen,
        *_between(ready, joined, began, left, results.visits > 0),
        float(counted.sum()),
        float((counted & ~has_left).sum()),
        *measure_ways(results, counted, seen),
        *measure_back(world, whole, ready.until),
        *_beside(ready, world, whole),
    )
    into.values[:] = [*(value for one in samples for value in _statistics(one)), *rest]
    into.in_line[:] = _by_hour(joined, ready.hours) - _by_hour(began, ready.hours)
    _at_points(results.point[through], line, into.at_point)


def _beside(ready: Ready, world: World, results: Results) -> list[float]:
    """Give what is measured of drivers and costs, of passages that ended and came after the warm-up."""
    if results.corridor is None:
        return [np.nan] * len((*DRIVERS, *COSTS))
    first = ready.scenario.warm_up_days * DAY
    ended = (results.corridor.came >= first) & (results.left <= ready.until)
    out = ended & ~goes_back(world)
    return [
        *measure_drivers(ready.scenario, world, results, out, ready.until),
        *measure_costs(ready.scenario, world, results, ended),
    ]


def _statistics(sample: Any) -> list[float]:
    """Give the mean and the quantiles: of n values in order the one that a share of them does not exceed."""
    if sample.size == 0:
        return [np.nan] * len(STATISTICS)
    at = [min(-(-share * sample.size // 100), sample.size) - 1 for share in SHARES]
    return [float(sample.mean()), *in_order(sample, at)]


def _between(ready: Ready, joined: Any, began: Any, left: Any, stayed: Any) -> tuple[float, float, float]:
    """Give throughput a day, and the mean number in line and inside, from the warm-up to the horizon."""
    first = ready.scenario.warm_up_days * DAY
    last = min(ready.scenario.horizon_days * DAY, ready.until)
    if last <= first:
        return np.nan, np.nan, np.nan
    passed = stayed & (left > first) & (left <= last)
    start = np.clip(joined, first, last)
    line = np.clip(began, first, last) - start
    inside = np.clip(left, first, last) - start
    span = last - first
    return float(passed.sum()) * DAY / span, float(line.sum()) / span, float(inside.sum()) / span


def _by_hour(instants: Any, hours: int) -> Any:
    """Count for each hour from 0 on how many of the instants lie at it or before."""
    inside = instants[instants <= (hours - 1) * HOUR]
    return np.cumsum(np.bincount(np.ceil(inside / HOUR).astype(np.int64), minlength=hours)[:hours])


def _at_points(point: Any, line: Any, into: Any) -> None:
    """Write for each point how many trucks got through, and their wait in line."""
    order = np.argsort(point, kind="stable")
    ends = np.cumsum(np.bincount(point, minlength=into.shape[0]))
    for number, sample in enumerate(np.split(line[order], ends[:-1])):
        mean, _, p80, _ = _statistics(sample)
        into[number] = sample.size, mean, p80
