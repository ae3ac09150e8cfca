"""A post's day: how many events of each word happened at a crossing point on a civil day of UTC.

A correction acts forward: from its position on, a voided event counts no more, and one whose time was
corrected counts on its right day. A void of a void, or of a correction, takes their effect back.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from otkel.facts.events.corrections import Corrected
from otkel.ledger.codec import Glance
from otkel.ledger.view_rows import Rows

_DAY_US = 86_400_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_DAYS, _EVENTS = "day/", "event/"


class PostDay:
    """Rows by point and day: events by word. Rows by event: what corrections came to, where any did."""

    name = "post_day"
    version = 1
    row_type = Any

    def fold(self, event: Glance, rows: Rows) -> None:
        """Count an event, and count those otherwise that it corrects."""
        _count(rows, _place(event, None), event.word, 1)
        target, on = rows.find_target(event), True
        while target is not None:
            key = f"{_EVENTS}{target.position:019}"
            held = rows.get(key)
            before = _place(target, held)
            held = _changed(held or {"moved": [], "voided": []}, event, on)
            after = _place(target, held)
            rows.put(key, held)
            _count(rows, before, target.word, -1)
            _count(rows, after, target.word, 1)
            if (before is None) == (after is None):
                return  # whatever the target does to others, it goes on doing
            event, on, target = target, after is not None, rows.find_target(target)


def day_key(point: str, day: date) -> str:
    """Give the key of a point's day."""
    return f"{_DAYS}{point}/{day.isoformat()}"


def _changed(held: dict[str, list[Any]], by: Glance, on: bool) -> dict[str, list[Any]]:
    """Give what corrections came to, with one more or one less."""
    entry: Any
    if not isinstance(by.body, Corrected):
        kind, entry = "voided", by.position
    elif by.body.occurred_us is not None:
        kind, entry = "moved", [by.position, by.body.occurred_us]
    else:
        return held
    entries = [one for one in held[kind] if one != entry]
    return {**held, kind: sorted([*entries, entry]) if on else entries}


def _place(event: Glance, held: dict[str, list[Any]] | None) -> str | None:
    """Give the key of the day on which an event counts now; None: it does not count."""
    if held is None:
        occurred_us = event.occurred_us
    elif held["voided"]:
        return None
    else:
        occurred_us = held["moved"][-1][1] if held["moved"] else event.occurred_us
    return f"{_DAYS}{event.point}/{_day(occurred_us // _DAY_US)}"


@lru_cache(maxsize=1024)
def _day(number: int) -> str:
    """Give a civil day by its number since 1970."""
    try:
        return date.fromordinal(_EPOCH + number).isoformat()
    except (ValueError, OverflowError):
        return "outside"  # no calendar has it; the clock that gave it was wrong


def _count(rows: Rows, key: str | None, word: str, by: int) -> None:
    if key is None:
        return
    counts = rows.get(key) or {}
    counts[word] = counts.get(word, 0) + by
    if not counts[word]:
        del counts[word]
    rows.put(key, counts)
