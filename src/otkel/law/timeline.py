"""A provision's values on the line of time, and the answer for one day.

Two times are kept apart. `on` is the civil day whose law is asked; `known_at` is the civil day
whose knowledge is used: an entry published later does not exist yet. Both ends of an entry's
`from_on … to_on` are in force (inclusive counting); an absent end is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from otkel.phrases import Phrase, phrase


class Phase(StrEnum):
    """How far a value has come on its way through the law."""

    ANNOUNCED = "announced"
    PILOT = "pilot"
    MANDATORY = "mandatory"
    TOLERATED = "tolerated"
    ENDED = "ended"


class Confidence(StrEnum):
    """How well a value is attested."""

    C2 = "C2"  # two or more independent sources agree
    S1 = "S1"  # one source only
    U = "U"  # unclear or contradictory
    D = "D"  # derived, or arithmetic
    K = "K"  # background knowledge, no page seen


class State(StrEnum):
    """The three answers a day can get; exactly one of them."""

    VALUE = "value"
    NOT_IN_FORCE = "not_in_force"
    NOT_KNOWN = "not_known"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a provision, with the days it holds and the day it was published."""

    phase: Phase
    confidence: Confidence
    sources: tuple[str, ...]
    value: Any = None
    from_on: date | None = None
    to_on: date | None = None
    known_on: date | None = None
    option: str | None = None
    note: str | None = None

    def covers(self, on: date) -> bool:
        """Whether the entry speaks of the day."""
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or on <= self.to_on)

    def is_known(self, known_at: date) -> bool:
        """Whether the entry had been published; an unrecorded day is taken as its first day."""
        published_on = self.known_on or self.from_on
        return published_on is None or published_on <= known_at


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Days for which the value is not known, and why."""

    reason: str
    from_on: date | None = None
    to_on: date | None = None

    def covers(self, on: date) -> bool:
        """Whether the gap speaks of the day."""
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or on <= self.to_on)


class Provision(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of one legal text: its question, its values by date, and where it is written."""

    id: str
    subject: str
    jurisdiction: str
    question: str
    unit: str
    sources: tuple[str, ...]
    confidence: Confidence
    checked_on: date
    entries: tuple[Entry, ...] = ()
    gaps: tuple[Gap, ...] = ()
    article: str | None = None
    switch: str | None = None
    not_coded: str | None = None
    note: str | None = None


class Choice(msgspec.Struct, frozen=True):
    """The option taken at a switch, and whether it is the default."""

    switch: str
    option: str
    is_default: bool


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """What one provision says on one day: a value, not in force, or not known and why."""

    provision: Provision
    state: State
    entry: Entry | None = None
    reason: Phrase | None = None
    choice: Choice | None = None
    announced: tuple[Entry, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether there is a value on the day."""
        return self.state is State.VALUE

    @property
    def value(self) -> Any:
        """The value; None when there is none."""
        return self.entry.value if self.entry is not None else None

    @property
    def number(self) -> int:
        """The value as a whole number. Raises TypeError when there is none."""
        return int(self._require())

    @property
    def amount(self) -> Decimal:
        """The value as an exact decimal. Raises TypeError when there is none."""
        return Decimal(str(self._require()))

    @property
    def is_on(self) -> bool:
        """Whether the provision is in force and says yes."""
        return self.in_force and self.value is True

    @property
    def phase(self) -> Phase | None:
        """The phase of the value in force."""
        return self.entry.phase if self.entry is not None else None

    @property
    def confidence(self) -> Confidence:
        """The confidence of the value, else of the provision."""
        return self.entry.confidence if self.entry is not None else self.provision.confidence

    def _require(self) -> Any:
        if self.entry is None:
            raise TypeError(f"{self.provision.id}: {self.state} has no value; ask in_force first")
        return self.entry.value


def look_up(provision: Provision, on: date, known_at: date, choice: Choice | None) -> Lookup:
    """Give what a provision says on the day `on`, by what had been published by `known_at`.

    Among enacted entries that cover the day the one that began last holds, and of two that began
    together the one published last. An announcement never stands among enacted values: it is
    listed beside them, and where nothing is enacted the answer is not known.
    """
    known = [
        e
        for e in provision.entries
        if e.is_known(known_at) and (e.option is None or (choice and e.option == choice.option))
    ]
    announced = tuple(e for e in known if e.phase is Phase.ANNOUNCED)
    held = _latest(e for e in known if e.phase is not Phase.ANNOUNCED and e.covers(on))
    answer = _answer(provision, on, held, announced)
    return msgspec.structs.replace(answer, choice=choice, announced=announced)


def _answer(provision: Provision, on: date, held: Entry | None, announced: tuple[Entry, ...]) -> Lookup:
    if held is not None and held.phase is not Phase.ENDED:
        return Lookup(provision=provision, state=State.VALUE, entry=held)
    for gap in provision.gaps:
        if gap.covers(on):
            return _not_known(provision, Phrase(gap.reason))
    for entry in announced:
        if held is None and entry.covers(on):
            reason = phrase("announced, and its adoption is not confirmed")
            return _not_known(provision, reason)
    return Lookup(provision=provision, state=State.NOT_IN_FORCE)


def _not_known(provision: Provision, reason: Phrase) -> Lookup:
    return Lookup(provision=provision, state=State.NOT_KNOWN, reason=reason)


def _latest(entries: Iterable[Entry]) -> Entry | None:
    """Give the entry that began last; of two that began together, the one published last."""
    return max(
        entries,
        key=lambda e: (e.from_on or date.min, e.known_on or e.from_on or date.min),
        default=None,
    )
