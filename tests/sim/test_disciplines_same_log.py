"""Under disciplines of the queue kernel and reference, which asks `decide`, give the same log."""

from itertools import combinations

import numpy as np
import pytest

from otkel.sim.kernel_world import CHOOSES, RENEGES
from tests.queueing.policies import preset
from tests.sim.discipline_policies import FEATURES, is_sound, mixed
from tests.sim.ruled_worlds import compare, ruled_world

NAMES = sorted(FEATURES)
PRESETS = (
    "belarus", "estonia", "kazakhstan-2025", "latvia", "otkel", "russia-2023", "russia-2026", "ukraine",
)  # fmt: skip


def around(rng, trucks, points):
    """Give what else a world may hold, by name."""
    shifts = np.array([0.0, 300.0, 900.0])
    servers = rng.integers(1, 4, (3, 3 * points)).astype(np.int32)
    return {
        "shifts": {"shift_from": shifts, "servers": servers},
        "choice": {
            "uses": CHOOSES,
            "point": np.where(rng.random(trucks) < 0.6, -1, rng.integers(0, points, trucks)).astype(np.int32),
            "origin": rng.integers(0, 4, trucks).astype(np.int32),
        },
        "back": {"outcome": (rng.random(trucks) < 0.25).astype(np.int8) * 2},
        "later": {"outcome": (rng.random(trucks) < 0.25).astype(np.int8)},
        "patience": {"uses": RENEGES, "patience": rng.exponential(60.0, trucks)},
    }


AROUND = sorted(around(np.random.default_rng(0), 10, 2))


def drawn_world(seed):
    """Give a drawn world of up to 200 trucks: one to three points, with and without a discipline."""
    rng = np.random.default_rng(seed)
    trucks, points = int(rng.integers(1, 201)), int(rng.integers(1, 4))
    policies = []
    for _ in range(points):
        while True:
            policy = mixed([name for name in NAMES if rng.random() < 0.25])
            if is_sound(policy):
                break
        policies.append(None if points > 1 and rng.random() < 0.2 else policy)
    if all(policy is None for policy in policies):
        policies[0] = mixed([])
    fields, uses = {}, 0
    for more in around(rng, trucks, points).values():
        if rng.random() < 0.4:
            one = dict(more)
            uses |= one.pop("uses", 0)
            fields |= one
    acts = {"ahead": float(rng.choice([0.0, 600.0, 4000.0])), "every": float(rng.choice([1.0, 5.0, 30.0]))}
    load = float(rng.uniform(0.5, 1.3))
    return ruled_world(policies, seed, trucks, load, acts=acts, uses=uses, **fields)


@pytest.mark.parametrize("name", NAMES)
def test_each_feature_alone(name):
    words = compare(*ruled_world([mixed([name])], seed=1, trucks=150, load=1.0))
    expected = {
        "appear": "no_show", "checks": "not_selected", "intake": "release_set", "slots": "booked",
        "refuse": "vehicle_blocked", "deposit": "deposit_settled", "draw": "draw_held",
        "only_slots": "booked",
    }  # fmt: skip
    assert {"arrived", "called", "left", expected.get(name, "called")} <= set(words)


@pytest.mark.parametrize("pair", [*combinations(NAMES, 2)], ids="-".join)
def test_each_pair(pair):
    policy = mixed(pair)
    if not is_sound(policy):
        policy = mixed(reversed(pair))
    compare(*ruled_world([policy, None], seed=2, trucks=120))


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset(name):
    policy = preset(name)
    first = policy.classes[0].name, policy.classes[len(policy.classes) // 2].name, policy.fallback
    words = compare(*ruled_world([policy], seed=3, trucks=150, classes=first))
    assert words.count("exit_started") > 80


@pytest.mark.parametrize("name", AROUND)
@pytest.mark.parametrize("feature", ["draw", "intake", "slots", "weave"])
def test_beside_what_else_a_world_holds(name, feature):
    more = around(np.random.default_rng(4), 120, 2)[name]
    compare(*ruled_world([mixed([feature]), mixed(["appear"])], seed=4, trucks=120, **more))


@pytest.mark.parametrize("first", range(0, 40, 20))
def test_drawn_worlds(first):
    for seed in range(first, first + 20):
        compare(*drawn_world(seed))


def test_the_two_would_differ_if_a_rule_did():
    """The comparison can fail: with another share of those who wait longest the logs part."""
    world, policies = ruled_world([mixed(["draw"])], seed=6, trucks=200, load=1.2)
    rules = world.rules
    other = rules._replace(numbers=rules.numbers.copy())
    from otkel.sim.kernel_rules import SLOT_TRUCKS

    other.numbers[:, SLOT_TRUCKS] = 3.0
    with pytest.raises(AssertionError):
        compare(world._replace(rules=other), policies)
