"""Whether what a file says of each truck can be: what was drawn of it, and what has come of it so far."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.phrases import phrase
from otkel.sim.kernel_corridor import OUTSIDE
from otkel.sim.kernel_rules import OUT, SLOT_MIN, Rules, slots_a_day
from otkel.sim.kernel_world import RENEGES, World
from otkel.sim.snapshot import Names, Snapshot, broken
from otkel.sim.state_table import (
    ACTS_TABLE,
    CAME,
    LEAST_PATIENCE_MIN,
    MAY_BE_EMPTY,
    MOST_AHEAD_MIN,
    RESULTS,
    RULES_TABLE,
    STANDING,
    TRAVELLERS,
    TRUCKS,
    WAYS,
    Column,
)


class Known(NamedTuple):
    """The trucks of a file."""

    come: int  # that came by themselves, or asked ahead
    total: int  # all, with those that come back
    arrived: int  # of those that came by themselves: up to the instant
    returns: Any  # i4 [come], the number under which it comes back; -1: it does not


def check_trucks(snapshot: Snapshot, names: Names, world: World, top: int) -> Known:
    """Give the trucks of a file. Raises InputError for what cannot be drawn, and cannot have come."""
    known = _known(snapshot)
    bounds = _bounds(snapshot, names, world, top)
    for part, table in tables_of(world):
        for name, column in table.items():
            _check_column(snapshot, f"{part}.{name}", column, bounds, known.total)
    _check_column(snapshot, "found", Column("|i1", 0, 2), bounds, known.total)
    _check_times(snapshot, world)
    _check_ends(snapshot, world)
    return known


def tables_of(world: World) -> list[tuple[str, dict[str, Column]]]:
    """Give the tables of the numbers that a file has of each truck of such a world."""
    tables = [("trucks", TRUCKS), ("results", RESULTS)]
    if world.corridor is not None:
        tables += [("travel", TRAVELLERS), ("way", WAYS)]
    if world.rules is not None:
        tables += [("acts", ACTS_TABLE), ("rules", RULES_TABLE), ("results", CAME), ("stands", STANDING)]
    return tables


def shaped(snapshot: Snapshot, name: str, kind: str, shape: tuple[int, ...] | None) -> Any:
    """Give an array of this kind, and of this shape if one is given; else it has one axis."""
    array = snapshot.array(name)
    if array.dtype.str != kind or (array.ndim != 1 if shape is None else array.shape != shape):
        raise broken(phrase("{name} is of another size", name=name))
    if kind == "|b1":
        within(name, array.view(np.uint8), 0, 1)
    return array


def within(name: str, array: Any, least: float, most: float, beside: tuple[float, ...] = ()) -> None:
    """Refuse an array with a number outside a range that is not one of those beside it."""
    is_in = (array >= least) & (array <= most)
    for one in beside:
        is_in |= np.isnan(array) if one != one else array == one
    if not bool(is_in.all()):
        raise broken(phrase("{name} names nothing here", name=name))


def slots_in(rules: Rules) -> int:
    """Give how many slots a world has at each point, at the most."""
    return max(1, *(slots_a_day(one) for one in rules.numbers[:, SLOT_MIN])) * int(rules.days.size)


def _known(snapshot: Snapshot) -> Known:
    """Count the trucks of a file, and see that they stand in the order in which they came."""
    arrives = shaped(snapshot, "trucks.arrives", "<f8", None)
    within("trucks.arrives", arrives, 0.0, snapshot.t_min + max(snapshot.ahead_min, 0.0))
    if bool((np.diff(arrives) < 0).any()):
        raise broken(phrase("its trucks do not stand in the order in which they came"))
    come, returns = arrives.size, np.full(arrives.size, -1, np.int32)
    if "travel.returns" in snapshot.columns:
        returns = shaped(snapshot, "travel.returns", "<i4", (come,))
        back = np.sort(returns[returns != -1])
        if not np.array_equal(back, np.arange(come, come + back.size)):
            raise broken(phrase("{name} names nothing here", name="travel.returns"))
    count = come + int((returns >= 0).sum())
    arrived = int(np.searchsorted(arrives, snapshot.t_min, side="right"))
    return Known(come, count, arrived, returns)


def _bounds(snapshot: Snapshot, names: Names, world: World, top: int) -> dict[str, float]:
    """Give the bounds that hang on the world, or on the instant."""
    rules: Rules | None = world.rules
    corridor = world.corridor
    return {
        "now": snapshot.t_min,
        "point": world.strip.size - 1,
        "origin": len(world.road) - 1,
        "class": world.ranks.size - 1,
        "place": world.strip.size - 1 if corridor is None else corridor.open_to.shape[1] - 1,
        "registration": 0 if corridor is None else corridor.open_to.shape[0] - 1,
        "cargo": len(names.cargo) - 1,
        "last place": top - 1,
        "slot": -1 if rules is None else slots_in(rules) - 1,
        "status": OUT,
        "class of a policy": -1 if rules is None else rules.ranks.shape[1] - 1,
    }


def _check_column(
    snapshot: Snapshot, name: str, column: Column, bounds: dict[str, float], count: int
) -> None:
    """Look at one number of each truck."""
    most = bounds[column.most] if isinstance(column.most, str) else column.most
    if column.rows:
        array = shaped(snapshot, name, column.kind, (column.rows, count))
    else:
        array = shaped(snapshot, name, column.kind, None)
        may_lack = name.rpartition(".")[2] in MAY_BE_EMPTY
        if array.size != count and not (may_lack and array.size == 0):
            raise broken(phrase("{name} is of another size", name=name))
    within(name, array, column.least, most, column.beside)


def _check_times(snapshot: Snapshot, world: World) -> None:
    """Look at what hangs on other columns: which stage may be passed over, who looks around again."""
    service, wait = snapshot.array("trucks.service"), snapshot.array("results.wait")
    within("trucks.service", service[:2], 0.0, MOST_AHEAD_MIN)
    within("results.wait", wait[:2], 0.0, np.inf)
    if world.corridor is not None and world.uses & RENEGES:
        within("trucks.patience", snapshot.array("trucks.patience"), LEAST_PATIENCE_MIN, np.inf)


def _check_ends(snapshot: Snapshot, world: World) -> None:
    """Look at whether who got through did so at a point, and who went around the points at another place."""
    point, visits = snapshot.array("results.point"), snapshot.array("results.visits")
    within("results.point", point[visits > 0], 0, world.strip.size - 1)
    if world.corridor is not None:
        within("results.point", point[snapshot.array("way.fate") == OUTSIDE], world.strip.size, np.inf)
