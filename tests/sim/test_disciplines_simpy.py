"""Under a policy every truck waits as long as in a small SimPy model: a weave, and a share of the day."""

import numpy as np
import pytest

from otkel.queueing.policy import Policy, QueueClass
from otkel.sim.kernel import simulate
from tests.sim.ruled_worlds import ruled_world
from tests.sim.simpy_disciplines import Point

WEAVE = Policy(
    name="weave",
    classes=(
        QueueClass(name="first"),
        QueueClass(name="booked", weight=2),
        QueueClass(name="ordinary", weight=3),
    ),
)
SHARE = Policy(
    name="share",
    classes=(
        QueueClass(name="first", rank=0, cap_pct=10),
        QueueClass(name="booked", rank=1),
        QueueClass(name="ordinary", rank=2),
    ),
    day_trucks=120,
)


@pytest.mark.parametrize("load", [0.8, 1.1])
@pytest.mark.parametrize(("policy", "first_a_day"), [(WEAVE, None), (SHARE, 12)])
def test_every_truck_waits_as_long(policy, first_a_day, load):
    world, _ = ruled_world([policy], seed=8, trucks=1500, load=load)
    # One class behind exit control, so that the model needs no ranks there.
    results = simulate(world._replace(service=_alone(world.service)))
    model = Point(world._replace(service=_alone(world.service)), 5.0, 2, (0, 1, 1, 2, 2, 2), first_a_day)
    model.run()
    assert np.abs(results.wait[0] - model.wait).max() <= 1e-6
    assert np.abs(results.left - model.left).max() <= 1e-6
    assert results.wait[0].max() > 20.0


def _alone(service):
    """Let nobody wait behind exit control: ranks there are another model's."""
    short = service.copy()
    short[1] *= 1e-3
    short[2] *= np.where(short[2] < 0, 1.0, 1e-3)
    return short
