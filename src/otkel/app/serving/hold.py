"""One running decider a crossing point: whoever runs holds a lock of the kernel's, which ends with him.

A process that is killed lets go of its lock, so that what it left lying is known to be stale.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from otkel.app.ledger_files import refused
from otkel.phrases import phrase

_MOST_SAID = 200  # bytes that are read of a lock


@contextmanager
def holding(lock: Path, said: str) -> Iterator[None]:
    """Hold the lock of a point; `said` tells others who holds it. Raises InputError where it is held."""
    import fcntl

    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, _MOST_SAID).decode("utf-8", "replace").strip()
            raise refused(
                phrase("another decider runs for this crossing point: {holder}", holder=holder),
                phrase("give your commands to it: otkel queue finds it by itself"),
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, said.encode()[:_MOST_SAID], 0)
        yield
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
