"""How many durable bookings a second 32 clients get from a crossing point, beside the raw transaction.

Each client books a slot with its own key and vehicle and waits until that is durable. With screening each
booking first asks the law of a trip at the door; the trips differ, so that nothing is remembered but the
law of the day.

Raw is the least that keeps the promise, without rules, proofs or a key of the client: count the slot up
where it has room, insert the vehicle into a table where it can stand once, insert the very bytes that the
ledger stored of a booking. Two figures in the same run: one booking a transaction (a file takes them one
after the other on one connection; PostgreSQL gets 32 connections and a single statement each), and many
in one transaction, as many as the ledger took together, with nobody waiting for an answer. Ledger and raw
take turns, so that what else the machine does falls on both; the medians of the shares count.

Run: python benchmarks/live_bookings.py [--seconds 2] [--runs 5]
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import apsw
import msgspec
import psycopg

from otkel.app.cases import list_cases
from otkel.app.check import Asked
from otkel.app.door import screen_at_door
from otkel.app.live.acts import Recorded
from otkel.app.live.opening import make_decider
from otkel.facts.events.choices import Readiness
from otkel.facts.gazetteer import get_point
from otkel.facts.money import Money
from otkel.facts.trip import Trip
from otkel.feeds.trip_file import read_trip
from otkel.law.corpus import read_rulebook
from otkel.ledger.opening import open_store
from otkel.ledger.sqlite.connections import open_writing
from otkel.queueing import commands as c
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.policy import Policy, QueueClass
from tests.contract.postgres import own_schema, serving

CLIENTS, SECONDS, RUNS = 32, 2.0, 5
DAYS, SLOT_TRUCKS, HOUR_US = 14, 10_000, 3_600_000_000
POINT = get_point("kurmangazy")
READY = c.Told(readiness=Readiness.READY)
POLICY = Policy(
    name="bookings",
    classes=(QueueClass(name="ordinary"), QueueClass(name="booked", by_slot=True)),
    slot_min=60,
    slot_trucks=SLOT_TRUCKS,
    horizon_days=DAYS + 2,
)
Tell = Callable[[int], c.Told]
Row = tuple[int, str, bytes]  # slot, vehicle, bytes

SQLITE = """
CREATE TABLE slot (slot INTEGER PRIMARY KEY, taken INTEGER NOT NULL) STRICT;
CREATE TABLE live (vehicle TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE row (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT
"""
POSTGRES = """
CREATE TABLE slot (slot bigint PRIMARY KEY, taken integer NOT NULL);
CREATE TABLE live (vehicle text COLLATE "C" PRIMARY KEY);
CREATE TABLE row (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea NOT NULL)
"""
ONE_STATEMENT = """
WITH room AS (UPDATE slot SET taken = taken + 1 WHERE slot = %b AND taken < %b RETURNING slot),
     live AS (INSERT INTO live (vehicle) SELECT %b FROM room)
INSERT INTO row (bytes) SELECT %b FROM room
"""


def now_us() -> int:
    """Give the time [µs]."""
    return time.time_ns() // 1000


def told_ready(_: int) -> c.Told:
    """Ask no law."""
    return READY


def screening() -> Tell:
    """Give what asks the law of a trip, each time of another one."""
    trip, rulebook, asked = read_trip(list_cases()[-1]).trip, read_rulebook(), Asked()

    def tell(number: int) -> c.Told:
        told = screen_at_door(_priced(trip, number), asked, rulebook).told
        assert told.readiness is Readiness.READY, told
        return told

    return tell


def _priced(trip: Trip, number: int) -> Trip:
    load = trip.consignments[0]
    goods = msgspec.structs.replace(load.goods[0], price=Money(Decimal(2_999_999 - number), "RUB"))
    load = msgspec.structs.replace(load, goods=(goods, *load.goods[1:]))
    return msgspec.structs.replace(trip, consignments=(load, *trip.consignments[1:]))


# -- the crossing point -------------------------------------------------------------------------


class Point:
    """An open crossing point, and the clients that book at it."""

    def __init__(self, url: str, tell: Tell) -> None:
        """Open it on an empty ledger."""
        self.store = open_store(url, now_us)
        self.decider = make_decider(url, self.store, POINT)
        opening = c.SetPolicy(numbers=to_numbers(POLICY), digest=digest_of(POLICY))
        self.decider.handle(opening, key="open", by="bench")
        self.tell = tell
        self.waits_s: list[list[float]] = [[] for _ in range(CLIENTS)]
        self.groups = 0
        self.day_us = self.decider.look(
            lambda state: state.us_of(state.day_starts_s[state.day_of(state.t_s) + 1])
        )
        self._count_groups()

    def _count_groups(self) -> None:
        writer: Any = self.store._writer  # type: ignore[attr-defined]
        commit = writer._commit

        def counted(acts: Sequence[Any]) -> None:
            self.groups += 1
            commit(acts)

        writer._commit = counted

    def book_for(self, client: int, until_s: float) -> None:
        """Book one slot after the other until it is time; note how long each took."""
        for number in itertools.count(client, CLIENTS):
            began = time.perf_counter()
            if began > until_s:
                return
            command = c.Book(
                passage=number + 1,
                vehicle=f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}",
                towards="RU",
                queue_class="booked",
                slot_from_us=self.day_us + number % (24 * DAYS) * HOUR_US,
                told=self.tell(number),
            )
            answer = self.decider.handle(command, key=f"{time.time_ns():016x}-{client:04x}", by="bench")
            assert isinstance(answer, Recorded), answer
            self.waits_s[client].append(time.perf_counter() - began)

    def run(self, seconds: float) -> float:
        """Let the clients book; give bookings a second."""
        began = time.perf_counter()
        threads = [threading.Thread(target=self.book_for, args=(n, began + seconds)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(map(len, self.waits_s)) / (time.perf_counter() - began)

    def rows(self) -> list[Row]:
        """Give what the raw transaction is to write: slot, vehicle, stored bytes."""
        events = zip(self.store.read_all(1), self.store.read_rows(1), strict=True)
        return [(one.body.slot_from_us, one.body.vehicle, stored) for one, (_, stored) in events]

    def close(self) -> None:
        """Close decider and ledger."""
        self.decider.close()
        self.store.close()


# -- raw ----------------------------------------------------------------------------------------


def raw_sqlite(rows: Sequence[Row], batch: int, seconds: float) -> float:
    """Write bookings in transactions of `batch` [bookings/s]."""
    with tempfile.TemporaryDirectory() as folder:
        connection = open_writing(Path(folder) / "raw.db")
        connection.execute(SQLITE)
        connection.executemany("INSERT INTO slot VALUES (?, 0)", [(one,) for one in {row[0] for row in rows}])
        began, done = time.perf_counter(), 0
        for start in range(0, len(rows), batch):
            if time.perf_counter() - began > seconds:
                break
            connection.execute("BEGIN IMMEDIATE")
            for slot, vehicle, stored in rows[start : start + batch]:
                _book_sqlite(connection, slot, vehicle, stored)
            connection.execute("COMMIT")
            done += len(rows[start : start + batch])
        taken_s = time.perf_counter() - began
        connection.close()
    return done / taken_s


def _book_sqlite(connection: apsw.Connection, slot: int, vehicle: str, stored: bytes) -> None:
    connection.execute("UPDATE slot SET taken = taken + 1 WHERE slot = ? AND taken < ?", (slot, SLOT_TRUCKS))
    assert connection.changes() == 1
    connection.execute("INSERT INTO live VALUES (?)", (vehicle,))
    connection.execute("INSERT INTO row (bytes) VALUES (?)", (stored,))


def raw_postgres(server: str, rows: Sequence[Row], batch: int, seconds: float, clients: int) -> float:
    """Write bookings in transactions of `batch`, over so many connections [bookings/s]."""
    with own_schema(server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(POSTGRES)
            slots = [(one,) for one in {row[0] for row in rows}]
            connection.cursor().executemany("INSERT INTO slot VALUES (%s, 0)", slots)
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(psycopg.connect(url, autocommit=True)) for _ in range(clients)]
            done = [0] * clients
            began = time.perf_counter()

            def write(client: int) -> None:
                for start in range(client * batch, len(rows), clients * batch):
                    if time.perf_counter() - began > seconds:
                        return
                    part = rows[start : start + batch]
                    _book_postgres(connections[client], part)
                    done[client] += len(part)

            threads = [threading.Thread(target=write, args=(client,)) for client in range(clients)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return sum(done) / (time.perf_counter() - began)


def _book_postgres(connection: psycopg.Connection[Any], part: Sequence[Row]) -> None:
    values = [(slot, SLOT_TRUCKS, vehicle, stored) for slot, vehicle, stored in part]
    if len(values) == 1:
        connection.execute(ONE_STATEMENT, values[0], prepare=True)
        return
    with connection.transaction():
        connection.cursor().executemany(ONE_STATEMENT, values)


# -- the comparison -----------------------------------------------------------------------------


@contextlib.contextmanager
def sqlite_ledger() -> Iterator[str]:
    """Give the address of an empty ledger in a file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/ledger.db"


def live(url: str, tell: Tell, seconds: float) -> tuple[float, float, list[float], list[Row]]:
    """Give bookings a second, the mean group, the waits and the rows."""
    point = Point(url, tell)
    per_s = point.run(seconds)
    waits_s = sorted(itertools.chain(*point.waits_s))
    rows = point.rows()
    point.close()
    return per_s, len(rows) / max(1, point.groups), waits_s, rows


def compare(
    name: str,
    ledger: Callable[[], contextlib.AbstractContextManager[str]],
    raw: Callable[[Sequence[Row], int], float],
    seconds: float,
    runs: int,
) -> None:
    """Print runs, and the medians of the shares."""
    print(f"{name}: durable bookings of {CLIENTS} clients")
    law = screening()
    shares = []
    for _ in range(runs):
        with ledger() as url:
            off, group, waits_s, rows = live(url, told_ready, seconds)
        with ledger() as url:
            on, *_ = live(url, law, seconds)
        batch = max(1, round(group))
        one, many = raw(rows, 1), raw(rows, batch)
        p50, p99 = (1e3 * waits_s[int(len(waits_s) * share)] for share in (0.5, 0.99))
        print(
            f"  {off:7,.0f}/s ({p50:.1f} ms, p99 {p99:.1f} ms, groups of {group:.1f}), "
            f"screened {on:6,.0f}/s   "
            f"raw: one a transaction {one:7,.0f}/s, {batch} a transaction {many:7,.0f}/s"
        )
        shares.append((off / one, on / one, off / many, on / many))
    medians = [statistics.median(column) for column in zip(*shares, strict=True)]
    print(
        "  median: {:.0%} of the raw transaction, screened {:.0%}; "
        "of raw in equal groups {:.0%}, screened {:.0%}".format(*medians)
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Compare in a file and on PostgreSQL."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--runs", type=int, default=RUNS)
    given = options.parse_args(argv)
    compare(
        f"SQLite {apsw.sqlite_lib_version()}",
        sqlite_ledger,
        lambda rows, batch: raw_sqlite(rows, batch, given.seconds),
        given.seconds,
        given.runs,
    )
    with serving() as server:
        compare(
            "PostgreSQL",
            lambda: own_schema(server),
            lambda rows, batch: raw_postgres(
                server, rows, batch, given.seconds, CLIENTS if batch == 1 else 1
            ),
            given.seconds,
            given.runs,
        )


if __name__ == "__main__":
    main()
