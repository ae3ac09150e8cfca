"""Events by a cursor, as anybody may read them: the way of trucks and the post, and nobody in them.

What leads to a person, a vehicle or a firm is left out, and so is who recorded it. Checks are told to those
alone who may see them: of a few at one point one could guess whose they were.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from otkel.facts.events import REGISTRY, passages, posts, selections
from otkel.facts.events.envelope import Event
from otkel.facts.events.fields import fields_of
from otkel.ledger.store import Store

MOST = 1_000  # events of an answer
_WINDOW = 5_000  # positions that are looked at for one answer
_PUBLIC = frozenset({passages.__name__, posts.__name__})
_CHECKS = _PUBLIC | {selections.__name__}
_TO_ONE = frozenset({"message_sent", "vehicle_blocked", "readiness_told"})  # about one truck, for it alone
_HIDDEN_SHAPES = frozenset({"subject", "digest"})
_HIDDEN = frozenset({"risk_points", "missing"})


class EventOut(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, as it may be told. Instants in UTC."""

    position: int
    word: str
    point: str
    occurred_at: datetime
    recorded_at: datetime
    passage: int | None
    body: dict[str, Any]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events in order. Ask again with `after` = `position`; where there are no more, it comes empty."""

    events: tuple[EventOut, ...]
    position: int  # up to which the record was read
    head: int  # of the record
    has_more: bool


def read_page(store: Store, after: int, limit: int, point: str | None, *, checks: bool) -> EventPage:
    """Give the next events after a position. `checks`: with selections and checks. Raises LedgerError."""
    head = store.head()
    position, up_to = min(after, head), min(head, after + _WINDOW)
    told: list[EventOut] = []
    for event in store.read_all(position, up_to) if up_to > position else ():
        position = event.position
        if _is_told(event, point, _CHECKS if checks else _PUBLIC):
            told.append(_out(event))
            if len(told) >= min(limit, MOST):
                break
    return EventPage(events=tuple(told), position=position, head=head, has_more=position < head)


def _is_told(event: Event, point: str | None, families: frozenset[str]) -> bool:
    family = type(event.body).__module__
    return family in families and event.word not in _TO_ONE and point in (None, event.point)


def _out(event: Event) -> EventOut:
    hidden = _hidden(event.word)
    body = {name: value for name, value in msgspec.to_builtins(event.body).items() if name not in hidden}
    return EventOut(
        position=event.position,
        word=event.word,
        point=event.point,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        passage=event.passage,
        body=body,
    )


@lru_cache(maxsize=256)
def _hidden(word: str) -> frozenset[str]:
    """Give the fields of a word that lead to somebody."""
    return frozenset(
        one.name
        for one in fields_of(REGISTRY[word].type)
        if one.name in _HIDDEN or any(shape.name in _HIDDEN_SHAPES for shape in one.shapes)
    )
