"""Whether shifts cover the day, and whether times can be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from otkel.errors import Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.sim.scenario import Shift
from otkel.sim.scenario_back import BackShift
from otkel.sim.scenario_shapes import Shape, Times


def mistake(at: str, what: Phrase, do: Phrase) -> Mistake:
    """Give a mistake with its path."""
    return Mistake(what, do, Where(field=at))


def check_shifts(shifts: tuple[Shift | BackShift, ...], at: str) -> Iterator[Mistake]:
    """Shifts in their order cover the day once, from any hour round to the same."""
    do = phrase("let the shifts cover the 24 hours once, one beginning when another ends")
    spans: list[tuple[float, float]] = []
    for one in shifts:
        if one.from_h == one.to_h:
            yield mistake(at, phrase("a shift ends when it begins"), do)
            return
        if one.from_h < one.to_h:
            spans.append((one.from_h, one.to_h))
        else:
            spans += [(one.from_h, 24.0), (0.0, one.to_h)] if one.to_h else [(one.from_h, 24.0)]
    spans.sort()
    ends = [(0.0, 0.0), *spans, (24.0, 24.0)]
    for (_, before), (after, _) in pairwise(ends):
        if after > before:
            yield mistake(
                at,
                phrase(
                    "the schedule has a hole from {start} to {end} h", start=f"{before:g}", end=f"{after:g}"
                ),
                do,
            )
        elif after < before:
            yield mistake(at, phrase("two shifts are at work at {start} h", start=f"{after:g}"), do)


def is_nothing(times: Times) -> bool:
    """Whether it takes no time at all."""
    return times.shape is not Shape.TABLE and times.mean_min == 0


def check_times(times: Times, at: str) -> Iterator[Mistake]:
    """Give what is wrong with a table of times, or with one that is none."""
    levels, quantiles = times.levels, times.quantiles_min
    if times.shape is not Shape.TABLE:
        if levels or quantiles:
            yield mistake(
                f"{at}.levels",
                phrase("levels and quantiles belong to a table"),
                phrase("write shape: table, or leave them out"),
            )
        return
    if len(levels) != len(quantiles) or len(levels) < 2:
        yield mistake(
            f"{at}.levels",
            phrase("a table has as many levels as quantiles, and at least two"),
            phrase("write {count} numbers", count=max(2, len(quantiles))),
        )
        return
    if levels[0] != 0 or levels[-1] != 1 or any(after <= before for before, after in pairwise(levels)):
        yield mistake(
            f"{at}.levels",
            phrase("the levels do not rise from 0 to 1"),
            phrase("begin with 0, end with 1, and let each be greater than the one before"),
        )
    if any(after < before for before, after in pairwise(quantiles)):
        yield mistake(
            f"{at}.quantiles_min",
            phrase("the quantiles fall"),
            phrase("let none be less than the one before"),
        )
