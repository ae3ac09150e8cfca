"""What the kernel knows of disciplines: the numbers of each point's policy, and who stands where by them.

A world without a discipline has None in the place of both, and the kernel that is compiled for it holds
nothing of what stands here. Times of `numbers` have the unit of their name; those of trucks are minutes,
as everywhere in the kernel, and become seconds where a rule of the queue is asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.sim.kernel_calendar import NIL, inlined

MIN_S = 60.0
NO_SLOT = np.inf
TRIES_MOST = 1  # slots that a truck misses, and asks again
# Columns of `Rules.numbers`, a row for each point. What is left open stands as -1, or inf where it is a time.
(
    RELEASING, PLAN_PER_DAY, LEAD_MIN, BUFFER, WINDOW_MIN, STEP, FIRST_PER_H, APPEAR_MIN, EXIT_PLACES,
    STRIP_PLACES, ENTRY_PLACES, SLOT_MIN, SLOT_TRUCKS, HORIZON_DAYS, BOOK_UNTIL_MIN, EARLY_MIN, LATE_MIN,
    REFUSES_LATE, DRAWS, REQUEST_DAYS, REQUEST_UNTIL_H, LONGEST_PCT, FALLBACK, IS_WOVEN, DEPOSIT,
    FORFEITS_AT, BLOCKS_AT, NO_SHOWS_DAYS, CLASSES, TURNS, COLUMNS,
) = range(31)  # fmt: skip
# Columns of `Rules.classes`; NAME and GROUP: as what it is counted in a day, each with its cap behind it.
BY_SLOT_CLASS, LIST_DAYS, NAME, CAP, GROUP, GROUP_CAP, IS_CALLED = range(7)
HAS_PLAN, WEIGHS, THRESHOLD, RISK_CAP = range(4)  # columns of `Rules.plans`
ALL_CALLS, BY_RISK, FIRST_NAME = 0, 1, 4  # what is counted in a day: calls, risk by stage, then classes
TOP_SEQ, ON_CALL, LAPSED_SLOTS, LAST_START, STARTED, WAS_OPEN = 0, 1, 2, 3, 5, 6  # columns of `Called.counts`
TARGET, TARGET_AT, TAKEN_ON_CALL = range(3)  # columns of `Called.targets`
ORDER, SPARE, GRANTED, PASSAGES, WISHES = range(5)  # rows of `Called.requests`
FREE, PLAN, INTAKE = 0, 1, 2  # kinds of releasing
RANDOM, EXPECTED, EXPECTED_SEALED = 0, 1, 2  # bounds of a plan for checks
# Where a truck stands at a point with a discipline. AT_HOME: it will ask, or come without a slot; STAYS_AWAY:
# it has a slot and will not come to it any more; LAPSED: it is on its way to a slot that has lapsed; ABSENT:
# called, and it will never appear.
(
    NOWHERE, AT_HOME, ASKED, BOOKED, STAYS_AWAY, LAPSED, WAITING, DRIVING, ABSENT, AT_POST, TAKEN_ON, OUT,
) = range(12)  # fmt: skip
# Kinds of timers beside those of `kernel_world` and `kernel_corridor`.
ASKS, COMES, DRIVES_UP = -30, -31, -32


ACTS = np.dtype(
    [
        ("drive", "f8"),  # minutes from the waiting area to exit control
        ("late", "f8"),  # minutes against the beginning of its slot
        ("key", "u8"),  # for draws whose number depends on what happens
        ("points", "i4"),  # of the risk rules
        ("shows_up", "?"),
        ("sealed", "?"),  # with a seal that reports nothing abnormal
    ],
    align=True,
)
STANDS = np.dtype(
    [
        ("slot", "f8"),  # beginning of its slot [s]; inf: none
        ("came", "f8"),  # minutes, when it came to the line last
        ("called_at", "f8"),  # minutes
        ("appear_by", "f8"),  # seconds
        ("asks_since", "f8"),  # seconds, in whole microseconds
        ("missed_at", "f8"),  # seconds, when it last was a no-show
        ("seq", "i4"),  # order of arrival at its point
        ("place", "i4"),  # in the calendar
        ("slot_number", "i4"),
        ("before", "i4"),  # in the list in which it stands; each status has one
        ("after", "i4"),
        ("lost", "i4"),  # draws in which it was given none
        ("tries", "i4"),  # slots that it missed
        ("status", "i4"),
        ("stands", "i4"),  # class of the policy in which it stands
        ("checked", "i4"),  # 1: selected, 2: being checked
    ],
    align=True,
)


class Rules(NamedTuple):
    """The policies as arrays, and what each truck does under them. A dated change writes into a row."""

    has: Any  # bool [point], whether a discipline rules there
    every: float  # minutes between calls
    ahead: float  # minutes: who needs a slot asks so long before it can be there
    slot_wait: float  # minutes: a later slot than this is not taken where there is a live line
    draws_most: int  # lost draws, after which a truck goes to the live line
    numbers: Any  # f8 [point, COLUMNS]
    class_of: Any  # i8 [point, class of the world]: class of the policy
    ranks: Any  # i8 [point, class]
    pattern: Any  # i8 [point, turn]
    classes: Any  # i8 [point, class, column]
    days: Any  # f8 [day], beginnings [s]
    plans: Any  # f8 [point, stage, column], of checks
    bounds: Any  # u8 [point, stage, 3]
    acts: Any  # ACTS [truck]
    draw: Any  # u8 [stage, truck], of the selection
    check: Any  # f8 [stage, truck], minutes that a check takes at exit and entry control


class Called(NamedTuple):
    """Who stands where under the disciplines, and what they have counted."""

    trucks: Any  # STANDS [truck]
    ends: Any  # i4 [list, 2], first and last of each list; first those of the classes in line
    called_row: int  # from here on in `ends`: by point those who are called
    post_row: int  # by point the places before exit control
    asking_row: int  # by point and day those who ask in a draw
    holder_row: int  # by point and slot those who booked it
    counts: Any  # i8 [point, column]
    targets: (
        Any  # f8 [point, column]: target of the release and when it was set, the latest call taken on [s]
    )
    taken: Any  # i4 [point, name, day]
    slots: Any  # i4 [point, slot], trucks
    starts: Any  # [start], instants of starts at exit and entry control [s], and the one before
    first: Any  # i8 [class], scratch
    room: Any  # bool [class], scratch
    may: Any  # bool [class], scratch
    due: Any  # [truck], scratch
    requests: Any  # i8 [row, request], scratch of the draw
    since: Any  # f8 [request], scratch
    drawn: Any  # u8 [request], scratch
    free: Any  # i8 [slot of a day], scratch


@inlined
def by_slot_at(rules: Rules, point: int, queue_class: int) -> bool:
    """Tell whether a class is called by slot."""
    by_slot: bool = rules.classes[point, queue_class, BY_SLOT_CLASS] != 0
    return by_slot


@inlined
def rules_at(rules: Any, point: int) -> bool:
    """Tell whether a discipline rules at a point."""
    if rules is None:
        return False
    holds: bool = rules.has[point]
    return holds


@inlined
def has_plan_at(rules: Any, point: int, stage: int) -> bool:
    """Tell whether trucks are selected for checks at a stage by a plan of the policy."""
    if rules is None:
        return False
    holds: bool = rules.plans[point, stage, HAS_PLAN] > 0.0
    return holds


def find_places_for(rules: Any, station: int, servers: int) -> int:
    """Give how many of the servers at work find a place at their post, where a discipline counts places."""
    if rules is None:
        return servers
    point, stage = station // 3, station % 3
    if stage == 2 or not rules.has[point]:
        return servers
    places = int(rules.numbers[point, EXIT_PLACES if stage == 0 else ENTRY_PLACES])
    return places if 0 <= places < servers else servers


within_places = inlined(find_places_for)


def slots_a_day(slot_min: float) -> int:
    """Give how many slots begin in a day."""
    return 0 if slot_min <= 0 else -(-1440 // int(slot_min))


def make_called(world: Any) -> Called | None:
    """Give that nobody stands anywhere; None where no discipline rules."""
    rules: Rules | None = world.rules
    if rules is None:
        return None
    trucks, points, days = world.arrives.size, rules.has.size, rules.days.size
    classes = rules.ranks.shape[1]
    a_day = max(1, *(slots_a_day(one) for one in rules.numbers[:, SLOT_MIN]))
    asking = trucks if rules.numbers[:, DRAWS].any() else 0
    names = max(FIRST_NAME, int(rules.classes[:, :, (NAME, GROUP)].max()) + 1)
    called_row = points * classes
    asking_row = called_row + 2 * points
    holder_row = asking_row + points * days
    stands = np.zeros(trucks, STANDS)
    for name in ("seq", "place", "slot_number", "before", "after"):
        stands[name] = NIL
    for name in ("slot", "called_at", "appear_by", "asks_since"):
        stands[name] = np.inf
    stands["came"], stands["missed_at"] = np.nan, -np.inf
    counts = np.zeros((points, 7), np.int64)
    counts[:, WAS_OPEN] = 1
    counts[:, LAST_START : LAST_START + 2] = NIL
    targets = np.full((points, 3), -np.inf)
    targets[:, TARGET] = -1.0
    return Called(
        trucks=stands, ends=np.full((holder_row + points * a_day * days, 2), NIL, np.int32),
        called_row=called_row, post_row=called_row + points, asking_row=asking_row, holder_row=holder_row,
        counts=counts, targets=targets, taken=np.zeros((points, names, days), np.int32),
        slots=np.zeros((points, a_day * days), np.int32),
        starts=np.zeros(4 * trucks + 1, [("at", "f8"), ("earlier", "i8")]),
        first=np.zeros(classes, np.int64), room=np.zeros(classes, np.bool_), may=np.zeros(classes, np.bool_),
        due=np.zeros(trucks, [("at", "f8"), ("truck", "i8")]),
        requests=np.zeros((5, asking + 1), np.int64), since=np.zeros(asking),
        drawn=np.zeros(asking, np.uint64), free=np.zeros(a_day, np.int64),
    )  # fmt: skip
