"""What has fallen due is recorded with the command that meets it, and the claims of vehicles stay true."""

import pytest

from otkel.app.live.acts import Recorded
from otkel.app.live.claims import live_booking
from otkel.errors import ClientKeyReusedError
from otkel.queueing import commands as c
from otkel.queueing.refusal import Refusal
from tests.app.live.point import (
    DAY_US,
    HOUR_US,
    arrive,
    book,
    folded_bytes,
    opened,
    slot,
    state_bytes,
    vehicle,
)

LATE_US = DAY_US + 3 * HOUR_US  # every booking of the first slot has lapsed


def late(store):
    decider = opened(store)
    assert isinstance(decider.handle(book(1), key="1", by="test"), Recorded)
    return decider


def words(answer):
    assert isinstance(answer, Recorded), answer
    return [event.word for event in answer.events]


@pytest.mark.parametrize("passage", [1, 2])
def test_who_books_anew_after_a_no_show_keeps_the_claim_of_his_vehicle(memory, passage):
    decider = late(memory)
    again = book(1, slot_from_us=slot(9))
    answer = decider.handle(
        c.Book(passage=passage, vehicle=again.vehicle, towards=again.towards, queue_class=again.queue_class,
               slot_from_us=again.slot_from_us),
        key="2", by="test", at_us=LATE_US,
    )  # fmt: skip
    assert (words(answer)[0], words(answer)[-1]) == ("no_show", "booked")
    assert memory.find_claim(live_booking(vehicle(1))) is not None
    assert state_bytes(decider) == folded_bytes(memory)
    decider.handle(c.Cancel(passage=passage), key="3", by="test", at_us=LATE_US)
    assert memory.find_claim(live_booking(vehicle(1))) is None


def test_the_same_key_is_known_again_whatever_fell_due_before(memory):
    decider = late(memory)
    first = decider.handle(arrive(2), key="2", by="test", at_us=LATE_US)
    assert (words(first)[0], words(first)[-1]) == ("no_show", "arrived")
    again = decider.handle(arrive(2), key="2", by="test", at_us=LATE_US)
    assert isinstance(again, Recorded)
    assert (again.repeated, again.events) == (True, first.events)
    with pytest.raises(ClientKeyReusedError):
        decider.handle(c.Tick(), key="1", by="test", at_us=LATE_US)
    with pytest.raises(ClientKeyReusedError):
        decider.handle(book(3), key="2", by="test", at_us=LATE_US)


def test_a_refusal_records_nothing_that_is_due(memory):
    decider = late(memory)
    answer = decider.handle(c.Cancel(passage=1), key="2", by="test", at_us=LATE_US)
    assert isinstance(answer, Refusal)
    assert answer.rule == "passage.over"
    assert memory.find_claim(live_booking(vehicle(1))) is not None
    assert words(decider.handle(c.Tick(), key="3", by="test", at_us=LATE_US))[0] == "no_show"
    assert memory.find_claim(live_booking(vehicle(1))) is None
