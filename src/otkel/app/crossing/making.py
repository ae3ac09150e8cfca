"""From what was typed to a command: who the truck is, what the law says at the door, which draw it has."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from otkel.app.check import Asked as TripAsked
from otkel.app.crossing.desk import Desk
from otkel.app.crossing.drawing import drawn_for, draws_of_day
from otkel.app.crossing.options import Kind, Option, command_of, options_of
from otkel.app.crossing.reading import MOST_PASSAGE, Typed
from otkel.app.crossing.told import local
from otkel.app.crossing.vehicles import Identified, Named
from otkel.app.door import Door, screen_at_door
from otkel.app.ledger_files import refused
from otkel.app.policies import read_policy_file, resolve
from otkel.app.tickets import find_ticket, read_ticket
from otkel.errors import InputError, Mistake, Where
from otkel.facts.events.choices import Readiness
from otkel.facts.events.envelope import Event, as_us
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.feeds.trip_file import read_trip
from otkel.law.corpus import read_rulebook
from otkel.phrases import phrase
from otkel.queueing.commands import Command, Told
from otkel.queueing.discipline import to_numbers
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State
from otkel.queueing.truck import Status

NEW = ("book", "request", "arrive")  # verbs that begin a passage
MINUTE_US = 60_000_000
_NAME_IT = phrase("name it by its plate, its VIN or its passage")
_NOT_HERE = Refusal(
    rule="truck.not_here",
    why=phrase("this truck is not under way here"),
    do=phrase("book for it or let it arrive first; who is here stands in: otkel queue line"),
)


@dataclass
class Made:
    """A command, and what was learnt on the way to it."""

    verb: str
    command: Command
    passage: int | None = None
    door: Door | None = None
    trip: Trip | None = None
    notices: list[Mistake] = field(default_factory=list)


class Maker:
    """Makes commands at one desk, at one instant after another."""

    def __init__(self, desk: Desk, language: Language) -> None:
        """Stand on an open desk; what is told to a driver is told in the language."""
        self.desk = desk
        self.language = language

    def make(self, typed: Typed, at_us: int) -> Made | Refusal:
        """Give the command for what was typed. Raises InputError, UnknownNameError, LedgerError."""
        verb, values = typed.verb, typed.values
        options = options_of(verb)
        given = {
            option.field: _as_field(option, values[name], self.desk.zone)
            for name, option in options.items()
            if option.field is not None and name in values
        }
        made = Made(verb=verb.name, command=Command())
        if verb.name == "open":
            given |= self._policy(values, at_us, made)
        trip = self._trip(values)
        if "plate" in verb.more:
            truck = self._truck(verb.name, values, trip, typed.envelope.key)
            if isinstance(truck, Refusal):
                return truck
            given |= truck
            made.passage = given.get("passage")
        if "trip" in verb.more and verb.name != "start":
            given["told"] = self._told(values, trip, at_us, made)
        is_again = verb.name in _PUT and bool(self._first_time(typed.envelope.key))
        if verb.name in _MORE and not is_again:  # what was put into the vault is not put again
            given |= _MORE[verb.name](self, given, values, trip, at_us)
        made.command = command_of(verb)(**given)
        return made

    def find_passage(self, typed: Typed) -> int | Refusal:
        """Give the passage of a truck that is under way. Raises InputError."""
        found = self._truck(typed.verb.name, typed.values, None, None)
        return found if isinstance(found, Refusal) else int(found["passage"])

    # -- the truck ------------------------------------------------------------------------------

    def _truck(
        self, verb: str, values: dict[str, Any], trip: Trip | None, key: str | None
    ) -> dict[str, Any] | Refusal:
        """Give passage, and for a new one vehicle and digest. A call may name no truck at all."""
        named = _named(values, trip)
        passage = values.get("passage")
        if "ticket" in values:
            passage = self._of_ticket(values["ticket"])
        if named is None and passage is None:
            if verb == "call":
                return {}
            raise refused(phrase("no truck is named"), _NAME_IT)
        if verb in NEW:
            return self._new(verb, passage, named)
        known = self._known(verb, passage, named)
        if isinstance(known, Refusal):  # where the act is a repeated one, the truck may have left since
            first = self._first_time(key)
            return {"passage": first[0].passage} if first else known
        return known

    def _first_time(self, key: str | None) -> tuple[Event, ...]:
        """Give what was recorded under the same key before."""
        return self.desk.store.find_by_key(key) if key else ()

    def _known(self, verb: str, passage: int | None, named: Named | None) -> dict[str, Any] | Refusal:
        subject = None if named is None else self.desk.vehicles.find(named)
        if passage is None:
            found = self.desk.look(lambda state: state.live.get(subject or ""))
            return _NOT_HERE if found is None else {"passage": found}
        if named is None:
            return {"passage": passage}
        if verb == "move":  # a booking is bound to its vehicle: the rule itself refuses another one
            return {"passage": passage, "vehicle": subject or "0" * 32}
        holder = self.desk.look(lambda state: _vehicle_of(state, passage))
        if holder is not None and holder != subject:
            raise refused(
                phrase("passage {passage} is another truck than the one named", passage=str(passage)),
                phrase("name the truck in one way"),
                "passage",
            )
        return {"passage": passage}

    def _new(self, verb: str, passage: int | None, named: Named | None) -> dict[str, Any]:
        if named is None:
            vehicle = self.desk.look(lambda state: _vehicle_of(state, passage or 0))
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

    # -- the law --------------------------------------------------------------------------------

    def _trip(self, values: dict[str, Any]) -> Trip | None:
        return read_trip(Path(values["trip"])).trip if "trip" in values else None

    def _told(self, values: dict[str, Any], trip: Trip | None, at_us: int, made: Made) -> Told:
        """Ask the law at the door, or take what another system said."""
        if trip is None:
            if made.verb == "ready" and "readiness" not in values:
                raise refused(
                    phrase("it is not said what the law says now"), phrase("name --trip or --readiness")
                )
            return Told(
                readiness=Readiness(values.get("readiness", Readiness.NOT_ASKED.value)),
                missing=values.get("missing", ()),
            )
        on: date = local(at_us, self.desk.zone).date()
        made.trip = trip
        made.door = screen_at_door(trip, TripAsked(on=on, language=self.language), read_rulebook())
        return made.door.told

    def _policy(self, values: dict[str, Any], at_us: int, made: Made) -> dict[str, Any]:
        on = local(at_us, self.desk.zone).date()
        if ("preset" in values) == ("policy" in values):
            raise refused(
                phrase("one policy is needed"),
                phrase("name it by --preset or --policy; the presets are in: otkel queue presets"),
            )
        found = (
            resolve(values["preset"], on) if "preset" in values else read_policy_file(values["policy"], on)
        )
        made.notices += found.told
        return {
            "numbers": to_numbers(found.policy),
            "provisions": found.provisions,
            "digest": found.digest,
        }

    # -- what single verbs need -----------------------------------------------------------------

    def _people(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        """Put names and the trailer into the vault; the command holds their subjects alone."""
        del given, trip, at_us
        vault, more = self.desk.vehicles.vault, {}
        if "trailer" in values:
            more["trailer"] = self.desk.vehicles.get_or_put(Named(plate=values["trailer"])).subject
        for name, label in (("carrier", "firm"), ("driver", "name")):
            if name in values:
                more[name] = vault.new_subject()
                vault.put(more[name], "names", {label: values[name]})
        return more

    def _evidence(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        """Hold the evidence in the vault: words as they are, of a file its digest."""
        del trip, at_us
        if "evidence" not in values:
            return {}
        text, path = values["evidence"], Path(values["evidence"])
        subject = self.desk.look(lambda state: _vehicle_of(state, given["passage"]))
        if subject is None:
            return {}
        vault = self.desk.vehicles.vault
        if path.is_file():
            number = sha256(path.read_bytes()).hexdigest()
            return {"evidence": vault.put(subject, "documents", {"kind": "evidence", "number": number})}
        return {"evidence": vault.put(subject, "words", {"text": text})}

    def _nonce(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        del values, trip, at_us
        return {} if "nonce" in given else {"nonce": secrets.token_hex(32)}

    def _drawn(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        drawn = drawn_for(self.desk, given, trip, bool(values.get("sealed_ok")), at_us)
        return {} if drawn is None else {"drawn": drawn}

    def _draws(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        del values, trip, at_us
        return draws_of_day(self.desk, given["towards"], given["day_us"])


_PUT = ("book", "exception")  # verbs that put something into the vault beside the plate
_More = Callable[[Maker, dict[str, Any], dict[str, Any], Trip | None, int], dict[str, Any]]
_MORE: dict[str, _More] = {
    "book": Maker._people,
    "request": Maker._nonce,
    "exception": Maker._evidence,
    "start": Maker._drawn,
    "draw": Maker._draws,
}


def _as_field(option: Option, value: Any, zone: str) -> Any:
    """Give a value as the command holds it."""
    if option.kind is Kind.DAY:
        return as_us(datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone)))
    if option.field == "interval_us":
        return value * MINUTE_US
    return option.enum(value) if option.enum is not None else value


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


def _vehicle_of(state: State, passage: int) -> str | None:
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
