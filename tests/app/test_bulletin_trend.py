"""Who has gone from a line, read event by event as they come, is what a walk over the whole record finds."""

from random import Random
from types import SimpleNamespace

import pytest

from otkel.app.bulletin_trend import Tail
from otkel.facts.events.choices import Readiness, WayOut
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Called, Left
from otkel.ledger.memory import MemoryStore

STREAM = "point/syrym"
MIN_US = 60_000_000


def came(passage, towards):
    return Arrived(
        vehicle=f"{passage:032x}",
        towards=towards,
        queue_class="ordinary",
        readiness=Readiness.READY,
        people=1,
    )


def walked(events, present, since_us):
    """Give the directions of who stood in line then and has left since, by one walk over all events."""
    first, called, towards, found = {}, set(), {}, []
    for body, passage, at_us in events:
        if isinstance(body, Arrived):
            first.setdefault(passage, at_us)
            towards[passage] = body.towards
        elif isinstance(body, Called) and at_us <= since_us:
            called.add(passage)
        elif isinstance(body, Left) and at_us > since_us and passage not in present | called:
            found += [towards[passage]] if first[passage] <= since_us else []
    return found


def lives(draws, trucks):
    """Give what happens with trucks, in order of time: they come, most are called, and most go."""
    found = []
    for passage in range(1, trucks + 1):
        at_us = draws.randrange(1, 600) * MIN_US
        found.append((at_us, came(passage, draws.choice(["RU", "KZ"])), passage))
        for body, likely in ((Called(rule="call.order_of_arrival"), 0.7), (Left(way=WayOut.THROUGH), 0.8)):
            at_us += draws.randrange(1, 200) * MIN_US
            if draws.random() < likely:
                found.append((at_us, body, passage))
    return [(body, passage, at_us) for at_us, body, passage in sorted(found, key=lambda one: one[0])]


@pytest.mark.parametrize("seed", range(25))
def test_read_as_it_comes_or_walked_over_whole_it_is_the_same(seed):
    draws = Random(seed)
    events, store, tail = lives(draws, 40), MemoryStore(lambda: 0), Tail(STREAM)
    compared = 0
    for at, (body, passage, at_us) in enumerate(events, 1):
        draft = Draft(body=body, point="syrym", occurred_us=at_us, recorded_by="test", passage=passage)
        store.append(STREAM, [draft], expected_version=at - 1, client_key=f"{at}")
        if draws.random() < 0.3:
            tail.read_on(store)
            gone = {one for each, one, _ in events[:at] if isinstance(each, Left)}
            present = {one for _, one, _ in events[:at]} - gone
            since_us = at_us - 90 * MIN_US
            expected = walked(events[:at], present, since_us) if events[0][2] <= since_us else None
            assert tail.gone(SimpleNamespace(trucks=present), since_us) == expected
            compared += bool(expected)
    assert compared > 3


def test_who_went_before_all_that_is_remembered_makes_it_unknown(monkeypatch):
    monkeypatch.setattr("otkel.app.bulletin_trend.MOST_GONE", 2)
    store, tail, position = MemoryStore(lambda: 0), Tail(STREAM), 0
    for passage in range(1, 5):
        for body, at_us in (
            (came(passage, "RU"), passage),
            (Left(way=WayOut.THROUGH), 100 * passage),
        ):
            draft = Draft(body=body, point="syrym", occurred_us=at_us, recorded_by="test", passage=passage)
            store.append(STREAM, [draft], expected_version=position, client_key=f"{position}")
            position += 1
    tail.read_on(store)
    nobody = SimpleNamespace(trucks={})
    assert tail.gone(nobody, 150) is None  # the second left at 200, and is forgotten
    assert tail.gone(nobody, 200) == ["RU", "RU"]
