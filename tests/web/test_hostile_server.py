"""A running site, asked over its own line: whom it believes, what its streams say, what they go on with."""

import http.client
import json
import socket
import time

import pytest

from otkel.app.serving.client import hand_over
from otkel.cli.main import run
from tests.app.serving.processes import POINT, arrive
from tests.web.processes import LONGEST_S, connected, free_port, start

MANY = 400  # requests; one address may send 300 a minute without a key


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    db, port = f"sqlite:///{tmp_path_factory.mktemp('site')}/otkel.db", free_port()
    assert run(["queue", "open", POINT, "--preset", "otkel", "--db", db]) == 0
    process = start(db, port)
    yield db, port
    process.terminate()
    process.communicate()


def statuses(port, of, said):
    """Ask often from an address of this machine, saying each time something else of it."""
    found = set()
    with connected(port, of) as line:
        for number in range(MANY):
            line.request("GET", "/api/v1/events?limit=1", headers=said(number))
            answer = line.getresponse()
            answer.read()
            found.add(answer.status)
    return found


def test_nobody_but_the_server_before_it_says_who_asks(site):
    _, port = site

    def feigned(number):
        return {"X-Forwarded-For": f"198.51.{number // 250}.{number % 250 + 1}"}

    assert statuses(port, "127.2.0.1", feigned) == {200, 429}
    assert statuses(port, "127.0.0.1", feigned) == {200}  # there the server stands that speaks TLS


def test_behind_the_server_each_has_his_own_measure_and_none_more(site):
    _, port = site

    def added(number):
        return {"X-Forwarded-For": f"198.51.{number // 250}.{number % 250 + 1}, 203.0.113.7"}

    assert statuses(port, "127.0.0.1", added) == {200, 429}


def test_a_stream_is_guarded_and_kept_nowhere(site):
    _, port = site
    for path in ("/en/live", "/api/v1/events/follow"):
        with connected(port) as line:
            line.request("GET", path)
            names = line.getresponse().getheaders()
        told = [f"{name}: {value}".lower() for name, value in names]
        assert "cache-control: no-store" in told
        assert len([one for one in told if one.startswith("cache-control")]) == 1
        assert len([one for one in told if one.startswith("x-accel-buffering")]) == 1
        assert any(one.startswith("content-security-policy: default-src 'self'") for one in told)


@pytest.mark.parametrize(
    "line",
    [b"GET /en HTTP/9.9", b"GET", b"\0", b"GET /en\0 HTTP/1.1", b"GET /" + b"a" * 200_000 + b" HTTP/1.1",
     b"GET /en HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000, b"PRI * HTTP/2.0\r\n\r\nSM",
     b"GET /en HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\nConnection: close",
     b"POST /en/check HTTP/1.1\r\nHost: a\r\nContent-Length: -1", b"GET http://evil.example/en HTTP/1.0"]
)  # fmt: skip
def test_no_line_that_is_none_stops_the_site(site, line):
    _, port = site
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(line + b"\r\n\r\n")
        try:
            answer = raw.recv(65_536)
        except (ConnectionResetError, TimeoutError):
            answer = b""
    assert not answer.startswith(b"HTTP/1.1 5")
    assert b"evil" not in answer
    with connected(port) as other:
        other.request("GET", "/health")
        assert other.getresponse().status == 200


def follow(port, last, count):
    """Follow the record from the last event that was seen; gives the next events, each with its id."""
    with connected(port) as line:
        line.request("GET", "/api/v1/events/follow", headers={"Last-Event-ID": str(last)} if last else {})
        answer, found, number = line.getresponse(), [], None
        while len(found) < count:
            told = answer.readline()
            if told.startswith(b"id:"):
                number = int(told[3:])
            elif told.startswith(b"data:"):
                found.append((number, json.loads(told[5:])))
    return found


def test_who_follows_the_record_goes_on_where_he_was_after_a_kill(tmp_path):
    db, port = f"sqlite:///{tmp_path}/otkel.db", free_port()
    opening = ["queue", "open", POINT, "--preset", "otkel", "--db", db, "--at", "2025-11-28 08:00"]
    assert run(opening) == 0
    process = start(db, port)
    for number in range(5):
        assert hand_over(db, POINT, arrive(number)).status == 0
    first = follow(port, None, 4)
    process.kill()
    process.communicate()
    with pytest.raises((OSError, http.client.HTTPException)):
        follow(port, first[-1][0], 1)
    process = start(db, port)
    try:
        for number in range(5, 8):
            assert hand_over(db, POINT, arrive(number)).status == 0
        with connected(port) as line:
            line.request("GET", "/api/v1/events?limit=1000")
            whole = json.loads(line.getresponse().read())["events"]
        begun_s = time.monotonic()
        rest = follow(port, first[-1][0], len(whole) - 4)
        assert time.monotonic() - begun_s < LONGEST_S
    finally:
        process.terminate()
        process.communicate()
    assert [event for _, event in first + rest] == whole
    assert [number for number, _ in first + rest] == [event["position"] for event in whole]
