"""Policies with other values on some days or with the line: what is in force when, by the live `decide`."""

from itertools import pairwise

import numpy as np
import pytest

from otkel.app.study import policy_on, simulate
from otkel.errors import InputError
from otkel.facts.events import KINDS
from otkel.sim.pack_discipline import plans_of
from otkel.sim.policy_dates import InForce
from otkel.sim.run import prepare, run_logged, run_once
from otkel.sim.run_reference import not_carried
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_without import without
from tests.sim.test_policy_scenario import ruled

WORD_OF = {kind.number: kind.word for kind in KINDS}
DAY = 1440.0


def scenario(dates=(), when=(), policy="kazakhstan-2025", **more):
    """Give a checked scenario of three days whose first point's policy has other values at times."""
    fields = {"horizon_days": 3, "warm_up_days": 0, "arrivals__mean_per_day": 150} | more
    tree = ruled(policy, **fields)
    tree["points"][0] |= {"policy_dates": list(dates), "policy_when": list(when)}
    return check_scenario(tree, policy_on)


def log(checked, seed=3):
    """Run a scenario once; give rows of the first point: when [min], word, truck, value."""
    world, log = run_logged(prepare(checked.scenario), seed)
    del world
    columns = zip(log.at, log.kind, log.point, log.truck, log.value, strict=True)
    return [
        (float(at), WORD_OF[int(kind)], int(truck), int(value))
        for at, kind, point, truck, value in columns
        if point == 0 and int(kind) in WORD_OF
    ]


def same_log(one, other, seed=5):
    """Tell whether two scenarios give the same log of all points."""
    logs = [run_logged(prepare(checked.scenario), seed)[1] for checked in (one, other)]
    sizes = [int(found.size[0]) for found in logs]
    columns = ("at", "kind", "point", "truck", "value", "rule")
    return sizes[0] == sizes[1] and all(
        np.array_equal(*(getattr(found, name)[: sizes[0]] for found in logs)) for name in columns
    )


def mistakes(dates=(), when=(), **more):
    with pytest.raises(InputError) as caught:
        scenario(dates, when, **more)
    return {one.where.field for one in caught.value.mistakes}


FROM_NOW_ON = {"from_on": "2026-01-05"}
TUESDAY = {"from_on": "2026-01-06", "to_on": "2026-01-06"}
LATER = {"from_on": "2026-01-06"}
FIELDS = {
    "kazakhstan-2025": {"slot_trucks": 2, "plan_per_day": 90, "classes.urgent.list_days": 1},
    "otkel": {"slot_trucks": 2, "step_trucks": 3, "classes.booked.weight": 5},
    "estonia": {"exit_places": 1, "late_min": 30},
}


# -- what holds when -----------------------------------------------------------------------------


@pytest.mark.parametrize("policy", FIELDS)
def test_fields_from_the_first_minute_on_are_those_of_policy_changes_on_the_kernel(policy):
    dated = scenario([FROM_NOW_ON | {"fields": FIELDS[policy]}], policy=policy)
    plain = scenario(policy=policy, points__0__policy_changes=FIELDS[policy])
    assert not_carried(dated.scenario) == ("points.policy_dates",)
    assert not_carried(plain.scenario) == ()
    assert same_log(dated, plain)
    assert not same_log(dated, scenario(policy=policy))


@pytest.mark.parametrize("policy", FIELDS)
def test_until_a_change_holds_everything_is_as_without_it(policy):
    changed, plain = (
        run_logged(prepare(one.scenario), 5)[1]
        for one in (scenario([LATER | {"fields": FIELDS[policy]}], policy=policy), scenario(policy=policy))
    )
    before = [int(np.searchsorted(one.at[: one.size[0]], DAY)) for one in (changed, plain)]
    assert before[0] == before[1] > 100
    for name in ("at", "kind", "truck", "value"):
        assert np.array_equal(*(getattr(one, name)[: before[0]] for one in (changed, plain)))


def test_slots_have_the_room_of_the_day_on_which_they_are_booked():
    rows = log(scenario([LATER | {"fields": {"slot_trucks": 1}}], queue__ask_ahead_h=6))
    booked = [(at, value) for at, word, _, value in rows if word == "booked"]
    early = {slot for at, slot in booked if at < DAY}
    late = [slot for at, slot in booked if at >= DAY and slot not in early]
    assert len(late) == len(set(late)) > 20
    assert len(early) < sum(at < DAY for at, _ in booked)


def test_a_class_that_is_not_called_on_a_day_waits_and_is_called_afterwards():
    rows = log(scenario([TUESDAY | {"fields": {"classes.ordinary.called": False}}]))
    called = [at for at, word, *_ in rows if word == "called"]
    assert not [at for at in called if DAY <= at < 2 * DAY]
    assert [at for at in called if at < DAY]
    assert len([at for at in called if at >= 2 * DAY]) > 50


