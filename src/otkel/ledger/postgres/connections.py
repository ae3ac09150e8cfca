"""Connections to the database of a ledger, and what the database says when it cannot."""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from otkel.errors import LedgerClosedError, LedgerError, LedgerFullError, LedgerUnreachableError
from otkel.ledger.statements import read_statements

SQL: dict[str, Any] = dict(read_statements("postgres"))
Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")
# A server that does not answer at all is given up after some seconds; the address may say otherwise.
_PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "otkel",
    "client_encoding": "utf8",
}
_MOST_IDLE = 8


class Identity(msgspec.Struct, frozen=True):
    """What sets this ledger apart from others in the same database: the name of its schema."""

    schema: str
    lock: int  # number of the advisory lock of those who write

    @property
    def channel(self) -> str:
        """The channel on which new heads are told."""
        return f"otkel_{self.lock & (2**64 - 1):016x}"


def connect(url: str, settings: str) -> tuple[Connection, Identity]:
    """Connect, with the named settings. Raises psycopg.Error; LedgerError without a schema to live in."""
    address: dict[str, Any] = {**_PATIENCE, **conninfo_to_dict(url)}
    connection = psycopg.connect(make_conninfo(**address), autocommit=True)
    try:
        connection.execute(SQL[settings])
        found = connection.execute(SQL["identity"]).fetchone()
    except BaseException:
        connection.close()
        raise
    if found is None or found[0] is None:
        connection.close()
        raise LedgerError("the schema named in search_path is not there: make it first")
    return connection, Identity(*found)


def exchange(connection: Connection, message: str) -> None:
    """Send statements in one message and wait until all are done. Raises psycopg.Error.

    Past the driver's own book of what is prepared: that would be emptied by a rollback.
    """
    result = connection.pgconn.exec_(message.encode())
    if result.status == ExecStatus.FATAL_ERROR:
        if connection.closed:
            raise psycopg.OperationalError(result.get_error_message())
        raise error_from_result(result)


def is_quiet(connection: Connection) -> bool:
    """Tell whether nothing has come in unasked: the last thing that a server says is that it leaves."""
    looking = select.poll()
    looking.register(connection.pgconn.socket, select.POLLIN)
    return not looking.poll(0)


class Readers:
    """Read-only connections, lent to one thread at a time."""

    def __init__(self, url: str) -> None:
        """Open none yet."""
        self._url = url
        self._idle: deque[Connection] = deque()
        self._closed = False

    def ask(self, question: Callable[[Connection], T]) -> T:
        """Give the answer to a question that may be asked twice: a connection may have died while idle."""
        if self._closed:
            raise LedgerClosedError("the ledger is closed: open it again")
        with as_ledger_errors():
            while self._idle:
                try:
                    with self._lend(self._idle.pop()) as connection:
                        return question(connection)
                except (psycopg.OperationalError, IndexError):
                    continue
            with self._lend(connect(self._url, "read_settings")[0]) as connection:
                return question(connection)

    def close(self) -> None:
        """Close what is idle; what is lent is closed when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _lend(self, connection: Connection) -> Iterator[Connection]:
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if self._closed or len(self._idle) >= _MOST_IDLE:
            connection.close()
        else:
            self._idle.append(connection)


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether the database could not be reached, or left us while we asked."""
    state = error.sqlstate or ""
    # 08 connection, 57 the operator stepped in, 55P03 a lock was not had, 25P03 too slow, 25006 a standby,
    # 53 too many connections or no memory, 40 a deadlock.
    lasting = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return lasting or state[:2] in {"08", "57", "53", "40"} or state in {"55P03", "25P03", "25006"}


def ledger_error(error: psycopg.Error) -> LedgerError:
    """Give what the database said as an error of the ledger."""
    said = " ".join(str(error).split())
    if error.sqlstate == "53100":
        return LedgerFullError(
            f"no room left ({said}); nothing of this act was recorded. Make room, repeat it"
        )
    if is_lost(error):
        return LedgerUnreachableError(f"the database cannot be reached ({said}); repeat with the same key")
    return LedgerError(f"the database refused: {said}")


@contextmanager
def as_ledger_errors() -> Iterator[None]:
    """Turn what the database says within into errors of the ledger."""
    try:
        yield
    except psycopg.Error as error:
        raise ledger_error(error) from error
