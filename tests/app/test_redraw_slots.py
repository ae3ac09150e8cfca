"""What was done to a draw of slots is found from the public record: one test a way to cheat."""

import msgspec
import pytest

from otkel.app.public_record import export_public, public_record, read_public
from otkel.app.redraw import redraw_record
from otkel.facts.events.choices import Allocation, Side
from otkel.facts.events.passages import Arrived, Cancelled, Moved, NotDrawn
from otkel.queueing.drawing import slots_purpose
from otkel.queueing.policy import Mode
from tests.app.draw_world import (
    DAY,
    DAY_US,
    DAYS,
    HOUR,
    POINT,
    POLICY,
    TO,
    World,
    digest_of_seed,
    secret_of,
    slot_world,
    vehicle_of,
)


def findings(world, day=DAY):
    """Redo a day, from the events and from the exported file: both say the same."""
    record = public_record(world.events, POINT)
    found = redraw_record(record, day)
    assert redraw_record(read_public(export_public(world.events, POINT)), day) == found
    return found


def said(world, outcome):
    return {one.id for one in findings(world).findings if one.outcome == outcome}


def failed(world):
    found = findings(world)
    assert (found.exit_status == 1) is bool(said(world, "fails"))
    return said(world, "fails")


def test_a_draw_as_it_must_be_holds():
    world = slot_world()
    assert findings(world).exit_status == 0
    assert said(world, "holds") == {"slots.seed", "slots.requests", "slots.complete", "slots.grants"}


def test_before_the_seed_is_opened_what_can_be_told_is_told():
    found = findings(slot_world(open_seed=False))
    assert found.exit_status == 2
    assert [(one.id, one.outcome) for one in found.findings] == [
        ("slots.seed", "holds"), ("slots.requests", "holds"), ("slots.complete", "holds"),
        ("slots.closed", "open"),
    ]  # fmt: skip


def test_of_another_day_there_is_nothing_to_tell():
    found = findings(slot_world(), DAY.replace(day=21))
    assert [(one.id, one.outcome) for one in found.findings] == [("draws.none", "note")]
    assert found.exit_status == 0


# -- grants --------------------------------------------------------------------------------------


def test_every_moved_grant_is_found():
    count = sum(event.word == "booked" for event in slot_world().events)
    assert count == 8
    for nth in range(count):
        world = slot_world()
        at = world.find("booked", nth)
        slot_us = world.events[at].body.slot_from_us
        world.change(at, slot_from_us=DAY_US + (slot_us - DAY_US + 6 * HOUR) % (24 * HOUR))
        assert failed(world) == {"slots.grant"}


def test_a_grant_said_to_be_for_waiting_is_found():
    world = slot_world()
    at = next(
        n for n, e in enumerate(world.events) if e.word == "booked" and e.body.allocation == Allocation.DRAW
    )
    world.change(at, allocation=Allocation.LONGEST_WAIT)
    assert failed(world) == {"slots.grant"}


def test_a_swapped_pair_is_found():
    world = slot_world()
    given = [at for at, event in enumerate(world.events) if event.word == "booked"]
    one = given[0]
    other = next(
        at for at in given if world.events[at].body.slot_from_us != world.events[one].body.slot_from_us
    )
    slots = [world.events[at].body.slot_from_us for at in (one, other)]
    world.change(one, slot_from_us=slots[1])
    world.change(other, slot_from_us=slots[0])
    found = [f.values["passage"] for f in findings(world).findings if f.id == "slots.grant"]
    assert sorted(found) == sorted(world.events[at].passage for at in (one, other))


def test_a_winner_and_a_loser_who_changed_places_are_found():
    world = slot_world()
    won, lost = world.find("booked"), world.find("not_drawn")
    passages = world.events[won].passage, world.events[lost].passage
    for at, passage in zip((won, lost), reversed(passages), strict=True):
        world.events[at] = msgspec.structs.replace(world.events[at], passage=passage)
    assert failed(world) >= {"slots.grant"}


