"""What is remembered of a source between two questions: so that it is asked no oftener than was said.

One small file a source, beside sockets and locks in the folder of the user's state. Two processes that ask
the same source take turns, and the time of a question is durable before it is asked: also who crashes in the
midst of it does not ask again too soon.
"""

from __future__ import annotations

import email.utils
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec

from otkel.app.fetching.asking import Answer
from otkel.app.fetching.config import Source
from otkel.errors import LedgerError

MINUTE_US = 60_000_000
LONGEST_MIN = 24 * 60  # a source that fails is asked once a day at least
FOLDER = "fetch"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger took in last of a source."""

    etag: str | None = None
    modified: str | None = None  # Last-Modified, as the source wrote it
    digest: str | None = None


class Remembered(msgspec.Struct, kw_only=True):
    """What is known of a source from before. Times in µs of UTC since 1970."""

    next_us: int = 0  # not before, for whichever ledger it is asked
    failures: int = 0  # in a row
    pages: dict[str, Page] = {}  # by ledger


@contextmanager
def remembering(folder: Path, source: Source) -> Iterator[tuple[Remembered, Path]]:
    """Hold the memory of a source; another process that wants it waits. Raises LedgerError."""
    name = sha256(source.url.encode()).hexdigest()[:32]
    path = folder / FOLDER / f"{name}.json"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LedgerError(f"{path.parent} cannot be written ({error.strerror}); see OTKEL_STATE") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _read(path), path
    finally:
        os.close(lock)


def _read(path: Path) -> Remembered:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Remembered)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return Remembered()  # a memory that is lost costs one question


def write(path: Path, one: Remembered) -> None:
    """Write a memory down, whole and durably. Raises LedgerError."""
    beside = path.with_suffix(".new")
    try:
        with beside.open("wb") as file:
            file.write(msgspec.json.encode(one))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise LedgerError(f"{path.name} cannot be written ({error.strerror}); see OTKEL_STATE") from error


def ledger_key(db: str, source: Source) -> str:
    """Give the name under which the page of a ledger is remembered; it tells no address and no password."""
    return sha256(f"{db}\n{source.kind}\n{source.follow}".encode()).hexdigest()[:32]


def conditions(one: Page) -> dict[str, str]:
    """Give the headers by which a source need not send again what it sent."""
    asked = {"If-None-Match": one.etag, "If-Modified-Since": one.modified}
    return {name: value for name, value in asked.items() if value is not None}


def after_failure_us(source: Source, failures: int, at_us: int) -> int:
    """Give when a source is asked again after so many failures in a row: twice as late each time."""
    longest_min = max(float(LONGEST_MIN), source.every_min)
    minutes: float = min(source.every_min * 2.0 ** min(failures, 20), longest_min)
    return at_us + round(minutes * MINUTE_US)


def retry_after_us(answer: Answer, at_us: int) -> int:
    """Give when a source wants to be asked again at the earliest; 0 where it does not say."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return at_us + min(int(text[:9]), 7 * 86_400) * 1_000_000
    try:
        wanted_us = round(email.utils.parsedate_to_datetime(text).timestamp() * 1_000_000)
    except (TypeError, ValueError, OverflowError):
        return 0
    return min(wanted_us, at_us + 7 * 86_400_000_000)
