"""A decider that runs: one a point, deaf to hostile bytes, due by the minute, stopped without loss."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from otkel.app.crossing.pointing import get_point
from otkel.app.ledger import now_us
from otkel.app.serving.client import hand_over
from otkel.app.serving.places import find_socket
from otkel.app.serving.running import BY, run_decider
from otkel.app.serving.server import Server
from otkel.app.serving.wire import MOST_ASKED, MOST_TOLD, Handed, Told, receive, send
from otkel.cli.queue_here import answer_handed
from otkel.errors import InputError
from otkel.facts.events.envelope import Event
from otkel.ledger.opening import open_store
from tests.app.serving.processes import POINT, arrive, handed, running, start, stop
from tests.cli.queue_post import Post


def socket_of(db: str) -> Path:
    found = find_socket(db, POINT)
    assert found is not None
    return found


def events(db: str) -> list[Event]:
    with contextlib.closing(open_store(db, now_us)) as store:
        return list(store.read_all())


@contextlib.contextmanager
def in_this_process(db: str, answer: Any = answer_handed, tick_s: float = 60.0) -> Any:
    """Run a decider in a thread; gives its server, and what was wrong."""
    found: list[Server] = []
    wrong: list[Exception] = []
    ready = threading.Event()

    def begin(server: Server) -> None:
        found.append(server)
        ready.set()

    def run() -> None:
        run_decider(db, get_point(POINT), answer, ready=begin, wrong=wrong.append, tick_s=tick_s)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(30)
        yield found[0], wrong
    finally:
        found[0].stop()
        thread.join(60)
        assert not thread.is_alive()


# -- one a point ----------------------------------------------------------------------------------


def test_the_second_decider_is_told_who_holds_the_point(post: Post) -> None:
    with running(post.db) as first:
        second = start(post.db)
        _, wrong = second.communicate(timeout=60)
        assert second.returncode == 2
        assert f"Another decider runs for this crossing point: process {first.pid}, since 20" in wrong
        assert hand_over(post.db, POINT, arrive(1)) is not None  # the first one goes on
        _, wrong = stop(first)
    assert wrong == ""


def test_no_ledger_is_made_by_a_decider(tmp_path: Path) -> None:
    with start(f"sqlite:///{tmp_path}/none.db") as process:
        _, wrong = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "There is no ledger at sqlite:///" in wrong
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_may_use_the_socket(post: Post) -> None:
    with running(post.db):
        for path in (socket_of(post.db), socket_of(post.db).with_suffix(".lock")):
            assert path.stat().st_mode & 0o777 == 0o600
    assert not socket_of(post.db).exists()


@pytest.mark.parametrize("spoil", ["file", "rights", "user"])
def test_a_socket_that_is_not_ones_own_is_refused(post: Post, spoil: str) -> None:
    path = socket_of(post.db)
    if spoil == "file":
        path.write_text("", "utf-8")
    else:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
        path.chmod(0o666 if spoil == "rights" else 0o600)
        if spoil == "user":
            if os.geteuid() != 0:
                pytest.skip("only root can give a file away")
            os.chown(path, 65534, 65534)
    with pytest.raises(InputError, match="is not the socket of a decider of yours"):
        hand_over(post.db, POINT, arrive(1))
    status, _, wrong = post.ask("tick")
    assert status == 2
    assert "is not the socket of a decider of yours" in wrong
    with start(post.db) as process:  # nor does a decider take its place
        assert process.wait(60) == 2


# -- hostile bytes --------------------------------------------------------------------------------


def framed(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def packed(**change: Any) -> bytes:
    return msgspec.msgpack.encode(msgspec.to_builtins(arrive(1)) | change)


HOSTILE = {
    "no frame": b"GET / HTTP/1.1\r\n\r\n",
    "too long": struct.pack(">I", MOST_ASKED + 1),
    "nothing": framed(b""),
    "no pack": framed(b"\xc1" * 100),
    "cut pack": framed(packed()[:-3]),
    "deep": framed(b"\x91" * 5000),
    "a field too many": framed(packed(more=1)),
    "a wrong kind": framed(packed(given={"plate": 7})),
    "no text": framed(packed(folder=b"\xff\xfe")),
    "another form": framed(packed(form=99)),
}


def test_hostile_bytes_are_refused_and_counted(post: Post) -> None:
    before = len(events(post.db))
    with running(post.db) as process:
        for name, content in HOSTILE.items():
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(socket_of(post.db)))
                connection.sendall(content)
                connection.shutdown(socket.SHUT_WR)
                told = receive(connection, Told, MOST_TOLD, 20)
            assert told is not None, name
            assert (told.status, told.out) == (2, ""), name
        cut = socket.socket(socket.AF_UNIX)
        cut.connect(str(socket_of(post.db)))
        cut.sendall(framed(packed())[:20])
        cut.close()
        told = hand_over(post.db, POINT, arrive(1))
        assert told is not None
        assert told.status == 0
        said, wrong = stop(process)
    assert wrong == ""
    assert said.startswith("Stopped; 1 command")
    assert f"{len(HOSTILE) + 1} connections refused" in said
    assert len(events(post.db)) > before


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (handed("status", "k"), "Status only looks"),
        (handed("redraw", "k"), "redraw only looks"),
        (handed("certificate", "k"), "--signer is missing"),
        (handed("follow", "k", file="none.csv"), "none.csv"),
        (handed("follow", "k"), "this is a folder"),
        (handed("no_such", "k"), "a queue has no verb no_such"),
        (handed("arrive", "k", colour="red"), "arrive takes no colour"),
        (handed("arrive", "k", towards="RU"), "No truck is named"),
        (handed("arrive", "k", towards="RU", plate="A1 B2", trip="../../etc/shadow"), "shadow"),
        (handed("arrive", "\0", towards="RU", plate="A1 B2"), "cannot be printed"),
        (msgspec.structs.replace(handed("tick", "k"), language="xx"), "no words in the language xx"),
        (msgspec.structs.replace(handed("tick", "k"), envelope={"at": "never"}), "never"),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(post: Post, spoiled: Handed, said: str) -> None:
    with in_this_process(post.db):
        told = hand_over(post.db, POINT, spoiled)
    assert told is not None
    assert (told.status, told.out) == (2, "")
    assert said.lower() in told.err.lower()
    assert "Traceback" not in told.err


def test_a_mistake_in_otkel_itself_does_not_end_the_decider(post: Post, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with in_this_process(post.db):
        with monkeypatch.context() as patched:
            patched.setattr("otkel.app.crossing.asking.Asking.ask", broken)
            told = hand_over(post.db, POINT, arrive(1))
        assert told is not None
        assert told.status == 70
        told = hand_over(post.db, POINT, arrive(1))
        assert told is not None
        assert told.status == 0


def test_one_who_says_nothing_is_let_go(tmp_path: Path) -> None:
    server = Server(tmp_path / "quiet.sock", lambda _: Told(status=0), lambda: None, quiet_s=0.1)
    thread = threading.Thread(target=server.run)
    thread.start()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(tmp_path / "quiet.sock"))
        connection.settimeout(20)
        connection.sendall(b"\0")
        assert connection.recv(1) == b""
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


# -- by the minute, and to the end ----------------------------------------------------------------


def waited_for(what: Callable[[], bool]) -> bool:
    for _ in range(400):
        if what():
            return True
        threading.Event().wait(0.02)
    return False


def test_what_is_due_falls_due_without_anybody_asking(post: Post) -> None:
    post.must(
        "book", "--towards", "RU", "--class", "booked", "--plate", "A1", "--slot", "2025-11-29 14:00",
        at="08:05",
    )  # fmt: skip
    with in_this_process(post.db, tick_s=0.05) as (_, wrong):
        assert waited_for(lambda: events(post.db)[-1].word == "no_show")
    assert wrong == []
    assert events(post.db)[-1].recorded_by == BY
    assert [one.word for one in events(post.db)].count("no_show") == 1  # and not at each tick anew


def test_a_tick_that_fails_is_told_and_tried_again(post: Post, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr("otkel.app.crossing.asking.Asking.ask", broken)
    with in_this_process(post.db, tick_s=0.01) as (_, wrong):
        assert waited_for(lambda: len(wrong) > 2)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it(post: Post, by: int) -> None:
    with running(post.db) as process:
        said, wrong = stop(process, by)
    assert (process.returncode, wrong) == (0, "")
    assert said.startswith("Stopped; 0 commands were answered")
    assert not socket_of(post.db).exists()


def test_what_was_read_is_answered_before_it_stops(post: Post) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(desk: Any, one: Handed) -> Told:
        began.set()
        assert go_on.wait(30)
        return answer_handed(desk, one)

    told: list[Told | None] = []
    with in_this_process(post.db, slow) as (server, _):
        shell = threading.Thread(target=lambda: told.append(hand_over(post.db, POINT, arrive(1))))
        shell.start()
        assert began.wait(30)
        server.stop()
        assert waited_for(lambda: not socket_of(post.db).exists())
        assert told == []
        go_on.set()
        shell.join(30)
    assert told[0] is not None
    assert json.loads(told[0].out)["answer"] == "recorded"
    assert events(post.db)[-1].client_key == "arrival 1"


def test_many_commands_go_over_one_connection(post: Post) -> None:
    with in_this_process(post.db), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(socket_of(post.db)))
        for number in range(5):
            send(connection, arrive(number), 20)
            told = receive(connection, Told, MOST_TOLD, 20)
            assert told is not None
            assert told.status == 0
    assert [one.word for one in events(post.db)].count("arrived") == 5


def test_a_vehicle_that_was_forgotten_meanwhile_is_a_new_one(post: Post) -> None:
    with running(post.db):
        first = post.must("arrive", "--plate", "111 AAA 01", "--towards", "RU", at="08:05")
        subject = first["recorded"][0]["body"]["vehicle"]
        post.must("call", "--towards", "RU", at="08:06")
        from otkel.app.ledger_keep import forget_subject

        forget_subject(post.db, subject)
        second = post.must("arrive", "--plate", "111 AAA 01", "--towards", "RU", at="08:07")
    assert second["recorded"][0]["body"]["vehicle"] != subject
