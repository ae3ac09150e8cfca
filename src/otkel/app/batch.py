"""A fleet: a table of trips in, a table of answers out, one row for each row.

A row that cannot be read is reported in its own row of the output, and the rest is answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec

from otkel.app.answer import answer_json
from otkel.app.check import Asked, cannot_write, screen_trip
from otkel.app.plain import Json
from otkel.app.words import Words, words_for
from otkel.errors import InputError, Mistake, Where
from otkel.facts.trip import Trip
from otkel.feeds.table import no_rows, row_writer
from otkel.feeds.trips import TripRow, read_trips
from otkel.law.corpus import read_rulebook
from otkel.law.finding import EXIT_STATUS, Finding, Says, Weight
from otkel.law.screening import Screening
from otkel.phrases import Phrase, phrase, phrases

Tick = Callable[[int, int | None], None]

COLUMNS = (
    *("row", "trip", "plate", "on", "answer", "stops", "warns", "first", "cure", "who", "until"),
    *("notices", "error"),
)
BAD_ROW = "error"


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table: how many rows, how many of each answer, and the mistakes in it.

    `mistakes` begin with those of the table as a whole; `notices` are of the table as a whole only.
    """

    rows: int
    answers: dict[str, int]
    mistakes: tuple[Mistake, ...]
    exit_status: int
    notices: tuple[Mistake, ...] = ()

    def told(self) -> Phrase:
        """Give the one sentence about the table."""
        counts = tuple(f"{name} {count}" for name, count in sorted(self.answers.items()))
        return phrases("{n} row: {counts}", "{n} rows: {counts}", n=self.rows, counts=counts)


def check_table(trips: Path, out: Path, asked: Asked, tick: Tick) -> Summary:
    """Check every trip of a table and write the answers to `out` (.csv or .jsonl).

    The file appears only when it is complete. Exit status: 2 where a row could not be read or a
    column is misspelt, else 1 where a truck may not go, else 0. Raises InputError where the table or
    the file itself is wrong, or has no rows.
    """
    if out.exists() and trips.exists() and out.samefile(trips):
        what = phrase("the answers would be written over the trips")
        raise InputError([Mistake(what, phrase("give --out another name"), Where(file=str(out)))])
    beside = out.with_name(f".{out.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            form = CsvAnswers if out.suffix.lower() == ".csv" else JsonAnswers
            summary = _answer_rows(trips, form(file, asked), asked, tick)
        beside.replace(out)
    except OSError as error:
        raise cannot_write(out, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return summary


def _answer_rows(trips: Path, answers: Answers, asked: Asked, tick: Tick) -> Summary:
    rulebook, table = read_rulebook(), read_trips(trips)
    counts: Counter[str] = Counter()
    mistakes = list(table.mistakes)
    status = 2 if mistakes else 0
    for done, row in enumerate(table, 1):
        if row.trip is None:
            mistakes += row.mistakes
            counts[BAD_ROW] += 1
            status = 2
            answers.write_mistakes(row)
        else:
            screening = screen_trip(row.trip, asked, rulebook)
            counts[screening.answer.value] += 1
            status = max(status, EXIT_STATUS[screening.answer])
            answers.write(row, row.trip, screening)
        tick(done, table.about_rows)
    if not counts:
        raise InputError([no_rows(trips.name)])
    return Summary(
        rows=counts.total(),
        answers=dict(counts),
        mistakes=tuple(mistakes),
        exit_status=status,
        notices=table.notices,
    )


class Answers(Protocol):
    """Where the answers of a table go: one call a row."""

    def write(self, row: TripRow, trip: Trip, screening: Screening) -> None:
        """Write the answer for a row."""

    def write_mistakes(self, row: TripRow) -> None:
        """Write why a row could not be read."""


class JsonAnswers:
    """One whole answer a line."""

    def __init__(self, file: IO[str], asked: Asked) -> None:
        self.file = file
        self.language = asked.language
        self.rulebook = read_rulebook()

    def write(self, row: TripRow, trip: Trip, screening: Screening) -> None:
        """Write the answer as `otkel check --json` gives it, with its row."""
        answer = answer_json(screening, self.language, trip, self.rulebook, row.notices)
        self._line({"row": row.row, **answer, "error": None})

    def write_mistakes(self, row: TripRow) -> None:
        """Write why a row could not be read."""
        self._line({"row": row.row, "answer": BAD_ROW, "error": told(row, words_for(self.language))})

    def _line(self, line: Json) -> None:
        self.file.write(msgspec.json.encode(line).decode() + "\n")


class CsvAnswers:
    """One short row a trip: how many things stop and warn, and the first of them in words."""

    def __init__(self, file: IO[str], asked: Asked) -> None:
        self.write_row = row_writer(file)
        self.words = words_for(asked.language)
        self.write_row(COLUMNS)

    def write(self, row: TripRow, trip: Trip, screening: Screening) -> None:
        """Write the answer in short."""
        standing = [
            f for f in screening.findings if f.says is not Says.YES and f.weight is not Weight.INFORMS
        ]
        stops = sum(1 for f in standing if f.weight is Weight.STOPS)
        about = (trip.id, trip.vehicle.plate, screening.on.isoformat(), screening.answer.value)
        first = self._first(standing[0]) if standing else ("", None, None, None)
        noticed = _sentences(row.notices, self.words)
        self._row(row.row, *about, stops, len(standing) - stops, *first, noticed, None)

    def write_mistakes(self, row: TripRow) -> None:
        """Write why a row could not be read."""
        blanks = (None,) * 6
        noticed = _sentences(row.notices, self.words)
        self._row(row.row, None, None, None, BAD_ROW, *blanks, noticed, told(row, self.words))

    def _first(self, finding: Finding) -> tuple[str | None, ...]:
        cure = self.words.sentence(finding.cure) if finding.cure is not None else None
        until = finding.until.isoformat() if finding.until is not None else None
        return (self.words.sentences(finding.reasons), cure, finding.who, until)

    def _row(self, *cells: Any) -> None:
        self.write_row(cells)


def told(row: TripRow, words: Words) -> str:
    """Give all mistakes of a row as one text."""
    return _sentences(row.mistakes, words)


def _sentences(mistakes: tuple[Mistake, ...], words: Words) -> str:
    return " ".join(words.mistake(mistake) for mistake in mistakes)
