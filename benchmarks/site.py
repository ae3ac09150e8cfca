"""What the site bears: pages a second and how long one takes, 1,000 readers, and what a truck's page weighs.

The site is a process of its own (`otkel serve`) upon a ledger of a million events with 10,000 trucks waiting;
the clients are another process, so that each has a core. While pages are fetched over 16 connections, each
of which asks for the next as soon as it has one, five trucks a second arrive through the socket of the
decider: the board never stands still. Then 1,000 readers follow the board, and a truck arrives: how long
until all know.

Before that the same ledger is opened as one that was never read: how long a point's past and a truck's page
say that the record is being read, counted from when the site answers.

Goals: 99 of 100 pages of the board within 100 ms; the truck's page within 60 kB compressed, with all that it
needs, and within 10 s over 64 kbit/s.
Run: python benchmarks/site.py [--events 1000000] [--waiting 10000] [--seconds 10] [--readers 1000]
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import html
import itertools
import json
import multiprocessing
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.live_status import POINT, make_ledger, open_and_look
from otkel.app.serving.client import hand_over
from otkel.app.serving.wire import FORM, Handed
from otkel.web.live import AT_MOST_EVERY_S

ROOT = Path(__file__).parents[1]
BOARD_GOAL_MS, WEIGHT_GOAL_KB, LINE_GOAL_S = 100.0, 60.0, 10.0
LINE_BIT_PER_S = 64_000
CONNECTIONS, ARRIVALS_PER_S = 16, 5
BOARD = "the board"
PAGES = ((BOARD, "/en"), ("the board in Russian", "/ru"), ("a crossing point", f"/en/point/{POINT.slug}"))
LIFE = 7  # events of a truck that has come and gone
TRUCKS = 64  # whose pages are asked for in turn
UNREAD, LOOK_S = b"The record is still being read", 0.25
WORKER = "/sw.js"  # which no page links to: its script asks for it
_ASKED = "GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\n{more}\r\n"
_LINKED = re.compile(rb"""(?:src|href)="(/static/[^"]+)\"""")
_STREAM = re.compile(rb"""hx-sse:connect="([^"]+)\"""")


# -- the clients: a process of their own ----------------------------------------------------------


async def fetch(reader: asyncio.StreamReader) -> None:
    """Read one answer; raises ConnectionError for any but a page."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(head.decode("latin-1"))
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if found is None:
        raise ConnectionError("an answer without its length")
    await reader.readexactly(int(found[1]))


async def ask_on(port: int, paths: Iterator[str], until_s: float, took_s: list[float]) -> None:
    """Ask for one page after the other over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (began := time.perf_counter()) < until_s:
        writer.write(_ASKED.format(path=next(paths), more="").encode())
        await fetch(reader)
        took_s.append(time.perf_counter() - began)
    writer.close()


def load(port: int, paths: Sequence[str], seconds: float) -> list[float]:
    """Fetch pages by turns over all connections for a time; give how long each took [s], in order of size."""

    async def all_of_them() -> list[float]:
        took_s: list[float] = []
        until_s = time.perf_counter() + seconds
        turns = itertools.cycle(paths)
        await asyncio.gather(*(ask_on(port, turns, until_s, took_s) for _ in range(CONNECTIONS)))
        return sorted(took_s)

    return asyncio.run(all_of_them())


def follow(port: int, path: str, readers: int, ready: str) -> list[float]:
    """Follow a stream with many readers; give when each heard of the truck that comes once all are there [s].

    Times are of the clock of the machine. `ready` names a file that is made when all have begun.
    """
    _allow_many_files()

    async def one(begun: asyncio.Semaphore, go: asyncio.Event) -> float:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_ASKED.format(path=path, more="Accept: text/event-stream\r\n").encode())
        await reader.readuntil(b"begins")
        begun.release()
        await go.wait()
        while not (await reader.readuntil(b"\n")).startswith(b"data:"):
            pass
        heard_s = time.time()
        writer.close()
        return heard_s

    async def all_of_them() -> list[float]:
        begun, go = asyncio.Semaphore(0), asyncio.Event()
        following = [asyncio.ensure_future(one(begun, go)) for _ in range(readers)]
        for _ in range(readers):
            await begun.acquire()
        go.set()
        Path(ready).touch()
        return sorted(await asyncio.wait_for(asyncio.gather(*following), 60))

    return asyncio.run(all_of_them())


# -- the site -------------------------------------------------------------------------------------


def _allow_many_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def free_port() -> int:
    """Give a port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        found: int = one.getsockname()[1]
        return found


@contextmanager
def serving(db: str) -> Iterator[int]:
    """Run the site upon a ledger; gives its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "otkel", "serve", "--db", db, "--port", str(port), "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        preexec_fn=_allow_many_files,
    )
    try:
        while True:
            try:
                get(port, "/health")
                break
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def get(port: int, path: str) -> bytes:
    """Give what stands at an address, as it goes over the line: compressed."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        found: bytes = answer.read()
        return found


