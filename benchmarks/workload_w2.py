"""The border corridor W2 as a table and as a world: ten crossings, two classes, three stages, shifts, papers.

Minutes. The table has one row a column: arrives, crossing, class, three service times (below 0: not
inspected), late (0 papers right; above 0 a delay; below 0 turned back).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from otkel.sim.kernel_world import LEAVES_LATER, PASSES, World

DAY = 1440.0
POINTS = 10
RATE_PER_MIN = 1.7
PROFILE = (
    0.45, 0.40, 0.35, 0.35, 0.45, 0.60, 0.85, 1.10, 1.30, 1.45, 1.50, 1.50,
    1.45, 1.45, 1.40, 1.35, 1.30, 1.25, 1.20, 1.10, 0.95, 0.85, 0.75, 0.65,
)  # fmt: skip
WEIGHT = (1.20, 1.10, 1.10, 1.00, 1.00, 1.00, 0.95, 0.90, 0.90, 0.85)
SERVICE = ((12.0, 0.5), (16.0, 0.6), (8.0, 0.25))  # mean, coefficient of variation
BY_DAY, BY_NIGHT = (3, 4, 2), (2, 3, 1)
SHIFTS = (0.0, 360.0, 1320.0)
INSPECTED, LACKING, TURNED_BACK, FIRST_CLASS = 0.30, 0.10, 0.5, 0.15
DELAY = (240.0, 1.0)


def draw_table(trucks: int, seed: int = 1) -> Any:
    """Draw a table of our own, f8 [7, truck]."""
    rng = np.random.Generator(np.random.PCG64(seed))
    profile = np.array(PROFILE) * (24 / sum(PROFILE)) * RATE_PER_MIN
    cumulative = np.concatenate([[0.0], np.cumsum(profile * 60)])
    day, rest = np.divmod(np.cumsum(rng.exponential(1.0, trucks)), cumulative[-1])
    arrives = day * DAY + np.interp(rest, cumulative, np.arange(25) * 60.0)
    shares = np.cumsum(np.array(WEIGHT) / sum(WEIGHT))
    crossing = np.minimum(np.searchsorted(shares, rng.random(trucks)), POINTS - 1).astype(float)
    queue_class = np.where(rng.random(trucks) < FIRST_CLASS, 0.0, 1.0)
    served = [_lognormal(rng, *one, trucks) for one in SERVICE]
    served[2] = np.where(rng.random(trucks) < INSPECTED, served[2], -1.0)
    lacks = (rng.random(trucks) < LACKING) & (served[2] > 0)
    late = np.where(rng.random(trucks) < TURNED_BACK, -1.0, _lognormal(rng, *DELAY, trucks))
    return np.stack([arrives, crossing, queue_class, *served, np.where(lacks, late, 0.0)])


def world_of(table: Any, uses: int = 0, **more: Any) -> World:
    """Give a table as a world of the kernel."""
    late = np.ascontiguousarray(table[6])
    night, day = (np.tile(np.array(one, np.int32), POINTS) for one in (BY_NIGHT, BY_DAY))
    fields: dict[str, Any] = {
        "uses": uses,
        "arrives": np.ascontiguousarray(table[0]),
        "point": table[1].astype(np.int32),
        "origin": np.zeros(0, np.int32),
        "queue_class": table[2].astype(np.int8),
        "service": np.ascontiguousarray(table[3:6]),
        "outcome": np.where(late > 0, LEAVES_LATER, PASSES).astype(np.int8),
        "delay": late,
        "patience": np.zeros(0),
        "road": np.zeros((1, POINTS)),
        "per_truck": np.zeros(POINTS),
        "ranks": np.arange(2, dtype=np.int64),
        "pattern": np.arange(2, dtype=np.int64),
        "strip": np.full(POINTS, -1, np.int32),
        "quota": np.full(POINTS, -1, np.int32),
        "period": 60.0,
        "cycle": DAY,
        "shift_from": np.array(SHIFTS),
        "servers": np.stack([night, day, night]),
    }
    return World(**{**fields, **more})


def with_features(table: Any, seed: int = 1) -> World:
    """Give the same trucks with choice, quotas, returns and a strip that may be full."""
    from otkel.sim.kernel_world import BLOCKS, CHOOSES, COMES_BACK, QUOTAS

    rng = np.random.Generator(np.random.PCG64(seed))
    trucks = table.shape[1]
    chooses = rng.random(trucks) < 0.5
    back = rng.random(trucks) < 0.03
    return world_of(
        table,
        CHOOSES | QUOTAS | BLOCKS,
        point=np.where(chooses, -1, table[1]).astype(np.int32),
        origin=rng.integers(0, 4, trucks).astype(np.int32),
        road=rng.uniform(0.0, 90.0, (4, POINTS)),
        per_truck=np.full(POINTS, 6.0),
        outcome=np.where(back, COMES_BACK, np.where(table[6] > 0, LEAVES_LATER, PASSES)).astype(np.int8),
        delay=np.where(back, 120.0, table[6]),
        strip=np.full(POINTS, 12, np.int32),
        quota=np.full(POINTS, 16, np.int32),
    )


def _lognormal(rng: Any, mean: float, cv: float, number: int) -> Any:
    variance = math.log(1 + cv * cv)
    return rng.lognormal(math.log(mean) - variance / 2, math.sqrt(variance), number)
