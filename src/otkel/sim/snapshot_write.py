"""The arrays of a state as they go into a file.

Trucks are counted anew: first those that had come, or asked ahead, in their order, then those of them that
come back. Trucks of later are not written: who goes on draws them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.sim.kernel_calendar import NIL, SPARE, TOP, Calendar
from otkel.sim.kernel_rules import (
    ABSENT,
    ASKED,
    AT_POST,
    BY_SLOT_CLASS,
    LAST_START,
    ON_CALL,
    STARTED,
    STAYS_AWAY,
    Called,
)
from otkel.sim.kernel_settings import ASKING, COMING
from otkel.sim.kernel_world import STAGES, World
from otkel.sim.state import State
from otkel.sim.state_table import ACTS_TABLE, CAME, RESULTS, RULES_TABLE, STANDING, TRAVELLERS, TRUCKS, WAYS

ITEM_FIELDS = ("due", "since", "truck", "next", "what")
# In a file alone: nothing is due for a truck, and it stands in no line of a station. What the kernel has
# there is left over from before.
STANDS_BY = -40
_IDLE = (ASKED, STAYS_AWAY, ABSENT, AT_POST)


def ahead_of(world: World) -> float:
    """Give how long before it comes a truck asks for a slot [min]; below 0: nobody asks ahead."""
    if world.rules is None or not (world.rules.classes[:, :, BY_SLOT_CLASS] > 0).any():
        return -1.0
    return float(world.rules.ahead)


def arrays_of(world: World, state: State) -> dict[str, Any]:
    """Give all that is written of a state, by name."""
    inside, results = state.inside, state.results
    at = inside.settings.at
    come = max(int(at[COMING]), int(at[ASKING]) if ahead_of(world) >= 0.0 else 0)
    numbers = known_trucks(world, come)
    to_file = np.full(world.arrives.size, NIL, np.int32)
    to_file[numbers] = np.arange(numbers.size, dtype=np.int32)
    arrays = {"trucks.arrives": world.arrives[:come]}
    arrays |= _columns("trucks", world, TRUCKS, numbers)
    arrays |= _columns("results", results, RESULTS, numbers)
    arrays |= _items(inside, state.calendar, to_file)
    arrays |= {"held": inside.held[0], "holds": inside.settings.holds, "found": _of(inside.found, numbers)}
    arrays |= {name: getattr(inside, name) for name in ("head", "turn", "taken", "taken_day")}
    if world.corridor is not None:
        arrays |= _corridor(world.corridor, inside.corridor, numbers, to_file, come)
    if world.rules is not None:
        arrays |= _columns("acts", Records(world.rules.acts), ACTS_TABLE, numbers)
        arrays |= _columns("rules", world.rules, RULES_TABLE, numbers)
        arrays |= _columns("results", results, CAME, numbers)
        arrays |= _calls(inside.calls, state.calendar, numbers, to_file)
    return arrays


def known_trucks(world: World, come: int) -> Any:
    """Give the trucks of a file by their numbers in a world, in which so many have come or asked ahead."""
    first = np.arange(come)
    if world.corridor is None:
        return first
    back = world.corridor.returns[:come]
    return np.concatenate([first, np.sort(back[back >= 0])])


class Records:
    """Records of numpy's, with their fields as attributes."""

    def __init__(self, rows: Any) -> None:
        """Wrap records; they are not copied."""
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        """Give a field of all of them."""
        return self._rows[name]


def _columns(part: str, holder: Any, table: dict[str, Any], numbers: Any) -> dict[str, Any]:
    return {f"{part}.{name}": _of(getattr(holder, name), numbers) for name in table}


def _of(array: Any, numbers: Any) -> Any:
    """Give the rows of some trucks; nothing where the world does not use it."""
    return array[..., numbers] if array.shape[-1] else array


