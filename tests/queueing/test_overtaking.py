"""Who went forward before a truck that came earlier: every case a driver would argue about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.facts.events import corrections, passages
from otkel.facts.events.choices import ExceptionGround, Readiness, Side, WayOut
from otkel.queueing.overtaking import PlaceInLine, is_ordinary, place_of
from tests.queueing.made_passages import MIN_US, START_US, VEHICLE, Stream


def us(minute: float) -> int:
    return START_US + round(minute * MIN_US)


def come(stream: Stream, minute: float, passage: int, towards: str = "RU", **more: Any) -> int:
    more = {"queue_class": "ordinary", **more}
    return stream.add(minute, passages.Arrived(vehicle=VEHICLE, towards=towards, **more), passage)


def call(stream: Stream, minute: float, passage: int, rule: str = "call.order_of_arrival") -> int:
    return stream.add(minute, passages.Called(rule=rule), passage)


def seen(place: PlaceInLine) -> list[tuple[int, str]]:
    return [(one.passage, one.rule) for one in place.overtakes]


def test_only_who_came_later_and_went_before_has_overtaken() -> None:
    stream = Stream()
    for passage in (1, 2, 3, 4, 5):
        come(stream, passage, passage)
    call(stream, 10, 1)
    call(stream, 11, 4, "call.out_of_turn")
    call(stream, 12, 2)
    call(stream, 13, 3)
    call(stream, 14, 5)
    assert seen(place_of(3, stream.events)) == [(4, "call.out_of_turn")]
    assert seen(place_of(1, stream.events)) == []
    assert seen(place_of(4, stream.events)) == []
    assert seen(place_of(5, stream.events)) == []
    (one,) = place_of(2, stream.events).overtakes
    assert (one.came_us, one.called_us) == (us(4), us(11))
    assert (one.came_position, one.called_position) == (4, 7)


def test_a_truck_that_still_waits_sees_all_who_went_until_now() -> None:
    stream = Stream()
    for passage in (1, 2, 3):
        come(stream, passage, passage)
    call(stream, 10, 3, "call.slot")
    place = place_of(2, stream.events)
    assert seen(place) == [(3, "call.slot")]
    assert (place.waits, place.ahead_trucks, place.since_us) == (True, 1, us(2))


def test_the_other_direction_overtakes_nobody() -> None:
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2, towards="KZ")
    call(stream, 2, 2)
    place = place_of(1, stream.events)
    assert place.overtakes == ()
    assert place.ahead_trucks == 0


@pytest.mark.parametrize(
    ("rule", "ordinary"),
    [
        ("order_of_arrival", True),
        ("call.order_of_arrival", True),
        ("call.slot", True),
        ("slot", True),
        ("priority", True),
        ("call.class", True),
        ("call.weave", True),
        ("call.rank", True),
        ("call.backlog", True),
        ("call.officer.delegation", False),
        ("call.out_of_turn", False),
        ("reason.delegation", False),
    ],
)
def test_another_rule_than_one_set_beforehand_is_marked(rule: str, ordinary: bool) -> None:
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2)
    call(stream, 2, 2, rule)
    place = place_of(1, stream.events)
    assert is_ordinary(rule) is ordinary
    assert [one.rule for one in place.marked] == ([] if ordinary else [rule])
    assert place.by_rule == {rule: 1}


def test_counts_by_rule_begin_with_the_most_frequent() -> None:
    stream = Stream()
    for passage in range(1, 8):
        come(stream, passage, passage)
    for passage, rule in ((2, "call.x"), (3, "call.slot"), (4, "call.slot"), (5, "call.slot"), (6, "call.x")):
        call(stream, 20 + passage, passage, rule)
    assert list(place_of(1, stream.events).by_rule.items()) == [("call.slot", 3), ("call.x", 2)]


def test_a_truck_taken_on_without_a_call_is_seen_and_marked() -> None:
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2)
    stream.add(2, passages.ExitStarted(), 2)
    (one,) = place_of(1, stream.events).marked
    assert (one.passage, one.rule, one.called) == (2, "none", False)
    # A truck that was called first is not counted again when exit control takes it on.
    come(stream, 3, 3)
    call(stream, 4, 3)
    stream.add(5, passages.ExitStarted(), 3)
    assert seen(place_of(1, stream.events)) == [(2, "none"), (3, "call.order_of_arrival")]


def test_a_truck_called_before_any_arrival_has_overtaken_who_stood_there() -> None:
    stream = Stream()
    come(stream, 0, 1)
    stream.add(1, passages.Booked(vehicle=VEHICLE, towards="RU", queue_class="fast"), 2)
    call(stream, 2, 2, "call.rank")
    (one,) = place_of(1, stream.events).overtakes
    assert (one.came_us, one.came_position, one.queue_class) == (None, None, "fast")


def test_a_place_that_was_lost_makes_a_truck_the_last() -> None:
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2)
    stream.add(5, passages.PlaceLost(reason="not_cured", rule="cure.late"), 1)
    call(stream, 6, 2)
    assert place_of(1, stream.events).overtakes == ()
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2)
    stream.add(5, passages.PlaceLost(reason="not_cured", rule="cure.late"), 1)
    call(stream, 6, 1)
    assert seen(place_of(2, stream.events)) == [(1, "call.order_of_arrival")]


def test_why_it_could_not_go_itself_is_told() -> None:
    stream = Stream()
    come(stream, 0, 1, readiness=Readiness.LACKING)
    for passage in (2, 3, 4, 5, 6):
        come(stream, passage, passage)
    call(stream, 10, 2)
    stream.add(11, passages.ReadinessTold(readiness=Readiness.READY), 1)
    call(stream, 12, 3)
    grant = passages.ExceptionGranted(
        ground=ExceptionGround.BREAKDOWN, keeps_until_us=us(600), rule="exception.breakdown"
    )
    stream.add(13, grant, 1)
    call(stream, 14, 4)
    stream.add(15, passages.ExceptionEnded(reason="can_go_on"), 1)
    call(stream, 16, 1)
    stream.add(17, passages.ExitStarted(), 1)
    call(stream, 18, 5)  # it is at exit control: nobody overtakes it there
    stream.add(19, passages.ExitRefused(reason="no_permit"), 1)
    call(stream, 20, 6)
    held = [(one.passage, one.held) for one in place_of(1, stream.events).overtakes]
    assert held == [(2, "lacking"), (3, None), (4, "exception"), (6, "refused")]


def test_who_left_does_not_wait() -> None:
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2)
    come(stream, 2, 3)
    stream.add(3, passages.Left(way=WayOut.GAVE_UP), 1)
    stream.add(4, passages.Cancelled(side=Side.TRUCK, reason="asked"), 2)
    call(stream, 5, 3)
    assert place_of(1, stream.events).overtakes == ()
    assert place_of(1, stream.events).ahead_trucks is None
    assert place_of(2, stream.events).overtakes == ()


def test_an_arrival_cannot_be_backdated_unseen() -> None:
    stream = Stream()
    come(stream, 10, 1)
    at = come(stream, 20, 2)
    call(stream, 30, 2)
    assert seen(place_of(1, stream.events)) == [(2, "call.order_of_arrival")]
    stream.add(40, corrections.Corrected(corrects=at, right={}, occurred_us=us(5), reason="slip"))
    place = place_of(1, stream.events)
    assert place.overtakes == ()
    assert [(one.passage, one.backdated) for one in place.backdated] == [(2, True)]


def test_a_voided_call_did_not_happen() -> None:
    stream = Stream()
    come(stream, 0, 1)
    come(stream, 1, 2)
    at = call(stream, 2, 2)
    stream.add(3, corrections.Voided(voids=at, reason="wrong_truck"))
    place = place_of(1, stream.events)
    assert place.overtakes == ()
    assert place_of(2, stream.events).ahead_trucks == 1


def test_the_class_of_those_ahead_is_told_apart() -> None:
    stream = Stream()
    come(stream, 0, 1, queue_class="fast")
    come(stream, 1, 2)
    come(stream, 2, 3)
    place = place_of(3, stream.events)
    assert (place.ahead_trucks, place.ahead_in_class_trucks) == (2, 1)


@given(st.permutations(range(8)), st.permutations(range(8)), st.integers(0, 8))
def test_overtakes_are_the_inversions_of_two_orders(came: list[int], called: list[int], calls: int) -> None:
    """Against the definition: j overtook i when i came before j, and j was called while i was not."""
    stream = Stream()
    for minute, passage in enumerate(came):
        come(stream, minute, passage)
    for minute, passage in enumerate(called[:calls]):
        call(stream, 100 + minute, passage)
    for mine in range(8):
        until = called[:calls].index(mine) if mine in called[:calls] else calls
        expected = [one for one in called[:until] if came.index(one) > came.index(mine)]
        assert [one.passage for one in place_of(mine, stream.events).overtakes] == expected
