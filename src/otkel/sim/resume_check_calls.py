"""Whether what a file says of disciplines can be: who stands in which list, and what is due for whom.

Each truck of a list stands there once, with the status that belongs to the list and at a place that is its
own; so no list can run in a circle, and no place is given back twice.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.phrases import phrase
from otkel.sim.kernel_calendar import NIL
from otkel.sim.kernel_rules import (
    ABSENT,
    ASKED,
    ASKS,
    AT_HOME,
    AT_POST,
    BOOKED,
    CLASSES,
    COMES,
    DRAWS,
    DRIVES_UP,
    DRIVING,
    LAPSED,
    LAPSED_SLOTS,
    MIN_S,
    NOWHERE,
    OUT,
    SLOT_MIN,
    STAYS_AWAY,
    TAKEN_ON,
    TOP_SEQ,
    WAITING,
    WAS_OPEN,
    Rules,
    make_called,
    slots_a_day,
)
from otkel.sim.kernel_world import QUEUED, STAGES, World
from otkel.sim.resume_check_trucks import Known, shaped, within
from otkel.sim.snapshot import Snapshot, broken, other_rules
from otkel.sim.snapshot_write import STANDS_BY
from otkel.sim.state_table import INF, MANY

LISTED = (ASKED, BOOKED, STAYS_AWAY, WAITING, DRIVING, ABSENT, AT_POST)  # each in one list
_NOTHING, _OTHER = 0, -99  # a truck without a place; one that is neither due nor waiting under a discipline
# What may be written at the place of a truck, by its status.
_KINDS: dict[int, tuple[int, ...]] = {
    NOWHERE: (_NOTHING, _OTHER, QUEUED), TAKEN_ON: (_NOTHING, _OTHER, QUEUED),
    OUT: (_NOTHING, _OTHER, QUEUED, DRIVES_UP, STANDS_BY), AT_HOME: (ASKS, COMES), ASKED: (STANDS_BY,),
    BOOKED: (COMES,), STAYS_AWAY: (STANDS_BY,), LAPSED: (COMES,), WAITING: (QUEUED,), DRIVING: (DRIVES_UP,),
    ABSENT: (STANDS_BY,), AT_POST: (STANDS_BY,),
}  # fmt: skip
_TOLD = (ASKS, COMES, DRIVES_UP, STANDS_BY, QUEUED)


class CalledOnes(NamedTuple):
    """Who stands in the lists of disciplines."""

    trucks: Any  # i4, of all lists in order
    days: Any  # i4, for which each asks in a draw; -1: it does not
    status: Any  # i4 [known truck]
    posts: Any  # i4, places before exit control, in order
    places: list[int]  # of all whose line or list is one of a discipline
    waiting: list[int]  # by point, in line


def ruled_points(world: World) -> list[int]:
    """Give the points at which a discipline rules."""
    return [] if world.rules is None else np.flatnonzero(world.rules.has).tolist()


def check_calls(
    snapshot: Snapshot, world: World, known: Known, items: Any, item_of: Any
) -> CalledOnes | None:
    """Give who stands in the lists; None where no discipline rules. Raises InputError."""
    if world.rules is None:
        return None
    rules: Rules = world.rules
    status, point = snapshot.array("stands.status"), snapshot.array("results.point")
    _check_kinds(status, items, item_of, known)
    _check_under_rules(snapshot, rules, status, point, item_of)
    _check_tables(snapshot, world)
    trucks, days = _lists(snapshot, rules, status)
    posts = _posts(snapshot, items, item_of, status)
    waits = np.flatnonzero(status == WAITING)
    there = item_of[np.isin(status, (ASKED, STAYS_AWAY, ABSENT, WAITING))]
    waiting = np.bincount(point[waits], minlength=rules.has.size).tolist()
    return CalledOnes(trucks, days, status, posts, [*there.tolist(), *posts.tolist()], waiting)


def _check_kinds(status: Any, items: Any, item_of: Any, known: Known) -> None:
    """Look at whether what stands at the place of each truck belongs to its status."""
    what = np.where(item_of == NIL, _NOTHING, items["what"][item_of] if items.size else _NOTHING)
    what[(item_of != NIL) & ~np.isin(what, _TOLD)] = _OTHER
    for one, kinds in _KINDS.items():
        if not bool(np.isin(what[status == one], kinds).all()):
            raise broken(phrase("a truck is somewhere else than under its discipline"))
    later = slice(known.arrived, known.come)  # who has not come yet is at home, or lost
    ahead = np.isin(status[later], (NOWHERE, AT_HOME, ASKED, BOOKED, STAYS_AWAY, LAPSED, OUT))
    is_bare = np.isin(status[later], (NOWHERE, OUT)) & (item_of[later] != NIL)
    if not bool(ahead.all()) or bool(is_bare.any()):
        raise broken(phrase("a truck is somewhere else than under its discipline"))


def _check_under_rules(snapshot: Snapshot, rules: Rules, status: Any, point: Any, item_of: Any) -> None:
    """Look at the numbers of those who are under a discipline now: point, place, class and slot."""
    under = np.flatnonzero((status != NOWHERE) & (status != TAKEN_ON) & (status != OUT))
    within("results.point", point[under], 0, rules.has.size - 1)
    if not bool(rules.has[point[under]].all()):
        raise broken(phrase("a truck is somewhere else than under its discipline"))
    if not np.array_equal(snapshot.array("stands.place")[under], item_of[under]):
        raise broken(phrase("{name} names nothing here", name="stands.place"))
    numbers = rules.numbers[point[under]]
    within("stands.stands", numbers[:, CLASSES] - snapshot.array("stands.stands")[under], 1, MANY)
    holders = np.flatnonzero((status == BOOKED) | (status == STAYS_AWAY))
    number = snapshot.array("stands.slot_number")[holders]
    room = _slots_at(rules)[point[holders]]
    if not bool(((number >= 0) & (number < room)).all()):
        raise broken(phrase("{name} names nothing here", name="stands.slot_number"))
    within("stands.slot", snapshot.array("stands.slot")[holders], -INF, MANY * 60.0)
    asks = np.flatnonzero(status == ASKED)
    if not bool((rules.numbers[point[asks], DRAWS] > 0.0).all()):
        raise other_rules(phrase("trucks ask in a draw of slots, and this scenario draws none"))


def _slots_at(rules: Rules) -> Any:
    """Give how many slots each point has."""
    a_day = [slots_a_day(one) for one in rules.numbers[:, SLOT_MIN]]
    return np.array(a_day, np.int64) * int(rules.days.size)


def _check_tables(snapshot: Snapshot, world: World) -> None:
    """Look at what each point has counted, and at when it took trucks on."""
    rules: Rules = world.rules
    called, t_s = make_called(world._replace(arrives=world.arrives[:0])), snapshot.t_min * MIN_S
    assert called is not None
    if t_s >= rules.days[rules.days.size - 2]:
        raise other_rules(phrase("the state is of a later day than this scenario reaches"))
    counts = shaped(snapshot, "calls.counts", "<i8", called.counts.shape)
    within("calls.counts", counts, 0, MANY)
    within("calls.counts", counts[:, WAS_OPEN], 0, 1)
    within("calls.counts", counts[:, TOP_SEQ], 0, MANY / 2)
    last = np.maximum(_slots_at(rules) - 1, 0)
    within("calls.counts", last - counts[:, LAPSED_SLOTS], 0, MANY)
    targets = shaped(snapshot, "calls.targets", "<f8", called.targets.shape)
    within("calls.targets", targets[:, 0], -1.0, MANY)
    within("calls.targets", targets[:, 1:], 0.0, t_s, (-INF,))
    points, names, days = called.taken.shape
    tables = (("calls.taken", points * names, days), ("calls.slots", points, int(called.slots.shape[1])))
    for name, rows, most in tables:
        table = snapshot.array(name)
        if table.ndim != 2 or table.dtype.str != "<i4" or len(table) != rows or table.shape[1] > most:
            raise other_rules(phrase("what is counted by days, or by slots, does not fit this scenario"))
        within(name, table, 0, MANY)
    _check_starts(snapshot, rules, t_s)


def _check_starts(snapshot: Snapshot, rules: Rules, t_s: float) -> None:
    at = shaped(snapshot, "starts.at", "<f8", None)
    station = shaped(snapshot, "starts.station", "<i4", at.shape)
    within("starts.at", at, 0.0, t_s)
    within("starts.station", station, 0, STAGES * rules.has.size - 1)
    if bool((station % STAGES == STAGES - 1).any()) or bool((np.diff(station) < 0).any()):
        raise broken(phrase("{name} names nothing here", name="starts.station"))
    if bool((np.diff(at)[np.diff(station) == 0] < 0).any()):
        raise broken(phrase("{name} names nothing here", name="starts.at"))


def _lists(snapshot: Snapshot, rules: Rules, status: Any) -> tuple[Any, Any]:
    """Give the trucks of all lists, each once, and the days for which they ask."""
    trucks = shaped(snapshot, "lists.truck", "<i4", None)
    days = shaped(snapshot, "lists.day", "<i4", trucks.shape)
    if not np.array_equal(np.sort(trucks), np.flatnonzero(np.isin(status, LISTED))):
        raise broken(phrase("a truck stands in no list of its discipline, or in two"))
    asks = status[trucks] == ASKED
    within("lists.day", days[asks], 0, rules.days.size - 2)
    within("lists.day", days[~asks], NIL, NIL)
    return trucks, days


def _posts(snapshot: Snapshot, items: Any, item_of: Any, status: Any) -> Any:
    """Give the places before exit control, each once: of whom was called and is there, or lost its call."""
    posts = shaped(snapshot, "post", "<i4", None)
    idle = items["what"][item_of] == STANDS_BY if items.size else np.zeros(status.size, np.bool_)
    mine = (item_of != NIL) & idle & ((status == AT_POST) | (status == OUT))
    if not np.array_equal(np.sort(posts), np.sort(item_of[mine])):
        raise broken(phrase("a truck stands in no list of its discipline, or in two"))
    return posts
