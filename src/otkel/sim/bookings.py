"""What becomes of bookings: who gives his up, who asks for a later slot, who stands by for an earlier one.

Drawn from each truck's own key, as all that it does: two scenarios that differ in something else give every
truck the same wishes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.sim.draws import Purpose, draw_of
from otkel.sim.inverse import bound_of, happens
from otkel.sim.pack import duration
from otkel.sim.pack_times import Kinds, kinds_of
from otkel.sim.scenario_discipline import Queue

NEVER = -1.0
_BOOKING = int(Purpose.BOOKING)
# The draws of a truck for this purpose, in order: whether, and how long.
_CANCELS, _CANCEL_BEFORE, _MOVES, _MOVE_BEFORE, _MOVE_LATER, _STANDS_BY = range(6)


class Wishes(NamedTuple):
    """What each truck wants of its booking. Times in minutes against the beginning of its slot."""

    cancel_before: Any  # f8 [truck]; NEVER: it keeps its booking
    move_before: Any  # f8 [truck]; NEVER: it keeps its slot
    move_later: Any  # f8 [truck], how long after its slot one that is held up can be there
    stands_by: Any  # bool [truck]


def no_wishes(trucks: int) -> Wishes:
    """Give that every truck keeps its slot."""
    never = np.full(trucks, NEVER)
    return Wishes(never, never, np.zeros(trucks), np.zeros(trucks, np.bool_))


def draw_wishes(queue: Queue, keys: Any) -> Wishes:
    """Draw what the trucks with these keys want, by the shares and times of a scenario."""
    times = kinds_of((queue.cancel_before, queue.move_before, queue.move_later))
    found = no_wishes(len(keys))
    found = Wishes(*(column.copy() for column in found))
    cancels, moves, stands = (
        bound_of(one / 100) for one in (queue.cancel_pct, queue.move_pct, queue.standby_pct)
    )
    for truck, own in enumerate(keys.tolist()):
        if happens(draw_of(own, _BOOKING, _CANCELS), cancels):
            found.cancel_before[truck] = _time(times, 0, own, _CANCEL_BEFORE)
        if happens(draw_of(own, _BOOKING, _MOVES), moves):
            found.move_before[truck] = _time(times, 1, own, _MOVE_BEFORE)
            found.move_later[truck] = _time(times, 2, own, _MOVE_LATER)
        found.stands_by[truck] = happens(draw_of(own, _BOOKING, _STANDS_BY), stands)
    return found


def _time(times: Kinds, which: int, own: int, visit: int) -> float:
    plan: Any = times  # it has the fields that are asked for
    return duration(plan, which, draw_of(own, _BOOKING, visit))
