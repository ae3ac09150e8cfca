"""What the kernel runs over: a world as arrays, what happens inside of it, and what came of each truck."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.sim.kernel_calendar import NIL
from otkel.sim.kernel_corridor import MOST_MOVES, make_way
from otkel.sim.kernel_rules import find_places_for, make_called
from otkel.sim.kernel_settings import (
    EVER,
    NEXT_CALL,
    NEXT_DAY,
    NEXT_LOOK,
    NEXT_PERIOD,
    NEXT_SHIFT,
    NEXT_STEP,
    NO_ORDERS,
    NO_STEPS,
    PER_DAY,
    PER_H,
    PLACES,
    SHIFT,
    Orders,
    Settings,
    Steps,
    neutral,
)

STAGES = 3  # exit control, entry control, roadside check
# Kinds of timers, and where a truck that is not served is: in a queue, or gone from it.
# HELD: served in exit control, and the strip is full since it was let shrink.
RETURN, PATIENCE, QUEUED, GONE, LATER, HELD = -1, -2, -3, -4, -5, -6
PASSES, LEAVES_LATER, COMES_BACK = 0, 1, 2  # what a truck's papers come to
CHOOSES, WEAVES, BLOCKS, QUOTAS, RENEGES, LOGS = 1, 2, 4, 8, 16, 32  # what a world makes use of
# Times and shares that change, classes that may be held back, papers that are looked at at the roadside.
TIMES, SHARES, GATES, AT_ROADSIDE = 64, 128, 256, 512
FULL, STUCK = -1, -2  # the places did not do; trucks wait for a call that never comes


_NO_DRAWS = np.empty(0, np.uint64)
_NO_LIMITS = np.empty(0, np.int32)


class World(NamedTuple):
    """Trucks and rules as arrays. Times in one unit throughout; trucks in order of arrival."""

    uses: int  # sum of what it makes use of
    arrives: Any  # f8 [truck]
    point: Any  # i4 [truck]; -1: it chooses
    origin: Any  # i4 [truck], row of `road`; empty where none chooses
    queue_class: Any  # i1 [truck], counted from 0
    service: Any  # f8 [stage, truck]; below 0: the stage is passed over
    outcome: Any  # i1 [truck]
    delay: Any  # f8 [truck], for papers that lack
    patience: Any  # f8 [truck]; empty where none gives up
    road: Any  # f8 [origin, point]
    per_truck: Any  # f8 [point], published wait for each truck in line
    ranks: Any  # i8 [class]
    pattern: Any  # i8 [turn]
    strip: Any  # i4 [point], places between the posts; -1: not limited
    quota: Any  # i4 [point], trucks taken on in a period; -1: not limited
    period: float  # of the quota
    cycle: float  # of the shifts
    shift_from: Any  # f8 [shift], within the cycle, rising, the first 0
    servers: Any  # i4 [shift, station]
    quota_day: Any = _NO_LIMITS  # i4 [point], trucks taken on in a day; -1: not limited; empty: nowhere
    day: float = 1440.0  # length of a day, the first from 0 on
    look: float = 60.0  # how often orders look at the lines
    selection: Any = _NO_DRAWS  # u8 [truck], drawn for the check; empty where no share changes
    papers: Any = _NO_DRAWS  # u8 [truck], drawn for lacking papers; then `outcome` is as if they lacked
    bounds: Any = _NO_DRAWS  # u8 [number], bounds of shares by the number that stands in the settings
    steps: Steps = NO_STEPS
    orders: Orders = NO_ORDERS
    corridor: Any = None  # Corridor: roads, choice and what lies around the points
    rules: Any = None  # `kernel_rules.Rules`, where a discipline rules at some point


class Inside(NamedTuple):
    """What happens inside now."""

    head: Any  # i4 [station, class], first place in the queue
    tail: Any
    waiting: Any  # i4 [station]
    busy: Any  # i4 [station]
    open: Any  # i4 [station], servers at work
    strip: Any  # i4 [point]
    turn: Any  # i8 [point], of the weave
    taken: Any  # i4 [point], within this period
    taken_day: Any  # i4 [point], within this day
    may: Any  # bool [class]
    held: Any  # i4 [2, point], first and last place of those that wait in exit control for the strip
    found: Any  # i1 [truck], what its papers came to; empty where no share changes
    settings: Settings
    corridor: Any = None  # Way
    calls: Any = None  # `kernel_rules.Called`, where a discipline rules


class Results(NamedTuple):
    """What came of each truck."""

    wait: Any  # f8 [stage, truck], summed over visits; -1: the stage was passed over
    left: Any  # f8 [truck]
    point: Any  # i2 [truck]
    visits: Any  # i1 [truck], times it came to the line; below 0: it did not get through
    corridor: Any = None  # Way, after a run
    came: Any = None  # f8 [truck], when it came to the line last, where a discipline rules


def make_inside(world: World) -> Inside:
    """Give an empty world's inside, with the servers of the first shift."""
    points, classes = world.strip.size, world.ranks.size
    stations = STAGES * points
    return Inside(
        head=np.full((stations, classes), NIL, np.int32), tail=np.full((stations, classes), NIL, np.int32),
        waiting=np.zeros(stations, np.int32), busy=np.zeros(stations, np.int32),
        open=first_servers(world), strip=np.zeros(points, np.int32),
        turn=np.zeros(points, np.int64), taken=np.zeros(points, np.int32),
        taken_day=np.zeros(points, np.int32), may=np.zeros(classes, np.bool_),
        held=np.full((2, points), NIL, np.int32),
        found=np.zeros(world.arrives.size if world.uses & SHARES else 0, np.int8),
        settings=make_settings(world), corridor=make_way(world.corridor),
        calls=make_called(world),
    )  # fmt: skip


