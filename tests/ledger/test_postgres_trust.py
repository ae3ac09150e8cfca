"""A group without a look beforehand: whatever another process did meanwhile, the answers are right."""

import contextlib
import itertools
import threading
from collections import Counter

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from otkel.errors import ClaimTakenError, ClientKeyReusedError, LedgerError, VersionConflictError
from otkel.ledger.acts import Act
from otkel.ledger.memory import MemoryStore
from otkel.ledger.opening import open_store
from otkel.ledger.postgres import session as room
from otkel.ledger.postgres import trust
from otkel.ledger.postgres.session import Session
from otkel.ledger.postgres.trust import Memory
from otkel.ledger.store import Receipt
from tests.contract.acts import booking, drafts, ticking
from tests.contract.crash import require_in_order
from tests.contract.postgres import own_schema
from tests.ledger.machine import LedgerMachine


@pytest.fixture
def store(postgres_url):
    with contextlib.closing(open_store(postgres_url, ticking())) as store:
        yield store


@pytest.fixture
def other(postgres_url, store):
    """Give what another process would have: a store of its own on the same ledger."""
    with contextlib.closing(open_store(postgres_url, ticking())) as other:
        yield other


@pytest.fixture
def database(postgres_url, store):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def looks(monkeypatch):
    """Count how often a group took a look."""
    counted = Counter()
    look = Session._commit_looking

    def counting(session, acts, now_us):
        counted["looks"] += 1
        return look(session, acts, now_us)

    monkeypatch.setattr(Session, "_commit_looking", counting)
    return counted


@pytest.fixture
def tried_always(monkeypatch):
    """Try without a look also where it was in vain just now."""
    monkeypatch.setattr(trust, "_MOST_LOOKS", 0)


def together(store, *acts):
    """Commit acts as one group; give the receipt or the class of the error of each."""
    store._writer.run(lambda session: session.commit(acts, ticking()))
    return [act.receipt or type(act.error) for act in acts]


def outcome(store, act):
    """Give the receipt of an act, or the class of its error."""
    given = act.stream, draft_of[act]
    options = {"client_key": act.client_key, "expected_version": act.expected_version}
    try:
        return store.append(*given, **options, claims=act.claims, releases=act.releases)
    except LedgerError as error:
        return type(error)


draft_of = {}


def act_of(stream, key, *, tag=0, size=1, expected=None, claims=(), releases=()):
    content = drafts(size, tag=tag)
    act = Act(stream, content, key, expected, claims, releases)
    draft_of[act] = content
    return act


# -- alone ----------------------------------------------------------------------------------------


def test_who_writes_alone_looks_once(store, looks):
    for number in range(20):
        claim = [booking(str(number % 3))]
        taken, given = (claim, []) if number % 6 < 3 else ([], claim)
        store.append(f"s{number % 4}", drafts(2), client_key=str(number), claims=taken, releases=given)
    store.append("new", drafts(), client_key="a", expected_version=0)
    store.append("new", drafts(), client_key="b", expected_version=1)
    assert looks["looks"] == 1
    assert store.head() == 42
    assert dict(store.read_claims()) == {booking("0"): 37, booking("1"): 39}


def test_who_begins_again_looks_once_where_the_versions_are_told(postgres_url, store, looks):
    for number in range(5):
        store.append(f"s{number}", drafts(3), client_key=str(number))
    store.close()
    with contextlib.closing(open_store(postgres_url, ticking())) as again:
        looks.clear()
        for number in range(5):
            receipt = again.append(f"s{number}", drafts(), client_key=f"a{number}", expected_version=3)
            assert receipt.version == 4
        assert looks["looks"] == 1
        with pytest.raises(VersionConflictError):
            again.append("s1", drafts(), client_key="b", expected_version=3)


def test_a_version_that_is_told_and_wrong_leaves_no_gap_in_a_stream(postgres_url, store, tried_always):
    for number in range(3):
        store.append(f"s{number}", drafts(3), client_key=str(number))
    store.close()
    with contextlib.closing(open_store(postgres_url, ticking())) as again:
        again.append("s0", drafts(), client_key="a")
        with pytest.raises(VersionConflictError, match="version 3, not 7"):
            again.append("s1", drafts(), client_key="b", expected_version=7)
        with pytest.raises(VersionConflictError, match="version 0, not 7"):
            again.append("never seen", drafts(), client_key="c", expected_version=7)
        assert together(again, act_of("s2", "d", expected=3), act_of("x", "e", expected=9)) == [
            Receipt(first_position=11, last_position=11, version=4),
            VersionConflictError,
        ]