class Arrivals:
    """Lets trucks arrive, each a new one, through the socket of the decider."""

    def __init__(self, db: str) -> None:
        self._db, self._numbers = db, itertools.count()

    def one(self) -> None:
        """Let one arrive; comes back when that is durable."""
        self._ask("arrive", plate=f"{next(self._numbers):06d} AB", towards="RU", people="1")

    def ticket(self, passage: int) -> str:
        """Give a truck proof of its place; gives the code."""
        return str(self._ask("ticket", passage=str(passage))["code"])

    def _ask(self, verb: str, **given: str | bool | list[str]) -> dict[str, object]:
        envelope = {"key": f"bench {verb} {next(self._numbers)}", "by": "bench"}
        asked = Handed(
            form=FORM, verb=verb, given=given, envelope=envelope, folder="/", language="en", json=True
        )
        told = hand_over(self._db, POINT.slug, asked)
        if told is None or told.status:
            raise RuntimeError(f"the site takes no command: {told}")
        found: dict[str, object] = json.loads(told.out)
        return found

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Let them arrive until the block ends."""
        stopped = threading.Event()

        def go_on() -> None:
            while not stopped.wait(1 / ARRIVALS_PER_S):
                self.one()

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()


def wait_until_read(port: int, code: str) -> float:
    """Wait until a point's page and a truck's tell all of the record; gives how long that took [s]."""
    began = time.perf_counter()
    point = f"/en/point/{POINT.slug}"
    while UNREAD in gzip.decompress(get(port, point)) or not answers(port, f"/en/truck/{code}"):
        time.sleep(LOOK_S)
    return time.perf_counter() - began


def answers(port: int, path: str) -> bool:
    """Whether there is a page, and not the word that it comes later."""
    try:
        get(port, path)
    except urllib.error.HTTPError as told:
        if told.code != 503:
            raise
        return False
    return True


# -- what is printed ------------------------------------------------------------------------------


def tell_pages(
    port: int, clients: ProcessPoolExecutor, arrivals: Arrivals, seconds: float, trucks: Sequence[str]
) -> None:
    """Print pages a second of each page."""
    for name, paths in (*((name, (path,)) for name, path in PAGES), ("a truck", trucks)):
        for path in paths:
            get(port, path)
        with arrivals.coming():
            took_s = clients.submit(load, port, paths, seconds).result()
        p50, p99 = (1e3 * took_s[int(len(took_s) * share)] for share in (0.5, 0.99))
        goal = f"; goal {BOARD_GOAL_MS:.0f} ms" if name == BOARD else ""
        print(
            f"{name}: {len(took_s) / seconds:,.0f} pages/s; half within {p50:.0f} ms, p99 {p99:.0f} ms{goal}"
        )


def tell_readers(
    port: int, clients: ProcessPoolExecutor, arrivals: Arrivals, readers: int, folder: str
) -> None:
    """Print how long it takes until all readers know."""
    ready = Path(folder) / "ready"
    time.sleep(2 * AT_MOST_EVERY_S)  # until the board is that of the last truck
    stream = _STREAM.search(gzip.decompress(get(port, "/en")))
    if stream is None:
        raise ValueError("the board follows no stream")
    following = clients.submit(follow, port, html.unescape(stream[1].decode()), readers, str(ready))
    while not ready.exists():
        if following.done():
            following.result()
        time.sleep(0.05)
    began_s = time.time()
    arrivals.one()
    heard_s = [at_s - began_s for at_s in following.result()]
    print(
        f"{readers:,} readers at once: the first knows of a truck after {heard_s[0]:.2f} s, "
        f"half after {heard_s[len(heard_s) // 2]:.2f} s, all after {heard_s[-1]:.2f} s"
    )


def weigh(port: int, path: str, *more: str) -> tuple[int, int]:
    """Give what a page weighs with all it links to, compressed [bytes], and of how many files."""
    page = get(port, path)
    files = {*more, *(one.decode() for one in _LINKED.findall(gzip.decompress(page)))}
    return len(page) + sum(len(get(port, one)) for one in files), 1 + len(files)


def tell_weight(name: str, weight: int, files: int, goals: bool = False) -> None:
    """Print what a page weighs, and how long it takes over a weak line."""
    line_s = weight * 8 / LINE_BIT_PER_S
    kb_goal, s_goal = (f" (goal {WEIGHT_GOAL_KB:.0f})", f" (goal {LINE_GOAL_S:.0f})") if goals else ("", "")
    print(
        f"{name} weighs {weight / 1000:.1f} kB{kb_goal} compressed, in {files} files: "
        f"{line_s:.1f} s{s_goal} over 64 kbit/s"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Measure on this machine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--waiting", type=int, default=10_000)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--readers", type=int, default=1_000)
    given = options.parse_args(argv)
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as clients,
    ):
        db = f"sqlite:///{Path(folder) / 'ledger.db'}"
        head = make_ledger(db, given.events, given.waiting)
        waiting = open_and_look(db)
        print(f"the site upon {head:,} events, {waiting:,} trucks waiting, {os.cpu_count()} cores, SQLite")
        first, began = (head - 1 - waiting) // LIFE + 1, time.perf_counter()
        with serving(db) as port:
            arrivals, opened_s = Arrivals(db), time.perf_counter() - began
            read_s = wait_until_read(port, arrivals.ticket(first))
            print(
                f"a record that was never read: the site answers after {opened_s:.1f} s, "
                f"and has read all of it {read_s:.1f} s later"
            )
            trucks = [f"/en/truck/{arrivals.ticket(first + n)}" for n in range(min(TRUCKS, waiting))]
            tell_pages(port, clients, arrivals, given.seconds, trucks)
            tell_readers(port, clients, arrivals, given.readers, folder)
            tell_weight(BOARD, *weigh(port, "/en"))
            tell_weight("the page of a truck", *weigh(port, trucks[0], WORKER), goals=True)


if __name__ == "__main__":
    main()