def first_servers(world: World) -> Any:
    """Give the servers of the first shift, as far as a discipline has places for them [station]."""
    rows = enumerate(world.servers[0].tolist())
    return np.array([find_places_for(world.rules, station, number) for station, number in rows], np.int32)


def make_settings(world: World) -> Settings:
    """Give the settings of the beginning."""
    points, orders = world.strip.size, world.orders.setting.size
    now = neutral(points, world.ranks.size)
    now[PER_H], now[PLACES] = world.quota, world.strip
    if world.quota_day.size:
        now[PER_DAY] = world.quota_day
    clock = np.full(EVER + 1, np.inf)
    clock[EVER] = 0.0
    if world.uses & QUOTAS:
        clock[NEXT_PERIOD], clock[NEXT_DAY] = world.period, world.day
    if world.shift_from.size > 1:
        clock[NEXT_SHIFT] = world.shift_from[1]
    if world.steps.at.size:
        clock[NEXT_STEP] = world.steps.at[0]
    if orders:
        clock[NEXT_LOOK] = world.look
    if world.rules is not None:
        clock[NEXT_CALL] = world.rules.every
    at = np.zeros(4, np.int64)
    at[SHIFT] = min(1, world.shift_from.size - 1)
    return Settings(
        now=now, below=now.copy(), ordered=np.zeros(now.shape, np.int8), holds=np.zeros(orders, np.bool_),
        clock=clock, at=at,
    )  # fmt: skip


def make_results(trucks: int, by_rules: bool = False) -> Results:
    """Give results of nobody yet; `by_rules`: of a world in which a discipline rules."""
    return Results(
        wait=np.zeros((STAGES, trucks)), left=np.full(trucks, np.nan), point=np.full(trucks, NIL, np.int16),
        visits=np.zeros(trucks, np.int8), came=np.full(trucks, np.nan) if by_rules else None,
    )  # fmt: skip


class Log(NamedTuple):
    """Rows of what happened, in order; empty where no log is kept."""

    at: Any  # f8, when
    kind: Any  # i2, number of the word
    point: Any  # i2
    truck: Any  # i4
    value: Any  # i4, by word: overtaken trucks, way out
    rule: Any  # i1, of a call
    size: Any  # i8, rows so far
    seq: Any  # i4 [truck], order of arrival at its point
    top: Any  # i4 [point], orders given
    tree: Any  # i4 [point, order], who stands in line


def make_log(world: World, rows_a_coming: int = 12) -> Log:
    """Give an empty log with room for a world in which every truck comes twice, and moves on as it may."""
    trucks, points = world.arrives.size, world.strip.size
    kept = trucks if world.uses & LOGS else 0
    comings = kept * (2 if world.corridor is None else 2 + MOST_MOVES)
    rows = rows_a_coming * comings
    return Log(
        at=np.zeros(rows), kind=np.zeros(rows, np.int16), point=np.zeros(rows, np.int16),
        truck=np.zeros(rows, np.int32), value=np.zeros(rows, np.int32), rule=np.zeros(rows, np.int8),
        size=np.zeros(1, np.int64), seq=np.full(kept, NIL, np.int32), top=np.zeros(points, np.int32),
        tree=np.zeros((points, comings + 1), np.int32),
    )  # fmt: skip
