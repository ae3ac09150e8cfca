"""Worlds of the tests: drawn with numpy's own generator, which the twin does not use."""

from __future__ import annotations

import numpy as np

from otkel.sim.kernel_world import World


def make_world(trucks=4000, points=3, seed=1, load=0.9, classes=2, uses=0, **more):
    """Give a corridor with so many points, loaded so much at exit control, without shifts."""
    rng = np.random.default_rng(seed)
    exit_mean, servers = 10.0, 2
    per_min = load * points * servers / exit_mean
    service = np.stack(
        [
            rng.lognormal(np.log(exit_mean) - 0.1, 0.45, trucks),
            rng.lognormal(2.2, 0.5, trucks),
            rng.lognormal(1.9, 0.3, trucks),
        ]
    )
    service[2, rng.random(trucks) > 0.3] = -1.0
    fields = {
        "uses": uses,
        "arrives": np.cumsum(rng.exponential(1 / per_min, trucks)),
        "point": rng.integers(0, points, trucks).astype(np.int32),
        "origin": np.zeros(trucks, np.int32),
        "queue_class": rng.integers(0, classes, trucks).astype(np.int8),
        "service": service,
        "outcome": np.zeros(trucks, np.int8),
        "delay": rng.exponential(90.0, trucks),
        "patience": np.full(trucks, np.inf),
        "road": rng.uniform(0, 60, (4, points)),
        "per_truck": np.full(points, 5.0),
        "ranks": np.arange(classes, dtype=np.int64),
        "pattern": np.arange(classes, dtype=np.int64),
        "strip": np.full(points, -1, np.int32),
        "quota": np.full(points, -1, np.int32),
        "period": 60.0,
        "cycle": 1440.0,
        "shift_from": np.zeros(1),
        "servers": np.tile(np.array([[servers, 3, 2]], np.int32), (1, points)),
    }
    return World(**{**fields, **more})
