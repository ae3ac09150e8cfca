"""Kernel and reference give the same log on 200 drawn worlds in which disciplines of the queue rule."""

from __future__ import annotations

from typing import Any

import pytest

from otkel.app.study import policy_on
from otkel.sim.reference import Reference
from otkel.sim.run import prepare, run_logged
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
        assert rows_of(world, log) == Reference(world, ready.disciplines.policies).run()
