"""A silent other side: what the post knows is what a live one would, and the release goes by it."""

from collections import Counter
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from otkel.app.study import policy_on, simulate
from otkel.errors import InputError
from otkel.facts.events import kind_of
from otkel.facts.events.choices import Stage, WayOut
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.fold import fold
from otkel.queueing.log import events_of
from otkel.queueing.policy import Releasing
from otkel.queueing.snapshot import pack
from otkel.queueing.state import State
from otkel.queueing.truck import Status
from otkel.sim import (
    reference,
    reference_bookings,
    reference_calls,
    reference_counts,
    reference_post,
)
from otkel.sim.bookings import draw_wishes, no_wishes
from otkel.sim.reference import Reference
from otkel.sim.result_log import columns_of
from otkel.sim.run import draw_world, prepare, run_logged
from otkel.sim.run_reference import not_carried, run_by_reference
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_discipline import Queue
from otkel.sim.silent import Counting, countings_of
from tests.sim.discipline_policies import mixed
from tests.sim.ruled_worlds import WORDS, ruled_world
from tests.sim.test_disciplines_same_log import drawn_world
from tests.sim.test_policy_scenario import PAPERS, dated, ruled

EXIT = Stage.EXIT_CONTROL
BEYOND = (Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK)
BY_INTAKE = mixed(["intake"])
SENT_BACK = np.where(np.arange(200) % 7 == 0, 2, 0).astype(np.int8)  # papers of these lack at entry


def counted(policy, counting, seed=3, trucks=200, load=1.3, wishes=None, **more):
    """Run a world whose first point is counted so; gives the run, with its log in `rows`."""
    world, policies = ruled_world([policy, None], seed=seed, trucks=trucks, load=load, **more)
    drawn = None if wishes is None else draw_wishes(wishes, world.rules.acts["key"])
    run = Reference(world, policies, drawn, (counting, None))
    run.run()
    return run


def told(rows, *words):
    """Give the rows of the first point with one of these words."""
    return [row for row in rows if WORDS[row[1]] in words and row[2] == 0]


def on_strip_over_time(rows):
    """Give how many stand on the strip of the first point after each row."""
    change = {"exit_cleared": 1, "entry_started": -1}
    stands, found = 0, []
    for row in rows:
        stands += change.get(WORDS[row[1]], 0) if row[2] == 0 else 0
        found.append((row[0], stands))
    return found


# -- the post of the twin is a live one -----------------------------------------------------------


class Live:
    """Notes what the first post of a run was asked and what its state has folded."""

    def __init__(self, monkeypatch):
        self.asked, self.done = {}, []
        for module in (reference, reference_bookings, reference_calls, reference_counts, reference_post):
            monkeypatch.setattr(module, "decide", self.decide)
        monkeypatch.setattr(reference_post, "fold", self.fold)

    def decide(self, state, command, t_s):
        answer = decide(state, command, t_s)
        self.asked[id(answer)] = (
            state,
            command,
            t_s,
            answer,
        )  # the answer is kept, so that no other has its id
        for one in answer if isinstance(answer, tuple) else ():
            self.asked[id(one.body)] = state, command, t_s, answer
        return answer

    def fold(self, state, body, passage, t_s):
        fold(state, body, passage, t_s)
        self.done.append((state, body, passage, t_s))

    def commands(self, post):
        """Give what the officers of a post would have entered, in order, with what was answered."""
        found, before = [], None
        for state, body, passage, t_s in self.done:
            if state is not post.state:
                continue
            asked, command, _, answer = self.asked[id(body)]
            if asked is post.beyond:  # it came back through the own post
                found.append((c.Leave(passage=passage, way=WayOut.BACK), t_s, [body]))
            elif answer is not before:
                found.append((command, t_s, [one.body for one in answer]))
            before = answer
        return found