def _items(inside: Any, calendar: Calendar, to_file: Any) -> dict[str, Any]:
    """Give the places, those that are free as if nobody had ever been there."""
    top, spare = int(calendar.at[TOP]), calendar.spare[: int(calendar.at[SPARE])]
    items = calendar.items[:top].copy()
    if inside.calls is not None:
        items["what"][_idle_places(inside.calls, calendar)] = STANDS_BY
    is_truck = items["truck"] >= 0  # else a timer of the corridor
    items["truck"][is_truck] = to_file[items["truck"][is_truck]]
    items["due"][~is_truck] = 0.0  # timers run by the clock, also while nobody is inside
    items[spare] = 0
    return {**{f"items.{name}": items[name] for name in ITEM_FIELDS}, "spare": spare}


def _idle_places(calls: Called, calendar: Calendar) -> Any:
    waits = np.isin(calls.trucks["status"], _IDLE)
    return np.concatenate([calls.trucks["place"][waits], _at_posts(calls, calendar)])


def _corridor(corridor: Any, way: Any, numbers: Any, to_file: Any, come: int) -> dict[str, Any]:
    returns = corridor.returns[:come].copy()
    returns[returns >= 0] = to_file[returns[returns >= 0]]
    return {
        **_columns("travel", corridor, TRAVELLERS, numbers),
        "travel.returns": returns,
        **_columns("way", way, WAYS, numbers),
        **{f"way.{name}": getattr(way, name) for name in ("published", "measured_at", "at", "side")},
    }


def _calls(calls: Called, calendar: Calendar, numbers: Any, to_file: Any) -> dict[str, Any]:
    counts = calls.counts.copy()
    counts[:, [ON_CALL, STARTED, LAST_START, LAST_START + 1]] = 0  # counted again from lists and starts
    trucks, days = _lists(calls)
    at, station = _starts(calls)
    points, names, _ = calls.taken.shape
    return {
        **_columns("stands", Records(calls.trucks), STANDING, numbers),
        "calls.counts": counts,
        "calls.targets": calls.targets,
        "calls.taken": _without_rest(calls.taken.reshape(points * names, -1)),
        "calls.slots": _without_rest(calls.slots),
        "lists.truck": to_file[trucks],
        "lists.day": days,
        "post": _at_posts(calls, calendar),
        "starts.at": at,
        "starts.station": station,
    }


def _without_rest(table: Any) -> Any:
    """Give the columns up to the last in which something stands, so that no horizon is written."""
    used = np.flatnonzero(table.any(axis=0))
    return table[:, : int(used[-1]) + 1 if used.size else 0]


def _lists(calls: Called) -> tuple[Any, Any]:
    """Give the trucks of all lists in order, list after list, and for whom asks in a draw its day."""
    points = calls.counts.shape[0]
    days_of = (calls.holder_row - calls.asking_row) // points
    trucks, days = list[int](), list[int]()
    for row in np.flatnonzero(calls.ends[:, 0] != NIL).tolist():
        if calls.post_row <= row < calls.asking_row:
            continue
        day = (row - calls.asking_row) % days_of if calls.asking_row <= row < calls.holder_row else NIL
        truck = int(calls.ends[row, 0])
        while truck != NIL:
            trucks.append(truck)
            days.append(day)
            truck = int(calls.trucks["after"][truck])
    return np.array(trucks, np.int64), np.array(days, np.int32)


def _at_posts(calls: Called, calendar: Calendar) -> Any:
    """Give the places before exit control, post after post, in order."""
    found = []
    for row in range(calls.post_row, calls.asking_row):
        place = int(calls.ends[row, 0])
        while place != NIL:
            found.append(place)
            place = int(calendar.items["next"][place])
    return np.array(found, np.int32)


def _starts(calls: Called) -> tuple[Any, Any]:
    """Give when each post took trucks on [s], and which, post after post, as far as that is still known."""
    at, stations = list[float](), list[int]()
    for point, stage in np.ndindex(calls.counts.shape[0], 2):
        own, number = list[float](), int(calls.counts[point, LAST_START + stage])
        while number != NIL and len(own) < calls.starts.size:
            instant = float(calls.starts["at"][number])
            if own and instant > own[-1]:
                break  # written over by a later one
            own.append(instant)
            number = int(calls.starts["earlier"][number])
        at += reversed(own)
        stations += [STAGES * point + stage] * len(own)
    return np.array(at), np.array(stations, np.int32)
