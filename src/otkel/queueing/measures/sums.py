"""What must add up in any log, and is said where it does not.

Counts and times are two readings of one thing. Counts alone (how many came to a place and went on, never who)
give the mean number there; times alone (how long each truck was there) give the mean time; Little's law
L = lambda W says that they agree. In a log that begins and ends in the middle the unfinished are counted
until the window ends, and the law holds exactly if every truck's coming and going is recorded once.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import polars as pl

from otkel.phrases import Phrase, phrase
from otkel.queueing.log import Log
from otkel.queueing.measures.holding import Held
from otkel.queueing.measures.lengths import PLACES, Instants, Window, area_until, of_points, times_of
from otkel.queueing.measures.reading import NUMBER, numbers
from otkel.queueing.measures.stretches import WAYS, WHAT
from otkel.queueing.measures.waits import BACK, THROUGH, ended_of
from otkel.queueing.stretches import Stretch

GAP = 0.01  # above this share, counts and times are said to disagree
MANY_OPEN = 0.05
# What brings a truck to a place, and what takes it on, whoever it is.
_MARKS = {
    "exit_control": (["exit_started"], ["exit_cleared", "exit_refused"]),
    "strip": (["exit_cleared"], ["entry_started"]),
    "entry_control": (["entry_started"], ["entry_cleared", "entry_refused"]),
}
_kind = pl.col("kind")


class Little(msgspec.Struct, frozen=True, kw_only=True):
    """One place: L from counts alone, lambda and W from the trucks."""

    point: str
    place: str
    mean_trucks: float
    trucks_per_h: float
    mean_time_h: float
    gap: float  # |L - lambda W| of the greater
    fewest_trucks: int  # the least that counts alone ever give; below 0: more went on than had come


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Ways that began, by what became of them: came = through + back + given up + still inside."""

    came: int
    through: int
    back: int
    given_up: int  # cancelled, or did not come when called
    inside: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not add up, or limits what the measures say: how often, and in words."""

    code: str
    count: int
    what: Phrase


def balance_of(log: Log, held: Held) -> Balance:
    """Give what became of the ways that began."""
    came, inside = held.runs[WAYS].select(pl.len(), inside=pl.col("end_us").is_null().sum()).collect().row(0)
    ended = ended_of(log, held)
    through, back = (ended[name].select(pl.len()).collect().item() for name in (THROUGH, BACK))
    given_up = came - inside - through - back
    return Balance(came=came, through=through, back=back, given_up=given_up, inside=inside)


def littles_of(log: Log, held: Held, window: Window) -> tuple[Little, ...]:
    """Give both readings of exit control, strip and entry control at each point where they are recorded."""
    found = []
    for point, own in of_points(held.moves.select("point", "kind", "occurred_us")):
        stretches = held.stretches.filter(pl.col("point") == point).select("what", "begin_us", "end_us")
        times = stretches.collect()
        found += [_little(log.points[point], own, times, window, place) for place in _MARKS]
    return tuple(one for one in found if one is not None)


def _little(
    point: str, moves: pl.DataFrame, stretches: pl.DataFrame, window: Window, place: str
) -> Little | None:
    came, went = (_instants(moves, words) for words in _MARKS[place])
    if not came.size and not went.size:
        return None
    edges = np.array(window)
    span_us = max(window.end_us - window.begin_us, 1)
    by_counts = float(np.diff(area_until(came, edges) - area_until(went, edges))[0]) / span_us
    begins, ends = times_of(stretches, PLACES[place])
    by_times = float(np.diff(area_until(begins, edges) - area_until(ends, edges))[0]) / span_us
    fewest = (np.searchsorted(came, went, "right") - np.arange(1, went.size + 1)).min(initial=0)
    per_h = begins.size / (span_us / 3.6e9)
    gap = abs(by_counts - by_times) / max(abs(by_counts), abs(by_times), 1e-12)
    return Little(
        point=point,
        place=place,
        mean_trucks=by_counts,
        trucks_per_h=per_h,
        mean_time_h=by_times / per_h if per_h else 0.0,
        gap=gap if gap > 1e-9 else 0.0,
        fewest_trucks=int(fewest),
    )


def _instants(moves: pl.DataFrame, words: list[str]) -> Instants:
    own = moves.lazy().filter(_kind.is_in(numbers(words))).select("occurred_us").collect()
    return np.sort(own["occurred_us"].to_numpy())


def find_sums(log: Log, held: Held, littles: tuple[Little, ...], balance: Balance) -> tuple[Finding, ...]:
    """Give what does not add up. Never raises."""
    found = [*_of_places(littles), *_of_trucks(log, held, balance), *_of_counts(log, held.stretches)]
    return tuple(one for one in found if one.count)


def _of_places(littles: tuple[Little, ...]) -> Iterator[Finding]:
    for one in littles:
        if one.fewest_trucks < 0:
            what = phrase(
                "{point}: more trucks went on from {place} than had come to it",
                point=one.point, place=one.place,
            )  # fmt: skip
            yield Finding(code="went_without_coming", count=-one.fewest_trucks, what=what)
        if one.gap > GAP:
            what = phrase(
                "{point}: counts and times of {place} disagree: somebody's coming or going is not recorded, "
                "or recorded twice",
                point=one.point, place=one.place,
            )  # fmt: skip
            yield Finding(code="little", count=1, what=what)


def _of_trucks(log: Log, held: Held, balance: Balance) -> Iterator[Finding]:
    coming = _kind.is_in(numbers(["arrived", "booked"]))
    yield Finding(
        code="not_seen_coming",
        count=_count(held.moves, pl.col("begins") & ~coming),
        what=phrase("trucks whose first event is neither a booking nor an arrival"),
    )
    yield Finding(
        code="unrecorded_end",
        count=_count(held.stretches, ~pl.col("sure") & pl.col("end_us").is_not_null()),
        what=phrase("parts of a way whose end nobody recorded; they are left out of the waits"),
    )
    cleared = _count(held.moves, _kind == NUMBER["entry_cleared"])
    yield Finding(
        code="cleared_outside",
        count=max(cleared - balance.through, 0),
        what=phrase("trucks let in that were not inside, or were let in twice"),
    )
    yield Finding(
        code="many_open",
        count=balance.inside if balance.inside > MANY_OPEN * max(balance.came, 1) else 0,
        what=phrase("trucks still inside: the waits are those of trucks that got on, and so look too short"),
    )
    yield Finding(
        code="recorded_before",
        count=_count(log.frame, pl.col("recorded_us") < pl.col("occurred_us")),
        what=phrase("events recorded before they happened: a clock is wrong"),
    )


def _count(rows: pl.LazyFrame, what: pl.Expr) -> int:
    return int(rows.select(what.sum()).collect().item())


def _of_counts(log: Log, stretches: pl.LazyFrame) -> Iterator[Finding]:
    """Hold the strip as it was counted against the strip that events give."""
    on_strip = stretches.filter(pl.col("what") == WHAT[Stretch.STRIP])
    keys = ["point", "towards"]
    counted = log.frame.filter(_kind == NUMBER["strip_counted"]).with_columns(towards="lane").collect()
    outside = 0
    for (point, towards), rows in counted.partition_by(keys, as_dict=True).items():
        here = (pl.col("point") == point) & (pl.col("towards") == towards)
        begins, ends = times_of(on_strip.filter(here).collect(), (Stretch.STRIP,))
        at_us = rows["occurred_us"].to_numpy()
        there = np.searchsorted(begins, at_us, "right") - np.searchsorted(ends, at_us, "right")
        outside += int(((there < rows["v0"].to_numpy()) | (there > rows["v1"].to_numpy())).sum())
    yield Finding(
        code="strip_counted",
        count=outside,
        what=phrase("counts of the strip that differ from what the events give"),
    )
