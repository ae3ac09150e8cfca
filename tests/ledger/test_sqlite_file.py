"""The file of a ledger: what it refuses, what it remembers, which schemas it knows, who may write to it."""

import contextlib
import threading
import time
from pathlib import Path

import apsw
import pytest

from otkel.errors import (
    LedgerDamagedError,
    LedgerError,
    LedgerSchemaError,
    LedgerUnreachableError,
    UnknownNameError,
)
from otkel.ledger.opening import open_store
from otkel.ledger.sqlite import connections, schema
from otkel.ledger.statements import read_migrations
from tests.contract.acts import booking, drafts, ticking
from tests.contract.crash import require_in_order, start_writing

OLD = Path(__file__).parent / "schemas" / "sqlite_1.sql"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


def opened(file):
    return contextlib.closing(open_store(f"sqlite:///{file}", ticking()))


# -- the database itself refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET bytes = x'00' WHERE position = 2",
        "UPDATE event SET stream = 'b'",
        "UPDATE OR REPLACE event SET position = 1 WHERE position = 2",
        "DELETE FROM event WHERE position = 3",
        "DELETE FROM event",
        "REPLACE INTO event VALUES (2, 'z', 1, 'z', x'00')",
        "REPLACE INTO event VALUES (4, 'a', 1, 'z', x'00')",
        "REPLACE INTO event VALUES (4, 'z', 1, '1', x'00')",
        "INSERT INTO event VALUES (4, 'z', 1, 'z', x'00') ON CONFLICT DO UPDATE SET bytes = x'00'",
    ],
)
def test_events_cannot_be_changed_or_removed_in_the_database(file, statement):
    with opened(file) as store:
        store.append("a", drafts(3), client_key="1")
        before = list(store.read_rows())
        other = apsw.Connection(str(file))
        with contextlib.suppress(apsw.ConstraintError):
            other.execute(statement)
            assert statement.startswith("INSERT")
        other.close()
        assert list(store.read_rows(up_to=3)) == before


def test_what_is_in_the_file_is_there_when_it_is_opened_again(file):
    with opened(file) as store:
        store.append("a", drafts(3), client_key="1", claims=[booking()])
        before = list(store.read_rows())
    with opened(file) as store:
        assert list(store.read_rows()) == before
        assert store.find_claim(booking()) == 1
        assert store.append("a", drafts(3), client_key="1").repeated
        assert store.append("a", drafts(), client_key="2", expected_version=3).first_position == 4


def test_a_closed_ledger_is_one_file(file):
    with opened(file) as store:
        store.append("a", drafts(3), client_key="1")
        assert store.head() == 3
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_writing_goes_to_the_disk_before_it_is_acknowledged(file):
    with opened(file) as store:
        assert store.write(lambda connection: connection.pragma("synchronous")) == 2
        assert store.write(lambda connection: connection.pragma("journal_mode")) == "wal"


# -- columns and bytes --------------------------------------------------------------------------


def tamper(file, *statements):
    """Change the file behind the ledger's back, past its triggers."""
    connection = apsw.Connection(str(file))
    for name in ("changed", "removed", "replaced"):
        connection.execute(f"DROP TRIGGER event_is_never_{name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "position", "what"),
    [
        ("UPDATE event SET stream = 'c' WHERE position = 3", 3, "stream"),
        ("UPDATE event SET version = 9 WHERE position = 2", 2, "version"),
        ("UPDATE event SET client_key = 'x' WHERE position = 3", 3, "client_key"),
        ("UPDATE event SET client_key = 'x' WHERE position = 2", 2, "client_key"),
        ("UPDATE event SET client_key = NULL WHERE position = 1", 1, "client_key"),
        ("UPDATE event SET position = 9 WHERE position = 4", 4, "no event"),
        ("DELETE FROM event WHERE position = 2", 2, "no event"),
        ("UPDATE event SET bytes = substr(bytes, 2) WHERE position = 3", 3, "read"),
        ("UPDATE event SET bytes = (SELECT bytes FROM event WHERE position = 1) WHERE position = 3", 3, "1"),
        ("UPDATE event SET stream = CAST(x'ff' AS TEXT) WHERE position = 3", 3, "stream"),
        ("UPDATE event SET client_key = CAST(x'ff' AS TEXT) WHERE position = 3", 3, "client_key"),
        ("UPDATE claim SET position = 2", 2, "claim"),
        ("UPDATE claim SET kind = CAST(x'ff' AS TEXT)", 1, "claim"),
        ("UPDATE claim SET subject = 'other'", 1, "claim"),
    ],
)
def test_a_column_that_is_not_what_the_bytes_say_is_named(file, statement, position, what):
    with opened(file) as store:
        store.append("a", drafts(2), client_key="1", claims=[booking()])
        store.append("b", drafts(1), client_key="2")
        store.append("a", drafts(1), client_key="3")
        assert list(store.check_columns()) == []
    tamper(file, statement)
    with opened(file) as store:
        found = list(store.check_columns())
        assert [damage.what for damage in found if damage.position == position and what in damage.what]


