"""A slot that came back goes to who was not drawn, in order: a cheat is found in the record."""

import msgspec
import pytest

from otkel.app.public_record import export_public, public_record, read_public
from otkel.app.redraw import redraw_record
from otkel.facts.events.choices import Allocation
from otkel.queueing import commands as c
from otkel.queueing.drawing import slots_purpose
from tests.app.draw_world import DAY, DAY_US, DAYS, HOUR, POINT, POLICY, TO, World
from tests.app.test_redraw_decided import Crossing, commit, digest_of_seed, secret_of

BACK_US = DAY_US - 2 * HOUR


def standing(passages=range(1, 49), cancels=4):
    """Decide a day for which 48 trucks ask for 32 places and stand by; the first to be given one cancel."""
    made = Crossing(msgspec.structs.replace(POLICY, slot_trucks=8))
    commit(made, "slots", slots_purpose(TO), DAY_US - 3 * DAYS, DAY_US)
    for passage in range(1, 49):
        made.request(passage, [(), (0,), (1, 2)][passage % 3], DAY_US - 2 * DAYS + passage * 1000)
    for passage in passages:
        asks = c.Standby(passage=passage, earliest_us=DAY_US, latest_us=DAY_US + DAYS - 1)
        made.do(asks, DAY_US - DAYS)
    made.hold_draw()
    given = [event.passage for event in made.world.events if event.word == "booked"]
    for passage in given[:cancels]:
        made.do(c.Cancel(passage=passage), BACK_US)
    made.do(c.OpenSeed(seed=secret_of("slots").hex(), digest=digest_of_seed("slots")), DAY_US + 3 * DAYS)
    return made.world


@pytest.fixture(scope="module")
def decided():
    return standing()


def failed(events):
    record = public_record(events, POINT)
    found = redraw_record(record, DAY)
    assert redraw_record(read_public(export_public(events, POINT)), DAY) == found
    return {one.id for one in found.findings if one.outcome == "fails"}


def given_back(events):
    return [
        at
        for at, event in enumerate(events)
        if event.word == "booked" and event.body.allocation is Allocation.STANDBY
    ]


def test_what_was_decided_holds(decided):
    assert len(given_back(decided.events)) == 4
    found = redraw_record(public_record(decided.events, POINT), DAY)
    assert [(one.id, one.outcome) for one in found.findings][-1] == ("slots.standby", "holds")
    assert failed(decided.events) == set()


def swapped(world: World, one: int, other: int) -> list:
    """Let two trucks be given each other's slot."""
    events = list(world.events)
    for at, told in ((one, other), (other, one)):
        right = world.events[told]
        body = msgspec.structs.replace(events[at].body, vehicle=right.body.vehicle)
        events[at] = msgspec.structs.replace(events[at], body=body, passage=right.passage)
    return events


def test_who_was_given_one_before_his_turn_is_found(decided):
    first, second, *_ = given_back(decided.events)
    assert failed(swapped(decided, first, second)) == {"slots.standby_order"}


def test_who_did_not_stand_by_is_found(decided):
    first = given_back(decided.events)[0]
    joined = next(
        at
        for at, event in enumerate(decided.events)
        if event.word == "standby_joined" and event.passage == decided.events[first].passage
    )
    assert failed([*decided.events[:joined], *decided.events[joined + 1 :]]) == {"slots.standby_unasked"}


def test_a_slot_that_did_not_come_back_is_found(decided):
    gone = next(at for at, event in enumerate(decided.events) if event.word == "cancelled")
    assert failed([*decided.events[:gone], *decided.events[gone + 1 :]]) == {"slots.standby_full"}


def test_a_slot_outside_the_window_of_who_was_given_it_is_found(decided):
    first = given_back(decided.events)[0]
    events = list(decided.events)
    for at, event in enumerate(events):
        if event.word == "standby_joined" and event.passage == events[first].passage:
            body = msgspec.structs.replace(event.body, latest_us=DAY_US + 1, earliest_us=DAY_US + 1)
            events[at] = msgspec.structs.replace(event, body=body)
    assert failed(events) == {"slots.standby_unasked"}


def test_who_does_not_stand_by_is_passed_over():
    world = standing(passages=range(30, 49))
    assert failed(world.events) == set()
    assert {world.events[at].passage for at in given_back(world.events)} <= set(range(30, 49))
    assert given_back(world.events)
