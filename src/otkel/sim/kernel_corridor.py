"""The corridor around the points as arrays: roads, beliefs and rights of the trucks, and where they are.

A world without it has None in its place, and the kernel is then compiled without any of this. Places are
the crossing points in their order, then the lines back, and behind them the ways around.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

# Kinds of timers beside those of `kernel_world`, and the numbers of what is no truck.
ON_ROAD, TOWN, PUBLISH, REVERSE = -20, -21, -22, -23
MEASURER, REVERSER = -1, -2
# What became of a truck: it is through or on its way, or it went another way.
GOES, GAVE_UP_HOME, BALKED, OUTSIDE, NO_LICENCE, NO_STAY = range(6)
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
    stream: int  # trucks that come by themselves; behind them in the table are those on the way back
    returns: Any  # i4 [truck], the number under which it comes back; -1: it does not
    trip: Any  # f8 [truck], between getting through and coming to the line back
    other_way: Any  # i4 [point], that of the other direction at the same place; -1: none
    is_back: Any  # bool [point]
    is_shared: Any  # bool [point], whether some officers of its place serve both directions
    partner: Any  # i4 [station], the station with which it shares its officers; -1: none
    lanes: Any  # i4 [point], reversible lanes of a way out
    gap: Any  # i4 [point], by which the other line must be longer
    lanes_every: float  # looked at so often; 0: never
    cargo: Any  # i1 [truck], kind of load; -1: not told apart
    sealed: Any  # bool [truck]
    answer: (
        Any  # f8 [truck], exit control turns it back, to be in line again so much later; inf: never; -1: not
    )
    used: Any  # f8 [truck], days of its driver in the year, when the world begins; -1: no limit applies
    planned: Any  # f8 [truck], days that its driver wants to stay
    goes_anyway: Any  # bool [truck], is let in also where its driver's days do not do
    limit: float  # days in a calendar year
    year_turns: Any  # f8, instants at which a year begins


class Way(NamedTuple):
    """Where trucks are on their ways, and what is published."""

    came: Any  # f8 [truck], when it first came to a line, or was where it went instead
    fate: Any  # i1 [truck]
    moved: Any  # i1 [truck], times it went to another place
    sent_back: Any  # i1 [truck]
    answered: Any  # i1 [truck], whether exit control turned it back
    detoured: Any  # f8 [truck], driven to other places
    published: Any  # f8 [count, place], in a circle
    measured_at: Any  # f8 [count]
    seen: Any  # f8 [place], what is published now
    at: Any  # i8, registers
    crossed: Any  # f8 [truck], when it came into the country behind the points, or left it
    side: Any  # i1 [point], whom its reversible lanes serve: 0 out, 1 back
    lanes: Any  # i4 [station], reversible lanes beside its officers


PER_TRUCK = ("came", "fate", "moved", "sent_back", "answered", "detoured", "crossed")  # fields of `Way`


def make_way(corridor: Any) -> Any:
    """Give the ways of nobody yet; None where there is no corridor."""
    if corridor is None:
        return None
    trucks, places = corridor.belief.size, corridor.open_to.shape[1]
    points = corridor.lanes.size
    lanes = np.zeros(3 * points, np.int32)
    lanes[0::3] = lanes[1::3] = corridor.lanes  # they serve the way out at first
    kept = 2 + int(corridor.lag / corridor.publish_every) if corridor.publish_every > 0 else 1
    counts = (np.zeros(trucks, np.int8) for _ in range(4))
    fate, moved, sent_back, answered = counts
    return Way(
        came=np.full(trucks, np.nan), fate=fate, moved=moved, sent_back=sent_back, answered=answered,
        detoured=np.zeros(trucks), published=np.zeros((kept, places)), measured_at=np.zeros(kept),
        seen=np.zeros(places), at=np.zeros(2, np.int64), crossed=np.full(trucks, np.nan),
        side=np.zeros(points, np.int8), lanes=lanes,
    )  # fmt: skip
