"""The waits of one passage, read from made events: every end, every hold, every correction."""

from __future__ import annotations

import random
from typing import Any

import pytest

from otkel.facts.events import corrections, passages, posts, proofs, selections
from otkel.facts.events.choices import (
    CheckKind,
    CheckOutcome,
    ExceptionGround,
    Quantity,
    Readiness,
    SelectionKind,
    Side,
    Stage,
    WayOut,
    Witness,
)
from otkel.queueing.corrected import corrected
from otkel.queueing.standing import Standing, Stretch, relevant, standing_of
from tests.queueing.made_passages import H_US, MIN_US, START_US, VEHICLE, Stream, minute_of

Row = tuple[str, float, float | None]


def arrived(stage: Stage = Stage.WAITING_AREA, **more: Any) -> passages.Arrived:
    return passages.Arrived(vehicle=VEHICLE, towards="RU", queue_class="ordinary", stage=stage, **more)


def booked(slot: float | None = None, **more: Any) -> passages.Booked:
    times: dict[str, Any] = {} if slot is None else {"slot_from_us": us(slot), "slot_to_us": us(slot + 60)}
    return passages.Booked(vehicle=VEHICLE, towards="RU", queue_class="ordinary", **times, **more)


def us(minute: float) -> int:
    return START_US + round(minute * MIN_US)


CALLED = passages.Called(rule="call.order_of_arrival")
THROUGH = passages.Left(way=WayOut.THROUGH)


def whole_way(stream: Stream, passage: int = 7, begin: float = 0) -> None:
    """Add a way without trouble: every stage an hour."""
    for step, body in enumerate(
        (
            booked(60),
            arrived(),
            CALLED,
            passages.ExitStarted(lane="1"),
            passages.ExitCleared(lane="1"),
            passages.EntryStarted(),
            passages.EntryCleared(),
            THROUGH,
        )
    ):
        stream.add(begin + 60 * step, body, passage)


def rows(standing: Standing) -> list[Row]:
    """Give the stretches as (what, begin, end) in minutes."""
    return [
        (s.what.value, (s.begin.at_us - START_US) / MIN_US, minute_of(s.end.at_us if s.end else None))
        for s in standing.spans
    ]


def test_a_whole_way_has_every_stretch_and_they_follow_each_other() -> None:
    stream = Stream()
    whole_way(stream)
    standing = standing_of(7, stream.events)
    assert rows(standing) == [
        ("booked", 0, 60),
        ("waiting_area", 60, 120),
        ("called", 120, 180),
        ("exit_control", 180, 240),
        ("strip", 240, 300),
        ("entry_control", 300, 360),
    ]
    assert standing.stood_us() == 5 * H_US
    assert standing.stood_us(Stretch.STRIP) == H_US
    assert (standing.point, standing.towards) == ("syrym", "RU")
    assert not standing.is_open
    assert standing.ended is not None
    assert standing.ended.word == "left"
    assert standing.rests_on == tuple(range(1, 9))
    assert standing.spans[3].lane == "1"


def test_the_order_of_reading_does_not_matter_and_other_trucks_neither() -> None:
    stream = Stream()
    whole_way(stream, 8, 5)
    whole_way(stream, 7)
    whole_way(stream, 9, 11)
    alone = Stream()
    whole_way(alone, 7)
    shuffled = list(stream.events)
    random.Random(1).shuffle(shuffled)
    standing = standing_of(7, shuffled)
    assert rows(standing) == rows(standing_of(7, alone.events))
    assert standing == standing_of(7, stream.events)
    assert standing_of(7, relevant(stream.events, 7)) == standing


def test_what_it_rests_on_is_enough_to_read_it_again() -> None:
    stream = Stream()
    stream.add(-500, posts.Paused(reason="power_cut"))
    stream.add(-400, posts.Resumed())
    stream.add(-10, posts.Closed(reason="storm", stage=Stage.ENTRY_CONTROL))
    whole_way(stream)
    stream.add(100, posts.Opened(stage=Stage.ENTRY_CONTROL))
    late = stream.add(130, posts.Paused(reason="shift", stage=Stage.EXIT_CONTROL, towards="RU"))
    stream.add(135, corrections.Corrected(corrects=late, right={"reason": "meal"}, reason="slip"))
    standing = standing_of(7, stream.events)
    only = [event for event in stream.events if event.position in standing.rests_on]
    assert standing_of(7, only) == standing
    assert 1 not in standing.rests_on
    assert {3, late, late + 1} <= set(standing.rests_on)
    reasons = {hold.reason for span in standing.spans for hold in span.holds}
    assert reasons == {"storm", "meal"}


