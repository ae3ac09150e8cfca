"""A command on its way to the ledger, and the answer to it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from otkel.app.live.snapshots import Taken
from otkel.errors import InputError, Mistake, Where
from otkel.facts.events import kind_of
from otkel.facts.events.envelope import Draft, Event
from otkel.ledger.store import Pending, Receipt
from otkel.phrases import phrase
from otkel.queueing.commands import Command

_MOST_KEY = 200  # bytes


class Asked(msgspec.Struct, frozen=True):
    """A command with its key, who gives it, and when; no instant: now."""

    command: Command
    key: str
    by: str
    at_us: int | None = None


def asked_of(command: Command, key: str, by: str, at_us: int | None) -> Asked:
    """Give a command with what goes with it. Raises InputError for a key that no ledger can keep.

    Keys of many clients are looked up in one question, so one that cannot be asked is stopped here.
    """
    try:
        fits = "\0" not in key and 0 < len(key.encode()) <= _MOST_KEY
    except (TypeError, ValueError, AttributeError):
        fits = False
    if not fits:
        do = phrase("give a key of 1 to {most} letters and digits", most=_MOST_KEY)
        raise InputError([Mistake(phrase("this is no key"), do, Where(field="key"))])
    return Asked(command, key, by, at_us)


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What a command came to, durably. `repeated`: it was recorded before, under the same key.

    No events and no receipt: there was nothing to do.
    """

    events: tuple[Event, ...]
    receipt: Receipt | None
    repeated: bool = False


class LiveAct:
    """An act that was handed over to the ledger and upon which the next decisions build."""

    __slots__ = ("drafts", "era", "is_durable", "key", "pending", "receipt", "stream", "taken")

    def __init__(self, key: str, stream: str, drafts: Sequence[Draft], pending: Pending, era: int) -> None:
        """Keep it until it is durable; `era` is that of the state by which it was decided."""
        self.key = key
        self.stream = stream
        self.drafts = drafts
        self.pending = pending
        self.era = era
        self.is_durable = False
        self.receipt: Receipt | None = None
        self.taken: Taken | None = None  # the state right after it, where a snapshot is due

    def wait(self) -> Receipt:
        """Wait until it is durable. Raises LedgerError."""
        receipt = self.pending.wait()
        self.receipt, self.is_durable = receipt, True
        return receipt

    def events(self, receipt: Receipt) -> tuple[Event, ...]:
        """Give the events as they stand in the ledger."""
        version = receipt.version - len(self.drafts) + 1
        return tuple(
            _event(draft, self, receipt.first_position + step, version + step)
            for step, draft in enumerate(self.drafts)
        )


def _event(draft: Draft, act: LiveAct, position: int, version: int) -> Event:
    kind = kind_of(draft.body)
    return Event(
        position=position,
        stream=act.stream,
        version=version,
        client_key=act.key,
        word=kind.word,
        word_version=kind.version,
        occurred_us=draft.occurred_us,
        recorded_us=act.pending.recorded_us,
        recorded_by=draft.recorded_by,
        point=draft.point,
        body=draft.body,
        cause=draft.cause,
        passage=draft.passage,
    )
