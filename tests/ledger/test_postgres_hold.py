"""The right to decide for a point, over all machines of a database: one holds it, and it ends with him."""

import os
import signal
from contextlib import closing

import psycopg
import pytest

from otkel.errors import HeldElsewhereError, LedgerUnreachableError
from otkel.ledger.hold import open_hold
from otkel.ledger.postgres.hold import MOST_SAID
from tests.contract.postgres import own_schema

CUT = """
SELECT count(pg_terminate_backend(pid, 20000)) FROM pg_stat_activity
WHERE application_name = %s AND pid <> pg_backend_pid()
"""


def cut(url, holder):
    """End the session of a holder, and wait until it has ended."""
    with psycopg.connect(url, autocommit=True) as database:
        return database.execute(CUT, (holder,)).fetchone()[0]


def require_held(url, holder, name="syrym"):
    with pytest.raises(HeldElsewhereError, match=f"^{holder}, since 20.* UTC$"):
        open_hold(url, name, "somebody else")


def test_a_ledger_of_one_machine_has_none(tmp_path):
    assert open_hold(f"sqlite:///{tmp_path}/a.db", "syrym", "me") is None
    assert open_hold("memory:", "syrym", "me") is None


def test_one_holds_and_others_are_told_who(postgres_url):
    first = open_hold(postgres_url, "syrym", "process 1 on alpha")
    require_held(postgres_url, "process 1 on alpha")
    first.keep()
    require_held(postgres_url, "process 1 on alpha")
    first.close()
    first.close()
    first.keep()  # what was let go is not taken again
    with closing(open_hold(postgres_url, "syrym", "process 2 on beta")):
        require_held(postgres_url, "process 2 on beta")


def test_points_and_ledgers_do_not_know_each_other(postgres_server, postgres_url):
    with (
        own_schema(postgres_server) as other,
        closing(open_hold(postgres_url, "syrym", "a")),
        closing(open_hold(postgres_url, "shagan", "b")),
        closing(open_hold(other, "syrym", "c")),
    ):
        require_held(postgres_url, "a")
        require_held(postgres_url, "b", "shagan")
        require_held(other, "c")


def test_a_name_is_no_sql_and_a_long_holder_is_cut(postgres_url):
    with closing(open_hold(postgres_url, "'); --", "Ж" * 100)):
        with pytest.raises(HeldElsewhereError) as error:
            open_hold(postgres_url, "'); --", "b")
        assert str(error.value).startswith("?" * MOST_SAID + ", since")


def test_a_session_that_was_ended_is_made_anew(postgres_url):
    with closing(open_hold(postgres_url, "syrym", "me here")) as hold:
        assert cut(postgres_url, "me here") == 1
        hold.keep()
        require_held(postgres_url, "me here")


def test_who_lost_it_to_another_one_is_told_each_time(postgres_url):
    with closing(open_hold(postgres_url, "syrym", "me there")) as hold:
        assert cut(postgres_url, "me there") == 1
        with closing(open_hold(postgres_url, "syrym", "another")):
            for _ in range(2):
                with pytest.raises(HeldElsewhereError, match=r"^another, since"):
                    hold.keep()
        hold.keep()  # that one has let go
        require_held(postgres_url, "me there")


def test_a_server_that_tells_something_unasked_takes_nothing_away(postgres_url):
    with closing(open_hold(postgres_url, "syrym", "me still")) as hold:
        hold._connection.execute("LISTEN news")
        with psycopg.connect(postgres_url, autocommit=True) as database:
            database.execute("NOTIFY news")
        pid = hold._connection.info.backend_pid
        hold.keep()
        assert hold._connection.info.backend_pid == pid


def test_an_own_session_that_the_server_still_waits_for_is_no_other_holder(postgres_url):
    """As after a cut of the network that only this side has noticed."""
    with closing(open_hold(postgres_url, "syrym", "me twice")) as hold:
        held, hold._connection = hold._connection, None
        with closing(held), pytest.raises(LedgerUnreachableError, match="earlier session"):
            hold.keep()


def test_a_database_that_is_gone_is_told_and_it_is_held_again_afterwards(killable_server):
    with closing(open_hold(killable_server.url, "syrym", f"process {os.getpid()}")) as hold:
        killable_server.kill(signal.SIGQUIT)  # it ends its sessions before it ends
        for _ in range(2):
            with pytest.raises(LedgerUnreachableError):
                hold.keep()
        killable_server.start()
        hold.keep()
        require_held(killable_server.url, f"process {os.getpid()}")
