"""Which truck is meant: by plate and VIN, by passage, or by the proof of place of its driver."""

from __future__ import annotations

import secrets
from typing import Any

from otkel.app.crossing.desk import Desk
from otkel.app.crossing.reading import MOST_PASSAGE, Typed
from otkel.app.crossing.vehicles import Identified, Named
from otkel.app.ledger_files import refused
from otkel.app.tickets import find_ticket, read_ticket
from otkel.errors import InputError, Mistake, Where
from otkel.facts.events.envelope import Event
from otkel.facts.trip import Trip
from otkel.phrases import phrase
from otkel.queueing.due import own_part
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State
from otkel.queueing.truck import Status

NEW = ("book", "request", "arrive")  # verbs that begin a passage
MANY = ("call", "message")  # verbs that may name no truck: then they are about the line
_NAME_IT = phrase("name it by its plate, its VIN or its passage")
_NOT_HERE = Refusal(
    rule="truck.not_here",
    why=phrase("this truck is not under way here"),
    do=phrase("book for it or let it arrive first; who is here stands in: otkel queue line"),
)


class Naming:
    """Finds trucks at one desk."""

    def __init__(self, desk: Desk) -> None:
        """Stand on an open desk."""
        self.desk = desk

    def find_passage(self, typed: Typed) -> int | Refusal:
        """Give the passage of a truck that is under way. Raises InputError."""
        found = self.find(typed.verb.name, typed.values, None, None)
        return found if isinstance(found, Refusal) else int(found["passage"])

    def find(
        self, verb: str, values: dict[str, Any], trip: Trip | None, key: str | None
    ) -> dict[str, Any] | Refusal:
        """Give passage, and for a new one vehicle and digest. Who asks of the line names none."""
        named = _named(values, trip)
        passage = values.get("passage")
        if "ticket" in values:
            passage = self._of_ticket(values["ticket"])
        if named is None and passage is None:
            if verb in MANY:
                return {}
            raise refused(phrase("no truck is named"), _NAME_IT)
        if verb in NEW:
            return self._new(verb, passage, named)
        known = self._known(verb, passage, named)
        if isinstance(known, Refusal):  # where the act is a repeated one, the truck may have left since
            first = self.first_time(key)
            return {"passage": first[0].passage} if first else known
        return known

    def first_time(self, key: str | None) -> tuple[Event, ...]:
        """Give what was recorded under the same key before, without what fell due just before it."""
        return tuple(own_part(self.desk.store.find_by_key(key))) if key else ()

    def _known(self, verb: str, passage: int | None, named: Named | None) -> dict[str, Any] | Refusal:
        subject = None if named is None else self.desk.vehicles.find(named)
        if passage is None:
            found = self.desk.look(lambda state: state.live.get(subject or ""))
            return _NOT_HERE if found is None else {"passage": found}
        if named is None:
            return {"passage": passage}
        if verb == "move":  # a booking is bound to its vehicle: the rule itself refuses another one
            return {"passage": passage, "vehicle": subject or "0" * 32}
        holder = self.desk.look(lambda state: vehicle_of(state, passage))
        if holder is not None and holder != subject:
            raise refused(
                phrase("passage {passage} is another truck than the one named", passage=str(passage)),
                phrase("name the truck in one way"),
                "passage",
            )
        return {"passage": passage}

    def _new(self, verb: str, passage: int | None, named: Named | None) -> dict[str, Any]:
        if named is None:
            vehicle = self.desk.look(lambda state: vehicle_of(state, passage or 0))
            if vehicle is None:
                raise refused(phrase("no passage {passage} is under way here", passage=str(passage)),
                              phrase("name the truck by --plate or --vin"), "passage")  # fmt: skip
            return {"passage": passage, "vehicle": vehicle}
        identified: Identified = self.desk.vehicles.get_or_put(named)
        if passage is None:
            passage = self.desk.look(lambda state: _passage_for(state, verb, identified.subject))
        return {"passage": passage, "vehicle": identified.subject, "sealed": identified.sealed}

    def _of_ticket(self, text: str) -> int:
        ticket = read_ticket(text)
        if ticket.point != self.desk.point.slug:
            raise refused(
                phrase("this proof of place is of another crossing point: {point}", point=ticket.point),
                phrase("name that point"),
                "ticket",
            )
        find_ticket(self.desk.store, ticket)
        return ticket.passage


def _named(values: dict[str, Any], trip: Trip | None) -> Named | None:
    """Give how the truck was typed, else how the trip names it."""
    plate, vin, country = values.get("plate"), values.get("vin"), values.get("country")
    if plate is None and vin is None and trip is not None:
        plate, vin, country = trip.vehicle.plate, trip.vehicle.vin, trip.vehicle.country
    if plate is None and vin is None:
        if country is not None:
            raise InputError(
                [Mistake(phrase("a state alone names no truck"), _NAME_IT, Where(field="country"))]
            )
        return None
    return Named(plate=plate, vin=vin, country=country)


def vehicle_of(state: State, passage: int) -> str | None:
    """Give the vehicle of a passage that is under way."""
    truck = state.trucks.get(passage)
    return None if truck is None else truck.vehicle


def _passage_for(state: State, verb: str, vehicle: str) -> int:
    """Give the passage of a truck that comes to its booking; else a new random number."""
    held = state.trucks.get(state.live.get(vehicle, 0))
    if verb == "arrive" and held is not None and held.status is Status.BOOKED:
        return held.passage
    passage = 0
    while not passage or passage in state.trucks:
        passage = secrets.randbelow(MOST_PASSAGE)
    return passage
