"""32 clients at once on one scarce day, in a file and on PostgreSQL."""

import threading

from tests.app.live.crowd import Crowd, require_all
from tests.app.live.point import opened, state_bytes


def test_a_scarce_day_is_given_fairly_and_in_order(store):
    decider = opened(store)
    crowd = Crowd(decider, asks=25).run()
    assert require_all(store, decider, [crowd]) > 60
    refusals = {answer.rule for *_, answer in crowd.answers if hasattr(answer, "rule")}
    assert {"booking.full", "booking.one"} <= refusals


def test_two_deciders_at_once_give_no_place_twice(store):
    one, other = opened(store), opened(store)
    crowds = [Crowd(one, 6, 1, 8), Crowd(other, 6, 2, 8)]
    thread = threading.Thread(target=crowds[1].run)
    thread.start()
    crowds[0].run()
    thread.join()
    assert crowds[1].errors == []
    require_all(store, one, crowds)
    assert state_bytes(one) == state_bytes(other)
