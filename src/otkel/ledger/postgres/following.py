"""Reading on as the ledger grows, over a connection of its own that hears when a head is told.

A notice only says that it is time to look. What is read follows the last position read, so a notice
that was lost, and a connection that was cut, lose no event.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import psycopg

from otkel.facts.events.envelope import Event
from otkel.ledger.codec import decode
from otkel.ledger.growth import Growth
from otkel.ledger.postgres.connections import SQL, Connection, connect, is_lost, ledger_error
from otkel.ledger.reading import PAGE

LOOK_S = 0.2  # how often it looks whether the store was closed here [s]
UNHEARD_S = 5.0  # after so long without a notice it reads anyway [s]
_LAST = 2**63 - 1
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 2.0  # between attempts to connect again


class Follower:
    """One who follows. It connects when first asked, and again whenever the connection was lost."""

    def __init__(self, url: str, growth: Growth) -> None:
        """Begin unconnected."""
        self._url = url
        self._growth = growth
        self._connection: Connection | None = None
        self._lost: psycopg.Error | None = None
        self._pause_s = _FIRST_PAUSE_S

    def follow(self, after: int, timeout_s: float | None) -> Iterator[Event]:
        """Give the events after a position, as `Store.follow` promises.

        Raises LedgerUnreachableError when the time is over and the database was not reached.
        """
        patience_s = float("inf") if timeout_s is None else timeout_s
        until_s = time.monotonic() + patience_s
        try:
            while not self._growth.closed:
                page = self._look(after)
                for position, stored in page:
                    yield decode(stored, position)
                    after = position
                left_s = until_s - time.monotonic()
                if page:
                    until_s = time.monotonic() + patience_s
                elif left_s > 0:
                    self._wait(left_s)
                elif self._lost is not None:
                    raise ledger_error(self._lost) from self._lost
                else:
                    return
        finally:
            self._disconnect()

    def _look(self, after: int) -> Sequence[tuple[int, bytes]]:
        """Read on, connecting where need be; nothing when the database cannot be reached now."""
        try:
            if self._connection is None:
                connection, identity = connect(self._url, "read_settings")
                self._connection = connection
                # Before the first reading: what comes after it is told.
                connection.execute(SQL["listen"].format(channel=identity.channel))
            values = after, _LAST, PAGE
            page = self._connection.execute(SQL["rows"], values, prepare=True, binary=True).fetchall()
        except psycopg.Error as error:
            self._lose(error)
            return ()
        self._lost, self._pause_s = None, _FIRST_PAUSE_S
        return page

    def _wait(self, left_s: float) -> None:
        """Wait for a notice, or before another attempt to connect; not longer than `left_s`."""
        if self._connection is None:
            time.sleep(min(self._pause_s, left_s))
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            return
        until_s = time.monotonic() + min(left_s, UNHEARD_S)
        try:
            # A notice may have come in together with the last answer; nothing on the wire would wake us.
            heard: object = self._connection.pgconn.notifies()
            while not heard and not self._growth.closed and (left_s := until_s - time.monotonic()) > 0:
                heard = [*self._connection.notifies(timeout=min(left_s, LOOK_S), stop_after=1)]
        except psycopg.Error as error:
            self._lose(error)

    def _lose(self, error: psycopg.Error) -> None:
        self._disconnect()
        if not is_lost(error):
            raise ledger_error(error) from error
        self._lost = error

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
