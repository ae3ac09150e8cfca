"""A group by one statement, without a look: whatever another process did meanwhile, the answers are right."""

import contextlib
import itertools
import threading
from collections import Counter

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from otkel.errors import ClaimTakenError, ClientKeyReusedError, LedgerError, VersionConflictError
from otkel.ledger.acts import Act
from otkel.ledger.memory import MemoryStore
from otkel.ledger.opening import open_store
from otkel.ledger.sqlite import trust
from otkel.ledger.sqlite.ground import SqliteGround
from otkel.ledger.sqlite.trust import Trust
from otkel.ledger.sqlite.writer import Writer
from otkel.ledger.store import Receipt
from tests.contract.acts import booking, drafts, ticking
from tests.contract.crash import require_in_order
from tests.ledger.machine import LedgerMachine


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


def opened(file):
    return open_store(f"sqlite:///{file}", ticking())


@pytest.fixture
def store(file):
    with contextlib.closing(opened(file)) as store:
        yield store


@pytest.fixture
def other(file, store):
    """Give what another process would have: a store of its own on the same file."""
    with contextlib.closing(opened(file)) as other:
        yield other


@pytest.fixture
def database(file, store):
    with contextlib.closing(apsw.Connection(str(file))) as connection:
        yield connection


@pytest.fixture
def ways(monkeypatch):
    """Count how groups were written: with a look, alone, or alone in vain."""
    counted = Counter()
    write, write_alone = Writer._write, SqliteGround.write_alone

    def looking(writer, acts, *, trusting):
        counted["looks"] += 1
        write(writer, acts, trusting=trusting)

    def alone(ground, rows):
        counted["alone"] += 1
        return write_alone(ground, rows)

    monkeypatch.setattr(Writer, "_write", looking)
    monkeypatch.setattr(SqliteGround, "write_alone", alone)
    return counted


@pytest.fixture
def tried_always(monkeypatch):
    """Try without a look also where it was in vain just now."""
    monkeypatch.setattr(trust, "_MOST_LOOKS", 0)


def together(store, *acts):
    """Commit acts as one group; give the receipt or the class of the error of each."""
    held, go_on = threading.Lock(), threading.Lock()
    with go_on:
        held.acquire()

        def hold(_connection, _ground):
            held.release()
            with go_on:
                pass

        holder = threading.Thread(target=store._writer.run, args=(hold,))
        holder.start()
        held.acquire()  # the writer is busy now: what comes in gathers
        pending = [store._writer.submit(act) for act in acts]
    holder.join()
    answers = []
    for one in pending:
        try:
            answers.append(one.wait())
        except LedgerError as error:
            answers.append(type(error))
    return answers


def outcome(store, act, content):
    """Give the receipt of an act, or the class of its error."""
    options = {"client_key": act.client_key, "expected_version": act.expected_version}
    try:
        return store.append(act.stream, content, **options, claims=act.claims, releases=act.releases)
    except LedgerError as error:
        return type(error)


def act_of(stream, key, *, tag=0, size=1, expected=None, claims=(), releases=()):
    return Act(stream, drafts(size, tag=tag), key, expected, claims, releases)


# -- alone ----------------------------------------------------------------------------------------


def test_who_writes_alone_looks_once(store, ways):
    for number in range(20):
        store.append(f"s{number % 4}", drafts(2), client_key=str(number))
    store.append("new", drafts(), client_key="a", expected_version=0)
    store.append("new", drafts(), client_key="b", expected_version=1)
    assert ways == {"looks": 1, "alone": 21}
    assert store.head() == 42


def test_a_group_too_large_for_one_statement_is_recorded_all_the_same(store, ways):
    store.append("a", drafts(), client_key="1")
    store.append("a", drafts(trust.MOST_ROWS), client_key="2")
    store.append("a", drafts(trust.MOST_ROWS + 1), client_key="3")
    assert ways == {"looks": 2, "alone": 1}
    assert store.version("a") == 2 * trust.MOST_ROWS + 2
    require_in_order(store)


def test_claims_are_looked_at(store, ways):
    store.append("a", drafts(), client_key="1", claims=[booking()])
    with pytest.raises(ClaimTakenError, match="event at 1"):
        store.append("b", drafts(), client_key="2", claims=[booking()])
    store.append("b", drafts(), client_key="3", releases=[booking()])
    assert store.find_claim(booking()) is None
    assert ways["alone"] == 0


def test_a_stream_of_which_nothing_is_remembered_goes_on_from_where_it_stands(file, store, tried_always):
    for number in range(3):
        store.append(f"s{number}", drafts(3), client_key=str(number))
    store.close()
    with contextlib.closing(opened(file)) as again:
        again.append("s0", drafts(), client_key="a")
        assert again.append("s1", drafts(), client_key="b").version == 4
        assert again.append("s2", drafts(), client_key="c", expected_version=3).version == 4
        with pytest.raises(VersionConflictError, match="version 4, not 7"):
            again.append("s1", drafts(), client_key="d", expected_version=7)
        with pytest.raises(VersionConflictError, match="version 0, not 7"):
            again.append("never seen", drafts(), client_key="e", expected_version=7)
        require_in_order(again)


