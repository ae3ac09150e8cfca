"""A copy of the whole file while others write to it: events, vault, accounts, readings, as of one instant."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from pathlib import Path

import apsw

from otkel.ledger.sqlite.connections import PATIENCE_S, as_ledger_errors

_ONLY_OWNER = 0o600


def back_up(path: Path, target: Path) -> None:
    """Copy a ledger's file to a place where nothing is yet; there is then a whole copy or none.

    Nobody who writes waits for it. Raises FileExistsError, OSError, LedgerError.
    """
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _ONLY_OWNER))
    try:
        with as_ledger_errors(path):
            _copy(path, part)
        _keep(part)
        os.link(part, target)  # raises where somebody made the target meanwhile
    finally:
        part.unlink(missing_ok=True)
    _keep(target.parent)


def _copy(path: Path, part: Path) -> None:
    reading = apsw.Connection(str(path.absolute()), flags=apsw.SQLITE_OPEN_READONLY)
    with closing(reading) as source, closing(apsw.Connection(str(part.absolute()))) as copy:
        source.set_busy_timeout(round(PATIENCE_S * 1000))
        with copy.backup("main", source, "main") as pages:
            pages.step()  # all at once: what was committed when it began, and nothing later


def _keep(place: Path) -> None:
    """Wait until a file, or what a folder names, is on the disk."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