def come_to_the_same(live, post):
    """Let a live crossing be told what the officers of a post entered; give the commands, in order."""
    commands = live.commands(post)
    state = State(post.state.point, post.state.towards, post.state.origin_us, post.state.day_starts_s)
    for command, t_s, bodies in commands:
        assert getattr(command, "stage", EXIT) not in BEYOND
        answer = decide(state, command, t_s)
        assert [one.body for one in answer] == bodies
        for one in answer:
            fold(state, one.body, one.passage, t_s)
    assert pack(state) == pack(post.state)
    return [command for command, _, _ in commands]


@pytest.mark.parametrize(
    "names", [["intake"], ["checks", "intake"], ["slots"], ["draw", "places"], ["caps", "plan"]]
)
def test_a_live_crossing_that_is_told_the_same_comes_to_the_same(monkeypatch, names):
    live = Live(monkeypatch)
    wishes = Queue(cancel_pct=10, move_pct=10, standby_pct=30)
    run = counted(mixed(names), Counting(30.0, off=2, key=5), wishes=wishes, outcome=SENT_BACK)
    commands = come_to_the_same(live, run.posts[0])
    entered = Counter(type(command).__name__ for command in commands)
    ways = {command.way for command in commands if isinstance(command, c.Leave)}
    assert entered["CountStrip"] > 10
    assert ways == {WayOut.BACK}


def test_what_changes_on_a_day_is_ordered_at_a_silent_post_as_at_any_other(monkeypatch):
    live = Live(monkeypatch)
    changes = [dated("open", 0, 3, 8), dated("strip_places", 2, 10, 13), dated("entry_servers", 1, 9, 15)]
    given = silent(horizon_days=2, strip_count_off=1, policy_changes={"strip_places": 7, "entry_places": 2})
    ready = prepare(check_scenario(given | {"changes": changes, "papers": PAPERS}, policy_on).scenario)
    countings = countings_of(ready.scenario, 6, 0)
    run = Reference(draw_world(ready, 6, 0), ready.disciplines.policies, countings=countings)
    run.run()
    post = run.posts[0]
    entered = Counter(type(command).__name__ for command in come_to_the_same(live, post))
    assert (entered["Pause"], entered["Resume"], entered["SetPolicy"]) == (1, 1, 3)
    own, beyond = post.state.lines[0], post.beyond.lines[0]
    assert (own.rules.policy, own.paused) == (beyond.rules.policy, beyond.paused)


@pytest.mark.parametrize("first", range(0, 24, 8))
def test_drawn_worlds_come_to_an_end_however_seldom_and_badly_strips_are_counted(first):
    for seed in range(first, first + 8):
        world, policies = drawn_world(seed)
        how = [Counting(every, off, seed) for every, off in ((15.0, 0), (60.0, 1), (240.0, 3))]
        countings = [policy and how[(seed + at) % 3] for at, policy in enumerate(policies)]
        results, rows = run_by_reference(world, policies, no_wishes(world.arrives.size), countings)
        assert not np.isnan(results.left).any()
        assert all(later[0] >= earlier[0] for earlier, later in pairwise(rows))
        counted_at = {row[2] for row in rows if WORDS[row[1]] == "strip_counted"}
        assert counted_at == {at for at, policy in enumerate(policies) if policy is not None}


@pytest.mark.parametrize("names", [["intake"], ["checks", "intake"], ["draw", "places"]])
def test_every_truck_gets_through_and_only_own_officers_know_less(names):
    run = counted(mixed(names), Counting(60.0), outcome=SENT_BACK)
    post = run.posts[0]
    assert not post.beyond.trucks
    assert {one.status for one in post.state.trucks.values()} == {Status.ON_STRIP}
    assert not post.state.lines[0].entries
    ended = {row[3] for row in told(run.rows, "left", "no_show", "cancelled")}
    assert ended == {row[3] for row in told(run.rows, "arrived", "booked", "requested")}


def test_a_point_beside_a_silent_one_goes_on_as_it_would():
    silent, both_told = (counted(BY_INTAKE, counting) for counting in (Counting(60.0), None))
    there, as_told = ([row for row in run.rows if row[2] == 1] for run in (silent, both_told))
    assert there == as_told
    assert silent.rows != both_told.rows
    assert not told(both_told.rows, "strip_counted", "intake_measured")


