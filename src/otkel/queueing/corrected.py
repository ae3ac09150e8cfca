"""Events as they are to be read now: corrections and voids applied, without touching what was recorded.

What was decided stays decided: the queue never folds again. This is for measuring and for certificates,
which follow when things happened and not when they were written down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.envelope import Event


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event as it is to be read, and the positions of the corrections that changed it."""

    event: Event
    by: tuple[int, ...] = ()


def find_target(event: Event) -> int | None:
    """Give the position of the event that a correction or a void is about; None for any other event."""
    if isinstance(event.body, Corrected):
        return event.body.corrects
    return event.body.voids if isinstance(event.body, Voided) else None


def corrected(events: Iterable[Event]) -> tuple[Reading, ...]:
    """Read events with all corrections among them, in the order in which they happened.

    A later correction of the same field wins; a correction that was itself voided does nothing. What
    was voided is left out, and so are the corrections themselves. Events at one instant keep the order
    of the ledger.
    """
    changes: dict[int, list[Event]] = {}
    gone: set[int] = set()
    left: list[Reading] = []
    # From the end: what changes a correction stands behind it.
    for event in sorted(events, key=lambda one: -one.position):
        if event.position in gone:
            continue
        now = _changed(event, reversed(changes.get(event.position, ())))
        body, target = now.event.body, find_target(now.event)
        if target is None:
            left.append(now)
        elif target >= event.position:
            continue  # nothing is corrected before it was recorded
        elif isinstance(body, Voided):
            gone.add(target)
        else:
            changes.setdefault(target, []).append(now.event)
    return tuple(sorted(left, key=lambda one: (one.event.occurred_us, one.event.position)))


def _changed(event: Event, corrections: Iterable[Event]) -> Reading:
    by: list[int] = []
    for correction in corrections:
        body = correction.body
        try:
            event = msgspec.structs.replace(
                event,
                body=_with(event.body, body.right) if body.right else event.body,
                occurred_us=event.occurred_us if body.occurred_us is None else body.occurred_us,
            )
        except msgspec.ValidationError:
            continue  # it names no field, or a value that the field cannot have: the record stands
        by.append(correction.position)
    return Reading(event=event, by=tuple(by))


def _with(body: Any, right: dict[str, Any]) -> Any:
    return msgspec.convert({**msgspec.to_builtins(body), **msgspec.to_builtins(right)}, type(body))
