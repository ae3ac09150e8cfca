"""Each report of the record with what the replications say of it, and how well that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from otkel.sim.replay_rows import Sought, Standing
from otkel.sim.reports import Report
from otkel.sim.score import Fit, Scored, Span, Tally, early_spans, fit_of, flat_spans, score_of, tally_of

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
    found: dict[int, Span] = {}
    for mine in _groups(sought, [not np.isnan(amounts[:, at]).all() for at in range(len(sought))]):
        spans = flat_spans([_scaled(sought[at].told, sought[at].per) for at in mine])
        found |= {
            at: _scaled(one, 1 / sought[at].per)
            for at, one in zip(mine, spans, strict=True)
            if one is not None
        }
    return found


def tallies_of(sought: Sequence[Sought], rows: Sequence[Row]) -> tuple[Tally, ...]:
    """Give how the twin did by group, each in one unit, and the flat baseline beside it."""
    flats = [
        _scaled(Span(row.flat_low, row.flat_high), one.per)
        if row.flat_low is not None and row.flat_high is not None
        else None
        for one, row in zip(sought, rows, strict=True)
    ]
    groups = _groups(sought, [row.counts for row in rows])
    return tuple(_tally(sought, rows, mine, [flats[at] for at in mine]) for mine in groups)


def early_tallies_of(sought: Sequence[Sought], rows: Sequence[Row]) -> tuple[Tally, ...]:
    """Give the same beside a flat range of what had been published before each report."""
    found = []
    for mine in _groups(sought, [row.counts for row in rows]):
        reports = [sought[at].report for at in mine]
        flats = early_spans(
            [_scaled(sought[at].told, sought[at].per) for at in mine],
            [one.from_on for one in reports],
            [one.published for one in reports],
        )
        found.append(_tally(sought, rows, mine, flats))
    return tuple(found)


def _groups(sought: Sequence[Sought], counted: Sequence[bool]) -> list[list[int]]:
    """Give the places of the counted reports of each group, the groups in the order of their names."""
    groups: dict[str, list[int]] = {}
    for at, (one, counts) in enumerate(zip(sought, counted, strict=True)):
        if counts and one.standing is Standing.COUNTS:
            groups.setdefault(one.group, []).append(at)
    return [groups[name] for name in sorted(groups)]


def _tally(
    sought: Sequence[Sought], rows: Sequence[Row], mine: Sequence[int], flats: Sequence[Span | None]
) -> Tally:
    scored = [
        Scored(
            group=sought[at].group,
            told=_scaled(sought[at].told, sought[at].per),
            span=_scaled(Span(rows[at].low or 0.0, rows[at].high or 0.0), sought[at].per),
            flat=flat,
        )
        for at, flat in zip(mine, flats, strict=True)
    ]
    return tally_of(scored[0].group, scored)


def _scaled(span: Span, factor: float) -> Span:
    return Span(span.low * factor, span.high * factor)