def test_a_grant_that_was_left_out_is_found():
    world = slot_world()
    world.leave_out(world.find("booked", 3))
    assert failed(world) == {"slots.no_result", "slots.granted"}


def test_a_grant_to_one_who_did_not_ask_is_found():
    world = slot_world()
    world.book(99, DAY_US, Allocation.DRAW)
    assert failed(world) == {"slots.unasked"}


def test_a_second_result_is_found():
    world = slot_world()
    passage = world.events[world.find("not_drawn")].passage
    world.book(passage, DAY_US, Allocation.DRAW)
    assert failed(world) == {"slots.unasked"}


def test_a_refusal_to_one_who_did_not_ask_is_found():
    world = slot_world()
    world.add(NotDrawn(day_us=DAY_US, draw=5, seed="ab" * 32), 99)
    assert failed(world) == {"slots.unasked"}


def test_a_changed_number_of_a_refusal_is_found():
    world = slot_world()
    at = world.find("not_drawn")
    world.change(at, draw=world.events[at].body.draw ^ 1)
    assert failed(world) == {"slots.draw"}


# -- requests ------------------------------------------------------------------------------------


def test_every_request_left_out_is_found():
    for nth in range(12):
        world = slot_world()
        world.leave_out(world.find("requested", nth))
        assert "slots.requests" in failed(world)


@pytest.mark.parametrize(
    "change",
    [{"nonce": "ff" * 32}, {"nonce": None}, {"choices_us": (DAY_US,)}, {"choices_us": (DAY_US + 1,)}],
)
def test_a_changed_request_is_found(change):
    world = slot_world()
    world.change(world.find("requested", 2), **change)
    assert "slots.requests" in failed(world)


def test_requests_in_another_order_are_found():
    world = slot_world()
    one, other = world.find("requested", 2), world.find("requested", 3)
    events = world.events
    events[one], events[other] = (
        msgspec.structs.replace(events[other], position=events[one].position),
        msgspec.structs.replace(events[one], position=events[other].position),
    )
    assert "slots.requests" in failed(world)


def test_a_request_that_took_part_in_no_draw_is_found():
    world = slot_world()
    world.request(77)
    assert failed(world) == {"slots.left_out"}


def test_requests_that_were_never_drawn_are_found_when_the_day_has_begun():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1)
    assert findings(world).exit_status == 2
    assert said(world, "open") == {"slots.not_held"}
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == {"slots.left_out"}


def test_a_request_that_was_given_up_takes_no_part():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1)
    world.add(Cancelled(side=Side.TRUCK, reason="asked"), 1)
    world.request(2)
    world.hold_draw("slots")
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert findings(world).exit_status == 0


def test_a_request_after_the_close_is_found():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1)
    world.request(2, at_us=DAY_US - 12 * HOUR)
    world.hold_draw("slots")
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == {"slots.late"}


def test_who_is_said_to_wait_longer_than_he_does_is_found():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1)
    world.request(2, since_us=world.now_us - 9 * HOUR)
    world.hold_draw("slots")
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == {"slots.since"}


@pytest.mark.parametrize("granted", [False, True])
def test_since_when_a_truck_asks_is_kept_over_draws_and_ends_with_a_grant(granted):
    world = World()
    world.commit("slots", slots_purpose(TO))
    truck, first_us = vehicle_of(500), world.now_us + 1_000_000
    world.request(50, vehicle=truck)
    world.add(NotDrawn(day_us=DAY_US - 3 * DAYS, draw=5, seed="ab" * 32), 50)
    world.request(51, vehicle=truck, since_us=first_us)
    if granted:
        world.book(51, None, None, vehicle=truck)
        world.request(52, vehicle=truck, since_us=first_us)
    world.hold_draw("slots")
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == ({"slots.since"} if granted else set())


# -- the seed ------------------------------------------------------------------------------------


