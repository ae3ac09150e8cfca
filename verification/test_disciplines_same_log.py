"""Kernel and reference give the same log on 200 drawn worlds in which disciplines of the queue rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from otkel.app.study import policy_on
from otkel.sim.kernel import simulate
from otkel.sim.kernel_corridor import PER_TRUCK
from otkel.sim.kernel_world import Results
from otkel.sim.reference import Reference
from otkel.sim.run import prepare, run_logged
from otkel.sim.run_reference import results_of
from otkel.sim.scenario_check import check_scenario
from tests.sim.corridor_scenarios import choosing
from tests.sim.ruled_worlds import compare, rows_of
from tests.sim.test_disciplines_same_log import drawn_world
from tests.sim.test_policy_scenario import QUEUE


@pytest.mark.parametrize("first", range(1000, 1200, 50))
def test_drawn_worlds(first: int) -> None:
    for seed in range(first, first + 50):
        compare(*drawn_world(seed))


@pytest.mark.parametrize("policy", ["estonia", "kazakhstan-2025", "otkel", "russia-2026"])
def test_a_corridor_whose_first_point_has_a_policy(policy: str) -> None:
    given: dict[str, Any] = choosing(horizon_days=1, warm_up_days=0, queue=dict(QUEUE))
    given["points"][0] |= {"policy": policy, "policy_changes": {"appear_min": 60}}
    ready = prepare(check_scenario(given, policy_on).scenario)
    assert ready.disciplines is not None
    for replication in range(3):
        world, log = run_logged(ready, 4, replication)
        reference = Reference(world, ready.disciplines.policies)
        rows = reference.run()
        assert rows_of(world, log) == rows
        assert_same_of_each_truck(simulate(world), results_of(reference, rows))


def assert_same_of_each_truck(ours: Results, theirs: Results) -> None:
    """Compare what came of each truck, and what a corridor keeps of it."""
    for name in PER_TRUCK:
        one, other = getattr(ours.corridor, name), getattr(theirs.corridor, name)
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name
    for name in ("visits", "point", "left", "came"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name
    through = ours.visits > 0
    assert np.array_equal(ours.wait[:, through], theirs.wait[:, through])
    assert np.array_equal(ours.wait[0], theirs.wait[0])
