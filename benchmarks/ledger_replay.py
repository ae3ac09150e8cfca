"""How many events are replayed in a second on one core: stored bytes decoded and folded.

The bytes are those of a busy crossing point: eleven events a passage, fourteen where the
truck is checked, and the intake of a post every fifty trucks. The fold counts by word and keeps the list
of who waits, in order of arrival. Seconds are those of the processor, so that neighbours on the
machine do not count. Goal: 300,000 a second.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from otkel.facts.events import kind_of
from otkel.facts.events.choices import (
    CheckKind,
    CheckOutcome,
    Knowledge,
    Readiness,
    SelectionKind,
    Stage,
    WayOut,
)
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import (
    Arrived,
    Booked,
    Called,
    EntryCleared,
    EntryStarted,
    ExitCleared,
    ExitStarted,
    Left,
)
from otkel.facts.events.posts import IntakeMeasured
from otkel.facts.events.proofs import RangeStated, TicketIssued
from otkel.facts.events.selections import CheckEnded, CheckStarted, Selected
from otkel.facts.events.shapes import Body
from otkel.ledger.codec import decode, encode

GOAL_PER_S = 300_000
EVENTS, RUNS = 200_000, 9
BEGAN_US, HOUR_US = 1_767_225_600_000_000, 3_600_000_000
STILL_HERE = 3_000  # passages whose trucks wait when the log ends


def subject(number: int) -> str:
    """Give a subject that looks random."""
    return f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


def digest(number: int) -> str:
    """Give a digest that looks random."""
    return subject(number) + subject(number + 1)


def life(number: int, at_us: int) -> Iterator[Body]:
    """Give the bodies of one passage."""
    truck, slot_us = subject(number), at_us + 24 * HOUR_US
    yield Booked(
        vehicle=truck,
        carrier=subject(number // 3),
        towards="RU",
        queue_class="ordinary",
        slot_from_us=slot_us,
        slot_to_us=slot_us + HOUR_US,
        readiness=Readiness.READY,
        rulebook=digest(1),
        sealed=digest(number),
    )
    yield TicketIssued(ticket=digest(number + 7), queue_class="ordinary", ahead_trucks=number % 3000)
    yield Arrived(vehicle=truck, towards="RU", queue_class="ordinary", late_us=number % HOUR_US)
    for _ in range(2):
        yield RangeStated(
            quantity="call_at",  # type: ignore[arg-type]  # as it comes from outside
            low=slot_us,
            mid=slot_us + HOUR_US,
            high=slot_us + 4 * HOUR_US,
            coverage_pct=80,
            method="intake",
        )
    yield Called(rule="order_of_arrival", appear_by_us=slot_us + HOUR_US)
    yield ExitStarted(lane="lane-1")
    yield ExitCleared(lane="lane-1")
    yield EntryStarted(lane="lane-4")
    if number % 8 == 0:
        yield from check(number)
    yield EntryCleared(lane="lane-4")
    yield Left(way=WayOut.THROUGH)


def check(number: int) -> Iterator[Body]:
    """Give the bodies of a check."""
    stage, kind = Stage.ENTRY_CONTROL, CheckKind.DOCUMENTS
    yield Selected(
        stage=stage,
        check=kind,
        kind=SelectionKind.RANDOM,
        reason="minimum_share",
        draw=number * 0x9E3779B97F4A7C15 % 2**61,
        purpose="check.entry",
        below=2**61,
        seed=digest(2),
    )
    yield CheckStarted(stage=stage, check=kind)
    yield CheckEnded(stage=stage, check=kind, outcome=CheckOutcome.NOTHING_FOUND)


def stored_bytes(count: int) -> list[bytes]:
    """Give the stored bytes of a log of this many events."""
    rows: list[bytes] = []
    passage = 0
    while len(rows) < count:
        passage += 1
        at_us = BEGAN_US + passage * 60_000_000
        bodies = list(life(passage, at_us))
        if 12 * passage > count - 5 * STILL_HERE:
            bodies = bodies[:5]  # arrived, and told when it may be called
        for version, body in enumerate(bodies, start=1):
            rows.append(stored(len(rows) + 1, f"passage/{passage}", version, at_us, passage, body))
        if passage % 50 == 0:
            taken = IntakeMeasured(
                stage=Stage.ENTRY_CONTROL,
                taken_trucks=50,
                interval_us=HOUR_US,
                knowledge=Knowledge.MEASURED,
                low_trucks=50,
                high_trucks=50,
            )
            rows.append(stored(len(rows) + 1, "post/syrym", passage // 50, at_us, None, taken))
    return rows[:count]


def stored(position: int, stream: str, version: int, at_us: int, passage: int | None, body: Body) -> bytes:
    """Give the bytes of one event."""
    kind = kind_of(body)
    return encode(
        Event(
            position=position,
            stream=stream,
            version=version,
            client_key=subject(position),
            word=kind.word,
            word_version=kind.version,
            occurred_us=at_us + version,
            recorded_us=at_us + version + 900_000,
            recorded_by=subject(position % 40),
            point="syrym",
            cause=position - 1 if version > 1 else None,
            passage=passage,
            body=body,
        )
    )


def fold(events: Iterable[Event]) -> tuple[dict[str, int], dict[Any, int]]:
    """Give the events by word, and who waits: passage to time of arrival, in order of arrival."""
    by_word: dict[str, int] = {}
    waiting: dict[Any, int] = {}
    for event in events:
        word = event.word
        by_word[word] = by_word.get(word, 0) + 1
        if word == "arrived":
            waiting[event.passage] = event.occurred_us
        elif word in ENDS_WAITING:
            waiting.pop(event.passage, None)
    return by_word, waiting


ENDS_WAITING = frozenset({"exit_started", "cancelled", "no_show", "turned_back", "left"})


def per_s(rows: list[bytes]) -> float:
    """Replay all rows once [events/s]."""
    began = time.process_time()
    fold(map(decode, rows))
    return len(rows) / (time.process_time() - began)


def main() -> None:
    """Print the median of several replays, and what they gave."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    rows = stored_bytes(count)
    by_word, waiting = fold(map(decode, rows))
    rates = [per_s(rows) for _ in range(RUNS)]
    rate = statistics.median(rates)
    verdict = "met" if rate >= GOAL_PER_S else "MISSED"
    print(f"replay     {rate:,.0f} events/s on one core, goal {GOAL_PER_S:,}: {verdict}")
    print(f"           median of {RUNS} runs of {count:,} events")
    print(f"           least {min(rates):,.0f}, most {max(rates):,.0f}")
    mean = sum(map(len, rows)) / count
    print(
        f"           {mean:.0f} bytes an event, {len(by_word)} words, {len(waiting):,} trucks wait at the end"
    )


if __name__ == "__main__":
    main()
