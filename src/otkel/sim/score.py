"""How well ranges told beforehand meet what was reported: interval score, coverage, width, a flat baseline.

A report is itself a range: a speaker says *between*, *at least* or *at most*, and so it stays. The score
of a range against a report is that of the point of the report which lies nearest to the range: the lenient
reading, and the same one for the baseline. Nothing is gained by a wide range: its width counts in full.

Source: T. Gneiting, A. E. Raftery, Strictly proper scoring rules, prediction, and estimation, Journal of
the American Statistical Association 102 (2007), 359-378, section 6.2, the interval score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

SHARE = 0.8  # of the replications that lie within a range: from their 10 % to their 90 % quantile


class Span(NamedTuple):
    """From a least to a greatest number; the ends of a report may be infinite."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """The greatest less the least."""
        return self.high - self.low


class Fit(StrEnum):
    """How a range and a report lie to each other."""

    INSIDE = "inside"  # one of the two lies within the other
    PARTLY = "partly"  # they overlap
    OUTSIDE = "outside"  # they do not meet


class Scored(NamedTuple):
    """One counted report. `group` tells with which others it is averaged: a quantity, in one unit."""

    group: str
    told: Span  # what was reported
    span: Span  # the range that is scored
    flat: Span | None  # the baseline; none: nothing to make it from


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How the ranges of some reports did. Means are over the reports, `skill` over those with a baseline."""

    group: str
    reports: int
    inside: int
    partly: int
    outside: int
    mean_width: float | None = None
    mean_score: float | None = None
    compared: int = 0
    mean_flat_score: float | None = None
    flat_met: int = 0  # reports that the baseline met, inside or partly
    skill: float | None = None  # 1 less the score over that of the baseline; above 0: better than flat

    @property
    def coverage(self) -> float:
        """Share of the reports that were met, inside or partly."""
        return (self.inside + self.partly) / self.reports if self.reports else math.nan


def fit_of(span: Span, told: Span) -> Fit:
    """Tell how a range lies to a report."""
    if span.high < told.low or told.high < span.low:
        return Fit.OUTSIDE
    holds = told.low <= span.low and span.high <= told.high
    is_held = span.low <= told.low and told.high <= span.high
    return Fit.INSIDE if holds or is_held else Fit.PARTLY


def interval_score(span: Span, value: float, share: float = SHARE) -> float:
    """Give the score of a range against one value, in the value's unit; less is better.

    Width, and 2 / (1 - share) times the distance by which the value lies outside: for 80 %, ten times.
    """
    below, above = max(span.low - value, 0.0), max(value - span.high, 0.0)
    return span.width + 2.0 / (1.0 - share) * (below + above)


def score_of(span: Span, told: Span, share: float = SHARE) -> float:
    """Give the score of a range against a report: that of the report's point nearest to the range."""
    nearest = min(max(told.low, span.low), told.high) if told.low <= span.high else told.low
    return interval_score(span, nearest, share)


def quantile_span(values: Sequence[float], share: float = SHARE) -> Span:
    """Give the range that leaves out equal shares of some values on both sides; linear between them.

    The quantile of level q of n values in order is the one at place q (n - 1) from 0, as most programs
    have it. Raises ValueError without a value.
    """
    if not values:
        raise ValueError("a range is made of at least one value")
    ordered = sorted(values)
    return Span(_quantile(ordered, (1 - share) / 2), _quantile(ordered, (1 + share) / 2))


def _quantile(ordered: Sequence[float], level: float) -> float:
    place = level * (len(ordered) - 1)
    at = min(int(place), len(ordered) - 1)
    following = ordered[min(at + 1, len(ordered) - 1)]
    return ordered[at] + (place - at) * (following - ordered[at])


def value_of(told: Span) -> float:
    """Give the one number a report comes to: the middle, or the only end that was told."""
    if math.isinf(told.high):
        return told.low
    return told.high if math.isinf(told.low) else (told.low + told.high) / 2


def flat_spans(reports: Sequence[Span], share: float = SHARE) -> list[Span | None]:
    """Give for each report the range of all the others, the same whatever the day: a flat baseline.

    It knows every other report, those of later days among them, which nobody could have known then, and
    no cause at all. With fewer than two others there is none.
    """
    values = [value_of(one) for one in reports]
    others = [values[:at] + values[at + 1 :] for at in range(len(values))]
    return [quantile_span(one, share) if len(one) > 1 else None for one in others]


def early_spans(
    reports: Sequence[Span], began: Sequence[date], published: Sequence[date], share: float = SHARE
) -> list[Span | None]:
    """Give for each report the range of those others that had been published before its first day.

    That much anybody could have known who keeps all that was said and expects no change. With fewer than
    two of them there is none.
    """
    values = [value_of(one) for one in reports]
    known = [
        [value for value, told_on in zip(values, published, strict=True) if told_on < day] for day in began
    ]
    return [quantile_span(one, share) if len(one) > 1 else None for one in known]


def tally_of(group: str, rows: Sequence[Scored], share: float = SHARE) -> Tally:
    """Give how the ranges of some reports of one unit did, and how the flat baseline did."""
    fits = [fit_of(one.span, one.told) for one in rows]
    scores = [score_of(one.span, one.told, share) for one in rows]
    pairs = [
        (score, score_of(one.flat, one.told, share))
        for one, score in zip(rows, scores, strict=True)
        if one.flat is not None
    ]
    flat = sum(pair[1] for pair in pairs)
    return Tally(
        group=group,
        reports=len(rows),
        **{fit.value: fits.count(fit) for fit in Fit},
        mean_width=_mean([one.span.width for one in rows]),
        mean_score=_mean(scores),
        compared=len(pairs),
        mean_flat_score=_mean([pair[1] for pair in pairs]),
        flat_met=sum(1 for one in rows if one.flat and fit_of(one.flat, one.told) is not Fit.OUTSIDE),
        skill=1 - sum(pair[0] for pair in pairs) / flat if flat > 0 else None,
    )


def overall_skill(tallies: Sequence[Tally]) -> float | None:
    """Give one skill over groups of different units: that of each, weighted by its compared reports."""
    known = [(one.skill, one.compared) for one in tallies if one.skill is not None]
    count = sum(weight for _, weight in known)
    return sum(skill * weight for skill, weight in known) / count if count else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
