"""Stages of release, CAREC's indicators, cost, throughput, and logs that do not fit."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.events.choices import WayOut
from otkel.facts.events.passages import (
    Arrived,
    Called,
    EntryCleared,
    EntryRefused,
    EntryStarted,
    ExitCleared,
    ExitStarted,
    Left,
)
from otkel.queueing.log import log_of, read_log, save_log
from otkel.queueing.measures import BY, PRICE, Given, Price, Section, measure
from otkel.queueing.stretches import PHYSICAL, spans_of
from tests.queueing.made_logs import orderly, wild
from tests.queueing.made_passages import START_US, VEHICLE, Stream
from tests.queueing.test_measured_stretches import CLOSING, key, own_of

LOGS = st.one_of(wild(), orderly())
RULES = settings(deadline=None, max_examples=60)
H_US = 3_600_000_000


def refused_once():
    """Give a truck that is refused, puts its papers right and gets through, and one that stays behind."""
    stream = Stream()
    arrived = Arrived(vehicle=VEHICLE, towards="RU", queue_class="o")
    steps = [
        (0, arrived), (60, Called(rule="r")), (90, ExitStarted()), (100, ExitCleared()),
        (130, EntryStarted()), (150, EntryRefused(reason="papers")), (270, EntryStarted()),
        (300, EntryCleared()),
    ]  # fmt: skip
    for minute, body in steps:
        stream.add(minute, body, 1)
    stream.add(10, arrived, 2)
    return stream


# -- stages of a time-release study -------------------------------------------------------------


def test_the_stages_of_release_by_hand():
    found = {one.stage: one for one in measure(log_of(refused_once().events)).release}
    minutes = {name: round(one.mean_h * 60, 6) for name, one in found.items()}
    assert minutes == {
        "waiting_area": 60, "called": 30, "exit_control": 10, "strip": 30, "entry_control": 50,
        "after_refusal": 120,
    }  # fmt: skip
    assert found["entry_control"].trucks == 2  # one truck, which was there twice
    assert found["after_refusal"].share == 0.4
    hands = {name: one.hands.value for name, one in found.items()}
    assert hands["called"] == hands["waiting_area"] == "queue"
    assert (hands["exit_control"], hands["strip"], hands["entry_control"], hands["after_refusal"]) == (
        "left_state", "between", "entered_state", "trader",
    )  # fmt: skip


def ways_through(events):
    """Give the stretches of each way that got through, by going along the events of each truck."""
    for own in own_of(events).values():
        spans, way = list(spans_of(own)), []
        for one in own:
            at = one.event.occurred_us, one.event.position
            if isinstance(one.event.body, CLOSING):
                way = [span for span in spans if span.what in PHYSICAL and key(span.begin) < at]
                spans = [span for span in spans if key(span.begin) >= at]
                through = isinstance(one.event.body, EntryCleared) or getattr(one.event.body, "way", None)
                if way and through in (True, WayOut.THROUGH):
                    yield way


@RULES
@given(events=LOGS)
def test_stages_are_those_of_the_trucks_that_got_through(events):
    ways = list(ways_through(events))
    measures = measure(log_of(events))
    assert measures.balance.through == len(ways)
    spans = [span for way in ways for span in way]
    assert {one.stage for one in measures.release} == {span.what.value for span in spans}
    for one in measures.release:
        own = [span.known_end_us - span.begin.at_us for span in spans if span.what.value == one.stage]
        assert one.trucks == len(own)
        assert one.mean_h == pytest.approx(sum(own) / len(ways) / H_US)


@RULES
@given(events=LOGS)
def test_stages_add_up_to_the_mean_time_of_trucks_that_got_through(events):
    measures = measure(log_of(events))
    time_h = measures.corridor[0].value
    if time_h is None:
        assert measures.release == ()
        return
    assert sum(one.mean_h for one in measures.release) == pytest.approx(time_h, abs=1e-9)
    shares = [one.share for one in measures.release]
    assert sum(shares) == pytest.approx(1.0) or not any(shares)  # every truck was through at once


# -- CAREC, cost, throughput --------------------------------------------------------------------


def test_carec_indicators_by_hand():
    time, paid, trip, speed = measure(log_of(refused_once().events)).corridor
    assert (time.code, time.value, time.unit, time.why) == ("TFI1", 5.0, "h", None)
    for missing in (paid, trip, speed):
        assert missing.value is None
        assert missing.why is not None
    given = Given(section=Section(km=500, km_per_h=50))
    speed = measure(log_of(refused_once().events), given=given).corridor[3]
    assert speed.value == 500 / (10 + 5)
    nobody = measure(log_of([]), given=given).corridor
    assert [one.value for one in nobody] == [None] * 4
    with pytest.raises(ValueError, match="section"):
        measure(log_of([]), given=Given(section=Section(km=500, km_per_h=0)))


def test_what_truck_days_cost():
    measures = measure(log_of(refused_once().events))
    assert measures.truck_days == pytest.approx((300 + 290) / 1440)
    assert measures.cost.price == PRICE
    assert (measures.cost.low, measures.cost.amount, measures.cost.high) == (4097, 8194, 12292)
    price = Price(per_day=100, low=0, high=1000, currency="EUR", ground="x", range_ground="y")
    assert measure(log_of(refused_once().events), given=Given(price=price)).cost.amount == 41
    for wrong in ({"per_day": -1}, {"low": 101}, {"high": 99}):
        with pytest.raises(ValueError, match="price"):
            measure(log_of([]), given=Given(price=msgspec.structs.replace(price, **wrong)))


def test_throughput_counts_each_truck_once_and_the_time_it_had():
    stream = Stream()
    arrived = Arrived(vehicle=VEHICLE, towards="RU", queue_class="o")
    for minute, body, passage in (
        (0, arrived, 1), (90, EntryCleared(), 1), (95, Left(way=WayOut.THROUGH), 1),  # one truck
        (100, Left(way=WayOut.THROUGH), 2),  # nobody recorded the yes
        (120, Left(way=WayOut.BACK), 3),
    ):  # fmt: skip
        stream.add(minute, body, passage)
    (flow,) = measure(log_of(stream.events)).flows
    assert (flow.through, flow.hours, flow.through_per_h) == (2, 2.0, 1.0)
    hours = measure(log_of(stream.events), ("hour",), Given(ahead_us=-(START_US % H_US))).flows
    assert [(one.through, one.hours, one.through_per_h) for one in hours] == [
        (0, 1.0, 0.0), (2, 1.0, 2.0), (0, 0.0, None),
    ]  # fmt: skip


# -- groups -------------------------------------------------------------------------------------


def beside(ours, theirs):
    """Give two logs of one point each as one: the second stands behind, at another crossing point."""
    shift, moved = len(ours), []
    for one in theirs:
        body = one.body
        for name in ("corrects", "voids"):
            if hasattr(body, name):
                body = msgspec.structs.replace(body, **{name: getattr(body, name) + shift})
        moved.append(msgspec.structs.replace(one, point="other", position=one.position + shift, body=body))
    return [*ours, *moved]


def of_point(rows, point):
    """Give rows of one crossing point without its name."""
    plain = [msgspec.to_builtins(one) for one in rows]
    own = [one for one in plain if one.get("point", one.get("group", {}).get("point")) == point]
    for one in own:
        one.pop("point", None)
        one.get("group", {}).pop("point", None)
    return own


@RULES
@given(ours=LOGS, theirs=LOGS)
def test_two_crossing_points_in_one_log_are_measured_as_each_alone(ours, theirs):
    both = measure(log_of(beside(ours, theirs)), ("point",))
    name = ours[0].point if ours else "syrym"
    for point, events in ((name, ours), ("other", theirs)):
        alone = measure(log_of([msgspec.structs.replace(one, point=point) for one in events]), ("point",))
        for table in ("waits", "checks", "lateness"):
            assert of_point(getattr(both, table), point) == of_point(getattr(alone, table), point), table
        calls = [of_point(one.overtakings, point) for one in (both, alone)]
        assert sorted(calls[0], key=str) == sorted(calls[1], key=str)
        flows = [of_point(one.flows, point) for one in (both, alone)]
        assert [(one["counts"], one["through"]) for one in flows[0]] == [
            (one["counts"], one["through"]) for one in flows[1]
        ]


@RULES
@given(events=LOGS, by=st.lists(st.sampled_from(BY), unique=True, max_size=3))
def test_groups_share_out_what_the_whole_has(events, by):
    whole, parts = measure(log_of(events)), measure(log_of(events), by)
    assert sum(one.days for one in parts.truck_days_by) == pytest.approx(whole.truck_days)
    assert sum(one.trucks for one in parts.truck_days_by) == whole.balance.came
    assert sum(one.through for one in parts.flows) == sum(one.through for one in whole.flows)
    for name in ("calls", "overtaken_trucks"):
        sums = [sum(getattr(row, name) for row in one.overtakings) for one in (whole, parts)]
        assert sums[0] == sums[1]
    for side in ("truck", "post"):
        sums = [sum(row.late for row in one.lateness if row.side == side) for one in (whole, parts)]
        assert sums[0] == sums[1]
    for part in {one.part for one in whole.waits}:
        sums = [sum(row.lasted.trucks for row in one.waits if row.part == part) for one in (whole, parts)]
        assert sums[0] == sums[1]


# -- a log that does not fit --------------------------------------------------------------------


def flat(measures):
    """Give every leaf under its path, so that numbers can be held against each other to the last digits."""
    leaves, todo = {}, [("", msgspec.to_builtins(measures))]
    while todo:
        path, one = todo.pop()
        if isinstance(one, dict):
            todo += [(f"{path}/{name}", value) for name, value in one.items()]
        elif isinstance(one, (list, tuple)):
            todo += [(f"{path}/{at}", value) for at, value in enumerate(one)]
        else:
            leaves[path] = one
    return leaves


@settings(deadline=None, max_examples=25)
@given(events=LOGS, by=st.lists(st.sampled_from(BY), unique=True, max_size=2), parts=st.integers(1, 7))
def test_a_long_log_in_parts_gives_the_same(tmp_path_factory, events, by, parts):
    log, folder = log_of(events), tmp_path_factory.mktemp("parts")
    most = max(len(events) // parts, 1)
    told = measure(log, by, folder=folder, most_held=most)
    whole = measure(log, by)
    assert flat(told) == pytest.approx(flat(whole))
    assert bool(list(folder.glob("*.parquet"))) == (whole.events > most)


def test_the_cost_of_a_long_log_is_that_of_the_whole_to_the_last_unit(tmp_path):
    """Twelve trucks of 45 s are 9 min, which cost 62.5 at 10,000 a day: the parts must round it alike."""
    stream = Stream()
    for passage in range(12):
        stream.add(passage, Arrived(vehicle=VEHICLE, towards="RU", queue_class="o"), passage)
        stream.add(passage + 0.75, EntryCleared(), passage)
    log = log_of(stream.events)
    whole = measure(log).cost
    assert whole.low == 62
    for parts in range(2, 8):
        folder = tmp_path / str(parts)
        folder.mkdir()
        assert measure(log, folder=folder, most_held=24 // parts).cost == whole


def test_a_long_log_is_read_from_its_file_part_by_part(tmp_path):
    save_log(log_of(refused_once().events), tmp_path / "log.parquet")
    parts = tmp_path / "parts"
    parts.mkdir()
    told = measure(read_log(tmp_path / "log.parquet"), folder=parts, most_held=3)
    assert told.balance.came == 2
    assert len(list(parts.glob("moves-*.parquet"))) == 3