@pytest.mark.parametrize("key", ["1", "a\0b", "ключ"])
def test_a_key_used_before_the_start_is_known_again(file, store, tried_always, key):
    store.append("a", drafts(2), client_key=key)
    store.close()
    with contextlib.closing(opened(file)) as again:
        again.append("b", drafts(), client_key="2")
        with pytest.raises(ClientKeyReusedError, match="position 1"):
            again.append("c", drafts(), client_key=key)
        again.append("b", drafts(), client_key="3")
        answers = together(
            again, act_of("c", "4"), act_of("a", key, size=2), act_of("a", key), act_of("d", "5")
        )
        assert answers == [
            Receipt(first_position=5, last_position=5, version=1),
            Receipt(first_position=1, last_position=2, version=2, repeated=True),
            ClientKeyReusedError,
            Receipt(first_position=6, last_position=6, version=1),
        ]
        assert again.head() == 6


@pytest.mark.parametrize("expected", [2**70, -1, -(2**70)])
def test_an_expectation_that_nothing_can_meet_fails_alone(store, expected):
    store.append("a", drafts(), client_key="1")
    outcomes = together(store, act_of("b", "2"), act_of("c", "3", expected=expected), act_of("c", "4"))
    assert outcomes[1] is VersionConflictError
    assert [outcomes[0].first_position, outcomes[2].first_position] == [2, 3]


# -- another process writes too -------------------------------------------------------------------


def test_two_by_turns_share_one_order(store, other, tried_always):
    model = MemoryStore(ticking())
    for number in range(60):
        one = (store, other)[number // 3 % 2]
        given = {"client_key": str(number), "expected_version": model.version(f"s{number % 5}")}
        due = model.append(f"s{number % 5}", drafts(1 + number % 2), **given)
        assert one.append(f"s{number % 5}", drafts(1 + number % 2), **given) == due
    require_in_order(store)
    assert list(store.check_columns()) == []


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
    database.execute("DROP TRIGGER event_is_never_removed; DELETE FROM event WHERE position > 1")
    assert store.append("a", drafts(), client_key="3").first_position == 2
    assert store.append("b", drafts(), client_key="4").first_position == 3
    require_in_order(store)


KEYS, STREAMS = st.sampled_from("abcdefgh"), st.sampled_from(["s", "t", "u"])
CLAIMS = st.just([]) | st.lists(st.sampled_from([booking("x"), booking("y")]), max_size=2, unique=True)
ACTS = st.tuples(STREAMS, KEYS, st.integers(0, 1), st.none() | st.integers(0, 4), CLAIMS, CLAIMS)
GROUPS = st.lists(st.tuples(st.booleans(), st.lists(ACTS, min_size=1, max_size=5)), max_size=12)


def test_groups_of_two_processes_are_answered_as_one_act_after_the_other(tmp_path_factory, tried_always):
    @settings(max_examples=60, deadline=None)
    @given(GROUPS)
    def hold(groups):
        file = tmp_path_factory.mktemp("two") / "ledger.db"
        with contextlib.ExitStack() as stack:
            stores = [stack.enter_context(contextlib.closing(opened(file))) for _ in range(2)]
            model = MemoryStore(ticking())
            for which, group in groups:
                acts, due = [], []
                for stream, key, tag, expected, claims, releases in group:
                    options = {"tag": tag, "expected": expected, "claims": claims, "releases": releases}
                    acts.append(act_of(stream, key, **options))
                    due.append(outcome(model, acts[-1], drafts(tag=tag)))
                assert together(stores[which], *acts) == due
            assert stores[0].head() == model.head()
            assert dict(stores[0].read_claims()) == dict(model.read_claims())
            assert list(stores[0].check_columns()) == []

    hold()


def test_two_who_write_by_turns_answer_as_the_plain_model_does(tmp_path_factory, tried_always):
    class TwoMachine(LedgerMachine):
        outlives = True

        @initialize()
        def begin(self):
            self.file = tmp_path_factory.mktemp("machine") / "ledger.db"
            super().begin()
            self.other = self.new_store(ticking())

        def new_store(self, now_us):
            return open_store(f"sqlite:///{self.file}", now_us)

        @rule()
        def the_other_one_goes_on(self):
            self.store, self.other = self.other, self.store

        def teardown(self):
            super().teardown()
            if hasattr(self, "other"):
                self.other.close()

    run_state_machine_as_test(
        TwoMachine, settings=settings(max_examples=15, stateful_step_count=30, deadline=None)
    )


# -- how often it is tried ------------------------------------------------------------------------


def test_where_trust_is_in_vain_it_is_tried_seldom_and_again_where_it_is_not():
    trusted = Trust()
    waits = []
    for _ in range(9):
        trusted.note(kept=False)
        waits.append(next(count for count in itertools.count() if trusted.serves()))
    assert waits == [1, 3, 7, 15, 31, 63, 64, 64, 64]
    trusted.note(kept=True)
    assert trusted.serves()
