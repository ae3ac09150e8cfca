"""Measures against counting by hand, on small random logs in order and out of it."""

import itertools
import json
import math
from collections import Counter

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.passages import (
    Arrived,
    Called,
    EntryCleared,
    EntryStarted,
    ExitCleared,
    ExitStarted,
    Left,
)
from otkel.facts.events.posts import LanesSet, StripCounted
from otkel.facts.events.selections import CheckStarted
from otkel.queueing.corrected import corrected
from otkel.queueing.log import log_of
from otkel.queueing.measures import BY, Given, measure, to_json
from otkel.queueing.measures.flows import COUNTED
from otkel.queueing.measures.lengths import PLACES
from otkel.queueing.stretches import PHYSICAL, Stretch, spans_of
from tests.queueing.made_logs import orderly, wild
from tests.queueing.made_passages import START_US, VEHICLE, Stream
from tests.queueing.test_measured_stretches import own_of, runs_by_hand

LOGS = st.one_of(wild(), wild(size=12), orderly())
RULES = settings(deadline=None, max_examples=80)


def readings(events):
    return [one.event for one in corrected(events)]


def spans(events):
    return [span for own in own_of(events).values() for span in spans_of(own)]


def part(measures, name):
    return next(one for one in measures.waits if one.part == name)


def arrive(queue_class="ordinary"):
    return Arrived(vehicle=VEHICLE, towards="RU", queue_class=queue_class)


def passed(stream, passage, *minutes):
    """Let a truck go through: when it came, was called, and the ends of both posts."""
    steps = [arrive(), Called(rule="r"), ExitStarted(lane="1"), ExitCleared(), EntryStarted(), EntryCleared()]
    for minute, body in zip(minutes, steps, strict=False):
        stream.add(minute, body, passage)


# -- waits --------------------------------------------------------------------------------------


@RULES
@given(events=LOGS)
def test_parts_are_the_stretches_of_the_trucks(events):
    measures = measure(log_of(events))
    for name, what in (("called", Stretch.CALLED), ("strip", Stretch.STRIP), ("booked", Stretch.BOOKED)):
        own = [one for one in spans(events) if one.what is what]
        wait = part(measures, name)
        lasted = sorted((one.end.at_us - one.begin.at_us) / 1e6 for one in own if one.end is not None)
        assert wait.lasted.trucks == len(lasted)
        assert wait.open == sum(one.is_open for one in own)
        assert wait.unrecorded == len(own) - len(lasted) - wait.open
        if lasted:
            assert wait.lasted.p80_s.value == lasted[math.ceil(0.8 * len(lasted)) - 1]
            assert wait.lasted.most_s == lasted[-1]
            assert wait.lasted.mean_s.value == pytest.approx(sum(lasted) / len(lasted))


@RULES
@given(events=LOGS)
def test_whole_ways_add_up(events):
    measures = measure(log_of(events))
    runs = list(runs_by_hand(events))
    balance = measures.balance
    assert balance.came == len(runs)
    assert balance.came == balance.through + balance.back + balance.given_up + balance.inside
    assert balance.inside == sum(one[3] is None for one in runs)
    assert part(measures, "through").lasted.trucks == balance.through
    assert part(measures, "back").lasted.trucks == balance.back
    end_us = max((one.occurred_us for one in readings(events)), default=0)
    inside_us = sum((end_us if one[3] is None else one[3]) - one[2] for one in runs)
    assert measures.truck_days == pytest.approx(inside_us / 8.64e10)


def test_a_truck_that_waits_on_the_road_and_then_in_the_area_waits_once():
    stream = Stream()
    stream.add(0, Arrived(vehicle=VEHICLE, towards="RU", queue_class="o", stage=Stage.ROAD_QUEUE), 1)
    stream.add(30, arrive(), 1)
    stream.add(70, Called(rule="r"), 1)
    stream.add(90, ExitStarted(), 1)
    measures = measure(log_of(stream.events))
    assert part(measures, "waiting").lasted.p50_s.value == 70 * 60
    assert part(measures, "line").lasted.p50_s.value == 90 * 60
    assert part(measures, "exit_control").open == 1
    assert measures.corridor[0].value is None