# -- counts ---------------------------------------------------------------------------------------


def test_the_strip_is_counted_at_the_beginning_and_then_every_so_often():
    run = counted(BY_INTAKE, Counting(45.0))
    times = [row[0] for row in told(run.rows, "strip_counted")]
    assert times == [45.0 * number for number in range(len(times))]
    assert times[-1] > run.rows[-1][0] - 45.0


@pytest.mark.parametrize("off", [0, 3])
def test_what_the_other_side_takes_on_lies_within_what_is_inferred(off):
    run = counted(BY_INTAKE, Counting(60.0, off=off, key=9))
    taken, inferred, exact = 0, 0, 0
    for number, row in enumerate(run.rows):
        if row[2] == 0 and WORDS[row[1]] == "entry_started":
            taken += 1
        elif WORDS[row[1]] == "intake_measured":
            low, high, known = run.rows[number + 1][3:]
            assert low <= taken <= high
            assert run.rows[number + 2][3] == 3600
            assert (row[5], known) == ("1", "0")  # of entry control; not measured
            inferred, exact = inferred + 1, exact + int(row[4] == taken)
        elif WORDS[row[1]] == "strip_counted":
            taken = 0
    assert inferred > 8
    assert (exact == inferred) is (off == 0)


@pytest.mark.parametrize("off", [0, 2])
def test_so_many_stand_on_the_strip_as_places_are_there_and_a_count_may_be_off(off):
    most = 0
    for key in range(4):
        run = counted(mixed(["places"]), Counting(30.0, off=off, key=key), service=slow_entry())
        most = max(most, *(stands for _, stands in on_strip_over_time(run.rows)))
    assert (most == 4) if off == 0 else (4 < most <= 4 + off)


def slow_entry():
    """Give service times of an other side that is the tightest stage."""
    service = ruled_world([BY_INTAKE, None], seed=3, trucks=200, load=1.3)[0].service.copy()
    service[1] *= 4.0
    return service


class Always(Counting):
    """Counts that are off by the same number of trucks each time."""

    def error_of(self, number):
        return self.key


def mean_on_strip(rows):
    """Give the mean number on the strip of the first point."""
    over_time = on_strip_over_time(rows)
    area = sum(stands * (later - now) for (now, stands), (later, _) in pairwise(over_time))
    return area / (over_time[-1][0] - over_time[0][0])


@pytest.mark.parametrize("names", [["intake"], ["places"]])
def test_a_count_that_tells_too_many_keeps_the_strip_emptier_and_too_few_fuller(names):
    over, exact, under = (
        mean_on_strip(counted(mixed(names), Always(60.0, off=3, key=error), service=slow_entry()).rows)
        for error in (2, 0, -2)
    )
    assert over < exact < under


def test_release_by_intake_holds_the_strip_down_also_where_intake_is_only_inferred():
    service = slow_entry()
    by_intake = mean_on_strip(counted(BY_INTAKE, Counting(60.0, off=1, key=2), service=service).rows)
    freely = mean_on_strip(counted(mixed([]), Counting(60.0, off=1, key=2), service=service).rows)
    told_all = mean_on_strip(counted(BY_INTAKE, None, service=service).rows)
    assert by_intake < 0.5 * freely
    assert told_all < freely


@pytest.mark.parametrize("seed", range(3))
def test_an_other_side_that_keeps_up_is_sent_as_many_trucks_as_if_it_told_its_acts(seed):
    policy = msgspec.structs.replace(BY_INTAKE, buffer_trucks=4)
    lasted = [counted(policy, counting, seed=seed).rows[-1][0] for counting in (None, Counting(60.0))]
    assert lasted[1] < 1.05 * lasted[0]


def test_how_far_a_count_is_off_is_its_own_draw():
    scenario = check_scenario(silent(strip_count_off=2), policy_on).scenario
    (one, plain), (again, _), (other, _) = (countings_of(scenario, 4, at) for at in (0, 0, 1))
    errors = [one.error_of(number) for number in range(400)]
    assert plain is None
    assert errors == [again.error_of(number) for number in range(400)]
    assert errors != [other.error_of(number) for number in range(400)]
    assert set(errors) == {-2, -1, 0, 1, 2}
    assert abs(sum(errors)) < 400 * 0.25
    assert {Counting(60.0, key=3).error_of(number) for number in range(20)} == {0}


