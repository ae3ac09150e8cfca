"""The right to decide for one crossing point, where several machines share a ledger.

A ledger in a file lies on one machine, where a lock of the kernel's is enough. One in a database is shared:
there the right is a lock of a session of the database, which ends with the session, so that a process that is
killed, or a machine that is cut off, lets go of it by itself.
"""

from __future__ import annotations

from typing import Protocol


class Hold(Protocol):
    """A right that is held. Every method may be called from any thread."""

    def keep(self) -> None:
        """Look whether it is still held; where it was lost with its session, take it again.

        Raises HeldElsewhereError where somebody else took it meanwhile, LedgerUnreachableError where the
        database does not answer: then nobody knows, and it is to be asked again.
        """
        ...

    def close(self) -> None:
        """Let go of it. May be called twice."""
        ...


def open_hold(url: str, name: str, holder: str) -> Hold | None:
    """Take the right to decide for `name`; None where the ledger is shared by no other machine.

    `holder` tells others who holds it (ASCII, at most 63 bytes are kept). Raises HeldElsewhereError,
    LedgerError.
    """
    if "://" not in url or url.startswith("sqlite:"):
        return None
    from otkel.ledger.postgres.hold import PostgresHold

    return PostgresHold(url, name, holder)