def test_groups_by_class_and_hour():
    stream = Stream()
    for passage, (minute, name, wait) in enumerate(
        [(0, "a", 10), (5, "b", 20), (61, "a", 30), (70, "a", 50)]
    ):
        stream.add(minute, arrive(name), passage)
        stream.add(minute + wait, Called(rule="r"), passage)
    # Half an hour ahead of UTC, hours begin at half past.
    measures = measure(log_of(stream.events), ("class", "hour"), Given(ahead_us=-(START_US % 3_600_000_000)))
    hour = 3_600_000_000
    found = {
        (one.group["class"], (one.group["hour"] - START_US) // hour): one.lasted.trucks
        for one in measures.waits
        if one.part == "waiting"
    }
    assert found == {("a", 0): 1, ("b", 0): 1, ("a", 1): 2}
    called = {(one.group["class"], one.group["hour"]): one.counts["called"] for one in measures.flows}
    assert called == {
        ("a", START_US): 1,
        ("b", START_US): 1,
        ("a", START_US + hour): 1,
        ("a", START_US + 2 * hour): 1,
    }


# -- lengths ------------------------------------------------------------------------------------


def stood(events, whats):
    """Give (came, went) of each stay in a place."""
    return [(one.begin.at_us, one.known_end_us) for one in spans(events) if one.what in whats]


def by_sweep(stays, from_us, to_us):
    """Give mean and most in an interval, from every instant at which something changes."""
    inside = lambda t: sum(came <= t and (went is None or went > t) for came, went in stays)  # noqa: E731
    times = sorted(
        {from_us, to_us, *(t for stay in stays for t in stay if t is not None and from_us < t < to_us)}
    )
    area = sum((b - a) * inside(a) for a, b in itertools.pairwise(times))
    most = max(inside(t) for t in times)
    return area / (to_us - from_us), most


@RULES
@given(events=LOGS, by=st.sampled_from([(), ("hour",)]), ahead=st.integers(0, 59))
def test_lengths_are_those_of_a_sweep_over_all_instants(events, by, ahead):
    measures = measure(log_of(events), by, Given(ahead_us=ahead * 60_000_000, trucks_per_km=40))
    assert {one.place for one in measures.lengths} == {
        place for place, whats in PLACES.items() if stood(events, whats)
    }
    for one in measures.lengths:
        if one.to_us == one.from_us:
            continue
        mean, most = by_sweep(stood(events, PLACES[one.place]), one.from_us, one.to_us)
        assert one.mean_trucks == pytest.approx(mean, abs=1e-6)
        assert one.most_trucks == most
        assert one.most_km == most / 40
    for place in PLACES:  # intervals follow one another over the whole window
        own = [one for one in measures.lengths if one.place == place]
        assert all(a.to_us == b.from_us for a, b in itertools.pairwise(own))
        assert not own or (own[0].from_us, own[-1].to_us) == (measures.begin_us, measures.end_us)


# -- flows, overtaking, lateness ----------------------------------------------------------------


@RULES
@given(events=LOGS)
def test_flows_overtakings_and_lateness_are_counted(events):
    measures, now = measure(log_of(events)), readings(events)
    total = Counter()
    for one in measures.flows:
        total.update(one.counts)
    for word in set(COUNTED) - {"booked"}:  # a booking of a truck that stands here is none
        assert total[word] == sum(one.word == word for one in now)
    calls = [one.body for one in now if one.word == "called"]
    for one in measures.overtakings:
        own = [call for call in calls if call.rule == one.rule]
        assert one.calls == len(own)
        assert one.overtaken_trucks == sum(call.overtaken_trucks for call in own)
        assert one.calls_past_others == sum(call.overtaken_trucks > 0 for call in own)
    assert sum(one.calls for one in measures.overtakings) == len(calls)
    for side, word in zip(measures.lateness, ("arrived", "called"), strict=True):
        late = [one.body.late_us for one in now if one.word == word and one.body.late_us is not None]
        assert side.late == sum(us > 0 for us in late)
        assert side.late + side.in_time == side.by.trucks == len(late)


# -- checks and lanes ---------------------------------------------------------------------------


@RULES
@given(events=LOGS)
def test_checks_are_those_of_the_trucks(events):
    now = readings(events)
    checks = [one for one in spans(events) if one.what is Stretch.CHECK]
    for one in measure(log_of(events)).checks:
        own = [span for span in checks if span.stage == one.stage]
        ended = [span for span in own if span.end is not None]
        assert one.open == len(own) - len(ended)
        assert one.outcomes == dict(Counter(span.outcome for span in ended))
        assert one.ended_late == sum(
            span.end_by_us is not None and span.end.at_us > span.end_by_us for span in ended
        )
        here = [event for event in now if getattr(event.body, "stage", None) == one.stage]
        started = {event.passage for event in here if isinstance(event.body, CheckStarted)}
        assert one.checked == len(started)
        assert one.selected == dict(Counter(event.body.kind for event in here if event.word == "selected"))
        assert one.not_selected == sum(event.word == "not_selected" for event in here)
    assert {span.stage for span in checks} <= {one.stage for one in measure(log_of(events)).checks}


def test_the_use_of_lanes():
    stream = Stream()
    stream.add(0, LanesSet(stage=Stage.EXIT_CONTROL, towards="RU", open_lanes=("1", "2")))
    passed(stream, 1, 0, 5, 10, 40)
    passed(stream, 2, 20, 30, 50, 60)
    stream.add(60, LanesSet(stage=Stage.EXIT_CONTROL, towards="RU", open_lanes=("1",)))
    stream.add(120, ExitStarted(lane="1"), 3)
    stream.add(180, Left(way=WayOut.BACK), 4)
    whole, first, second = measure(log_of(stream.events)).lanes
    assert (whole.stage, whole.lane, whole.trucks) == ("exit_control", None, 3)
    assert whole.open_h == 1 + 1 + 2
    assert whole.busy_h == pytest.approx(0.5 + 1 / 6 + 1)
    assert first.utilisation == pytest.approx((0.5 + 1 / 6 + 1) / 3)
    assert (second.trucks, second.utilisation, second.open_h) == (0, 0.0, 1)


# -- what adds up -------------------------------------------------------------------------------


def codes(events):
    return {one.code: one.count for one in measure(log_of(events)).findings}


@RULES
@given(events=orderly())
def test_an_orderly_log_adds_up(events):
    measures = measure(log_of(events))
    assert {one.code for one in measures.findings} <= {"many_open", "empty"}
    for one in measures.little:
        assert one.gap == 0
        assert one.fewest_trucks >= 0
        assert one.mean_trucks == pytest.approx(one.trucks_per_h * one.mean_time_h)


def full_day():
    stream = Stream()
    for passage in range(40):
        passed(stream, passage, *(passage * 10 + at for at in (0, 30, 35, 50, 65, 80)))
    return stream


def test_whoever_is_missing_is_missed():
    assert codes(full_day().events) == {}
    without = [one for one in full_day().events if not (one.word == "exit_cleared" and one.passage < 4)]
    found = codes(without)
    assert found["went_without_coming"] == 4
    assert found["little"] >= 1
    assert found["unrecorded_end"] == 4
    no_arrival = [one for one in full_day().events if not (one.word == "arrived" and one.passage < 3)]
    assert codes(no_arrival) == {"not_seen_coming": 3}
    twice = full_day()
    twice.add(500, EntryCleared(), 1)
    assert codes(twice.events)["cleared_outside"] == 1


def test_a_counted_strip_is_held_against_the_events():
    for low, outside in ((0, {}), (2, {"strip_counted": 1})):
        stream = full_day()
        stream.add(55, StripCounted(towards="RU", trucks=low, low_trucks=low, high_trucks=low + 1))
        assert codes(stream.events) == outside  # one truck is on the strip then


def test_clocks_that_are_wrong_and_trucks_that_stay_are_told():
    stream = full_day()
    stream.add(500, Left(way=WayOut.BACK), 900, late=-2)
    assert codes(stream.events)["recorded_before"] == 1
    for passage in range(1000, 1010):
        stream.add(450, arrive(), passage)
    assert codes(stream.events)["many_open"] == 10


def test_an_empty_log():
    measures = measure(log_of([]))
    assert [one.code for one in measures.findings] == ["empty"]
    assert (measures.events, measures.balance.came, measures.truck_days) == (0, 0, 0.0)
    assert measures.lengths == measures.flows == measures.lanes == ()


# -- the whole ----------------------------------------------------------------------------------


@RULES
@given(events=LOGS, by=st.lists(st.sampled_from(BY), unique=True, max_size=3))
def test_corrections_are_applied_first_and_any_log_is_measured(events, by):
    measures = measure(log_of(events), by)
    again = measure(log_of(readings(events)), by)
    rows = lambda one: Counter(msgspec.json.encode(row) for row in one)  # noqa: E731
    for name in ("waits", "lengths", "flows", "checks", "lateness", "balance", "overtakings", "lanes"):
        ours, theirs = getattr(measures, name), getattr(again, name)
        assert ours == theirs or rows(ours) == rows(theirs), name
    assert measures.events == again.events
    told = json.loads(to_json(measures))
    assert told["balance"]["came"] == measures.balance.came


def test_what_cannot_be_grouped_by():
    for by in (("plate",), ("hour", "hour")):
        with pytest.raises(ValueError, match=r"group|once"):
            measure(log_of([]), by)
    with pytest.raises(ValueError, match="km"):
        measure(log_of([]), given=Given(trucks_per_km=0))


def test_physical_stretches_are_the_places_of_lengths():
    assert set(PLACES["inside"]) == set(PHYSICAL)
    assert np.isclose(measure(log_of(full_day().events)).corridor[0].value, 80 / 60)
