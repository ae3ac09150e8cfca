"""Keeps up what pages read of the record: one thread folds what the ledger has grown by into the views.

No page waits for a long walk over the record, and a record that is opened for the first time is read once
for all of them.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from otkel.app.site.house import House
from otkel.errors import LedgerError
from otkel.ledger.view_point_day import PointDay
from otkel.ledger.view_truck_story import TruckStory

KEEP_S = 2.0  # between two looks whether there is more to fold
LEFT = {PointDay.name: 0, TruckStory.name: 100}  # events that are left for a reader to fold in memory


class Keeping:
    """Keeps the views of a house up with its ledger."""

    def __init__(self, house: House) -> None:
        """Begin to catch up."""
        self._house, self._views = house, house.ledger.views()
        self.stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="otkel keeping", daemon=True)
        self._thread.start()

    def missing(self, name: str) -> int:
        """Give how many events a view has not seen yet. Raises LedgerError."""
        return self._house.ledger.store.head() - self._views.cursor(name)

    def close(self) -> None:
        """Stop catching up; what is being folded is kept first."""
        self.stopped.set()
        self._thread.join()

    def _go_on(self) -> None:
        while True:
            with suppress(LedgerError):  # it cannot be reached just now; it is tried again
                self._catch_up()
            if self.stopped.wait(KEEP_S):
                return

    def _catch_up(self) -> None:
        head = self._house.pulse.position
        due = [name for name, left in LEFT.items() if head - self._views.cursor(name) > left]
        if due:
            self._views.catch_up_all(due, stopped=self.stopped.is_set)


def keeping_of(house: House) -> Keeping:
    """Give what keeps the views of a house, the same one each time."""
    return house.keep("keeping", Keeping)
