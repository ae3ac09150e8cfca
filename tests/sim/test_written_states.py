"""A state goes into a file and out of it without a bit being lost, whatever its world holds."""

import numpy as np
import pytest

from otkel.errors import InputError
from otkel.sim.kernel_corridor import GOES, PUBLISH
from otkel.sim.kernel_rules import ABSENT, ASKED, AT_POST, BOOKED, DRIVING, STAYS_AWAY, WAITING
from otkel.sim.snapshot import read_snapshot
from otkel.sim.state import begin, go_on
from tests.sim.discipline_policies import mixed
from tests.sim.ruled_worlds import ruled_world
from tests.sim.test_corridor_same_log import BOTH, CHOICE, PLAIN, build, build_both
from tests.sim.test_disciplines_same_log import NAMES as DISCIPLINES
from tests.sim.written_states import (
    END,
    KINDS,
    PLACES,
    WIDTH,
    damage,
    drawn,
    end_of,
    read,
    require_same,
    stopped,
    written,
)


@pytest.mark.parametrize("name", sorted({*CHOICE, *PLAIN} - {"choice"}))
def test_each_feature_of_a_corridor_alone(name):
    require_same(build([name], 3), 3)


@pytest.mark.parametrize("name", BOTH)
def test_each_feature_of_both_directions_alone(name):
    require_same(build_both([name], 5), 5)


@pytest.mark.parametrize("name", DISCIPLINES)
def test_each_feature_of_a_discipline_alone(name):
    require_same(ruled_world([mixed([name])], seed=1, trucks=150, load=1.0)[0], 1)


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_worlds(kind):
    for seed in range(12):
        require_same(drawn(kind, seed), seed)


def test_trucks_stand_in_every_list_when_they_are_written():
    seen = set()
    for name in ("appear", "draw", "slots"):
        world, _ = ruled_world([mixed([name])], seed=1, trucks=150, load=1.2)
        state = begin(world, PLACES, WIDTH)
        for at in np.arange(0.0, end_of(world), 97.0).tolist():
            go_on(world, state, at)
            stored = written(world, state, at)
            seen |= set(read_snapshot(stored).array("stands.status").tolist())
            assert written(*read(stored, world), at) == stored
    assert seen >= {ASKED, BOOKED, STAYS_AWAY, WAITING, DRIVING, ABSENT, AT_POST}


@pytest.mark.parametrize("kind", KINDS)
def test_others_come_later_than_those_who_had_come(kind):
    """Under another replication all who had come stay as they are, and all get to an end."""
    for seed in range(8):
        world = drawn(kind, seed)
        at, state = stopped(world, seed)
        snapshot = read_snapshot(written(world, state, at))
        come, count = snapshot.array("trucks.arrives").size, snapshot.array("trucks.queue_class").size
        later = world._replace(arrives=np.where(world.arrives > at, world.arrives + 0.25, world.arrives))
        if world.rules is not None:  # who asked ahead is known, and comes when it said
            later = later._replace(arrives=world.arrives + 1e-7)
        own, found = read(written(world, state, at), later)
        assert np.array_equal(own.arrives[:come], world.arrives[:come])
        if world.corridor is not None:
            stream = own.corridor.stream
            back = own.corridor.returns[own.corridor.returns >= 0]
            assert np.array_equal(np.sort(back), np.arange(stream, own.arrives.size))
            theirs, ours = world.corridor.returns[:come], own.corridor.returns[:come]
            assert np.array_equal(theirs >= 0, ours >= 0)
            for name in ("belief", "used", "trip"):
                mine = getattr(own.corridor, name)
                assert np.array_equal(mine[:come], getattr(world.corridor, name)[:come])
                known = getattr(world.corridor, name)[theirs[theirs >= 0]]
                assert np.array_equal(mine[ours[ours >= 0]], known)
            assert count - come == (theirs >= 0).sum()
        before = found.results.left[:come].copy()
        go_on(own, found, END)
        done = ~np.isnan(before)
        assert np.array_equal(before[done], found.results.left[:come][done])
        stays = np.isnan(found.results.left)
        if own.corridor is not None:  # who comes back may never have been away
            stays = stays[: own.corridor.stream]
        assert not stays.any()


def test_who_publishes_anew_or_no_more_goes_on():
    world = build(["published", "belief"], 3)
    at, state = stopped(world, 3)
    stored = written(world, state, at)
    silent = world._replace(corridor=world.corridor._replace(publish_every=0.0))
    _, found = read(stored, silent)
    assert not (found.calendar.items["what"] == PUBLISH).any()
    go_on(silent, found, END)
    assert (found.results.left > at).any()
    again = written(silent, read(stored, silent).state, at)
    _, loud = read(again, world)
    timer = loud.calendar.items[loud.calendar.items["what"] == PUBLISH]
    assert timer["due"].tolist() == [120.0 * (at // 120.0 + 1)]
    often = world._replace(corridor=world.corridor._replace(publish_every=30.0, lag=200.0))
    own, found = read(stored, often)
    go_on(own, found, END)
    assert (found.inside.corridor.fate == GOES).all()


def test_what_belongs_to_another_world_is_told():
    world = drawn("ruled", 2)
    at, state = stopped(world, 2)
    stored = written(world, state, at)
    rules = world.rules
    for other, told in (
        (world._replace(rules=None), "in one of the two alone"),
        (world._replace(rules=rules._replace(ahead=rules.ahead + 60.0)), "ask ahead"),
        (world._replace(rules=rules._replace(days=rules.days[:3] * 0.01)), "of a later day"),
    ):
        with pytest.raises(InputError, match=told):
            read(stored, other)


@pytest.mark.parametrize("kind", KINDS)
def test_every_damage_is_told_or_runs(kind):
    taken, told = damage(kind, range(6), 60)
    assert taken > 20
    assert told > 20