def test_an_end_that_nobody_recorded_stays_open() -> None:
    stream = Stream()
    stream.add(0, arrived(Stage.ROAD_QUEUE), 7)
    standing = standing_of(7, stream.events)
    assert rows(standing) == [("road_queue", 0, None)]
    assert standing.is_open
    assert standing.stood_us() == 0
    assert standing.stood_us(until_us=us(90)) == 90 * MIN_US


def test_a_stage_whose_end_was_left_out_had_ended_when_the_truck_was_elsewhere() -> None:
    stream = Stream()
    stream.add(0, arrived(), 7)
    stream.add(30, passages.ExitStarted(), 7)
    stream.add(90, passages.EntryStarted(), 7)
    stream.add(120, passages.EntryCleared(), 7)
    standing = standing_of(7, stream.events)
    assert rows(standing) == [
        ("waiting_area", 0, 30),
        ("exit_control", 30, None),
        ("entry_control", 90, 120),
    ]
    exit_control = standing.spans[1]
    assert minute_of(exit_control.not_after_us) == 90
    assert not exit_control.is_open
    # Nobody knows how long it was there, so nothing is counted.
    assert exit_control.lasted_us(us(500)) is None
    assert standing.stood_us(until_us=us(500)) == 60 * MIN_US


def test_who_saw_each_end_is_told() -> None:
    stream = Stream()
    stream.add(0, arrived(witness=Witness.DRIVER), 7)
    stream.add(30, CALLED, 7)
    stream.add(40, passages.ExitStarted(witness=Witness.OFFICER), 7)
    stream.add(50, passages.ExitCleared(witness=Witness.INSTRUMENT), 7)
    stream.add(60, passages.EntryStarted(witness=Witness.IMPORTED), 7)
    spans = standing_of(7, stream.events).spans
    assert [span.begin.witness for span in spans] == [
        Witness.DRIVER,
        Witness.INSTRUMENT,  # the queue itself
        Witness.OFFICER,
        Witness.INSTRUMENT,
        Witness.IMPORTED,
    ]
    assert spans[2].end is not None
    assert spans[2].end.witness is Witness.INSTRUMENT


def test_a_shadow_passage_is_read_like_any_other() -> None:
    stream = Stream()
    seen: dict[str, Any] = {"witness": Witness.IMPORTED}
    stream.add(0, arrived(**seen), 7, late=600)
    stream.add(600, passages.ExitCleared(**seen), 7, late=1)
    standing = standing_of(7, stream.events)
    assert rows(standing) == [("waiting_area", 0, None), ("strip", 600, None)]
    assert minute_of(standing.spans[0].not_after_us) == 600
    assert {span.begin.witness for span in standing.spans} == {Witness.IMPORTED}


def test_a_return_to_an_earlier_stage_begins_a_stretch_anew() -> None:
    stream = Stream()
    stream.add(0, arrived(Stage.ROAD_QUEUE), 7)
    stream.add(10, arrived(), 7)
    stream.add(20, CALLED, 7)
    stream.add(30, passages.ExitStarted(), 7)
    stream.add(40, passages.ExitRefused(reason="no_permit", rule="doc.permit"), 7)
    stream.add(100, CALLED, 7)
    stream.add(110, passages.ExitStarted(), 7)
    stream.add(120, passages.ExitCleared(), 7)
    stream.add(130, passages.EntryStarted(), 7)
    stream.add(150, passages.EntryRefused(reason="no_qr"), 7)
    stream.add(170, passages.TurnedBack(stage=Stage.ENTRY_CONTROL, reason="no_qr"), 7)
    stream.add(180, arrived(), 7)
    standing = standing_of(7, stream.events)
    assert rows(standing) == [
        ("road_queue", 0, 10),
        ("waiting_area", 10, 20),
        ("called", 20, 30),
        ("exit_control", 30, 40),
        ("after_refusal", 40, 100),
        ("called", 100, 110),
        ("exit_control", 110, 120),
        ("strip", 120, 130),
        ("entry_control", 130, 150),
        ("after_refusal", 150, 170),
        ("waiting_area", 180, None),
    ]
    refusals = [span for span in standing.spans if span.what is Stretch.AFTER_REFUSAL]
    assert [(s.stage, s.reason) for s in refusals] == [
        (Stage.EXIT_CONTROL, "no_permit"),
        (Stage.ENTRY_CONTROL, "no_qr"),
    ]
    assert standing.is_open
    assert standing.stood_us(until_us=us(200)) == 190 * MIN_US  # not the ten minutes on the way back


