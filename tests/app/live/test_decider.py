"""One decider: it answers once, is not fooled by keys and clocks, and keeps the claims of vehicles."""

import contextlib
import threading

import msgspec
import pytest

from otkel.app.live.acts import Recorded
from otkel.app.live.claims import live_booking
from otkel.errors import ClientKeyReusedError, InputError, LedgerClosedError
from otkel.facts.events.choices import Stage, WayOut
from otkel.ledger.opening import open_store
from otkel.queueing import commands as c
from otkel.queueing.policy import Mode
from otkel.queueing.refusal import Refusal
from tests.app.live.point import (
    DAY_US,
    HOUR_US,
    NOW_US,
    OTHER,
    POINT,
    POLICY,
    arrive,
    book,
    folded_bytes,
    opened,
    require_fair,
    slot,
    state_bytes,
    vehicle,
)
from tests.contract.acts import drafts, ticking


def done(decider, command, key, **more):
    answer = decider.handle(command, key=key, by="test", **more)
    assert isinstance(answer, Recorded), answer
    return answer


def refused(decider, command, key, **more):
    answer = decider.handle(command, key=key, by="test", **more)
    assert isinstance(answer, Refusal), answer
    return answer.rule


# -- what is answered ---------------------------------------------------------------------------


def test_the_answer_is_what_stands_in_the_ledger(store):
    decider = opened(store)
    answer = done(decider, book(7), "k")
    assert answer.events == store.find_by_key("k")
    assert (answer.receipt.first_position, answer.receipt.version, answer.repeated) == (2, 2, False)
    (event,) = answer.events
    assert (event.stream, event.point, event.passage) == ("point/kurmangazy", "kurmangazy", 7)
    assert (event.occurred_us, event.recorded_by, event.body.slot_from_us) == (NOW_US, "test", slot(0))
    assert state_bytes(decider) == folded_bytes(store)


def test_a_refusal_records_nothing_and_leaves_its_key_free(memory):
    decider = opened(memory)
    assert refused(decider, book(1, towards="BY"), "k") == "point.towards"
    assert memory.head() == 1
    assert not done(decider, book(1), "k").repeated


def test_to_have_nothing_to_do_is_an_answer_too(memory):
    decider = opened(memory)
    answer = done(decider, c.Tick(), "k")
    assert (answer.events, answer.receipt, memory.head()) == ((), None, 1)


def test_a_value_that_cannot_be_recorded_is_told_and_changes_nothing(memory):
    decider = opened(memory)
    before = state_bytes(decider)
    assert refused(decider, c.Close(reason="Not a code!"), "k") == "command.field"
    with pytest.raises(InputError, match="recorded_by"):
        decider.handle(c.Close(reason="storm"), key="k", by="Aibek")
    assert refused(decider, book(1, vehicle="123 ABC 02\0"), "k") == "command.field"
    assert state_bytes(decider) == before
    done(decider, c.Close(reason="storm"), "k")


@pytest.mark.parametrize("key", ["", "a\0b", "\udc00", "x" * 201, 3, None, b"k"])
def test_a_key_that_no_ledger_can_keep_is_told(store, key):
    with pytest.raises(InputError, match="no key"):
        opened(store).handle(book(1), key=key, by="test")


def test_a_queue_that_was_not_opened_refuses(memory):
    decider = opened(memory)
    other = type(decider)(memory, OTHER)
    assert refused(other, arrive(1), "k") == "point.not_open"


# -- the same key again -------------------------------------------------------------------------


def test_the_same_key_gives_the_first_answer_whatever_the_command_says_now(store):
    decider = opened(store)
    first = done(decider, book(1, 0), "k")
    done(decider, book(2, 0), "other")
    again = done(decider, book(3, 5, vehicle=vehicle(9)), "k")
    assert again.repeated
    assert again.receipt.repeated
    assert again.events == first.events
    assert (again.receipt.first_position, again.receipt.version) == (2, 2)
    assert store.head() == 3


def test_it_does_so_for_another_decider_too_and_where_it_would_be_refused_now(store):
    first = done(opened(store), book(1), "k")
    later = opened(store)
    assert refused(later, book(1), "new") == "passage.known"
    again = done(later, book(1), "k")
    assert (again.repeated, again.events) == (True, first.events)


