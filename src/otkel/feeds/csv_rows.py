"""The rows of a CSV, read as a stream: however long the file is, one row at a time is held.

Delimiter and quotation marks are those that people's programs write. A row that is broken is a mistake of
its own, and the next ones are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TextIO

from otkel.errors import Mistake, Where
from otkel.feeds.columns import COLUMNS_LIMIT, Column, fold_header, spellings
from otkel.feeds.refusing import refuse
from otkel.phrases import phrase

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
_HEAD = 100_000  # characters in which the header is looked for


def csv_rows(
    stream: TextIO, columns: tuple[Column, ...], file: str | None
) -> Iterator[tuple[int, tuple[str, ...] | Mistake]]:
    """Give the filled rows of a stream that can go back to its beginning, numbered; it is closed then."""
    with stream:
        try:
            yield from _rows(stream, columns, file)
        except (UnicodeDecodeError, OSError) as error:
            what = phrase("the file changed, or went away, while it was read")
            raise refuse(what, phrase("read it again when it is whole"), file) from error


def _rows(
    stream: TextIO, columns: tuple[Column, ...], file: str | None
) -> Iterator[tuple[int, tuple[str, ...] | Mistake]]:
    number, delimiter = 0, None
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith("\ufeff"):
        head = head[1:]
        stream.read(1)
    if found := _SEPARATOR_LINE.match(head):
        number, delimiter, head = 1, found.group(1), head[found.end() :]
        stream.readline()
    delimiter = delimiter if delimiter in tuple(_DELIMITERS) else _find_delimiter(head, columns)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        number += 1
        try:
            cells = tuple(cell.strip() for cell in next(reader))
        except StopIteration:
            return
        except csv.Error:
            yield number, _broken_row(file, number)
            continue
        if any(cells):
            yield number, cells


def _broken_row(file: str | None, row: int) -> Mistake:
    return Mistake(
        phrase("a quotation mark in this row is not closed, or stands inside a cell"),
        phrase("put the cell into quotation marks and double those inside it"),
        Where(file, row),
    )


def _find_delimiter(head: str, columns: tuple[Column, ...]) -> str:
    """Give the delimiter that makes most known columns out of the first line that is filled."""
    line = next((part for part in io.StringIO(head) if part.strip()), "")[:20_000]
    known = spellings(columns)

    def score(delimiter: str) -> tuple[int, int]:
        titles = [part.strip().strip('"') for part in line.split(delimiter)][:COLUMNS_LIMIT]
        return sum(fold_header(title) in known for title in titles), len(titles)

    return max(_DELIMITERS, key=score)
