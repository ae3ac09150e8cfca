"""Bookings under a policy: given up, moved, and slots that come back taken by who stands by."""

from collections import Counter
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from otkel.app.study import policy_on, simulate
from otkel.queueing.log import WORD_OF, events_of
from otkel.sim.bookings import NEVER, Wishes, draw_wishes, no_wishes
from otkel.sim.kernel import simulate as by_kernel
from otkel.sim.measures_corridor import joined_at
from otkel.sim.reference import Reference
from otkel.sim.result_log import columns_of
from otkel.sim.run import draw_world, prepare, run_logged
from otkel.sim.run_reference import not_carried, run_by_reference
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_discipline import Queue
from tests.sim.discipline_policies import FEATURES, is_sound, mixed
from tests.sim.ruled_worlds import WORDS, ruled_world
from tests.sim.scenarios import tree
from tests.sim.test_disciplines_same_log import NAMES, drawn_world
from tests.sim.test_policy_scenario import ruled

WITH_SLOTS = ("deposit", "draw", "only_slots", "refuse", "slots")
MIXED = Queue(cancel_pct=20, move_pct=25, standby_pct=60)


def run(name, queue=MIXED, seed=3, load=1.2, **more):
    """Give the rows of a world whose first point has this feature."""
    world, policies = ruled_world([mixed([name]), None], seed=seed, trucks=200, load=load, **more)
    return world, Reference(world, policies, draw_wishes(queue, world.rules.acts["key"])).run()


def told(rows, word):
    """Give the rows of one word."""
    return [row for row in rows if WORDS[row[1]] == word]


def slots_over_time(rows):
    """Walk a log; give the most trucks that ever held one slot, by slot."""
    holds, count, most = {}, Counter(), Counter()

    def take(truck, slot):
        leave(truck)
        holds[truck] = slot
        count[slot] += 1
        most[slot] = max(most[slot], count[slot])

    def leave(truck):
        slot = holds.pop(truck, None)
        if slot is not None:
            count[slot] -= 1

    for _, kind, _, truck, value, _ in rows:
        word = WORDS[kind]
        if word in ("booked", "moved"):
            take(truck, value)
        elif word in ("cancelled", "no_show"):
            leave(truck)
    return most


@pytest.mark.parametrize("name", WITH_SLOTS)
def test_each_truck_comes_gives_up_or_is_missed(name):
    world, rows = run(name)
    ended = {row[3] for word in ("left", "cancelled", "no_show") for row in told(rows, word)}
    assert ended == set(range(world.arrives.size))
    cancelled = {row[3] for row in told(rows, "cancelled") if row[5] != "2"}
    assert cancelled
    assert not cancelled & {row[3] for row in told(rows, "left")}


@pytest.mark.parametrize("name", WITH_SLOTS)
def test_no_slot_is_ever_over_full(name):
    _, rows = run(name)
    room = FEATURES[name]["slot_trucks"]
    assert 0 < max(slots_over_time(rows).values()) <= room


def test_whoever_gives_his_booking_up_in_time_pays_nothing_and_too_late_like_a_no_show():
    early, late = (draw_of_minutes(Queue(cancel_pct=30), minutes) for minutes in (600.0, 0.0))
    for wishes, rule, outcome in ((early, "0", "0"), (late, "1", "1")):
        world, policies = ruled_world([mixed(["deposit"])], seed=5, trucks=200, load=1.0)
        rows = Reference(world, policies, wishes(world)).run()
        cancelled = told(rows, "cancelled")
        assert {row[5] for row in cancelled} == {rule}
        by = {row[3]: row[0] for row in cancelled}
        settled = [row for row in told(rows, "deposit_settled") if by.get(row[3]) == row[0]]
        assert {row[5] for row in settled} == {outcome}


def draw_of_minutes(queue, minutes):
    """Give wishes in which every truck that cancels does it so long before its slot."""

    def of(world):
        drawn = draw_wishes(queue, world.rules.acts["key"])
        before = np.where(drawn.cancel_before == NEVER, NEVER, minutes)
        return drawn._replace(cancel_before=before)

    return of


def test_a_slot_that_is_given_up_goes_at_once_to_who_stands_by():
    _, rows = run("only_slots")
    _, without = run("only_slots", Queue(cancel_pct=20, move_pct=25))
    taken = [row for row in told(rows, "moved") if row[5] == "1"]
    freed = {(row[0], row[2]) for word in ("cancelled", "moved", "no_show") for row in told(rows, word)}
    assert len(taken) > 20
    assert {(row[0], row[2]) for row in taken} <= freed
    assert not [row for row in told(without, "moved") if row[5] == "1"]
    assert not told(without, "standby_joined")


def test_who_was_not_drawn_stands_by_for_the_day_and_asks_again_when_it_is_over():
    _, rows = run("draw")
    by_standby = [row for row in told(rows, "booked") if row[5] == "3"]
    lost = {row[3] for row in told(rows, "not_drawn")}
    assert by_standby
    assert {row[3] for row in by_standby} <= lost
    _, rows = run("draw", Queue(standby_pct=100), seed=8, load=1.8)
    over = [row for row in told(rows, "cancelled") if row[5] == "2"]
    assert over
    for when, _, _, truck, _, _ in over:
        later = [WORDS[row[1]] for row in rows if row[3] == truck and row[0] >= when]
        assert {"requested", "arrived"} & set(later)


