"""Times of a scenario as tables, from which `pack.duration` draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from otkel.sim.inverse import lognormal_terms
from otkel.sim.pack import EXPONENTIAL, LOGNORMAL, NOTHING, TABLE
from otkel.sim.scenario_shapes import Shape, Times


class Kinds(NamedTuple):
    """Several kinds of times, one row each; the fields are those of `pack.Plan` with the same names."""

    shapes: Any  # i8 [time]
    terms: Any  # f8 [time, 3]: mean, and mu and sigma of the logarithm
    starts: Any  # i8 [time + 1], where the table of each begins
    levels: Any  # f8
    quantiles: Any  # f8


def kinds_of(kinds: Sequence[Times]) -> Kinds:
    """Give the tables of several kinds of times."""
    return Kinds(
        shapes=np.array([_shape(one) for one in kinds]),
        terms=np.array([_terms(one) for one in kinds]),
        starts=np.cumsum([0, *(len(one.levels) for one in kinds)]),
        levels=np.array([level for one in kinds for level in one.levels], float),
        quantiles=np.array([time for one in kinds for time in one.quantiles_min], float),
    )


def _shape(times: Times) -> int:
    if times.shape is Shape.TABLE:
        return TABLE
    if times.mean_min == 0:
        return NOTHING
    return EXPONENTIAL if times.shape is Shape.EXPONENTIAL else LOGNORMAL


def _terms(times: Times) -> tuple[float, float, float]:
    if times.mean_min == 0:
        return 0.0, 0.0, 0.0
    return times.mean_min, *lognormal_terms(times.mean_min, times.cv)
