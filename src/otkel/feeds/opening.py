"""Opening a file somebody gave: its size first, then what it is, then its letters."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase

MEGABYTE = 1_000_000
TRIP_LIMIT_MB = 5
TABLE_LIMIT_MB = 100

_MAGIC: tuple[tuple[bytes, Phrase], ...] = (
    (b"%PDF", phrase("a PDF document")),
    (b"PK\x03\x04", phrase("a ZIP archive or an office document")),
    (b"\xd0\xcf\x11\xe0", phrase("an old Excel or Word document")),
    (b"\x89PNG", phrase("a picture")),
    (b"\xff\xd8\xff", phrase("a picture")),
    (b"GIF8", phrase("a picture")),
    (b"\x1f\x8b", phrase("a packed archive")),
    (b"7z\xbc\xaf", phrase("a packed archive")),
    (b"Rar!", phrase("a packed archive")),
    (b"SQLite format 3", phrase("a database")),
    (b"PAR1", phrase("a Parquet table")),
    (b"\x7fELF", phrase("a program")),
    (b"MZ\x90", phrase("a program")),
    (b"{\\rtf", phrase("a word-processor document")),
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1a\x1b")
# What high bytes are when Russian text is written in windows-1251.
_WINDOWS_1251 = frozenset(range(0xC0, 0x100)) | frozenset(
    b"\xa8\xb8\xb9\xab\xbb\xa0\x96\x97\x85\x93\x94\xb3\xb2"
)


class Opened(msgspec.Struct, frozen=True):
    """The text of a file and what was noticed on the way."""

    text: str
    notices: tuple[Mistake, ...] = ()


def refuse(what: Phrase, do: Phrase, file: str | None, row: int | None = None) -> InputError:
    """Give the error for one mistake that spoils a whole file."""
    return InputError([Mistake(what, do, Where(file=file, row=row))])


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


def read_text(data: bytes, name: str | None) -> Opened:
    """Turn bytes into text: UTF-8, UTF-16 with its mark, or windows-1251 (noticed).

    Raises InputError for an empty or binary file and for letters that cannot be told.
    """
    if not data.strip():
        raise refuse(phrase("the file is empty"), phrase("check that this is the right file"), name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, encoding, name)
    _refuse_binary(data, name)
    try:
        return Opened(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _windows_1251(data, error.start, name)


def _marked(data: bytes, encoding: str, name: str | None) -> Opened:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(
            phrase("the letters of the file are broken at byte {byte}", byte=error.start),
            phrase("save the file again as UTF-8"),
            name,
        ) from error
    if "\0" in text:
        raise refuse(_BINARY, _NOT_BINARY, name)
    if not text.strip("\ufeff \t\r\n"):
        raise refuse(phrase("the file is empty"), phrase("check that this is the right file"), name)
    return Opened(text)


_BINARY = phrase("the file is binary, not text")
_NOT_BINARY = phrase("check that this is the right file; give text in UTF-8")


def _refuse_binary(data: bytes, name: str | None) -> None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise refuse(phrase("the file looks like {kind}, not like text", kind=kind), _NOT_BINARY, name)
    head = data[:1000]
    if head.count(0) >= len(head) // 3 > 0 and len(set(head[::2]) & {0}) + len(set(head[1::2]) & {0}) == 1:
        raise refuse(
            phrase("the file looks like UTF-16 text without its mark"),
            phrase("save the file again as UTF-8"),
            name,
        )
    if len(data.translate(None, _CONTROLS)) != len(data):
        raise refuse(_BINARY, _NOT_BINARY, name)


def _windows_1251(data: bytes, broken_at: int, name: str | None) -> Opened:
    high = [c for c in data[:200_000] if c >= 0x80]
    likely = sum(c in _WINDOWS_1251 for c in high)
    try:
        text = data.decode("windows-1251")
    except UnicodeDecodeError:
        text = ""
    if not text or likely < 0.9 * len(high):
        raise refuse(
            phrase("the letters of the file are not UTF-8 (byte {byte})", byte=broken_at),
            phrase("save the file again as UTF-8"),
            name,
        )
    notice = Mistake(
        phrase("the file is not UTF-8; it was read as windows-1251"),
        phrase("if names look wrong, save the file again as UTF-8; Kazakh letters need it"),
        Where(file=name),
    )
    return Opened(text, (notice,))
