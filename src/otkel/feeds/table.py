"""Tables as people save them: CSV in any common encoding and delimiter, or XLSX.

A table is rows of text with their numbers as a spreadsheet shows them: the header is row 1, and
a cell that holds line breaks still belongs to one row. Nothing in a cell is ever executed.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.feeds.columns import COLUMNS_LIMIT, Column, fold_header, spellings
from otkel.feeds.csv_rows import csv_rows
from otkel.feeds.letters import check_text
from otkel.feeds.opening import MEGABYTE, TABLE_LIMIT_MB, check_size, file_opener, refuse
from otkel.feeds.scalars import nearest, shown
from otkel.feeds.workbook import is_workbook, read_workbook_rows
from otkel.phrases import phrase

__all__ = [
    "COLUMNS_LIMIT", "Column", "Row", "SpoiltRow", "Table", "fold_header", "headed", "no_rows", "read_table",
    "row_writer", "safe_cells", "write_row_safe",
]  # fmt: skip
_NEAR_MISS = 0.8
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Row = tuple[int, tuple[str, ...]]


class Table(msgspec.Struct):
    """A table: which of its columns are known, and its rows.

    `rows` gives each filled row once, in order: its number and its cells by column name, or the
    mistake that spoils the row. `about_rows` is an estimate for a progress bar. `mistakes` are
    misspelt columns: the rows can be read, but what is made of them is not reliable.
    """

    file: str | None
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, str] | Mistake]]
    notices: tuple[Mistake, ...] = ()
    about_rows: int | None = None
    mistakes: tuple[Mistake, ...] = ()


class SpoiltRow(Mistake, frozen=True):
    """A row with more cells than the header: what is wrong, and its cells as far as they have a name."""

    cells: dict[str, str] = {}  # noqa: RUF012 a struct copies it


def read_table(
    source: str | os.PathLike[str] | bytes,
    columns: tuple[Column, ...],
    name: str | None = None,
    limit_mb: int = TABLE_LIMIT_MB,
) -> Table:
    """Read a table from a path, or from bytes with the name to show for them.

    Raises InputError where the file as a whole cannot be read or a needed column is missing.
    """
    if isinstance(source, bytes):
        check_size(len(source), limit_mb, name)
        opened: Callable[[], BinaryIO] = lambda: io.BytesIO(source)  # noqa: E731 beside the other one
    else:
        opened, name = file_opener(source, limit_mb), name or Path(os.fspath(source)).name
    with opened() as raw:
        if is_workbook(raw.read(4)):
            raw.seek(0)
            rows, notices, about = read_workbook_rows(raw.read(limit_mb * MEGABYTE), name)
            return headed(rows, columns, name, notices, about)
        raw.seek(0)
        form = check_text(raw, name)
    stream = io.TextIOWrapper(opened(), form.encoding, newline="")
    return headed(csv_rows(stream, columns, name), columns, name, form.notices, max(form.lines, 1))


def headed(
    rows: Iterator[tuple[int, tuple[str, ...] | Mistake]],
    columns: tuple[Column, ...],
    name: str | None,
    notices: tuple[Mistake, ...],
    about: int | None,
) -> Table:
    """Give the table whose header is the first of the rows. Raises InputError as `read_table` does."""
    first = next(rows, None)
    if first is None:
        raise refuse(phrase("the table is empty"), phrase("check that this is the right file"), name)
    number, header = first
    if isinstance(header, Mistake):
        raise InputError([header])
    names, more, misspelt = _match_header(header, columns, name, number)
    return Table(
        name,
        tuple(n for n in names if n is not None),
        _named(rows, names, name),
        notices + more,
        about,
        misspelt,
    )


def _match_header(
    header: tuple[str, ...], columns: tuple[Column, ...], file: str | None, row: int
) -> tuple[list[str | None], tuple[Mistake, ...], tuple[Mistake, ...]]:
    """Give the name of each column, what was noticed, and the columns that are probably misspelt."""
    known = spellings(columns)
    present = {known.get(fold_header(title)) for title in header}
    names: list[str | None] = []
    wrong: list[Mistake] = []
    notices: list[Mistake] = []
    misspelt: list[Mistake] = []
    for title in header:
        found = known.get(fold_header(title))
        if found is not None and found in names:
            wrong.append(
                Mistake(
                    phrase("column {name} stands in the table twice", name=found),
                    phrase("leave one of the two out"),
                    Where(file, row, shown(title)),
                )
            )
        elif found is None and title.strip():
            where = Where(file, row, shown(title))
            meant = _find_meant(title, known)
            if meant is not None and meant not in present:
                misspelt.append(_misspelt_column(title, meant, where))
            else:
                notices.append(_unknown_column(title, where))
        names.append(found)
    filled = tuple(shown(title) for title in header if title.strip())[:20]
    wrong += [
        Mistake(
            phrase("column {name} is missing; found: {found}", name=column.name, found=filled),
            phrase("add the column, or correct its name in the first row"),
            Where(file, row, column.name),
        )
        for column in columns
        if column.required and column.name not in names
    ]
    if wrong:
        raise InputError(wrong)
    return names, tuple(notices), tuple(misspelt)


def _find_meant(title: str, known: Mapping[str, str]) -> str | None:
    """Give the column that was probably meant; only near misses, or every column of notes would be one."""
    near = nearest(fold_header(title), tuple(known), _NEAR_MISS)
    return known[near] if near is not None else None


def _misspelt_column(title: str, meant: str, where: Where) -> Mistake:
    return Mistake(
        phrase(
            "column {name} is not known and was not read; did you mean {meant}?",
            name=shown(title),
            meant=meant,
        ),
        phrase("rename the column to {meant}, or remove it; until then no answer is reliable", meant=meant),
        where,
    )


def _unknown_column(title: str, where: Where) -> Mistake:
    return Mistake(
        phrase("column {name} is not known and was not read", name=shown(title)),
        phrase("nothing, if it is not needed here"),
        where,
    )


def _named(
    rows: Iterator[tuple[int, tuple[str, ...] | Mistake]], names: list[str | None], file: str | None
) -> Iterator[tuple[int, dict[str, str] | Mistake]]:
    for number, cells in rows:
        if isinstance(cells, Mistake):
            yield number, cells
        elif any(cells[len(names) :]):
            yield (
                number,
                SpoiltRow(
                    phrase(
                        "the row has {count} cells, the header has {wanted}",
                        count=len(cells),
                        wanted=len(names),
                    ),
                    phrase("put text that holds the delimiter into quotation marks"),
                    Where(file, number),
                    _by_name(names, cells),
                ),
            )
        else:
            yield number, _by_name(names, cells)


def _by_name(names: list[str | None], cells: tuple[str, ...]) -> dict[str, str]:
    return {n: cell for n, cell in zip(names, cells, strict=False) if n is not None}


def no_rows(file: str | None) -> Mistake:
    """Give the mistake of a table that has a header and nothing below it."""
    return Mistake(
        phrase("the table has no rows"),
        phrase("write one row below the header for each thing asked about"),
        Where(file),
    )


def safe_cells(cells: Iterable[Any]) -> list[Any]:
    """Give cells that no spreadsheet takes for a formula: text that begins like one gets a quote.

    Numbers are left alone, so a negative number stays a number.
    """
    return [
        "'" + cell if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell
        for cell in cells
    ]


def row_writer(stream: IO[str]) -> Callable[[Iterable[Any]], None]:
    """Give a function that writes a row of CSV in which no cell is taken for a formula."""
    writer = csv.writer(stream)
    return lambda cells: write_row_safe(writer, cells)


class RowWriter(Protocol):
    """What `csv.writer` gives."""

    def writerow(self, row: Iterable[Any], /) -> Any:
        """Write one row."""


def write_row_safe(writer: RowWriter, cells: Iterable[Any]) -> None:
    """Write a row of CSV in which no cell is taken for a formula."""
    writer.writerow(safe_cells(cells))
