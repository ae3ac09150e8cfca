"""How long each part of the way lasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.estimates import Spread, spread_of
from otkel.queueing.measures.groups import group_of, keys
from otkel.queueing.measures.reading import NUMBER
from otkel.queueing.measures.stretches import WHAT, runs_of
from otkel.queueing.stretches import PHYSICAL, Stretch

# Parts of the way that are stretches as they are, and those that are unbroken rows of them.
SINGLE = {
    "booked": Stretch.BOOKED,  # from booking to coming
    "called": Stretch.CALLED,  # from call to being taken on by exit control
    "exit_control": Stretch.EXIT_CONTROL,
    "strip": Stretch.STRIP,
    "entry_control": Stretch.ENTRY_CONTROL,
    "after_refusal": Stretch.AFTER_REFUSAL,
}
JOINED = {
    "waiting": (Stretch.ROAD_QUEUE, Stretch.WAITING_AREA),  # from coming to the call
    "line": (Stretch.ROAD_QUEUE, Stretch.WAITING_AREA, Stretch.CALLED),  # from coming to exit control
}
THROUGH, BACK = "through", "back"  # from coming to the end: entry control's yes, or back on the road
_US = 1e6


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the way in one group."""

    group: dict[str, str | int | None]
    part: str
    lasted: Spread  # of those whose end is recorded
    open: int  # still there when the log ends
    unrecorded: int  # ended, and nobody recorded when: by its next move the truck was elsewhere


def waits_of(log: Log, stretches: pl.DataFrame, by: Sequence[str], ahead_us: int) -> tuple[Wait, ...]:
    """Give the waits by part and group, in order of parts and groups. A group is that of the beginning."""
    parts = {name: stretches.filter(pl.col("what") == WHAT[what]) for name, what in SINGLE.items()}
    parts |= {name: runs_of(stretches, whats) for name, whats in JOINED.items()}
    parts |= ended_of(log, stretches)
    return tuple(wait for name, frame in parts.items() for wait in _waits(log, name, frame, by, ahead_us))


def ended_of(log: Log, stretches: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give the whole ways of trucks that got through, and of those that went back or gave up.

    A way is through with entry control's yes, or, where that is not recorded, when the truck left so. Ways
    that are still going on are of neither.
    """
    ways = runs_of(stretches, PHYSICAL).filter(pl.col("end_us").is_not_null())
    left = pl.col("next_kind") == NUMBER["left"]
    through = (pl.col("next_kind") == NUMBER["entry_cleared"]) | (
        left & (pl.col("next_reason") == log.number("through"))
    )
    back = ~through & (left | (pl.col("next_kind") == NUMBER["turned_back"]))
    ended = ways.with_columns(sure=pl.lit(True))
    return {THROUGH: ended.filter(through), BACK: ended.filter(back)}


def _waits(log: Log, name: str, frame: pl.DataFrame, by: Sequence[str], ahead_us: int) -> Iterator[Wait]:
    rows = frame.lazy().select(*keys(by, "begin_us", ahead_us), "begin_us", "end_us", "sure")
    if not by:
        yield _wait(name, {}, rows.sort("begin_us", maintain_order=True).collect())
        return
    ordered = rows.sort("begin_us", maintain_order=True).collect()
    parts = ordered.partition_by(list(by), as_dict=True)
    for key in sorted(parts):
        yield _wait(name, group_of(log, dict(zip(by, key, strict=True)), by), parts[key])


def _wait(name: str, group: dict[str, str | int | None], rows: pl.DataFrame) -> Wait:
    end = rows["end_us"]
    sure = rows["sure"].to_numpy()
    lasted = (end - rows["begin_us"]).cast(pl.Float64).to_numpy()[sure] / _US
    is_open = int(end.null_count())
    return Wait(
        group=group,
        part=name,
        lasted=spread_of(lasted),
        open=is_open,
        unrecorded=int(rows.height - is_open - np.count_nonzero(sure)),
    )
