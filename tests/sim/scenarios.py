"""Scenarios of the tests, as plain data."""

from __future__ import annotations

import copy


def tree(**changes):
    """Give a small scenario; changes by dotted path with `__` for the dot, `None` kept, `...` takes away."""
    made = {
        "name": "small",
        "horizon_days": 3,
        "warm_up_days": 1,
        "points": [
            {"name": "north", "shifts": [{"from_h": 0, "to_h": 24, "exit": 3, "entry": 3, "roadside": 1}]},
            {"name": "south", "shifts": [{"from_h": 0, "to_h": 24, "exit": 2, "entry": 3, "roadside": 1}]},
        ],
        "arrivals": {"mean_per_day": 400},
        "service": {"exit": {"mean_min": 12, "cv": 0.5}, "entry": {"mean_min": 14, "cv": 0.6}},
    }
    made = copy.deepcopy(made)
    for path, value in changes.items():
        *steps, last = path.split("__")
        part = made
        for step in steps:
            part = part[int(step)] if isinstance(part, list) else part.setdefault(step, {})
        key = int(last) if isinstance(part, list) else last
        if value is ...:
            del part[key]
        else:
            part[key] = value
    return made


def featured():
    """Give a scenario with every feature at once."""
    return tree(
        horizon_days=14,
        origins=[
            {"name": "west", "weight": 2, "road_h": {"north": 2, "south": 3}},
            {"name": "east", "road_h": {"south": 5.5}},
        ],
        choosing_pct=40,
        points__0__published_min=6,
        points__1__published_min=7,
        points__0__strip_places=12,
        points__1__exit_per_h=9,
        points__0__shifts=[
            {"from_h": 7, "to_h": 19.5, "exit": 4, "entry": 4, "roadside": 2},
            {"from_h": 19.5, "to_h": 7, "exit": 2, "entry": 3, "roadside": 1},
        ],
        arrivals={
            "mean_per_day": 380,
            "by_hour": [1, 0, 0.5, *[1] * 20, 2.5],
            "by_weekday": [1, 1, 1, 1, 1.2, 0.9, 0.7],
            "surges": [{"from_on": "2026-01-08", "to_on": "2026-01-09", "factor": 1.4}],
        },
        classes=[
            {"name": "ordinary", "share_pct": 70, "rank": 1, "weight": 3},
            {"name": "empty", "share_pct": 20, "rank": 1, "time_factor": 0.6},
            {"name": "first", "share_pct": 10, "rank": 0},
        ],
        service={
            "exit": {"shape": "table", "levels": [0, 0.5, 0.9, 1], "quantiles_min": [3, 9, 20, 60]},
            "entry": {"mean_min": 14, "cv": 0.6},
            "roadside": {"shape": "exponential", "mean_min": 8},
        },
        checked_pct=30,
        papers={
            "lacking_pct": 12, "wait_pct": 30, "back_pct": 50, "go_pct": 20,
            "delay": {"mean_min": 240, "cv": 1},
        },
        patience={"share_pct": 25, "time": {"mean_min": 300, "cv": 0.8}},
    )  # fmt: skip


def one_station(servers, load, **more):
    """Give M/M/c with a mean time of 10 min: only exit control takes time."""
    return tree(
        points=[{"name": "alone", "shifts": [{"exit": servers, "entry": 1000}]}],
        arrivals={"mean_per_day": load * servers * 144},
        service={"exit": {"shape": "exponential", "mean_min": 10}, "entry": {"mean_min": 0}},
        **more,
    )
