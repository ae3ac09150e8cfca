"""What a measure is grouped by: point, class, direction, and the hour or day in which something began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from otkel.queueing.log import Log

BY = ("point", "class", "direction", "hour", "day")
WIDTH_US = {"hour": 3_600_000_000, "day": 86_400_000_000}
_COLUMN = {"point": "point", "class": "queue_class", "direction": "towards"}


def require_by(by: Sequence[str]) -> None:
    """Raise ValueError when a measure cannot be grouped so."""
    if unknown := [one for one in by if one not in BY]:
        raise ValueError(f"no way to group: {unknown}; there are {list(BY)}")
    if len(set(by)) != len(by):
        raise ValueError("a way to group is named once")


def of_row(by: Sequence[str]) -> list[str]:
    """Give of the ways to group those that every row of a log carries itself, whatever truck it is of."""
    return [one for one in by if one not in ("class", "direction")]


def keys(by: Sequence[str], at: str, ahead_us: int) -> list[pl.Expr]:
    """Give the columns of a group, by the names in `by`; `at`: the column of the instant.

    Hours and days are given by their beginning [µs of UTC]. They begin as on a clock that is `ahead_us`
    ahead of UTC.
    """
    return [_key(one, at, ahead_us).alias(one) for one in by]


def _key(one: str, at: str, ahead_us: int) -> pl.Expr:
    if one in _COLUMN:
        return pl.col(_COLUMN[one])
    return bin_of(pl.col(at), one, ahead_us)


def bin_of(at: pl.Expr, width: str, ahead_us: int) -> pl.Expr:
    """Give the beginning of the hour or day of an instant."""
    return at - (at + ahead_us) % WIDTH_US[width]


def group_of(log: Log, row: dict[str, Any], by: Sequence[str]) -> dict[str, str | int | None]:
    """Give a group in words: point and texts by name, instants as they are."""
    found: dict[str, str | int | None] = {}
    for one in by:
        value = row[one]
        if one == "point":
            found[one] = log.points[value]
        else:
            found[one] = value if one in WIDTH_US else log.text(value)
    return found
