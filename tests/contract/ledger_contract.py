"""The promise of the ledger as tests. A store inherits them and gives one fixture, `store`: empty and open.

Nothing here knows how a store keeps what it keeps.
"""

import threading
import time

import pytest

from otkel.errors import (
    ClaimTakenError,
    ClientKeyReusedError,
    LedgerClosedError,
    LedgerError,
    VersionConflictError,
)
from otkel.facts.events import REGISTRY
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Called
from otkel.ledger.codec import decode, encode
from otkel.ledger.memory import MemoryStore
from otkel.ledger.store import Receipt
from tests.contract.acts import FIRST_US, booking, drafts, other_draft, ticking


def places(events):
    return [(event.position, event.stream, event.version) for event in events]


class LedgerContract:
    # -- append ---------------------------------------------------------------------------------

    def test_an_empty_ledger_has_nothing(self, store):
        assert store.head() == 0
        assert store.version("passage/1") == 0
        assert list(store.read_all()) == []
        assert list(store.read_rows()) == []
        assert list(store.read_stream("passage/1")) == []
        assert store.find_claim(booking()) is None

    def test_what_was_appended_is_there_as_it_was_given(self, store):
        draft = Draft(
            body=Called(rule="order_of_arrival", overtaken_trucks=2),
            point="syrym",
            occurred_us=FIRST_US,
            recorded_by="queue",
            cause=None,
            passage=7,
        )
        receipt = store.append("passage/7", [draft], client_key="k1")
        assert receipt == Receipt(first_position=1, last_position=1, version=1)
        (event,) = store.read_all()
        assert (event.position, event.stream, event.version, event.client_key) == (1, "passage/7", 1, "k1")
        assert (event.word, event.word_version) == ("called", REGISTRY["called"].version)
        assert event.body == draft.body
        assert (event.point, event.occurred_us, event.recorded_by) == ("syrym", FIRST_US, "queue")
        assert (event.cause, event.passage) == (None, 7)

    def test_the_time_of_recording_is_that_of_the_clock_and_does_not_go_back(self, store):
        for number in range(3):
            store.append("s", drafts(), client_key=str(number))
        times = [event.recorded_us for event in store.read_all()]
        assert times == sorted(times)
        assert times[0] >= FIRST_US

    def test_positions_count_over_all_streams_and_versions_within_one(self, store):
        store.append("a", drafts(2), client_key="1")
        receipt = store.append("b", drafts(3), client_key="2")
        assert receipt == Receipt(first_position=3, last_position=5, version=3)
        assert store.append("a", drafts(), client_key="3").version == 3
        assert places(store.read_all()) == [
            (1, "a", 1), (2, "a", 2), (3, "b", 1), (4, "b", 2), (5, "b", 3), (6, "a", 3),
        ]  # fmt: skip
        assert (store.head(), store.version("a"), store.version("b")) == (6, 3, 3)

    def test_the_stored_bytes_are_those_of_the_codec(self, store):
        text = 'өткел "quoted" \\ \n'
        store.append(text, [*drafts(2, tag=3, passage=9), other_draft()], client_key="ключ/1")
        for position, stored in store.read_rows():
            assert encode(decode(stored, position)) == stored

    def test_an_append_of_nothing_is_refused(self, store):
        with pytest.raises(ValueError, match="at least one draft"):
            store.append("a", [], client_key="1")
        assert store.head() == 0

    def test_what_could_not_be_read_again_is_refused(self, store):
        with pytest.raises(TypeError):
            store.append("a", [Draft(body=3, point="p", occurred_us=1, recorded_by="x")], client_key="1")
        bad = Draft(body=drafts()[0].body, point=3, occurred_us=1, recorded_by="x")
        with pytest.raises(ValueError, match="no event"):
            store.append("a", [drafts()[0], bad], client_key="1")
        assert store.head() == 0

    # -- expected version -----------------------------------------------------------------------

    def test_a_stream_grows_only_from_the_version_that_the_writer_saw(self, store):
        store.append("a", drafts(), client_key="1", expected_version=0)
        for stale in (0, 2):
            with pytest.raises(VersionConflictError, match="version 1"):
                store.append("a", drafts(), client_key="2", expected_version=stale)
        assert store.append("a", drafts(), client_key="2", expected_version=1).version == 2
        assert store.head() == 2

    def test_of_many_who_saw_the_same_version_one_may_write(self, store):
        outcomes = together(
            16, lambda n: store.append("a", drafts(tag=n), client_key=str(n), expected_version=0)
        )
        assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, VersionConflictError) for outcome in outcomes) == 15
        assert store.head() == 1

    # -- client keys ----------------------------------------------------------------------------

    def test_the_same_key_with_the_same_content_is_answered_as_the_first_time(self, store):
        first = store.append("a", drafts(3), client_key="1", expected_version=0)
        store.append("a", drafts(), client_key="2")
        again = store.append("a", drafts(3), client_key="1", expected_version=0)
        assert again == Receipt(
            first_position=first.first_position, last_position=3, version=3, repeated=True
        )
        assert store.append("a", drafts(3), client_key="1").repeated
        assert store.head() == 4

    @pytest.mark.parametrize(
        ("stream", "content"),
        [
            ("b", drafts(2)),
            ("a", drafts(1)),
            ("a", drafts(3)),
            ("a", drafts(2, tag=1)),
            ("a", drafts(2, passage=1)),
            ("a", drafts(2, point="zhaisan")),
            ("a", [drafts()[0], other_draft()]),
        ],
        ids=["stream", "fewer", "more", "body", "passage", "point", "word"],
    )
    def test_a_key_that_stands_for_other_content_is_refused(self, store, stream, content):
        store.append("a", drafts(2), client_key="1")
        store.append("a", drafts(2), client_key="2")
        with pytest.raises(ClientKeyReusedError, match="position 1"):
            store.append(stream, content, client_key="1")
        assert store.head() == 4

    def test_the_same_act_from_many_at_once_is_recorded_once(self, store):
        outcomes = together(16, lambda _: store.append("a", drafts(2), client_key="1"))
        assert {(one.first_position, one.last_position, one.version) for one in outcomes} == {(1, 2, 2)}
        assert sum(not one.repeated for one in outcomes) == 1
        assert store.head() == 2

    def test_a_refused_act_leaves_its_key_free(self, store):
        with pytest.raises(VersionConflictError):
            store.append("a", drafts(), client_key="1", expected_version=5)
        assert not store.append("a", drafts(tag=9), client_key="1").repeated

    # -- claims ---------------------------------------------------------------------------------

    def test_a_claim_is_held_by_one_until_it_is_released(self, store):
        store.append("a", drafts(), client_key="1")
        store.append("a", drafts(2), client_key="2", claims=[booking()])
        assert store.find_claim(booking()) == 2
        assert store.find_claim(booking("other")) is None
        with pytest.raises(ClaimTakenError, match="event at 2"):
            store.append("b", drafts(), client_key="3", claims=[booking()])
        assert store.head() == 3
        store.append("a", drafts(), client_key="4", releases=[booking()])
        assert store.find_claim(booking()) is None
        store.append("b", drafts(), client_key="3", claims=[booking()])
        assert store.find_claim(booking()) == 5

    def test_the_same_subject_may_hold_claims_of_several_kinds(self, store):
        other = type(booking())("on_the_strip", "truck")
        store.append("a", drafts(), client_key="1", claims=[booking(), other])
        assert store.find_claim(booking()) == store.find_claim(other) == 1

    def test_one_act_may_release_and_take_again(self, store):
        store.append("a", drafts(), client_key="1", claims=[booking()])
        store.append("a", drafts(), client_key="2", claims=[booking()], releases=[booking()])
        assert store.find_claim(booking()) == 2

    def test_to_release_what_nobody_holds_is_no_mistake(self, store):
        store.append("a", drafts(), client_key="1", releases=[booking()])
        assert store.find_claim(booking()) is None

    def test_a_refused_act_takes_and_releases_nothing(self, store):
        store.append("a", drafts(), client_key="1", claims=[booking("held")])
        with pytest.raises(ClaimTakenError):
            store.append(
                "a",
                drafts(),
                client_key="2",
                claims=[booking("free"), booking("held")],
                releases=[booking("x")],
            )
        with pytest.raises(VersionConflictError):
            store.append("a", drafts(), client_key="3", expected_version=7, releases=[booking("held")])
        assert store.find_claim(booking("held")) == 1
        assert store.find_claim(booking("free")) is None

    def test_a_repeated_act_neither_takes_nor_is_refused_for_its_claim(self, store):
        store.append("a", drafts(), client_key="1", claims=[booking()])
        again = store.append("a", drafts(), client_key="1", claims=[booking()])
        assert again.repeated
        store.append("a", drafts(), client_key="2", releases=[booking()])
        assert store.append("a", drafts(), client_key="1", claims=[booking()]).repeated
        assert store.find_claim(booking()) is None

    def test_of_many_who_want_the_same_one_gets_it(self, store):
        outcomes = together(
            16, lambda n: store.append(f"s{n}", drafts(), client_key=str(n), claims=[booking()])
        )
        assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, ClaimTakenError) for outcome in outcomes) == 15
        assert store.find_claim(booking()) == store.head() == 1

    # -- reading --------------------------------------------------------------------------------

    def test_reading_begins_after_and_ends_with(self, store):
        store.append("a", drafts(5), client_key="1")
        assert [event.position for event in store.read_all(after=2)] == [3, 4, 5]
        assert [event.position for event in store.read_all(after=1, up_to=3)] == [2, 3]
        assert [position for position, _ in store.read_rows(after=4)] == [5]
        assert [position for position, _ in store.read_rows(up_to=1)] == [1]
        assert (
            list(store.read_rows(up_to=0)) == list(store.read_all(after=5)) == list(store.read_all(9)) == []
        )
        assert [event.version for event in store.read_stream("a", after_version=3)] == [4, 5]

    def test_events_are_read_at_their_positions_in_order(self, store):
        store.append("s", drafts(5), client_key="k")
        every = list(store.read_all())
        assert store.read_at([4, 2, 4, 9, 0, -1]) == [every[1], every[3]]
        assert store.read_at([]) == []

    def test_glances_tell_what_the_events_say(self, store):
        store.append("s", drafts(5), client_key="k")
        every = list(store.read_all(after=1, up_to=4))
        seen = list(store.glance_all(after=1, up_to=4))
        assert [(one.position, one.word, one.body) for one in seen] == [
            (one.position, one.word, one.body) for one in every
        ]

    def test_long_ledgers_are_read_whole(self, store):
        for number in range(3):
            store.append(f"s{number % 2}", drafts(1100, tag=number), client_key=str(number))
        assert [event.position for event in store.read_all()] == list(range(1, 3301))
        assert [event.version for event in store.read_stream("s0")] == list(range(1, 2201))
        assert store.append("s0", drafts(1100, tag=0), client_key="0").repeated

    def test_a_reader_is_not_disturbed_by_what_is_written_meanwhile(self, store):
        store.append("a", drafts(3), client_key="1")
        reading = store.read_all()
        assert next(reading).position == 1
        store.append("a", drafts(3), client_key="2")
        positions = [event.position for event in reading]
        assert positions == list(range(2, 2 + len(positions)))

    # -- follow ---------------------------------------------------------------------------------

    def test_following_gives_what_is_there_and_then_what_comes(self, store):
        store.append("a", drafts(2), client_key="1")
        following = store.follow(after=1, timeout_s=10)
        assert next(following).position == 2
        later = threading.Timer(0.05, lambda: store.append("a", drafts(3), client_key="2"))
        later.start()
        assert [next(following).position for _ in range(3)] == [3, 4, 5]
        later.join()
        following.close()

    def test_following_ends_when_nothing_comes(self, store):
        store.append("a", drafts(), client_key="1")
        assert [event.position for event in store.follow(timeout_s=0.05)] == [1]
        assert list(store.follow(after=1, timeout_s=0)) == []

    def test_following_ends_when_the_ledger_is_closed(self, store):
        seen = []
        thread = threading.Thread(target=lambda: seen.extend(store.follow()))
        thread.start()
        store.append("a", drafts(), client_key="1")
        until_s = time.monotonic() + 10
        while not seen and time.monotonic() < until_s:
            time.sleep(0.005)
        store.close()
        thread.join(10)
        assert not thread.is_alive()
        assert [event.position for event in seen] == [1]

    # -- closing --------------------------------------------------------------------------------

    def test_a_closed_ledger_says_so(self, store):
        store.append("a", drafts(), client_key="1")
        store.close()
        store.close()
        for act in (
            lambda: store.append("a", drafts(), client_key="2"),
            store.head,
            lambda: store.version("a"),
            lambda: store.find_claim(booking()),
            lambda: list(store.read_all()),
            lambda: list(store.read_stream("a")),
        ):
            with pytest.raises(LedgerClosedError):
                act()

    # -- copies ---------------------------------------------------------------------------------

    @pytest.mark.parametrize("page", [1, 2, 100])
    def test_a_copy_has_the_same_bytes_keys_and_claims(self, store, page):
        source = MemoryStore(ticking())
        source.append("a", drafts(3), client_key="1", claims=[booking()])
        source.append("b", drafts(2), client_key="2", claims=[booking("2")])
        source.append("a", drafts(1), client_key="3", releases=[booking("2")])
        pairs = [(decode(stored), stored) for _, stored in source.read_rows()]
        for start in range(0, len(pairs), page):
            head = store.append_exactly(pairs[start : start + page], claims=dict(source.read_claims()))
        assert head == store.head() == 6
        assert list(store.read_rows()) == list(source.read_rows())
        assert dict(store.read_claims()) == {booking(): 1}
        assert store.append("a", drafts(3), client_key="1").repeated
        assert store.append("b", drafts(2), client_key="2").repeated
        with pytest.raises(ClientKeyReusedError):
            store.append("b", drafts(2), client_key="3")
        assert store.append("a", drafts(), client_key="4", expected_version=4).first_position == 7

    def test_a_copy_that_does_not_follow_on_is_refused(self, store):
        source = MemoryStore(ticking())
        source.append("a", drafts(3), client_key="1")
        pairs = [(decode(stored), stored) for _, stored in source.read_rows()]
        for wrong in (pairs[1:], [pairs[0], pairs[2]]):
            with pytest.raises(LedgerError, match="follow on"):
                store.append_exactly(wrong)
        assert store.head() == 0
        assert store.append_exactly(pairs) == 3


def together(count, act):
    """Do `act(number)` in `count` threads at once; give what each gave or raised."""
    outcomes = [None] * count
    start = threading.Barrier(count)

    def one(number):
        start.wait()
        try:
            outcomes[number] = act(number)
        except LedgerError as error:
            outcomes[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
