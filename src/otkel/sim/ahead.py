"""Looking ahead: each truck that stands at a point now, run on many times, and when it gets on in each run.

What is known of the pace is not exact: several scenarios may be given, which differ in what is not known, and
the runs of all are taken together. The quantile of a share is that of n runs in order which the share of them
does not exceed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from otkel.sim.present import AT_EXIT, IN_LINE, Present
from otkel.sim.run import prepare, run_once
from otkel.sim.scenario import Scenario

SHARES = (0.1, 0.5, 0.9)


class Ahead(NamedTuple):
    """Quantiles of instants, by truck in the order of the present [min on its clock]; nan: never."""

    taken_on: Any  # f8 [truck, share]; when exit control takes it on
    through: Any  # f8 [truck, share]; when the last stage lets it go


def look_ahead(
    scenarios: Sequence[Scenario], present: Present, runs: int, seed: int, shares: Sequence[float] = SHARES
) -> Ahead:
    """Run each scenario `runs` times on from the present. Raises InputError for one that cannot go on."""
    # A wait is counted from when the truck came to the line, also where it was called meanwhile.
    since = np.where(present.where == IN_LINE, present.came_min, present.since_min)
    present = present._replace(since_min=since)
    order = np.argsort(present.came_min, kind="stable")  # the twin numbers trucks by their coming
    rows = np.empty((2, len(scenarios) * runs, order.size))
    row = 0
    for scenario in scenarios:
        ready = prepare(scenario)._replace(start=present)
        places = [4 * order.size + 4096]
        for replication in range(runs):
            world, results = run_once(ready, seed, replication, places)
            began = world.arrives[: order.size] + results.wait[0][: order.size]
            rows[0, row, order] = began
            rows[1, row, order] = results.left[: order.size]
            row += 1
    taken_on, through = (_quantiles(one, shares) for one in rows)
    taken_on[~np.isin(present.where, (IN_LINE, AT_EXIT))] = np.nan
    return Ahead(taken_on, through)


def _quantiles(rows: Any, shares: Sequence[float]) -> Any:
    """Give for each column the values which the shares of its rows do not exceed."""
    if rows.shape[0] == 0 or rows.shape[1] == 0:
        return np.full((rows.shape[1], len(shares)), np.nan)
    ordered = np.sort(rows, axis=0)
    at = [min(-int(-share * rows.shape[0] // 1), rows.shape[0]) - 1 for share in shares]
    return ordered[at].T.copy()
