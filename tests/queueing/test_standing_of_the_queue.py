"""What is read from the events agrees with what the queue itself holds, on long random walks of the queue."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import pytest

from otkel.facts.events import kind_of, passages
from otkel.facts.events.choices import ExceptionGround, Readiness, Stage, WayOut
from otkel.facts.events.envelope import Event
from otkel.queueing import commands as c
from otkel.queueing.overtaking import place_of
from otkel.queueing.policy import Policy
from otkel.queueing.standing import Standing, Stretch, standing_of
from otkel.queueing.truck import Status
from tests.queueing.crossing import Crossing, us, vehicle
from tests.queueing.policies import CAPPED, LIVE, WEAVE

# Where the queue says that a truck is, and the stretch that must then be open; none: it stands nowhere here.
STRETCHES: dict[Status, set[Stretch | None]] = {
    Status.BOOKED: {Stretch.BOOKED},
    Status.WAITING: {Stretch.WAITING_AREA, Stretch.ROAD_QUEUE, Stretch.AFTER_REFUSAL},
    Status.CALLED: {Stretch.CALLED},
    Status.AT_EXIT: {Stretch.EXIT_CONTROL},
    Status.ON_STRIP: {Stretch.STRIP, Stretch.AFTER_REFUSAL},
    Status.AT_ENTRY: {Stretch.ENTRY_CONTROL},
    Status.INSIDE: {None},
}


class Walk:
    """Random commands to one crossing point; what is refused is passed over."""

    def __init__(self, policy: Policy, seed: int) -> None:
        self.r = Random(seed)
        self.classes = [one.name for one in policy.classes]
        self.crossing = Crossing(policy)
        self.next = 1

    def step(self) -> None:
        """Let some minutes pass, and ask something."""
        self.crossing.t_s += self.r.randint(1, 20) * 60
        kind = self.r.choice(("arrive", "arrive", "call", "call", "move", "move", "move", "odd"))
        if kind == "arrive":
            self.arrive()
        elif kind == "call":
            self.crossing.ask(c.Call(towards="RU", trucks=self.r.choice([None, 1, 2])))
        elif self.crossing.state.trucks:
            passage = self.r.choice(sorted(self.crossing.state.trucks))
            self.crossing.ask(self.moving(passage) if kind == "move" else self.odd(passage))

    def arrive(self) -> None:
        told = c.Told(readiness=self.r.choice([*[Readiness.READY] * 4, Readiness.LACKING]))
        truck: dict[str, Any] = {"passage": self.next, "vehicle": vehicle(self.next), "towards": "RU"}
        truck |= {"queue_class": self.r.choice(self.classes)}
        self.crossing.ask(c.Arrive(**truck, told=told) if self.r.random() < 0.8 else c.Book(**truck))
        self.next += 1

    def moving(self, passage: int) -> c.Command:
        status = self.crossing.state.trucks[passage].status
        way: dict[Status, c.Command] = {
            Status.BOOKED: c.Arrive(passage=passage, vehicle=vehicle(passage), towards="RU"),
            Status.CALLED: c.Start(passage=passage, stage=Stage.EXIT_CONTROL),
            Status.AT_EXIT: c.Clear(passage=passage, stage=Stage.EXIT_CONTROL),
            Status.ON_STRIP: c.Start(passage=passage, stage=Stage.ENTRY_CONTROL),
            Status.AT_ENTRY: c.Clear(passage=passage, stage=Stage.ENTRY_CONTROL),
            Status.INSIDE: c.Leave(passage=passage),
        }
        return way.get(status, c.Tick())

    def odd(self, passage: int) -> c.Command:
        stage = self.r.choice([Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL])
        keeps = us(self.crossing.t_s + 3600)
        return self.r.choice(
            [
                c.Refuse(passage=passage, stage=stage, reason="no_permit", back=self.r.random() < 0.2),
                c.GrantException(
                    passage=passage, ground=ExceptionGround.BREAKDOWN, keeps_until_us=keeps, evidence="0" * 64
                ),
                c.EndException(passage=passage),
                c.TellReadiness(passage=passage, told=c.Told(readiness=Readiness.READY)),
                c.TellReadiness(
                    passage=passage, told=c.Told(readiness=Readiness.LACKING, missing=("spot.qr",))
                ),
                c.Call(towards="RU", passage=passage, reason="medical"),
                c.Leave(passage=passage, way=WayOut.GAVE_UP),
                c.Cancel(passage=passage),
            ]
        )

    def events(self) -> list[Event]:
        """Give what happened as the ledger would hold it."""
        return [
            Event(
                position=position,
                stream="point/syrym",
                version=position,
                client_key=str(position),
                word=kind_of(one.body).word,
                word_version=kind_of(one.body).version,
                occurred_us=us(when_s),
                recorded_us=us(when_s),
                recorded_by="queue",
                point="syrym",
                passage=one.passage,
                body=one.body,
            )
            for position, (when_s, one) in enumerate(self.crossing.log, 1)
        ]


def open_stretch(standing: Standing) -> Stretch | None:
    return next(
        (span.what for span in standing.spans if span.is_open and span.what is not Stretch.CHECK), None
    )


@pytest.mark.parametrize("policy", [LIVE, WEAVE, CAPPED], ids=lambda policy: policy.name)
@pytest.mark.parametrize("seed", range(6))
def test_the_open_stretch_is_where_the_queue_says_the_truck_is(policy: Policy, seed: int) -> None:
    walk = Walk(policy, seed)
    for _ in range(400):
        walk.step()
    events, trucks = walk.events(), walk.crossing.state.trucks
    assert len(events) > 150
    for passage in range(1, walk.next):
        standing = standing_of(passage, events)
        if passage in trucks:
            assert open_stretch(standing) in STRETCHES[trucks[passage].status], (passage, trucks[passage])
        else:
            assert open_stretch(standing) is None, passage
        follow_each_other(standing)


def follow_each_other(standing: Standing) -> None:
    """Stretches overlap nowhere, and each that has ended names an event that is at its end."""
    way = [span for span in standing.spans if span.what is not Stretch.CHECK]
    for before, after in pairwise(way):
        assert before.known_end_us is not None
        assert before.known_end_us <= after.begin.at_us
        # The queue lets nothing out: every end is recorded.
        assert before.end is not None


@pytest.mark.parametrize("policy", [LIVE, WEAVE, CAPPED], ids=lambda policy: policy.name)
@pytest.mark.parametrize("seed", range(6))
def test_overtakes_agree_with_what_each_call_says_of_itself(policy: Policy, seed: int) -> None:
    """A call counts whom it goes before; here those are asked one by one whether they were overtaken."""
    walk = Walk(policy, seed)
    for _ in range(400):
        walk.step()
    events = walk.events()
    said = {
        event.position: event.body.overtaken_trucks
        for event in events
        if isinstance(event.body, passages.Called) and event.body.overtaken_trucks
    }
    seen: dict[int, int] = {}
    for passage in range(1, walk.next):
        for one in place_of(passage, events).overtakes:
            if one.called and one.held is None:
                seen[one.called_position] = seen.get(one.called_position, 0) + 1
    assert seen == said
    assert said or policy is not WEAVE  # where classes take turns somebody is always overtaken
