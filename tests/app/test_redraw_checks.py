"""What was done to draws for checks is found from the public record: one test a way to cheat."""

import msgspec
import pytest

from otkel.app.draws import draw_of
from otkel.app.public_record import export_public, public_record, read_public
from otkel.app.redraw import redraw_record
from otkel.facts.events import REGISTRY
from otkel.facts.events.choices import CheckKind, SelectionKind, Stage
from otkel.facts.events.passages import EntryCleared
from otkel.facts.events.selections import Selected
from otkel.queueing.core.selection import ALWAYS, weighed_points
from otkel.queueing.drawing import bounds_of, checks_purpose
from otkel.queueing.policy import CheckPlan, Mode
from tests.app.draw_world import (
    DAY,
    DAY_US,
    DAYS,
    HOUR,
    INSIDE,
    PLAN,
    POINT,
    POLICY,
    World,
    check_world,
    secret_of,
)


def findings(world, day=DAY):
    record = public_record(world.events, POINT)
    found = redraw_record(record, day)
    assert redraw_record(read_public(export_public(world.events, POINT)), day) == found
    return found


def failed(world):
    found = findings(world)
    ids = {one.id for one in found.findings if one.outcome == "fails"}
    assert (found.exit_status == 1) is bool(ids)
    return ids


def is_random(event):
    return event.word == "selected" and event.body.kind is SelectionKind.RANDOM


def is_risk(event):
    return event.word == "selected" and event.body.kind is SelectionKind.RISK


def is_passed(event):
    return event.word == "not_selected"


def positions(world, which):
    return [at for at, event in enumerate(world.events) if which(event)]


def policy_with(*checks, **more):
    return msgspec.structs.replace(POLICY, checks=checks, **more)


def test_a_day_as_it_must_be_holds():
    world = check_world()
    assert [(one.id, one.outcome) for one in findings(world).findings] == [("checks.draws", "holds")]
    counts = [len(positions(world, which)) for which in (is_random, is_risk, is_passed)]
    assert all(count >= 3 for count in counts), counts


def test_before_the_seed_is_opened_it_cannot_be_told():
    found = findings(check_world(open_seed=False))
    assert [(one.id, one.outcome) for one in found.findings] == [("checks.closed", "open")]
    assert found.exit_status == 2


def test_another_day_is_not_asked():
    assert [one.id for one in findings(check_world(), DAY.replace(day=19)).findings] == ["draws.none"]


@pytest.mark.parametrize("which", [is_random, is_risk, is_passed])
def test_every_truck_without_a_draw_is_found(which):
    for nth in range(3):
        world = check_world()
        world.leave_out(positions(world, which)[nth])
        # One selected by risk less leaves the cap to another one; nothing else is wrong.
        assert failed(world) == {"checks.left_out"}


@pytest.mark.parametrize("which", [is_random, is_risk, is_passed])
def test_every_changed_number_is_found(which):
    world = check_world()
    for at in positions(world, which):
        world = check_world()
        # Also one that leads to the same outcome, and one that leads to another.
        world.change(at, draw=world.events[at].body.draw ^ 1)
        assert failed(world) == {"checks.draw"}
        below = world.events[at].body.below
        world.change(at, draw=below - 1 if which is not is_random else below)
        assert failed(world) >= {"checks.draw", "checks.outcome"}


@pytest.mark.parametrize("which", [is_random, is_risk, is_passed])
@pytest.mark.parametrize("by", [1, -1])
def test_every_changed_threshold_is_found(which, by):
    for at in positions(check_world(), which):
        world = check_world()
        world.change(at, below=world.events[at].body.below + by)
        assert failed(world) == {"checks.below"}


def test_a_truck_let_pass_in_spite_of_its_draw_is_found():
    world = check_world()
    at = positions(world, is_random)[0]
    told = msgspec.structs.asdict(world.events[at].body)
    kept = {name: told[name] for name in ("stage", "lane", "draw", "purpose", "below", "seed", "sealed_pct")}
    spoil(world, at, "not_selected", kept)
    assert failed(world) == {"checks.outcome"}


