"""What can change while a world runs: the settings in force at each point, and what the clock brings when.

A setting is one row of `Settings.now`, with a column for each point. Changes write `below`; a rule of state
lays its value over it as long as it holds, and what lies below comes back afterwards.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.queueing.core.officers import NOT_SET

# Rows of the settings. Servers: in place of the shift's, and shares of their number; in order of the stages.
SERVERS, SERVERS_SHARE = 0, 3
# Limits: trucks in an hour, in a day, between the posts; -1: none.
PER_H, PER_DAY, PLACES = 6, 7, 8
# Shares of trucks, as numbers of a row of `World.bounds`.
CHECKED, LACKING = 9, 10
# Factors on the times that begin meanwhile: the three stages, and the delay of lacking papers.
TIME, DELAY_TIME = 11, 14
OPEN = 15  # 0: exit control takes nobody on
CLASSES = 16  # from here on one row for each class; 0: nobody of it is taken on

# What the clock brings, by register of `Settings.clock`; EVER: since when the cycle of shifts runs.
NEXT_PERIOD, NEXT_DAY, NEXT_SHIFT, NEXT_STEP, NEXT_LOOK, NEXT_CALL, EVER = range(7)
KINDS_OF_TURNS = 6  # the registers before EVER are instants at which something is due
# Counters: trucks that came, the shift and the step that come next, trucks that could ask ahead for a slot.
COMING, SHIFT, STEP, ASKING = range(4)


class Steps(NamedTuple):
    """Dated changes, one setting of one point each, in order of time."""

    at: Any  # f8 [step]
    setting: Any  # i4 [step]
    point: Any  # i4 [step]
    value: Any  # f8 [step]


class Orders(NamedTuple):
    """Rules of state: a setting of a point has a value while its line is long, or short."""

    setting: Any  # i4 [order]
    point: Any  # i4 [order]
    value: Any  # f8 [order]
    begins: Any  # i4 [order], trucks in line
    ends: Any  # i4 [order]
    is_above: Any  # bool [order]


class Settings(NamedTuple):
    """What is in force now, and what comes next."""

    now: Any  # f8 [setting, point]
    below: Any  # f8 [setting, point], what comes back when no order holds
    ordered: Any  # i1 [setting, point], 1: an order holds
    holds: Any  # bool [order]
    clock: Any  # f8 [register]
    at: Any  # i8 [counter]


NO_STEPS = Steps(np.empty(0), np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
NO_ORDERS = Orders(
    np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.empty(0, np.int32), np.empty(0, np.int32),
    np.empty(0, np.bool_),
)  # fmt: skip


def neutral(points: int, classes: int) -> Any:
    """Give settings under which everything is as the world says."""
    now = np.ones((CLASSES + classes, points))
    now[SERVERS : SERVERS + 3] = NOT_SET
    now[PER_H : PLACES + 1] = NOT_SET
    now[CHECKED], now[LACKING] = 0.0, 1.0
    return now
