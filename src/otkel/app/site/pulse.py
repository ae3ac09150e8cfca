"""Tells whoever waits that the ledger has grown: one thread looks, however many readers there are."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from otkel.errors import LedgerError

LOOK_S = 0.25


def _wake(loop: asyncio.AbstractEventLoop, grown: asyncio.Event) -> None:
    loop.call_soon_threadsafe(grown.set)


class Pulse:
    """The newest position of a ledger, and those who wait for a later one."""

    def __init__(self, head: Callable[[], int], look_s: float = LOOK_S) -> None:
        """Look at `head` every `look_s` seconds, from a thread of its own, until it is closed."""
        self._head, self._look_s = head, look_s
        self.position = head()
        self._listeners: set[Callable[[int], None]] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on_looking, name="otkel pulse", daemon=True)
        self._thread.start()

    def listen(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call a listener with each new position, from the pulse's thread; gives how to stop it."""
        with self._lock:
            self._listeners.add(listener)

        def stop() -> None:
            with self._lock:
                self._listeners.discard(listener)

        return stop

    async def later_than(self, position: int, timeout_s: float) -> int:
        """Wait until the ledger is longer than a position, or the time is over; give the newest one."""
        if self.position > position or self._stopped.is_set():
            return self.position
        loop = asyncio.get_running_loop()
        grown = asyncio.Event()
        stop = self.listen(lambda _: _wake(loop, grown))
        try:
            if self.position <= position:
                await asyncio.wait_for(grown.wait(), timeout_s)
        except TimeoutError:
            pass
        finally:
            stop()
        return self.position

    def close(self) -> None:
        """Stop looking, and wake whoever waits."""
        self._stopped.set()
        self._thread.join()
        self._tell()

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will be told."""
        return self._stopped.is_set()

    def _go_on_looking(self) -> None:
        while not self._stopped.wait(self._look_s):
            try:
                newest = self._head()
            except LedgerError:
                continue  # the ledger cannot be reached just now; it is looked at again
            if newest != self.position:
                self.position = newest
                self._tell()

    def _tell(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(self.position)
            except RuntimeError:
                continue  # its loop has ended