def test_after_a_long_pause_it_looks(store, looks, monkeypatch):
    store.append("a", drafts(), client_key="1")
    monkeypatch.setattr(room, "_LONG_PAUSE_S", 0.0)
    store.append("a", drafts(), client_key="2")
    assert looks["looks"] == 2


def test_a_key_used_before_the_start_is_known_again(postgres_url, store):
    store.append("a", drafts(2), client_key="1", claims=[booking()])
    store.close()
    with contextlib.closing(open_store(postgres_url, ticking())) as again:
        again.append("b", drafts(), client_key="2")
        with pytest.raises(ClientKeyReusedError, match="position 1"):
            again.append("c", drafts(), client_key="1")
        again.append("b", drafts(), client_key="3")
        repeated = again.append("a", drafts(2), client_key="1", claims=[booking()])
        assert (repeated.first_position, repeated.version, repeated.repeated) == (1, 2, True)
        assert again.head() == 4


@pytest.mark.parametrize("expected", [2**70, -1, -(2**70)])
def test_an_expectation_that_nothing_can_meet_fails_alone(store, expected):
    store.append("a", drafts(), client_key="1")
    acts = act_of("b", "2"), act_of("c", "3", expected=expected), act_of("c", "4")
    outcomes = together(store, *acts)
    assert outcomes[1] is VersionConflictError
    assert [outcomes[0].first_position, outcomes[2].first_position] == [2, 3]


# -- another process writes too -------------------------------------------------------------------


