"""A site upon an open house at a port of its own, and readers of its streams as browsers are."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from litestar.testing import TestClient

from otkel.app.site.house import House
from otkel.web.asgi import make_app
from tests.browser.served import listening

LONGEST_S = 30


@contextmanager
def at_a_port(house: House) -> Iterator[int]:
    """Serve a house on a loopback port until the block ends."""
    with listening() as listener:
        config = uvicorn.Config(
            make_app(house), log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="streams")
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


class Stream:
    """One stream that somebody reads who is signed in; a message is its id and what is shown."""

    def __init__(self, port: int, path: str, client: TestClient, seen: str | None = None) -> None:
        """Begin to read; `seen` is the id of the last message that was read before a break."""
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_S)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}
        self._line.request("GET", path, headers=headers | ({"Last-Event-ID": seen} if seen else {}))
        self._answer = self._line.getresponse()
        self.status = self._answer.status

    def __enter__(self) -> Stream:
        """Read within the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Break off, as a line does."""
        with suppress(OSError):
            self._answer.close()
        self._line.close()

    def next(self) -> tuple[str, str]:
        """Give the next message; comments are none."""
        number, said = "", []
        while told := self._answer.readline().decode():
            name, _, value = told.rstrip("\r\n").partition(": ")
            if name == "id":
                number = value
            elif name == "data":
                said.append(value)
            elif not name and said:
                return number, "\n".join(said)
        raise AssertionError("the stream has ended")

    def until(self, text: str) -> tuple[str, str]:
        """Give the first message in which a text stands."""
        while True:
            number, said = self.next()
            if text in said:
                return number, said
