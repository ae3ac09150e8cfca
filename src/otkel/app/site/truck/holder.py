"""Who holds a proof of place: the code he shows is held against the record, once while the site runs.

An unknown code, one of another ledger and one that nobody gave out are answered alike: with nothing.
"""

from __future__ import annotations

import hmac
import threading
from collections import OrderedDict

import msgspec

from otkel.app.site.house import House
from otkel.app.site.truck.stories import Fact, Stories, stories_of
from otkel.app.tickets import Ticket, read_ticket
from otkel.errors import InputError
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint

MOST_KEPT = 20_000  # holders that are remembered; of a site with so many trucks in line


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was given proof of his place, and where."""

    ticket: Ticket
    point: CrossingPoint
    towards: str | None
    vehicle: str | None  # its subject in the vault; none: the record does not say
    given_us: int
    ahead_when_given: int

    @property
    def passage(self) -> int:
        """The passage that the proof is of."""
        return self.ticket.passage


class Holders:
    """Finds holders by what they show; every method may be called from any thread."""

    def __init__(self, house: House) -> None:
        """Look in the record of a house."""
        self._house = house
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Holder] = OrderedDict()

    def find(self, code: str) -> Holder | None:
        """Give who shows a code; None: no such proof of place was given out here. Raises LedgerError."""
        try:
            ticket = read_ticket(code)
        except InputError:
            return None
        digest = ticket.digest
        with self._lock:
            known = self._known.get(digest)
            if known is not None:
                self._known.move_to_end(digest)
                return known
        point = gazetteer.find_point(ticket.point)
        if point is None or point.slug != ticket.point or not self._house.is_kept(point.slug):
            return None
        found = _holder(ticket, point, stories_of(self._house))
        if found is not None:
            with self._lock:
                self._known[digest] = found
                if len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)
        return found


def holders_of(house: House) -> Holders:
    """Give the holders of a house, the same ones each time."""
    return house.keep("truck holders", Holders)


def _holder(ticket: Ticket, point: CrossingPoint, stories: Stories) -> Holder | None:
    story = stories.find(ticket.passage)
    given = next((one for one in story if _is_given(one, ticket)), None)
    if given is None:
        return None
    bodies = [one.body for one in story]
    return Holder(
        ticket=ticket,
        point=point,
        towards=next((body["towards"] for body in bodies if body.get("towards")), None),
        vehicle=next((body["vehicle"] for body in bodies if body.get("vehicle")), None),
        given_us=given.occurred_us,
        ahead_when_given=given.body["ahead_trucks"],
    )


def _is_given(fact: Fact, ticket: Ticket) -> bool:
    return (
        fact.word == "ticket_issued"
        and fact.point == ticket.point
        and hmac.compare_digest(str(fact.body.get("ticket")), ticket.digest)
    )
