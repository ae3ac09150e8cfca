"""Small random logs, as a crossing point could write them and as it should not."""

from hypothesis import strategies as st

from otkel.facts.events.choices import CheckKind, CheckOutcome, Readiness, SelectionKind, Side, Stage, WayOut
from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.passages import (
    Arrived,
    Booked,
    Called,
    Cancelled,
    EntryCleared,
    EntryRefused,
    EntryStarted,
    ExceptionGranted,
    ExitCleared,
    ExitRefused,
    ExitStarted,
    Left,
    NoShow,
    ReadinessTold,
    TurnedBack,
)
from otkel.facts.events.posts import LanesSet, StripCounted
from otkel.facts.events.selections import CheckEnded, CheckStarted, NotSelected, Selected
from tests.queueing.made_passages import START_US, VEHICLE, Stream

AREA, ROAD = Stage.WAITING_AREA, Stage.ROAD_QUEUE
LANES = st.sampled_from([None, "1", "2"])
CLASSES = st.sampled_from(["ordinary", "perishable"])
TOWARDS = st.sampled_from(["RU", "KZ"])
CHECKED_AT = st.sampled_from([Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK])
CHECKS = st.sampled_from(list(CheckKind))
MINUTES = st.integers(0, 300)
LATE_US = st.none() | st.integers(-10, 10).map(lambda m: m * 60_000_000)
BOUND = 2**63

MOVE = st.one_of(
    st.builds(Booked, vehicle=st.just(VEHICLE), towards=TOWARDS, queue_class=CLASSES),
    st.builds(
        Arrived, vehicle=st.just(VEHICLE), towards=TOWARDS, queue_class=CLASSES,
        stage=st.sampled_from([AREA, ROAD]), late_us=LATE_US,
    ),
    st.builds(
        Called, rule=st.sampled_from(["call.order_of_arrival", "call.class"]),
        overtaken_trucks=st.integers(0, 3), lane=LANES, late_us=LATE_US,
    ),
    st.builds(ExitStarted, lane=LANES),
    st.builds(ExitCleared, lane=LANES),
    st.just(ExitRefused(reason="papers")),
    st.builds(EntryStarted, lane=LANES),
    st.builds(EntryCleared, lane=LANES),
    st.just(EntryRefused(reason="days")),
    st.builds(Left, way=st.sampled_from(list(WayOut))),
    st.just(TurnedBack(stage=Stage.STRIP, reason="papers")),
    st.just(Cancelled(side=Side.TRUCK, reason="breakdown")),
    st.just(NoShow(rule="slot")),
    st.just(ExceptionGranted(ground="breakdown", keeps_until_us=START_US, rule="exception")),
    st.just(ReadinessTold(readiness=Readiness.READY)),
)  # fmt: skip
CHECK = st.one_of(
    st.builds(
        Selected, stage=CHECKED_AT, check=CHECKS, reason=st.just("r"),
        kind=st.sampled_from([SelectionKind.RISK, SelectionKind.REFERRAL]),
    ),
    st.builds(
        NotSelected, stage=CHECKED_AT, draw=st.just(BOUND), purpose=st.just("checks"), below=st.just(1),
        seed=st.just("ab" * 32),
    ),
    st.builds(
        CheckStarted, stage=CHECKED_AT, check=CHECKS, lane=LANES,
        end_by_us=st.none() | MINUTES.map(lambda m: START_US + m * 60_000_000),
    ),
    st.builds(CheckEnded, stage=CHECKED_AT, check=CHECKS, outcome=st.sampled_from(list(CheckOutcome))),
)  # fmt: skip
POST = st.one_of(
    st.builds(
        LanesSet, stage=st.sampled_from([Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL]),
        towards=st.none() | TOWARDS,
        open_lanes=st.lists(st.sampled_from("123"), unique=True, max_size=3).map(tuple),
    ),
    st.builds(
        StripCounted, towards=TOWARDS, trucks=st.just(2), low_trucks=st.just(1), high_trucks=st.just(4)
    ),
)  # fmt: skip


@st.composite
def wild(draw, size=40):
    """Give events in any order for a few trucks, corrections and voids among them."""
    stream = Stream(draw(st.sampled_from(["syrym", "kairak"])))
    for _ in range(draw(st.integers(0, size))):
        what = draw(st.integers(0, 11))
        minute, passage = draw(MINUTES), draw(st.integers(0, 4))
        if what == 0 and stream.events:
            target = draw(st.integers(1, len(stream.events)))
            stream.add(minute, draw(_change(target)))
        elif what == 1:
            stream.add(minute, draw(POST))
        elif what <= 3:
            stream.add(minute, draw(CHECK), passage)
        else:
            stream.add(minute, draw(MOVE), passage)
    return stream.events


def _change(target):
    at = MINUTES.map(lambda m: START_US + m * 60_000_000)
    return st.one_of(
        st.just(Voided(voids=target, reason="error")),
        st.builds(
            Corrected, corrects=st.just(target), right=st.just({}), occurred_us=at, reason=st.just("error")
        ),
        st.just(Corrected(corrects=target, right={"queue_class": "accelerated"}, reason="error")),
    )


@st.composite
def orderly(draw, trucks=6):
    """Give trucks that go through as they should: waits, a check or not, through, back, or still inside."""
    stream, todo = Stream(), []
    for passage in range(draw(st.integers(0, trucks))):
        minute = draw(st.integers(0, 120))
        where = draw(st.sampled_from([AREA, ROAD]))
        steps = [
            Arrived(vehicle=VEHICLE, towards="RU", queue_class=draw(CLASSES), stage=where),
            Called(rule="call.order_of_arrival"),
            ExitStarted(lane=draw(LANES)), ExitCleared(), EntryStarted(lane=draw(LANES)), EntryCleared(),
        ]  # fmt: skip
        if draw(st.booleans()):  # it breaks down when called, goes back into line, and is called again
            steps[2:2] = [
                ExceptionGranted(ground="breakdown", keeps_until_us=START_US, rule="exception"),
                Called(rule="call.order_of_arrival"),
            ]
        if draw(st.booleans()):
            steps[-3:-3] = [ExitRefused(reason="papers"), ExitStarted(lane="1")]
        if draw(st.booleans()):
            steps = steps[: draw(st.integers(1, len(steps)))]
        for step in steps:
            todo.append((minute, len(todo), step, passage))
            minute += draw(st.integers(0, 60))
    for minute, _, step, passage in sorted(todo, key=lambda one: one[:2]):
        stream.add(minute, step, passage)
    return stream.events
