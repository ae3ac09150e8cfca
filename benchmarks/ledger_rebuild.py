"""How long it takes to make the views again from 1 million events in SQLite, and whether they come out equal.

The events are those of the replay benchmark. First the views are kept as the ledger has grown (in one
go), then they are rebuilt beside the living rows; both must have the same bytes. Wall time, and seconds
of the processor, since neighbours on the machine and its disk count in the first.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.ledger_replay import stored_bytes
from otkel.ledger.codec import decode
from otkel.ledger.opening import open_store
from otkel.ledger.store import Store
from otkel.ledger.views import VIEWS, Views, open_views

EVENTS = 1_000_000
CHUNK = 20_000


def fill(store: Store, count: int) -> None:
    """Record the events with their own bytes."""
    rows = stored_bytes(count)
    for start in range(0, count, CHUNK):
        store.append_exactly([(decode(one), one) for one in rows[start : start + CHUNK]])


def digest(views: Views, name: str) -> tuple[int, str]:
    """Give the number of rows of a view, and a digest over its dump."""
    made, count = hashlib.sha256(), 0
    for key, body in views.dump(name):
        made.update(f"{key}\n".encode() + body + b"\n")
        count += 1
    return count, made.hexdigest()


def timed(what: str, work: Callable[[], int]) -> None:
    """Do work, and print its time."""
    began, cpu_s = time.perf_counter(), time.process_time()
    count = work()
    took_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_s
    print(
        f"{what:34} {took_s:7.1f} s   {count / took_s:9,.0f} events/s   processor {cpu_s:6.1f} s", flush=True
    )


def main() -> None:
    """Print the time of keeping and of rebuilding each view."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with tempfile.TemporaryDirectory(prefix="otkel-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.db'}"
        store = open_store(url, lambda: 0)
        fill(store, count)
        views = open_views(url, store)
        print(f"rebuild    {count:,} events in SQLite")
        for name in VIEWS:
            timed(f"{name}: kept", lambda name=name: views.catch_up(name))  # type: ignore[misc]
            kept = digest(views, name)
            timed(f"{name}: rebuilt", lambda name=name: views.rebuild(name))  # type: ignore[misc]
            same = "equal" if digest(views, name) == kept else "DIFFERENT"
            print(f"{name}: {kept[0]:,} rows, kept and rebuilt are {same}")
        views.close()
        store.close()


if __name__ == "__main__":
    main()
