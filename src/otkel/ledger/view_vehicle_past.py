"""A vehicle's past: when it went through, when it did not come, and how its checks ended. For rules of risk.

A row holds a subject and codes, no plate and no name: when the vault forgets the plate, or its time is
over, nothing leads to the row any more, and the vehicle that comes back is a new one. Deeds older than
plates are held are dropped, so that no rule asks further back than anybody could be found.

A voided event counts no more from then on; one whose void was voided counts again.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from otkel.facts.events.choices import WayOut
from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import Arrived, Booked, Left, NoShow, Requested
from otkel.facts.events.selections import CheckEnded
from otkel.ledger.vault.classes import CLASSES, DAY_US
from otkel.ledger.view_rows import Rows

KEPT_US = CLASSES["plates"].days * DAY_US
MOST_DEEDS = 500  # of one vehicle; the oldest go first
THROUGH, NO_SHOW, CHECK = "through", "no_show", "check"
_NAMES_VEHICLE = (Requested, Booked, Arrived)


class Deed(msgspec.Struct):
    """One thing that happened with a vehicle. Times in µs of UTC since 1970."""

    position: int
    kind: str
    at_us: int
    outcome: str | None = None  # of a check
    found: tuple[str, ...] = ()
    counts: bool = True


class Past(msgspec.Struct, tag="past"):
    """What happened with a vehicle at every crossing point of the ledger, in order of position."""

    deeds: list[Deed] = []


class Way(msgspec.Struct, tag="way"):
    """Which vehicle goes through in a passage."""

    vehicle: str


class VehiclePast:
    """Rows by vehicle: its deeds. Rows by passage: its vehicle."""

    name = "vehicle_past"
    version = 1
    row_type: ClassVar[object] = Past | Way

    def fold(self, event: Event, rows: Rows) -> None:
        """Add what an event says of a vehicle, or take it back."""
        if isinstance(event.body, Voided | Corrected):
            _correct(event, rows)
        elif event.passage is None:
            return
        elif isinstance(event.body, _NAMES_VEHICLE):
            key = _way_key(event.passage)
            way = Way(event.body.vehicle)
            if rows.get(key) != way:
                rows.put(key, way)
        elif (deed := _deed(event)) is not None:
            _add(event.passage, deed, rows)


def past_key(vehicle: str) -> str:
    """Give the key of a vehicle's past."""
    return f"vehicle/{vehicle}"


def _way_key(passage: int) -> str:
    return f"way/{passage:019}"


def _deed(event: Event) -> Deed | None:
    """Give what an event says of a vehicle; None where it says nothing that is kept."""
    body, at_us = event.body, event.occurred_us
    if isinstance(body, CheckEnded):
        return Deed(event.position, CHECK, at_us, body.outcome.value, body.found)
    if isinstance(body, NoShow):
        return Deed(event.position, NO_SHOW, at_us)
    if isinstance(body, Left) and body.way is WayOut.THROUGH:
        return Deed(event.position, THROUGH, at_us)
    return None


def _add(passage: int, deed: Deed, rows: Rows) -> None:
    way = rows.get(_way_key(passage))
    if way is None:
        return
    key = past_key(way.vehicle)
    past = rows.get(key) or Past()
    kept = [one for one in past.deeds if one.at_us >= deed.at_us - KEPT_US]
    rows.put(key, Past([*kept, deed][-MOST_DEEDS:]))


def _correct(event: Event, rows: Rows) -> None:
    """Go along a chain of corrections to the deed it is about in the end."""
    target, links = rows.find_target(event), [event]
    while target is not None and isinstance(target.body, Voided | Corrected):
        links.append(target)
        target = rows.find_target(target)
    if target is None or target.passage is None or (recorded := _deed(target)) is None:
        return
    way = rows.get(_way_key(target.passage))
    past = None if way is None else rows.get(past_key(way.vehicle))
    if way is None or past is None:
        return
    deeds = [_changed(one, recorded, links) if one.position == target.position else one for one in past.deeds]
    rows.put(past_key(way.vehicle), Past(deeds))


def _changed(deed: Deed, recorded: Deed, links: list[Event]) -> Deed:
    """Give a deed as the newest link makes it; `links` go from that to the one which names the deed."""
    first = links[-1].body
    if isinstance(first, Voided):
        return msgspec.structs.replace(deed, counts=len(links) % 2 == 0)
    if len(links) > 1:
        return msgspec.structs.replace(recorded, counts=deed.counts)  # the correction was taken back
    at_us = recorded.at_us if first.occurred_us is None else first.occurred_us
    outcome = first.right.get("outcome", deed.outcome)
    return msgspec.structs.replace(deed, at_us=at_us, outcome=outcome)
