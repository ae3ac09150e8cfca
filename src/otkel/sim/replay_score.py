"""Each report of the record with what the replications say of it, and how well that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from otkel.sim.replay_rows import Sought, Standing
from otkel.sim.reports import Report
from otkel.sim.score import Fit, Scored, Span, Tally, fit_of, flat_spans, score_of, tally_of

LEVELS = (0.1, 0.5, 0.9)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One report and what the twin says of it, in the report's unit."""

    report: Report
    standing: Standing
    sets: str | None = None  # the number of the scenario that rests on it
    low: float | None = None  # 10 % of the replications say less
    mid: float | None = None
    high: float | None = None  # 10 % say more
    width: float | None = None
    fit: Fit | None = None
    reached_pct: float | None = None  # share of the replications that reach the report's nearer end
    score: float | None = None
    flat_low: float | None = None
    flat_high: float | None = None
    flat_score: float | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts in the score."""
        return self.standing is Standing.COUNTS and self.score is not None


def rows_of(sought: Sequence[Sought], amounts: Any) -> tuple[Row, ...]:
    """Give each report with the range of the replications, and its score where it counts."""
    flats = _flats(sought, amounts)
    return tuple(_row(one, amounts[:, at], flats.get(at)) for at, one in enumerate(sought))


def _row(one: Sought, amounts: Any, flat: Span | None) -> Row:
    known = amounts[~np.isnan(amounts)]
    if not known.size:
        return Row(report=one.report, standing=one.standing, sets=one.sets)
    low, mid, high = (float(value) for value in np.quantile(known, LEVELS))
    span, told = Span(low, high), one.told
    reached = known >= told.low if mid < told.low else known <= told.high
    row = Row(
        report=one.report, standing=one.standing, sets=one.sets, low=low, mid=mid, high=high,
        width=span.width, fit=fit_of(span, told), reached_pct=100 * float(reached.mean()),
        score=score_of(span, told),
    )  # fmt: skip
    if flat is None:
        return row
    return msgspec.structs.replace(
        row, flat_low=flat.low, flat_high=flat.high, flat_score=score_of(flat, told)
    )


def _flats(sought: Sequence[Sought], amounts: Any) -> dict[int, Span]:
    """Give the flat baseline of each report that counts: the others of its group, whatever their day."""
    counted = [
        at
        for at, one in enumerate(sought)
        if one.standing is Standing.COUNTS and not np.isnan(amounts[:, at]).all()
    ]
    found: dict[int, Span] = {}
    for group in {sought[at].group for at in counted}:
        mine = [at for at in counted if sought[at].group == group]
        spans = flat_spans([_scaled(sought[at].told, sought[at].per) for at in mine])
        found |= {
            at: _scaled(one, 1 / sought[at].per)
            for at, one in zip(mine, spans, strict=True)
            if one is not None
        }
    return found


def tallies_of(sought: Sequence[Sought], rows: Sequence[Row]) -> tuple[Tally, ...]:
    """Give how the twin did by group, each in one unit, and the baseline beside it."""
    groups: dict[str, list[Scored]] = {}
    for one, row in zip(sought, rows, strict=True):
        if not row.counts or row.low is None or row.high is None:
            continue
        has_flat = row.flat_low is not None and row.flat_high is not None
        groups.setdefault(one.group, []).append(
            Scored(
                group=one.group,
                told=_scaled(one.told, one.per),
                span=_scaled(Span(row.low, row.high), one.per),
                flat=_scaled(Span(row.flat_low or 0.0, row.flat_high or 0.0), one.per) if has_flat else None,
            )
        )
    return tuple(tally_of(group, rows) for group, rows in sorted(groups.items()))


def _scaled(span: Span, factor: float) -> Span:
    return Span(span.low * factor, span.high * factor)
