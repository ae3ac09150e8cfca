"""Worlds that theory and Ciw know too: drawn with numpy's own generator, service times given."""

from __future__ import annotations

import numpy as np

from otkel.sim.kernel_world import BLOCKS
from tests.sim.worlds import make_world


def posts(seed, trucks, arrivals, first, second, places):
    """Give exit control, a strip of so many places and entry control, all times exponential.

    `first`, `second`: (mean service time, servers).
    """
    rng = np.random.default_rng(seed)
    times = np.stack(
        [rng.exponential(first[0], trucks), rng.exponential(second[0], trucks), np.full(trucks, -1.0)]
    )
    return one_point(
        trucks, rng.exponential(1 / arrivals, trucks), times, (first[1], second[1], 1),
        uses=BLOCKS, strip=np.array([places], np.int32),
    )  # fmt: skip


def inspection(seed, trucks, arrivals, share, first, routine, second):
    """Give a look that decides, in entry control, and for a share a check at the roadside behind it.

    `first`, `second`: (mean time, servers). Those who are not selected have a routine look of mean `routine`
    in entry control too. The same truck draws the same for any share.
    """
    rng = np.random.default_rng(seed)
    gaps, choice = rng.exponential(1 / arrivals, trucks), rng.random(trucks)
    look, rest = rng.exponential(first[0], trucks), rng.exponential(1.0, trucks) * routine
    check = rng.exponential(second[0], trucks)
    selected = choice < share
    times = np.stack(
        [np.zeros(trucks), np.where(selected, look, look + rest), np.where(selected, check, -1.0)]
    )
    return one_point(trucks, gaps, times, (1000, first[1], second[1]))


def one_point(trucks, gaps, times, servers, **more):
    """Give one crossing point with one class."""
    return make_world(
        trucks=trucks, points=1, arrives=np.cumsum(gaps), point=np.zeros(trucks, np.int32),
        queue_class=np.zeros(trucks, np.int8), service=times, road=np.zeros((1, 1)),
        servers=np.array([servers], np.int32), **more,
    )  # fmt: skip


def interval(values):
    """Give the mean of independent values and half its 95 % interval."""
    from otkel.sim.interval import interval_of

    found = interval_of(values)
    return found.mean, found.high - found.mean
