"""The stretches of every passage, in columns: the same tables of beginnings and ends as for one truck.

What `queueing.stretches.spans_of` gives for one passage, this gives for all at once: the moves are sorted
by truck and time, and each stretch lasts from the move that begins it to the next.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from otkel.facts.events import KINDS, passages
from otkel.facts.events.choices import Stage, WayOut
from otkel.queueing.log import Log
from otkel.queueing.measures.reading import NUMBER, numbers
from otkel.queueing.stretches import BEGINS, ENDS, MOVES, PHYSICAL, Stretch

WHATS = (*PHYSICAL, Stretch.BOOKED)
WHAT = {one: at for at, one in enumerate(WHATS)}
KEY = ["passage", "point"]  # in this order, which sorts fastest
_FROM_HERE = 256  # a pair (what, next kind) as one number


def _kinds(bodies: Iterable[type]) -> list[int]:
    return [kind.number for body in bodies for kind in KINDS if kind.type is body]


_ENDING = [
    WHAT[what] * _FROM_HERE + kind for what, ends in ENDS.items() if what in WHAT for kind in _kinds(ends)
]
_BEGUN = {kind: WHAT[what] for body, what in BEGINS.items() for kind in _kinds([body])}
_SIDE = _kinds([passages.Booked, passages.ExceptionGranted])  # they begin a stretch only in some places
# What leaves a truck in no stretch, so that a booking may begin one. An arrival puts it into line, and an
# exception puts it back there.
_STAYING = {*_BEGUN, *_kinds([passages.Arrived, passages.ExceptionGranted])}
_CLOSING = [kind for kind in _kinds(MOVES) if kind not in _STAYING]
_BOOKED, _EXCEPTION = _SIDE
_kind = pl.col("kind")
# Unbroken rows of stretches that are measured as one.
WAITING, LINE, WAYS = "waiting", "line", "ways"
JOINED: dict[str, tuple[Stretch, ...]] = {
    WAITING: (Stretch.ROAD_QUEUE, Stretch.WAITING_AREA),  # from coming to the call
    LINE: (Stretch.ROAD_QUEUE, Stretch.WAITING_AREA, Stretch.CALLED),  # from coming to exit control
    WAYS: PHYSICAL,  # from coming to the end
}


def moves_of(log: Log) -> pl.DataFrame:
    """Give the moves of all passages, by truck and time, without those that begin nothing where they stand.

    Columns: `point`, `passage`, `occurred_us`, `position`, `kind`, `lane`, `reason`, `road` (it stands on
    the road and not in the waiting area), `queue_class` and `towards` as last told, `begins` (the truck's
    first row).
    """
    told = _kind.is_in(numbers(["booked", "arrived"]))
    on_road = (_kind == NUMBER["arrived"]) & (pl.col("v1") == log.number(Stage.ROAD_QUEUE))
    rows = (
        log.frame.filter(_kind.is_in(_kinds(MOVES)) & pl.col("passage").is_not_null())
        .select(
            *KEY, "occurred_us", "position", "kind", "lane", "reason",
            road=on_road.fill_null(False),
        )
        .sort(*KEY, "occurred_us", "position")
        .with_columns(begins=_changes(KEY))
        .with_columns(
            queue_class=_as_last_told(told, "reason"), towards=_as_last_told(told, "lane"),
            road=pl.when(_kind == NUMBER["arrived"]).then("road").when("begins").then(False).forward_fill(),
        )
    )  # fmt: skip
    return _without_idle(rows).collect()


def stretches_of(moves: pl.DataFrame) -> pl.DataFrame:
    """Give the stretches from `moves_of`.

    Columns: `point`, `passage`, `what` (of WHATS), `begin_us`, `end_us` (none: open), `sure` (its own end
    is recorded; else the truck was elsewhere by `end_us`), `lane`, `queue_class`, `towards`, `next_kind` and
    `next_reason` of the move that ended it.
    """
    standing = pl.when("road").then(WHAT[Stretch.ROAD_QUEUE]).otherwise(WHAT[Stretch.WAITING_AREA])
    waits = _kind.is_in([NUMBER["arrived"], _EXCEPTION])
    begun = _kind.replace_strict(_BEGUN, default=None, return_dtype=pl.UInt8)
    rows = moves.lazy().with_columns(
        what=pl.when(waits).then(standing).otherwise(begun).cast(pl.UInt8),
        lane=pl.when(waits | (_kind == _BOOKED)).then(pl.lit(0, pl.UInt16)).otherwise("lane"),
        last=pl.col("begins").shift(-1, fill_value=True),
    )
    rows = rows.select(
        *KEY, "what", "lane", "queue_class", "towards", begin_us="occurred_us",
        end_us=_next("occurred_us"), next_kind=_next("kind"), next_reason=_next("reason"),
    ).filter(pl.col("what").is_not_null())  # fmt: skip
    pair = pl.col("what").cast(pl.UInt16) * _FROM_HERE + pl.col("next_kind")
    return rows.with_columns(sure=pair.is_in(_ENDING).fill_null(False)).collect()


def runs_of(stretches: pl.DataFrame, whats: Iterable[Stretch]) -> pl.DataFrame:
    """Give stretches of some kinds, each unbroken row of them as one: from its first beginning to its end."""
    inside = pl.col("what").is_in([WHAT[one] for one in whats])
    first = ~(goes_on() & inside).shift(1, fill_value=False)
    rows = stretches.lazy().with_columns(first=first).filter(inside)
    rows = rows.with_columns(
        begin_us=pl.when("first").then("begin_us").forward_fill(),
        last=pl.col("first").shift(-1, fill_value=True),
    )
    return rows.filter("last").drop("first", "last").collect()


def goes_on() -> pl.Expr:
    """Tell of a stretch whether the truck stays on its way after it."""
    return ~pl.col("next_kind").is_in(_CLOSING).fill_null(True)


def got_through(log: Log) -> pl.Expr:
    """Tell of what ends a way whether the truck was through with it."""
    left_through = (pl.col("next_kind") == NUMBER["left"]) & (
        pl.col("next_reason") == log.number(WayOut.THROUGH.value)
    )
    return ((pl.col("next_kind") == NUMBER["entry_cleared"]) | left_through).fill_null(False)


def _next(column: str) -> pl.Expr:
    return pl.when(~pl.col("last")).then(pl.col(column).shift(-1))


def _changes(columns: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(one).ne_missing(pl.col(one).shift(1)) for one in columns)


def _as_last_told(told: pl.Expr, column: str) -> pl.Expr:
    return pl.when(told).then(column).when("begins").then(pl.lit(0, pl.UInt16)).forward_fill()


def _without_idle(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Leave out a booking of a truck that stands here, and an exception of one that was not called."""
    main = ~_kind.is_in(_SIDE)
    rows = rows.with_columns(
        before=pl.when(main).then("kind").when("begins").then(pl.lit(0, pl.UInt8)).forward_fill(),
        booked=_since(_kind == _BOOKED, main), excepted=_since(_kind == _EXCEPTION, main),
    )  # fmt: skip
    free = pl.col("before").is_in([0, *_CLOSING])
    keeps = (
        main
        | ((_kind == _BOOKED) & free & (pl.col("booked") == 1))
        | ((_kind == _EXCEPTION) & (pl.col("before") == NUMBER["called"]) & (pl.col("excepted") == 1))
    )
    # The first row of a truck may go: whether a truck begins is asked again of what is left.
    kept = rows.filter(keeps).drop("before", "booked", "excepted")
    return kept.with_columns(begins=_changes(KEY))


def _since(what: pl.Expr, main: pl.Expr) -> pl.Expr:
    """Count rows since the truck's last main move, or since its first row."""
    count = what.cast(pl.UInt32).cum_sum()
    anchor = pl.when(main).then(count).when("begins").then(count - what.cast(pl.UInt32)).forward_fill()
    return count - anchor
