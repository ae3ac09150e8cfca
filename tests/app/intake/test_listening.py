"""A receiver as a process: what it acknowledged outlives a kill, and it stops when it is asked to."""

import signal
import socket
import threading
import time
from contextlib import closing

import pytest

from otkel.cli.main import run
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions
from tests.app.intake.receivers import answer, free_port, request, start
from tests.contract.acts import ticking
from tests.contract.fixtures import postgres_server, postgres_url
from tests.feeds.traccar_forms import message

__all__ = ["postgres_server", "postgres_url"]


def kept(url):
    with (
        closing(open_store(url, ticking())) as store,
        closing(open_positions(url, store, ticking())) as found,
    ):
        return {one[2] for one in found.list_fixes(0, 2**62)}


def post_until_it_dies(port, client, acknowledged):
    """Post positions at latitudes of their own; note each that is answered."""
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.settimeout(20)
            for number in range(10_000):
                north = round(40 + client + number / 1e5, 5)
                connection.sendall(request(message({"uniqueId": f"8{client}"}, latitude=north)))
                assert answer(connection) == 200
                acknowledged.append(north)
    except OSError:
        return


@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_nothing_that_was_acknowledged_is_lost_by_a_kill(where, tmp_path, request):
    url = f"sqlite:///{tmp_path}/ledger.db"
    url = url if where == "sqlite" else request.getfixturevalue("postgres_url")
    acknowledged = []
    for kill in range(2):
        port = free_port()
        process = start(url, tmp_path, port=port)
        clients = [
            threading.Thread(target=post_until_it_dies, args=(port, 10 * kill + one, acknowledged))
            for one in range(8)
        ]
        for client in clients:
            client.start()
        before, latest_s = len(acknowledged), time.monotonic() + 60
        while len(acknowledged) < before + 200:
            assert time.monotonic() < latest_s
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for client in clients:
            client.join()
    assert len(acknowledged) >= 400
    assert set(acknowledged) <= kept(url)


def test_asked_to_stop_it_keeps_what_it_took_and_says_so(tmp_path):
    url, port = f"sqlite:///{tmp_path}/ledger.db", free_port()
    process = start(url, tmp_path, port=port)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request(message()))
        assert answer(connection) == 200
        connection.sendall(request(message(), token="another-one-altogether"))
        assert answer(connection) == 401
    process.send_signal(signal.SIGTERM)
    out, wrong = process.communicate(timeout=60)
    assert (process.returncode, out, wrong) == (0, "Stopped; what was acknowledged is kept.\n", "")
    assert kept(url) == {51.1}


def test_where_it_cannot_listen_it_says_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OTKEL_KEYS", str(tmp_path / "keys"))
    url = f"sqlite:///{tmp_path}/ledger.db"
    open_file, short, good = tmp_path / "open", tmp_path / "short", tmp_path / "good"
    for file, text, mode in ((open_file, "x" * 20, 0o644), (short, "abc", 0o600), (good, "x" * 20, 0o600)):
        file.write_text(text)
        file.chmod(mode)

    def told(*more):
        assert run(["feed", "listen", *more, "--db", url, "--lang", "en"]) == 2
        return capsys.readouterr().err.lower()

    assert "not said where" in told()
    assert "anybody could send" in told("--http", "0.0.0.0:1")
    assert "no address" in told("--http", "99999", "--token-file", str(good))
    assert "others can read open" in told("--http", "1", "--token-file", str(open_file))
    assert "no token" in told("--http", "1", "--token-file", str(short))
    assert "cannot be read" in told("--http", "1", "--token-file", str(tmp_path / "none"))
    assert "no login" in told("--mqtt", "127.0.0.1:1", "--mqtt-login", str(good))
    assert "no broker answers" in told("--mqtt", f"127.0.0.1:{free_port()}")


def test_a_second_one_at_the_same_port_says_so(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start(f"sqlite:///{tmp_path}/ledger.db", tmp_path, port=taken.getsockname()[1])
        _, wrong = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Nothing can listen at 127.0.0.1" in wrong