def test_a_truck_checked_in_spite_of_its_draw_is_found():
    world = check_world()
    at = positions(world, is_passed)[0]
    told = msgspec.structs.asdict(world.events[at].body)
    told |= {"kind": SelectionKind.RANDOM, "reason": "drawn", "check": CheckKind.EXAMINATION}
    spoil(world, at, "selected", told)
    assert failed(world) == {"checks.outcome"}


def spoil(world, at, word, told):
    event = msgspec.structs.replace(world.events[at], word=word, body=REGISTRY[word].type(**told))
    event = msgspec.structs.replace(event, word_version=REGISTRY[word].version)
    world.events[at] = event


def test_a_truck_said_to_be_sealed_gets_another_bound():
    world = check_world()
    at = next(at for at in positions(world, is_passed) if world.events[at].body.sealed_pct is None)
    world.change(at, sealed_pct=30)
    assert failed(world) == {"checks.below"}
    world = check_world()
    at = next(at for at in positions(world, is_passed) if world.events[at].body.sealed_pct == 30)
    world.change(at, sealed_pct=29)
    assert failed(world) == {"checks.sealed"}


def test_a_selection_by_risk_needs_the_points_and_the_rules():
    at = positions(check_world(), is_risk)[0]
    for change in ({"risk_points": 99}, {"risk_points": None}, {"risk_rules": None}):
        world = check_world()
        world.change(at, **change)
        assert failed(world) == {"checks.points"}


def test_a_selection_by_risk_beyond_the_cap_is_found():
    capped = policy_with(msgspec.structs.replace(PLAN, cap_per_day=2))
    world = check_world()
    world.events[0] = World(capped).events[0]
    assert failed(world) == {"checks.cap"}


def test_the_cap_of_a_plan_holds_over_all_its_lanes_together():
    world = check_world()
    world.events[0] = World(policy_with(msgspec.structs.replace(PLAN, cap_per_day=2))).events[0]
    for number, at in enumerate(positions(world, lambda event: event.word == "exit_started")):
        world.change(at, lane=f"lane{number % 3}")
    assert failed(world) == {"checks.cap"}


def test_the_points_of_a_sealed_truck_are_weighed():
    world = check_world(trucks=0, open_seed=False)
    world.now_us = DAY_US + 2 * HOUR
    for passage in range(1, 30):
        world.arrive(passage)
        world.start(passage, "checks", points=340, sealed=True)
    risky = positions(world, is_risk)
    assert weighed_points(340, 30) == 102
    assert len(risky) == 3
    assert failed(world) == set()
    assert {world.events[at].body.risk_points for at in risky} == {102}
    world.change(risky[0], risk_points=99)
    assert failed(world) == {"checks.points"}


def test_a_truck_drawn_anyway_cannot_be_said_to_be_taken_for_its_risk():
    world = check_world()
    below = bounds_of(PLAN.random_pct, PLAN.expected_pct)[0]
    at = next(
        at
        for at in positions(world, is_random)
        if world.events[at].body.draw < below and world.events[at].body.sealed_pct is None
    )
    world.change(at, kind=SelectionKind.RISK, risk_points=400, risk_rules="f" * 64, below=below)
    assert "checks.outcome" in failed(world)


def test_a_hundred_percent_selects_every_truck():
    world = check_world(policy=policy_with(CheckPlan(stage="exit_control", random_pct=100.0)))
    assert len(positions(world, is_random)) == 60
    assert failed(world) == set()
    world.change(positions(world, is_random)[0], below=ALWAYS - 1)
    assert failed(world) == {"checks.below"}


# -- seeds, purposes and visits ------------------------------------------------------------------


