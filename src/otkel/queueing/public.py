"""A log as it may leave the house: the way of trucks and the post, and nothing by which a person is found.

Incidents, tickets, certificates and seals stay inside. Trucks are counted 1, 2, … within one log in place of
their random subjects, so that one that comes again is known again there and nowhere else; drivers,
carriers, trailers, digests that lead into the vault, and what private rules of risk gave are left out.
Corrections are applied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from otkel.facts.events import REGISTRY, passages, posts, selections
from otkel.facts.events.envelope import Event
from otkel.facts.events.fields import fields_of
from otkel.queueing.log import Log, events_of
from otkel.queueing.measures.reading import read_now

FAMILIES = frozenset(one.__name__ for one in (passages, posts, selections))
_HIDDEN = frozenset({"subject", "digest"})  # shapes
_PRIVATE = frozenset({"risk_points"})


def public_events(log: Log, points: Collection[str] = ()) -> Iterator[Event]:
    """Give the events that may go out, by position; `points`: only these.

    Raises ValueError as `events_of` does.
    """
    now, _ = read_now(log)
    vehicles: dict[str, int] = {}
    for event in events_of(now._replace(frame=now.frame.sort("position"))):
        if type(event.body).__module__ in FAMILIES and (not points or event.point in points):
            yield msgspec.structs.replace(event, body=_bare(event, vehicles))


def _bare(event: Event, vehicles: dict[str, int]) -> Any:
    body, changes = event.body, _left_out(event.word).copy()
    vehicle = getattr(body, "vehicle", None)
    if vehicle is not None:
        changes["vehicle"] = f"{vehicles.setdefault(vehicle, len(vehicles) + 1):032x}"
    return msgspec.structs.replace(body, **changes) if changes else body


@lru_cache(maxsize=256)
def _left_out(word: str) -> dict[str, Any]:
    """Give the fields of a word that lead to somebody, each with the default that stands for it."""
    body = REGISTRY[word].type
    defaults = {one.name: one.default for one in msgspec.structs.fields(body)}
    return {
        one.name: defaults[one.name]
        for one in fields_of(body)
        if not one.required
        and one.name != "vehicle"
        and (one.name in _PRIVATE or any(shape.name in _HIDDEN for shape in one.shapes))
    }
