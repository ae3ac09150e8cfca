"""Positions of a fleet as a table: a CSV or Parquet file, or rows that were kept beside a ledger.

Columns: `device`, `latitude`, `longitude` (degrees of WGS 84), and `fix_us` (µs of UTC) or `time` (an instant
with its offset). Rows that are no position are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from otkel.errors import InputError
from otkel.feeds.opening import check_size, refuse
from otkel.feeds.visits import COLUMNS
from otkel.phrases import phrase

CSV_LIMIT_MB = 4_000
FIRST_US, LAST_US = 946_684_800_000_000, 4_102_444_800_000_000  # 2000 to 2100
_SCHEMA = {"device": pl.String(), "fix_us": pl.Int64(), "latitude": pl.Float64(), "longitude": pl.Float64()}
_PARQUET = (".parquet", ".pq")


def frame_of(rows: Iterable[tuple[str, int, float, float]]) -> pl.DataFrame:
    """Give rows of device, time, latitude and longitude as a frame."""
    return pl.DataFrame(list(rows), schema=_SCHEMA, orient="row")


def read_positions(path: Path) -> tuple[pl.DataFrame, int]:
    """Read a file of positions; gives them, and how many rows were no position. Raises InputError."""
    try:
        check_size(path.stat().st_size, CSV_LIMIT_MB, path.name)
        frame = pl.read_parquet(path) if path.suffix.lower() in _PARQUET else _read_csv(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        fix = phrase("give a CSV or Parquet file ({reason})", reason=type(error).__name__)
        raise refuse(phrase("the positions cannot be read"), fix, path.name) from None
    missing = [name for name in ("device", "latitude", "longitude") if name not in frame.columns]
    if missing or not {"fix_us", "time"} & set(frame.columns):
        raise _no_columns(path.name, (*missing, *(() if missing else ("fix_us",))))
    told = frame.select(
        pl.col("device").cast(pl.String, strict=False),
        _time(frame),
        pl.col("latitude").cast(pl.Float64, strict=False),
        pl.col("longitude").cast(pl.Float64, strict=False),
    )
    good = told.filter(_is_position())
    return good.select(COLUMNS), len(told) - len(good)


def _read_csv(path: Path) -> pl.DataFrame:
    # As texts: a cell that is no number spoils its own row and not the file.
    return pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)


def _time(frame: pl.DataFrame) -> pl.Expr:
    if "fix_us" in frame.columns:
        return pl.col("fix_us").cast(pl.Int64, strict=False)
    if frame.schema["time"] == pl.String:
        # Only with an offset: what has none may be of any zone.
        told = pl.col("time").str.strip_chars().str.replace("Z$", "+00:00")
        read = told.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False)
        return read.dt.epoch("us").alias("fix_us")
    return pl.col("time").dt.epoch("us").alias("fix_us")


def _is_position() -> pl.Expr:
    east, north = pl.col("longitude"), pl.col("latitude")
    on_earth = east.is_between(-180, 180) & north.is_between(-90, 90) & ~((east == 0) & (north == 0))
    known = pl.col("device").str.len_bytes().is_between(1, 64) & pl.col("fix_us").is_between(
        FIRST_US, LAST_US
    )
    return (on_earth & known).fill_null(value=False)


def _no_columns(name: str, columns: tuple[str, ...]) -> InputError:
    return refuse(
        phrase("the columns {columns} are missing", columns=columns),
        phrase("name the columns device, latitude, longitude, and fix_us or time"),
        name,
    )
