"""How many durable appends a second the ledger takes from 32 clients, beside the raw limit of the driver.

Each client appends one event and waits until it is durable. Raw is the same driver and disk in the same
run: the very rows that the clients wrote, by `executemany`, in transactions of the same mean size, with
nobody waiting for an answer. Two raw figures: a bare table of position and bytes, and the ledger's own
table with its constraints. Goal: 60 % of the bare one.

A client key that begins with the time lies beside the one before it and costs little; random keys dirty
a page each, and are measured too. Ledger and raw take turns, several times, so that what else the
machine does falls on both; the medians of the shares count.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw

from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Called, ExitCleared, ExitStarted
from otkel.ledger.acts import Row
from otkel.ledger.sqlite.connections import open_writing
from otkel.ledger.sqlite.schema import migrate
from otkel.ledger.sqlite.store import SqliteStore
from otkel.ledger.sqlite.writer import Writer
from otkel.ledger.statements import read_statements

GOAL = 0.6  # of raw
CLIENTS, SECONDS, RUNS = 32, 1.0, 9
FIRST_US = 1_790_000_000_000_000
BARE = "CREATE TABLE event (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"
INSERT_BARE = "INSERT INTO event (position, bytes) VALUES (?, ?)"
Keys = Callable[[int], Iterator[str]]


def now_us() -> int:
    """Give the time [µs]."""
    return time.time_ns() // 1000


def keys_by_time(client: int) -> Iterator[str]:
    """Give keys that begin with the time, as an app makes them."""
    for number in itertools.count():
        yield f"{time.time_ns():016x}-{client:04x}{number:08x}"


def random_keys(client: int) -> Iterator[str]:
    """Give keys of 128 random bits."""
    draws = random.Random(client)
    while True:
        yield f"{draws.getrandbits(128):032x}"


def story(client: int) -> Iterator[tuple[str, Draft]]:
    """Give the events of one truck after the other: four a passage."""
    bodies = (
        Arrived(vehicle=f"{client:032x}", towards="RU", queue_class="ordinary"),
        Called(rule="order_of_arrival", lane="3"),
        ExitStarted(lane="3"),
        ExitCleared(),
    )
    for number in itertools.count():
        passage = number * CLIENTS + client
        for body in bodies:
            draft = Draft(
                body=body, point="syrym", occurred_us=FIRST_US + number, recorded_by="post", passage=passage
            )
            yield f"syrym/passage/{passage}", draft


class Counting:
    """The groups that a ledger committed."""

    def __init__(self, store: SqliteStore) -> None:
        """Count from now on."""
        self.groups = 0
        writer: Writer = store._writer
        write = writer._write

        def counted(*acts: object, **options: object) -> None:
            self.groups += 1
            write(*acts, **options)  # type: ignore[arg-type]

        writer._write = counted  # type: ignore[method-assign]


def append_for(store: SqliteStore, client: int, keys: Keys, until_s: float, waits_s: list[float]) -> None:
    """Append one event after the other until it is time; note how long each took."""
    for (stream, draft), key in zip(story(client), keys(client), strict=False):
        began = time.perf_counter()
        if began > until_s:
            return
        store.append(stream, (draft,), client_key=key)
        waits_s.append(time.perf_counter() - began)


def measure(path: Path, keys: Keys, seconds: float) -> tuple[float, float, list[float], list[Row]]:
    """Let the clients append; give appends a second, the mean group, the waits, the rows."""
    store = SqliteStore(path, now_us)
    counting = Counting(store)
    waits: list[list[float]] = [[] for _ in range(CLIENTS)]
    began = time.perf_counter()
    threads = [
        threading.Thread(target=append_for, args=(store, client, keys, began + seconds, waits[client]))
        for client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken_s = time.perf_counter() - began
    rows = list(store._read_columns())
    store.close()
    return len(rows) / taken_s, len(rows) / counting.groups, sorted(itertools.chain(*waits)), rows


def raw(path: Path, rows: list[tuple[object, ...]], batch: int, schema: str | None, insert: str) -> float:
    """Write rows in transactions of `batch` [rows/s]. No schema: that of the ledger."""
    connection = open_writing(path)
    if schema is None:
        migrate(connection)
    else:
        connection.execute(schema)
    began = time.perf_counter()
    for start in range(0, len(rows), batch):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows[start : start + batch])
        connection.execute("COMMIT")
    taken_s = time.perf_counter() - began
    connection.close()
    return len(rows) / taken_s


def compare(folder: Path, keys: Keys, seconds: float) -> tuple[float, ...]:
    """Measure once; give appends/s, mean group, p50 and p99 [ms], bare and own table [rows/s]."""
    per_s, mean, waits, rows = measure(folder / "ledger.db", keys, seconds)
    batch = max(1, round(mean))
    bare_rows: list[tuple[object, ...]] = [(row[0], row[4]) for row in rows]
    bare = raw(folder / "bare.db", bare_rows, batch, BARE, INSERT_BARE)
    own = raw(folder / "own.db", list(rows), batch, None, read_statements("sqlite")["insert_event"])
    p50, p99 = (1e3 * waits[int(len(waits) * share)] for share in (0.5, 0.99))
    return per_s, mean, p50, p99, bare, own, per_s / bare, per_s / own


def main() -> None:
    """Print the medians of several runs for both kinds of keys."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--runs", type=int, default=RUNS)
    given = options.parse_args()
    print(
        f"durable appends from {CLIENTS} clients, SQLite {apsw.sqlite_lib_version()}; goal {GOAL:.0%} of bare"
    )
    for name, keys in (("keys that begin with the time", keys_by_time), ("random keys", random_keys)):
        runs = []
        for _ in range(given.runs):
            with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
                runs.append(compare(Path(folder), keys, given.seconds))
        per_s, mean, p50, p99, bare, own, of_bare, of_own = map(statistics.median, zip(*runs, strict=True))
        print(f"{name}: {per_s:,.0f} appends/s, groups of {mean:.1f}, p50 {p50:.2f} ms, p99 {p99:.2f} ms")
        print(f"  raw, bare table          {bare:>9,.0f} rows/s: the ledger does {of_bare:.0%} of it")
        print(f"  raw, the ledger's table  {own:>9,.0f} rows/s: the ledger does {of_own:.0%} of it")


if __name__ == "__main__":
    main()
