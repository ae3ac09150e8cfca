"""Whether a written state can be: every place, line and number is looked at before the kernel runs over it.

The kernel trusts its arrays. So a chain that runs in a circle, a truck that is nowhere or twice, or a number
that names nothing is told here; what is drawn of trucks is looked at in `resume_check_trucks.py`, and the
lists of disciplines in `resume_check_calls.py`.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from otkel.phrases import phrase
from otkel.sim.kernel_calendar import ITEM, NIL
from otkel.sim.kernel_corridor import MEASURER, ON_ROAD, PUBLISH, REVERSE, REVERSER, TOWN
from otkel.sim.kernel_rules import ASKS, COMES, DRIVES_UP
from otkel.sim.kernel_world import GONE, HELD, LATER, PATIENCE, QUEUED, RETURN, STAGES, World
from otkel.sim.pack import ROADSIDE
from otkel.sim.resume_check_calls import CalledOnes, check_calls, ruled_points
from otkel.sim.resume_check_trucks import Known, check_trucks, shaped, within
from otkel.sim.snapshot import Names, Snapshot, broken, other_rules
from otkel.sim.snapshot_write import ITEM_FIELDS, STANDS_BY, ahead_of
from otkel.sim.state_table import MANY, MOST_AHEAD_MIN

MOST_T_MIN = 36_600 * 1440.0  # the last instant at which a run may be stopped
_STANDING = (QUEUED, GONE, HELD, STANDS_BY)  # in a line or a list, and not in the event list
TIMERS = {PUBLISH: MEASURER, REVERSE: REVERSER}  # of the corridor: nobody who has to leave


class Lines(NamedTuple):
    """What a state says of those inside, in order."""

    known: Known
    items: Any  # ITEM [place]
    is_live: Any  # bool [place], taken
    is_pending: Any  # bool [place], something is due
    tail: Any  # i4 [station, class], last place of each line
    waiting: list[int]  # by station
    held_tail: list[int]  # by point
    held_trucks: list[int]
    to_check: Any  # i8, trucks that wait for a roadside check
    called: CalledOnes | None


def check_snapshot(snapshot: Snapshot, names: Names, world: World) -> Lines:
    """Give who is inside. Raises InputError for what no run of these points can have come to."""
    if not (math.isfinite(snapshot.t_min) and 0 <= snapshot.t_min <= MOST_T_MIN):
        raise broken(phrase("{name} names nothing here", name="t_min"))
    _require_same(snapshot, names, world)
    top = shaped(snapshot, "items.due", "<f8", None).size
    known = check_trucks(snapshot, names, world, top)
    items, is_live = _places(snapshot, world, known)
    is_pending = is_live & ~np.isin(items["what"], _STANDING)
    _check_due(snapshot, items, is_live, is_pending)
    item_of = _each_once(snapshot, world, known, items, is_live)
    _check_counts(snapshot, world, snapshot.scenario == names.digest)
    called = check_calls(snapshot, world, known, items, item_of)
    return _chains(snapshot, world, known, Places(items, is_live, is_pending), called)


class Places(NamedTuple):
    """The places, which are taken, and for which something is due."""

    items: Any
    is_live: Any
    is_pending: Any


def _require_same(snapshot: Snapshot, names: Names, world: World) -> None:
    """Refuse a state whose numbers do not stand for what they stand for in this world."""
    if (snapshot.points, snapshot.classes) != (names.points, names.classes):
        raise broken(phrase("its crossing points or its classes are not those of this scenario"))
    has = ("travel.returns" in snapshot.columns, "calls.counts" in snapshot.columns)
    if has != (world.corridor is not None, world.rules is not None):
        what = phrase("trucks on the road, or a discipline of the queue, are in one of the two alone")
        raise other_rules(what)
    if (snapshot.registrations, snapshot.cargo) != (names.registrations, names.cargo):
        raise other_rules(phrase("the states in which trucks are registered, or their loads, are others"))
    if snapshot.queues != names.queues:
        raise other_rules(phrase("the classes of a queue, or the length of its slots, are others"))
    if snapshot.ahead_min != ahead_of(world):
        raise other_rules(phrase("trucks ask ahead for a slot in another time than they did"))


def _places(snapshot: Snapshot, world: World, known: Known) -> tuple[Any, Any]:
    """Give the places, and which are taken; each of them with a truck, or a timer, and a kind that is one."""
    top = snapshot.array("items.due").size
    items = np.zeros(top, ITEM)
    for name in ITEM_FIELDS:
        items[name] = shaped(snapshot, f"items.{name}", "<f8" if name in ("due", "since") else "<i4", (top,))
    spare = shaped(snapshot, "spare", "<i4", None)
    within("spare", spare, 0, top - 1)
    is_live = np.ones(top, np.bool_)
    is_live[spare] = False
    if top - int(is_live.sum()) != spare.size:
        raise broken(phrase("a place is free twice"))
    items[spare] = 0
    what = items["what"]
    is_timer = is_live & np.isin(what, tuple(TIMERS))
    for kind, number in TIMERS.items():
        mine = items["truck"][is_live & (what == kind)]
        if mine.size > int(world.corridor is not None) or bool((mine != number).any()):
            raise broken(phrase("{name} names nothing here", name="items.what"))
    within("items.truck", items["truck"][is_live & ~is_timer], 0, known.total - 1)
    kinds = [RETURN, PATIENCE, LATER, QUEUED, GONE, HELD, *TIMERS]
    kinds += [] if world.corridor is None else [ON_ROAD, TOWN]
    kinds += [] if world.rules is None else [ASKS, COMES, DRIVES_UP, STANDS_BY]
    is_known = ((what >= 0) & (what < STAGES * world.strip.size)) | np.isin(what, kinds)
    if not bool(is_known[is_live].all()):
        raise broken(phrase("{name} names nothing here", name="items.what"))
    return items, is_live


def _each_once(snapshot: Snapshot, world: World, known: Known, items: Any, is_live: Any) -> Any:
    """Give the place of each truck; it has one at most, beside timers of its patience and places it left."""
    what, points = items["what"], world.strip.size
    is_one = is_live & ~np.isin(what, (PATIENCE, GONE, *TIMERS))
    places = np.flatnonzero(is_one)
    trucks = items["truck"][places]
    if np.unique(trucks).size != trucks.size:
        raise broken(phrase("a truck is in two places"))
    point = snapshot.array("results.point")[trucks]
    within("results.point", point, 0, points - 1)
    served = what[places] >= 0
    if not np.array_equal(what[places][served] // STAGES, point[served]):
        raise broken(phrase("a truck is served at a point that is not its own"))
    item_of = np.full(known.total, NIL, np.int64)
    item_of[trucks] = places
    child = known.returns
    both = (child >= 0) & (item_of[: child.size] >= 0) & (item_of[child] >= 0)
    if bool(both.any()):
        raise broken(phrase("a truck is in two places"))
    return item_of


def _check_due(snapshot: Snapshot, items: Any, is_live: Any, is_pending: Any) -> None:
    """Look at when things are due, and at the places that timers name."""
    is_due = is_pending & ~np.isin(items["what"], tuple(TIMERS))
    within("items.due", items["due"][is_due], snapshot.t_min, snapshot.t_min + MOST_AHEAD_MIN)
    within("items.since", items["since"][is_live], 0.0, snapshot.t_min)
    within("items.next", items["next"][is_pending & (items["what"] == PATIENCE)], 0, items.size - 1)


def _check_counts(snapshot: Snapshot, world: World, is_same: bool) -> None:
    points = (world.strip.size,)
    within("turn", shaped(snapshot, "turn", "<i8", points), 0, 2**60)
    for name in ("taken", "taken_day"):
        within(name, shaped(snapshot, name, "<i4", points), 0, MANY)
    if is_same:
        shaped(snapshot, "holds", "|b1", (world.orders.setting.size,))
    if world.corridor is not None:
        _check_ways(snapshot, world)


def _check_ways(snapshot: Snapshot, world: World) -> None:
    """Look at what was published, and at whom the reversible lanes serve."""
    at = shaped(snapshot, "way.at", "<i8", (2,))
    within("way.at", at, 0, 2**60)
    counted = shaped(snapshot, "way.measured_at", "<f8", None)
    within("way.measured_at", counted, 0.0, snapshot.t_min)
    shape = (counted.size, world.corridor.open_to.shape[1])
    within("way.published", shaped(snapshot, "way.published", "<f8", shape), 0.0, 1e9)
    side = shaped(snapshot, "way.side", "|i1", (world.strip.size,))
    within("way.side", side, 0, 1)
    if counted.size == 0:
        raise broken(phrase("{name} is of another size", name="way.published"))


def _chains(
    snapshot: Snapshot, world: World, known: Known, places: Places, called: CalledOnes | None
) -> Lines:
    """Follow each line from its head: everybody who stands somewhere is met once."""
    points, classes, items = world.strip.size, world.ranks.size, places.items
    heads = shaped(snapshot, "head", "<i4", (STAGES * points, classes))
    held = shaped(snapshot, "held", "<i4", (points,))
    met: set[int] = set() if called is None else set(called.places)
    is_there = places.is_live & ~places.is_pending
    tail, waiting = np.full(heads.shape, NIL, np.int32), [0] * heads.shape[0]
    to_check = list[int]()
    for point in ruled_points(world):
        waiting[STAGES * point] = 0 if called is None else called.waiting[point]
        if bool((heads[STAGES * point] != NIL).any()):
            raise broken(phrase("a line leads to nobody, or in a circle"))
    queue_class, at = snapshot.array("trucks.queue_class"), snapshot.array("results.point")
    for station, own in np.ndindex(heads.shape):
        for place in _follow(items, is_there, int(heads[station, own]), (QUEUED, GONE), met):
            truck, stands = items["truck"][place], items["what"][place] == QUEUED
            if queue_class[truck] != own or (stands and at[truck] != station // STAGES):
                raise broken(phrase("a truck stands in the line of another class"))
            tail[station, own] = place
            waiting[station] += int(stands)
            to_check += [truck] if stands and station % STAGES == ROADSIDE else []
    lines = [_follow(items, is_there, int(held[point]), (HELD,), met) for point in range(points)]
    for point, line in enumerate(lines):
        if bool((at[items["truck"][line]] != point).any()):
            raise broken(phrase("a truck is served at a point that is not its own"))
    if len(met) != int(is_there.sum()):
        raise broken(phrase("a truck stands in no line"))
    ends = [line[-1] if line else NIL for line in lines]
    return Lines(
        known, items, places.is_live, places.is_pending, tail, waiting, ends, [len(one) for one in lines],
        np.array(to_check, np.int64), called,
    )  # fmt: skip


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
