"""A small web host on loopback, told what to answer. For tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TABLE = b"point,quantity,value,observed_at,said_by\nsyrym,physical_wait,180,2026-06-30T10:00Z,me\n"


class Host(ThreadingHTTPServer):
    """Answers with what stands in `answers` by path, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = TABLE
        self.honest = True  # says how long its page is
        self.pause_s = 0.0  # between its bytes, from the first header on

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/feed"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        host = self.server
        host.asked.append((self.path, {name.casefold(): value for name, value in self.headers.items()}))
        if host.pause_s:
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000:
                self.wfile.write(bytes([byte]))
                time.sleep(host.pause_s)
            return
        self.send_response(host.status)
        told = {"Content-Length": str(len(host.body)), **host.headers}
        for name, value in told.items():
            if host.honest or name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(host.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@contextmanager
def hosting() -> Iterator[Host]:
    """Run a host until the block ends."""
    with Host() as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield host
        finally:
            host.shutdown()
            thread.join()