def test_two_by_turns_share_one_order(store, other):
    model = MemoryStore(ticking())
    for number in range(60):
        one = (store, other)[number // 3 % 2]
        given = {"client_key": str(number), "expected_version": model.version(f"s{number % 5}")}
        due = model.append(f"s{number % 5}", drafts(1 + number % 2), **given)
        assert one.append(f"s{number % 5}", drafts(1 + number % 2), **given) == due
    require_in_order(store)
    assert list(store.check_columns()) == []


@pytest.mark.parametrize("habit", ["repeatable%5C%20read", "serializable"])
def test_two_at_once_do_not_disturb_each_other_whatever_the_database_is_used_to(postgres_url, habit):
    url, errors = f"{postgres_url}%20-cdefault_transaction_isolation%3D{habit}", []

    def write(name):
        with contextlib.closing(open_store(url, ticking())) as one:
            for number in range(40):
                try:
                    one.append(name, drafts(), client_key=f"{name}/{number}")
                except LedgerError as error:
                    errors.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def test_a_stream_that_the_other_grew_goes_on_from_there(store, other):
    store.append("a", drafts(), client_key="1")
    other.append("a", drafts(2), client_key="2")
    assert store.append("a", drafts(), client_key="3").version == 4
    other.append("a", drafts(), client_key="4")
    with pytest.raises(VersionConflictError, match="version 5"):
        store.append("a", drafts(), client_key="5", expected_version=4)
    store.append("b", drafts(), client_key="6")
    assert other.append("b", drafts(), client_key="7", expected_version=1).version == 2


def test_a_claim_that_the_other_took_is_taken(store, other):
    store.append("a", drafts(), client_key="1")
    other.append_exactly([], claims={booking(): 1})  # the head stays where it is
    with pytest.raises(ClaimTakenError, match="event at 1"):
        store.append("b", drafts(), client_key="2", claims=[booking()])
    assert store.append("b", drafts(), client_key="3", releases=[booking()]).first_position == 2
    assert other.append("c", drafts(), client_key="4", claims=[booking()]).first_position == 3
    assert store.find_claim(booking()) == 3


def test_claims_and_plain_acts_in_one_group(store, other):
    other.append("a", drafts(2), client_key="0", claims=[booking("held")])
    store.append("a", drafts(), client_key="1")
    outcomes = together(
        store,
        act_of("b", "2"),
        act_of("c", "3", claims=[booking("free")]),
        act_of("d", "4", claims=[booking("held")]),
        act_of("e", "5", claims=[booking("free")]),
        act_of("c", "6", releases=[booking("free"), booking("held")]),
        act_of("d", "4", claims=[booking("held")]),
        act_of("b", "2"),
    )
    assert [getattr(one, "first_position", one) for one in outcomes] == [
        4, 5, ClaimTakenError, ClaimTakenError, 6, 7, 4,
    ]  # fmt: skip
    assert outcomes[-1].repeated
    assert dict(store.read_claims()) == {booking("held"): 7}
    assert store.head() == 7


def test_a_newer_schema_refuses_who_remembers_the_old_one(store, database):
    store.append("a", drafts(), client_key="1")
    store.append("a", drafts(), client_key="2")
    database.execute("UPDATE schema_version SET version = version + 1")
    for stream in ("a", "b"):
        with pytest.raises(LedgerError, match="newer"):
            store.append(stream, drafts(), client_key="3")
    assert store.head() == 2


def test_a_ledger_that_was_put_back_in_time_gets_no_gap(store, database):
    for number in range(3):
        store.append("a", drafts(), client_key=str(number))
    database.execute("ALTER TABLE event DISABLE TRIGGER ALL; DELETE FROM event WHERE position > 1")
    assert store.append("a", drafts(), client_key="3").first_position == 2
    assert store.append("b", drafts(), client_key="4").first_position == 3
    require_in_order(store)


KEYS, STREAMS = st.sampled_from("abcdefgh"), st.sampled_from(["s", "t", "u"])
CLAIMS = st.lists(st.sampled_from([booking("x"), booking("y")]), max_size=2, unique=True)
ACTS = st.tuples(STREAMS, KEYS, st.integers(0, 1), st.none() | st.integers(0, 4), CLAIMS, CLAIMS)
GROUPS = st.lists(st.tuples(st.booleans(), st.lists(ACTS, min_size=1, max_size=5)), max_size=12)


def test_groups_of_two_processes_are_answered_as_one_act_after_the_other(postgres_server, tried_always):
    @settings(max_examples=40, deadline=None)
    @given(GROUPS)
    def hold(groups):
        with contextlib.ExitStack() as stack:
            url = stack.enter_context(own_schema(postgres_server))
            stores = [stack.enter_context(contextlib.closing(open_store(url, ticking()))) for _ in range(2)]
            model = MemoryStore(ticking())
            for which, group in groups:
                acts = [
                    act_of(stream, key, tag=tag, expected=expected, claims=claims, releases=releases)
                    for stream, key, tag, expected, claims, releases in group
                ]
                due = [outcome(model, act) for act in acts]
                assert together(stores[which], *acts) == due
                draft_of.clear()
            assert stores[0].head() == model.head()
            assert dict(stores[0].read_claims()) == dict(model.read_claims())
            assert list(stores[0].check_columns()) == []

    hold()


def test_two_who_write_by_turns_answer_as_the_plain_model_does(postgres_server, tried_always):
    class TwoMachine(LedgerMachine):
        outlives = True

        @initialize()
        def begin(self):
            self.stack = contextlib.ExitStack()
            self.url = self.stack.enter_context(own_schema(postgres_server))
            super().begin()
            self.other = self.new_store(ticking())

        def new_store(self, now_us):
            return open_store(self.url, now_us)

        @rule()
        def the_other_one_goes_on(self):
            self.store, self.other = self.other, self.store

        def teardown(self):
            super().teardown()
            if hasattr(self, "other"):
                self.other.close()
                self.stack.close()

    run_state_machine_as_test(
        TwoMachine, settings=settings(max_examples=10, stateful_step_count=30, deadline=None)
    )


# -- how often it is tried ------------------------------------------------------------------------


def looks_until_tried(memory):
    return next(count for count in itertools.count() if memory.serves())


def test_where_trust_is_in_vain_it_is_tried_seldom_and_again_where_it_is_not():
    memory = Memory()
    assert not memory.serves()
    memory.learn(3, {"a": 3})
    between = []
    for _ in range(9):
        between.append(looks_until_tried(memory))
        memory.note(trusted=False)
    assert between == [0, 1, 3, 7, 15, 31, 63, 64, 64]
    assert looks_until_tried(memory) == 64
    for _ in range(9):
        memory.note(trusted=True)
        assert looks_until_tried(memory) == 0


def test_what_was_remembered_under_another_head_is_void():
    memory = Memory()
    memory.learn(3, {"a": 2, "b": 1})
    memory.learn(3, {"c": 0})
    assert memory.versions == {"a": 2, "b": 1, "c": 0}
    memory.learn(5, {"a": 4})
    assert memory.versions == {"a": 4}
