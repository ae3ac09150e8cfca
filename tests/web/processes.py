"""A site that runs as a process of its own, and who asks it: shells, browsers that report, and readers."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
AGAIN_S = 0.05  # between two attempts to reach a site that is not there
LONGEST_S = 60


def free_port() -> int:
    """Give a port at which nothing listens now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def start(db: str, port: int) -> subprocess.Popen[bytes]:
    """Start the site, and wait until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "otkel", "serve", "--db", db, "--port", str(port), "--lang", "en"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while process.poll() is None:
        with contextlib.suppress(OSError), connected(port) as line:
            line.request("GET", "/health")
            if line.getresponse().status == 200:
                return process
        time.sleep(AGAIN_S)
    raise AssertionError(process.communicate()[1].decode())


@contextlib.contextmanager
def connected(port: int, of: str = "127.0.0.1"):
    """Give a connection to the site, from an address of this machine."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_S, source_address=(of, 0))
    try:
        yield line
    finally:
        line.close()


def report(port: int, number: int) -> bool:
    """Report as many trucks as the number says, from a browser and an address of its own.

    Gives whether the site said that it is recorded; raises OSError or HTTPException where it was cut off.
    """
    with connected(port, f"127.1.{number // 250}.{number % 250 + 1}") as line:
        line.request("GET", "/en/report")
        page = line.getresponse().read().decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        form = {"point": "kairak", "towards": "RU", "ago": "0", **hidden, "trucks": str(number)}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", "/en/report", urlencode(form), headers)
        answer = line.getresponse()
        answer.read()
        return answer.status == 303 and "told=1" in answer.headers["location"]


class Reader:
    """Follows the board as a browser does: after each break it comes back and says how far it was."""

    def __init__(self, port: int) -> None:
        """Begin to follow, in a thread."""
        self.last = 0
        self.comes_back: list[
            tuple[int, int]
        ] = []  # what it said it had seen, and the first id that it was sent
        self.steps: list[tuple[int, int]] = []  # an id, and the next one
        self._port, self._stopped = port, threading.Event()
        self._line: http.client.HTTPConnection | None = None
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def wait_for(self, position: int) -> None:
        """Wait until the reader knows of a position."""
        until_s = time.monotonic() + LONGEST_S
        while self.last < position:
            assert time.monotonic() < until_s, f"a reader knows of {self.last}, not of {position}"
            time.sleep(AGAIN_S)

    def stop(self) -> None:
        """Follow no more."""
        self._stopped.set()
        line = self._line
        if line is not None and line.sock is not None:
            with contextlib.suppress(OSError):
                line.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _go_on(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._read()
            self._stopped.wait(AGAIN_S)

    def _read(self) -> None:
        with connected(self._port) as line:
            seen, is_first = self.last, True
            line.request("GET", "/en/live", headers={"Last-Event-ID": str(seen)} if seen else {})
            answer = line.getresponse()
            self._line = line
            while not self._stopped.is_set() and (told := answer.readline()):
                if told.startswith(b"id:"):
                    now = int(told[3:])
                    if is_first and seen:
                        self.comes_back.append((seen, now))
                    elif not is_first:
                        self.steps.append((self.last, now))
                    self.last, is_first = now, False
