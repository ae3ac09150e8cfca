"""Secret seeds, kept beside the keys of a ledger until their time is over.

In the folder of keys lies `seeds/`, and in it one file for each purpose and time of a crossing point,
readable by its owner alone (0600; the folders 0700). A seed is durable there before anybody learns its
digest, so that no digest is ever published whose seed a crash has lost. It goes into the record only when
it is opened, and nothing gives it out before.

A seed whose file is lost cannot be made again. Draws of its time can then be made no more, and those that
were made cannot be redone by anybody: `redraw` says so for ever. Copy the folder away with the keys.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from otkel.app.ledger_files import refused
from otkel.errors import LedgerError
from otkel.facts.events.shapes import CODE, DIGEST
from otkel.phrases import phrase

FOLDER = "seeds"
DAY_US = 86_400_000_000
_LEFT_OVER = ".new"  # what a crash left of a file that was never promised
_Code = Annotated[str, msgspec.Meta(pattern=f"^{CODE.pattern.pattern if CODE.pattern else ''}$")]


@dataclass(frozen=True, slots=True)
class Seed:
    """A secret seed, and the time it serves [µs of UTC since 1970]. Its text tells nothing of the secret."""

    point: str
    purpose: str
    from_us: int
    to_us: int
    secret: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the secret, 64 hex digits: what is published before."""
        return sha256(self.secret).hexdigest()


class _Stored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["otkel-seed-1"] = "otkel-seed-1"
    point: _Code
    purpose: _Code
    from_us: int
    to_us: int
    seed: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def slots_period(day_us: int, request_days: int) -> tuple[int, int]:
    """Give the time of a seed for the slots of a day: from when requests are taken until the day begins."""
    return day_us - request_days * DAY_US, day_us


def new_seed(keys: Path, *, point: str, purpose: str, from_us: int, to_us: int) -> Seed:
    """Make a seed for a time and give it back when it is durable; the same one where there is one already.

    So whoever was interrupted between making and committing asks again, and commits. Raises LedgerError,
    and ValueError where the time ends before it begins or a name is no code.
    """
    if from_us > to_us or not CODE.fits(point) or not CODE.fits(purpose):
        raise ValueError("a seed needs a point, a purpose and a time")
    seed = Seed(point, purpose, from_us, to_us, secrets.token_bytes(32))
    with _writing(keys / FOLDER):
        kept = next((keys / FOLDER).glob(f"{_stem(seed)}~*.seed"), None)
        if kept is not None:
            return _read(kept)
        _write(keys / FOLDER / f"{_stem(seed)}~{seed.digest}.seed", _encoded(seed))
    return seed


def find_seed(keys: Path, digest: str) -> Seed | None:
    """Find a seed by its published digest; None where its file is not here.

    Raises LedgerError where the file is open to others, or is not what was written.
    """
    if not DIGEST.fits(digest):
        return None
    path = next((keys / FOLDER).glob(f"*~{digest}.seed"), None)
    return None if path is None else _read(path)


def list_seeds(keys: Path) -> tuple[Seed, ...]:
    """Give all seeds that are kept here, by point, purpose and time. Raises LedgerError."""
    found = [_read(path) for path in (keys / FOLDER).glob("*.seed")]
    return tuple(sorted(found, key=lambda one: (one.point, one.purpose, one.from_us, one.to_us)))


def get_seed(keys: Path, digest: str) -> Seed:
    """Give a seed by its published digest. Raises InputError where it is lost, and LedgerError."""
    seed = find_seed(keys, digest)
    if seed is None:
        raise refused(
            phrase("the seed {digest} is not in the folder of keys", digest=digest[:64]),
            phrase(
                "bring a copy of its file back; without it no draw of its time can be made or redone, "
                "so commit a new one for what comes"
            ),
        )
    return seed


def open_seed(keys: Path, digest: str, at_us: int) -> str:
    """Give the 32 bytes of a seed as hex digits, to be published: only after its time.

    `at_us` is the present instant. Raises InputError before that, or where it is lost; LedgerError.
    """
    seed = get_seed(keys, digest)
    if at_us <= seed.to_us:
        raise refused(
            phrase("the time of the seed {digest} is not over", digest=digest),
            phrase("open it afterwards; whoever knows it before could foresee draws"),
        )
    return seed.secret.hex()


def _stem(seed: Seed) -> str:
    return f"{seed.point}~{seed.purpose}~{seed.from_us}~{seed.to_us}"


def _encoded(seed: Seed) -> bytes:
    stored = _Stored(
        point=seed.point, purpose=seed.purpose, from_us=seed.from_us, to_us=seed.to_us, seed=seed.secret.hex()
    )
    return msgspec.json.encode(stored, order="sorted") + b"\n"


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Let one write at a time, and make what was written durable. Raises LedgerError."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)
        with suppress(PermissionError):  # a folder above that may not be read was there before
            _sync(folder.parent.parent)
        lock = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
            os.fsync(lock)
        finally:
            os.close(lock)
    except OSError as error:
        raise LedgerError(f"the folder of seeds cannot be written ({error.strerror}); repeat it") from error


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; the caller holds the lock and syncs the folder."""
    beside = path.with_suffix(_LEFT_OVER)
    for left_over in path.parent.glob(f"*{_LEFT_OVER}"):
        left_over.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Seed:
    """Read a seed, and hold it against the digest in its name."""
    name = f"the seed …{path.name[-13:]}"  # the last digits of its digest are enough to find it
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise LedgerError(
                    f"{name} may be read by others: chmod 600 it, and commit a new seed, "
                    "since this one may be known"
                )
            stored = msgspec.json.decode(file.read(1000), type=_Stored)
    except OSError as error:
        raise LedgerError(f"{name} cannot be read ({error.strerror}): bring its copy back") from error
    except (msgspec.MsgspecError, UnicodeError):
        raise LedgerError(f"{name} is no seed: bring its copy back") from None
    seed = Seed(stored.point, stored.purpose, stored.from_us, stored.to_us, bytes.fromhex(stored.seed))
    if path.name != f"{_stem(seed)}~{seed.digest}.seed":
        raise LedgerError(f"{name} is not the seed it was: bring its copy back")
    return seed