# -- as a scenario --------------------------------------------------------------------------------


def silent(policy="otkel", **more):
    """Give a scenario whose first point has a silent other side; what is given here is of that point."""
    own = ("other_side", "strip_count_min", "strip_count_off", "policy_changes")
    given = {"other_side": "silent"} | {name: more.pop(name) for name in own if name in more}
    fields = {"horizon_days": 1, "warm_up_days": 0, "arrivals__mean_per_day": 120}
    return ruled(policy, **fields | {f"points__0__{name}": value for name, value in given.items()} | more)


def refused(tree):
    """Give the mistakes of a scenario by their paths."""
    with pytest.raises(InputError) as caught:
        check_scenario(tree, policy_on)
    return {one.where.field: one for one in caught.value.mistakes}


def test_such_a_scenario_runs_on_the_readable_twin_and_says_so():
    found = simulate(silent(strip_count_min=30), runs=1, threads=1)
    assert found.by_reference == ("points.other_side", "points.strip_count_min")
    assert found.figure("throughput").mean > 0


def test_how_the_strip_is_counted_has_no_effect_where_the_other_side_tells():
    scenario = check_scenario(silent(other_side="told", strip_count_min=30), policy_on).scenario
    assert not_carried(scenario) == ()


def test_the_log_tells_counts_and_what_was_inferred_as_a_live_one():
    ready = prepare(check_scenario(silent(strip_count_off=3), policy_on).scenario)
    assert ready.disciplines.policies[0].releasing is Releasing.INTAKE
    world, log = run_logged(ready, 3)
    columns = columns_of(ready.scenario, world, log)
    events = list(events_of(columns))
    assert len(events) == columns.frame.collect().height
    by_word = {name: [one.body for one in events if word_of(one) == name] for name in map(word_of, events)}
    count, intake = by_word["strip_counted"][5], by_word["intake_measured"][5]
    assert (count.towards, count.high_trucks - count.trucks) == ("RU", 3)
    assert (intake.stage, intake.interval_us, intake.knowledge) == (BEYOND[0], 3_600_000_000, "inferred")
    assert len(by_word["strip_counted"]) == len(by_word["intake_measured"]) + 1
    bounds = [(one.low_trucks_per_day, one.high_trucks_per_day) for one in by_word["release_set"]]
    assert any(low < high for low, high in bounds)


def word_of(event):
    """Give the word of an event."""
    return kind_of(event.body).word


def test_without_a_policy_it_is_refused_with_its_path():
    tree = silent()
    tree["points"][1]["other_side"] = "silent"
    assert set(refused(tree)) == {"points[1].other_side"}


def test_counts_that_come_too_seldom_for_the_release_are_refused_with_their_range():
    changes = {"releasing": "intake", "window_min": 30, "first_per_h": 10, "buffer_trucks": 4}
    wrong = refused(silent(strip_count_min=61, policy_changes=changes))
    assert set(wrong) == {"points[0].strip_count_min"}
    assert wrong["points[0].strip_count_min"].do.values["span"] == "1 to 60"
    check_scenario(silent(strip_count_min=60, policy_changes=changes), policy_on)
    check_scenario(silent(strip_count_min=61, policy_changes=changes | {"releasing": "free"}), policy_on)


@pytest.mark.parametrize(
    ("field", "value"),
    [("other_side", "asleep"), ("strip_count_min", 0), ("strip_count_min", 241), ("strip_count_off", -1)],
)
def test_what_is_out_of_range_is_told_with_its_path(field, value):
    assert set(refused(silent(**{field: value}))) == {f"points[0].{field}"}


def test_a_silent_side_goes_together_with_a_corridor():
    found = simulate(silent(costs={"truck_day": 100}), runs=1, threads=1)
    assert "points.other_side" in found.by_reference
    assert found.figure("cost").mean > 0
