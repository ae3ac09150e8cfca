"""Percentiles and means of what lasted, each with an interval, and how it was found.

A percentile is a value that occurred: the smallest that at least this share does not exceed. Trucks that
stand in one line share its wait, so that they are not as many independent observations as they are trucks.

- From 400 on, the interval is by **batches**: in order of time, 20 equal batches of neighbours, the
  percentile (or mean) of each, and 2.093 standard errors of these about the whole's (Student, 19 degrees).
  It takes in what neighbours share, and what changed in between; the last few that fill no batch are left out
  of it. Source: B. Schmeiser, Batch size effects in the analysis of simulation output, Operations Research 30
  (1982); S. Asmussen, P. Glynn, Stochastic simulation, 2007, III.5 and IV.5.
- Below, it is by **order**: the values whose ranks lie 1.96 standard deviations of a binomial about the
  percentile's own, rounded outwards, which holds for any distribution but takes trucks as independent, and so
  is too narrow where they share a queue. None where no rank reaches that far. Source: W. J. Conover,
  Practical nonparametric statistics, 3rd ed., 1999, 3.2.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

SHARES = (0.50, 0.80, 0.95)
FROM_BATCHES = 400
BATCHES = 20
STUDENT_19 = 2.0930240544
NORMAL = 1.9599639845

Values = npt.NDArray[np.float64]


class Estimate(msgspec.Struct, frozen=True):
    """A value and its interval of 95 %; no interval where too few were seen."""

    value: float
    low: float | None = None
    high: float | None = None


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How long something lasted [s], over those that ended."""

    trucks: int
    method: str | None  # of the intervals: batches, order; none: nothing ended
    mean_s: Estimate | None = None
    p50_s: Estimate | None = None
    p80_s: Estimate | None = None
    p95_s: Estimate | None = None
    most_s: float | None = None


def spread_of(values: Any) -> Spread:
    """Give the spread of values [s], in order of time."""
    one: Values = np.asarray(values, dtype=np.float64)
    if one.size == 0:
        return Spread(trucks=0, method=None)
    by_batches = one.size >= FROM_BATCHES
    ordered = np.sort(one)
    percentiles = _by_batches(one, ordered) if by_batches else [_by_order(ordered, p) for p in SHARES]
    return Spread(
        trucks=one.size,
        method="batches" if by_batches else "order",
        mean_s=_mean(one, by_batches),
        p50_s=percentiles[0],
        p80_s=percentiles[1],
        p95_s=percentiles[2],
        most_s=float(ordered[-1]),
    )


def rank_of(share: float, count: int) -> int:
    """Give the rank of a percentile, counted from 0."""
    return max(math.ceil(share * count - 1e-9), 1) - 1


def _by_order(ordered: Values, share: float) -> Estimate:
    count = ordered.size
    width = NORMAL * math.sqrt(count * share * (1 - share))
    low, high = math.floor(count * share - width) - 1, math.ceil(count * share + width)
    value = float(ordered[rank_of(share, count)])
    if low < 0 or high >= count:
        return Estimate(value)
    return Estimate(value, float(ordered[low]), float(ordered[high]))


def _by_batches(values: Values, ordered: Values) -> list[Estimate]:
    batches = np.sort(_batches(values), axis=1)
    found = []
    for share in SHARES:
        each = batches[:, rank_of(share, batches.shape[1])]
        found.append(_about(float(ordered[rank_of(share, ordered.size)]), each, STUDENT_19))
    return found


def _mean(values: Values, by_batches: bool) -> Estimate:
    mean = float(values.mean())
    if by_batches:
        return _about(mean, _batches(values).mean(axis=1), STUDENT_19)
    return _about(mean, values, NORMAL) if values.size >= 20 else Estimate(mean)


def _batches(values: Values) -> Values:
    length = values.size // BATCHES
    return values[: length * BATCHES].reshape(BATCHES, length)


def _about(value: float, each: Values, factor: float) -> Estimate:
    width = factor * float(each.std(ddof=1)) / math.sqrt(each.size)
    return Estimate(value, value - width, value + width)