def test_a_key_that_stands_for_something_else_is_an_error(memory):
    decider, elsewhere = opened(memory), opened(memory, OTHER)
    done(decider, book(1), "k")
    with pytest.raises(ClientKeyReusedError, match="stands for booked at position 3"):
        decider.handle(c.Cancel(passage=1), key="k", by="test")
    with pytest.raises(ClientKeyReusedError):
        elsewhere.handle(book(1), key="k", by="test")
    memory.append("post/1", drafts(), client_key="foreign")
    with pytest.raises(ClientKeyReusedError, match="called"):
        decider.handle(c.Call(towards="RU"), key="foreign", by="test")
    assert memory.head() == 4


def test_the_same_command_from_many_at_once_is_recorded_once(store):
    decider = opened(store)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(done(decider, book(1), "k"))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(not one.repeated for one in answers) == 1
    assert len({one.events for one in answers}) == 1
    assert store.head() == 2


# -- one live booking a vehicle -----------------------------------------------------------------


def test_a_vehicle_that_is_live_elsewhere_is_refused_until_it_is_free(store):
    one, other = opened(store), opened(store, OTHER)
    done(one, book(1), "1")
    before = state_bytes(other)
    assert refused(other, book(1), "2") == "booking.elsewhere"
    assert refused(other, arrive(1), "3") == "booking.elsewhere"
    assert refused(one, book(2, vehicle=vehicle(1)), "4") == "booking.one"
    assert state_bytes(other) == before
    done(one, c.Cancel(passage=1), "5")
    assert store.find_claim(live_booking(vehicle(1))) is None
    done(other, arrive(1), "6")
    assert refused(one, book(1), "7") == "booking.elsewhere"


def test_the_decision_itself_comes_before_the_claim(memory):
    one, other = opened(memory), opened(memory, OTHER)
    done(one, book(1), "1")
    assert refused(other, book(1, slot_from_us=DAY_US + 1), "2") == "booking.slot_grid"


def test_leaving_and_not_coming_release_the_claim(memory):
    decider = opened(memory)
    done(decider, arrive(1), "1")
    done(decider, book(2), "2")
    for number in (1, 2):
        assert memory.find_claim(live_booking(vehicle(number))) is not None
    done(decider, c.Leave(passage=1, way=WayOut.GAVE_UP), "3")
    done(decider, c.Tick(), "4", at_us=DAY_US + 3 * HOUR_US)
    for number in (1, 2):
        assert memory.find_claim(live_booking(vehicle(number))) is None


@pytest.mark.parametrize("change", [{"one_booking": False}, {"mode": Mode.SHADOW}])
def test_a_point_that_takes_no_claims_releases_none_of_others(memory, change):
    one = opened(memory)
    other = opened(memory, OTHER, policy=msgspec.structs.replace(POLICY, **change))
    done(one, book(1), "1")
    done(other, arrive(1), "2")
    done(other, c.Leave(passage=1, way=WayOut.GAVE_UP), "3")
    assert memory.find_claim(live_booking(vehicle(1))) == 3
    done(opened(memory, OTHER), arrive(1), "4")  # its own policy is still the one without
    assert memory.find_claim(live_booking(vehicle(1))) == 3


def test_who_holds_a_claim_is_known_after_a_restart(memory):
    done(opened(memory), book(1), "1")
    done(opened(memory), c.Cancel(passage=1), "2")
    assert memory.find_claim(live_booking(vehicle(1))) is None


def test_a_claim_lost_in_a_race_is_the_same_refusal(store, monkeypatch):
    one, other = opened(store), opened(store, OTHER)
    done(one, book(1), "1")
    done(other, book(2), "2")
    look_up, asked = store.look_up, []

    def too_early(keys, claims):
        asked.append(claims)
        return look_up(keys, claims if len(asked) > 1 else [])

    monkeypatch.setattr(store, "look_up", too_early)
    assert refused(other, book(1), "3") == "booking.elsewhere"
    done(other, book(3), "4")
    assert state_bytes(other) == folded_bytes(store, OTHER)


