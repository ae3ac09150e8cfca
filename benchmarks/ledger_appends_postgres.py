"""How many durable appends a second PostgreSQL takes from 32 clients, beside the raw limit of the driver.

Each client appends one event and waits until it is durable. Raw is the same driver, server and disk in
the same run: the very rows that the clients wrote, in transactions of the same mean size, one after the
other, with nobody waiting for an answer. The row is what the ledger stores of an event: position, stream,
version, client key, bytes, in its own table with its three indexes, since no promise could be kept upon
less. Raw is the quicker of COPY and `executemany`, and the goal 60 % of it. A bare table of position and
bytes is printed beside it: what the other columns and indexes cost.

The mean size of a group depends on how quick a commit is here; small transactions lower raw as well.

Then what telling those who listen costs: raw batches, every second one with a NOTIFY.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import psycopg

from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Called, ExitCleared, ExitStarted
from otkel.ledger.acts import Act, Row
from otkel.ledger.postgres.connections import Connection, connect
from otkel.ledger.postgres.schema import migrate
from otkel.ledger.postgres.session import Session
from otkel.ledger.postgres.store import PostgresStore
from tests.contract.postgres import own_schema, serving

GOAL = 0.6  # of the quickest raw way into the ledger's own table
CLIENTS = 32
SECONDS, RUNS = 1.0, 7  # short, by turns with raw: what else the machine does disturbs both alike
FIRST_US = 1_790_000_000_000_000
BARE = "CREATE TABLE event (position bigint PRIMARY KEY, bytes bytea NOT NULL)"
BARE_COLUMNS = {"position": "int8", "bytes": "bytea"}
OWN_COLUMNS = {
    "position": "int8",
    "stream": "text",
    "version": "int8",
    "client_key": "text",
    "bytes": "bytea",
}


def now_us() -> int:
    """Give the time [µs]."""
    return time.time_ns() // 1000


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


class CountingSession(Session):
    """Counts the groups that were committed."""

    groups = 0

    def commit(self, acts: Sequence[Act], now_us: Any) -> int:
        """Commit, and count."""
        CountingSession.groups += 1
        return super().commit(acts, now_us)


def append_for(store: PostgresStore, client: int, until_s: float, waits_s: list[float]) -> None:
    """Append one event after the other until it is time; note how long each took."""
    for number, (stream, draft) in enumerate(story(client)):
        began = time.perf_counter()
        if began > until_s:
            return
        store.append(stream, (draft,), client_key=f"{time.time_ns():016x}-{client:04x}{number:08x}")
        waits_s.append(time.perf_counter() - began)


def measure(url: str, seconds: float) -> tuple[float, float, list[float], list[Row]]:
    """Let the clients append; give appends a second, the mean group, the waits, the rows."""
    store = PostgresStore(url, now_us)
    session = store._writer._session
    assert session is not None
    session.__class__ = CountingSession
    CountingSession.groups = 0
    waits: list[list[float]] = [[] for _ in range(CLIENTS)]
    began = time.perf_counter()
    threads = [
        threading.Thread(target=append_for, args=(store, client, began + seconds, waits[client]))
        for client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken_s = time.perf_counter() - began
    rows = list(store._read_columns())
    store.close()
    return len(rows) / taken_s, len(rows) / CountingSession.groups, sorted(itertools.chain(*waits)), rows


def by_copy(connection: Connection, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows by COPY in the binary form."""
    names = ", ".join(columns)
    with connection.cursor().copy(f"COPY event ({names}) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def by_insert(connection: Connection, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows by `executemany`."""
    names, places = ", ".join(columns), ", ".join(["%b"] * len(columns))
    connection.cursor().executemany(f"INSERT INTO event ({names}) VALUES ({places})", rows)


def raw(server: str, rows: list[Any], batch: int, write: Any, bare: bool) -> float:
    """Write rows in transactions of `batch` [rows/s]."""
    columns = BARE_COLUMNS if bare else OWN_COLUMNS
    with own_schema(server) as url:
        connection, identity = connect(url, "write_settings")
        if bare:
            connection.execute(BARE)
        else:
            migrate(connection, identity)
        began = time.perf_counter()
        for start in range(0, len(rows), batch):
            connection.execute("BEGIN")
            write(connection, columns, rows[start : start + batch])
            connection.execute("COMMIT")
        taken_s = time.perf_counter() - began
        connection.close()
    return len(rows) / taken_s


def compare(server: str, seconds: float) -> tuple[float, ...]:
    """Measure once; print a line; give appends/s, and shares of raw: the best of our own table, then each."""
    with own_schema(server) as url:
        per_s, mean, waits, rows = measure(url, seconds)
    batch = max(1, round(mean))
    bare_rows = [(row[0], row[4]) for row in rows]
    raws = [
        raw(server, bare_rows if bare else rows, batch, write, bare)
        for write, bare in ((by_copy, False), (by_insert, False), (by_copy, True), (by_insert, True))
    ]
    p50, p99 = (1e3 * waits[int(len(waits) * share)] for share in (0.5, 0.99))
    print(
        f"  {per_s:7,.0f} appends/s   groups of {mean:4.1f}   p50 {p50:.1f} ms, p99 {p99:.1f} ms   "
        "raw rows/s, own table: COPY {:,.0f}, executemany {:,.0f}; "
        "bare: COPY {:,.0f}, executemany {:,.0f}".format(*raws)
    )
    return per_s, per_s / max(raws[:2]), *(per_s / one for one in raws)


def notice_cost(server: str) -> None:
    """Print what one NOTIFY costs in batches of 1 and of 32: every second transaction tells."""
    for batch, count in ((1, 600), (32, 600)):
        taken_s: tuple[list[float], list[float]] = ([], [])
        with own_schema(server) as url:
            connection, identity = connect(url, "write_settings")
            connection.execute(BARE)
            for number in range(count):
                rows = [(number * batch + row, b"x" * 250) for row in range(1, batch + 1)]
                began = time.perf_counter()
                connection.execute("BEGIN")
                by_copy(connection, BARE_COLUMNS, rows)
                connection.execute(
                    f"NOTIFY {identity.channel}, '{number}'; COMMIT" if number % 2 else "COMMIT"
                )
                taken_s[number % 2].append(time.perf_counter() - began)
            connection.close()
        without, told = (1e3 * statistics.median(times) for times in taken_s)
        print(
            f"  batches of {batch:2}: {without:.2f} ms each, "
            f"{told:.2f} ms with a NOTIFY ({told / without - 1:+.0%})"
        )


def main() -> None:
    """Print runs and medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--runs", type=int, default=RUNS)
    given = options.parse_args()
    with serving() as server:
        with psycopg.connect(server) as connection:
            version = connection.info.parameter_status("server_version")
        print(f"durable appends from {CLIENTS} clients, PostgreSQL {version}; goal {GOAL:.0%} of raw")
        shares = [compare(server, given.seconds) for _ in range(given.runs)]
        medians = [statistics.median(column) for column in zip(*shares, strict=True)]
        print(
            "  median: {:,.0f} appends/s, {:.0%} of raw; of COPY {:.0%}, of executemany {:.0%}; "
            "into a bare table of COPY {:.0%}, of executemany {:.0%}".format(*medians)
        )
        print("what telling costs, COPY into the bare table")
        notice_cost(server)


if __name__ == "__main__":
    main()
