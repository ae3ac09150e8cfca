"""One running decider a crossing point: whoever runs holds locks that end with him.

On one machine that is a lock of the kernel's on a file. Where the ledger lies in a database, which several
machines share, it is a lock of the database besides. A process that is killed lets go of both, so that what
it left lying is known to be stale.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

from otkel.app.clock import now
from otkel.app.ledger_files import refused
from otkel.errors import HeldElsewhereError, InputError
from otkel.ledger.hold import Hold, open_hold
from otkel.phrases import Phrase, phrase

_MOST_SAID = 200  # bytes that are read of a lock
_MOST_HOST = 30  # letters of a machine's name
_HERE = phrase("give your commands to it: otkel queue finds it by itself")
_ELSEWHERE = phrase("stop it there first; commands from here go on without it, each by itself")


class Held:
    """What a running decider holds. May be asked from any thread."""

    def __init__(self, shared: Hold | None) -> None:
        """Hold, over several machines too where `shared` is given."""
        self._shared = shared
        self.lost: InputError | None = None  # why it decides no longer

    def keep(self) -> bool:
        """Look whether it still holds; False where somebody else took over, and `lost` says who.

        Raises LedgerError where the database does not answer: then it is not known, and to be asked again.
        """
        if self._shared is not None and self.lost is None:
            try:
                self._shared.keep()
            except HeldElsewhereError as error:
                self.lost = _held_by(str(error), _ELSEWHERE)
        return self.lost is None


@contextmanager
def holding(db: str, slug: str, lock: Path) -> Iterator[Held]:
    """Hold the locks of a point. Raises InputError, which says who holds them; LedgerError."""
    process = f"process {os.getpid()}"
    with _holding_file(lock, f"{process}, since {now():%Y-%m-%d %H:%M:%S} UTC"):
        try:
            shared = open_hold(db, slug, f"{process} on {platform.node()[:_MOST_HOST]}")
        except HeldElsewhereError as error:
            raise _held_by(str(error), _ELSEWHERE) from None
        with nullcontext() if shared is None else closing(shared):
            yield Held(shared)


@contextmanager
def _holding_file(lock: Path, said: str) -> Iterator[None]:
    import fcntl

    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, _MOST_SAID).decode("utf-8", "replace").strip()
            raise _held_by(holder, _HERE) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, said.encode()[:_MOST_SAID], 0)
        yield
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _held_by(holder: str, advice: Phrase) -> InputError:
    return refused(phrase("another decider runs for this crossing point: {holder}", holder=holder), advice)
