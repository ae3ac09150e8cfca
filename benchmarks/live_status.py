"""How long the status of a crossing point takes with 10,000 trucks waiting, and how long it takes to open it.

The status is what the view gives of both directions, read off a running decider and written as JSON.
Opening is what a command from the shell does first: open the ledger, read the snapshot, fold what came
after. The ledger holds the life of so many trucks that it has a million events, and 10,000 wait at its
end; `--events` makes it shorter.

Goals: status in at most 20 ms; opening in well under a second.
Run: python benchmarks/live_status.py [--events 1000000]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from otkel.app.live.opening import deciding
from otkel.app.live.origin import new_state, stream_of
from otkel.facts.events import kind_of
from otkel.facts.events.choices import Readiness, WayOut
from otkel.facts.events.envelope import Draft, Event
from otkel.facts.events.passages import (
    Arrived,
    Called,
    EntryCleared,
    EntryStarted,
    ExitCleared,
    ExitStarted,
    Left,
)
from otkel.facts.events.posts import PolicyChanged
from otkel.facts.events.shapes import Body
from otkel.facts.gazetteer import get_point
from otkel.ledger.codec import encode
from otkel.ledger.opening import open_store
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.policy import Policy, QueueClass, Releasing
from otkel.queueing.views import status

STATUS_GOAL_MS, OPENING_GOAL_S = 20.0, 1.0
WAITING, EVENTS, RUNS = 10_000, 1_000_000, 30
POINT = get_point("kurmangazy")
DAY = 2_100  # of the table of days
PACE_US = 120_000_000
PAGE = 5_000
POLICY = Policy(
    name="status",
    classes=(QueueClass(name="perishable"), QueueClass(name="ordinary", rank=1)),
    releasing=Releasing.INTAKE,
)


def now_us() -> int:
    """Give the time [µs]."""
    return time.time_ns() // 1000


def life(number: int, waits: bool) -> Iterator[Body]:
    """Give the events of one truck."""
    yield Arrived(
        vehicle=f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}",
        towards="RU" if number % 4 else "KZ",
        queue_class="ordinary" if number % 12 else "perishable",
        readiness=Readiness.READY,
        people=1 + number % 3,
    )
    if waits:
        return
    yield Called(rule="call.order_of_arrival")
    yield from (ExitStarted(), ExitCleared(), EntryStarted(), EntryCleared())
    yield Left(way=WayOut.THROUGH)


def drafts(events: int, waiting: int) -> Iterator[Draft]:
    """Give a long record: trucks come and go, and at the end some wait."""
    state = new_state(POINT)
    at_us = state.us_of(state.day_starts_s[DAY])
    opening = PolicyChanged(
        policy=POLICY.name, numbers=to_numbers(POLICY), provisions={}, digest=digest_of(POLICY)
    )
    yield Draft(body=opening, point=POINT.slug, occurred_us=at_us, recorded_by="bench")
    gone = max(0, (events - 1 - waiting) // 7)
    for number in range(1, gone + waiting + 1):
        at_us += PACE_US
        for body in life(number, number > gone):
            yield Draft(body=body, point=POINT.slug, occurred_us=at_us, recorded_by="bench", passage=number)


def rows(given: Iterator[Draft]) -> Iterator[tuple[Event, bytes]]:
    """Give events as a ledger has them, one act each."""
    for position, draft in enumerate(given, 1):
        kind = kind_of(draft.body)
        event = Event(
            position=position,
            stream=stream_of(POINT.slug),
            version=position,
            client_key=f"{position:012x}",
            word=kind.word,
            word_version=kind.version,
            occurred_us=draft.occurred_us,
            recorded_us=draft.occurred_us,
            recorded_by=draft.recorded_by,
            point=draft.point,
            body=draft.body,
            passage=draft.passage,
        )
        yield event, encode(event)


def make_ledger(url: str, events: int, waiting: int) -> int:
    """Write the record; gives how many events it has."""
    store = open_store(url, now_us)
    page: list[tuple[Event, bytes]] = []
    head = 0
    for row in rows(drafts(events, waiting)):
        page.append(row)
        if len(page) == PAGE:
            head = store.append_exactly(page)
            page.clear()
    if page:
        head = store.append_exactly(page)
    store.close()
    return head


def timed(work: Callable[[], object]) -> float:
    """Give how long something takes [s]."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def open_and_look(url: str) -> int:
    """Do what a command from the shell does: open, read the state, close; gives how many trucks are there."""
    with deciding(url, POINT) as decider:
        return decider.look(lambda state: state.present())


def times_of_status(url: str, runs: int) -> list[float]:
    """Give how long each status takes, with its JSON [ms]."""
    with deciding(url, POINT) as decider:
        t_s = decider.look(lambda state: state.t_s)
        return sorted(
            1e3 * timed(lambda: msgspec.json.encode(decider.look(lambda state: status(state, t_s))))
            for _ in range(runs)
        )


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures beside their goals."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=EVENTS)
    options.add_argument("--waiting", type=int, default=WAITING)
    given = options.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.db'}"
        head = make_ledger(url, given.events, given.waiting)
        whole_s = timed(lambda: open_and_look(url))
        opened_s = statistics.median(timed(lambda: open_and_look(url)) for _ in range(5))
        assert open_and_look(url) == given.waiting
        times_ms = times_of_status(url, RUNS)
    print(
        f"status with {given.waiting:,} waiting: median {statistics.median(times_ms):.1f} ms, "
        f"slowest {times_ms[-1]:.1f} ms; goal {STATUS_GOAL_MS:.0f} ms"
    )
    print(
        f"opening {head:,} events: {1e3 * opened_s:.0f} ms from the snapshot, "
        f"goal under {OPENING_GOAL_S:.0f} s; {whole_s:.1f} s the first time, by folding all"
    )


if __name__ == "__main__":
    main()
