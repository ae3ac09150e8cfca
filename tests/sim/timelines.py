"""Drawn changes and orders of the tests' worlds; at the end of each change what held before comes back."""

from __future__ import annotations

import numpy as np

from otkel.sim.kernel_settings import (
    CHECKED,
    CLASSES,
    DELAY_TIME,
    LACKING,
    NO_ORDERS,
    NO_STEPS,
    OPEN,
    PER_DAY,
    PER_H,
    PLACES,
    SERVERS,
    SERVERS_SHARE,
    TIME,
    Orders,
    Steps,
)
from otkel.sim.kernel_world import AT_ROADSIDE, BLOCKS, GATES, QUOTAS, SHARES, TIMES

BOUNDS = np.array([0.3, 0.15, 0.0, 0.5, 0.8]) * 2.0**64
# By feature: what it uses, and for each setting the values that may be drawn and the one before.
CHANGES = {
    "officers": (0, {SERVERS + stage: ([0, 1, 4], -1) for stage in range(3)}),
    "fewer": (0, {SERVERS_SHARE + stage: ([0.0, 0.4, 1.5], 1.0) for stage in range(3)}),
    "hourly": (QUOTAS, {PER_H: ([0, 3, 9], -1)}),
    "daily": (QUOTAS, {PER_DAY: ([0, 40, 90], -1)}),
    "places": (BLOCKS, {PLACES: ([1, 3, 6], -1)}),
    "times": (TIMES, {**{TIME + stage: ([0.5, 1.7], 1.0) for stage in range(3)}, DELAY_TIME: ([3.0], 1.0)}),
    "shares": (SHARES, {CHECKED: ([2, 3, 4], 0), LACKING: ([2, 3, 4], 1)}),
    "open": (0, {OPEN: ([0], 1)}),
    "gates": (GATES, {CLASSES + one: ([0], 1) for one in range(3)}),
}
ORDERED = {
    "more officers": (0, [(SERVERS, 4.0), (SERVERS + 1, 5.0)]),
    "quicker": (TIMES, [(TIME, 0.5), (TIME + 1, 0.7)]),
    "less looked at": (SHARES, [(CHECKED, 2.0), (LACKING, 2.0)]),
}


def draw_rows(rng, name, points, hours=60):
    """Give rows (at, setting, point, value) of one feature: now and then a change, and its end."""
    rows = []
    for setting, (values, before) in CHANGES[name][1].items():
        for point in range(points):
            at = 0.0
            for _ in range(int(rng.integers(0, 4))):
                # Whole hours often, so that changes meet shifts and periods and begin at the beginning.
                start = (
                    at + 60.0 * int(rng.integers(0, 8)) if rng.random() < 0.7 else at + rng.uniform(0, 500)
                )
                at = min(start + float(rng.uniform(20, 600)), 60.0 * hours)
                if start < at:
                    rows += [(start, setting, point, float(rng.choice(values))), (at, setting, point, before)]
    return rows


def draw_orders(rng, name, points):
    """Give orders (setting, point, value, begins, ends, is_above) of one feature."""
    rows = []
    for setting, value in ORDERED[name][1]:
        for point in range(points):
            is_above = bool(rng.random() < 0.7)
            begins = int(rng.integers(1, 20))
            ends = int(rng.integers(0, begins + 1)) if is_above else begins + int(rng.integers(0, 5))
            rows.append((setting, point, value, begins, ends, is_above))
    return rows


def steps_of(rows):
    """Give rows as steps, in order of time; of equals as they were given."""
    if not rows:
        return NO_STEPS
    at, setting, point, value = zip(*sorted(rows, key=lambda row: row[0]), strict=True)
    return Steps(np.array(at), np.array(setting, np.int32), np.array(point, np.int32), np.array(value, float))


def orders_of(rows):
    """Give rows as orders."""
    if not rows:
        return NO_ORDERS
    setting, point, value, begins, ends, is_above = zip(*rows, strict=True)
    whole = (np.array(one, np.int32) for one in (setting, point))
    return Orders(*whole, np.array(value), *(np.array(one, np.int32) for one in (begins, ends)),
                  np.array(is_above))  # fmt: skip


def shares(rng, trucks):
    """Give what a world in which shares change keeps of its trucks."""
    return {
        "uses": SHARES | (AT_ROADSIDE if rng.random() < 0.5 else 0),
        "selection": rng.integers(0, 2**64, trucks, np.uint64),
        "papers": rng.integers(0, 2**64, trucks, np.uint64),
        "bounds": BOUNDS.astype(np.uint64),
        "service": rng.lognormal(2.1, 0.4, (3, trucks)),
        "outcome": rng.integers(0, 3, trucks).astype(np.int8),
    }
