"""A ledger of one crossing point for tests: events from a made stream, a key, and a signed head."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from otkel.app import ledger
from otkel.facts.events import passages, posts, proofs
from otkel.facts.events.choices import Stage, Witness
from otkel.facts.events.envelope import Draft
from otkel.ledger.sqlite.store import SqliteStore
from tests.queueing.made_passages import MIN_US, START_US, VEHICLE

POINT = "syrym"
Row = tuple[float, Any, int | None]


def us(minute: float) -> int:
    return START_US + round(minute * MIN_US)


def record(path: Path, rows: Iterable[Row], *, point: str = POINT, key: str = "", batch: int = 5000) -> str:
    """Record rows (minute, body, passage) in the stream of a point; gives the address of the ledger."""
    store = SqliteStore(path, lambda: us(0))
    drafts = [
        Draft(body=body, point=point, occurred_us=us(minute), recorded_by="queue", passage=passage)
        for minute, body, passage in rows
    ]
    for begin in range(0, len(drafts), batch):
        store.append(f"point/{point}", drafts[begin : begin + batch], client_key=f"{point} {key}{begin}")
    store.close()
    return f"sqlite:///{path}"


def sign(db: str) -> None:
    ledger.make_head(db)


def arrived(**more: Any) -> passages.Arrived:
    return passages.Arrived(**{"vehicle": VEHICLE, "towards": "RU", "queue_class": "ordinary", **more})


def called(rule: str = "call.order_of_arrival") -> passages.Called:
    return passages.Called(rule=rule)


def issued(digest: str) -> proofs.TicketIssued:
    return proofs.TicketIssued(ticket=digest, queue_class="ordinary", ahead_trucks=3)


def a_way(passage: int = 7, **first: Any) -> list[Row]:
    """Give a whole way of a truck that was late with its slot, and was called late."""
    slot = {"slot_from_us": us(30), "slot_to_us": us(60)}
    booked = passages.Booked(vehicle=VEHICLE, towards="RU", queue_class="ordinary", **slot)
    rows: list[Row] = [
        (0, booked, passage),
        (75, arrived(stage=Stage.ROAD_QUEUE, witness=Witness.DRIVER, **first), passage),
        (200, arrived(), passage),
        (400, posts.Paused(reason="no_power", stage=Stage.EXIT_CONTROL), None),
        (520, posts.Resumed(stage=Stage.EXIT_CONTROL), None),
        (3000, called("call.slot"), passage),
        (3100, passages.ExitStarted(lane="2"), passage),
        (3130, passages.ExitCleared(lane="2"), passage),
        (3400, passages.EntryStarted(witness=Witness.IMPORTED), passage),
        (3500, passages.EntryCleared(witness=Witness.IMPORTED), passage),
    ]
    return rows
