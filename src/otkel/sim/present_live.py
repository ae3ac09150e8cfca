"""Who stands at a live crossing point, as the twin counts it.

A truck that is called and on its way stands first in the line of its class. Trucks whose place is kept while
something lacks, or by an exception, and those of a backlog are not in line; those behind entry control who
are not to be checked are through. None of these is taken over. How long a roadside check has lasted is not
recorded: it is counted from when the truck came behind entry control.

Where the strip is counted, no more are taken over than stand there by the count, and those are the last that
came: a silent other side lets many stay recorded there that went long ago.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from otkel.facts.events.choices import Stage
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck
from otkel.sim.present import AT_CHECK, AT_ENTRY, AT_EXIT, IN_LINE, ON_STRIP, TO_CHECK, Present

OUT = 0  # the direction out of the country of the first side, as in a scenario
_PLACES = {
    Status.CALLED: IN_LINE,
    Status.AT_EXIT: AT_EXIT,
    Status.ON_STRIP: ON_STRIP,
    Status.AT_ENTRY: AT_ENTRY,
}


class Clock(NamedTuple):
    """How instants of a crossing point become minutes of the twin."""

    now_s: float  # seconds of the state
    begin_s: float  # midnight of the scenario's first day, in the same seconds

    @property
    def now_min(self) -> float:
        """Now, in minutes from the beginning."""
        return (self.now_s - self.begin_s) / 60.0

    def minutes(self, t_s: float) -> float:
        """Give an instant that is past; one that is not, or from before the beginning, is moved inside."""
        return min(max((t_s - self.begin_s) / 60.0, 0.0), self.now_min)


def list_standing(state: State, line: int) -> list[tuple[int, Truck]]:
    """Give the trucks of a direction that the twin takes over, with their places, in order of turns."""
    found = [(place, truck) for truck in state.trucks_of(line) if (place := _place_of(truck)) is not None]
    found.sort(key=lambda one: (one[0], *_turn(one[1])))
    places = [place for place, _ in found]
    first, behind = bisect_left(places, ON_STRIP), bisect_right(places, ON_STRIP)
    del found[first : max(first, behind - state.lines[line].on_strip())]
    return found


def present_of(state: State, line: int, classes: Sequence[str], point: int, clock: Clock) -> Present:
    """Give who stands at a point. `classes`: names in order of rank; a class of no such name is the last."""
    standing = list_standing(state, line)
    number = {name: at for at, name in enumerate(classes)}
    day, of = state.day_of(clock.now_s), state.lines[line]
    hour_s = clock.begin_s + clock.now_min // 60.0 * 3600.0
    return Present(
        point=point,
        t_min=clock.now_min,
        where=np.array([place for place, _ in standing], np.int8),
        queue_class=np.array([number.get(one.queue_class, len(classes) - 1) for _, one in standing], np.int8),
        came_min=np.array([clock.minutes(min(one.arrived_s, one.since_s)) for _, one in standing], float),
        since_min=np.array([clock.minutes(one.since_s) for _, one in standing], float),
        taken=sum(hour_s <= one <= clock.now_s for one in of.exits),
        taken_day=of.called.get(day, 0),
    )


def _place_of(truck: Truck) -> int | None:
    """Give where a truck stands; None: nowhere that the twin knows."""
    if truck.status is Status.WAITING:
        return IN_LINE if truck.in_line else None
    if truck.status is Status.INSIDE:
        if truck.check is None or truck.check.stage is not Stage.ROADSIDE_CHECK:
            return None
        return AT_CHECK if truck.check.started else TO_CHECK
    return _PLACES.get(truck.status)


def _turn(truck: Truck) -> tuple[float, float, int]:
    """Give what orders trucks in one place: those called come first, as they were called; then by arrival."""
    if truck.status is Status.CALLED:
        return (0.0, truck.called_s, truck.passage)
    if truck.status is Status.WAITING:
        return (1.0, float(truck.seq), truck.passage)
    return (0.0, truck.since_s, truck.passage)
