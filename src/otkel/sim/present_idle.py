"""No stage stands idle before a line: whoever could be taken on at the instant of the present is.

At a live post a stage may be free for the minutes in which the next truck drives up. The twin knows no such
moment: there a stage takes on when a truck comes and nobody waits, or when another is done. So it would let a
line stand before a free stage, and for ever where nobody is in service at all.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim.kernel_settings import PER_DAY, PER_H, PLACES
from otkel.sim.kernel_world import STAGES, World

IN_LINE, AT_EXIT, ON_STRIP, AT_ENTRY = range(4)


def take_on_free(present: Any, world: World, now: Any, officers: list[int]) -> Any:
    """Give a present in which each free stage has taken on those whose turn it is.

    `now` are the settings in force, `officers` how many trucks each station serves at once.
    """
    where, since = present.where.copy(), present.since_min.copy()
    moved = [0] * STAGES
    for stage in reversed(range(STAGES)):  # who leaves the strip makes room on it
        room = officers[STAGES * present.point + stage] - int((where == 2 * stage + 1).sum())
        if stage == 0:
            room = min(room, _room_behind(present, where, now))
        waiting = np.flatnonzero(where == 2 * stage)
        turns = waiting[np.argsort(world.ranks[present.queue_class[waiting]], kind="stable")]
        chosen = turns[: max(0, room)]
        where[chosen], since[chosen] = 2 * stage + 1, present.t_min
        moved[stage] = chosen.size
    if not any(moved):
        return present
    return present._replace(
        where=where, since_min=since, taken=present.taken + moved[0], taken_day=present.taken_day + moved[0]
    )


def _room_behind(present: Any, where: Any, now: Any) -> int:
    """Give how many exit control may take on by places on the strip, and by what it takes on in a time."""
    point = present.point
    between = int(np.isin(where, (AT_EXIT, ON_STRIP)).sum())
    limits = (
        (int(now[PLACES, point]), between),
        (int(now[PER_H, point]), present.taken),
        (int(now[PER_DAY, point]), present.taken_day),
    )
    return min((most - used for most, used in limits if most >= 0), default=2**31)
