"""The backlog: who stands already is let forward in published batches, in order of coming."""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import Readiness
from otkel.queueing import commands as c
from tests.queueing.crossing import HOUR_S, LACKING, NOW_S, READY, Crossing, us
from tests.queueing.policies import LIVE, SLOTS


def batch(trucks: int, name: str = "b1") -> c.PublishBatch:
    return c.PublishBatch(towards="RU", batch=name, trucks=trucks)


def standing(policy=LIVE) -> Crossing:
    """Give a list of six: written down in another order than they came; 2 and 4 lack something."""
    x = Crossing(policy)
    for number in (3, 1, 2, 6, 5, 4):
        told = LACKING if number in (2, 4) else READY
        x.arrive(number, backlog=True, since_us=us(NOW_S - (10 - number) * HOUR_S), told=told)
    return x


def test_batches_go_in_order_of_coming_and_who_lacks_something_stays():
    x = standing()
    x.must(batch(3))
    x.must(batch(9, "b2"))
    first, second = x.bodies("BatchPublished")
    assert (first.passages, first.listed_trucks) == ((1, 3, 5), 3)
    assert (second.passages, second.listed_trucks) == ((6,), 2)
    assert [one.overtaken_trucks for one in x.bodies("Called")] == [0, 1, 2, 2]
    assert {one.rule for one in x.bodies("Called")} == {"call.backlog"}
    assert x.refused(batch(1, "b3")) == "backlog.none"
    x.must(c.TellReadiness(passage=4, told=READY))
    x.must(batch(9, "b3"))
    assert x.bodies("BatchPublished")[-1].passages == (4,)


def test_who_is_undecided_or_was_not_asked_waits_too():
    x = Crossing(LIVE)
    for number, readiness in ((1, Readiness.UNDECIDED), (2, Readiness.NOT_ASKED)):
        x.arrive(number, backlog=True, told=c.Told(readiness=readiness))
    assert x.refused(batch(5)) == "backlog.none"


def test_a_batch_is_not_the_intake_and_the_intake_calls_none_of_the_list():
    x = standing()
    assert x.refused(c.Call(towards="RU")) == "call.none_waits"
    x.arrive(7)
    assert x.call(1) == [7]


def test_a_batch_takes_no_more_than_there_are_places():
    x = standing(msgspec.structs.replace(SLOTS, strip_places=2))
    assert x.refused(batch(0)) == "post.number"
    x.must(batch(4))
    assert x.bodies("BatchPublished")[0].passages == (1, 3)
    assert x.refused(batch(4)) == "call.no_place"
    x.must(c.Close(reason="storm"))
    assert x.refused(batch(4)) == "stage.stopped"