def test_a_changed_claim_is_not_read(file):
    with opened(file) as store:
        store.append("a", drafts(), client_key="1", claims=[booking()])
    tamper(file, "UPDATE claim SET position = 7")
    with opened(file) as store:
        with pytest.raises(LedgerDamagedError, match="position 7"):
            store.find_claim(booking())
        with pytest.raises(LedgerDamagedError, match="position 7"):
            list(store.read_claims())
        with pytest.raises(LedgerDamagedError, match="position 7"):
            store.append("b", drafts(), client_key="2", claims=[booking()])


@pytest.mark.parametrize("first", [42, 60])
def test_a_page_that_cannot_be_read_is_told(file, first):
    """By where the database begins to stumble it tells it, or stops looking."""
    with opened(file) as store:
        for number in range(200):
            store.append("a", drafts(10, tag=number), client_key=str(number))
        last = store.read(lambda connection: connection.pragma("page_count")) - 20
    stored = bytearray(file.read_bytes())
    assert last - first > 40  # the pages before hold the schema and the roots of its tables
    stored[first * 4096 : last * 4096] = bytes((last - first) * 4096)
    file.write_bytes(stored)
    with opened(file) as store:
        assert list(store.check_columns())
        assert list(store.check_file())


def test_what_the_schema_lacks_is_named(file):
    with opened(file) as store:
        assert list(store.check_file()) == []
    tamper(file, "DROP INDEX event_by_stream")
    with opened(file) as store:
        found = list(store.check_file())
    assert "index event_by_stream is not as made" in found
    assert "trigger event_is_never_changed is not as made" in found


def test_a_file_that_is_no_database_is_refused(file):
    file.write_bytes(b"what a queue " * 1000)
    with pytest.raises(LedgerDamagedError):
        open_store(f"sqlite:///{file}", ticking())


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LedgerError, match="nowhere"):
        open_store(f"sqlite:///{tmp_path}/nowhere/ledger.db", ticking())


def test_an_address_that_means_no_store_is_refused():
    for address in ("ledger.db", "sqlite:///", "mysql://x/y"):
        with pytest.raises(UnknownNameError):
            open_store(address, ticking())


# -- schemas ------------------------------------------------------------------------------------


def test_a_file_of_the_first_schema_is_brought_up_to_date_and_kept(file):
    connection = apsw.Connection(str(file))
    connection.execute(OLD.read_text(encoding="utf-8")).fetchall()
    before = connection.execute("SELECT position, bytes FROM event").fetchall()
    connection.close()
    with opened(file) as store:
        assert list(store.read_rows()) == before
        assert list(store.check_columns()) == list(store.check_file()) == []
        assert store.append("passage/1", drafts(2, passage=1), client_key="k1").repeated
        assert store.append("passage/1", drafts(), client_key="k9", expected_version=3).version == 4
        assert store.find_claim(booking()) == 1
        assert store.read(schema.find_version) == len(read_migrations("sqlite"))


