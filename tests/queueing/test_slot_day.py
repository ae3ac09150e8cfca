"""A day's slots as they would be given: the same answers as the decisions give, and nothing happens."""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import Side
from otkel.queueing.refusal import Refusal
from otkel.queueing.slot_day import slots_of_day, try_to_ask, try_to_book, try_to_move
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us
from tests.queueing.policies import DRAW, LIVE, SLOTS

SLOT_S = NOW_S + 26 * HOUR_S  # ten o'clock tomorrow


def day_of(x: Crossing, ahead: int):
    """Give the slots of a day as one who books would be given them."""
    state = x.state
    line = state.lines[state.towards.index("RU")]
    return slots_of_day(
        state, line, state.day_of(NOW_S + ahead * DAY_S),
        lambda slot_us: try_to_book(state, "RU", "booked", slot_us, NOW_S),
    )  # fmt: skip


def rule(refusal: Refusal | None) -> str | None:
    return None if refusal is None else refusal.rule


def test_each_slot_of_a_day_is_told_with_its_trucks():
    x = Crossing(SLOTS)
    x.must(x.book(1, SLOT_S, queue_class="booked"))
    slots = day_of(x, 1)
    assert len(slots) * (slots[0].to_us - slots[0].from_us) == DAY_S * 1e6
    assert [one.trucks for one in slots if one.from_us == us(SLOT_S)] == [1]
    assert sum(one.trucks for one in slots) == 1
    assert {one.places for one in slots} == {SLOTS.slot_trucks}
    assert all(one.free == one.places - one.trucks for one in slots)


def test_a_policy_without_slots_has_none_and_a_day_that_is_none_neither():
    assert day_of(Crossing(LIVE), 1) == ()
    assert day_of(Crossing(SLOTS), -100_000) == ()


def test_the_answer_is_that_of_the_decision_and_nothing_happens():
    x = Crossing(SLOTS)
    for one in range(SLOTS.slot_trucks):
        x.must(x.book(one, SLOT_S, queue_class="booked"))
    before = x.state.position, len(x.state.trucks)
    for ahead in (0, 1, 20):
        for slot in day_of(x, ahead):
            asked = msgspec.structs.replace(x.book(99, 0.0, queue_class="booked"), slot_from_us=slot.from_us)
            if slot.refusal is not None:
                assert x.refused(asked) == slot.refusal.rule
    rules = {rule(one.refusal) for ahead in (0, 1, 20) for one in day_of(x, ahead)}
    assert rules == {None, "booking.past", "booking.full", "booking.horizon"}
    assert (x.state.position, len(x.state.trucks)) == before


def test_a_move_is_tried_for_the_truck_and_for_the_post():
    x = Crossing(msgspec.structs.replace(SLOTS, moves_most=0))
    x.must(x.book(1, SLOT_S, queue_class="booked"))
    later = us(SLOT_S + HOUR_S)
    assert rule(try_to_move(x.state, 1, us(SLOT_S), Side.POST, NOW_S)) == "move.same"
    assert rule(try_to_move(x.state, 1, later, Side.TRUCK, NOW_S)) == "move.limit"
    assert rule(try_to_move(x.state, 1, later, Side.POST, NOW_S)) is None
    assert rule(try_to_move(x.state, 2, later, Side.POST, NOW_S)) == "passage.unknown"


def test_a_request_is_tried_for_its_day():
    state = Crossing(DRAW).state
    today = state.day_of(NOW_S)
    days = [state.us_of(state.day_starts_s[today + ahead]) for ahead in range(10)]
    assert {rule(try_to_ask(state, "RU", "drawn", day, NOW_S)) for day in days} == {None, "request.window"}
    assert rule(try_to_ask(Crossing(SLOTS).state, "RU", "booked", days[2], NOW_S)) == "request.not_by_draw"