def test_a_seed_committed_after_a_truck_was_drawn_is_found():
    world = check_world()
    at = world.find("seed_committed")
    late = world.events.pop(at)
    start = world.find("exit_started", 5)
    moved = [
        msgspec.structs.replace(event, position=position)
        for position, event in enumerate([*world.events[:start], late, *world.events[start:]], 1)
    ]
    world.events = moved
    assert failed(world) == {"seed.late"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"purpose": "slots.ru"}, {"seed.chosen"}),
        ({"to_us": DAY_US + HOUR + 60_000_000}, {"seed.chosen"}),
        ({"from_us": DAY_US + HOUR + 60_000_000}, {"seed.chosen"}),
        ({"digest": "ab" * 32}, {"seed.unknown"}),
    ],
)
def test_a_seed_committed_for_something_else_is_found(change, found):
    world = check_world()
    world.change(world.find("seed_committed"), **change)
    assert failed(world) == found


def test_a_seed_slipped_in_for_one_truck_is_found():
    world = check_world(trucks=5, open_seed=False)
    world.commit("suits", checks_purpose(), to_us=DAY_US + DAYS)
    world.arrive(99)
    world.start(99, "suits")
    world.now_us = DAY_US + DAYS + HOUR
    world.open("checks")
    world.open("suits")
    assert failed(world) == {"seed.chosen"}


def test_a_seed_opened_while_trucks_are_drawn_from_it_is_found():
    world = check_world(open_seed=False)
    world.open("checks")
    world.arrive(99)
    world.start(99, "checks")
    assert failed(world) == {"seed.early"}


def test_another_seed_opened_is_found():
    world = check_world()
    world.change(len(world.events) - 1, seed=secret_of("other").hex())
    assert failed(world) == {"seed.other"}


@pytest.mark.parametrize("told", [{"purpose": "checks.entry_control"}, {"visit": 1}, {"passage": 2}])
def test_a_number_drawn_for_something_else_is_found(told):
    world = check_world()
    at = positions(world, is_passed)[0]
    asked = {"purpose": "checks.exit_control", "passage": world.events[at].passage, "visit": 0} | told
    draw = draw_of(secret_of("checks"), point=POINT, **asked)
    world.change(at, draw=draw, purpose=asked["purpose"])
    assert "checks.draw" in failed(world)


def test_a_truck_that_comes_again_is_drawn_anew():
    world = check_world(trucks=3, open_seed=False)
    for passage in (1, 2, 3):
        world.start(passage, "checks")
    world.now_us = DAY_US + DAYS + HOUR
    world.open("checks")
    assert failed(world) == set()
    numbers = [event.body.draw for event in world.events if event.word in ("selected", "not_selected")]
    assert len(set(numbers)) == 6


def test_a_second_draw_for_one_visit_is_found():
    world = check_world()
    at = positions(world, is_passed)[0]
    world.add(world.events[at].body, world.events[at].passage, at_us=DAY_US + 5 * HOUR)
    assert "checks.twice" in failed(world)


def test_a_draw_where_the_truck_does_not_stand_is_found():
    world = check_world()
    at = positions(world, is_passed)[0]
    world.change(at, stage=Stage.ENTRY_CONTROL)
    assert failed(world) == {"checks.stray", "checks.left_out"}


def test_a_draw_without_a_plan_is_found():
    world = check_world()
    world.events[0] = World(policy_with()).events[0]
    assert failed(world) == {"checks.no_plan"}


def test_a_selection_without_a_number_is_found():
    world = check_world()
    at = positions(world, is_risk)[0]
    world.change(at, draw=None, below=None, seed=None, purpose=None)
    assert failed(world) == {"checks.no_number"}


def test_a_referral_is_no_draw_and_takes_the_place_of_none():
    world = check_world()
    referral = Selected(
        stage=Stage.EXIT_CONTROL, check=CheckKind.EXAMINATION, kind=SelectionKind.REFERRAL, reason="smell"
    )
    world.add(referral, 1, at_us=DAY_US + 5 * HOUR)
    assert failed(world) == set()
    at = positions(world, is_passed)[0]
    spoil(world, at, "selected", msgspec.structs.asdict(referral))
    assert failed(world) == {"checks.left_out"}


