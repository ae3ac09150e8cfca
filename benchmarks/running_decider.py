"""What a running decider gives: commands a second through its socket, and how long one shell takes.

32 shells hand arrivals over, each with a new truck, and wait until each is durable; the decider is a
process of its own, upon a file. Then one `otkel queue arrive` after the other is timed as a process,
from its start to its end: with the decider, and without it, where each opens the ledger itself. The two
take turns, so that what else the machine does falls on both.

Run: python benchmarks/running_decider.py [--seconds 5] [--shells 32] [--times 15]
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from otkel.app.serving.client import hand_over
from otkel.app.serving.wire import FORM, Handed

ROOT = Path(__file__).parents[1]
POINT = "syrym"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def shell(db: str, *tokens: str) -> float:
    """Run one command; give how long it took [s]."""
    command = [sys.executable, "-m", "otkel", "queue", *tokens, "--db", db]
    began = time.perf_counter()
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - began


def serve(db: str) -> subprocess.Popen[str]:
    """Start a decider, and wait until it listens."""
    command = [sys.executable, "-m", "otkel", "queue", "serve", POINT, "--db", db]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def arrive(number: int) -> Handed:
    """Give the arrival of a new truck."""
    given: dict[str, str | bool | list[str]] = {"plate": f"{number:06d} AB", "towards": "RU"}
    envelope = {"key": f"bench {number}", "by": "bench"}
    return Handed(form=FORM, verb="arrive", given=given, envelope=envelope, folder="/", language="en")


def crowd(db: str, shells: int, seconds: float) -> list[float]:
    """Let shells hand arrivals over until it is time; give how long each waited [s], in order of size."""
    numbers, gate, waits_s = itertools.count(), threading.Lock(), list[float]()
    until_s = time.perf_counter() + seconds

    def work() -> None:
        while (began := time.perf_counter()) < until_s:
            with gate:
                number = next(numbers)
            told = hand_over(db, POINT, arrive(number))
            assert told is not None
            assert told.status == 0, told
            waits_s.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work) for _ in range(shells)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(waits_s)


def through_the_socket(folder: str, shells: int, seconds: float) -> None:
    """Print commands a second of many shells, and of one."""
    for count in (1, shells):
        db = f"sqlite:///{folder}/crowd-{count}.db"
        shell(db, "open", POINT, "--preset", "otkel")
        process = serve(db)
        waits_s = crowd(db, count, seconds)
        process.send_signal(signal.SIGTERM)
        process.wait()
        p50, p99 = (1e3 * waits_s[int(len(waits_s) * share)] for share in (0.5, 0.99))
        print(
            f"  {count:3d} shells: {len(waits_s) / seconds:6,.0f} commands/s, each durable; "
            f"one takes {p50:.1f} ms, p99 {p99:.1f} ms"
        )


def one_command(folder: str, times: int) -> None:
    """Print how long one `otkel queue arrive` takes, with a decider and without."""
    dbs = {name: f"sqlite:///{folder}/{name}.db" for name in ("without", "with")}
    for db in dbs.values():
        shell(db, "open", POINT, "--preset", "otkel")
    process = serve(dbs["with"])
    took_s: dict[str, list[float]] = {name: [] for name in dbs}
    for number, (name, db) in itertools.product(range(times), dbs.items()):
        took_s[name].append(shell(db, "arrive", POINT, "--plate", f"{number:06d} AB", "--towards", "RU"))
    process.send_signal(signal.SIGTERM)
    process.wait()
    for name, each_s in took_s.items():
        print(
            f"  one `otkel queue arrive` {name} a decider: {1e3 * statistics.median(each_s):.0f} ms (median)"
        )


def main(argv: Sequence[str] | None = None) -> None:
    """Measure on this machine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--shells", type=int, default=32)
    options.add_argument("--times", type=int, default=15)
    given = options.parse_args(argv)
    print(f"a running decider, {os.cpu_count()} cores, SQLite in a file")
    with tempfile.TemporaryDirectory() as folder:
        through_the_socket(folder, given.shells, given.seconds)
        one_command(folder, given.times)


if __name__ == "__main__":
    main()
