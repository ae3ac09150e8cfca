"""Shares that change with time: a truck keeps its draw, which meets the bound in force where it stands.

Where no share changes this is decided when trucks are drawn, and the kernel reads what came of it.
"""

from __future__ import annotations

from otkel.queueing.core import selection
from otkel.sim.kernel_calendar import inlined
from otkel.sim.kernel_settings import CHECKED, DELAY_TIME, LACKING
from otkel.sim.kernel_world import AT_ROADSIDE, PASSES, SHARES, TIMES, Inside, World

_falls_below = inlined(selection.falls_below)


@inlined
def is_checked(world: World, inside: Inside, truck: int, point: int) -> bool:
    """Tell whether a truck that leaves entry control now is checked at the roadside."""
    if world.uses & SHARES:
        number = int(inside.settings.now[CHECKED, point])
        falls: bool = _falls_below(world.selection[truck], world.bounds[number])
        return falls and world.service[2, truck] >= 0.0  # on the way back nobody is checked
    lasts: float = world.service[2, truck]
    return lasts >= 0.0


@inlined
def look_at_papers(world: World, inside: Inside, truck: int, stage: int, point: int) -> None:
    """A stage has looked at a truck's papers: keep what they come to."""
    if world.uses & SHARES and stage == (2 if world.uses & AT_ROADSIDE else 1):
        number = int(inside.settings.now[LACKING, point])
        lacks = _falls_below(world.papers[truck], world.bounds[number])
        inside.found[truck] = world.outcome[truck] if lacks else PASSES


@inlined
def outcome_of(world: World, inside: Inside, truck: int) -> int:
    """Give what a truck's papers came to, as far as they were looked at."""
    outcome: int = world.outcome[truck]
    if world.uses & SHARES:
        outcome = inside.found[truck]
    return outcome


@inlined
def delay_of(world: World, inside: Inside, truck: int, point: int) -> float:
    """Give how long it takes to put a truck's papers right, from now on."""
    delay: float = world.delay[truck]
    if world.uses & TIMES:
        delay *= inside.settings.now[DELAY_TIME, point]
    return delay
