"""A truck's story: the facts of one passage in the order of the ledger.

A correction acts forward: what it corrects stays as it was recorded, the correction follows as a fact of
its own, and the earlier fact names it from then on in `changed_by`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.events import KINDS
from otkel.facts.events.envelope import Event
from otkel.ledger.view_rows import Rows


class Fact(msgspec.Struct, gc=False):
    """One event of a passage. Times in µs of UTC since 1970."""

    position: int
    word: str
    point: str
    occurred_us: int
    recorded_us: int
    recorded_by: str
    cause: int | None
    body: Any
    changed_by: list[int] = []  # positions of corrections


class TruckStory:
    """Rows by passage: the facts of its life, in order of position."""

    name = "truck_story"
    version = 1 + sum(kind.version - 1 for kind in KINDS)  # rows hold bodies as the words have them now
    row_type = list[Fact]

    def fold(self, event: Event, rows: Rows) -> None:
        """Add an event to the story of its passage; a correction to that of the event it names."""
        target = rows.find_target(event)
        passage = event.passage if target is None else _passage(event, target, rows)
        if passage is None:
            return
        key = story_key(passage)
        story: list[Fact] = rows.get(key) or []
        for fact in reversed(story) if target is not None else ():
            if fact.position == target.position:  # type: ignore[union-attr]  # it is there, else no fact
                fact.changed_by.append(event.position)
        story.append(
            Fact(
                event.position,
                event.word,
                event.point,
                event.occurred_us,
                event.recorded_us,
                event.recorded_by,
                event.cause,
                event.body,
            )
        )
        rows.put(key, story)


def story_key(passage: int) -> str:
    """Give the key of a passage's story; keys sort as passages do."""
    return f"{passage:019}"


def _passage(event: Event, target: Event, rows: Rows) -> int | None:
    """Give the passage of what a chain of corrections is about in the end, else the correction's own."""
    root: Event | None = target
    while root is not None:
        about, root = root, rows.find_target(root)
    return event.passage if about.passage is None else about.passage
