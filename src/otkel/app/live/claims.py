"""One live booking a vehicle, over all crossing points: which passages hold the claim of their vehicle.

The claim is taken by the first event of a passage and released by the one that ends it. A request takes
it too: a draw could not be held if the vehicle of one request had booked elsewhere meanwhile. The bytes
of an event do not say which claims it took, so who holds one is followed from the events, by the policy
in force at each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from otkel.facts.events.passages import Arrived, Booked, Cancelled, Left, NoShow, NotDrawn, Requested
from otkel.ledger.store import Claim
from otkel.queueing.deciding.common import Happened
from otkel.queueing.policy import Mode
from otkel.queueing.state import State

_BEGIN = (Requested, Booked, Arrived)
_END = (NotDrawn, Cancelled, NoShow, Left)


def live_booking(vehicle: str) -> Claim:
    """Give the claim that a vehicle has a live booking, or stands in a line."""
    return Claim("live_booking", vehicle)


class Held:
    """The passages of a crossing point that hold the claim of their vehicle."""

    def __init__(self, vehicles: dict[int, str] | None = None) -> None:
        """Begin with those that hold one already."""
        self.vehicles = vehicles or {}

    def changes(self, state: State, happened: Iterable[Happened]) -> tuple[list[Claim], list[Claim]]:
        """Give the claims that an act takes and releases; `state` is the one before it."""
        claims: list[Claim] = []
        releases: list[Claim] = []
        ended: set[int | None] = set()
        for one in happened:
            if self._begins(state, one.body, None if one.passage in ended else one.passage):
                claim = live_booking(one.body.vehicle)
                if claim in releases:  # what fell due ended its passage, and it begins another at once
                    releases.remove(claim)
                else:
                    claims.append(claim)
            elif self._ends(state, one.body, one.passage):
                releases.append(live_booking(state.trucks[one.passage or 0].vehicle))
                ended.add(one.passage)
        return claims, releases

    def follow(self, state: State, body: Any, passage: int | None) -> None:
        """Go along with an event; `state` is the one before it."""
        if passage is None:
            return
        if self._begins(state, body, passage):
            self.vehicles[passage] = body.vehicle
        elif self._ends(state, body, passage):
            del self.vehicles[passage]

    def _begins(self, state: State, body: Any, passage: int | None) -> bool:
        if not isinstance(body, _BEGIN) or passage in state.trucks:
            return False
        lines = state.lines_of(body.towards)
        policy = state.lines[lines[0] if lines else 0].rules.policy
        return policy.one_booking and policy.mode is Mode.LIVE

    def _ends(self, state: State, body: Any, passage: int | None) -> bool:
        if not isinstance(body, _END) or passage not in self.vehicles or passage not in state.trucks:
            return False
        # Who was not drawn and stands by for the day keeps his place, and so his claim.
        line = state.lines[state.trucks[passage].line]
        return not (isinstance(body, NotDrawn) and passage in line.standby)
