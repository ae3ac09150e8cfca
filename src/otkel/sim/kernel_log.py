"""The log of the kernel: a row for each event of the vocabulary, in the order in which it happens.

Kinds are the small integers of the words; the order of arrival and those overtaken are counted by the
functions that the live line uses.
"""

from __future__ import annotations

import numpy as np

from otkel.facts.events import REGISTRY
from otkel.queueing.core import line
from otkel.sim.kernel_calendar import inlined, within
from otkel.sim.kernel_rules import has_plan_at, rules_at
from otkel.sim.kernel_world import STAGES, WEAVES, Log, World

ARRIVED, CALLED, LEFT = (REGISTRY[word].number for word in ("arrived", "called", "left"))
EXIT_STARTED, EXIT_CLEARED = (REGISTRY[word].number for word in ("exit_started", "exit_cleared"))
ENTRY_STARTED, ENTRY_CLEARED = (REGISTRY[word].number for word in ("entry_started", "entry_cleared"))
ENTRY_REFUSED, TURNED_BACK = (REGISTRY[word].number for word in ("entry_refused", "turned_back"))
EXIT_REFUSED = REGISTRY["exit_refused"].number
SELECTED, CHECK_STARTED, CHECK_ENDED = (
    REGISTRY[word].number for word in ("selected", "check_started", "check_ended")
)
BOOKED, REQUESTED, NOT_DRAWN, NO_SHOW, DEPOSIT_SETTLED = (
    REGISTRY[word].number for word in ("booked", "requested", "not_drawn", "no_show", "deposit_settled")
)
NOT_SELECTED, RELEASE_SET, VEHICLE_BLOCKED, DRAW_HELD = (
    REGISTRY[word].number for word in ("not_selected", "release_set", "vehicle_blocked", "draw_held")
)
MORE = 0  # no word: a row with more of what the row before it tells
THROUGH, BACK, GAVE_UP = 0, 1, 2  # ways out, in the order of `WayOut`
PAPERS, LICENCE, STAY = 0, 1, 2  # why a truck was sent back, in the order of `WHYS`
WHYS = ("papers", "licence", "stay")

_tree_add = inlined(line.tree_add)
_tree_sum = inlined(line.tree_sum)
_call_rule = inlined(line.call_rule)


@inlined
def note(log: Log, kind: int, point: int, truck: int, value: int, now: float, rule: int = 0) -> None:
    """Write a row."""
    row = log.size[0]
    if row >= log.at.size:  # counted on, so that it is known how much room is needed
        log.size[0] = row + 1
        return
    log.at[row] = now
    log.kind[row] = kind
    log.point[row] = point
    log.truck[row] = truck
    log.value[row] = value
    log.rule[row] = rule
    log.size[0] = row + 1


@within
def note_arrival(log: Log, point: int, truck: int, now: float, value: int = 0, rule: int = 0) -> None:
    """A truck came to the line and has its order of arrival."""
    log.seq[truck] = log.top[point]
    log.top[point] += 1
    note(log, ARRIVED, point, truck, value, now, rule)


@within
def stand_in_line(log: Log, point: int, truck: int) -> None:
    """It stands in line."""
    _tree_add(log.tree[point], log.seq[truck], 1)


@within
def leave_line(log: Log, point: int, truck: int) -> None:
    """It stands there no more."""
    _tree_add(log.tree[point], log.seq[truck], -1)


@within
def note_begin(world: World, log: Log, station: int, truck: int, now: float) -> None:
    """A station took a truck on; exit control has called it before."""
    stage, point = station % STAGES, station // STAGES
    if stage == 0:
        if not rules_at(world.rules, point):  # else it was called before
            before = _tree_sum(log.tree[point], log.seq[truck])
            is_fallback = world.queue_class[truck] == world.ranks.size - 1
            rule = _call_rule(is_fallback, before, world.uses & WEAVES != 0)
            note(log, CALLED, point, truck, before, now, rule)
        note(log, EXIT_STARTED, point, truck, 0, now)
    elif stage == 1:
        note(log, ENTRY_STARTED, point, truck, 0, now)
    else:
        if not has_plan_at(world.rules, point, stage):  # else it was selected behind entry control
            note(log, SELECTED, point, truck, 0, now)
        note(log, CHECK_STARTED, point, truck, 0, now)


@within
def note_complete(log: Log, station: int, truck: int, again: float, now: float) -> None:
    """A station let a truck through, or sent it back: `again` as `sent_back` gives it."""
    stage, point = station % STAGES, station // STAGES
    if again >= 0.0:
        why = LICENCE if stage == 0 else PAPERS if again < np.inf else STAY
        note(log, EXIT_REFUSED if stage == 0 else ENTRY_REFUSED, point, truck, why, now)
        note(log, TURNED_BACK, point, truck, why, now)
        note(log, LEFT, point, truck, BACK, now)
    elif stage == 0:
        note(log, EXIT_CLEARED, point, truck, 0, now)
    elif stage == 2:
        note(log, CHECK_ENDED, point, truck, 0, now)
    else:
        note(log, ENTRY_CLEARED, point, truck, 0, now)
