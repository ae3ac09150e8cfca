"""What the record says of one passage, found quickly however long the record is.

The view of stories is caught up by a thread of its own: a reader waits for no long walk over the record.
"""

from __future__ import annotations

import threading
from contextlib import suppress

import msgspec

from otkel.app.site.house import House
from otkel.errors import LedgerError, LedgerUnreachableError
from otkel.ledger.view_truck_story import Fact, TruckStory, story_key

__all__ = ["Fact", "Stories", "stories_of"]

LOOK_S = 0.5
SOON = 100  # events that are left for a reader to fold in memory
TOO_MANY = 5_000  # unseen events for which nobody is let wait
NAME = TruckStory.name


class Stories:
    """The stories of passages of a house."""

    def __init__(self, house: House) -> None:
        """Begin to catch up."""
        self._house = house
        self._views = house.ledger.views()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="otkel stories", daemon=True)
        self._thread.start()

    def find(self, passage: int) -> tuple[Fact, ...]:
        """Give the facts of a passage in the order of the record; none: it is not there.

        Raises LedgerUnreachableError while a long record is read for the first time; LedgerError.
        """
        if self._house.ledger.store.head() - self._views.cursor(NAME) > TOO_MANY:
            raise LedgerUnreachableError("the record is being read: repeat it in a minute")
        return tuple(_as_kept(one) for one in self._views.find_now(NAME, story_key(passage)) or ())

    def close(self) -> None:
        """Stop catching up."""
        self._stopped.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._stopped.is_set():
            with suppress(LedgerError):  # it cannot be reached just now; it is tried again
                self._catch_up()
            self._stopped.wait(LOOK_S)

    def _catch_up(self) -> None:
        """Fold in steps, so that it can be stopped between two."""
        head, seen = self._house.pulse.position, self._views.cursor(NAME)
        while head - seen > SOON and not self._stopped.is_set():
            seen = self._views.catch_up(NAME, min(head, seen + TOO_MANY))


def _as_kept(fact: Fact) -> Fact:
    """Give a fact with its body as plain data, as it is kept; one that was folded just now has a struct."""
    return msgspec.structs.replace(fact, body=msgspec.to_builtins(fact.body))


def stories_of(house: House) -> Stories:
    """Give the stories of a house, the same ones each time."""
    return house.keep("truck stories", Stories)
