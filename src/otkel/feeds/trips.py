"""A fleet from one table, CSV or XLSX: one row a trip, or several (`trip_loads`), read one after another.

The columns stand in `trip_columns`. A row that cannot be read gives its mistakes and the next row
is read, so that an answer can have as many rows as the table.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.facts.trip import Trip
from otkel.feeds.opening import TABLE_LIMIT_MB, read_bytes
from otkel.feeds.scalars import NONE_WORDS, UNKNOWN_WORDS, read_yes_no, shown
from otkel.feeds.table import read_table
from otkel.feeds.trip_columns import COLUMN_OF_PATH, COLUMNS, EMPTY, LOAD, PATHS
from otkel.feeds.trip_file import trip_from_data
from otkel.feeds.trip_loads import Joining, Read, find_apart
from otkel.phrases import phrase

_DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}"
_STAY = re.compile(rf"(.*?\S)[\s:]+({_DAY})(?:\s*(?:\.\.+|…|–|—|-|to|\s)\s*({_DAY})?)?", re.ASCII)
_RATE = re.compile(r"([^\d\s=:]+)\s*[=:]?\s*([\d.,]+)")
_SEVERAL = re.compile(r"[;|\n]")
# Sums over all lines of goods: one value cannot be shared out among several lines.
_SUMS = frozenset({"price", "excise", "customs_value", "gross_kg"})
_AMOUNT_ONLY = re.compile(r"[-+]?\d[\d\s.,'\u00a0\u202f]*")


class TripRow(msgspec.Struct, frozen=True):
    """One row of a table: its trip, or the mistakes that keep it from being read."""

    row: int
    trip: Trip | None = None
    notices: tuple[Mistake, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


class TripRows(msgspec.Struct):
    """The trips of a table, one after another. `about_rows` estimates their number.

    `notices` and `mistakes` are of the table as a whole; with a mistake no answer is reliable.
    """

    rows: Iterator[TripRow]
    notices: tuple[Mistake, ...] = ()
    about_rows: int | None = None
    mistakes: tuple[Mistake, ...] = ()

    def __iter__(self) -> Iterator[TripRow]:
        return self.rows


def read_trips(source: str | os.PathLike[str] | bytes, name: str | None = None) -> TripRows:
    """Read a table of trips. Raises InputError where the file as a whole cannot be read."""
    if not isinstance(source, bytes):
        name = name or Path(source).name
        if not Path(source).is_file():  # a pipe is read but once
            source = read_bytes(source, TABLE_LIMIT_MB)
    table = read_table(source, COLUMNS, name)
    rows = _rows(table.rows, table.file)
    if LOAD in table.columns:
        apart = find_apart(read_table(source, COLUMNS, name).rows)
        rows = _joined(table.rows, table.file, apart)
    return TripRows(rows, table.notices, table.about_rows, table.mistakes)


def trips_of_rows(
    rows: Sequence[tuple[int, dict[str, str] | Mistake]], columns: Sequence[str], file: str | None
) -> Iterator[TripRow]:
    """Read trips of the rows of a table that has these columns, as `read_trips` does."""
    if LOAD in columns:
        return _joined(iter(rows), file, find_apart(iter(rows)))
    return _rows(iter(rows), file)


def _joined(
    rows: Iterator[tuple[int, dict[str, str] | Mistake]], file: str | None, apart: frozenset[bytes]
) -> Iterator[TripRow]:
    """Read a table with several rows a trip."""

    def read_row(number: int, cells: dict[str, str]) -> Read:
        one = _row(number, cells, file)
        return Read(number, one.trip, one.notices, one.mistakes)

    for one in Joining(read_row, file, apart).read(rows):
        yield TripRow(one.row, one.trip, one.notices, one.mistakes)


def _rows(rows: Iterator[tuple[int, dict[str, str] | Mistake]], file: str | None) -> Iterator[TripRow]:
    for number, cells in rows:
        if isinstance(cells, Mistake):
            yield TripRow(number, mistakes=(cells,))
        else:
            yield _row(number, cells, file)


def _row(number: int, cells: dict[str, str], file: str | None) -> TripRow:
    data, wrong = data_of_row(cells)
    own = tuple(m.at(file=file, row=number) for m in wrong)
    try:
        read = trip_from_data(data, name=file, row=number, columns=COLUMN_OF_PATH)
    except InputError as error:
        return TripRow(number, mistakes=own + error.mistakes)
    if own:
        return TripRow(number, notices=read.notices, mistakes=own)
    return TripRow(number, read.trip, read.notices)


def data_of_row(cells: dict[str, str]) -> tuple[dict[str, Any], list[Mistake]]:
    """Give the plain data of a trip that a row of cells stands for; empty cells are left out."""
    wrong: list[Mistake] = []
    data: dict[str, Any] = {}
    goods: dict[str, str] = {}
    for column, text in cells.items():
        if not text or column == EMPTY:
            continue
        path = PATHS[column]
        if "goods[]" in path:
            goods[column] = text
            continue
        value: Any = text
        if column in _LISTS:
            value = _LISTS[column](text, wrong)
        _put(data, path, value)
    if goods:
        _put(data, ("consignments[]", "goods"), _lines_of_goods(goods, wrong))
    for load in data.get("consignments", ()):
        load.setdefault("id", "1")
        load.setdefault("goods", [])
    if _is_empty(cells.get(EMPTY, ""), tuple(goods), wrong):
        data["consignments"] = []
    return data, wrong


def _is_empty(text: str, goods: tuple[str, ...], wrong: list[Mistake]) -> bool:
    """Whether the row says that the truck carries nothing; with goods in the row it cannot."""
    said = read_yes_no(text) if text else None
    if isinstance(said, Mistake):
        wrong.append(said.at(field=EMPTY))
    elif said and goods:
        what = phrase("the row says that the truck is empty, and states goods in {columns}", columns=goods)
        wrong.append(Mistake(what, phrase("correct one of the two"), Where(field=EMPTY)))
    return said is True and not goods


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        name, only, _ = step.partition("[]")
        data = data.setdefault(name, [{}])[0] if only else data.setdefault(name, {})
    data[path[-1]] = value


def _lines_of_goods(goods: dict[str, str], wrong: list[Mistake]) -> list[dict[str, Any]]:
    """Give one line for each goods code; other cells hold one value for all, or one for each line."""
    codes = _parts(goods.get("goods_codes", "")) or [""]
    # A comma may part codes too; no goods code is written with one.
    codes = [code for part in codes for code in re.split(r"\s*,\s*", part)]
    lines: list[dict[str, Any]] = [{"code": code} if code else {} for code in codes]
    currencies = _shared("currency", goods.get("currency", ""), len(lines), wrong)
    for column, text in goods.items():
        if column in ("goods_codes", "currency"):
            continue
        field = PATHS[column][2]
        for line, value, currency in zip(
            lines, _shared(column, text, len(lines), wrong), currencies, strict=True
        ):
            line[field] = _money(value, currency) if column in ("price", "excise", "customs_value") else value
    return lines


def _shared(column: str, text: str, count: int, wrong: list[Mistake]) -> list[str]:
    if column == "goods":  # words about the load, in which any mark may stand
        return [text] * count
    parts = _parts(text) or [""]
    if len(parts) == count:
        return parts
    if len(parts) == 1 and column not in _SUMS:
        return parts * count
    wrong.append(
        Mistake(
            phrase(
                "number of values in {column}: {found}; number of goods codes: {count}",
                column=column,
                found=len(parts),
                count=count,
            ),
            phrase("write one value for each code, in the same order, with semicolons between"),
            Where(field=column),
        )
    )
    return [""] * count


def _money(text: str, currency: str) -> Any:
    if text and _AMOUNT_ONLY.fullmatch(text):
        return {"amount": text, "currency": currency}
    return text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def _stays(text: str, wrong: list[Mistake]) -> Any:
    word = text.casefold()
    if word in UNKNOWN_WORDS:
        return None
    if word in NONE_WORDS:
        return []
    stays = []
    for part in _parts(text):
        found = _STAY.fullmatch(part)
        if found is None:
            wrong.append(
                Mistake(
                    phrase("{text} is not a stay", text=shown(part)),
                    phrase("write country, entry and exit, for example RU 2026-01-03..2026-02-10"),
                    Where(field="driver_stays"),
                )
            )
            continue
        country, entered, left = found.groups()
        stays.append({"country": country, "entered_on": entered, "left_on": left})
    return stays


def _documents(text: str, _wrong: list[Mistake]) -> Any:
    if text.casefold() in NONE_WORDS:
        return []
    papers = []
    for part in re.split(r"[;,|\n]", text):
        kind, _, number = part.partition("=")
        if kind.strip():
            papers.append({"kind": kind.strip(), "number": number.strip() or None})
    return papers


def _rates(text: str, wrong: list[Mistake]) -> Any:
    rates: dict[str, str] = {}
    for part in _parts(text):
        found = _RATE.fullmatch(part)
        if found is None:
            wrong.append(
                Mistake(
                    phrase("{text} is not a rate of exchange", text=shown(part)),
                    phrase("write the currency and roubles for one unit, for example KGS 0.95"),
                    Where(field="rates_rub"),
                )
            )
        else:
            rates[found.group(1)] = found.group(2)
    return rates


_LISTS = {"driver_stays": _stays, "documents": _documents, "rates_rub": _rates}
