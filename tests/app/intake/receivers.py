"""Receivers that run as processes of their own, and senders that post to them. For tests and benchmarks."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
TOKEN = "a-token-of-the-sender"


def free_port() -> int:
    """Give a port that nobody listens at now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(db: str, folder: Path, *more: str, port: int | None = None) -> subprocess.Popen[str]:
    """Start a receiver, and wait until it answers."""
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    listens = ["--http", str(port), "--token-file", str(token)] if port is not None else []
    process = subprocess.Popen(
        [sys.executable, "-m", "otkel", "feed", "listen", *listens, *more, "--db", db, "--lang", "en"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "OTKEL_KEYS": str(folder / "keys")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    if port is not None:
        _wait_for(port, process)
    return process


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the receiver does not answer")


@contextlib.contextmanager
def running(db: str, folder: Path, *more: str, port: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """Give a receiver that runs, and stop it in the end."""
    process = start(db, folder, *more, port=port)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def request(data: bytes, token: str = TOKEN) -> bytes:
    """Give the bytes of a post of a message."""
    head = f"POST /trackers/traccar HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


def answer(connection: socket.socket) -> int:
    """Read one answer, and give its status. Raises ConnectionError where it is cut off."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(4096)
        if not more:
            raise ConnectionError("the receiver went away")
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    while len(body) < length:
        more = connection.recv(4096)
        if not more:
            raise ConnectionError("the receiver went away")
        body += more
    return int(head.split(b" ")[1])
