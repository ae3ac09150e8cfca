"""Kernel and reference, which asks the live crossing's own `decide`, give the same log, event by event."""

from itertools import combinations

import numpy as np
import pytest

from otkel.facts.events import KINDS
from otkel.sim.kernel import simulate_logged
from otkel.sim.kernel_world import BLOCKS, CHOOSES, LOGS, QUOTAS, RENEGES, SHARES, WEAVES
from otkel.sim.reference import Reference
from tests.sim.timelines import CHANGES, ORDERED, draw_orders, draw_rows, orders_of, shares, steps_of
from tests.sim.worlds import make_world

WORDS = {kind.number: kind.word for kind in KINDS}
RULES = ("call.order_of_arrival", "call.class", "call.weave", "call.rank")


def _row(log, row):
    kind = int(log.kind[row])
    is_call = WORDS[kind] == "called"
    called = (int(log.value[row]), RULES[log.rule[row]]) if is_call else (0, "")
    return (float(log.at[row]), kind, int(log.point[row]), int(log.truck[row]), *called)


def compare(world):
    """Compare all rows; give them."""
    world = world._replace(uses=world.uses | LOGS)
    _, log = simulate_logged(world)
    ours = [_row(log, row) for row in range(int(log.size[0]))]
    theirs = Reference(world).run()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        assert one == other, (number, WORDS[one[1]], WORDS[other[1]])
    assert len(ours) == len(theirs)
    return ours


def _features(rng, trucks, points):
    """Give each feature as fields of a world."""
    shifts = np.array([0.0, 300.0, 900.0])
    return {
        "shifts": {"shift_from": shifts, "servers": rng.integers(1, 4, (3, 3 * points)).astype(np.int32)},
        "strip": {"uses": BLOCKS, "strip": rng.integers(1, 5, points).astype(np.int32)},
        "weave": {
            "uses": WEAVES,
            "ranks": np.zeros(3, np.int64),
            "pattern": np.array([0, 1, 2, 2, 2], np.int64),
        },
        "choice": {
            "uses": CHOOSES,
            "point": np.where(rng.random(trucks) < 0.6, -1, rng.integers(0, points, trucks)).astype(np.int32),
            "origin": rng.integers(0, 4, trucks).astype(np.int32),
        },
        "back": {"outcome": (rng.random(trucks) < 0.25).astype(np.int8) * 2},
        "later": {"outcome": (rng.random(trucks) < 0.25).astype(np.int8)},
        "patience": {"uses": RENEGES, "patience": rng.exponential(60.0, trucks)},
        "quotas": {
            "uses": QUOTAS,
            "quota": rng.integers(6, 12, points).astype(np.int32),
            "quota_day": rng.integers(100, 200, points).astype(np.int32),
        },
        **{name: {"uses": used, "rows": draw_rows(rng, name, points)} for name, (used, _) in CHANGES.items()},
        **{
            name: {"uses": uses, "rules": draw_orders(rng, name, points)}
            for name, (uses, _) in ORDERED.items()
        },
    }


def fields_of(names, seed, trucks, points):
    """Give the fields of a world with these features."""
    rng = np.random.default_rng(seed)
    features = _features(rng, trucks, points)
    fields, uses, rows, rules = {}, 0, [], []
    for name in names:
        one = dict(features[name])
        uses |= one.pop("uses", 0)
        rows += one.pop("rows", [])
        rules += one.pop("rules", [])
        fields |= one
    if uses & SHARES:
        kept = shares(rng, trucks)
        uses |= kept.pop("uses")
        fields |= kept
    return {**fields, "uses": uses, "steps": steps_of(rows), "orders": orders_of(rules)}


def build(names, seed, trucks=200, points=2):
    """Give a world with these features."""
    load = float(np.random.default_rng(seed).uniform(0.6, 1.4))
    fields = fields_of(names, seed, trucks, points)
    return make_world(trucks=trucks, points=points, seed=seed, load=load, classes=3, **fields)


NAMES = sorted(_features(np.random.default_rng(0), 10, 2))


@pytest.mark.parametrize("name", NAMES)
def test_each_feature_alone(name):
    rows = compare(build([name], 1))
    assert {"arrived", "called", "left"} <= {WORDS[row[1]] for row in rows}


@pytest.mark.parametrize("pair", [*combinations(NAMES, 2)], ids="-".join)
def test_each_pair(pair):
    compare(build(pair, 2))


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_drawn_combinations(first):
    for seed in range(first, first + 20):
        rng = np.random.default_rng(seed)
        names = [name for name in NAMES if rng.random() < 0.5]
        compare(build(names, seed, trucks=int(rng.integers(1, 201)), points=int(rng.integers(1, 4))))


def test_the_two_would_differ_if_a_rule_did():
    """The comparison can fail: with another weave the logs part."""
    world = build(["weave"], 3)
    _, log = simulate_logged(world._replace(uses=world.uses | LOGS))
    other = Reference(world._replace(pattern=np.array([0, 0, 0, 1, 2]))).run()
    ours = [(float(log.at[row]), int(log.truck[row])) for row in range(int(log.size[0]))]
    assert ours != [(row[0], row[3]) for row in other]
