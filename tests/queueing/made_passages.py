"""Passages made for tests: a ledger's stream in few words."""

from __future__ import annotations

from typing import Any

from otkel.facts.events import kind_of
from otkel.facts.events.envelope import Event

START_US = 1_786_000_000_000_000  # in August 2026
MIN_US = 60_000_000
H_US = 60 * MIN_US
VEHICLE = "a" * 32


class Stream:
    """Events of one crossing point, each with the minute in which it happened."""

    def __init__(self, point: str = "syrym") -> None:
        self.point = point
        self.events: list[Event] = []

    def add(self, minute: float, body: Any, passage: int | None = None, *, late: float = 0) -> int:
        """Add an event that was recorded `late` minutes after it happened; gives its position."""
        kind, position = kind_of(body), len(self.events) + 1
        at_us = START_US + round(minute * MIN_US)
        self.events.append(
            Event(
                position=position,
                stream=f"point/{self.point}",
                version=position,
                client_key=f"key {position}",
                word=kind.word,
                word_version=kind.version,
                occurred_us=at_us,
                recorded_us=at_us + round(late * MIN_US),
                recorded_by="queue",
                point=self.point,
                passage=passage,
                body=body,
            )
        )
        return position


def minute_of(us: int | None) -> float | None:
    """Give the minute of an instant."""
    return None if us is None else (us - START_US) / MIN_US