def test_a_plan_that_follows_the_line_calls_more_only_while_it_is_long():
    slow = {"plan_per_day": 48, "slot_trucks": 40, "late_min": None}
    rule = {"in_line_above": 40, "until": 15, "fields": {"plan_per_day": 480}}
    rows = log(scenario(when=[rule], points__0__policy_changes=slow))
    fast_hours = [int(hour) for hour, calls in calls_by_hour(rows).items() if calls > 4]
    assert fast_hours
    assert all(waiting_at(rows, hour * 60.0) > 15 for hour in fast_hours)
    without_rule = calls_by_hour(log(scenario(points__0__policy_changes=slow)))
    assert max(without_rule.values()) <= 4


def calls_by_hour(rows):
    hours = {}
    for at, word, *_ in rows:
        if word == "called":
            hours[at // 60.0] = hours.get(at // 60.0, 0) + 1
    return hours


def waiting_at(rows, at):
    """Count those who wait for their call just before an instant."""
    waiting = set()
    for when, word, truck, _ in rows:
        if when >= at:
            break
        if word == "arrived":
            waiting.add(truck)
        elif word in ("called", "left", "no_show"):
            waiting.discard(truck)
    return len(waiting)


def test_a_strip_of_a_dated_change_goes_over_that_of_the_policy_and_comes_back():
    change = TUESDAY | {"what": "strip_places", "value": 2, "point": "north"}
    more = {"changes": [change], "arrivals__mean_per_day": 500}
    dated = scenario([LATER | {"fields": {"strip_places": 6, "slot_trucks": 60}}], **more)
    rows = log(dated)
    inside, most = 0, {}
    for at, word, *_ in rows:
        inside += (word == "exit_cleared") - (word == "entry_started")
        day = int(at // DAY)
        most[day] = max(most.get(day, 0), inside)
    assert most[2] > 2  # the third day: six places
    late = [one for one in rows if DAY + 300 < one[0] < 2 * DAY]
    start = sum((w == "exit_cleared") - (w == "entry_started") for at, w, *_ in rows if at <= DAY + 300)
    for _, word, *_ in late:
        start += (word == "exit_cleared") - (word == "entry_started")
        assert start <= 2


def test_each_set_of_rows_that_may_hold_at_once_is_a_policy_of_its_own():
    dates = [LATER | {"fields": {"slot_trucks": 3}}, TUESDAY | {"fields": {"lead_min": 60}}]
    when = [{"in_line_above": 9, "fields": {"slot_trucks": 9}}]
    checked = scenario(dates, when)
    plan = plans_of(checked.scenario)[0]
    assert [span.dates for span in plan.spans] == [(), (0, 1), (0,)]
    found = {holds: (one.slot_trucks, one.lead_min) for holds, one in plan.policies.items()}
    base = checked.scenario.disciplines[0]
    assert found[InForce((), ())] == (base.slot_trucks, base.lead_min)
    assert found[InForce((0, 1), ())] == (3, 60)
    assert found[InForce((0,), (0,))] == (9, base.lead_min)
    assert len(found) == 6


def test_without_its_cause_a_change_is_left_out():
    dates = [
        LATER | {"fields": {"slot_trucks": 1}, "cause": "reconstruction"},
        LATER | {"fields": {"lead_min": {"value": 60, "source": "said so"}}},
    ]
    checked = scenario(dates)
    kept = without(checked, ["reconstruction"])
    assert [one.fields for one in kept.scenario.points[0].policy_dates] == [{"lead_min": 60}]
    assert [one.path for one in kept.grounds] == ["points[0].policy_dates[0].fields.lead_min"]


# -- what cannot be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "when", "path"),
    [
        ([LATER | {"fields": {"slot_truck": 1}}], [], "points[0].policy_dates[0].fields.slot_truck"),
        ([LATER | {"fields": {"slot_trucks": -1}}], [], "points[0].policy_dates[0].fields.slot_trucks"),
        ([LATER | {"fields": {"classes": 3}}], [], "points[0].policy_dates[0].fields.classes"),
        ([LATER | {"fields": {}}], [], "points[0].policy_dates[0].fields"),
        ([{"from_on": "2027-01-01", "fields": {"lead_min": 9}}], [], "points[0].policy_dates[0].from_on"),
        (
            [LATER | {"fields": {"lead_min": 9}}, TUESDAY | {"fields": {"lead_min": 8}}], [],
            "points[0].policy_dates[1].fields.lead_min",
        ),
        ([LATER | {"fields": {"releasing": "intake", "first_per_h": 0}}], [],
         "points[0].policy_dates[0].fields.first_per_h"),
        ([TUESDAY | {"fields": {"allocating": "draw"}}], [],
         "points[0].policy_dates[0].fields.allocating"),
        ([], [{"in_line_above": 5, "fields": {"allocating": "draw"}}],
         "points[0].policy_when[0].fields.allocating"),
        ([], [{"fields": {"lead_min": 9}}], "points[0].policy_when[0]"),
        ([], [{"in_line_above": 5, "until": 9, "fields": {"lead_min": 9}}], "points[0].policy_when[0].until"),
        ([], [{"in_line_above": one, "fields": {name: 9}} for one, name in enumerate(
            ("lead_min", "buffer_trucks", "window_min", "step_trucks", "slot_trucks"))],
         "points[0].policy_when[4]"),
        ([], [{"in_line_above": one, "fields": {"lead_min": 9}} for one in (5, 7)],
         "points[0].policy_when[1].fields.lead_min"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_path(dates, when, path):
    assert path in mistakes(dates, when)


def test_a_mistake_that_many_sets_of_rows_share_is_told_once():
    dates = [LATER | {"fields": {"no_shows_most": 2}}]
    when = [
        {"in_line_above": one, "fields": {name: 9}} for one, name in enumerate(("lead_min", "step_trucks"))
    ]
    with pytest.raises(InputError) as caught:
        scenario(dates, when)
    assert [one.where.field for one in caught.value.mistakes] == [
        "points[0].policy_dates[0].fields.block_days"
    ]


def test_fields_of_a_policy_need_a_policy():
    rows = {"points__1__policy_dates": [LATER | {"fields": {"lead_min": 9}}]}
    assert mistakes(**rows) == {"points[1].policy_dates"}


def test_classes_of_a_policy_are_held_back_by_its_fields():
    change = {"from_on": "2026-01-06", "to_on": "2026-01-06", "what": "class_open", "value": 0}
    assert "points[0].policy" in mistakes(changes=[change | {"queue_class": "ordinary"}])


# -- drawn ---------------------------------------------------------------------------------------

NUMBERS = {
    "slot_trucks": (1, 30), "lead_min": (1, 120), "buffer_trucks": (1, 20), "window_min": (10, 300),
    "step_trucks": (1, 20), "first_per_h": (1, 20), "plan_per_day": (200, 900), "horizon_days": (12, 30),
    "book_until_min": (0, 600), "early_min": (0, 300), "late_min": (10, 400), "exit_places": (1, 6),
    "strip_places": (1, 20), "entry_places": (1, 6), "block_days": (1, 5),
    "appear_min": (30, 200), "slot_min": (30, 120), "longest_pct": (0, 100), "deposit_no_shows": (1, 4),
}  # fmt: skip


def drawn_rows(rng):
    """Give rows of dates and of state with random numbers of random fields, none set twice at once."""
    names = list(rng.permutation(list(NUMBERS)))
    rows = []
    for _ in range(4):
        fields = {name: int(rng.integers(*NUMBERS[name], endpoint=True)) for name in names[:4]}
        names = names[4:]
        rows.append(fields)
    dates = [
        {"from_on": f"2026-01-0{rng.integers(5, 8)}", "from_h": int(rng.integers(0, 20)), "fields": one}
        for one in rows[:3]
    ]
    dates[0]["to_on"] = "2026-01-08"
    return dates, [{"in_line_above": int(rng.integers(5, 60)), "fields": rows[3]}]


@pytest.mark.parametrize("seed", range(10))
def test_whatever_numbers_change_every_truck_comes_to_an_end(seed):
    rng = np.random.default_rng(seed)
    policy = ("kazakhstan-2025", "otkel", "estonia", "russia-2026")[seed % 4]
    checked = scenario(*drawn_rows(rng), policy=policy)
    ready = prepare(checked.scenario)
    world, results = run_once(ready, seed, 0, [4096])
    assert not np.isnan(results.left).any()
    assert (results.left >= world.arrives).all() or (results.visits < 0).any()
    at = run_logged(ready, seed)[1]
    assert all(later >= earlier for earlier, later in pairwise(at.at[: at.size[0]]))


def test_a_study_says_that_it_ran_slowly_and_why():
    dates = [LATER | {"fields": {"slot_trucks": 1}}]
    fields = {"horizon_days": 2, "warm_up_days": 0, "arrivals__mean_per_day": 80}
    tree = ruled("kazakhstan-2025", points__0__policy_dates=dates, **fields)
    assert simulate(tree, runs=1, threads=1).by_reference == ("points.policy_dates",)
