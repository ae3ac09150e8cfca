"""Connections to the file of a ledger, and what the database says when it cannot."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from otkel.errors import (
    LedgerClosedError,
    LedgerDamagedError,
    LedgerError,
    LedgerFullError,
    LedgerUnreachableError,
)

PATIENCE_S = 20.0  # how long another process may hold the file before we give up [s]
CHECKPOINT_PAGES = 4000  # of the write-ahead log, before it is carried over into the file
_FULL_TOO = {"SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP"}  # no room for the shared index of the log


def open_writing(path: Path) -> apsw.Connection:
    """Open the file for writing, made when it is not there. Raises LedgerError."""
    with as_ledger_errors(path):
        connection = apsw.Connection(str(path.absolute()))
        connection.set_busy_timeout(round(PATIENCE_S * 1000))
        _set_journal(connection)
        connection.pragma("synchronous", "FULL")
        connection.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        return connection


def _set_journal(connection: apsw.Connection) -> None:
    """Turn the write-ahead log on. The database does not wait by itself while another one turns it on."""
    until_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.pragma("journal_mode", "wal")
            return
        except apsw.BusyError:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.01)


class Readers:
    """Read-only connections, lent to one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open none yet."""
        self._path = path
        self._idle: deque[apsw.Connection] = deque()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[apsw.Connection]:
        """Lend a connection. Raises LedgerError, LedgerClosedError among them."""
        if self._closed:
            raise LedgerClosedError("the ledger is closed: open it again")
        with as_ledger_errors(self._path):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = apsw.Connection(str(self._path.absolute()), flags=apsw.SQLITE_OPEN_READONLY)
                connection.set_busy_timeout(round(PATIENCE_S * 1000))
            try:
                yield connection
            finally:
                self._idle.append(connection)
                if self._closed:
                    self.close()

    def close(self) -> None:
        """Close what is idle; what is lent is closed when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()


def ledger_error(path: Path, error: apsw.Error) -> LedgerError:
    """Give what the database said as an error of the ledger."""
    extended = apsw.mapping_extended_result_codes.get(getattr(error, "extendedresult", 0))
    if isinstance(error, apsw.FullError) or extended in _FULL_TOO:
        return LedgerFullError(f"{path}: no room left, nothing was recorded: make room, repeat it")
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return LedgerUnreachableError(
            f"{path}: another process held the file longer than {PATIENCE_S:.0f} s; repeat with the same key"
        )
    if isinstance(error, (apsw.CorruptError, apsw.NotADBError)):
        return LedgerDamagedError(f"{path}: {error}; restore it from a copy")
    if isinstance(error, apsw.IOError):
        return LedgerUnreachableError(f"{path}: {error}; look at the disk, repeat with the same key")
    return LedgerError(f"{path}: {error}")


@contextmanager
def as_ledger_errors(path: Path) -> Iterator[None]:
    """Turn what the database says within into errors of the ledger."""
    try:
        yield
    except UnicodeDecodeError as error:  # a text that is none: a bit of it was flipped
        raise LedgerDamagedError(f"{path}: {error.reason} in a text; restore it from a copy") from error
    except apsw.Error as error:
        raise ledger_error(path, error) from error