# -- the clock ----------------------------------------------------------------------------------


def test_a_clock_a_little_behind_goes_by_what_was_recorded_last(memory):
    decider = opened(memory)
    done(decider, arrive(1), "1", at_us=NOW_US + 60_000_000)
    (event,) = done(decider, arrive(2), "2", at_us=NOW_US + 57_000_000).events
    assert event.occurred_us == NOW_US + 60_000_000
    assert refused(decider, arrive(3), "3", at_us=NOW_US + 50_000_000) == "clock.back"
    assert state_bytes(decider) == folded_bytes(memory)


def test_what_came_before_now_keeps_its_own_time(memory):
    decider = opened(memory)
    (event,) = done(decider, arrive(1, since_us=NOW_US - HOUR_US, backlog=True), "1").events
    assert event.occurred_us == NOW_US - HOUR_US
    assert state_bytes(decider) == folded_bytes(memory)


# -- others who write ---------------------------------------------------------------------------


def test_two_deciders_of_one_point_take_turns_and_see_each_other(store):
    one, other = opened(store), opened(store)
    done(other, book(1, 1), "1")
    for number in range(2, 13):
        decider = other if number % 2 else one
        assert refused(decider, book(99, vehicle=vehicle(number - 1)), f"r{number}") == "booking.one"
        done(decider, book(number, number), str(number))
    require_fair(store)
    assert state_bytes(one) == state_bytes(other) == folded_bytes(store)


def test_what_somebody_else_appends_is_seen_at_once(memory):
    decider = opened(memory)
    done(decider, arrive(1), "1")
    draft = msgspec.structs.replace(drafts(passage=1)[0], occurred_us=NOW_US)
    memory.append("point/kurmangazy", [draft], client_key="else")
    assert decider.look(lambda state: state.version) == 3
    assert refused(decider, c.Clear(passage=1, stage=Stage.EXIT_CONTROL), "2") == "passage.stage"
    assert state_bytes(decider) == folded_bytes(memory)


def test_after_a_restart_the_state_is_the_fold_of_the_ledger(url):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store)
        for number in range(1, 20):
            done(decider, book(number, number), str(number))
        before = state_bytes(decider)
    with contextlib.closing(open_store(url, ticking())) as store:
        assert state_bytes(opened(store)) == before == folded_bytes(store)


def test_a_closed_ledger_is_told(memory):
    decider = opened(memory)
    decider.close()
    memory.close()
    with pytest.raises(LedgerClosedError):
        decider.handle(arrive(1), key="1", by="test")
    with pytest.raises(LedgerClosedError):
        decider.look(lambda state: state.version)


def test_the_directions_are_those_of_the_point(memory):
    assert opened(memory).look(lambda state: state.towards) == ("RU", "KZ")
    assert POINT.countries == ("KZ", "RU")


# -- many in order ------------------------------------------------------------------------------


def test_what_was_begun_in_order_is_answered_in_order(store):
    decider = opened(store)
    waits = [decider.begin(book(n, n), key=str(n), by="test") for n in range(1, 60)]
    waits.append(decider.begin(book(60, vehicle=vehicle(1)), key="60", by="test"))
    assert decider.peek(lambda state: len(state.trucks)) == 59
    answers = [wait() for wait in waits]
    assert [one.receipt.first_position for one in answers[:-1]] == list(range(2, 61))
    assert answers[-1].rule == "booking.one"
    assert state_bytes(decider) == folded_bytes(store)


def test_what_was_begun_and_overtaken_is_decided_anew(memory, monkeypatch):
    decider, other = opened(memory), opened(memory)
    submit = memory.submit

    def overtaken(*given, **options):
        monkeypatch.setattr(memory, "submit", submit)
        done(other, book(9, 0), "9")
        return submit(*given, **options)

    monkeypatch.setattr(memory, "submit", overtaken)
    once_more = [decider.begin(book(n, 0), key=str(n), by="test") for n in (1, 2, 3)]
    answers = [wait() for wait in once_more]
    assert [getattr(one, "rule", None) for one in answers] == [None, None, "booking.full"]
    assert len(require_fair(memory)) == 3
    assert state_bytes(decider) == folded_bytes(memory)
