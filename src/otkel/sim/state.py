"""A run that can be stopped at any instant, looked at, copied, and run on.

Everything that the kernel knows between two events lies in the arrays of a `State`: run(a to c) is
run(a to b), then run(b to c), bit for bit, also with the log. So a state can be put aside, or gone on from
under other rules, as often as one likes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.sim.kernel import run
from otkel.sim.kernel_calendar import Calendar, make_calendar
from otkel.sim.kernel_world import (
    FULL,
    STUCK,
    Inside,
    Log,
    Results,
    World,
    make_inside,
    make_log,
    make_results,
)


class State(NamedTuple):
    """What is inside a world, what is due next, and what came of each truck so far."""

    inside: Inside
    calendar: Calendar
    results: Results
    log: Log


def begin(world: World, places: int = 65_536, width: float = 0.25) -> State:
    """Give a world before anything has happened. `places` and `width` as for `simulate`."""
    calendar = make_calendar(places, width)
    results = make_results(world.arrives.size, world.rules is not None)
    return State(make_inside(world), calendar, results, make_log(world))


def go_on(world: World, state: State, until_min: float) -> None:
    """Let all happen that is due up to and with an instant. The state is changed.

    Raises MemoryError where more trucks are inside at once than there are places, and ValueError where
    trucks wait for a call that never comes; then it is of no use.
    """
    events = run(world, state.inside, state.calendar, state.results, state.log, until_min)
    if events == STUCK:
        raise ValueError("trucks wait for a call that never comes: let the discipline call more")
    if events == FULL:
        places = state.calendar.items.size
        raise MemoryError(f"more than {places} trucks are inside at once: give more places")


def copy_of(state: State, places: int | None = None) -> State:
    """Give a copy that shares nothing with a state, with room for so many trucks inside."""
    copied: State = _copied(state)
    if places is None or places <= state.calendar.items.size:
        return copied
    calendar = copied.calendar
    items, spare = np.zeros(places, calendar.items.dtype), np.zeros(places, np.int32)
    items[: calendar.items.size], spare[: calendar.spare.size] = calendar.items, calendar.spare
    return copied._replace(calendar=calendar._replace(items=items, spare=spare))


def _copied(part: Any) -> Any:
    if isinstance(part, np.ndarray):
        return part.copy()
    if isinstance(part, tuple):
        return type(part)(*(_copied(one) for one in part))
    return part


def flat(part: Any, before: str = "") -> dict[str, Any]:
    """Give the arrays of a state, or of a part of it, by their paths, such as `inside.settings.now`."""
    found: dict[str, Any] = {}
    for name in part._fields:
        one = getattr(part, name)
        if isinstance(one, tuple):
            found |= flat(one, f"{before}{name}.")
        elif isinstance(one, np.ndarray):
            found[before + name] = one
    return found
