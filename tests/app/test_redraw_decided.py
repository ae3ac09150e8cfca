"""What `decide` records of its draws is what a stranger finds: from commands to the redone day."""

import msgspec
import pytest

from otkel.app.draws import draw_of, slot_draws
from otkel.app.public_record import public_record
from otkel.app.redraw import redraw_record
from otkel.facts.events.choices import SelectionKind, Side, Stage
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.drawing import checks_purpose, requests_digest, slots_purpose
from otkel.queueing.fold import fold_event
from otkel.queueing.policy_numbers import digest_of, to_numbers
from otkel.queueing.refusal import Refusal
from otkel.queueing.seeds import list_requests
from otkel.queueing.state import State
from tests.app.draw_world import (
    DAY,
    DAY_US,
    DAYS,
    HOUR,
    PLAN,
    POINT,
    POLICY,
    TO,
    World,
    digest_of_seed,
    secret_of,
    vehicle_of,
)

EXIT = checks_purpose(Stage.EXIT_CONTROL)


class Crossing:
    """A crossing point that is only asked by commands."""

    def __init__(self, policy):
        starts_s = [day * 86_400.0 for day in range(20)]
        self.state = State(POINT, (TO, "KZ"), DAY_US - 10 * DAYS, starts_s)
        self.world = World(policy)
        self.world.events = []
        self.do(
            c.SetPolicy(numbers=to_numbers(policy), digest=digest_of(policy), towards=TO), DAY_US - 6 * DAYS
        )

    def do(self, command, at_us):
        answer = decide(self.state, command, self.state.s_of(at_us))
        assert not isinstance(answer, Refusal), answer
        for one in answer:
            self.world.add(one.body, one.passage, at_us)
            fold_event(self.state, self.world.events[-1])

    def request(self, passage, choices, at_us):
        wishes = tuple(DAY_US + one * 6 * HOUR for one in choices)
        command = c.Request(
            passage=passage, vehicle=vehicle_of(passage), towards=TO, day_us=DAY_US, choices=wishes,
            nonce=f"{passage:064x}",
        )  # fmt: skip
        self.do(command, at_us)

    def hold_draw(self):
        asking = list_requests(self.state, TO, DAY_US)
        digest = requests_digest(asking, towards=TO, day_us=DAY_US)
        passages = [one.passage for one in asking]
        draws = slot_draws(secret_of("slots"), point=POINT, towards=TO, passages=passages, digest=digest)
        command = c.HoldDraw(
            towards=TO, day_us=DAY_US, seed=digest_of_seed("slots"), requests_digest=digest, draws=draws
        )
        self.do(command, DAY_US - 11 * HOUR)

    def start(self, passage, points, sealed, at_us):
        self.do(c.Arrive(passage=passage, vehicle=vehicle_of(passage), towards=TO), at_us)
        draw = draw_of(
            secret_of("checks"), point=POINT, purpose=EXIT, passage=passage,
            visit=self.state.trucks[passage].visits,
        )  # fmt: skip
        drawn = c.Drawn(
            draw=draw, purpose=EXIT, seed=digest_of_seed("checks"), points=points, reason="goods",
            rules="f" * 64, sealed_ok=sealed,
        )  # fmt: skip
        self.do(c.Start(passage=passage, stage=Stage.EXIT_CONTROL, drawn=drawn), at_us + 1000)


def commit(crossing, name, purpose, from_us, to_us):
    command = c.CommitSeed(digest=digest_of_seed(name), purpose=purpose, from_us=from_us, to_us=to_us)
    crossing.do(command, DAY_US - 5 * DAYS)


