"""The promise of the ledger, kept in PostgreSQL."""

import contextlib
import threading

import psycopg
import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from otkel.errors import LedgerError, LedgerSchemaError
from otkel.ledger.copying import copy_events, digest
from otkel.ledger.memory import MemoryStore
from otkel.ledger.opening import open_store
from otkel.ledger.postgres.connections import connect
from otkel.ledger.postgres.schema import find_version, migrate
from otkel.ledger.postgres.store import PostgresStore
from otkel.ledger.statements import read_migrations
from tests.contract.acts import booking, drafts, ticking
from tests.contract.concurrency import run_together
from tests.contract.crash import require_act, require_in_order, start_writing
from tests.contract.ledger_contract import LedgerContract
from tests.contract.postgres import own_schema
from tests.contract.writing import act
from tests.ledger.machine import LedgerMachine

SECONDS = 1.5  # of many at once


@pytest.fixture
def store(postgres_url):
    with contextlib.closing(open_store(postgres_url, ticking())) as store:
        assert isinstance(store, PostgresStore)
        yield store


@pytest.fixture
def database(postgres_url, store):
    """Give a connection to the ledger of `store` for what it does not do itself."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


class TestPostgres(LedgerContract):
    pass


def test_whatever_is_done_it_answers_as_the_plain_model_does(postgres_server):
    class PostgresMachine(LedgerMachine):
        outlives = True

        def __init__(self):
            super().__init__()
            self.stack = contextlib.ExitStack()
            self.url = self.stack.enter_context(own_schema(postgres_server))

        def new_store(self, now_us):
            return open_store(self.url, now_us)

        def teardown(self):
            super().teardown()
            self.stack.close()

    run_state_machine_as_test(
        PostgresMachine, settings=settings(max_examples=8, stateful_step_count=25, deadline=None)
    )


def test_many_at_once_leave_no_gap_and_see_none(store):
    assert run_together(store, SECONDS) > 100


def test_two_processes_and_this_one_share_one_order(postgres_url, store):
    others = [start_writing(postgres_url, f"other-{n}", 4, 10) for n in range(2)]
    mine = [store.append(**act("mine", 0, number)) for number in range(60)]
    for other in others:
        said, wrong = other.communicate(timeout=60)
        assert (other.returncode, wrong) == (0, "")
        assert len(said.splitlines()) == 1 + 4 * 10
    require_in_order(store)
    events = list(store.read_stream("mine.0"))
    start = 0
    for number, receipt in enumerate(mine):
        given = act("mine", 0, number)
        start = require_act(events, start, given, receipt.first_position, receipt.last_position)
    for name in ("other-0", "other-1"):
        assert [store.version(f"{name}.{thread}") for thread in range(4)] == [19] * 4
    assert list(store.check_columns()) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET stream = 'b' WHERE position = 1",
        "UPDATE event SET stream = 'b' WHERE position = 99",
        "DELETE FROM event",
        "TRUNCATE event",
        "INSERT INTO event SELECT * FROM event ON CONFLICT (position) DO UPDATE SET stream = 'b'",
        "MERGE INTO event USING (VALUES (1)) AS v (p) ON position = p WHEN MATCHED THEN DELETE",
    ],
)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_database_itself_refuses_to_change_or_remove_an_event(store, database, change, role):
    store.append("a", drafts(2), client_key="1")
    before = list(store.read_rows())
    database.execute(f"SET session_replication_role = {role}")
    with pytest.raises(psycopg.errors.RestrictViolation, match="never changed or removed"):
        database.execute(change)
    assert list(store.read_rows()) == before


def test_a_guard_that_was_taken_away_is_missed(store, database):
    assert list(store.check_file()) == []
    database.execute("ALTER TABLE event DISABLE TRIGGER ALL; DROP TABLE tree_head")
    assert list(store.check_file()) == [
        "trigger event_is_never_changed_or_removed is not as made",
        "trigger tree_head_is_never_changed_or_removed is not as made",
        "index tree_head_pkey is not as made",
    ]


def test_a_column_that_says_something_else_than_the_bytes_is_named(store, database):
    store.append("a", drafts(3), client_key="1")
    database.execute(
        "ALTER TABLE event DISABLE TRIGGER ALL; UPDATE event SET stream = 'b' WHERE position = 2"
    )
    (damage,) = store.check_columns()
    assert (damage.position, damage.what) == (2, "stream in the column is b, in the bytes a")


# -- schema ---------------------------------------------------------------------------------------


def test_old_code_does_not_open_a_newer_ledger(postgres_url, store, database):
    store.append("a", drafts(), client_key="1")
    database.execute("UPDATE schema_version SET version = version + 1")
    with pytest.raises(LedgerSchemaError, match="newer"):
        open_store(postgres_url, ticking())


def test_old_code_that_runs_already_refuses_to_write_to_a_newer_ledger(store, database):
    store.append("a", drafts(), client_key="1")
    database.execute("UPDATE schema_version SET version = version + 1")
    for _ in range(2):
        with pytest.raises(LedgerSchemaError, match="newer"):
            store.append("a", drafts(), client_key="2")
    assert store.head() == 1
    database.execute("UPDATE schema_version SET version = version - 1")
    assert store.append("a", drafts(), client_key="2").first_position == 2


def test_many_open_an_empty_database_at_once(postgres_url):
    stores, errors = [], []

    def one():
        try:
            stores.append(open_store(postgres_url, ticking()))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert [one.append("a", drafts(), client_key=str(n)).version for n, one in enumerate(stores)] == [
        *range(1, 9)
    ]
    for one in stores:
        one.close()


def test_a_migration_that_fails_changes_nothing(postgres_url, store):
    store.append("a", drafts(), client_key="1")
    connection, identity = connect(postgres_url, "write_settings")
    with contextlib.closing(connection):
        known = len(read_migrations("postgres"))
        steps = (*read_migrations("postgres"), "CREATE TABLE later (x int)", "SELECT no_such_thing")
        with pytest.raises(psycopg.Error):
            migrate(connection, identity, steps)
        assert find_version(connection) == known
        migrate(connection, identity, steps[:-1])
        assert find_version(connection) == known + 1
    with pytest.raises(LedgerSchemaError):
        store.append("a", drafts(), client_key="2")


# -- addresses and settings -----------------------------------------------------------------------


def test_a_schema_that_is_not_there_is_told(postgres_server):
    with pytest.raises(LedgerError, match="schema"):
        open_store(
            f"{postgres_server}{'&' if '?' in postgres_server else '?'}options=-csearch_path%3Dno", ticking()
        )


def test_two_ledgers_in_one_database_do_not_meet(postgres_server, store):
    with own_schema(postgres_server) as url, contextlib.closing(open_store(url, ticking())) as other:
        store.append("a", drafts(), client_key="1", claims=[booking()])
        assert other.head() == 0
        assert other.append("a", drafts(2), client_key="1", claims=[booking()]).last_position == 2
        assert store.head() == 1
        assert other._writer._session.identity != store._writer._session.identity


def test_what_is_acknowledged_has_reached_the_disk(postgres_url):
    with contextlib.closing(open_store(f"{postgres_url}%20-csynchronous_commit%3Doff", ticking())) as store:
        assert store.write(lambda c: c.execute("SHOW synchronous_commit").fetchone()) == ("on",)


@pytest.mark.parametrize("bad", ["a\0b", "x" * 1001, "\ud800"])
def test_a_name_that_the_database_cannot_hold_fails_alone(store, bad):
    for names in ({"stream": bad, "client_key": "1"}, {"stream": "a", "client_key": bad}):
        with pytest.raises(ValueError):
            store.append(drafts=drafts(), **names)
    with pytest.raises(ValueError):
        store.append("a", drafts(), client_key="1", releases=[booking(bad)])
    assert store.append("a", drafts(), client_key="1").first_position == 1


def test_names_are_taken_as_they_are(store):
    names = ["'", '"', "\\", "{}", "%s", "өткел", "a,b", "null", "; DROP TABLE event; --", "$1"]
    for place, name in enumerate(names, 1):
        receipt = store.append(name, drafts(), client_key=name, claims=[booking(name)], expected_version=0)
        assert receipt.first_position == store.find_claim(booking(name)) == place
    assert [event.stream for event in store.read_all()] == names
    assert [store.version(name) for name in names] == [1] * len(names)
    assert store.append(names[0], drafts(), client_key=names[0]).repeated


def test_the_same_events_move_to_it_and_from_it_with_equal_digests(store):
    source, target = MemoryStore(ticking()), MemoryStore(ticking())
    for tag in range(50):
        source.append(f"s{tag % 3}", drafts(3, tag=tag), client_key=str(tag), claims=[booking(str(tag))])
    copy_events(source, store)
    copy_events(store, target)
    assert list(target.read_rows()) == list(store.read_rows()) == list(source.read_rows())
    assert digest(store, 150) == digest(source, 150)
    assert dict(target.read_claims()) == dict(source.read_claims())
