"""Means over seeds with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

_T_975 = ((5, 2.78), (10, 2.26), (20, 2.09), (30, 2.05), (60, 2.0), (120, 1.98))  # Student's t by sample size


class Mean(NamedTuple):
    """A mean with its 95 % interval."""

    mid: float
    low: float
    high: float

    def __str__(self) -> str:
        """Write the mean and the half of its interval."""
        return f"{self.mid:.3g} ± {(self.high - self.low) / 2:.2g}"


def mean_of(values: Sequence[float]) -> Mean:
    """Give the mean of independent values and its 95 % interval."""
    mid = fmean(values)
    if len(values) < 2:
        return Mean(mid, mid, mid)
    t = next((t for most, t in _T_975 if len(values) <= most), 1.96)
    half = t * stdev(values) / sqrt(len(values))
    return Mean(mid, mid - half, mid + half)


def paired(one: Sequence[float], other: Sequence[float]) -> Mean:
    """Give the mean difference of two rules on the same seeds, with its interval."""
    return mean_of([a - b for a, b in zip(one, other, strict=True)])
