"""What is left of a time that has run for a while already.

Of all times that are longer than what has elapsed, one is drawn, and what has elapsed is taken off: with
survival S(t) = P(T > t), the total is the time whose survival is u S(elapsed), u between 0 and 1.
"""

from __future__ import annotations

import math

from otkel.sim.inverse import normal
from otkel.sim.pack import EXPONENTIAL, LOGNORMAL, NOTHING, Plan

_ROOT_2 = math.sqrt(2.0)


def residual(plan: Plan, which: int, elapsed_min: float, u: float) -> float:
    """Give how much longer a time of one kind lasts [min]; `u` strictly between 0 and 1.

    0 where it has lasted longer than any time of its kind, or where its kind takes no time.
    """
    left = survival(plan, which, elapsed_min)
    if left <= 0.0:
        return 0.0
    return max(0.0, time_of(plan, which, u * left) - elapsed_min)


def survival(plan: Plan, which: int, time_min: float) -> float:
    """Give the share of the times of one kind that are longer than this."""
    shape = plan.shapes[which]
    if shape == NOTHING:
        return 0.0
    if time_min <= 0.0:
        return 1.0
    mean, mu, sigma = (float(one) for one in plan.terms[which])
    if shape == EXPONENTIAL:
        return math.exp(-time_min / mean)
    if shape == LOGNORMAL:
        gap = math.log(time_min) - mu
        if sigma == 0.0:
            return float(gap < 0.0)
        return 0.5 * math.erfc(gap / sigma / _ROOT_2)
    levels, quantiles = _table(plan, which)
    if time_min < quantiles[0]:
        return 1.0
    for (level, quantile), (next_level, next_quantile) in zip(
        zip(levels, quantiles, strict=True), zip(levels[1:], quantiles[1:], strict=True), strict=False
    ):
        if time_min < next_quantile:
            return 1.0 - (level + (next_level - level) * (time_min - quantile) / (next_quantile - quantile))
    return 0.0


def time_of(plan: Plan, which: int, share: float) -> float:
    """Give the time that a share of the times of one kind are longer than; the share between 0 and 1."""
    shape = plan.shapes[which]
    mean, mu, sigma = (float(one) for one in plan.terms[which])
    if shape == EXPONENTIAL:
        return -mean * math.log(share)
    if shape == LOGNORMAL:
        return math.exp(mu - sigma * normal(share))
    levels, quantiles = _table(plan, which)
    wanted = 1.0 - share
    for at in range(1, len(levels)):
        if wanted <= levels[at]:
            part = (wanted - levels[at - 1]) / (levels[at] - levels[at - 1])
            return quantiles[at - 1] + part * (quantiles[at] - quantiles[at - 1])
    return quantiles[-1]


def _table(plan: Plan, which: int) -> tuple[list[float], list[float]]:
    first, end = int(plan.starts[which]), int(plan.starts[which + 1])
    return plan.levels[first:end].tolist(), plan.quantiles[first:end].tolist()
