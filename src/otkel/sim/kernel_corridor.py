"""The corridor around the points as arrays: roads, beliefs and rights of the trucks, and where they are.

A world without it has None in its place, and the kernel is then compiled without any of this. Places are
the crossing points in their order, and behind them the ways around.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

# Kinds of timers beside those of `kernel_world`, and the numbers of what is no truck.
ON_ROAD, TOWN, PUBLISH = -20, -21, -22
MEASURER = -1
# What became of a truck: it is through or on its way, or it went another way.
GOES, GAVE_UP_HOME, BALKED, OUTSIDE = range(4)
MOST_MOVES = 3  # so often a truck goes to another point; then it joins whatever it finds
STARTED, MEASURED = 0, 1  # registers


class Corridor(NamedTuple):
    """What trucks know and may do on the way. Times in minutes."""

    registration: Any  # i1 [truck]
    belief: Any  # f8 [truck], factor on published waits
    moves: Any  # bool [truck], whether it may go to another point
    balk_at: Any  # i4 [truck], joins no line with more trucks in it; -1: joins every line
    balks_home: Any  # bool [truck], whether it then goes home without looking at another point
    open_to: Any  # bool [registration, place]
    detour: Any  # f8 [place, place], from before a point or from its line to another place; inf: no road
    drives: int  # 1: arrivals are those who set out, and the road to the point is driven
    town: float  # before the point it decides anew; 0: nowhere
    margin: float  # by which another place must be better
    publish_every: float  # 0: what is published is what is
    lag: float  # from counting to publishing


class Way(NamedTuple):
    """Where trucks are on their ways, and what is published."""

    came: Any  # f8 [truck], when it first came to a line, or was where it went instead
    fate: Any  # i1 [truck]
    moved: Any  # i1 [truck], times it went to another place
    sent_back: Any  # i1 [truck]
    detoured: Any  # f8 [truck], driven to other places
    published: Any  # f8 [count, place], in a circle
    measured_at: Any  # f8 [count]
    seen: Any  # f8 [place], what is published now
    at: Any  # i8, registers


def make_way(corridor: Any) -> Any:
    """Give the ways of nobody yet; None where there is no corridor."""
    if corridor is None:
        return None
    trucks, places = corridor.belief.size, corridor.open_to.shape[1]
    kept = 2 + int(corridor.lag / corridor.publish_every) if corridor.publish_every > 0 else 1
    return Way(
        came=np.full(trucks, np.nan), fate=np.zeros(trucks, np.int8), moved=np.zeros(trucks, np.int8),
        sent_back=np.zeros(trucks, np.int8), detoured=np.zeros(trucks), published=np.zeros((kept, places)),
        measured_at=np.zeros(kept), seen=np.zeros(places), at=np.zeros(2, np.int64),
    )  # fmt: skip
