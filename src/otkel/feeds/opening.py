"""Opening a file somebody gave: its size first, and that it can be read at all."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from otkel.feeds.letters import Opened, read_text
from otkel.feeds.refusing import refuse
from otkel.phrases import Phrase, phrase

__all__ = [
    "MEGABYTE", "TABLE_LIMIT_MB", "TRIP_LIMIT_MB", "Opened", "check_size", "file_opener", "read_bytes",
    "read_text", "refuse",
]  # fmt: skip

MEGABYTE = 1_000_000
TRIP_LIMIT_MB = 5
TABLE_LIMIT_MB = 100


def read_bytes(path: str | os.PathLike[str], limit_mb: int) -> bytes:
    """Read a file of at most `limit_mb` [10^6 bytes]; a larger one is refused before it is read.

    Raises InputError where the file is missing, is a folder, cannot be read or is too large.
    """
    place = Path(path)
    try:
        if place.is_dir():
            raise refuse(phrase("this is a folder, not a file"), phrase("name a file in it"), place.name)
        check_size(place.stat().st_size, limit_mb, place.name)
        with place.open("rb") as stream:
            # One byte more than allowed: pipes and growing files have no size to ask for.
            data = stream.read(limit_mb * MEGABYTE + 1)
    except (OSError, ValueError) as error:
        raise refuse(*_cannot_open(error), place.name) from error
    check_size(len(data), limit_mb, place.name)
    return data


def file_opener(path: str | os.PathLike[str], limit_mb: int) -> Callable[[], BinaryIO]:
    """Give what opens a file of at most `limit_mb` [10^6 bytes] from its beginning, as often as wanted.

    A pipe can be read but once, so it is read into memory. Raises InputError as `read_bytes` does.
    """
    place = Path(path)
    if not place.is_file():
        data = read_bytes(path, limit_mb)
        return lambda: io.BytesIO(data)

    def opened() -> BinaryIO:
        try:
            check_size(place.stat().st_size, limit_mb, place.name)
            return place.open("rb")
        except (OSError, ValueError) as error:
            raise refuse(*_cannot_open(error), place.name) from error

    return opened


def _cannot_open(error: Exception) -> tuple[Phrase, Phrase]:
    if isinstance(error, FileNotFoundError):
        return phrase("there is no such file"), phrase("check the name and the folder")
    if isinstance(error, PermissionError):
        return phrase("the file may not be read"), phrase(
            "ask the owner of the file for the right to read it"
        )
    return phrase("the file cannot be opened"), phrase("check the name and the folder")


def check_size(size: int, limit_mb: int, name: str | None) -> None:
    """Refuse what is larger than `limit_mb` [10^6 bytes]. Raises InputError."""
    if size > limit_mb * MEGABYTE:
        raise refuse(
            phrase(
                "the file has {size} MB; at most {limit} MB are read",
                size=-(-size // MEGABYTE),
                limit=limit_mb,
            ),
            phrase("check that this is the right file, or split it"),
            name,
        )
