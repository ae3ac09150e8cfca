"""Who was selected and checked, with what outcome, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.estimates import Spread, spread_of
from otkel.queueing.measures.reading import NUMBER, numbers
from otkel.queueing.measures.stretches import KEY

# The word that says that a truck came to a stage; a roadside check stands behind entry control.
_REACHED = {
    "exit_control": "exit_started",
    "entry_control": "entry_started",
    "roadside_check": "entry_cleared",
}
_PAIR = [*KEY, "stage", "check"]
_kind = pl.col("kind")


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The checks of one stage."""

    point: str | None  # none: of all crossing points together
    stage: str
    reached: int  # passages that came to the stage; 0: not recorded
    checked: int  # passages of which at least one check began there
    share: float | None  # checked of reached; none: unknown, or checks of trucks that never came
    selected: dict[str, int]  # selections by kind: risk, random, referral
    not_selected: int  # draws that let a truck pass
    outcomes: dict[str, int]  # checks that ended, by outcome
    open: int  # checks that began and have no end
    ended_late: int  # after the instant by which the law wants an end, as stated when they began
    prolonged: int  # checks that were prolonged, at any stage of the crossing points
    lasted: Spread


def checks_of(log: Log, moves: pl.LazyFrame, by: Sequence[str] = ()) -> tuple[Checked, ...]:
    """Give the checks by stage, and by crossing point where `by` names it, where any is recorded."""
    words = ["selected", "not_selected", "check_started", "check_prolonged", "check_ended"]
    rows = (
        log.frame.filter(_kind.is_in(numbers(words)) & pl.col("passage").is_not_null())
        .select(*KEY, "occurred_us", "position", "kind", "reason", "v0", "v1")
        .collect()
    )
    if "point" not in by:
        return tuple(_stages(log, None, moves, rows))
    points = sorted(rows["point"].unique())
    return tuple(
        one
        for point in points
        for one in _stages(log, log.points[point], *(_of(frame, point) for frame in (moves, rows)))
    )


def _of(rows: Any, point: int) -> Any:
    return rows.filter(pl.col("point") == point)


def _stages(log: Log, point: str | None, moves: pl.LazyFrame, rows: pl.DataFrame) -> Iterator[Checked]:
    at = rows.filter(_kind != NUMBER["check_prolonged"])
    prolonged = rows.filter(_kind == NUMBER["check_prolonged"]).height
    pairs = _paired(rows)
    for stage in sorted({int(one) for one in at["v0"].drop_nulls().unique()}):
        yield _checked(log, point, moves, rows, pairs, stage, prolonged)


def _paired(rows: pl.DataFrame) -> pl.DataFrame:
    """Pair each beginning with the next row of its truck, stage and kind of check, if that is an end."""
    started = _kind == NUMBER["check_started"]
    own = (
        rows.lazy()
        .filter(_kind.is_in(numbers(["check_started", "check_ended"])))
        .with_columns(
            stage="v0",
            check=pl.when(started).then(pl.col("reason").cast(pl.Int64)).otherwise("v1"),
            end_by_us=pl.when(started).then("v1"),
        )
        .sort(*_PAIR, "occurred_us", "position")
    )
    same = pl.all_horizontal(pl.col(one).eq_missing(pl.col(one).shift(-1)) for one in _PAIR)
    ends = same & (_kind.shift(-1) == NUMBER["check_ended"])
    return (
        own.with_columns(
            end_us=pl.when(ends).then(pl.col("occurred_us").shift(-1)),
            outcome=pl.when(ends).then(pl.col("reason").shift(-1)),
        )
        .filter(started)
        .sort("occurred_us", "position")
        .collect()
    )


def _checked(
    log: Log, point: str | None, moves: pl.LazyFrame, rows: pl.DataFrame, pairs: pl.DataFrame, stage: int,
    prolonged: int,
) -> Checked:  # fmt: skip
    name = log.text(stage) or "none"
    own = pairs.filter(pl.col("stage") == stage)
    ended = own.filter(pl.col("end_us").is_not_null())
    here = rows.filter(pl.col("v0") == stage)
    reached = _reached(moves, _REACHED[name]) if name in _REACHED else 0
    checked = _passages(own)
    return Checked(
        point=point,
        stage=name,
        reached=reached,
        checked=checked,
        share=checked / reached if checked <= reached and reached else None,
        selected=_by_text(log, here.filter(_kind == NUMBER["selected"]), "v1"),
        not_selected=here.filter(_kind == NUMBER["not_selected"]).height,
        outcomes=_by_text(log, ended, "outcome"),
        open=own.height - ended.height,
        ended_late=ended.filter(pl.col("end_us") > pl.col("end_by_us")).height,
        prolonged=prolonged,
        lasted=spread_of((ended["end_us"] - ended["occurred_us"]).cast(pl.Float64).to_numpy() / 1e6),
    )


def _reached(moves: pl.LazyFrame, word: str) -> int:
    """Count passages that have a move; rows of one stand together."""
    own = moves.filter(_kind == NUMBER[word]).select(KEY)
    other = pl.any_horizontal(pl.col(one).ne_missing(pl.col(one).shift(1)) for one in KEY)
    return int(own.select(other.sum()).collect().item())


def _passages(rows: pl.DataFrame) -> int:
    return rows.select(pl.struct(KEY).n_unique()).item() if rows.height else 0


def _by_text(log: Log, rows: pl.DataFrame, column: str) -> dict[str, int]:
    counts = rows.group_by(column).len().sort(column)
    return {log.text(number) or "none": count for number, count in counts.iter_rows()}
