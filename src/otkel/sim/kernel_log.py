"""The log of the kernel: a row for each event of the vocabulary, in the order in which it happens.

Kinds are the small integers of the words; the order of arrival and those overtaken are counted by the
functions that the live line uses.
"""

from __future__ import annotations

from otkel.facts.events import REGISTRY
from otkel.queueing.core import line
from otkel.sim.kernel_calendar import compiled, inlined
from otkel.sim.kernel_world import STAGES, WEAVES, Log, World

ARRIVED, CALLED, LEFT = (REGISTRY[word].number for word in ("arrived", "called", "left"))
EXIT_STARTED, EXIT_CLEARED = (REGISTRY[word].number for word in ("exit_started", "exit_cleared"))
ENTRY_STARTED, ENTRY_CLEARED = (REGISTRY[word].number for word in ("entry_started", "entry_cleared"))
ENTRY_REFUSED, TURNED_BACK = (REGISTRY[word].number for word in ("entry_refused", "turned_back"))
SELECTED, CHECK_STARTED, CHECK_ENDED = (
    REGISTRY[word].number for word in ("selected", "check_started", "check_ended")
)
THROUGH, BACK, GAVE_UP = 0, 1, 2  # ways out, in the order of `WayOut`

_tree_add = inlined(line.tree_add)
_tree_sum = inlined(line.tree_sum)
_call_rule = inlined(line.call_rule)


@inlined
def note(log: Log, kind: int, point: int, truck: int, value: int, now: float, rule: int = 0) -> None:
    """Write a row."""
    row = log.size[0]
    log.at[row] = now
    log.kind[row] = kind
    log.point[row] = point
    log.truck[row] = truck
    log.value[row] = value
    log.rule[row] = rule
    log.size[0] = row + 1


@compiled
def note_arrival(log: Log, point: int, truck: int, now: float) -> None:
    """A truck came to the line and has its order of arrival."""
    log.seq[truck] = log.top[point]
    log.top[point] += 1
    note(log, ARRIVED, point, truck, 0, now)


@compiled
def stand_in_line(log: Log, point: int, truck: int) -> None:
    """It stands in line."""
    _tree_add(log.tree[point], log.seq[truck], 1)


@compiled
def leave_line(log: Log, point: int, truck: int) -> None:
    """It stands there no more."""
    _tree_add(log.tree[point], log.seq[truck], -1)


@compiled
def note_begin(world: World, log: Log, station: int, truck: int, now: float) -> None:
    """A station took a truck on; exit control has called it before."""
    stage, point = station % STAGES, station // STAGES
    if stage == 0:
        before = _tree_sum(log.tree[point], log.seq[truck])
        is_fallback = world.queue_class[truck] == world.ranks.size - 1
        rule = _call_rule(is_fallback, before, world.uses & WEAVES != 0)
        note(log, CALLED, point, truck, before, now, rule)
        note(log, EXIT_STARTED, point, truck, 0, now)
    elif stage == 1:
        note(log, ENTRY_STARTED, point, truck, 0, now)
    else:
        note(log, SELECTED, point, truck, 0, now)
        note(log, CHECK_STARTED, point, truck, 0, now)


@compiled
def note_complete(log: Log, station: int, truck: int, comes_back: bool, now: float) -> None:
    """A station let a truck through, or sent it back."""
    stage, point = station % STAGES, station // STAGES
    if stage == 0:
        note(log, EXIT_CLEARED, point, truck, 0, now)
    elif stage == 2:
        note(log, CHECK_ENDED, point, truck, 0, now)
    elif comes_back:
        note(log, ENTRY_REFUSED, point, truck, 0, now)
        note(log, TURNED_BACK, point, truck, 0, now)
        note(log, LEFT, point, truck, BACK, now)
    else:
        note(log, ENTRY_CLEARED, point, truck, 0, now)
