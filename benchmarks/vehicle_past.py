"""How long rules of risk wait for a vehicle's past, in a file with many passages.

A ledger is filled with passages of few events each, of vehicles that come again. Told are how long it
takes to count all of it once, and then to read one vehicle's past when as many events as are never kept
at a look have come since, and when none has.

Run: python benchmarks/vehicle_past.py [--passages 50000] [--vehicles 10000]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from otkel.facts.events.choices import CheckKind, CheckOutcome, Stage, WayOut
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Left
from otkel.facts.events.selections import CheckEnded
from otkel.facts.events.shapes import Body
from otkel.ledger.opening import open_store
from otkel.ledger.store import Store
from otkel.ledger.view_vehicle_past import VehiclePast, past_key
from otkel.ledger.views import MOST_UNSEEN, Views, open_views

NAME, LOOKS = VehiclePast.name, 200
BATCH = 300  # passages an act
CHECKED = CheckEnded(
    stage=Stage.EXIT_CONTROL, check=CheckKind.DOCUMENTS, outcome=CheckOutcome.FINED, found=("undeclared",)
)
LEFT = Left(way=WayOut.THROUGH)


def now_us() -> int:
    """Give the time [µs]."""
    return time.time_ns() // 1000


def subject(number: int) -> str:
    """Give a vehicle."""
    return f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


def passage(number: int, vehicles: int) -> list[Draft]:
    """Give the three events of a passage."""
    arrived = Arrived(vehicle=subject(number % vehicles), towards="RU", queue_class="ordinary")
    at_us = now_us()

    def draft(body: Body) -> Draft:
        return Draft(body=body, point="syrym", occurred_us=at_us, recorded_by="bench", passage=number)

    return [draft(arrived), draft(CHECKED), draft(LEFT)]


def fill(store: Store, first: int, last: int, vehicles: int) -> None:
    """Append passages."""
    for begin in range(first, last, BATCH):
        drafts = [one for n in range(begin, min(begin + BATCH, last)) for one in passage(n, vehicles)]
        store.append("point/syrym", drafts, client_key=f"batch {begin}")


def look(views: Views, vehicles: int) -> float:
    """Give the median time of a look [ms]."""
    took_s = []
    for number in range(LOOKS):
        began = time.perf_counter()
        assert views.find_now(NAME, past_key(subject(number * 7 % vehicles))) is not None
        took_s.append(time.perf_counter() - began)
    return 1e3 * statistics.median(took_s)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure on this machine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=50_000)
    options.add_argument("--vehicles", type=int, default=10_000)
    given = options.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.db"
        store = open_store(url, now_us)
        fill(store, 1, given.passages + 1, given.vehicles)
        views = open_views(url, store)
        began = time.perf_counter()
        views.catch_up(NAME)
        counted_s = time.perf_counter() - began
        print(f"{store.head():,} events: counted once in {counted_s:.1f} s")
        print(f"  a look when nothing came since: {look(views, given.vehicles):.2f} ms")
        fill(store, given.passages + 1, given.passages + 1 + MOST_UNSEEN // 3, given.vehicles)
        unseen = store.head() - views.cursor(NAME)
        print(f"  a look when {unseen} events came since: {look(views, given.vehicles):.2f} ms")
        views.close()
        store.close()


if __name__ == "__main__":
    main()