def test_a_commitment_after_the_first_request_is_found():
    world = World()
    world.request(1)
    world.commit("slots", slots_purpose(TO), from_us=DAY_US - 9 * DAYS)
    world.request(2)
    world.hold_draw("slots")
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == {"seed.late"}


def test_a_seed_that_was_never_committed_is_found():
    world = slot_world()
    world.leave_out(world.find("seed_committed"))
    assert failed(world) == {"seed.unknown"}


@pytest.mark.parametrize("change", [{"purpose": "checks"}, {"from_us": DAY_US - DAYS}, {"to_us": DAY_US - 1}])
def test_a_seed_committed_for_something_else_is_found(change):
    world = slot_world()
    world.change(world.find("seed_committed"), **change)
    assert failed(world) == {"seed.chosen"}


def test_a_seed_chosen_among_several_is_found():
    world = World()
    for name in ("first", "second"):
        world.commit(name, slots_purpose(TO))
    world.request(1)
    world.request(2)
    world.hold_draw("second")
    world.now_us = DAY_US + HOUR
    world.open("second")
    assert failed(world) == {"seed.chosen"}


def test_another_seed_opened_for_the_commitment_is_found():
    world = slot_world(open_seed=False)
    world.now_us = DAY_US + HOUR
    world.open("slots")
    world.change(len(world.events) - 1, seed=secret_of("other").hex())
    assert failed(world) == {"seed.other"}


def test_a_seed_opened_before_the_last_request_is_found():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1)
    world.open("slots")
    world.request(2)
    world.hold_draw("slots")
    assert failed(world) == {"seed.early"}


def test_a_draw_with_the_numbers_of_another_seed_is_found():
    world = slot_world(open_seed=False)
    world.change(world.find("seed_committed"), digest=digest_of_seed("other"))
    world.change(world.find("draw_held"), seed=digest_of_seed("other"))
    world.now_us = DAY_US + HOUR
    world.open("other")
    assert "slots.draw" in failed(world)


# -- room and share ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"longest_pct": 50}, "slots.share"),
        ({"capacity_trucks": 7}, "slots.capacity"),
        ({"requests": 11}, "slots.requests"),
        ({"granted": 7}, "slots.granted"),
        ({"requests_digest": "ab" * 32}, "slots.requests"),
    ],
)
def test_what_the_draw_states_of_itself_is_held_against_the_record(change, found):
    world = slot_world()
    world.change(world.find("draw_held"), **change)
    assert failed(world) == {found}


def test_a_draw_under_another_share_than_the_policys_is_found():
    world = slot_world()
    other = slot_world(policy=msgspec.structs.replace(POLICY, longest_pct=75))
    other.events[0] = world.events[0]
    assert failed(other) >= {"slots.share", "slots.grant"}


def test_a_draw_held_while_requests_are_taken_is_found():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1)
    world.hold_draw("slots", at_us=DAY_US - 12 * HOUR - 1)
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == {"slots.open"}


def test_a_day_drawn_again_is_found():
    world = slot_world()
    at = world.find("draw_held")
    world.add(world.events[at].body)
    assert "slots.again" in failed(world)


def test_earlier_bookings_take_room_until_they_are_given_up():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.book(900, DAY_US, Allocation.LIST)
    world.book(901, DAY_US, Allocation.LIST)
    world.add(
        Moved(slot_from_us=DAY_US + 6 * HOUR, slot_to_us=DAY_US + 12 * HOUR, side=Side.TRUCK, reason="x"), 901
    )
    world.book(902, DAY_US, Allocation.LIST)
    world.add(Cancelled(side=Side.TRUCK, reason="asked"), 902)
    world.book(903, DAY_US, Allocation.LIST)
    world.add(Arrived(vehicle=vehicle_of(903), towards=TO, queue_class="late"), 903)
    for passage in range(1, 9):
        world.request(passage)
    world.hold_draw("slots", taken={0: 1, 1: 1})
    world.now_us = DAY_US + HOUR
    world.open("slots")
    found = findings(world)
    assert found.exit_status == 0
    assert [one.says.values["taken"] for one in found.findings if one.outcome == "note"] == [2]


