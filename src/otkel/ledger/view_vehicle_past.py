"""A vehicle's past for rules of risk: passages through, no-shows, how checks ended, what its seals showed.

A row holds a subject and codes, no plate and no name: when the vault forgets the plate, or its time is
over, nothing leads to the row any more, and the vehicle that comes back is a new one. Deeds older than
plates are held are dropped, so that no rule asks further back than anybody could be found.

A voided event counts no more from then on; one whose void was voided counts again.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from otkel.facts.events import words_of
from otkel.facts.events.choices import WayOut
from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.passages import Arrived, Booked, Left, NoShow, Requested
from otkel.facts.events.seals import SealPutOn, SealSituation
from otkel.facts.events.selections import CheckEnded
from otkel.ledger.codec import Glance
from otkel.ledger.vault.classes import CLASSES, DAY_US
from otkel.ledger.view_rows import Rows

KEPT_US = CLASSES["plates"].days * DAY_US
MOST_DEEDS = 500  # of one vehicle; the oldest go first
THROUGH, NO_SHOW, CHECK, SEAL = "through", "no_show", "check", "seal"
_NAMES_VEHICLE = (Requested, Booked, Arrived)
_SAYS_SOMETHING = words_of(
    *_NAMES_VEHICLE, SealPutOn, SealSituation, CheckEnded, NoShow, Left, Corrected, Voided
)  # fmt: skip


class Deed(msgspec.Struct):
    """One thing that happened with a vehicle. Times in µs of UTC since 1970."""

    position: int
    kind: str
    at_us: int
    outcome: str | None = None  # of a check; of a seal the code of its situation
    found: tuple[str, ...] = ()
    counts: bool = True


class Past(msgspec.Struct, tag="past"):
    """What happened with a vehicle at every crossing point of the ledger, in order of position."""

    deeds: list[Deed] = []


class Way(msgspec.Struct, tag="way"):
    """Which vehicle goes through in a passage, or carries a seal."""

    vehicle: str


class VehiclePast:
    """Rows by vehicle: its deeds. Rows by passage, by seal, and by what a seal showed: the vehicle."""

    name = "vehicle_past"
    version = 1
    row_type: ClassVar[object] = Past | Way

    def fold(self, event: Glance, rows: Rows) -> None:
        """Add what an event says of a vehicle, or take it back."""
        if event.word not in _SAYS_SOMETHING:
            return
        body = event.body
        if isinstance(body, Voided | Corrected):
            _correct(event, rows)
        elif isinstance(body, _NAMES_VEHICLE) and event.passage is not None:
            _put_way(_passage_key(event.passage), body.vehicle, rows)
        elif isinstance(body, SealPutOn):
            vehicle = body.vehicle or _vehicle_of(event, rows)
            if vehicle is not None:
                _put_way(_seal_key(body.seal), vehicle, rows)
        elif (deed := _deed(event)) is not None:
            _add(event, deed, rows)


def past_key(vehicle: str) -> str:
    """Give the key of a vehicle's past."""
    return f"vehicle/{vehicle}"


def _passage_key(passage: int) -> str:
    return f"way/{passage:019}"


def _seal_key(seal: str) -> str:
    return f"seal/{seal}"


def _shown_key(position: int) -> str:
    return f"shown/{position:019}"


def _put_way(key: str, vehicle: str, rows: Rows) -> None:
    way = Way(vehicle)
    if rows.get(key) != way:
        rows.put(key, way)


def _vehicle_of(event: Glance, rows: Rows) -> str | None:
    """Give the vehicle of an event: that of its passage, else the one that carries its seal.

    What a seal showed stays with the vehicle that carried it then.
    """
    way = None if event.passage is None else rows.get(_passage_key(event.passage))
    if way is None and isinstance(event.body, SealSituation):
        way = rows.get(_shown_key(event.position)) or rows.get(_seal_key(event.body.seal))
    return None if way is None else str(way.vehicle)


def _deed(event: Glance) -> Deed | None:
    """Give what an event says of a vehicle; None where it says nothing that is kept."""
    body, at_us = event.body, event.occurred_us
    if isinstance(body, CheckEnded):
        return Deed(event.position, CHECK, at_us, body.outcome.value, body.found)
    if isinstance(body, SealSituation):
        return Deed(event.position, SEAL, at_us, body.situation.value)
    if isinstance(body, NoShow):
        return Deed(event.position, NO_SHOW, at_us)
    if isinstance(body, Left) and body.way is WayOut.THROUGH:
        return Deed(event.position, THROUGH, at_us)
    return None


def _add(event: Glance, deed: Deed, rows: Rows) -> None:
    vehicle = _vehicle_of(event, rows)
    if vehicle is None:
        return
    if event.passage is None:
        _put_way(_shown_key(event.position), vehicle, rows)
    key = past_key(vehicle)
    past = rows.get(key) or Past()
    kept = [one for one in past.deeds if one.at_us >= deed.at_us - KEPT_US]
    rows.put(key, Past([*kept, deed][-MOST_DEEDS:]))


def _correct(event: Glance, rows: Rows) -> None:
    """Go along a chain of corrections to the deed it is about in the end."""
    target, links = rows.find_target(event), [event]
    while target is not None and isinstance(target.body, Voided | Corrected):
        links.append(target)
        target = rows.find_target(target)
    if target is None or (recorded := _deed(target)) is None:
        return
    vehicle = _vehicle_of(target, rows)
    past = None if vehicle is None else rows.get(past_key(vehicle))
    if vehicle is None or past is None:
        return
    deeds = [_changed(one, recorded, links) if one.position == target.position else one for one in past.deeds]
    rows.put(past_key(vehicle), Past(deeds))


def _changed(deed: Deed, recorded: Deed, links: list[Glance]) -> Deed:
    """Give a deed as the newest link makes it; `links` go from that to the one which names the deed."""
    first = links[-1].body
    if isinstance(first, Voided):
        return msgspec.structs.replace(deed, counts=len(links) % 2 == 0)
    if len(links) > 1:
        return msgspec.structs.replace(recorded, counts=deed.counts)  # the correction was taken back
    at_us = recorded.at_us if first.occurred_us is None else first.occurred_us
    outcome = first.right.get("outcome", deed.outcome)
    return msgspec.structs.replace(deed, at_us=at_us, outcome=outcome)