def test_a_called_truck_with_a_breakdown_waits_on_in_line() -> None:
    stream = Stream()
    stream.add(0, arrived(Stage.ROAD_QUEUE), 7)
    stream.add(20, CALLED, 7)
    grant = passages.ExceptionGranted(
        ground=ExceptionGround.BREAKDOWN, keeps_until_us=us(600), rule="exception.breakdown"
    )
    stream.add(30, grant, 7)
    stream.add(90, passages.ExceptionEnded(reason="can_go_on"), 7)
    stream.add(95, CALLED, 7)
    standing = standing_of(7, stream.events)
    assert rows(standing) == [
        ("road_queue", 0, 20),
        ("called", 20, 30),
        ("road_queue", 30, 95),
        ("called", 95, None),
    ]
    (hold,) = standing.spans[2].holds
    assert (hold.kind, hold.reason, hold.side) == ("exception", "breakdown", Side.TRUCK)
    assert (minute_of(hold.begin_us), minute_of(hold.end_us)) == (30, 90)
    assert not standing.spans[3].holds


def test_an_exception_of_a_waiting_truck_leaves_it_where_it_is() -> None:
    stream = Stream()
    stream.add(0, arrived(), 7)
    grant = passages.ExceptionGranted(
        ground=ExceptionGround.POST_LATE, keeps_until_us=us(600), rule="exception.post_late"
    )
    stream.add(30, grant, 7)
    (span,) = standing_of(7, stream.events).spans
    assert span.what is Stretch.WAITING_AREA
    assert [(h.kind, h.side, h.end_us) for h in span.holds] == [("exception", Side.POST, None)]


def test_a_pause_lies_in_the_stretches_it_can_hold_up() -> None:
    stream = Stream()
    whole_way(stream)
    stream.add(110, posts.Paused(reason="meal", stage=Stage.EXIT_CONTROL, towards="RU"))
    stream.add(130, posts.Resumed(stage=Stage.EXIT_CONTROL, towards="RU"))
    stream.add(250, posts.Paused(reason="no_power", stage=Stage.EXIT_CONTROL))
    stream.add(260, posts.Resumed())
    stream.add(310, posts.Paused(reason="other_way", towards="KZ"))
    standing = standing_of(7, stream.events)
    held = {span.what.value: [hold.reason for hold in span.holds] for span in standing.spans}
    assert held == {
        "booked": [],
        "waiting_area": ["meal"],
        "called": ["meal"],
        "exit_control": [],
        "strip": [],  # exit control lies behind it
        "entry_control": [],
    }
    waiting = standing.spans[1]
    assert waiting.holds[0].within_us(waiting) == 10 * MIN_US
    assert waiting.holds[0].side is Side.POST


def test_a_stage_that_goes_on_does_not_open_the_whole_point() -> None:
    stream = Stream()
    stream.add(0, posts.Closed(reason="storm", country="RU"))
    stream.add(5, arrived(), 7)
    stream.add(10, posts.Opened(stage=Stage.EXIT_CONTROL))
    (span,) = standing_of(7, stream.events).spans
    (hold,) = span.holds
    assert (hold.kind, hold.stage, hold.end_us) == ("closed", None, None)
    assert hold.within_us(span) == 0  # no end is known
    assert hold.within_us(span, us(65)) == 60 * MIN_US
    stream.add(30, posts.Opened())
    (span,) = standing_of(7, stream.events).spans
    assert minute_of(span.holds[0].end_us) == 30


