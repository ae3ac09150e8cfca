"""Trucks as a desk shows them: read off the state in one walk, with the plates of those that are shown."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from math import inf

import msgspec

from otkel.app.site.house import House
from otkel.errors import ForgottenError
from otkel.facts.events.choices import Stage
from otkel.ledger.vault.vault import Vault
from otkel.queueing.state import State
from otkel.queueing.truck import STAGE_OF, Status, Truck
from otkel.queueing.views import standing_of


class CheckNow(msgspec.Struct, frozen=True, kw_only=True):
    """A check that a truck was selected for and that has not ended."""

    stage: Stage
    started: bool
    end_by_us: int | None  # when it must have ended by law


class TruckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One truck at a desk; times in µs of UTC. Its plate is asked of the vault when it is drawn."""

    passage: int
    vehicle: str
    towards: str
    queue_class: str
    status: Status
    since_us: int  # where it stands now
    arrived_us: int | None = None
    stands: str = ""  # of one that waits: in_line, lacks, away, backlog
    missing: tuple[str, ...] = ()
    slot_from_us: int | None = None
    stands_by_us: tuple[int, int] | None = None  # the earliest and the latest slot that it would take
    appear_by_us: int | None = None
    cure_by_us: int | None = None
    check: CheckNow | None = None
    mark: str = ""  # other after each act on the truck: a form drawn before such an act has another one

    @property
    def stage(self) -> Stage | None:
        """Where the truck is; none before it came."""
        return STAGE_OF.get(self.status)


def row_of(state: State, truck: Truck) -> TruckRow:
    """Give a truck as a desk shows it."""

    def at(t_s: float) -> int | None:
        return None if t_s in (inf, -inf) else state.us_of(t_s)

    check = truck.check
    standby = state.lines[truck.line].standby.get(truck.passage)
    return TruckRow(
        passage=truck.passage,
        vehicle=truck.vehicle,
        towards=state.towards[truck.line],
        queue_class=truck.queue_class,
        status=truck.status,
        since_us=state.us_of(truck.since_s),
        arrived_us=at(truck.arrived_s),
        stands=standing_of(truck) if truck.status is Status.WAITING else "",
        missing=truck.missing if truck.is_held else (),
        slot_from_us=at(truck.slot_from_s),
        stands_by_us=None if standby is None else (state.us_of(standby[0]), state.us_of(standby[1])),
        appear_by_us=at(truck.appear_by_s) if truck.status is Status.CALLED else None,
        cure_by_us=at(truck.cure_by_s) if truck.is_held else None,
        check=None
        if check is None
        else CheckNow(stage=check.stage, started=check.started, end_by_us=at(check.end_by_s)),
        mark=_mark(state, truck),
    )


def _mark(state: State, truck: Truck) -> str:
    check = truck.check
    told = (
        state.point, truck.passage, int(truck.status), truck.since_s, truck.seq, truck.visits,
        truck.readiness.value, truck.missing, truck.away_until_s, truck.queue_class, truck.backlog,
        truck.called_s, None if check is None else (check.stage.value, check.started, check.end_by_s),
        truck.slot_from_s, state.lines[truck.line].standby.get(truck.passage),
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:24]


def plates_of(house: House, vehicles: Iterable[str]) -> dict[str, str]:
    """Give the plate, else the VIN, of each vehicle that is known still. Raises LedgerError."""
    vault = house.ledger.vehicles.vault
    found = {one: _plate(vault, one) for one in dict.fromkeys(vehicles)}
    return {one: plate for one, plate in found.items() if plate}


def _plate(vault: Vault, vehicle: str) -> str | None:
    try:
        held = [content for _, content in vault.get_all(vehicle)]
    except ForgottenError:
        return None
    for name in ("plate", "vin"):
        for content in reversed(held):
            if isinstance(content.get(name), str):
                country = content.get("country")
                return f"{content[name]} · {country}" if country else str(content[name])
    return None
