"""How long each part of the way lasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.estimates import Spread, spread_of
from otkel.queueing.measures.groups import group_of, keys
from otkel.queueing.measures.holding import Held
from otkel.queueing.measures.reading import NUMBER
from otkel.queueing.measures.stretches import LINE, WAITING, WAYS, WHAT, got_through
from otkel.queueing.stretches import Stretch

# Parts of the way that are stretches as they are; others are unbroken rows of them.
SINGLE = {
    "booked": Stretch.BOOKED,  # from booking to coming
    "called": Stretch.CALLED,  # from call to being taken on by exit control
    "exit_control": Stretch.EXIT_CONTROL,
    "strip": Stretch.STRIP,
    "entry_control": Stretch.ENTRY_CONTROL,
    "after_refusal": Stretch.AFTER_REFUSAL,
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


def waits_of(log: Log, held: Held, by: Sequence[str], ahead_us: int) -> tuple[Wait, ...]:
    """Give the waits by part and group, in order of parts and groups. A group is that of the beginning."""
    parts = {name: held.stretches.filter(pl.col("what") == WHAT[what]) for name, what in SINGLE.items()}
    parts |= {name: held.runs[name] for name in (WAITING, LINE)}
    parts |= ended_of(log, held)
    return tuple(wait for name, frame in parts.items() for wait in _waits(log, name, frame, by, ahead_us))


def ended_of(log: Log, held: Held) -> dict[str, pl.LazyFrame]:
    """Give the whole ways of trucks that got through, and of those that went back or gave up.

    A way is through with entry control's yes, or, where that is not recorded, when the truck left so. Ways
    that are still going on are of neither.
    """
    ended = held.runs[WAYS].filter(pl.col("end_us").is_not_null()).with_columns(sure=pl.lit(True))
    through, left = got_through(log), pl.col("next_kind") == NUMBER["left"]
    back = ~through & (left | (pl.col("next_kind") == NUMBER["turned_back"]))
    return {THROUGH: ended.filter(through), BACK: ended.filter(back)}


def _waits(log: Log, name: str, frame: pl.LazyFrame, by: Sequence[str], ahead_us: int) -> Iterator[Wait]:
    rows = frame.select(*keys(by, "begin_us", ahead_us), "begin_us", "end_us", "sure")
    ordered = rows.sort("begin_us", maintain_order=True).collect()
    if not by:
        yield _wait(name, {}, ordered)
        return
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
