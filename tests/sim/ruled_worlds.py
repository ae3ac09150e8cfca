"""Worlds of the tests in which disciplines of the queue rule, and the comparison of kernel and reference."""

from __future__ import annotations

import numpy as np

from otkel.facts.events import KINDS
from otkel.queueing.discipline import check_policy
from otkel.queueing.policy import Policy
from otkel.sim.kernel import simulate_logged
from otkel.sim.kernel_world import BLOCKS, LOGS
from otkel.sim.pack_rules import acts_of, adapt, make_rules, tables_of
from otkel.sim.reference import Reference
from otkel.sim.result_log import RULES
from tests.sim.worlds import make_world

WORDS = {kind.number: kind.word for kind in KINDS} | {0: "more"}
CLASSES = ("first", "booked", "ordinary")  # of the worlds here


def behaviour(rng, trucks, **more):
    """Give what trucks do under a discipline."""
    fields = {
        "every": 5.0,
        "ahead": 1440.0,
        "slot_wait": 2880.0,
        "draws_most": 2,
        "acts": acts_of(
            drive=rng.exponential(12.0, trucks),
            late=rng.normal(-30.0, 60.0, trucks),
            shows_up=rng.random(trucks) > 0.05,
            key=rng.integers(0, 2**64, trucks, np.uint64, endpoint=False),
            sealed=rng.random(trucks) < 0.3,
            points=np.where(rng.random(trucks) < 0.2, 150, 0),
        ),
        "draw": rng.integers(0, 2**64, (3, trucks), np.uint64, endpoint=False),
        "check": rng.exponential(15.0, (3, trucks)),
    }
    return fields | more


def ruled_world(policies, seed=1, trucks=200, load=0.9, classes=CLASSES, acts=None, days=90, **more):
    """Give a world with a policy, or None, for each point; and the policies as they rule there."""
    rng = np.random.default_rng(seed)
    points = len(policies)
    uses = BLOCKS | more.pop("uses", 0)
    world = make_world(trucks, points, seed, load, len(classes), uses, **more)
    ruled = [
        policy and adapt(policy, int(world.strip[at]), int(world.servers[:, 3 * at].max()))
        for at, policy in enumerate(policies)
    ]
    strip = [int(world.strip[at]) if one is None else one.strip_places or -1 for at, one in enumerate(ruled)]
    world = world._replace(strip=np.array(strip, np.int32))
    rules = make_rules(tables_of(ruled, [classes] * points), days, behaviour(rng, trucks, **(acts or {})))
    return world._replace(rules=rules), ruled


def sound(policy: Policy) -> Policy:
    """Give a policy back that is known to make sense."""
    import msgspec

    read, mistakes = check_policy(msgspec.to_builtins(policy))
    assert read is not None, mistakes
    return read


def rows_of(world, log):
    """Give the rows of the kernel as the reference writes them."""
    rows = []
    for row in range(int(log.size[0])):
        kind, rule = int(log.kind[row]), int(log.rule[row])
        told = RULES[rule] if WORDS[kind] == "called" else str(rule)
        rows.append(
            (float(log.at[row]), kind, int(log.point[row]), int(log.truck[row]), int(log.value[row]), told)
        )
    return rows


def compare(world, policies):
    """Compare all rows; give them with their words."""
    world = world._replace(uses=world.uses | LOGS)
    _, log = simulate_logged(world)
    ours = rows_of(world, log)
    theirs = Reference(world, policies).run()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        assert one == other, (number, WORDS[one[1]], WORDS[other[1]], one, other)
    assert len(ours) == len(theirs)
    return [WORDS[row[1]] for row in ours]