def test_where_the_queue_is_only_followed_nothing_can_be_told_of_room():
    world = slot_world()
    shadow = World(msgspec.structs.replace(POLICY, mode=Mode.SHADOW))
    world.events[0] = shadow.events[0]
    assert findings(world).exit_status == 2
    assert said(world, "open") == {"slots.policy"}


def test_a_full_slot_gives_no_room_and_one_too_full_none_to_others():
    world = World()
    world.commit("slots", slots_purpose(TO))
    for passage in (900, 901, 902):
        world.book(passage, DAY_US, Allocation.LIST)
    for passage in range(1, 9):
        world.request(passage)
    world.hold_draw("slots", taken={0: 2})
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert findings(world).exit_status == 0


def test_a_truck_that_has_come_keeps_its_slot_when_it_leaves():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.book(900, DAY_US, Allocation.LIST)
    world.arrive(900)
    world.leave(900)
    world.book(901, DAY_US, Allocation.LIST)
    world.leave(901)  # it never came
    world.request(1)
    world.hold_draw("slots", taken={0: 1})
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert findings(world).exit_status == 0


def test_a_policy_without_slots_leaves_no_room_for_a_draw():
    world = slot_world()
    world.events[0] = World(msgspec.structs.replace(POLICY, slot_min=0)).events[0]
    assert failed(world) >= {"slots.capacity", "slots.grant"}


def test_a_draw_may_be_held_as_soon_as_requests_are_closed():
    world = World()
    world.commit("slots", slots_purpose(TO))
    world.request(1, at_us=DAY_US - 12 * HOUR - 1)
    world.hold_draw("slots", at_us=DAY_US - 12 * HOUR)
    world.now_us = DAY_US + HOUR
    world.open("slots")
    assert failed(world) == set()


def test_right_grants_from_a_wrong_seed_do_not_hold():
    world = slot_world()
    world.change(world.find("seed_committed"), purpose="checks")
    assert failed(world) == {"seed.chosen"}
    assert said(world, "holds") == {"slots.requests", "slots.complete"}


def test_a_slot_given_in_an_unnamed_way_is_found():
    world = slot_world()
    world.change(world.find("booked"), allocation=None)
    assert failed(world) == {"slots.grant"}


@pytest.mark.parametrize("slot_us", [DAY_US - 1, DAY_US + 24 * HOUR])
def test_what_is_of_another_day_is_not_told_of_this_one(slot_us):
    world = slot_world()
    world.book(99, slot_us, Allocation.DRAW)
    assert failed(world) == set()


def two_directions():
    """Give one day on which both directions are drawn, from one policy and two seeds."""
    world = World()
    world.set_policy(POLICY, towards=None)
    for towards in (TO, "KZ"):
        world.commit(towards, slots_purpose(towards))
    for passage in range(1, 25):
        world.towards = TO if passage % 2 else "KZ"
        world.request(passage)
    for towards in (TO, "KZ"):
        world.towards = towards
        world.hold_draw(towards)
    world.now_us = DAY_US + HOUR
    for towards in (TO, "KZ"):
        world.open(towards)
    return world


def test_two_directions_are_drawn_apart():
    found = findings(two_directions())
    assert found.exit_status == 0
    told = [one.says.values for one in found.findings if one.id == "slots.grants"]
    assert [(one["towards"], one["granted"], one["requests"]) for one in told] == [(TO, 8, 12), ("KZ", 8, 12)]


def test_a_policy_of_both_directions_replaces_that_of_one():
    world = two_directions()
    other = msgspec.structs.replace(POLICY, slot_trucks=1)
    world.change(0, numbers=World(other).events[0].body.numbers)  # set first, for one direction
    assert findings(world).exit_status == 0
    world = two_directions()
    world.change(1, numbers=World(other).events[0].body.numbers)  # set later, for both
    assert "slots.capacity" in failed(world)
