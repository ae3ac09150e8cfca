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
        "stream": trucks,
        "returns": np.full(trucks, -1, np.int32),
        "trip": np.zeros(trucks),
        "other_way": np.full(points, -1, np.int32),
        "is_back": np.zeros(points, np.bool_),
        "is_shared": np.zeros(points, np.bool_),
        "partner": np.full(3 * points, -1, np.int32),
        "lanes": np.zeros(points, np.int32),
        "gap": np.zeros(points, np.int32),
        "lanes_every": 0.0,
        "cargo": np.full(trucks, -1, np.int8),
        "sealed": np.zeros(trucks, np.bool_),
        "answer": np.full(trucks, -1.0),
        "used": np.full(trucks, -1.0),
        "planned": np.zeros(trucks),
        "goes_anyway": np.zeros(trucks, np.bool_),
        "limit": 90.0,
        "year_turns": np.zeros(0),
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
        "answer": {"answer": rng.choice([-1.0, -1.0, 30.0, 240.0, np.inf], trucks)},
        "days": {
            "used": rng.choice([-1.0, 0.0, 60.0, 85.0, 90.0], trucks),
            "planned": rng.integers(1, 20, trucks).astype(float),
            "goes_anyway": rng.random(trucks) < 0.3,
            "year_turns": np.array([500.0]),
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


def both_features(rng, trucks, points):
    """Give each feature of both directions; the second half of the points are the lines back of the first."""
    outs = points // 2
    partner = np.full(3 * points, -1, np.int32)
    shared = np.zeros(points, np.bool_)
    for out in range(outs):
        for stage, stage_back in ((0, 1), (1, 0)):  # exit control with the entry control of the same country
            if rng.random() < 0.8:
                one, other = 3 * out + stage, 3 * (out + outs) + stage_back
                partner[one], partner[other] = other, one
                shared[[out, out + outs]] = True
    returning = rng.random(trucks // 2) < 0.6
    returns = np.full(trucks, -1, np.int32)
    returns[: trucks // 2][returning] = trucks - 1 - np.arange(returning.sum())
    lanes = np.zeros(points, np.int32)
    lanes[:outs] = rng.integers(1, 3, outs)
    return {
        "shared": {"partner": partner, "is_shared": shared},
        "lanes": {"lanes": lanes, "gap": np.full(points, 1, np.int32), "lanes_every": 20.0},
        "returns": {
            "returns": returns,
            "stream": trucks - int(returning.sum()),
            "trip": rng.exponential(200.0, trucks),
        },
    }


def both_world(names, seed, trucks=200, points=2, choice=(), **more):
    """Give a world of two directions; `points` counts the places."""
    rng = np.random.default_rng(seed)
    features = both_features(rng, trucks, 2 * points)
    fields = {}
    for name in names:
        fields |= features[name]
    ways = np.arange(2 * points)
    fields |= {
        "other_way": np.roll(ways, points).astype(np.int32),
        "is_back": ways >= points,
    }
    more.setdefault("point", np.where(rng.random(trucks) < 0.3, -1, rng.integers(0, 2 * points, trucks)))
    more["point"][trucks // 2 : trucks * 3 // 4] = points  # a rush in the line back of the first place
    more["point"] = more["point"].astype(np.int32)
    world = corridor_world(choice, seed, trucks=trucks, points=2 * points, **more)
    open_to = world.corridor.open_to.copy()
    open_to[:, points : 2 * points] = False  # who chooses goes out
    open_to[:, 0] = True
    world = world._replace(corridor=world.corridor._replace(open_to=open_to, **fields))
    if "returns" in names:
        stream = world.corridor.stream
        world.arrives[stream:] = np.inf
        world.point[stream:] = -1
    return world
