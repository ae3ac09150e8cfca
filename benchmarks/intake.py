"""How many positions a second the receiver takes in over HTTP, beside the same server that stores nothing.

256 connections send a position each, wait for the answer, and send the next, for 2,048 devices. The answer
comes after the commit. Storing nothing is the same app, the same reading of messages and the same thread
that answers, with a keeper that forgets. The goal is half of that. The clients are a process beside the
receiver on the same cores, and take their part of them in both. Devices are made known beforehand: a new one
is put into the vault, which costs as much as several messages, once.

Rounds of storing nothing, SQLite and PostgreSQL take turns; medians count. How many rows stand in the ledger
afterwards is compared with how many were answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from otkel.app.intake.gate import Rates
from otkel.app.intake.running import receiving
from otkel.app.intake.taking import Intake
from otkel.app.ledger import now_us
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.contract.postgres import NoServerError, own_schema, serving

GOAL = 0.5
CONNECTIONS, DEVICES, SECONDS, WARM_UP_S, ROUNDS = 256, 8, 5.0, 2.0, 3
TOKEN = "a-token-of-the-benchmark"


class Forgetting:
    """Keeps nothing."""

    def keep(self, positions: Any) -> int:
        return len(positions)


def serve(db: str | None, keys: str, port: int, ready: Any) -> None:
    """Run the receiver, or the same that forgets."""
    import uvicorn

    from otkel.web.intake import make_app

    os.environ["OTKEL_KEYS"] = keys
    with _intake(db) as intake:
        intake._rates = Rates(per_s=1e6)
        config = uvicorn.Config(
            make_app(intake, TOKEN.encode()), port=port, access_log=False, log_level="error", lifespan="off",
            ws="none",
        )  # fmt: skip
        ready.set()
        uvicorn.Server(config).run()


@contextmanager
def _intake(db: str | None) -> Iterator[Intake]:
    if db is None:
        intake = Intake(Forgetting(), now_us)
        yield intake
        intake.close()
        return
    with receiving(db) as receiver:
        yield receiver.intake


def message(device: str, at_us: int) -> bytes:
    """Give a request with a position as Traccar forwards it."""
    at = (
        time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at_us // 1_000_000))
        + f".{at_us // 1000 % 1000:03}+00:00"
    )
    position = {
        "id": 0, "attributes": {"batteryLevel": 79, "status": 8384, "blocked": True, "sat": 9,
        "motion": False, "distance": 12.5, "totalDistance": 98765.4, "raw": "28" * 60},
        "deviceId": 17, "protocol": "jt600", "serverTime": at, "deviceTime": at, "fixTime": at, "valid": True,
        "outdated": False, "latitude": 51.1, "longitude": 49.7, "altitude": 60.0, "speed": 3.2,
        "course": 10.0, "address": None, "accuracy": 0.0, "network": None, "geofenceIds": None,
    }  # fmt: skip
    told = {"position": position, "device": {"id": 17, "name": "x", "uniqueId": device, "model": "JT701D"}}
    data = json.dumps(told).encode()
    head = (
        f"POST /trackers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {len(data)}"
    )
    return head.encode() + b"\r\n\r\n" + data


class Client(asyncio.Protocol):
    """One connection: sends the next message when the one before is answered."""

    def __init__(self, number: int, until_s: float, told: list[float]) -> None:
        self._number, self._until_s, self._told = number, until_s, told
        self._sent, self._got = 0, b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._got.endswith(b"}"):  # head and body may come apart
            return
        if not self._got.startswith(b"HTTP/1.1 200"):
            os._exit(1)
        self._got = b""
        self._told.append(time.monotonic() - self._sent_s)
        if self._sent_s < self._until_s:
            self._send()
        elif not self.done.done():
            self._transport.close()
            self.done.set_result(None)

    def _send(self) -> None:
        self._sent += 1
        self._sent_s = time.monotonic()
        device = f"{self._number:04d}{self._sent % DEVICES:04d}"
        self._transport.write(message(device, now_us() - 10**9))


def load(port: int, first: int, count: int, answer: Any) -> None:
    """Send from some connections; tell the time of each answer [s], below zero while it warmed up."""

    async def work() -> list[float]:
        warmed = await send(WARM_UP_S)
        return [*await send(SECONDS), *([-1.0] * len(warmed))]

    async def send(for_s: float) -> list[float]:
        loop = asyncio.get_running_loop()
        told: list[float] = []
        until_s = time.monotonic() + for_s
        makers = [partial(Client, n, until_s, told) for n in range(first, first + count)]
        clients = [(await loop.create_connection(one, "127.0.0.1", port))[1] for one in makers]
        await asyncio.gather(*(client.done for client in clients))
        return told

    answer.put(asyncio.run(work()))


def measure(db: str | None, keys: str) -> tuple[float, float, int]:
    """Give messages a second, the 99th percentile of answers [ms], and how many were answered."""
    context = multiprocessing.get_context("spawn")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    ready, answer = context.Event(), context.Queue()
    server = context.Process(target=serve, args=(db, keys, port, ready))
    server.start()
    ready.wait()
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.05)
    client = context.Process(target=load, args=(port, 0, CONNECTIONS, answer))
    client.start()
    times = answer.get(timeout=60)
    client.join()
    server.terminate()
    server.join()
    asked = sorted(one for one in times if one >= 0)
    return len(asked) / SECONDS, asked[int(len(asked) * 0.99)] * 1000, len(times)


def count(db: str) -> int:
    """Give how many positions stand beside a ledger."""
    with closing(open_store(db, now_us)) as store, closing(open_positions(db, store, now_us)) as found:
        return len(found.list_fixes(0, 2**62))


def main() -> None:
    """Print rates, shares of storing nothing, and what was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = asked.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        try:
            with serving() as server, own_schema(server) as postgres:
                _compare({"SQLite": f"sqlite:///{folder}/ledger.db", "PostgreSQL": postgres}, folder, rounds)
        except NoServerError as error:
            print(f"PostgreSQL does not start here: {error}")
            _compare({"SQLite": f"sqlite:///{folder}/ledger.db"}, folder, rounds)


def _compare(ledgers: dict[str, str], folder: str, rounds: int) -> None:
    rates: dict[str, list[float]] = {}
    answered = dict.fromkeys(ledgers, 0)
    for run in range(rounds):
        for name, db in {"nothing": None, **ledgers}.items():
            rate, p99_ms, told = measure(db, str(Path(folder) / f"keys-{name}"))
            rates.setdefault(name, []).append(rate)
            if db is not None:
                answered[name] += told
            print(f"  round {run + 1}, {name}: {rate:,.0f} messages/s, p99 {p99_ms:.0f} ms")
    nothing = statistics.median(rates["nothing"])
    print(f"storing nothing: {nothing:,.0f} messages/s from {CONNECTIONS} connections")
    for name, db in ledgers.items():
        kept, rate = count(db), statistics.median(rates[name])
        share = statistics.median(
            one / other for one, other in zip(rates[name], rates["nothing"], strict=True)
        )
        print(f"{name}: {rate:,.0f} messages/s, {share:.2f} of storing nothing, goal {GOAL}")
        print(f"  {answered[name]:,} answered, {kept:,} stand there")


if __name__ == "__main__":
    main()
