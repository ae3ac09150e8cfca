"""From a draw to a value: inverse distribution functions, each rising with its draw and using one draw.

That they rise is what common random numbers want: a larger draw never becomes a smaller time, whatever the
numbers of the scenario. All are plain Python on scalars and tables, compiled as they stand; times in any one
unit. Tables are rows of numbers, lists or arrays. `u` lies strictly between 0 and 1 (`draws.uniform`).

Source of the normal: M. J. Wichura, Algorithm AS 241: The percentage points of the normal distribution,
Applied Statistics 37 (1988), 477-484, function PPND16: a relative error of about 1e-16.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from otkel.queueing.core.selection import ALWAYS, falls_below


def normal(u: float) -> float:
    """Give the standard normal deviate below which a share `u` lies."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _middle(r)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    tail = _near_tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -tail if q < 0.0 else tail


def _middle(r: float) -> float:
    above = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
    above = (above * r + 6.7265770927008700853e4) * r + 4.5921953931549871457e4
    above = (above * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3
    above = (above * r + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
    below = (below * r + 3.9307895800092710610e4) * r + 2.1213794301586595867e4
    below = (below * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2
    below = (below * r + 4.2313330701600911252e1) * r + 1.0
    return above / below


def _near_tail(r: float) -> float:
    above = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
    above = (above * r + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0
    above = (above * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0
    above = (above * r + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
    below = (below * r + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1
    below = (below * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0
    below = (below * r + 2.05319162663775882187e0) * r + 1.0
    return above / below


def _far_tail(r: float) -> float:
    above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    above = (above * r + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2
    above = (above * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0
    above = (above * r + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
    below = (below * r + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4
    below = (below * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1
    below = (below * r + 5.99832206555887937690e-1) * r + 1.0
    return above / below


def lognormal_terms(mean: float, cv: float) -> tuple[float, float]:
    """Give (mu, sigma) of the logarithm, from mean and coefficient of variation (deviation over mean)."""
    variance = math.log1p(cv * cv)
    return math.log(mean) - 0.5 * variance, math.sqrt(variance)


def lognormal(u: float, mu: float, sigma: float) -> float:
    """Give a lognormal value; `mu` and `sigma` as `lognormal_terms` gives them, made once beforehand."""
    return math.exp(mu + sigma * normal(u))


def exponential(u: float, mean: float) -> float:
    """Give an exponential value; `mean` is one over the rate."""
    return -mean * math.log(1.0 - u)


def between(u: float, low: float, high: float) -> float:
    """Give a value spread evenly from `low` to `high`."""
    return low + u * (high - low)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Give a value of the triangle over `low`, `mode` and `high`, for a range and a guess."""
    width = high - low
    if width <= 0.0:
        return low
    left = mode - low
    if u * width < left:
        return min(low + math.sqrt(u * width * left), mode)
    return max(high - math.sqrt((1.0 - u) * width * (high - mode)), mode)


def place_in(table: Sequence[float], x: float, start: int) -> int:
    """Give i with table[i] <= x < table[i+1], from `start` on; the table never falls.

    Before the first entry it is `start`, after the last the last. Whoever asks with rising `x` hands in
    the former answer, and pays for a table once; whoever does not hands in 0 and pays a binary search.
    """
    low = start
    step = 1
    while low + step < len(table) and table[low + step] <= x:
        low += step
        step += step
    while step > 0:
        if low + step < len(table) and table[low + step] <= x:
            low += step
        step //= 2
    return low


def on_line(xs: Sequence[float], ys: Sequence[float], x: float, start: int) -> float:
    """Give y at `x` on the line through the points of a table that rises; outside it the nearest end."""
    at = place_in(xs, x, start)
    if x <= xs[at]:
        return ys[at]
    if at + 1 >= len(xs):
        return ys[len(ys) - 1]
    share = (x - xs[at]) / (xs[at + 1] - xs[at])
    return min(ys[at] + share * (ys[at + 1] - ys[at]), ys[at + 1])


def empirical(u: float, levels: Sequence[float], quantiles: Sequence[float]) -> float:
    """Give a value of a measured distribution, linear between its quantiles.

    `levels` rise from 0 to 1; `quantiles` are the values below which these shares lie, and never fall.
    """
    return on_line(levels, quantiles, u, 0)


def happens(draw: int, bound: int) -> bool:
    """Tell whether something of a given chance happens: the draw itself is compared with `bound_of(chance)`.

    It is the comparison by which a truck is selected for a check (`queueing.core.selection.falls_below`).
    """
    return falls_below(draw, bound)


def category(draw: int, bounds: Sequence[int]) -> int:
    """Give which of several: the first whose bound the draw falls below; `bounds_of` makes the table."""
    last = len(bounds) - 1
    for one in range(last):
        if falls_below(draw, bounds[one]):
            return one
    return last


def whole_below(draw: int, count: int) -> int:
    """Give a whole number from 0 to `count` - 1, evenly; `count` from 1 to 2^31."""
    return int(np.int64(((draw >> 32) * int(np.uint64(count))) >> 32))


def next_arrival(
    u: float, expected: float, times: Sequence[float], cumulative: Sequence[float], start: int
) -> tuple[float, float, int]:
    """Give the next arrival of a stream whose rate changes: (instant, expected number, place in the table).

    `times` and `cumulative` are as `cumulative_of` gives them: arrivals expected from the beginning to each
    time, linear between. The stream is a Poisson process of rate 1 on the axis of the expected number, bent
    onto the clock by the inverse of the table (E. Cinlar, Introduction to stochastic processes, 1975, 4.7).
    Begin with 0.0 and 0; hand in what came out. Infinite when the table ends before.
    """
    expected = expected + exponential(u, 1.0)
    if expected > cumulative[len(cumulative) - 1]:
        return math.inf, expected, start
    at = place_in(cumulative, expected, start)
    return on_line(cumulative, times, expected, at), expected, at


def cumulative_of(times: Sequence[float], rates: Sequence[float]) -> list[float]:
    """Give the arrivals expected until each of `times`, with `rates[i]` holding from times[i] to times[i+1].

    Rates are in arrivals per unit of `times`. Raises ValueError when there is not one time more than there
    are rates, when times do not rise, or a rate is below 0.
    """
    if len(times) != len(rates) + 1:
        raise ValueError("a table of rates has one time more than it has rates")
    total = [0.0]
    for one, rate in enumerate(rates):
        span = times[one + 1] - times[one]
        if not (span > 0.0 and rate >= 0.0):
            raise ValueError("times rise, and a rate is never below 0")
        total.append(total[-1] + span * rate)
    return total


def bound_of(chance: float) -> int:
    """Give the bound that a draw falls below with this chance: floor(2^64 x chance), and always for 1.

    The chance is taken as the decimal number it is written as. Raises ValueError outside 0 to 1.
    """
    if not 0 <= chance <= 1:
        raise ValueError("a chance lies between 0 and 1")
    return min(int(Fraction(str(chance)) * 2**64), ALWAYS)


def bounds_of(weights: Sequence[float]) -> list[int]:
    """Give the table for `category`, from weights that need not sum to 1. A weight of 0 is never chosen.

    Raises ValueError when a weight is below 0, or all are 0.
    """
    exact = [Fraction(str(one)) for one in weights]
    total = sum(exact, Fraction(0))
    if total <= 0 or min(exact) < 0:
        raise ValueError("weights are not below 0, and one is above")
    bounds = []
    reached = Fraction(0)
    for one in exact:
        reached += one
        bounds.append(min(int(reached * 2**64 / total), ALWAYS))
    return bounds


# In the order in which a compiler needs them: each calls only those before it, and `falls_below`.
COMPILED = (
    _middle, _near_tail, _far_tail, normal, lognormal_terms, lognormal, exponential, between, triangular,
    place_in, on_line, empirical, falls_below, happens, category, whole_below, next_arrival,
)  # fmt: skip
