"""A truck's story: the facts of one passage in the order of the ledger.

A correction acts forward: what it corrects stays as it was recorded, the correction follows as a fact of
its own, and the earlier fact names it from then on in `changed_by`.

A row says where the facts stand, and no more: what they say is read from the events themselves. So the view
of a long record is small and soon made, nothing stands in two places, and a word may get another version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from otkel.facts.events.envelope import Event
from otkel.ledger.codec import Glance
from otkel.ledger.store import Store
from otkel.ledger.view_rows import Rows

Mention = int | list[int]
_to_bytes = msgspec.json.Encoder(order="sorted").encode


class Fact(msgspec.Struct, gc=False):
    """One event of a passage. Times in µs of UTC since 1970."""

    position: int
    word: str
    point: str
    occurred_us: int
    recorded_us: int
    recorded_by: str
    cause: int | None
    body: Any  # plain data
    changed_by: list[int] = []  # positions of corrections


class TruckStory:
    """Rows by passage: where the facts of its life stand, in order of position.

    A fact is its position alone, or where it was corrected a list of it and of the corrections.
    """

    name = "truck_story"
    version = 1001  # rows of versions up to 1000 held the facts themselves
    row_type = list[Mention]

    def fold(self, event: Glance, rows: Rows) -> None:
        """Add an event to the story of its passage; a correction to that of the event it names."""
        target = rows.find_target(event)
        passage = event.passage if target is None else _passage(event, target, rows)
        if passage is None:
            return
        story: list[Mention] = rows.change(story_key(passage), list)
        if target is not None:
            _mark(story, target.position, event.position)
        story.append(event.position)


def story_key(passage: int) -> str:
    """Give the key of a passage's story; keys sort as passages do."""
    return f"{passage:019}"


def read_facts(store: Store, story: Sequence[Mention]) -> tuple[Fact, ...]:
    """Give the facts of a story, as the events tell them. Raises LedgerError."""
    changed_by = dict(map(_split, story))
    return tuple(
        Fact(
            position=event.position,
            word=event.word,
            point=event.point,
            occurred_us=event.occurred_us,
            recorded_us=event.recorded_us,
            recorded_by=event.recorded_by,
            cause=event.cause,
            body=msgspec.json.decode(_to_bytes(event.body)),
            changed_by=changed_by[event.position],
        )
        for event in read_story(store, story)
    )


def read_story(store: Store, story: Sequence[Mention]) -> list[Event]:
    """Give the events of a story. Raises LedgerError."""
    return store.read_at([position for position, _ in map(_split, story)])


def _split(mention: Mention) -> tuple[int, list[int]]:
    """Give where a fact stands, and where its corrections do."""
    return (mention, []) if isinstance(mention, int) else (mention[0], mention[1:])


def _mark(story: list[Mention], position: int, by: int) -> None:
    """Note at a fact of a story that it was corrected; a fact of another passage is not there."""
    for at, mention in enumerate(story):
        found, corrections = _split(mention)
        if found == position:
            story[at] = [found, *corrections, by]


def _passage(event: Glance, target: Glance, rows: Rows) -> int | None:
    """Give the passage of what a chain of corrections is about in the end, else the correction's own."""
    root: Glance | None = target
    while root is not None:
        about, root = root, rows.find_target(root)
    return event.passage if about.passage is None else about.passage
