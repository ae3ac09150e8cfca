"""Whether a written state can be: every place, line and number is looked at before the kernel runs over it.

The kernel trusts its arrays. So a chain that runs in a circle, a truck that is nowhere or twice, or a number
that names nothing is told here.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from otkel.phrases import phrase
from otkel.sim.kernel_calendar import ITEM, NIL
from otkel.sim.kernel_world import GONE, HELD, LATER, PATIENCE, QUEUED, RETURN, STAGES, World
from otkel.sim.pack_plan import by_rank
from otkel.sim.scenario import Scenario
from otkel.sim.snapshot import ITEM_FIELDS, Snapshot, broken, digest_of

MOST_MIN = 1e9  # about two thousand years; later than anything that is told of
MOST_AHEAD_MIN = 1e7  # nothing is due later than about twenty years from now
_STANDING = (QUEUED, GONE, HELD)  # in a line, and not in the event list


class Lines(NamedTuple):
    """What a state says of those inside, in order."""

    come: int  # trucks that had come
    items: Any  # ITEM [place]
    is_live: Any  # bool [place], taken
    is_pending: Any  # bool [place], something is due
    tail: Any  # i4 [station, class], last place of each line
    waiting: list[int]  # by station
    held_tail: list[int]  # by point
    held_trucks: list[int]


def check_snapshot(snapshot: Snapshot, scenario: Scenario, world: World) -> Lines:
    """Give who is inside. Raises InputError for what no run of these points can have come to."""
    points, classes = tuple(one.name for one in scenario.points), tuple(one.name for one in by_rank(scenario))
    if (snapshot.points, snapshot.classes) != (points, classes):
        raise broken(phrase("its crossing points or its classes are not those of this scenario"))
    if not (math.isfinite(snapshot.t_min) and 0 <= snapshot.t_min <= MOST_MIN):
        raise broken(phrase("{name} names nothing here", name="t_min"))
    come = _shaped(snapshot, "trucks.arrives", "<f8", None).size
    _check_trucks(snapshot, world, come)
    items, is_live = _places(snapshot, len(points) * STAGES, come)
    is_pending = is_live & ~np.isin(items["what"], _STANDING)
    _check_due(snapshot, items, is_live, is_pending)
    _check_counts(snapshot, world, snapshot.scenario == digest_of(scenario))
    return _chains(snapshot, world, items, is_live, is_pending, come)


def _shaped(snapshot: Snapshot, name: str, kind: str, shape: tuple[int, ...] | None) -> Any:
    """Give an array of this kind, and of this shape if one is given."""
    array = snapshot.array(name)
    if array.dtype.str != kind or (array.ndim != 1 if shape is None else array.shape != shape):
        raise broken(phrase("{name} is of another size", name=name))
    return array


def _within(name: str, array: Any, least: float, most: float) -> None:
    """Refuse an array with a number outside a range, or with one that is none."""
    if array.size and not bool(((array >= least) & (array <= most)).all()):
        raise broken(phrase("{name} names nothing here", name=name))


def _check_trucks(snapshot: Snapshot, world: World, come: int) -> None:
    """Look at what was drawn of the trucks that had come, and at what came of them."""
    points, classes = world.strip.size, world.ranks.size
    rows: tuple[tuple[str, str, tuple[int, ...], float, float], ...] = (
        ("trucks.arrives", "<f8", (come,), 0.0, snapshot.t_min),
        ("trucks.point", "<i4", (come,), -1, points - 1),
        ("trucks.queue_class", "|i1", (come,), 0, classes - 1),
        ("trucks.service", "<f8", (STAGES, come), -1.0, MOST_MIN),
        ("trucks.outcome", "|i1", (come,), 0, 2),
        ("trucks.delay", "<f8", (come,), 0.0, MOST_MIN),
        ("results.wait", "<f8", (STAGES, come), -1.0, MOST_MIN),
        ("results.point", "<i2", (come,), 0, points - 1),
        ("results.visits", "|i1", (come,), -2, 2),
    )
    for name, kind, shape, least, most in rows:
        _within(name, _shaped(snapshot, name, kind, shape), least, most)
    service = snapshot.array("trucks.service")
    _within("trucks.service", service[:2], 0.0, MOST_AHEAD_MIN)
    # A check that is passed over stands as -1; where it depends on the instant, none does.
    never = service[2] == -1.0 if snapshot.array("trucks.selection").size == 0 else np.zeros(come, np.bool_)
    _within("trucks.service", service[2][~never], 0.0, MOST_AHEAD_MIN)
    if bool((np.diff(snapshot.array("trucks.arrives")) < 0).any()):
        raise broken(phrase("its trucks do not stand in the order in which they came"))
    left = _shaped(snapshot, "results.left", "<f8", (come,))
    _within("results.left", left[~np.isnan(left)], 0.0, MOST_MIN)
    for name, kind, most in (
        ("trucks.origin", "<i4", len(world.road) - 1), ("trucks.patience", "<f8", math.inf),
        ("trucks.selection", "<u8", 2**64 - 1), ("trucks.papers", "<u8", 2**64 - 1), ("found", "|i1", 2),
    ):  # fmt: skip
        array = _shaped(snapshot, name, kind, None)
        if array.size not in (0, come):
            raise broken(phrase("{name} is of another size", name=name))
        _within(name, array, 0, most)


def _places(snapshot: Snapshot, stations: int, come: int) -> tuple[Any, Any]:
    """Give the places, and which are taken; each truck has one at most, beside the timers of its patience."""
    top = _shaped(snapshot, "items.due", "<f8", None).size
    items = np.zeros(top, ITEM)
    for name in ITEM_FIELDS:
        items[name] = _shaped(snapshot, f"items.{name}", "<f8" if name in ("due", "since") else "<i4", (top,))
    spare = _shaped(snapshot, "spare", "<i4", None)
    _within("spare", spare, 0, top - 1)
    is_live = np.ones(top, np.bool_)
    is_live[spare] = False
    if top - int(is_live.sum()) != spare.size:
        raise broken(phrase("a place is free twice"))
    _within("items.truck", items["truck"][is_live], 0, come - 1)
    what = items["what"][is_live]
    is_known = ((what >= 0) & (what < stations)) | np.isin(what, (RETURN, PATIENCE, LATER, *_STANDING))
    if not bool(is_known.all()):
        raise broken(phrase("{name} names nothing here", name="items.what"))
    trucks = items["truck"][is_live & (items["what"] != PATIENCE) & (items["what"] != GONE)]
    if np.unique(trucks).size != trucks.size:
        raise broken(phrase("a truck is in two places"))
    return items, is_live


def _check_due(snapshot: Snapshot, items: Any, is_live: Any, is_pending: Any) -> None:
    """Look at when things are due, and at the places that timers name."""
    _within("items.due", items["due"][is_pending], snapshot.t_min, snapshot.t_min + MOST_AHEAD_MIN)
    _within("items.since", items["since"][is_live], 0.0, snapshot.t_min)
    _within("items.next", items["next"][is_pending & (items["what"] == PATIENCE)], 0, items.size - 1)


def _check_counts(snapshot: Snapshot, world: World, is_same: bool) -> None:
    points = (world.strip.size,)
    _within("turn", _shaped(snapshot, "turn", "<i8", points), 0, 2**60)
    for name in ("taken", "taken_day"):
        _within(name, _shaped(snapshot, name, "<i4", points), 0, 2**30)
    if is_same:
        _shaped(snapshot, "holds", "|b1", (world.orders.setting.size,))


def _chains(snapshot: Snapshot, world: World, items: Any, is_live: Any, is_pending: Any, come: int) -> Lines:
    """Follow each line from its head: everybody who stands somewhere is met once."""
    points, classes = world.strip.size, world.ranks.size
    heads = _shaped(snapshot, "head", "<i4", (STAGES * points, classes))
    held = _shaped(snapshot, "held", "<i4", (points,))
    met: set[int] = set()
    is_there = is_live & ~is_pending
    tail, waiting = np.full(heads.shape, NIL, np.int32), [0] * heads.shape[0]
    queue_class = snapshot.array("trucks.queue_class")
    for station, own in np.ndindex(heads.shape):
        for place in _follow(items, is_there, int(heads[station, own]), (QUEUED, GONE), met):
            if queue_class[items["truck"][place]] != own:
                raise broken(phrase("a truck stands in the line of another class"))
            tail[station, own] = place
            waiting[station] += int(items["what"][place] == QUEUED)
    lines = [_follow(items, is_there, int(held[point]), (HELD,), met) for point in range(points)]
    if len(met) != int(is_there.sum()):
        raise broken(phrase("a truck stands in no line"))
    ends = [line[-1] if line else NIL for line in lines]
    return Lines(come, items, is_live, is_pending, tail, waiting, ends, [len(line) for line in lines])


def _follow(items: Any, is_there: Any, head: int, kinds: tuple[int, ...], met: set[int]) -> list[int]:
    """Give the places of a line in order."""
    found = []
    place = head
    while place != NIL:
        is_one = 0 <= place < items.size and place not in met and is_there[place]
        if not is_one or items["what"][place] not in kinds:
            raise broken(phrase("a line leads to nobody, or in a circle"))
        met.add(place)
        found.append(place)
        place = int(items["next"][place])
    return found
