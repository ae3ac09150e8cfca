"""Worlds of the tests that are stopped, written as a file is, read, and run on."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import numpy as np

from otkel.errors import InputError
from otkel.sim.resume import resume_by_names
from otkel.sim.snapshot import Column, Names, pack_by_names, read_snapshot
from otkel.sim.state import begin, copy_of, flat, go_on
from tests.sim.test_corridor_same_log import BOTH, CHOICE, PLAIN, build, build_both
from tests.sim.test_disciplines_same_log import drawn_world as ruled
from tests.sim.test_state import drawn_world as plain

PLACES, WIDTH, END = 3000, 0.5, 1e15
KINDS = ("plain", "corridor", "both", "ruled")


def names(world):
    """Give the names of a world that no scenario has made."""
    return Names(
        points=tuple(f"p{one}" for one in range(world.strip.size)),
        classes=tuple(f"c{one}" for one in range(world.ranks.size)),
        digest="d",
    )


def drawn(kind, seed):
    """Give a drawn world of a kind, of up to 200 trucks."""
    rng = np.random.default_rng(seed)
    if kind == "plain":
        return plain(3 * seed, logged=False)
    if kind == "ruled":
        return ruled(seed)[0]
    every = sorted({*CHOICE, *PLAIN, *(BOTH if kind == "both" else ())})
    chosen = [name for name in every if rng.random() < 0.4]
    size = {"trucks": int(rng.integers(5, 201)), "points": int(rng.integers(1, 4 if kind != "both" else 3))}
    make = build_both if kind == "both" else build
    return make(chosen, seed, around=int(rng.integers(0, 3)), **size)


def end_of(world):
    """Give when the last truck that comes by itself has come, and a day more [min]."""
    return float(world.arrives[np.isfinite(world.arrives)].max()) + 1440.0


def instants(world, seed, count=3):
    """Give instants in order, among them those of arrivals, of whole hours, and the very beginning."""
    rng = np.random.default_rng(seed)
    coming = world.arrives[np.isfinite(world.arrives)]
    found = [*rng.uniform(0, end_of(world), count), *rng.choice(coming, 2), 60.0 * rng.integers(1, 30)]
    return sorted([0.0, *(float(one) for one in found)])


def stopped(world, seed):
    """Give a state of a world, with its instant, while many are still inside."""
    at = float(np.random.default_rng(seed).uniform(0, 0.7 * end_of(world)))
    state = begin(world, PLACES, WIDTH)
    go_on(world, state, at)
    return at, state


def written(world, state, at):
    """Give the bytes of a state."""
    return pack_by_names(names(world), world, state, at, 1).to_bytes()


def read(stored, world):
    """Give the world and the state that go on from bytes."""
    return resume_by_names(read_snapshot(stored), names(world), world, PLACES, WIDTH)


def outcome(state):
    """Give what came of all trucks, as bytes by name."""
    parts = flat(state.results, "results.")
    if state.inside.corridor is not None:
        parts |= flat(state.inside.corridor, "way.")
    return {name: array.tobytes() for name, array in parts.items() if name != "way.seen"}


def differing(one, other):
    """Give the names of what differs in what came of all trucks."""
    ours, theirs = outcome(one), outcome(other)
    assert list(ours) == list(theirs)
    return [name for name in ours if ours[name] != theirs[name]]


def require_same(world, seed):
    """Stop a world some times, each time let it go on from a file: it ends as if it had never stopped."""
    whole = begin(world, PLACES, WIDTH)
    go_on(world, whole, END)
    state = begin(world, PLACES, WIDTH)
    for at in instants(world, seed):
        go_on(world, state, at)
        stored = written(world, copy_of(state), at)
        own, state = read(stored, world)
        assert own is world or np.array_equal(own.arrives, world.arrives)
        assert written(own, state, at) == stored
        world = own
    go_on(world, state, END)
    assert differing(whole, state) == [], seed


# -- damage -------------------------------------------------------------------------------------


def overwritten(rng, stored):
    """Give bytes of which a few are others."""
    damaged = bytearray(stored)
    for at in rng.integers(0, len(stored), int(rng.integers(1, 4))):
        damaged[at] = int(rng.integers(0, 256))
    return bytes(damaged)


def exchanged(rng, stored):
    """Give a state in one array of which some numbers are those of another place: all are in range."""
    snapshot = read_snapshot(stored)
    filled = [name for name, one in snapshot.columns.items() if one.data and name != "trucks.arrives"]
    name = str(rng.choice(filled))
    array = snapshot.array(name)
    rows = array.reshape(-1)
    for at in rng.integers(0, rows.size, int(rng.integers(1, 4))):
        rows[at] = rng.choice(rows)
    column = Column(array.dtype.str, array.shape, array.tobytes())
    return msgspec.structs.replace(snapshot, columns={**snapshot.columns, name: column}).to_bytes()


def damage(kind, seeds, times):
    """Damage states and run what is taken to its end; gives how many were taken, and how many told."""
    taken, told = 0, 0
    for seed in seeds:
        world, rng = drawn(kind, seed), np.random.default_rng(seed)
        at, state = stopped(world, seed)
        stored = written(world, state, at)
        for number in range(times):
            bad = (overwritten if number % 2 else exchanged)(rng, stored)
            try:
                own, found = read(bad, world)
            except InputError:
                told += 1
                continue
            taken += 1
            with suppress(ValueError):  # somebody waits for a call that never comes
                go_on(own, found, END)
    return taken, told
