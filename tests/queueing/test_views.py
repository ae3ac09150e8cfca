"""What is read off a state: who waits, who is next, what is free, who needs water."""

from __future__ import annotations

from typing import Any

import pytest

from otkel.app.words import words_for
from otkel.facts.events.choices import ExceptionGround, Knowledge, Readiness, Stage
from otkel.facts.people import Language
from otkel.queueing import commands as c
from otkel.queueing import needs, views
from otkel.queueing.policy import Mode, Policy, QueueClass, Releasing
from otkel.queueing.release import plan_release
from otkel.queueing.release_words import tell_release
from tests.queueing.crossing import DAY_S, HOUR_S, MIN_S, NOW_S, READY, Crossing, us, vehicle

BOTH = (QueueClass(name="ordinary"), QueueClass(name="booked", by_slot=True))
SLOTS = Policy(
    name="slots", classes=BOTH, slot_min=60, slot_trucks=2, horizon_days=10, cure_h=24, exception_most_h=24
)
LACKS = c.Told(readiness=Readiness.LACKING, missing=("spot.qr", "documents.cmr"))


def towards_russia(at: Crossing) -> views.Direction:
    """Give the direction that every test looks at."""
    return views.status(at.state, at.t_s).directions[0]


def told(at: Crossing) -> str:
    """Give the paragraph of the release controller."""
    line = at.state.lines[0]
    return words_for(Language.EN).sentences(tell_release(line, plan_release(at.state, line, at.t_s)))


def test_an_empty_point_is_told_as_it_is() -> None:
    at = Crossing()
    told = views.status(at.state, at.t_s)
    assert told.present == 0
    assert [one.is_open for one in told.directions] == [False, False]
    assert [one.next for one in told.directions] == [(), ()]


def test_who_waits_who_lacks_and_who_is_next() -> None:
    at = Crossing(Policy(name="live", exception_most_h=24))
    at.arrive(1)
    at.arrive(2, told=LACKS)
    at.arrive(3)
    at.arrive(4)
    evidence = c.GrantException(
        passage=3, ground=ExceptionGround.BREAKDOWN, keeps_until_us=us(NOW_S + HOUR_S), evidence="e" * 64
    )
    at.must(evidence)
    found = towards_russia(at)
    assert found.waiting == {"ordinary": 2}
    assert found.lacking == {"spot.qr": 1, "documents.cmr": 1}
    assert (found.held, found.away) == (1, 1)
    assert [(one.passage, one.rule, one.overtaken_trucks) for one in found.next] == [
        (1, "call.order_of_arrival", 0),
        (4, "call.order_of_arrival", 0),
    ]
    places = views.line(at.state, "RU")
    assert [(one.passage, one.place, one.stands) for one in places] == [
        (1, 1, "in_line"),
        (2, 2, "lacks"),
        (3, 2, "away"),
        (4, 2, "in_line"),
    ]
    assert views.line(at.state, "KZ") == ()


def test_to_look_changes_nothing() -> None:
    at = Crossing(Policy(name="live"))
    for number in range(20):
        at.arrive(number)
    first = views.status(at.state, at.t_s)
    assert views.status(at.state, at.t_s) == first
    assert at.call(20) == list(range(20))


def test_free_slots_of_today_and_tomorrow() -> None:
    at = Crossing(SLOTS)
    slot_s = NOW_S + 2 * HOUR_S
    for number in (1, 2):
        book = c.Book(
            passage=number,
            vehicle=vehicle(number),
            towards="RU",
            queue_class="booked",
            slot_from_us=us(slot_s),
        )
        at.must(book)
    today, tomorrow = towards_russia(at).free
    assert (today.slots, today.free_slots, today.free_trucks) == (16, 15, 30)  # from 8 to 24 o'clock
    assert today.first_free_us == us(NOW_S)
    assert (tomorrow.slots, tomorrow.free_trucks) == (24, 48)
    assert tomorrow.day_us == us(2001 * DAY_S)


def test_the_post_is_late_for_a_slot_that_has_begun() -> None:
    at = Crossing(SLOTS)
    slot_s = NOW_S + HOUR_S
    at.must(
        c.Book(passage=1, vehicle=vehicle(1), towards="RU", queue_class="booked", slot_from_us=us(slot_s))
    )
    at.arrive(1, slot_s)
    at.arrive(2)
    assert towards_russia(at).late == views.Late()
    at.t_s = slot_s + 40 * MIN_S
    assert towards_russia(at).late == views.Late(trucks=1, longest_s=40 * MIN_S)


def test_what_is_stopped_has_its_reason() -> None:
    at = Crossing(Policy(name="live"))
    at.must(c.Close(reason="snow"))
    at.must(c.Pause(stage=Stage.EXIT_CONTROL, reason="lunch"))
    assert [(one.stage, one.reason, one.is_closed) for one in towards_russia(at).stopped] == [
        (None, "snow", True),
        (Stage.EXIT_CONTROL, "lunch", False),
    ]
    assert told(at) == "Nobody is called: exit control is closed or paused (snow)."


def test_the_strip_as_counted_and_as_moved_since() -> None:
    at = Crossing(Policy(name="live", strip_places=10, call_needed=False))
    assert towards_russia(at).strip == views.Strip(trucks=0, places=10)
    at.must(c.CountStrip(towards="RU", trucks=4, low_trucks=3, high_trucks=6))
    at.arrive(1)
    at.must(c.Start(passage=1, stage=Stage.EXIT_CONTROL))
    at.must(c.Clear(passage=1, stage=Stage.EXIT_CONTROL))
    strip = towards_russia(at).strip
    assert (strip.low_trucks, strip.trucks, strip.high_trucks) == (4, 5, 7)
    assert strip.counted_us == us(NOW_S)


