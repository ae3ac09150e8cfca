"""The drawing of trucks, compiled from the very source that `pack.py` runs as plain Python."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from otkel.sim import draws, inverse, pack, pack_back, pack_cargo, pack_corridor, pack_discipline
from otkel.sim.draws import replication_key
from otkel.sim.kernel_calendar import compiled, inlined
from otkel.sim.pack import FULL, Plan, Trucks, room_for
from otkel.sim.pack_cargo import LoadPlan, Loads, room_for_loads
from otkel.sim.pack_corridor import Travellers, TravelPlan, room_for_travellers
from otkel.sim.pack_discipline import Acts, ActsPlan, room_for_acts


def _compile() -> dict[str, Callable[..., Any]]:
    """Compile each function so that it calls the compiled ones before it."""
    whole = {"draw_arrivals", "draw_trucks", "draw_travellers", "draw_trips", "draw_loads", "draw_acts"}
    sources = (draws, inverse, pack, pack_corridor, pack_back, pack_cargo, pack_discipline)
    made: dict[str, Callable[..., Any]] = {}
    for one in (function for source in sources for function in source.COMPILED):
        assert isinstance(one, FunctionType)
        seen = FunctionType(one.__code__, {**one.__globals__, **made}, one.__name__, one.__defaults__)
        seen.__qualname__, seen.__module__ = one.__qualname__, one.__module__
        made[one.__name__] = compiled(seen) if one.__name__ in whole else inlined(seen)
    return made


_MADE = _compile()
_draw_arrivals, _draw_trucks = _MADE["draw_arrivals"], _MADE["draw_trucks"]


def draw(plan: Plan, fixed: dict[str, Any], seed: int, replication: int) -> tuple[Any, Trucks]:
    """Give arrivals and attributes of the trucks of one replication. Other threads may run meanwhile."""
    key = np.uint64(replication_key(seed, replication))
    expected = float(plan.cumulative[-1])
    room = int(expected + 6.0 * expected**0.5) + 64
    while True:
        arrives = np.empty(room)
        count = _draw_arrivals(plan, key, arrives)
        if count != FULL:
            break
        room *= 2
    trucks = room_for(fixed, count)
    _draw_trucks(plan, key, trucks)
    return arrives[:count].copy(), trucks


def draw_travel(plan: TravelPlan, trucks: Trucks, seed: int, replication: int) -> Travellers:
    """Give the rights and beliefs of the trucks of one replication; `trucks.point` is put right by them."""
    drawn = room_for_travellers(trucks.queue_class.size)
    key = np.uint64(replication_key(seed, replication))
    _MADE["draw_travellers"](plan, key, trucks.origin, trucks.point, drawn)
    return drawn


def draw_what_they_do(plan: ActsPlan, queue_class: Any, seed: int, replication: int) -> Acts:
    """Give what the trucks of one replication do under a discipline; `queue_class`: i1 [truck]."""
    drawn = room_for_acts(queue_class.size)
    key = np.uint64(replication_key(seed, replication))
    _MADE["draw_acts"](plan, key, queue_class, drawn)
    return drawn


def draw_again(plan: Plan, fixed: dict[str, Any], seed: int, replication: int, count: int) -> Trucks:
    """Give the attributes on the way back of so many trucks."""
    trucks = room_for(fixed, count)
    _draw_trucks(plan, np.uint64(replication_key(seed, replication)), trucks)
    return trucks


def draw_trip(plan: Plan, bound: int, count: int, seed: int, replication: int) -> tuple[Any, Any]:
    """Give of so many trucks whether they come back, and how long they are away [min]."""
    returns, trip = np.empty(count, np.bool_), np.empty(count)
    key = np.uint64(replication_key(seed, replication))
    _MADE["draw_trips"](plan, np.uint64(bound), key, returns, trip)
    return returns, trip


def draw_cargo(plan: Plan, loads: LoadPlan, trucks: Trucks, seed: int, replication: int) -> Loads:
    """Give loads and drivers of the trucks; their times and papers are put right by them."""
    drawn = room_for_loads(trucks.queue_class.size)
    _MADE["draw_loads"](plan, loads, np.uint64(replication_key(seed, replication)), trucks, drawn)
    return drawn
