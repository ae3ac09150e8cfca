"""A file instead of typing: a trip, a document or a table of trips, read as `otkel check` reads them.

What is taken from strangers is smaller than what a command takes: a site has many guests and one machine.
"""

from __future__ import annotations

import io
import re
import zipfile
from itertools import islice

import msgspec

from otkel.app.check import Asked, check_document, check_read_trip
from otkel.app.plain import Json
from otkel.app.site.checking.answering import Answered
from otkel.app.site.checking.filled import Given, fields_of_trip
from otkel.app.words import printable
from otkel.errors import InputError, Mistake, Where
from otkel.feeds.additions import Additions
from otkel.feeds.trip_file import read_trip
from otkel.feeds.trips import TripRow, read_trips
from otkel.feeds.workbook import is_workbook
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase, phrase

MOST_TRIP_BYTES = 2_000_000
MOST_TABLE_BYTES = 4_000_000
MOST_UNPACKED_BYTES = 25_000_000
MOST_ROWS = 50  # of a table that are answered on a page
_LONGEST_NAME = 80
_TABLES = (".csv", ".tsv", ".xlsx")


class AnsweredRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table: its answer and its trip as fields of the form, or why it cannot be read."""

    row: int
    given: Given = {}
    answer: Json | None = None
    mistakes: tuple[Mistake, ...] = ()


class AnsweredTable(msgspec.Struct, frozen=True, kw_only=True):
    """The first rows of a table, answered; `is_cut` where there are more."""

    rows: tuple[AnsweredRow, ...]
    mistakes: tuple[Mistake, ...] = ()
    notices: tuple[Mistake, ...] = ()
    is_cut: bool = False


def answer_file(data: bytes, given_name: str, asked: Asked) -> Answered | AnsweredTable:
    """Give the answer to a file. Raises InputError with every mistake where it cannot be read."""
    name = _plain(given_name)
    if not data:
        raise _refused(phrase("the file is empty"), phrase("choose the file again"), name)
    if name.lower().endswith(_TABLES) or is_workbook(data):
        return _table(data, name, asked)
    _check_size(len(data), MOST_TRIP_BYTES, name)
    reading = read_trip(data, name, Additions(enters_on=asked.on))
    return Answered(
        given=fields_of_trip(reading.trip),
        trip=reading.trip,
        answer=check_document(reading, asked),
    )


def _table(data: bytes, name: str, asked: Asked) -> AnsweredTable:
    _check_size(len(data), MOST_TABLE_BYTES, name)
    if is_workbook(data):
        _check_size(_unpacked(data, name), MOST_UNPACKED_BYTES, name)
    table = read_trips(data, name)
    rows = tuple(_row(one, asked) for one in islice(table, MOST_ROWS))
    if not rows:
        raise _refused(phrase("the table has no rows"), phrase("write one trip into each row"), name)
    return AnsweredTable(
        rows=rows,
        mistakes=table.mistakes,
        notices=table.notices,
        is_cut=next(table.rows, None) is not None,
    )


def _row(one: TripRow, asked: Asked) -> AnsweredRow:
    if one.trip is None:
        return AnsweredRow(row=one.row, mistakes=one.mistakes)
    rulebook = read_rulebook()
    answer = check_read_trip(one.trip, asked, rulebook, one.notices)
    return AnsweredRow(row=one.row, given=fields_of_trip(one.trip), answer=answer)


def _unpacked(data: bytes, name: str) -> int:
    """Give what a workbook says that it unpacks to [bytes]."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except Exception as error:  # a broken archive can raise anything
        what = phrase("the workbook cannot be read")
        raise _refused(what, phrase("open it and save it again as XLSX or CSV"), name) from error


def _check_size(size: int, most: int, name: str) -> None:
    if size > most:
        what = phrase(
            "the file has {size} MB; at most {limit} MB are read",
            size=-(-size // 1_000_000),
            limit=most // 1_000_000,
        )
        raise _refused(what, phrase("use otkel check for large files, or split it"), name)


def _plain(name: str) -> str:
    """Give the last part of a name of a file, as far as it is shown."""
    return printable(re.split(r"[\\/]", name)[-1]).strip()[-_LONGEST_NAME:] or "?"


def _refused(what: Phrase, do: Phrase, name: str) -> InputError:
    return InputError([Mistake(what, do, Where(file=name))])
