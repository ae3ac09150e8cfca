"""What a store promises those who hand acts over before the ones before are durable."""

import threading

import pytest

from otkel.errors import ClaimTakenError, LedgerClosedError, VersionConflictError
from tests.contract.acts import booking, drafts, other_draft


class SubmittingContract:
    def test_what_was_submitted_is_durable_when_waited_for(self, store):
        pending = store.submit("a", drafts(2), client_key="1")
        receipt = pending.wait()
        assert (receipt.first_position, receipt.last_position, receipt.version) == (1, 2, 2)
        assert [event.recorded_us for event in store.read_all()] == [pending.recorded_us] * 2
        assert pending.wait() == receipt

    def test_the_order_of_submission_is_the_order_in_the_ledger(self, store):
        given = [store.submit(f"s{n % 3}", drafts(1 + n % 2, tag=n), client_key=str(n)) for n in range(200)]
        firsts = [pending.wait().first_position for pending in given]
        assert firsts == sorted(firsts)
        keys = [event.client_key for event in store.read_all()]
        assert list(dict.fromkeys(keys)) == [str(n) for n in range(200)]

    def test_the_order_holds_for_many_who_submit_one_after_the_other(self, store):
        gate, handed = threading.Lock(), []

        def hand_over(thread):
            for n in range(50):
                with gate:
                    handed.append(store.submit("a", drafts(tag=n), client_key=f"{thread}/{n}"))
                handed[-1].wait()

        threads = [threading.Thread(target=hand_over, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [one.wait().first_position for one in handed] == list(range(1, 401))

    def test_acts_that_build_upon_each_other_are_all_recorded(self, store):
        before, given = None, []
        for n in range(100):
            before = store.submit("a", drafts(), client_key=str(n), expected_version=n, after=before)
            given.append(before)
        assert [one.wait().version for one in given] == list(range(1, 101))

    def test_nothing_is_recorded_that_builds_upon_what_was_not(self, store):
        store.append("a", drafts(), client_key="other")
        first = store.submit("a", drafts(), client_key="1", expected_version=0)
        # The version happens to be the one expected; what it was decided upon is not there.
        second = store.submit("a", drafts(), client_key="2", expected_version=1, after=first)
        third = store.submit("a", drafts(), client_key="3", after=second)
        for pending in (first, second, third):
            for _ in range(2):
                with pytest.raises(VersionConflictError):
                    pending.wait()
        fourth = store.submit("a", drafts(), client_key="4", expected_version=1, after=third)
        with pytest.raises(VersionConflictError):
            fourth.wait()
        assert store.submit("a", drafts(), client_key="2", expected_version=1).wait().version == 2
        assert store.head() == 2

    def test_a_claim_that_is_taken_stops_those_after_it_too(self, store):
        store.append("b", drafts(), client_key="0", claims=[booking()])
        first = store.submit("a", drafts(), client_key="1", claims=[booking()])
        second = store.submit("a", drafts(), client_key="2", after=first)
        with pytest.raises(ClaimTakenError):
            first.wait()
        with pytest.raises(VersionConflictError):
            second.wait()
        assert store.head() == 1

    def test_what_builds_upon_an_answered_act_is_recorded(self, store):
        first = store.submit("a", drafts(), client_key="1")
        first.wait()
        again = store.submit("a", drafts(), client_key="1", after=first)
        assert again.wait().repeated
        assert store.submit("a", drafts(), client_key="2", after=again).wait().version == 2

    def test_a_repeated_act_has_the_time_at_which_it_was_recorded(self, store):
        first = store.submit("a", drafts(2), client_key="1")
        at_once = store.submit("a", drafts(2), client_key="1")
        other = store.submit("b", drafts(tag=1), client_key="2")
        for pending in (first, at_once, other):
            pending.wait()
        later = store.submit("a", drafts(2), client_key="1", expected_version=0)
        beside = [store.submit("c", drafts(tag=n), client_key=f"c{n}") for n in range(3)]
        again = store.submit("a", drafts(2), client_key="1")
        for pending in (later, *beside, again):
            pending.wait()
        events = list(store.read_all())
        for repeated in (at_once, later, again):
            receipt = repeated.wait()
            assert receipt.repeated
            assert (receipt.first_position, receipt.last_position, receipt.version) == (1, 2, 2)
            assert repeated.recorded_us == first.recorded_us == events[0].recorded_us == events[1].recorded_us
        assert other.recorded_us == events[2].recorded_us

    def test_an_act_is_found_by_its_key(self, store):
        assert store.find_by_key("1") == ()
        store.append("a", drafts(3, passage=7), client_key="1")
        store.append("b", [other_draft()], client_key="2")
        store.append("a", drafts(1), client_key="3")
        events = list(store.read_all())
        assert store.find_by_key("1") == tuple(events[:3])
        assert store.find_by_key("2") == (events[3],)
        assert store.find_by_key("3") == (events[4],)
        assert store.find_by_key("4") == ()

    def test_many_keys_and_claims_are_looked_up_in_one_question(self, store):
        store.append("a", drafts(2), client_key="1", claims=[booking("x"), booking("q\"'y")])
        store.append("b", drafts(), client_key="ключ", releases=[booking("x")])
        known = store.look_up(["1", "2", "ключ", "1"], [booking("x"), booking("q\"'y"), booking("x")])
        assert known.keys == {"1", "ключ"}
        assert known.holders == {booking("q\"'y"): 1}
        nothing = store.look_up([], [])
        assert (nothing.keys, nothing.holders) == (frozenset(), {})
        many = store.look_up([str(n) for n in range(500)], [booking(str(n)) for n in range(500)])
        assert (many.keys, many.holders) == ({"1"}, {})

    def test_a_closed_ledger_takes_nothing_over(self, store):
        store.close()
        with pytest.raises(LedgerClosedError):
            store.submit("a", drafts(), client_key="1")
        with pytest.raises(LedgerClosedError):
            store.find_by_key("1")
        with pytest.raises(LedgerClosedError):
            store.look_up(["1"], [])

    def test_only_an_act_of_a_store_is_built_upon(self, store):
        with pytest.raises(TypeError):
            store.submit("a", drafts(), client_key="1", after=object())
