"""Who is served next at a station: of those in line there, or under a discipline of those called to it."""

from __future__ import annotations

from typing import Any

from otkel.sim.kernel_calendar import Calendar, inlined
from otkel.sim.kernel_discipline import serve_called
from otkel.sim.kernel_line import serve_waiting
from otkel.sim.kernel_rules import rules_at
from otkel.sim.kernel_world import STAGES, Inside, Log, Results, World


@inlined
def serve_one(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, station: int, now: float
) -> None:
    """Let those be served who wait at a station; under a discipline those who were called to it."""
    if station % STAGES == 0 and rules_at(world.rules, station // STAGES):
        serve_by_call(world.rules, world, inside, cal, results, log, station // STAGES, now)
    else:
        serve_waiting(world, inside, cal, results, log, station, now)


@inlined
def serve_by_call(
    rules: Any, world: World, inside: Inside, cal: Calendar, results: Results, log: Log, point: int,
    now: float,
) -> None:  # fmt: skip
    """Let exit control take on those who were called; where there are disciplines at all."""
    if rules is None:
        return
    serve_called(world, inside, cal, results, log, point, now)
