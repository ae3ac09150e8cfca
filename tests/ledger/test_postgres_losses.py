"""Lost connections and a full disk: a clear error, nothing acknowledged lost, and it goes on by itself."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from otkel.errors import LedgerFullError, LedgerUnreachableError
from otkel.ledger.opening import open_store
from otkel.ledger.postgres.session import Session
from tests.contract.acts import booking, drafts, ticking
from tests.contract.crash import require_in_order
from tests.contract.postgres import own_schema

CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE query ~* %s AND pid <> pg_backend_pid()
"""


@pytest.fixture
def store(postgres_url):
    with contextlib.closing(open_store(postgres_url, ticking())) as store:
        yield store


@pytest.fixture
def database(postgres_url, store):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def at_commit(database, what):
    """Have the database do something to each commit of events."""
    database.execute(
        f"""
        CREATE OR REPLACE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {what}; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON event
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trouble()
        """
    )


def own_connections(store):
    return [store._writer._session._connection.info.backend_pid]


# -- writing --------------------------------------------------------------------------------------


def test_a_connection_that_died_while_idle_is_made_anew(store, database):
    store.append("a", drafts(), client_key="1")
    for pid in own_connections(store):
        database.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    assert not store.append("a", drafts(), client_key="2").repeated
    assert store.head() == 2


def test_a_connection_lost_before_the_commit_records_nothing_and_the_act_may_be_repeated(store, database):
    store.append("a", drafts(), client_key="1")
    at_commit(database, "PERFORM pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(LedgerUnreachableError, match="repeat with the same key"):
        store.append("a", drafts(2), client_key="2", claims=[booking()])
    assert (store.head(), store.find_claim(booking())) == (1, None)
    database.execute("DROP TRIGGER trouble ON event")
    assert not store.append("a", drafts(2), client_key="2", claims=[booking()]).repeated
    assert (store.head(), store.find_claim(booking())) == (3, 2)


def test_a_connection_lost_after_the_commit_is_answered_once(store, monkeypatch):
    store.append("a", drafts(), client_key="1")
    send = Session._send

    def answer_lost(session, *message):
        send(session, *message)
        session._connection.close()
        raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(Session, "_send", answer_lost)
    with pytest.raises(LedgerUnreachableError):
        store.append("a", drafts(2), client_key="2", claims=[booking()])
    monkeypatch.undo()
    receipt = store.append("a", drafts(2), client_key="2", claims=[booking()])
    assert (receipt.first_position, receipt.last_position, receipt.repeated) == (2, 3, True)
    assert (store.head(), store.find_claim(booking())) == (3, 2)


def test_all_who_wait_in_a_group_are_answered(store, database):
    at_commit(database, "PERFORM pg_terminate_backend(pg_backend_pid())")
    errors = []

    def one(number):
        try:
            store.append(f"s{number}", drafts(), client_key=str(number))
        except LedgerUnreachableError as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(map(id, errors))) == 8
    assert store.head() == 0


def test_a_writer_that_stands_still_does_not_stop_the_others(postgres_url, store, monkeypatch):
    with contextlib.closing(open_store(postgres_url, ticking())) as other:
        other.write(
            lambda connection: connection.execute("SET idle_in_transaction_session_timeout = '200ms'")
        )
        going_on = threading.Event()

        def stand_still():
            other.write(lambda _: going_on.wait(30))

        def told():
            with pytest.raises(LedgerUnreachableError):
                stand_still()

        standing = threading.Thread(target=told)
        standing.start()
        time.sleep(0.1)
        assert store.append("a", drafts(), client_key="1").first_position == 1
        going_on.set()
        standing.join(30)
        assert other.append("a", drafts(), client_key="2").first_position == 2


# -- a full disk ----------------------------------------------------------------------------------


def test_a_disk_that_is_said_to_be_full_is_told_and_nothing_of_the_act_is_recorded(store, database):
    store.append("a", drafts(), client_key="1")
    at_commit(database, "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'")
    with pytest.raises(LedgerFullError, match="Make room, repeat it"):
        store.append("a", drafts(2), client_key="2", claims=[booking()])
    assert (store.head(), store.find_claim(booking())) == (1, None)
    database.execute("DROP TRIGGER trouble ON event")
    assert not store.append("a", drafts(2), client_key="2").repeated
    assert store.head() == 3