def test_who_is_held_up_takes_a_later_slot_as_far_as_the_policy_lets_bookings_be_moved():
    _, rows = run("slots", Queue(move_pct=100))
    moved = told(rows, "moved")
    before = {}
    for row in rows:
        if WORDS[row[1]] == "moved":
            assert row[4] > before[row[3]]
        if WORDS[row[1]] in ("booked", "moved"):
            before[row[3]] = row[4]
    assert len(moved) > 20
    policy = msgspec.structs.replace(mixed(["slots"]), moves_most=0)
    world, policies = ruled_world([policy, None], seed=3, trucks=200, load=1.2)
    rows = Reference(world, policies, draw_wishes(Queue(move_pct=100), world.rules.acts["key"])).run()
    assert not told(rows, "moved")
    assert told(rows, "no_show")  # they come too late


def test_wishes_are_each_trucks_own():
    world, _ = ruled_world([mixed(["slots"])], trucks=400)
    keys = world.rules.acts["key"]
    one, other = draw_wishes(MIXED, keys), draw_wishes(Queue(cancel_pct=50, move_pct=25), keys)
    assert isinstance(one, Wishes)
    assert np.array_equal(one.move_before, other.move_before)
    both = (one.cancel_before != NEVER) & (other.cancel_before != NEVER)
    assert np.array_equal(one.cancel_before[both], other.cancel_before[both])
    assert np.array_equal(both, one.cancel_before != NEVER)  # who gives up at 20 % does at 50 % too
    assert (one.cancel_before != NEVER).mean() == pytest.approx(0.2, abs=0.06)


@pytest.mark.parametrize("seed", range(12))
def test_with_no_wishes_both_engines_give_the_same_of_every_truck(seed):
    world, policies = (
        drawn_world(seed)
        if seed % 2
        else ruled_world([mixed([NAMES[seed % len(NAMES)]]), mixed(["draw"])], seed=seed, trucks=150)
    )
    ours = by_kernel(world)
    theirs, _ = run_by_reference(world, policies, no_wishes(world.arrives.size))
    through = ours.visits > 0
    assert np.array_equal(ours.visits, theirs.visits)
    assert np.array_equal(ours.point, theirs.point)
    assert np.array_equal(ours.left, theirs.left, equal_nan=True)
    assert np.array_equal(ours.came, theirs.came, equal_nan=True)
    assert np.array_equal(ours.wait[:, through], theirs.wait[:, through])
    assert np.array_equal(ours.wait[0], theirs.wait[0])


@pytest.mark.parametrize("first", range(0, 30, 15))
def test_drawn_worlds_come_to_an_end_with_every_truck_told(first):
    for seed in range(first, first + 15):
        world, policies = drawn_world(seed)
        wishes = draw_wishes(MIXED, world.rules.acts["key"])
        results, rows = run_by_reference(world, policies, wishes)
        assert not np.isnan(results.left).any()
        assert all(later[0] >= earlier[0] for earlier, later in pairwise(rows))


# -- as a scenario -------------------------------------------------------------------------------


def booked(**more):
    """Give a scenario in which bookings are given up, moved and stood by for."""
    fields = {
        "horizon_days": 1, "warm_up_days": 0, "arrivals__mean_per_day": 120,
        "queue__cancel_pct": 20, "queue__move_pct": 10, "queue__standby_pct": 50,
    }  # fmt: skip
    return ruled("kazakhstan-2025", **fields | more)


def test_a_scenario_that_the_kernel_does_not_carry_runs_and_says_so():
    found = simulate(booked(), runs=2, threads=1)
    assert found.by_reference == ("queue.cancel_pct", "queue.move_pct", "queue.standby_pct")
    plain = simulate(ruled("kazakhstan-2025", horizon_days=1, warm_up_days=0), runs=1, threads=1)
    assert plain.by_reference == ()
    assert found.figure("gave_up").mean > 0


def test_a_time_without_its_share_keeps_the_kernel():
    scenario = check_scenario(tree(queue__cancel_before={"mean_min": 60}), policy_on).scenario
    assert not_carried(scenario) == ()
    scenario = check_scenario(booked(queue__cancel_before={"mean_min": 60}), policy_on).scenario
    assert "queue.cancel_before" in not_carried(scenario)


def test_the_log_is_one_that_measures_read():
    assert is_sound(mixed(["draw"]))
    ready = prepare(check_scenario(booked(), policy_on).scenario)
    world, log = run_logged(ready, 3)
    columns = columns_of(ready.scenario, world, log)
    words = [WORD_OF[kind] for kind in columns.frame.collect()["kind"]]
    events = list(events_of(columns))
    assert len(events) == len(words)
    assert {"booked", "moved", "cancelled", "standby_joined", "left"} <= set(words)
    assert draw_world(ready, 3, 0).arrives.size == len(
        {one.passage for one in events if one.passage is not None}
    )


def test_such_bookings_go_together_with_a_corridor():
    found = simulate(booked(costs={"truck_day": 100}), runs=1, threads=1)
    assert "queue.cancel_pct" in found.by_reference
    assert found.figure("cost").mean > 0


def test_a_line_beside_one_with_a_policy_is_counted_from_the_arrival_on():
    ready = prepare(
        check_scenario(ruled("kazakhstan-2025", horizon_days=1, warm_up_days=0), policy_on).scenario
    )
    world = draw_world(ready, 3, 0)
    results = by_kernel(world)
    plain = (results.point == 1) & (results.visits > 0)
    assert plain.sum() > 20
    assert np.array_equal(joined_at(world.arrives, results)[plain], world.arrives[plain])
