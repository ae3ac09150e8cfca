"""A fleet: a table of trips in, a table of answers out, one row for each row.

A row that cannot be read is reported in its own row of the output, and the rest is answered.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from otkel.app.check import Asked, cannot_write, check_read_trip, exit_status
from otkel.app.plain import Json
from otkel.app.words import Words, words_for
from otkel.errors import InputError, Mistake, Where
from otkel.feeds.trips import TripRow, read_trips
from otkel.law.corpus import Rulebook, read_rulebook
from otkel.law.finding import Says, Weight
from otkel.phrases import Phrase, phrase, phrases

Tick = Callable[[int, int | None], None]

COLUMNS = ("row", "trip", "plate", "on", "answer", "stops", "warns", "first", "cure", "who", "until", "error")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BAD_ROW = "error"


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table: how many rows, how many of each answer, and the mistakes in it."""

    rows: int
    answers: dict[str, int]
    mistakes: tuple[Mistake, ...]
    exit_status: int

    def told(self) -> Phrase:
        """Give the one sentence about the table."""
        counts = tuple(f"{name} {count}" for name, count in sorted(self.answers.items()))
        return phrases("{n} row: {counts}", "{n} rows: {counts}", n=self.rows, counts=counts)


def check_table(trips: Path, out: Path, asked: Asked, tick: Tick) -> Summary:
    """Check every trip of a table and write the answers to `out` (.csv or .jsonl).

    The file appears only when it is complete. Exit status: 2 where a row could not be read, else 1
    where a truck may not go, else 0. Raises InputError where the table or the file itself is wrong.
    """
    rulebook, words = read_rulebook(), words_for(asked.language)
    if out.exists() and trips.exists() and out.samefile(trips):
        what = phrase("the answers would be written over the trips")
        raise InputError([Mistake(what, phrase("give --out another name"), Where(file=str(out)))])
    beside = out.with_name(f".{out.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            write = _csv_writer(file) if out.suffix.lower() == ".csv" else _json_writer(file)
            summary = _answer_rows(trips, asked, rulebook, words, write, tick)
        beside.replace(out)
    except OSError as error:
        raise cannot_write(out, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return summary


def _answer_rows(
    trips: Path,
    asked: Asked,
    rulebook: Rulebook,
    words: Words,
    write: Callable[[Json], None],
    tick: Tick,
) -> Summary:
    answers: Counter[str] = Counter()
    mistakes: list[Mistake] = []
    status = 0
    table = read_trips(trips)
    for done, row in enumerate(table, 1):
        if row.trip is None:
            mistakes += row.mistakes
            answers[BAD_ROW] += 1
            status = 2
            write(_bad_row(row, words))
        else:
            answer = check_read_trip(row.trip, asked, rulebook, row.notices)
            answers[answer["answer"]] += 1
            status = max(status, exit_status(answer))
            write({"row": row.row, **answer, "error": None})
        tick(done, table.about_rows)
    return Summary(rows=answers.total(), answers=dict(answers), mistakes=tuple(mistakes), exit_status=status)


def _bad_row(row: TripRow, words: Words) -> Json:
    return {"row": row.row, "answer": BAD_ROW, "error": " ".join(words.mistake(m) for m in row.mistakes)}


def _json_writer(file: IO[str]) -> Callable[[Json], None]:
    def write(row: Json) -> None:
        file.write(msgspec.json.encode(row).decode() + "\n")

    return write


def _csv_writer(file: IO[str]) -> Callable[[Json], None]:
    table = csv.writer(file)
    table.writerow(COLUMNS)

    def write(row: Json) -> None:
        table.writerow([safe_cell(cell) for cell in _cells(row)])

    return write


def _cells(row: Json) -> Iterator[Any]:
    standing = [f for f in row.get("findings", ()) if f["answer"] != Says.YES]
    first: Json = standing[0] if standing else {"reasons": (), "cure": None, "who": None, "until": None}
    yield row["row"]
    for name in ("trip", "plate", "on", "answer"):
        yield row.get(name)
    for weight in (Weight.STOPS, Weight.WARNS):
        yield sum(1 for f in standing if f["weight"] == weight) if "findings" in row else None
    yield " ".join(first["reasons"])
    for name in ("cure", "who", "until"):
        yield first[name]
    yield row["error"]


def safe_cell(cell: Any) -> Any:
    """Give a cell that no spreadsheet takes for a formula: a text beginning like one gets an apostrophe."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell
