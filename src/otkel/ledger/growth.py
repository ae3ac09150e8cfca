"""How those who follow a ledger learn that it grew, within one process."""

from __future__ import annotations

import threading


class Growth:
    """The head of a ledger as far as this process has heard of it, and a bell for those who wait."""

    def __init__(self) -> None:
        """Begin with an open ledger of which nothing was heard."""
        self._bell = threading.Condition()
        self._waiting = 0
        self.head = 0
        self.closed = False

    def tell(self, head: int) -> None:
        """Say that everything up to `head` can be read."""
        self.head = head
        if self._waiting:
            with self._bell:
                self._bell.notify_all()

    def close(self) -> None:
        """Say that nothing will follow."""
        self.closed = True
        with self._bell:
            self._bell.notify_all()

    def wait(self, after: int, timeout_s: float) -> bool:
        """Wait until something later than `after` was heard of, or the ledger was closed."""
        with self._bell:
            self._waiting += 1
            try:
                return self._bell.wait_for(lambda: self.head > after or self.closed, timeout_s)
            finally:
                self._waiting -= 1
