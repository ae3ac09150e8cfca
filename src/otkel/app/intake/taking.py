"""The intake: messages that come at the same time are kept in one transaction, and answered after it.

Whoever hands a message over is told what became of it when that is durable, and not before. What cannot be
read is set aside at once; what comes while the ledger cannot be written is not taken: the sender keeps it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from otkel.app.intake.gate import TOO_MANY, Rates, Tally
from otkel.errors import LedgerError, Mistake
from otkel.facts.tracks import Position
from otkel.feeds.traccar import read_message
from otkel.phrases import phrase

MOST_WAITING = 20_000  # messages between two commits; more are not taken
MOST_A_GROUP = 5_000


_OURS = Mistake(
    phrase("the message cannot be kept, by a mistake in Otkel itself"),
    phrase("send the device's protocol and model with your report"),
)


class Fate(StrEnum):
    """What became of a message."""

    TAKEN = "taken"  # kept, durably; also where it was there already
    SET_ASIDE = "set_aside"  # it will never be kept: sending it again is of no use
    NOT_TAKEN = "not_taken"  # not now: send it again


Told = Callable[[Fate], None]
Handed = tuple[Position, Told]


class Keeper(Protocol):
    """Keeps a group of positions durably."""

    def keep(self, positions: Sequence[Position]) -> int:
        """Keep them together; gives how many were new. Raises LedgerError where they are not kept."""
        ...


class Intake:
    """Takes messages from any thread, and keeps them in a thread of its own."""

    def __init__(
        self,
        keeper: Keeper,
        now_us: Callable[[], int],
        *,
        rates: Rates | None = None,
        wrong: Callable[[Exception], None] | None = None,
    ) -> None:
        """Begin to take; `wrong` is told why a group was not kept."""
        self._wrong = wrong or (lambda _: None)
        self.tally = Tally()
        self._keeper, self._now_us = keeper, now_us
        self._rates = rates or Rates()
        self._gate = threading.Condition()
        self._waiting: list[Handed] = []
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="otkel intake", daemon=True)
        self._thread.start()

    def submit(self, data: bytes, told: Told) -> None:
        """Hand a message over. `told` is called once, from this thread or that of the intake."""
        now_us = self._now_us()
        message = read_message(data, now_us)
        if isinstance(message, Mistake):
            self._set_aside(message, told)
        elif message.position is None:
            told(Fate.TAKEN)  # an event alone, such as offline: our own timer watches over silence
        else:
            self._wait(message.position, now_us, told)

    def _wait(self, position: Position, now_us: int, told: Told) -> None:
        with self._gate:
            passes = self._rates.lets(position.device, now_us)
            takes = passes and not self._closing and len(self._waiting) < MOST_WAITING
            if takes:
                self._waiting.append((position, told))
                if len(self._waiting) == 1:
                    self._gate.notify()
        if not passes:
            self._set_aside(TOO_MANY, told)
        elif not takes:
            told(Fate.NOT_TAKEN)

    def _set_aside(self, mistake: Mistake, told: Told) -> None:
        self.tally.set_aside(mistake)
        told(Fate.SET_ASIDE)

    def close(self) -> None:
        """Keep what was handed over, and take no more."""
        with self._gate:
            self._closing = True
            self._gate.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._gate:
                self._gate.wait_for(lambda: self._waiting or self._closing)
                group, self._waiting = self._waiting[:MOST_A_GROUP], self._waiting[MOST_A_GROUP:]
                if not group:
                    return
            self._keep(group)

    def _keep(self, group: Sequence[Handed]) -> None:
        fate = Fate.TAKEN
        try:
            new = self._keeper.keep([position for position, _ in group])
        except LedgerError as error:
            fate = Fate.NOT_TAKEN
            self._wrong(error)
        except Exception as error:  # a mistake of ours: it must spoil one message, and not the intake
            if len(group) > 1:
                for one in group:
                    self._keep([one])
                return
            fate = Fate.SET_ASIDE
            self.tally.set_aside(_OURS)
            self._wrong(error)
        else:
            self.tally.kept(new, len(group) - new)
        for _, told in group:
            told(fate)
