"""Corridors of the tests: worlds whose trucks choose, drive, look again, balk and go around."""

from __future__ import annotations

import numpy as np

from otkel.sim.kernel_corridor import Corridor
from otkel.sim.kernel_world import CHOOSES, RENEGES
from tests.sim.worlds import make_world

ORIGINS, REGISTRATIONS = 4, 3


def make_corridor(rng, trucks, points, around=0, **more):
    """Give a corridor in which nothing is used yet."""
    places = points + around
    detour = rng.uniform(10.0, 120.0, (places, places))
    fields = {
        "registration": rng.integers(0, REGISTRATIONS, trucks).astype(np.int8),
        "belief": np.ones(trucks),
        "moves": np.zeros(trucks, np.bool_),
        "balk_at": np.full(trucks, -1, np.int32),
        "balks_home": np.zeros(trucks, np.bool_),
        "open_to": np.ones((REGISTRATIONS, places), np.bool_),
        "detour": detour,
        "drives": 0,
        "town": 0.0,
        "margin": 0.0,
        "publish_every": 0.0,
        "lag": 0.0,
    }
    return Corridor(**{**fields, **more})


def choice_features(rng, trucks, points, around=1):
    """Give each feature of choice as fields of a corridor, and of the world where it needs some."""
    shut = np.ones((REGISTRATIONS, points + around), np.bool_)
    shut[1:, 0] = points == 1  # where there is one point, it is open to all
    return {
        "drives": {"drives": 1},
        "status": {"open_to": shut},
        "belief": {"belief": rng.lognormal(0.0, 0.6, trucks)},
        "published": {"publish_every": 120.0},
        "late": {"publish_every": 45.0, "lag": 100.0},
        "town": {"drives": 1, "town": 45.0, "margin": 10.0, "moves": rng.random(trucks) < 0.5},
        "balks": {
            "balk_at": np.where(rng.random(trucks) < 0.5, rng.integers(0, 9, trucks), -1).astype(np.int32),
            "balks_home": rng.random(trucks) < 0.3,
        },
        "moves": {"moves": rng.random(trucks) < 0.7, "margin": 5.0},
    }


def corridor_world(names, seed, trucks=200, points=2, around=1, **more):
    """Give a world of a corridor with these features of choice."""
    rng = np.random.default_rng(seed)
    features = choice_features(rng, trucks, points, around)
    fields = {}
    for name in names:
        fields |= features[name]
    corridor = make_corridor(rng, trucks, points, around, **fields)
    road = rng.uniform(20.0, 150.0, (ORIGINS, points + around))
    road[:, points:] += 250.0
    some = rng.integers(0, points, trucks) * (rng.random(trucks) < 0.3)  # many know the first point only
    given = {
        "uses": CHOOSES | (RENEGES if "moves" in names else 0),
        "point": np.where(rng.random(trucks) < 0.5, -1, some).astype(np.int32),
        "origin": rng.integers(0, ORIGINS, trucks).astype(np.int32),
        "road": road,
        "corridor": corridor,
        "per_truck": rng.uniform(3.0, 9.0, points),
    }
    if "moves" in names:
        given["patience"] = rng.exponential(50.0, trucks)
    load = float(rng.uniform(0.7, 1.6))
    more["uses"] = more.get("uses", 0) | given["uses"]
    given |= more
    return make_world(trucks=trucks, points=points, seed=seed, load=load, classes=3, **given)