def test_steps_are_taken_together_or_not_at_all(file):
    steps = [*read_migrations("sqlite"), "CREATE TABLE more (x INTEGER) STRICT", "CREATE TABLE broken ("]
    with opened(file) as store:
        store.append("a", drafts(), client_key="1")
    connection = apsw.Connection(str(file))
    with pytest.raises(apsw.SQLError):
        schema.migrate(connection, steps)
    assert schema.objects(connection) == schema.expected_objects()
    schema.migrate(connection, steps[:-1])
    assert schema.find_version(connection) == len(steps) - 1
    connection.close()


def test_an_older_otkel_refuses_a_newer_schema(file):
    newer = [*read_migrations("sqlite"), "CREATE TABLE more (x INTEGER) STRICT"]
    with opened(file) as store:
        store.append("a", drafts(), client_key="1")
        connection = apsw.Connection(str(file))
        schema.migrate(connection, newer)  # while the older one has the file open
        before = connection.execute("SELECT * FROM event").fetchall()
        with pytest.raises(LedgerSchemaError, match=f"schema {len(newer)}"):
            store.append("a", drafts(), client_key="2")
    with pytest.raises(LedgerSchemaError, match="install the newer one"):
        open_store(f"sqlite:///{file}", ticking())
    assert connection.execute("SELECT * FROM event").fetchall() == before
    connection.close()


# -- several processes --------------------------------------------------------------------------


def test_other_processes_may_write_to_the_same_file(file):
    turns, acts, threads = ("one", "two"), 60, 4
    with opened(file) as store:
        seen = []
        follower = threading.Thread(target=lambda: seen.extend(store.follow()))
        follower.start()
        processes = [start_writing(f"sqlite:///{file}", turn, threads, acts) for turn in turns]
        own = 0
        while any(process.poll() is None for process in processes):
            store.append("own", drafts(tag=own), client_key=f"own/{own}", expected_version=own)
            own += 1
            time.sleep(0.001)
        for process in processes:
            said, complaint = process.communicate(timeout=60)
            assert (process.returncode, complaint) == (0, "")
            assert said.count("\n") == 1 + threads * acts
        require_in_order(store)
        assert list(store.check_columns()) == []
        for turn in turns:
            for thread in range(threads):
                assert store.version(f"{turn}.{thread}") == sum(1 + number % 3 for number in range(acts))
        head = store.head()
        assert head == own + 2 * threads * 2 * acts
        until_s = time.monotonic() + 10
        while len(seen) < head and time.monotonic() < until_s:
            time.sleep(0.01)
    follower.join(10)
    assert [event.position for event in seen] == list(range(1, head + 1))


def test_a_file_that_another_process_keeps_is_told_and_comes_back(file, monkeypatch):
    monkeypatch.setattr(connections, "PATIENCE_S", 0.05)
    with opened(file) as store:
        other = apsw.Connection(str(file))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnreachableError, match="same key"):
            store.append("a", drafts(), client_key="1")
        other.execute("ROLLBACK")
        other.close()
        assert store.append("a", drafts(), client_key="1").first_position == 1


def test_a_key_that_another_process_used_is_known(file):
    with opened(file) as one, opened(file) as two:
        one.append("a", drafts(2), client_key="1", claims=[booking()])
        two.append("a", drafts(), client_key="2", expected_version=2)
        assert one.append("a", drafts(), client_key="2").repeated
        assert two.append("a", drafts(2), client_key="1", expected_version=0, claims=[booking()]).repeated
        assert one.append("a", drafts(), client_key="3", expected_version=3).version == 4


# -- other work on the writing connection -------------------------------------------------------


def test_work_that_fails_leaves_nothing_behind(file):
    def work(connection):
        connection.execute("CREATE TABLE beside (x INTEGER) STRICT")
        raise LookupError("beside")

    with opened(file) as store:
        with pytest.raises(LookupError, match="beside"):
            store.write(work)
        with pytest.raises(LedgerError, match="no such table"):
            store.write(lambda connection: connection.execute("SELECT * FROM beside"))
        assert store.append("a", drafts(), client_key="1").first_position == 1
        assert store.read(lambda connection: connection.execute("SELECT count(*) FROM event").get) == 1
