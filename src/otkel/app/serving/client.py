"""A shell hands its command to the decider that runs for the point, where one does.

The key of the client is made here, before the command leaves. Where the decider dies before it has
answered, the same command goes on under the same key, so that it happens once, whatever was recorded.
"""

from __future__ import annotations

import socket

from otkel.app.serving.places import find_socket, require_own
from otkel.app.serving.wire import MOST_TOLD, Handed, Told, WireError, receive, send
from otkel.errors import LedgerUnreachableError

PATIENCE_S = 60.0  # for an answer; a slow disk takes seconds


def hand_over(db: str, slug: str, handed: Handed, patience_s: float = PATIENCE_S) -> Told | None:
    """Give the answer of the decider that runs; None: none runs, or it died before it answered.

    Raises InputError for a socket of another user, LedgerUnreachableError where no answer comes.
    """
    connection = _connect(db, slug)
    if connection is None:
        return None
    with connection:
        try:
            send(connection, handed, PATIENCE_S)
            return receive(connection, Told, MOST_TOLD, patience_s)
        except TimeoutError:
            key = handed.envelope.get("key")  # what has none has keys of its own, made of what it is
            again = "give the same again" + (f" with --key {key}" if key else "")
            raise LedgerUnreachableError(
                f"the decider of {slug} did not answer within {patience_s:.0f} s: {again}"
            ) from None
        except (OSError, WireError):
            return None


def _connect(db: str, slug: str) -> socket.socket | None:
    path = find_socket(db, slug)
    if path is None or not hasattr(socket, "AF_UNIX") or not require_own(path):
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(PATIENCE_S)
    try:
        connection.connect(str(path))
    except OSError:  # left by one that was killed, or too many stand before the door: it is fenced anyhow
        connection.close()
        return None
    return connection