def test_a_queue_that_is_only_followed_draws_nobody():
    world = World(policy_with(PLAN, mode=Mode.SHADOW))
    world.now_us = DAY_US + HOUR
    world.policy = policy_with()
    world.arrive(1)
    world.start(1, "checks")
    assert failed(world) == set()


def test_a_lane_has_its_own_plan():
    own = CheckPlan(stage="exit_control", lane="green", random_pct=0.0)
    world = check_world(policy=policy_with(PLAN, own))
    assert failed(world) == set()
    world.change(world.find("exit_started", 0), lane="green")
    assert failed(world) >= {"checks.below"}


def test_trucks_known_before_the_commitment_are_told():
    world = World()
    world.arrive(1)
    world.commit("checks", checks_purpose(), from_us=DAY_US, to_us=DAY_US + DAYS)
    world.now_us = DAY_US + HOUR
    world.start(1, "checks")
    world.arrive(2)
    world.start(2, "checks")
    notes = [one for one in findings(world).findings if one.outcome == "note"]
    assert [(one.id, one.says.values) for one in notes] == [("checks.known", {"known": 1, "draws": 2})]


@pytest.mark.parametrize("drawn", [True, False])
def test_inside_a_truck_is_drawn_before_it_leaves(drawn):
    world = World(policy_with(INSIDE, roadside=True))
    world.commit("checks", checks_purpose(), from_us=DAY_US, to_us=DAY_US + DAYS)
    world.now_us = DAY_US + HOUR
    world.arrive(1)
    world.start(1, "checks")
    world.start(1, "checks", stage=Stage.ENTRY_CONTROL)
    world.inside(1, "checks")
    if not drawn:
        world.leave_out(len(world.events) - 1)
        assert failed(world) == set()  # it may still be drawn
    world.leave(1)
    assert failed(world) == (set() if drawn else {"checks.left_out"})


def test_a_share_that_is_none_is_told():
    world = check_world()
    numbers = dict(world.events[0].body.numbers) | {"checks.random_pct": (500,)}
    world.change(0, numbers=numbers)
    assert failed(world) == {"checks.policy"}


@pytest.mark.parametrize(
    ("at_us", "asked"), [(DAY_US - 1, 0), (DAY_US, 1), (DAY_US + DAYS - 1, 1), (DAY_US + DAYS, 0)]
)
def test_a_day_begins_and_ends_at_midnight_of_the_place(at_us, asked):
    world = World()
    world.commit("checks", checks_purpose(), to_us=DAY_US + 3 * DAYS)
    world.arrive(1)
    world.now_us = at_us - 1_000_000
    world.start(1, "checks")
    world.add(world.events[-1].body, 77, at_us=at_us)  # drawn where it does not stand
    found = [one.id for one in findings(world).findings if one.outcome in ("fails", "open")]
    assert found.count("checks.stray") == asked


def test_how_many_draws_are_of_a_closed_seed_is_told():
    found = findings(check_world(open_seed=False)).findings
    assert [one.says.values for one in found] == [{"draws": 60}]


def test_without_a_roadside_check_nobody_is_drawn_inside():
    world = World(policy_with(PLAN, INSIDE))
    world.commit("checks", checks_purpose(), from_us=DAY_US, to_us=DAY_US + DAYS)
    world.now_us = DAY_US + HOUR
    world.arrive(1)
    world.start(1, "checks")
    world.add(EntryCleared(), 1)
    world.leave(1)
    assert failed(world) == set()


def test_one_wrong_draw_keeps_the_others_from_being_said_to_hold():
    world = check_world()
    world.change(positions(world, is_passed)[0], below=5)
    assert {one.outcome for one in findings(world).findings} == {"fails"}
