"""One thing asked at a desk, from what was typed to the answer: recorded, refused, or told as it stands."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.check import Asked as TripAsked
from otkel.app.crossing.desk import Desk
from otkel.app.crossing.drawing import keep_seeds
from otkel.app.crossing.looking import gone_range
from otkel.app.crossing.making import Made, Maker
from otkel.app.crossing.reading import Typed
from otkel.app.crossing.told import local, tell_event
from otkel.app.door import Cure, desk_json, tell_driver
from otkel.app.ledger_files import refused
from otkel.app.live.acts import Recorded
from otkel.app.plain import Json, plain
from otkel.app.words import Words
from otkel.errors import Mistake
from otkel.facts.events.envelope import Event
from otkel.facts.people import Language
from otkel.phrases import phrase
from otkel.queueing.due import own_part
from otkel.queueing.refusal import Refusal
from otkel.queueing.truck import Status

_NEED_SEEDS = ("tick", "arrive", "call", "start", "request", "draw")
_AHEAD_US = 300_000_000  # clocks of two machines may differ so much


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one thing asked."""

    verb: str
    point: str
    zone: str
    passage: int | None = None
    events: tuple[Event, ...] = ()
    repeated: bool = False
    refusal: Refusal | None = None
    ahead_trucks: int | None = None  # of a truck that came: who is before it in line
    door: Json | None = None  # what the desk may see
    cures: tuple[Cure, ...] = ()  # of papers, goods and vehicle
    private: tuple[Cure, ...] = ()  # for driver and carrier alone; never recorded
    notices: tuple[Mistake, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 it was recorded, or there was nothing to do; 1 it was refused."""
        return 0 if self.refusal is None else 1


class Asking:
    """Asks at one desk, as often as wanted."""

    def __init__(self, desk: Desk, language: Language, folder: Path | None = Path()) -> None:
        """Stand on an open desk; names of files count from a folder, without which none is read."""
        self.desk = desk
        self.language = language
        self.maker = Maker(desk, language, folder)
        self.ahead = False  # times may lie in the future: a made-up day in a ledger of its own

    def ask(self, typed: Typed) -> Done:
        """Make the command, decide it, give the answer. Raises InputError, UnknownNameError, LedgerError."""
        return self.begin(typed)()

    def begin(self, typed: Typed) -> Callable[[], Done]:
        """Make the command and decide it; what is given waits for the answer until it is durable."""
        envelope = typed.envelope
        at_us = self.desk.now_us() if envelope.at_us is None else envelope.at_us
        self._require_past(at_us)
        if typed.verb.name in _NEED_SEEDS:
            self._keep_seeds(envelope.by, at_us)
        made = self.maker.make(typed, at_us)
        if isinstance(made, Refusal):
            answered = self._refused(typed, made)
            return lambda: answered
        key = envelope.key or secrets.token_hex(16)
        wait = self.desk.decider.begin(made.command, key=key, by=envelope.by, at_us=envelope.at_us)
        if typed.verb.name == "open":
            wait = self._opened(wait, envelope.by, at_us)
        if typed.verb.name == "batch":
            wait = self._revised(wait, typed, key, at_us)
        return lambda: self._answered(typed, made, wait())

    def _require_past(self, at_us: int) -> None:
        """Refuse what has not happened yet: nothing could be recorded before it from then on."""
        if not self.ahead and at_us > self.desk.now_us() + _AHEAD_US:
            raise refused(
                phrase("{at} lies in the future", at=local(at_us, self.desk.zone)),
                phrase("check the day and the clock; a made-up day is played with --ahead"),
                "at",
            )

    def _opened(
        self, wait: Callable[[], Recorded | Refusal], by: str, at_us: int
    ) -> Callable[[], Recorded | Refusal]:
        """Let seeds be committed as soon as the queue is open; nobody draws before."""
        answer = wait()
        if not isinstance(answer, Refusal):
            self._keep_seeds(by, at_us)
        return lambda: answer

    def _revised(
        self, wait: Callable[[], Recorded | Refusal], typed: Typed, key: str, at_us: int
    ) -> Callable[[], Recorded | Refusal]:
        """State anew with each batch when the backlog is gone; it is scored when the day has come."""
        answer = wait()
        gone = None
        if not isinstance(answer, Refusal) and not answer.repeated:
            gone = self.desk.look(lambda state: gone_range(state, typed.values["towards"], at_us))
        if gone is None or isinstance(answer, Refusal):
            return lambda: answer
        by = typed.envelope.by
        stated = self.desk.decider.handle(gone, key=f"{key} range", by=by, at_us=typed.envelope.at_us)
        if isinstance(stated, Refusal):
            return lambda: answer
        both = Recorded(events=(*answer.events, *stated.events), receipt=answer.receipt)
        return lambda: both

    def _answered(self, typed: Typed, made: Made, answer: Recorded | Refusal) -> Done:
        if isinstance(answer, Refusal):
            return self._refused(typed, answer, made)
        return self._recorded(typed, made, answer)

    def _refused(self, typed: Typed, refusal: Refusal, made: Made | None = None) -> Done:
        desk = self.desk
        told = {} if made is None else self._at_the_door(typed, made)
        return Done(
            verb=typed.verb.name, point=desk.point.slug, zone=desk.zone, refusal=refusal,
            passage=refusal.passage, **told,
        )  # fmt: skip

    def _recorded(self, typed: Typed, made: Made, answer: Recorded) -> Done:
        events = answer.events
        # A repeated act is answered as the first time, with the passage that it was given then. What fell
        # due before it is about other trucks.
        passage = next((one.passage for one in own_part(events) if one.passage is not None), made.passage)
        one_truck = made.passage is not None
        tells_place = typed.verb.name in ("arrive", "ready") and not self.desk.goes_on
        ahead = self._ahead(passage) if tells_place and passage else None
        return Done(
            verb=typed.verb.name,
            point=self.desk.point.slug,
            zone=self.desk.zone,
            passage=passage if one_truck else None,
            events=events,
            repeated=answer.repeated,
            ahead_trucks=ahead,
            **self._at_the_door(typed, made),
        )

    def _ahead(self, passage: int) -> int | None:
        def work(state: Any) -> int | None:
            truck = state.trucks.get(passage)
            if truck is None or truck.status is not Status.WAITING or truck.backlog:
                return None
            return int(state.lines[truck.line].before(truck.seq))

        return self.desk.look(work)

    def _at_the_door(self, typed: Typed, made: Made) -> dict[str, Any]:
        if made.door is None or made.trip is None:
            return {"notices": tuple(made.notices)}
        private: tuple[Cure, ...] = ()
        if typed.values.get("for_carrier"):
            private = tell_driver(made.door, made.trip, TripAsked(language=self.language))
        return {
            "door": desk_json(made.door),
            "cures": made.door.cures,
            "private": private,
            "notices": tuple(made.notices),
        }

    def _keep_seeds(self, by: str, at_us: int) -> None:
        """Once a day and policy is enough, for all who ask at the desk."""
        desk = self.desk
        # Nothing of it is told, so it need not be durable yet.
        key = desk.decider.peek(
            lambda state: (state.day_of(state.s_of(at_us)), tuple(state.is_open), state.policies())
        )
        with desk.seeds_lock:
            if key != desk.seeds_kept:
                keep_seeds(desk, by, at_us)
                desk.seeds_kept = key


def done_json(done: Done, words: Words) -> Json:
    """Give an answer as plain data; times are ISO instants in the zone of the point."""
    told: Json = {
        "verb": done.verb,
        "point": done.point,
        "answer": "recorded" if done.refusal is None else "refused",
        "passage": done.passage,
        "repeated": done.repeated,
        "ahead_trucks": done.ahead_trucks,
        "recorded": [_event_json(one, done.zone, words) for one in done.events],
        "refusal": None if done.refusal is None else refusal_json(done.refusal, done.zone, words),
        "door": done.door,
    }
    if done.notices:
        told["notices"] = [words.mistake(one) for one in done.notices]
    if done.private:
        told["for_carrier_alone"] = plain(list(done.private), words)
    return told


def refusal_json(refusal: Refusal, zone: str, words: Words) -> Json:
    """Give a refusal: its rule, why, and what to do."""
    until = refusal.until_us
    return {
        "rule": refusal.rule,
        "why": words.sentence(refusal.why),
        "do": words.sentence(refusal.do),
        "until_at": None if until is None else local(until, zone).isoformat(),
    }


def _event_json(event: Event, zone: str, words: Words) -> Json:
    return {
        "position": event.position,
        "word": event.word,
        "occurred_at": local(event.occurred_us, zone).isoformat(),
        "recorded_at": local(event.recorded_us, zone).isoformat(),
        "recorded_by": event.recorded_by,
        "passage": event.passage,
        "says": [words.say(one) for one in tell_event(event, zone)],
        "body": msgspec.to_builtins(event.body),
    }
