"""The kernel with every feature compiled in, also for a world that uses none: what asking at each step costs.

`sim.kernel.run` has a loop of its own for such a world; this leaves it out, so that the two can be compared.
"""

from __future__ import annotations

from otkel.sim.kernel import run_through
from otkel.sim.kernel_calendar import Calendar, compiled
from otkel.sim.kernel_world import Inside, Log, Results, World


@compiled
def run_whole(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, until: float) -> int:
    """Run any world by the loop that asks at each step what the world uses; as `run_through`."""
    return run_through(world, inside, cal, results, log, until)