@pytest.fixture(scope="module")
def crossing():
    half = msgspec.structs.replace(PLAN, random_pct=20.0, expected_pct=50.0)
    made = Crossing(msgspec.structs.replace(POLICY, checks=(half,), call_needed=False, slot_trucks=8))
    commit(made, "slots", slots_purpose(TO), DAY_US - 3 * DAYS, DAY_US)
    commit(made, "checks", checks_purpose(), DAY_US - DAYS, DAY_US + 2 * DAYS)
    for passage in range(1, 49):
        wishes = [(), (0,), (1, 2), (3, 0, 1)][passage % 4]
        made.request(passage, wishes, DAY_US - 2 * DAYS + passage * 1000)
    made.do(c.Cancel(passage=5), DAY_US - DAYS)
    made.hold_draw()
    given = [event.passage for event in made.world.events if event.word == "booked"]
    for at, passage in enumerate(given):
        points, sealed = (340 if at % 2 else 20), at % 4 == 1
        made.start(passage, points, sealed, DAY_US + HOUR + at * 60_000_000)
    for name in ("slots", "checks"):
        opening = c.OpenSeed(seed=secret_of(name).hex(), digest=digest_of_seed(name))
        made.do(opening, DAY_US + 3 * DAYS)
    return made


def test_what_was_decided_holds(crossing):
    found = redraw_record(public_record(crossing.world.events, POINT), DAY)
    assert [(one.id, one.outcome) for one in found.findings] == [
        ("slots.seed", "holds"), ("slots.requests", "holds"), ("slots.complete", "holds"),
        ("slots.grants", "holds"), ("checks.draws", "holds"),
    ]  # fmt: skip


def test_the_day_holds_every_outcome(crossing):
    bodies = [event.body for event in crossing.world.events if event.word in ("selected", "not_selected")]
    kinds = {getattr(body, "kind", None) for body in bodies}
    assert kinds == {None, SelectionKind.RISK, SelectionKind.RANDOM}
    assert {body.sealed_pct for body in bodies} == {None, 30}
    assert any(event.word == "not_drawn" for event in crossing.world.events)


def test_no_event_of_it_can_be_left_out_unnoticed(crossing):
    """Of each word one event after the other is taken away; the day then never holds as it did."""
    before = redraw_record(public_record(crossing.world.events, POINT), DAY)
    told = ("requested", "draw_held", "booked", "not_drawn", "selected", "not_selected", "seed_committed")
    for at, event in enumerate(crossing.world.events):
        if event.word in told and event.passage != 5:
            events = crossing.world.events[:at] + crossing.world.events[at + 1 :]
            assert redraw_record(public_record(events, POINT), DAY).exit_status == 1, event
            assert before.exit_status == 0


def asked_again(side):
    """Let a truck ask, have its request cancelled, and ask again; the draw gives all a slot."""
    made = Crossing(msgspec.structs.replace(POLICY, slot_trucks=8))
    commit(made, "slots", slots_purpose(TO), DAY_US - 3 * DAYS, DAY_US)
    for passage in (1, 2):
        made.request(passage, (), DAY_US - 2 * DAYS + passage * 1000)
    made.do(c.Cancel(passage=1, side=side), DAY_US - DAYS)
    again = c.Request(
        passage=3, vehicle=vehicle_of(1), towards=TO, day_us=DAY_US, choices=(), nonce=f"{3:064x}"
    )
    made.do(again, DAY_US - DAYS + 10_000_000)
    made.hold_draw()
    made.do(c.OpenSeed(seed=secret_of("slots").hex(), digest=digest_of_seed("slots")), DAY_US + 3 * DAYS)
    return made.world


@pytest.mark.parametrize("side", [Side.TRUCK, Side.POST])
def test_who_gives_a_request_up_asks_anew_and_whose_was_taken_away_keeps_his_age(side):
    world = asked_again(side)
    first, _, again = (event for event in world.events if event.word == "requested")
    assert (again.body.since_us == first.body.since_us) is (side is Side.POST)
    assert redraw_record(public_record(world.events, POINT), DAY).exit_status == 0


def test_an_age_that_was_given_up_cannot_be_claimed_again():
    world = asked_again(Side.TRUCK)
    first = world.find("requested", 0)
    world.change(world.find("requested", 2), since_us=world.events[first].body.since_us)
    assert redraw_record(public_record(world.events, POINT), DAY).exit_status == 1
