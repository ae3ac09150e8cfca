"""Disks that are full and databases that are gone: nobody is told yes, and it goes on when they are back."""

import threading

import psycopg
import pytest

from otkel.errors import LedgerError, LedgerFullError, LedgerUnreachableError
from otkel.ledger.opening import open_store
from otkel.queueing import commands as c
from otkel.queueing.refusal import Refusal
from tests.app.live.point import book, folded_bytes, opened, require_fair, state_bytes
from tests.contract.acts import drafts, ticking
from tests.ledger.test_postgres_losses import at_commit
from tests.ledger.test_sqlite_full import fill, limit_pages


class Broken:
    """A store that fails at will, in the manner of a disk that runs full."""

    def __init__(self, store, error):
        self.store, self.error = store, error
        self.fails = False

    def submit(self, *given, **options):
        if self.fails:
            return Failing(self.error)
        return self.store.submit(*given, **options)

    def __getattr__(self, name):
        return getattr(self.store, name)


class Failing:
    recorded_us = 0

    def __init__(self, error):
        self.error = error

    def wait(self):
        raise self.error("not recorded: repeat it")


@pytest.mark.parametrize("error", [LedgerFullError, LedgerUnreachableError, LedgerError])
def test_what_was_not_recorded_is_told_and_forgotten(memory, error):
    store = Broken(memory, error)
    decider = opened(store)
    decider.handle(book(1), key="1", by="test")
    before = state_bytes(decider)
    store.fails = True
    for _ in range(2):
        with pytest.raises(error, match="repeat"):
            decider.handle(book(2), key="2", by="test")
    assert state_bytes(decider) == before
    store.fails = False
    assert not decider.handle(book(2), key="2", by="test").repeated
    assert state_bytes(decider) == folded_bytes(memory)


def test_a_refusal_that_rests_on_what_was_not_recorded_is_not_given(memory):
    """Three bookings fill a slot and fail; a fourth was decided upon them meanwhile."""
    store = Broken(memory, LedgerFullError)
    decider = opened(store)
    gate = threading.Event()

    class Slow(Failing):
        def wait(self):
            gate.wait(10)
            store.fails = False
            super().wait()

    store.submit = lambda *given, **options: (
        Slow(LedgerFullError) if store.fails else memory.submit(*given, **options)
    )
    store.fails = True
    answers = []

    def give(number):
        try:
            answers.append(decider.handle(book(number), key=str(number), by="test"))
        except LedgerFullError as error:
            answers.append(error)

    threads = [threading.Thread(target=give, args=(number,)) for number in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
        threading.Event().wait(0.05)
    assert answers == []
    gate.set()
    for thread in threads:
        thread.join(20)
    assert not any(isinstance(one, Refusal) for one in answers)
    booked = require_fair(memory)
    assert len(booked) + sum(isinstance(one, LedgerFullError) for one in answers) == 4
    assert state_bytes(decider) == folded_bytes(memory)


def test_a_full_file_is_told_and_the_next_command_works_when_there_is_room(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/ledger.db", ticking())
    decider = opened(store)
    decider.handle(book(1), key="1", by="test")
    limit_pages(store, 4)
    fill(store)
    recorded, number = 1, 2
    while True:
        try:
            decider.handle(book(number, number), key=str(number), by="test")
        except LedgerFullError:
            break
        recorded, number = recorded + 1, number + 1
    assert len(require_fair(store)) == recorded
    assert decider.look(lambda state: len(state.trucks)) == recorded
    limit_pages(store, 10_000)
    assert not decider.handle(book(number, number), key=str(number), by="test").repeated
    assert len(require_fair(store)) == recorded + 1
    assert state_bytes(decider) == folded_bytes(store)
    store.close()


def test_many_who_meet_a_full_database_are_all_told(postgres_url):
    store = open_store(postgres_url, ticking())
    decider = opened(store)
    decider.handle(book(1), key="1", by="test")
    answers = []

    def give(number):
        try:
            answers.append(decider.handle(book(number, number), key=str(number), by="test"))
        except LedgerError as error:
            answers.append(error)

    with psycopg.connect(postgres_url, autocommit=True) as database:
        at_commit(database, "RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'")
        threads = [threading.Thread(target=give, args=(number,)) for number in range(2, 18)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert {type(one) for one in answers} == {LedgerFullError}
        assert len(answers) == 16
        database.execute("DROP TRIGGER trouble ON event")
    for number in range(2, 18):
        assert not decider.handle(book(number, number), key=str(number), by="test").repeated
    assert len(require_fair(store)) == 17
    assert state_bytes(decider) == folded_bytes(store)
    store.close()


def test_a_server_that_is_gone_is_told_and_found_again(killable_server):
    store = open_store(killable_server.url, ticking())
    decider = opened(store)
    decider.handle(book(1), key="1", by="test")
    killable_server.kill()
    for command in (book(2), c.Cancel(passage=1)):
        with pytest.raises(LedgerUnreachableError):
            decider.handle(command, key="2", by="test")
    with pytest.raises(LedgerUnreachableError):
        decider.look(lambda state: state.version)
    killable_server.start()
    decider.handle(book(2), key="2", by="test")
    assert len(require_fair(store)) == 2
    assert state_bytes(decider) == folded_bytes(store)
    store.close()


def test_what_others_append_between_decisions_under_way_lets_none_of_them_in(memory):
    """The version happens to be the one that the second decision expected; the first is not there."""
    store = Broken(memory, LedgerError)
    decider = opened(store)
    handed, gate = [], threading.Event()

    def hand_over(*given, **options):
        if len(handed) == 0:  # somebody else writes just before the first one comes in
            memory.append("point/kurmangazy", _foreign(), client_key="else")
        handed.append(options["after"])
        if isinstance(options["after"], Held):
            options["after"] = options["after"].pending
        pending = memory.submit(*given, **options)
        return Held(pending, gate) if len(handed) < 3 else pending

    store.submit = hand_over
    threads = [
        threading.Thread(target=lambda n=n: decider.handle(book(n), key=str(n), by="test")) for n in (1, 2)
    ]
    for thread in threads:
        thread.start()
        threading.Event().wait(0.05)
    gate.set()
    for thread in threads:
        thread.join(20)
    assert isinstance(handed[1], Held)  # the second one was decided upon the first
    assert [event.client_key for event in memory.read_all()][:2] == ["open/kurmangazy", "else"]
    assert sorted(event.passage for event in require_fair(memory).values()) == [1, 2]
    assert state_bytes(decider) == folded_bytes(memory)


class Held:
    """An act whose answer comes later."""

    recorded_us = 0

    def __init__(self, pending, gate):
        self.pending, self.gate = pending, gate

    def wait(self):
        self.gate.wait(10)
        return self.pending.wait()


def _foreign():
    draft = drafts()[0]
    return [
        type(draft)(
            body=draft.body, point="kurmangazy", occurred_us=1_700_000_000_000_000, recorded_by="else"
        )
    ]
