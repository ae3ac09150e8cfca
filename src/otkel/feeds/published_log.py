"""Logs of published pages: CSV files with a column of instants in UTC and columns of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from otkel.errors import Mistake
from otkel.feeds.published import wrong
from otkel.feeds.table import Column, read_table
from otkel.phrases import phrase

_AHEAD_US = 3_600_000_000


def read_log(
    data: bytes, name: str, columns: Sequence[str], at: str, received_us: int
) -> Iterator[tuple[int, dict[str, str] | Mistake]]:
    """Read the rows of a log that has these columns; `at_us` is the instant of column `at` in µs of UTC.

    Raises InputError where a column is missing. A row whose instant cannot be is a mistake.
    """
    table = read_table(data, tuple(Column(one, required=True) for one in columns), name)
    for number, row in table.rows:
        if isinstance(row, Mistake):
            yield number, row.at(row=number)
            continue
        at_us = utc_us(row.get(at, ""), received_us)
        if at_us is None:
            yield number, wrong(at, phrase("the time cannot be read, or lies in the future"), row=number)
            continue
        yield number, {**dict.fromkeys(columns, ""), **row, "at_us": str(at_us)}


def utc_us(text: str, received_us: int) -> int | None:
    """Give an instant in ISO form that is meant in UTC, in µs; None where it cannot be or lies ahead."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    us = round(instant.timestamp() * 1_000_000)
    return us if 0 < us <= received_us + _AHEAD_US else None
