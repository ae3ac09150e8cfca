"""A log: events as columns, the one form in which a live crossing, an import and the twin are measured.

Columns: `position`, `occurred_us`, `recorded_us` (µs of UTC since 1970), `kind` (number of the word),
`point`, `passage` (none: of nobody), `lane`, `reason` (numbers of texts; 0: none), `v0`, `v1` (whole numbers
or none), `rest` (JSON or none). What stands where by word: `log_words.PLACES`. The texts behind the numbers
are the log's own tables and travel in the metadata of its Parquet file, under `otkel`.

A log is one Parquet file, or a folder of files that were written one after the other; the tables only grow,
so that those of the last file hold for all. It is for measuring: the ledger stays the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
import polars as pl

from otkel.errors import InputError, Mistake, Where
from otkel.facts.events import KINDS, REGISTRY
from otkel.facts.events.envelope import Event
from otkel.phrases import phrase
from otkel.queueing.log_words import FIRST_CODES, Cells, body_of, cells_of, is_text

FORMAT = "otkel-log-1"
NOTHING = -(2**63)  # in an array for `v0` or `v1`: no value; in one for `passage`: of nobody
SCHEMA: dict[str, pl.DataType] = {
    "position": pl.Int64(),
    "occurred_us": pl.Int64(),
    "recorded_us": pl.Int64(),
    "kind": pl.UInt8(),
    "point": pl.UInt16(),
    "passage": pl.Int64(),
    "lane": pl.UInt16(),
    "reason": pl.UInt16(),
    "v0": pl.Int64(),
    "v1": pl.Int64(),
    "rest": pl.String(),
}
WORD_OF = {kind.number: kind.word for kind in KINDS}
BATCH = 100_000
_MOST = 2**16


class Log(NamedTuple):
    """Events as columns; nothing is read before it is asked for."""

    frame: pl.LazyFrame  # as in SCHEMA
    points: tuple[str, ...]  # slugs, by `point`
    codes: tuple[str, ...]  # texts, by `lane` and `reason` less 1
    simulated: bool = False  # the twin wrote it; of any log ask `measures.simulated`

    def number(self, code: str) -> int:
        """Give the number of a text in this log; 0 when it does not occur."""
        return self.codes.index(code) + 1 if code in self.codes else 0

    def text(self, number: int | None) -> str | None:
        """Give the text behind a number; None for 0."""
        return self.codes[number - 1] if number else None


class Happening(Protocol):
    """What a log takes of an event; `facts.events.envelope.Event` is one."""

    @property
    def position(self) -> int: ...  # noqa: D102
    @property
    def occurred_us(self) -> int: ...  # noqa: D102
    @property
    def recorded_us(self) -> int: ...  # noqa: D102
    @property
    def point(self) -> str: ...  # noqa: D102
    @property
    def passage(self) -> int | None: ...  # noqa: D102
    @property
    def body(self) -> Any: ...  # noqa: D102


class _Tables:
    """The numbers that texts are given, in the order in which they come."""

    def __init__(self, points: Iterable[str] = (), codes: Iterable[str] = FIRST_CODES) -> None:
        self.points = {one: at for at, one in enumerate(points)}
        self.codes = {one: at for at, one in enumerate(codes, 1)}

    def point(self, slug: str) -> int:
        return _grow(self.points, slug, 0)

    def code(self, text: str | None) -> int:
        return 0 if text is None else _grow(self.codes, text, 1)

    def value(self, cell: int | str | None) -> int | None:
        return self.code(cell) if isinstance(cell, str) else cell

    def rows(self, events: Iterable[Happening]) -> pl.DataFrame:
        rows = []
        for one in events:
            cells, kind = cells_of(one.body), REGISTRY_NUMBER[type(one.body)]
            rows.append(
                (
                    one.position, one.occurred_us, one.recorded_us, kind, self.point(one.point), one.passage,
                    self.code(cells.lane), self.code(cells.reason), self.value(cells.v0),
                    self.value(cells.v1), cells.rest,
                )
            )  # fmt: skip
        return pl.DataFrame(rows, schema=SCHEMA, orient="row")

    def log(self, frame: pl.LazyFrame) -> Log:
        return Log(frame, tuple(self.points), tuple(self.codes))


REGISTRY_NUMBER: dict[type, int] = {kind.type: kind.number for kind in KINDS}


def log_of(events: Iterable[Happening]) -> Log:
    """Give the log of events, in their order. Held in memory; `write_log` takes any number."""
    tables = _Tables()
    frame = tables.rows(events)
    return tables.log(frame.lazy())


def with_rows(log: Log, events: Iterable[Happening]) -> Log:
    """Give a log with more events behind it; its tables grow by what they need."""
    tables = _Tables(log.points, log.codes)
    more = tables.rows(events)
    grown = tables.log(pl.concat([log.frame.select(list(SCHEMA)), more.lazy()]))
    return grown._replace(simulated=log.simulated)


def log_from_arrays(
    columns: Mapping[str, Any], points: Sequence[str], codes: Sequence[str] = FIRST_CODES
) -> Log:
    """Give the log that arrays hold, one for each column, all of one length.

    Wanted are `occurred_us`, `kind` and `point`. Without `position` rows are counted from 1; without
    `recorded_us` they were recorded when they happened; other columns are then empty. NOTHING stands for
    no value in `passage`, `v0` and `v1`. `codes` begin with FIRST_CODES.
    Raises ValueError when a column is unknown, missing, of another length, or names no word, point or text.
    """
    if unknown := set(columns) - set(SCHEMA):
        raise ValueError(f"no columns of a log: {sorted(unknown)}")
    count = len(columns["occurred_us"])
    given = {"position": np.arange(1, count + 1), "recorded_us": columns["occurred_us"], **columns}
    series = []
    for name, dtype in SCHEMA.items():
        if name not in given:
            empty = 0 if name in ("lane", "reason") else None
            series.append(pl.Series(name, [empty], dtype=dtype).new_from_index(0, count))
            continue
        one = pl.Series(name, given[name], dtype=dtype, strict=True)
        if name in ("passage", "v0", "v1"):
            one = one.set(one == NOTHING, None)
        series.append(one)
    _require_tables(series, count, points, codes)
    return Log(pl.DataFrame(series).lazy(), tuple(points), tuple(codes))


def _require_tables(
    series: Sequence[pl.Series], count: int, points: Sequence[str], codes: Sequence[str]
) -> None:
    if any(len(one) != count for one in series):
        raise ValueError("columns of a log have one length")
    if tuple(codes[: len(FIRST_CODES)]) != FIRST_CODES:
        raise ValueError("codes begin with FIRST_CODES")
    frame = pl.DataFrame(series)
    if not frame["kind"].is_in(list(WORD_OF)).all():
        raise ValueError("a kind is no number of a word")
    most = frame.select(pl.max("point", "lane", "reason")).row(0)
    if count and (most[0] >= len(points) or max(most[1:]) > len(codes)):
        raise ValueError("a number stands for no point or text")


def write_log(events: Iterable[Happening], folder: Path, batch: int = BATCH) -> int:
    """Write events to a new folder of Parquet files, `batch` in each, without holding more; give how many.

    Raises FileExistsError when the folder is there already.
    """
    folder.mkdir(parents=True)
    tables, source, written = _Tables(), iter(events), 0
    for part in range(10**6):
        frame = tables.rows(islice(source, batch))
        if part and frame.is_empty():
            break
        _write(tables.log(frame.lazy()), folder / f"{part:06d}.parquet")
        written += frame.height
    return written


def save_log(log: Log, file: Path) -> None:
    """Write a log to one Parquet file, in batches where it comes from files itself."""
    _write(log, file)


def _write(log: Log, file: Path) -> None:
    kinds = {kind.word: [kind.number, kind.version] for kind in KINDS}
    about = {
        "format": FORMAT, "points": log.points, "codes": log.codes, "kinds": kinds,
        "simulated": log.simulated,
    }  # fmt: skip
    text = msgspec.json.encode(about).decode()
    log.frame.select(list(SCHEMA)).sink_parquet(file, metadata={"otkel": text})


class _About(msgspec.Struct, frozen=True):
    format: str
    points: tuple[str, ...]
    codes: tuple[str, ...]
    kinds: dict[str, tuple[int, int]]
    simulated: bool = False


def read_log(path: Path) -> Log:
    """Give the log of a Parquet file, or of a folder of them. Nothing but the metadata is read yet.

    Raises InputError when it is no log, or one whose words this Otkel does not read.
    """
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    try:
        about = msgspec.json.decode(pl.read_parquet_metadata(files[-1])["otkel"], type=_About)
        schema = pl.read_parquet_schema(files[-1])
    except (OSError, LookupError, pl.exceptions.PolarsError, msgspec.MsgspecError) as error:
        raise _no_log(path) from error
    known = {kind.word: (kind.number, kind.version) for kind in KINDS}
    if about.format != FORMAT or any(known.get(word) != one for word, one in about.kinds.items()):
        raise InputError([
            Mistake(
                phrase("this log was written in words that this Otkel does not read"),
                phrase("write it again from the ledger or the scenario"),
                Where(file=str(path)),
            )
        ])  # fmt: skip
    if schema != SCHEMA:
        raise _no_log(path)
    return Log(pl.scan_parquet(files, glob=False), about.points, about.codes, about.simulated)


def _no_log(path: Path) -> InputError:
    what = phrase("this is no log: a Parquet file with the columns and tables of Otkel")
    return InputError(
        [Mistake(what, phrase("give a file or folder that Otkel wrote"), Where(file=str(path)))]
    )


def events_of(log: Log, batch: int = BATCH) -> Iterator[Event]:
    """Give the events back, in the order of the log, `batch` held at a time.

    Of the envelope a log keeps no writer and no stream: `recorded_by` is `log`. Raises ValueError when a
    row does not hold what its word must have (`log_words.body_of`).
    """
    for frame in log.frame.collect_batches(chunk_size=batch, maintain_order=True):
        yield from (_event(log, row) for row in frame.iter_rows(named=True))


def _event(log: Log, row: Mapping[str, Any]) -> Event:
    word = WORD_OF[row["kind"]]
    v0, v1 = (log.text(row[one]) if is_text(word, one) else row[one] for one in ("v0", "v1"))
    cells = Cells(log.text(row["lane"]), log.text(row["reason"]), v0, v1, row["rest"])
    return Event(
        position=row["position"],
        stream="log",
        version=row["position"],
        client_key="log",
        word=word,
        word_version=REGISTRY[word].version,
        occurred_us=row["occurred_us"],
        recorded_us=row["recorded_us"],
        recorded_by="log",
        point=log.points[row["point"]],
        body=body_of(word, cells, row["passage"]),
        passage=row["passage"],
    )


def _grow(table: dict[str, int], text: str, first: int) -> int:
    number = table.get(text)
    if number is None:
        number = table[text] = len(table) + first
        if number >= _MOST:
            raise ValueError("a log holds 65,535 texts and as many points")
    return number