def test_people_are_counted_or_one_a_truck_at_least() -> None:
    at = Crossing(Policy(name="live"))
    at.arrive(1, people=2, cargo=("reefer",))
    at.arrive(2, NOW_S + HOUR_S)
    at.arrive(3, NOW_S + 3 * HOUR_S, cargo=("live_animals",))
    found = needs.people(at.state, NOW_S + 5 * HOUR_S)[0]
    assert (found.trucks, found.people, found.counted_us) == (3, 4, None)
    assert (found.longest_s, found.median_s) == (5 * HOUR_S, 4 * HOUR_S)
    assert found.since_service_s == dict.fromkeys(needs.SERVICES)
    assert [(one.what, one.trucks, one.longest_s) for one in found.care] == [
        ("live_animals", 1, 2 * HOUR_S),
        ("reefer", 1, 5 * HOUR_S),
    ]
    at.must(c.CountPeople(stage=Stage.ROAD_QUEUE, towards="RU", people=9))
    at.must(c.GiveService(stage=Stage.ROAD_QUEUE, towards="RU", service="water"))
    found = needs.people(at.state, NOW_S + 5 * HOUR_S)[0]
    assert (found.people, found.counted_us) == (9, us(NOW_S + 3 * HOUR_S))
    assert found.since_service_s["water"] == 2 * HOUR_S
    assert needs.people(at.state, NOW_S)[1].trucks == 0


def test_the_backlog_is_gone_between_two_days() -> None:
    at = Crossing(Policy(name="live"))
    for number in range(10):
        at.arrive(number, backlog=True, told=LACKS if number < 4 else READY)
    found = needs.backlog(at.state, "RU", NOW_S, (0.0, 5.0, 10.0))
    assert (found.trucks, found.ready) == (10, 6)
    assert found.lacking == {"documents.cmr": 4, "spot.qr": 4}
    assert (found.low_us, found.mid_us, found.high_us) == (us(NOW_S + DAY_S), us(NOW_S + 2 * DAY_S), None)
    assert needs.backlog(at.state, "KZ", NOW_S, (1.0, 1.0, 1.0)).mid_us == us(NOW_S)


BY_INTAKE: dict[str, Any] = {"releasing": Releasing.INTAKE, "lead_min": 30, "buffer_trucks": 4}


def test_the_controller_speaks_of_what_it_assumes() -> None:
    at = Crossing(Policy(name="intake", first_per_h=10.0, **BY_INTAKE))
    assert told(at) == (
        "9 trucks may be called now. The tightest stage is exit control: it takes on 10 trucks an hour, "
        "assumed, for none was taken on lately. A truck needs 30 minutes to get there, and 4 more are kept "
        "before it so that it never stands idle: 9 on the way (constant work in process, Little's law). "
        "On the way now: 0."
    )


def test_the_controller_speaks_of_what_the_other_side_takes() -> None:
    at = Crossing(Policy(name="intake", strip_places=8, **BY_INTAKE))
    at.must(
        c.MeasureIntake(
            stage=Stage.ENTRY_CONTROL,
            taken_trucks=5,
            interval_us=3_600_000_000,
            knowledge=Knowledge.INFERRED,
            low_trucks=3,
            high_trucks=7,
        )
    )
    said = told(at)
    assert "entry control: it takes on about 5 trucks an hour, between 3 and 7, inferred from own" in said
    assert said.endswith("8 places are free behind exit control.")


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (Policy(name="free"), "Any number of trucks may be called: this queue holds none back."),
        (Policy(name="plan", releasing=Releasing.PLAN, plan_per_day=240), "80 trucks may be called now."),
    ],
)
def test_other_ways_of_release_are_told_too(policy: Policy, said: str) -> None:
    assert told(Crossing(policy)).startswith(said)


def test_a_followed_queue_is_named_as_such() -> None:
    at = Crossing(Policy(name="shadow", mode=Mode.SHADOW))
    assert towards_russia(at).is_shadow


def test_more_than_the_free_places_are_refused_by_their_number() -> None:
    at = Crossing(Policy(name="strip", strip_places=3))
    for number in range(5):
        at.arrive(number)
    assert at.refused(c.Call(towards="RU", trucks=4)) == "call.places"
    at.call(3)
    assert at.refused(c.Call(towards="RU", trucks=1)) == "call.no_place"


def test_where_all_come_by_slot_nobody_is_sent_to_the_same_class() -> None:
    at = Crossing(SLOTS)
    came = c.Arrive(passage=1, vehicle=vehicle(1), towards="RU", queue_class="booked")
    assert at.refused(came) == "arrive.class"
    only = Policy(
        name="only", classes=BOTH[1:], fallback="booked", slot_min=60, slot_trucks=2, horizon_days=9
    )
    assert (
        Crossing(only).refused(c.Arrive(passage=1, vehicle=vehicle(1), towards="RU")) == "arrive.no_booking"
    )


def test_where_no_exceptions_are_granted_this_is_said() -> None:
    at = Crossing(Policy(name="no_exceptions", exception_most_h=0))
    at.arrive(1)
    until_us = us(NOW_S + HOUR_S)
    grant = c.GrantException(
        passage=1, ground=ExceptionGround.HEALTH, keeps_until_us=until_us, evidence="e" * 64
    )
    assert at.refused(grant) == "exception.not_here"


def test_ten_thousand_waiting_trucks_are_told() -> None:
    at = Crossing(SLOTS)
    for number in range(10_000):
        at.arrive(number, told=LACKS if number % 10 == 0 else READY)
    found = towards_russia(at)
    assert sum(found.waiting.values()) == 9_000
