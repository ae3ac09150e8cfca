"""The letters of a file somebody gave: what it is, and in which encoding."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

import msgspec

from otkel.errors import Mistake, Where
from otkel.feeds.refusing import refuse
from otkel.phrases import Phrase, phrase

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


class TextForm(msgspec.Struct, frozen=True):
    """How the letters of a file are written, what was noticed, and how many lines it has."""

    encoding: str
    notices: tuple[Mistake, ...] = ()
    lines: int = 0


def read_text(data: bytes, name: str | None) -> Opened:
    """Turn bytes into text: UTF-8, UTF-16 with its mark, or windows-1251 (noticed).

    Raises InputError for an empty or binary file and for letters that cannot be told.
    """
    form = check_text(io.BytesIO(data), name)
    return Opened(data.decode(form.encoding), form.notices)


def check_text(raw: BinaryIO, name: str | None) -> TextForm:
    """Read a file through, part by part, and tell how it is written. Raises InputError as `read_text`."""
    part = raw.read(_PART)
    checker = _Checker(part, name)
    while part:
        checker.take(part)
        part = raw.read(_PART)
    return checker.form()


class _Checker:
    """Takes a file part by part."""

    def __init__(self, head: bytes, name: str | None) -> None:
        self.name = name
        self.mark = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
        self.decoder = codecs.getincrementaldecoder(self.mark or "utf-8")()
        self.at = 0  # bytes taken
        self.lines = 0
        self.is_filled = False
        self.broken_at: int | None = None  # where it is no UTF-8
        self.is_1251 = True
        self.high = bytearray()  # bytes of the beginning that are no ASCII
        if self.mark is None:
            _refuse_binary(head, name)

    def take(self, part: bytes) -> None:
        """Take the next part. Raises InputError where it spoils the file."""
        self.lines += part.count(b"\n")
        if self.mark is None:
            if len(part.translate(None, _CONTROLS)) != len(part):
                raise refuse(_BINARY, _NOT_BINARY, self.name)
            self.is_filled |= bool(part.strip())
            self.is_1251 &= _NO_1251 not in part
            self.high += bytes(c for c in part[: max(0, _LOOKED_AT - self.at)] if c >= 0x80)
        if self.broken_at is None:
            self._decode(part, final=False)
        self.at += len(part)

    def _decode(self, part: bytes, *, final: bool) -> None:
        try:
            text = self.decoder.decode(part, final)
        except UnicodeDecodeError as error:
            self.broken_at = self.at + len(part) - len(error.object) + error.start
            if self.mark is not None:
                raise refuse(
                    phrase("the letters of the file are broken at byte {byte}", byte=self.broken_at),
                    _SAVE_AGAIN,
                    self.name,
                ) from error
            return
        if self.mark is not None:
            if "\0" in text:
                raise refuse(_BINARY, _NOT_BINARY, self.name)
            self.is_filled |= bool(text.strip("\ufeff \t\r\n"))

    def form(self) -> TextForm:
        """Tell how the file is written, now that it was read. Raises InputError."""
        if self.broken_at is None:
            self._decode(b"", final=True)
        if not self.is_filled:
            raise refuse(phrase("the file is empty"), phrase("check that this is the right file"), self.name)
        if self.broken_at is None:
            return TextForm(self.mark or "utf-8", (), self.lines)
        likely = sum(c in _WINDOWS_1251 for c in self.high)
        if not self.is_1251 or likely < 0.9 * len(self.high):
            raise refuse(
                phrase("the letters of the file are not UTF-8 (byte {byte})", byte=self.broken_at),
                _SAVE_AGAIN,
                self.name,
            )
        return TextForm("windows-1251", (_read_as_1251(self.name),), self.lines)


_PART = 1_000_000
_LOOKED_AT = 200_000  # bytes at the beginning by which the encoding is judged
_NO_1251 = b"\x98"  # the one byte that windows-1251 does not know
_BINARY = phrase("the file is binary, not text")
_NOT_BINARY = phrase("check that this is the right file; give text in UTF-8")
_SAVE_AGAIN = phrase("save the file again as UTF-8")


def _refuse_binary(head: bytes, name: str | None) -> None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise refuse(phrase("the file looks like {kind}, not like text", kind=kind), _NOT_BINARY, name)
    start = head[:1000]
    if (
        start.count(0) >= len(start) // 3 > 0
        and len(set(start[::2]) & {0}) + len(set(start[1::2]) & {0}) == 1
    ):
        raise refuse(
            phrase("the file looks like UTF-16 text without its mark"),
            _SAVE_AGAIN,
            name,
        )


def _read_as_1251(name: str | None) -> Mistake:
    return Mistake(
        phrase("the file is not UTF-8; it was read as windows-1251"),
        phrase("if names look wrong, save the file again as UTF-8; Kazakh letters need it"),
        Where(file=name),
    )
