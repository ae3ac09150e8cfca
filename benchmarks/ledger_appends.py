"""How many durable appends a second the ledger takes from 32 clients, beside the raw limit of the driver.

Each client appends one event and waits until it is durable. Raw is the same driver and disk in the same
run: the very rows that the clients wrote, in transactions of the same mean size, one after the other,
with nobody waiting for an answer. The row is what the ledger stores of an event: position, stream,
version, client key, bytes, in its own table with its indexes and triggers, since no promise could be kept
upon less. Raw is the quicker of `executemany` and one statement for all rows of a transaction, and the
goal 60 % of it. A bare table of position and bytes is printed beside it: what the other columns cost.

A slow disk hides what else the ledger does, and a folder in memory shows nothing but that: `--folder`.

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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw

from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Called, ExitCleared, ExitStarted
from otkel.ledger.acts import Act, Row
from otkel.ledger.sqlite.connections import open_writing
from otkel.ledger.sqlite.schema import migrate
from otkel.ledger.sqlite.store import SqliteStore
from otkel.ledger.sqlite.writer import Writer
from otkel.ledger.statements import read_statements

GOAL = 0.6  # of the quickest raw way into the ledger's own table
CLIENTS, SECONDS, RUNS = 32, 1.0, 9
FIRST_US = 1_790_000_000_000_000
BARE = "CREATE TABLE event (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"
INSERT_BARE = "INSERT INTO event (position, bytes) VALUES (?, ?)"
INSERT_OWN = read_statements("sqlite")["insert_event"]
Keys = Callable[[int], Iterator[str]]
Rows = Sequence[tuple[Any, ...]]
Write = Callable[[apsw.Connection, str, Rows], None]


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
        commit = writer._commit

        def counted(acts: Sequence[Act]) -> None:
            self.groups += 1
            commit(acts)

        writer._commit = counted  # type: ignore[method-assign]


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


def by_executemany(connection: apsw.Connection, insert: str, rows: Rows) -> None:
    """Write rows by `executemany`."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(insert, rows)
    connection.execute("COMMIT")


def by_one_statement(connection: apsw.Connection, insert: str, rows: Rows) -> None:
    """Write rows by one statement, which is a transaction of its own."""
    places = ", (" + ", ".join("?" * len(rows[0])) + ")"
    connection.execute(insert + places * (len(rows) - 1), tuple(itertools.chain.from_iterable(rows)))


def raw(folder: Path, rows: Rows, batch: int, write: Write, bare: bool) -> float:
    """Write rows in transactions of `batch` [rows/s]."""
    connection = open_writing(folder / f"{write.__name__}-{bare}.db")
    if bare:
        connection.execute(BARE)
    else:
        migrate(connection)
    insert = INSERT_BARE if bare else INSERT_OWN
    began = time.perf_counter()
    for start in range(0, len(rows), batch):
        write(connection, insert, rows[start : start + batch])
    taken_s = time.perf_counter() - began
    connection.close()
    return len(rows) / taken_s


def compare(folder: Path, keys: Keys, seconds: float) -> tuple[float, ...]:
    """Measure once; give appends/s, mean group, p50 and p99 [ms], four raw figures [rows/s], shares."""
    per_s, mean, waits, rows = measure(folder / "ledger.db", keys, seconds)
    batch = max(1, round(mean))
    bare_rows = [(row[0], row[4]) for row in rows]
    own = [raw(folder, rows, batch, write, False) for write in (by_executemany, by_one_statement)]
    bare = [raw(folder, bare_rows, batch, write, True) for write in (by_executemany, by_one_statement)]
    p50, p99 = (1e3 * waits[int(len(waits) * share)] for share in (0.5, 0.99))
    return per_s, mean, p50, p99, *own, *bare, per_s / max(own), per_s / max(bare)


def main() -> None:
    """Print the medians of several runs for both kinds of keys."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--folder", type=Path, default=Path.cwd(), help="on the disk to measure")
    given = options.parse_args()
    print(
        f"durable appends from {CLIENTS} clients, SQLite {apsw.sqlite_lib_version()}; goal {GOAL:.0%} of raw"
    )
    for name, keys in (("keys that begin with the time", keys_by_time), ("random keys", random_keys)):
        runs = []
        for _ in range(given.runs):
            with tempfile.TemporaryDirectory(dir=given.folder) as folder:
                runs.append(compare(Path(folder), keys, given.seconds))
        medians = [statistics.median(column) for column in zip(*runs, strict=True)]
        print(
            f"{name}: "
            "{:,.0f} appends/s, groups of {:.1f}, p50 {:.2f} ms, p99 {:.2f} ms\n"
            "  raw, the ledger's table: executemany {:,.0f} rows/s, one statement {:,.0f}\n"
            "  raw, a bare table: executemany {:,.0f} rows/s, one statement {:,.0f}\n"
            "  the ledger does {:.0%} of raw, {:.0%} of the bare table".format(*medians)
        )


if __name__ == "__main__":
    main()
