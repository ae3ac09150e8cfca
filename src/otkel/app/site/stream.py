"""Where in the record of a point an instant lies: found by halves, so that no day is read for another.

Instants within a stream rise but for acts that are told later (`since`). So an instant is asked of a few
events together, of which the latest counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from otkel.app.tickets import stream_of
from otkel.facts.events.envelope import Event
from otkel.ledger.store import Store

_TOGETHER = 16  # events of which the latest says how far the record was
LATE_US = 3_600_000_000  # acts told later than this after they happened may be missed at the edges of a day


def version_at(store: Store, slug: str, at_us: int) -> int:
    """Give a version of a point's stream behind which every event of an instant or later stands.

    Events that were told more than an hour late may stand before it. Raises LedgerError.
    """
    stream = stream_of(slug)
    low, high = 0, store.version(stream)
    while high - low > _TOGETHER:
        middle = (low + high) // 2
        some = islice(store.read_stream(stream, middle), _TOGETHER)
        if max(event.occurred_us for event in some) < at_us:
            low = middle
        else:
            high = middle
    return max(0, low - _TOGETHER)


def events_between(store: Store, slug: str, from_us: int, to_us: int) -> Iterator[Event]:
    """Give what happened at a point from an instant on and before another, in order of the record.

    Raises LedgerError.
    """
    for event in store.read_stream(stream_of(slug), version_at(store, slug, from_us)):
        if from_us <= event.occurred_us < to_us:
            yield event
        elif event.occurred_us >= to_us + LATE_US:
            return
