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
from otkel.app.crossing.naming import Naming, vehicle_of
from otkel.app.crossing.options import Kind, Option, command_of, options_of
from otkel.app.crossing.reading import Typed
from otkel.app.crossing.told import local
from otkel.app.crossing.vehicles import Named
from otkel.app.crossing.verbs import OWN_WORDS
from otkel.app.door import Door, screen_at_door
from otkel.app.ledger_files import refused
from otkel.app.policies import read_policy_file, resolve
from otkel.errors import Mistake
from otkel.facts.events.choices import Readiness
from otkel.facts.events.envelope import as_us
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.feeds.trip_file import read_trip
from otkel.law.corpus import read_rulebook
from otkel.phrases import phrase
from otkel.queueing.commands import Command, Told
from otkel.queueing.discipline import to_numbers
from otkel.queueing.refusal import Refusal

MINUTE_US = 60_000_000
HOLDS_US = 12 * 60 * MINUTE_US  # a message, where nobody says until when


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

    def __init__(self, desk: Desk, language: Language, folder: Path | None = Path()) -> None:
        """Stand on an open desk; what is told to a driver is told in the language.

        Names of files count from the folder in which they were typed. Without one no file of this machine
        is read: so for whoever asks over the network.
        """
        self.folder = folder
        self.desk = desk
        self.language = language
        self.naming = Naming(desk)
        self._notices: list[Mistake] = []

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
            truck = self.naming.find(verb.name, values, trip, typed.envelope.key)
            if isinstance(truck, Refusal):
                return truck
            given |= truck
            made.passage = given.get("passage")
        if "trip" in verb.more and verb.name != "start":
            given["told"] = self._told(values, trip, at_us, made)
        is_again = verb.name in _PUT and bool(self.naming.first_time(typed.envelope.key))
        if verb.name in _MORE and not is_again:  # what was put into the vault is not put again
            self._notices = []
            given |= _MORE[verb.name](self, given, values, trip, at_us)
            made.notices += self._notices
        made.command = command_of(verb)(**given)
        return made

    # -- the law --------------------------------------------------------------------------------

    def _trip(self, values: dict[str, Any]) -> Trip | None:
        return read_trip(self._file(values["trip"], "trip")).trip if "trip" in values else None

    def _file(self, name: str, option: str) -> Path:
        if self.folder is None:
            raise refused(
                phrase("no file of this machine is read for whoever asks over the network"),
                phrase("leave it out, or give the command in a shell there"),
                option,
            )
        return self.folder / name

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
            resolve(values["preset"], on)
            if "preset" in values
            else read_policy_file(self._file(values["policy"], "policy"), on)
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
        text = values["evidence"]
        path = None if self.folder is None else self.folder / text
        subject = self.desk.look(lambda state: vehicle_of(state, given["passage"]))
        if subject is None:
            return {}
        vault = self.desk.vehicles.vault
        if path is not None and path.is_file():
            number = sha256(path.read_bytes()).hexdigest()
            return {"evidence": vault.put(subject, "documents", {"kind": "evidence", "number": number})}
        return {"evidence": vault.put(subject, "words", {"text": text})}

    def _own_words(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        """Hold the sender's own words in the vault: of one truck under its own subject, forgotten with it."""
        del trip
        texts = {name.removeprefix("text_"): values[name] for name in OWN_WORDS if name in values}
        more: dict[str, Any] = {} if "until_us" in given else {"until_us": at_us + HOLDS_US}
        if not texts:
            return more
        vault, passage = self.desk.vehicles.vault, given.get("passage")
        subject = passage and self.desk.look(lambda state: vehicle_of(state, passage))
        more["writing"] = subject or vault.new_subject()
        more["languages"] = tuple(texts)
        more["texts"] = tuple(
            vault.put(more["writing"], "words", {"text": text, "language": language})
            for language, text in texts.items()
        )
        return more

    def _nonce(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        del values, trip, at_us
        return {} if "nonce" in given else {"nonce": secrets.token_hex(32)}

    def _drawn(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        found = drawn_for(self.desk, given, trip, bool(values.get("sealed_ok")), at_us)
        if found is None:
            return {}
        if found.not_known:
            what = phrase(
                "rules of risk give no points for what is not known of this truck: {features}",
                features=found.not_known,
            )
            self._notices.append(Mistake(what, _BRING_TRIP))
        return {"drawn": found.drawn}

    def _draws(
        self, given: dict[str, Any], values: dict[str, Any], trip: Trip | None, at_us: int
    ) -> dict[str, Any]:
        del values, trip, at_us
        return draws_of_day(self.desk, given["towards"], given["day_us"])


_BRING_TRIP = phrase("give the trip with --trip; what stands in no record stays unknown")
_PUT = ("book", "exception", "message")  # verbs that put something into the vault beside the plate
_More = Callable[[Maker, dict[str, Any], dict[str, Any], Trip | None, int], dict[str, Any]]
_MORE: dict[str, _More] = {
    "book": Maker._people,
    "request": Maker._nonce,
    "exception": Maker._evidence,
    "message": Maker._own_words,
    "start": Maker._drawn,
    "clear": Maker._drawn,
    "draw": Maker._draws,
}


def _as_field(option: Option, value: Any, zone: str) -> Any:
    """Give a value as the command holds it."""
    if option.kind is Kind.DAY:
        return as_us(datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone)))
    if option.field == "interval_us":
        return value * MINUTE_US
    return option.enum(value) if option.enum is not None else value