@pytest.fixture
def small_disk(postgres_server):
    """Give the name of a tablespace with little room."""
    if "TEST_PG" in os.environ:
        pytest.skip("the disk of a server of others is not made small")
    folder = Path(tempfile.mkdtemp(prefix="otkel-disk-"))
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", str(folder)]
    if mount is None or os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("only root can make a small disk")
    space = f"small_{os.getpid()}"
    try:
        inner = folder / "space"
        inner.mkdir()
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            data = Path(connection.execute("SHOW data_directory").fetchone()[0])
            os.chown(inner, data.stat().st_uid, data.stat().st_gid)
            connection.execute(f"CREATE TABLESPACE {space} LOCATION '{inner}'")
            yield space
            connection.execute(f"DROP TABLESPACE {space}")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(store):
    """Append until it is refused; give how many acts were acknowledged."""
    for number in range(1000):
        try:
            store.append("a", drafts(50, tag=number), client_key=str(number))
        except LedgerFullError:
            return number
    raise AssertionError("the disk is not full")


def test_a_full_disk_refuses_and_what_was_acknowledged_is_there(postgres_server, small_disk):
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(own_schema(postgres_server))
        url = f"{url}%20-cdefault_tablespace%3D{small_disk}"
        store = stack.enter_context(contextlib.closing(open_store(url, ticking())))
        acknowledged = fill(store)
        assert acknowledged > 1
        require_in_order(store)
        assert store.head() == 50 * acknowledged
        assert store.append("a", drafts(50, tag=0), client_key="0").repeated


# -- following ------------------------------------------------------------------------------------


def test_one_notice_a_group_tells_the_head(postgres_url, store):
    with psycopg.connect(postgres_url, autocommit=True) as listening:
        listening.execute(f"LISTEN {store._writer._session.identity.channel}")
        store.append("a", drafts(3), client_key="1")
        store.append("a", drafts(3), client_key="1")
        store.append("b", drafts(2), client_key="2")
        heard = [notice.payload for notice in listening.notifies(timeout=5, stop_after=2)]
        heard += [notice.payload for notice in listening.notifies(timeout=0.05)]
    assert heard == ["3", "5"]


def test_one_who_follows_hears_at_once_what_another_process_records(postgres_url, store):
    following = store.follow(timeout_s=30)
    with contextlib.closing(open_store(postgres_url, ticking())) as other, contextlib.closing(following):
        for number in range(5):
            timer = threading.Timer(0.05, other.append, ("a", drafts()), {"client_key": str(number)})
            timer.start()
            assert next(following).position == number + 1
            timer.join()


def test_one_who_follows_loses_nothing_when_the_connection_is_cut(store, database):
    seen = []

    def follow():
        for event in store.follow(timeout_s=60):
            seen.append(event.position)
            if event.position == 200:
                return

    thread = threading.Thread(target=follow)
    thread.start()
    cuts = 0
    for number in range(100):
        store.append("a", drafts(2, tag=number), client_key=str(number))
        if number % 10 == 9:
            cuts += database.execute(CUT, ("^(listen|select position, bytes)",)).fetchone()[0]
        time.sleep(0.005)
    thread.join(60)
    assert not thread.is_alive()
    assert seen == list(range(1, 201))
    assert cuts > 3


def test_one_who_follows_an_unreachable_database_is_told_so(killable_server):
    server = killable_server
    with contextlib.closing(open_store(server.url, ticking())) as store:
        store.append("a", drafts(), client_key="1")
        following = store.follow(timeout_s=60)
        assert next(following).position == 1
        server.kill()
        for question in (
            store.head,
            lambda: list(store.read_all()),
            lambda: list(store.follow(timeout_s=0.1)),
            lambda: open_store(server.url, ticking()),
            lambda: store.append("a", drafts(), client_key="2"),
        ):
            with pytest.raises(LedgerUnreachableError):
                question()
        threading.Timer(0.3, server.start).start()
        until_s = time.monotonic() + 60
        while time.monotonic() < until_s:
            with contextlib.suppress(LedgerUnreachableError):
                assert not store.append("a", drafts(), client_key="2").repeated
                break
            time.sleep(0.02)
        assert next(following).position == 2
        following.close()
        assert store.head() == 2
