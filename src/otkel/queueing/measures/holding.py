"""The moves, stretches and ways of a log: in memory, or in files where the log is too long for it.

No row of a truck depends on another truck. A long log is therefore cut by passage: each part is sorted and
read into stretches alone, and laid down beside the parts before it. What is measured afterwards takes from
the files only the columns and rows that it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.release import stages_of
from otkel.queueing.measures.stretches import JOINED, moves_of, runs_of, stretches_of

MOST_HELD = 20_000_000  # events whose stretches are held in memory at once, in about 2.5 GB
_MOVES, _STRETCHES, _STAGES = "moves", "stretches", "stages"


class Held(NamedTuple):
    """What is measured. Rows of one truck stand together, in order of time."""

    moves: pl.LazyFrame  # as `moves_of` gives them
    stretches: pl.LazyFrame  # as `stretches_of` gives them
    runs: dict[str, pl.LazyFrame]  # as `runs_of` gives them, by name of JOINED
    stages: pl.LazyFrame  # as `stages_of` gives them, to be added up


def hold(log: Log, events: int, folder: Path | None = None, most_held: int = MOST_HELD) -> Held:
    """Give what is measured of a log of so many events.

    `folder`: where the parts of a log go that has more events than `most_held`; it is the caller's to make
    and to remove. None: everything is held in memory.
    """
    if folder is None or events <= most_held:
        held = {name: frame.lazy() for name, frame in _frames(log)}
    else:
        held = _laid_down(log, -(-events // most_held), folder)
    return Held(held[_MOVES], held[_STRETCHES], {name: held[name] for name in JOINED}, held[_STAGES])


def _frames(log: Log) -> Iterator[tuple[str, pl.DataFrame]]:
    moves = moves_of(log)
    yield _MOVES, moves
    stretches = stretches_of(moves)
    yield _STRETCHES, stretches
    yield _STAGES, stages_of(log, stretches)
    for name, whats in JOINED.items():
        yield name, runs_of(stretches, whats)


def _laid_down(log: Log, parts: int, folder: Path) -> dict[str, pl.LazyFrame]:
    files: dict[str, list[Path]] = {}
    for part in range(parts):
        own = log.frame.filter(pl.col("passage").hash() % parts == part)
        for name, frame in _frames(Log(own, log.points, log.codes)):
            file = folder / f"{name}-{part:04d}.parquet"
            frame.write_parquet(file)
            files.setdefault(name, []).append(file)
    return {name: pl.scan_parquet(own, glob=False) for name, own in files.items()}
