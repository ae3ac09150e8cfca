"""Where the socket and the lock of a running decider lie: beside the ledger, or in the state folder.

Both sides find them by the address of the ledger and the slug of the point. A socket stands beside the
file of its ledger. Where there is no file, or the name would be too long for a socket, it stands in the
state folder under a digest of the address, which may hold a password. Only its owner may use either.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

from otkel.app.ledger_files import SQLITE, refused
from otkel.app.settings import read_settings
from otkel.errors import InputError
from otkel.phrases import phrase

MOST_NAME = 100  # bytes of the name of a socket; kernels take 104 to 108
_OWNER_ONLY = 0o077


def find_socket(db: str, slug: str) -> Path | None:
    """Give where the socket of a decider lies, or would lie; None: a ledger in memory has none."""
    if db.startswith(SQLITE):
        file = Path(db.removeprefix(SQLITE)).resolve()
        beside = file.with_name(f"{file.name}.{slug}.sock")
        if len(os.fsencode(beside)) <= MOST_NAME:
            return beside
        db = f"{SQLITE}{file}"
    elif "://" not in db:
        return None
    return read_settings().state / f"{sha256(db.encode()).hexdigest()[:24]}.{slug}.sock"


def lock_of(socket: Path) -> Path:
    """Give the lock that a running decider holds for as long as it lives."""
    return socket.with_suffix(".lock")


def make_folder(socket: Path) -> None:
    """Make the state folder where the socket lies in it. Raises InputError where others may write there."""
    folder = socket.parent
    if folder != read_settings().state:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = folder.stat()
    if about.st_uid != os.geteuid() or about.st_mode & _OWNER_ONLY:
        raise refused(
            phrase("the folder {folder} is open to others", folder=str(folder)),
            phrase("let it be yours alone (chmod 700), or name another in OTKEL_STATE"),
        )


def require_own(socket: Path) -> bool:
    """Tell whether a socket is there. Raises InputError for one that is another user's, or no socket."""
    try:
        about = socket.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _not_ours(socket, error.strerror or "") from None
    if not stat.S_ISSOCK(about.st_mode):
        raise _not_ours(socket, "no socket")
    if about.st_uid != os.geteuid() or about.st_mode & _OWNER_ONLY:
        raise _not_ours(socket, "of another user, or open to others")
    return True


def _not_ours(socket: Path, why: str) -> InputError:
    return refused(
        phrase("{socket} is not the socket of a decider of yours ({why})", socket=str(socket), why=why),
        phrase("work as the user who runs the decider; where none runs, remove it"),
    )