def test_a_pause_that_only_touches_a_stretch_does_not_lie_in_it() -> None:
    stream = Stream()
    stream.add(-20, posts.Paused(reason="before"))
    stream.add(0, posts.Resumed())
    stream.add(0, arrived(), 7)
    stream.add(60, CALLED, 7)
    stream.add(60, posts.Paused(reason="after"))
    waiting, called = standing_of(7, stream.events).spans
    assert waiting.holds == ()
    assert [hold.reason for hold in called.holds] == ["after"]


def test_papers_that_lacked_stand_on_the_side_of_the_truck() -> None:
    stream = Stream()
    stream.add(0, arrived(readiness=Readiness.LACKING), 7)
    stream.add(10, passages.ReadinessTold(readiness=Readiness.LACKING, missing=("spot.qr",)), 7)
    stream.add(40, passages.ReadinessTold(readiness=Readiness.READY), 7)
    stream.add(60, CALLED, 7)
    (hold,) = standing_of(7, stream.events).spans[0].holds
    assert (hold.kind, hold.side) == ("lacking", Side.TRUCK)
    assert (minute_of(hold.begin_us), minute_of(hold.end_us)) == (0, 40)


@pytest.mark.parametrize(("came", "late"), [(130, 10), (100, -20)])
def test_lateness_is_counted_from_the_slot_that_held(came: float, late: float) -> None:
    stream = Stream()
    stream.add(0, booked(500), 7)
    stream.add(
        10, passages.Moved(slot_from_us=us(60), slot_to_us=us(120), side=Side.TRUCK, reason="asked"), 7
    )
    stream.add(came, arrived(), 7)
    stream.add(180, CALLED, 7)
    standing = standing_of(7, stream.events)
    assert standing.truck_late is not None
    assert standing.post_late is not None
    assert standing.truck_late.us == late * MIN_US
    assert standing.post_late.us == 120 * MIN_US
    assert minute_of(standing.slot_to_us) == 120


def test_recorded_lateness_goes_before_counted_and_moves_with_a_corrected_time() -> None:
    stream = Stream()
    stream.add(0, booked(60), 7)
    at = stream.add(130, arrived(late_us=12 * MIN_US), 7)
    truck_late = standing_of(7, stream.events).truck_late
    assert truck_late is not None
    assert truck_late.us == 12 * MIN_US
    stream.add(200, corrections.Corrected(corrects=at, right={}, occurred_us=us(125), reason="clock"))
    truck_late = standing_of(7, stream.events).truck_late
    assert truck_late is not None
    assert truck_late.us == 7 * MIN_US
    stream.add(201, corrections.Corrected(corrects=at, right={"late_us": 3 * MIN_US}, reason="slip"))
    truck_late = standing_of(7, stream.events).truck_late
    assert truck_late is not None
    assert truck_late.us == 3 * MIN_US


def test_without_a_slot_nobody_is_late() -> None:
    stream = Stream()
    stream.add(0, arrived(), 7)
    stream.add(9000, CALLED, 7)
    standing = standing_of(7, stream.events)
    assert (standing.truck_late, standing.post_late, standing.slot_to_us) == (None, None, None)


def test_a_range_that_was_told_is_a_promise() -> None:
    stream = Stream()
    stream.add(0, arrived(), 7)
    told = proofs.RangeStated(
        quantity=Quantity.CALL_AT, low=us(60), mid=us(90), high=us(120), coverage_pct=80, method="model"
    )
    stream.add(5, told, 7)
    stream.add(6, told, 8)
    (promise,) = standing_of(7, stream.events).promises
    assert (promise.quantity, promise.high, promise.position) == ("call_at", us(120), 2)


def test_a_corrected_time_moves_both_ends_it_makes() -> None:
    stream = Stream()
    whole_way(stream)
    stream.add(500, corrections.Corrected(corrects=4, right={}, occurred_us=us(150), reason="clock"))
    standing = standing_of(7, stream.events)
    assert rows(standing)[2:4] == [("called", 120, 150), ("exit_control", 150, 240)]
    assert standing.spans[3].begin.corrected_by == (9,)
    assert standing.rests_on == tuple(range(1, 10))


