"""The first sheet of an XLSX workbook as rows of text. Formulas are never computed."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from otkel.errors import InputError, Mistake, Where
from otkel.feeds.opening import MEGABYTE, refuse
from otkel.phrases import phrase

UNPACKED_LIMIT_MB = 300
PARTS_LIMIT = 2000
COLUMNS_LIMIT = 500
Rows = Iterator[tuple[int, tuple[str, ...] | Mistake]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive, as every XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook_rows(data: bytes, file: str | None) -> tuple[Rows, tuple[Mistake, ...], int | None]:
    """Give the filled rows of the first sheet, what was noticed, and about how many rows there are.

    Raises InputError for what is no workbook, is broken, or unpacks to too much.
    """
    sheets = _sheets(data, file, UNPACKED_LIMIT_MB)
    sheet = sheets[0]
    try:
        about = sheet.max_row
        sheet.reset_dimensions()
    except Exception as error:  # a broken workbook can raise anything from the library
        raise _broken(file) from error
    notices = (_only_first(sheet.title, file),) if len(sheets) > 1 else ()
    return _rows(sheet, file), notices, about if isinstance(about, int) else None


def read_sheets(data: bytes, file: str | None, limit_mb: int = UNPACKED_LIMIT_MB) -> list[tuple[str, Rows]]:
    """Give title and filled rows of every sheet, in their order; the rows are read as they are asked for.

    `limit_mb` [10^6 bytes] is the most that the workbook may unpack to. Raises InputError as
    `read_workbook_rows` does.
    """
    found = []
    for sheet in _sheets(data, file, limit_mb):
        try:
            title = str(sheet.title)
            sheet.reset_dimensions()
        except Exception as error:  # a broken workbook can raise anything from the library
            raise _broken(file) from error
        found.append((title, _rows(sheet, file)))
    return found


def _sheets(data: bytes, file: str | None, limit_mb: int) -> list[Any]:
    _refuse_bombs(data, file, limit_mb)
    try:
        sheets = list(_open(data).worksheets)
    except Exception as error:  # a broken workbook can raise anything from the library
        raise _broken(file) from error
    if not sheets:
        raise refuse(phrase("the workbook has no sheet"), _RIGHT_FILE, file)
    return sheets


_RIGHT_FILE = phrase("check that this is the right file; give XLSX or CSV")


def _open(data: bytes) -> Any:
    from openpyxl import load_workbook  # takes time to load, and most tables are CSV

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _broken(file: str | None) -> InputError:
    return refuse(
        phrase("the workbook cannot be read"), phrase("open it and save it again as XLSX or CSV"), file
    )


def _only_first(title: str, file: str | None) -> Mistake:
    return Mistake(
        phrase("the workbook has several sheets; only the first, {title}, is read", title=title),
        phrase("put the table on the first sheet"),
        Where(file),
    )


def _refuse_bombs(data: bytes, file: str | None, limit_mb: int) -> None:
    """Look at the archive before unpacking it: what it claims is also the most it can give."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > limit_mb * MEGABYTE or len(parts) > PARTS_LIMIT:
                raise refuse(
                    phrase(
                        "the workbook unpacks to {size} MB; at most {limit} MB are read",
                        size=-(-size // MEGABYTE),
                        limit=limit_mb,
                    ),
                    phrase("check that this is the right file, or split it"),
                    file,
                )
            if not any(part.filename.startswith("xl/") for part in parts):
                raise refuse(phrase("the file looks like an archive, not like a table"), _RIGHT_FILE, file)
            _refuse_entities(archive, parts, file)
    except InputError:
        raise
    except Exception as error:  # a broken archive can raise anything, also from the unpacker
        raise _broken(file) from error


def _refuse_entities(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], file: str | None) -> None:
    """A workbook needs no entities; they are how a small XML file grows without end."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if b"<!" in stream.read(4096).replace(b"<!--", b""):
                    raise _broken(file)


def _rows(sheet: Any, file: str | None) -> Rows:
    number = 0
    with_values = sheet.iter_rows(values_only=True, max_col=COLUMNS_LIMIT)
    while True:
        number += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values = next(with_values, None)
        except Exception:  # the rest of a broken sheet cannot be read
            yield (
                number,
                Mistake(
                    phrase("the workbook is broken from this row on"),
                    phrase("open it and save it again as XLSX or CSV"),
                    Where(file, number),
                ),
            )
            return
        if values is None:
            return
        cells = tuple(_text(value) for value in values)
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    """Give a cell as text: days as ISO dates, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