def test_a_later_correction_wins_and_a_voided_one_does_nothing() -> None:
    stream = Stream()
    whole_way(stream)
    first = stream.add(500, corrections.Corrected(corrects=4, right={"lane": "2"}, reason="slip"))
    second = stream.add(510, corrections.Corrected(corrects=4, right={"lane": "3"}, reason="slip"))
    assert standing_of(7, stream.events).spans[3].lane == "3"
    stream.add(520, corrections.Voided(voids=second, reason="slip"))
    standing = standing_of(7, stream.events)
    assert standing.spans[3].lane == "2"
    assert standing.spans[3].begin.corrected_by == (first,)
    stream.add(530, corrections.Corrected(corrects=first, right={"occurred_us": us(170)}, reason="slip"))
    assert rows(standing_of(7, stream.events))[2] == ("called", 120, 170)


def test_a_voided_event_did_not_happen() -> None:
    stream = Stream()
    whole_way(stream)
    void = stream.add(500, corrections.Voided(voids=3, reason="wrong_truck"))
    standing = standing_of(7, stream.events)
    assert rows(standing)[1:3] == [("waiting_area", 60, 180), ("exit_control", 180, 240)]
    assert {3, void} <= set(standing.rests_on)  # what was struck out is proved too
    stream.add(510, corrections.Voided(voids=void, reason="right_after_all"))
    assert rows(standing_of(7, stream.events))[1] == ("waiting_area", 60, 120)


@pytest.mark.parametrize(
    "right", [{"lane": 7}, {"nonsense": "x"}, {"witness": "nobody"}], ids=["type", "field", "choice"]
)
def test_a_correction_that_no_event_could_have_leaves_the_record(right: dict[str, Any]) -> None:
    stream = Stream()
    whole_way(stream)
    stream.add(500, corrections.Corrected(corrects=4, right=right, occurred_us=us(170), reason="slip"))
    standing = standing_of(7, stream.events)
    assert standing.spans[3].begin.corrected_by == ()
    assert rows(standing)[3] == ("exit_control", 180, 240)


def test_nothing_is_corrected_before_it_was_recorded() -> None:
    stream = Stream()
    stream.add(0, corrections.Voided(voids=2, reason="early"))
    stream.add(0, arrived(), 7)
    assert [one.event.position for one in corrected(stream.events)] == [2]
    assert len(standing_of(7, stream.events).spans) == 1


def test_checks_lie_within_stages_and_tell_why_and_how_they_ended() -> None:
    stream = Stream()
    stream.add(0, passages.EntryStarted(), 7)
    stream.add(
        1,
        selections.Selected(
            stage=Stage.ENTRY_CONTROL,
            check=CheckKind.EXAMINATION,
            kind=SelectionKind.REFERRAL,
            reason="mass_differs",
        ),
        7,
    )
    same: dict[str, Any] = {"stage": Stage.ENTRY_CONTROL, "check": CheckKind.EXAMINATION}
    stream.add(2, selections.CheckStarted(**same, end_by_us=us(120)), 7)
    stream.add(100, selections.CheckProlonged(reason="suspicion", rule="x", end_by_us=us(300)), 7)
    stream.add(200, selections.CheckEnded(**same, outcome=CheckOutcome.NOTHING_FOUND), 7)
    stream.add(240, passages.EntryCleared(), 7)
    stream.add(
        250, selections.CheckStarted(stage=Stage.ROADSIDE_CHECK, check=CheckKind.DOCUMENTS, lane="m1"), 7
    )
    standing = standing_of(7, stream.events)
    assert rows(standing) == [("entry_control", 0, 240), ("check", 2, 200), ("check", 250, None)]
    check = standing.spans[1]
    assert (check.chosen, check.reason, check.outcome) == ("referral", "mass_differs", "nothing_found")
    assert minute_of(check.end_by_us) == 300
    assert standing.stood_us() == 240 * MIN_US  # a check is not counted twice


def test_a_booking_that_came_to_nothing() -> None:
    for body in (
        passages.Cancelled(side=Side.TRUCK, reason="asked"),
        passages.NoShow(rule="late"),
    ):
        stream = Stream()
        stream.add(0, booked(60), 7)
        stream.add(300, body, 7)
        standing = standing_of(7, stream.events)
        assert rows(standing) == [("booked", 0, 300)]
        assert standing.stood_us(until_us=us(999)) == 0
        assert standing.ended is not None


def test_an_unknown_passage_has_no_waits() -> None:
    stream = Stream()
    whole_way(stream)
    standing = standing_of(4, stream.events)
    assert (standing.spans, standing.rests_on, standing.point) == ((), (), None)
