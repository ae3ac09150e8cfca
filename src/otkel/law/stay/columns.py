"""Russia's days of very many drivers at once, from columns in memory.

The same counting as `answer_days`, for the days used and left on one day: days of presence, the
uninterrupted stay, days in Belarus, the switches. Planned stays do not enter these two numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from otkel.law.corpus import LawDay
from otkel.law.stay.days import Territory
from otkel.law.stay.limits import get_year
from otkel.law.stay.person import Person
from otkel.law.stay.rules import Segment, find_segment, get_territory
from otkel.law.stay.variants import get_variants

Int32s = NDArray[np.int32]

# In the column `left`: still inside.
OPEN = int(np.iinfo(np.int32).max)

# Rows in a block: few enough for the processor's cache, many enough for each operation to pay.
_CELLS = 1 << 19
_SIDE = 1
_LEFT_BITS = 12
_LEFT_MASK = (1 << _LEFT_BITS) - 1
# A row of no stay: sorts last, and begins after every day counted, so that it changes nothing.
_NO_ROW = (1 << (2 * _LEFT_BITS + _SIDE)) - 1


class _Frame(NamedTuple):
    """The days that matter, as offsets from `base`: the day asked and the window's first day."""

    base: int
    on: int
    window: int
    joint: tuple[int, int]
    dropped: tuple[int, int]
    segment: Segment


def count_columns(
    driver: NDArray[np.integer],
    entered: Int32s,
    left: Int32s,
    in_belarus: NDArray[np.bool_],
    law: LawDay,
    *,
    limit: int | None = None,
) -> tuple[Int32s, Int32s]:
    """Count the days used and left on the day of the law for every driver [days].

    One row a stay: `driver` is 0 … n-1 and never falls from row to row; `entered` and `left` are day
    ordinals (`date.toordinal`), both dates counted, `left` is OPEN for somebody still inside;
    `in_belarus` is true for stays in Belarus, all others are in Russia. Rows of one driver may be in
    any order, and a driver without rows has used none. The limits are those of a visa-free foreigner
    who is no driver; `limit` fixes the year limit, as for `answer_days`. Returns `used` and `left`,
    one value a driver, up to the last driver named.

    No stay may end before it began.
    """
    if len(driver) == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    frame = _frame(law, limit)
    drivers = int(driver[-1]) + 1
    used = np.zeros(drivers, np.int32)
    run = np.zeros(drivers, np.int32)
    starts = np.searchsorted(driver, np.arange(drivers + 1, dtype=driver.dtype))
    for first, last in _blocks(starts):
        rows = slice(starts[first], starts[last])
        keys = _keys(entered[rows], left[rows], in_belarus[rows], frame)
        table = _table(keys, starts[first : last + 1] - starts[first])
        used[first:last], run[first:last] = _sweep(table, frame)
    return used, _left(used, run, frame.segment)


def _frame(law: LawDay, limit: int | None) -> _Frame:
    on = law.on.toordinal()
    (segments,) = get_variants(Person(statement_absent=True), law, limit).values()
    segment = find_segment(segments, on)
    window = get_year(on).first if segment.year is not None else on - segment.width + 1
    # A run that began on or before the base is over any limit; earlier days change nothing.
    base = min(window, on - (segment.run or 0)) - 2
    territory = get_territory("ru", law)
    return _Frame(
        base,
        on - base,
        window - base,
        _reach(territory, "BY", base, on),
        _dropped(territory, base, on),
        segment,
    )


def _reach(territory: Territory, country: str, base: int, on: int) -> tuple[int, int]:
    """Give the offsets between which days in a country count; none where first is after last."""
    for first, last in territory.spans[country]:
        if last >= base and first <= on:
            return max(first - base, 0), min(last, on + 1) - base
    return on - base + 2, on - base + 1


def _dropped(territory: Territory, base: int, on: int) -> tuple[int, int]:
    for first, last in territory.exits_dropped:
        if last >= base and first <= on:
            return max(first - base, 0), min(last, on + 1) - base
    return 1, 0


def _blocks(starts: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Cut the drivers into blocks of about as many rows as a cache holds."""
    drivers = len(starts) - 1
    first = 0
    while first < drivers:
        last = int(np.searchsorted(starts, starts[first] + _CELLS, side="right")) - 1
        last = min(max(last, first + 1), drivers)
        yield first, last
        first = last


def _keys(entered: Int32s, left: Int32s, in_belarus: NDArray[np.bool_], frame: _Frame) -> Int32s:
    """Pack each stay into one number that sorts by entry, then by leaving, then by side.

    A stay that is over on the day asked keeps its day of leaving; one that goes on gets the day
    after, so that it has none.
    """
    after = np.int32(frame.on + 1)
    begin = np.clip(entered - np.int32(frame.base), np.int32(0), after)
    end = np.minimum(left, frame.base + after) - np.int32(frame.base)
    nothing = (end < 0) | (begin == after)
    if in_belarus.any():
        first, last = frame.joint
        begin = np.where(in_belarus, np.maximum(begin, np.int32(first)), begin)
        end = np.where(in_belarus, np.minimum(end, np.int32(last)), end)
        nothing |= end < begin
    keys: Int32s = (((begin << _LEFT_BITS) | end) << _SIDE) | in_belarus
    keys[nothing] = _NO_ROW
    return keys


def _table(keys: Int32s, starts: NDArray[np.intp]) -> Int32s:
    """Lay the stays of each driver in a column, in order; columns are as long as the longest."""
    counts = np.diff(starts)
    width = int(counts.max())
    if width * len(counts) == len(keys):
        table = keys.reshape(len(counts), width)
    else:
        table = np.full((len(counts), width), _NO_ROW, np.int32)
        table[np.arange(width) < counts[:, None]] = keys
    ordered: Int32s = np.sort(table, axis=1).T.copy()
    return ordered


def _sweep(table: Int32s, frame: _Frame) -> tuple[Int32s, Int32s]:
    """Do for every column at once what `days.sweep` does; give days used and the run's length."""
    on, drops = np.int16(frame.on), frame.dropped[0] <= frame.dropped[1]
    begins = (table >> (_LEFT_BITS + _SIDE)).astype(np.int16)
    ends = ((table >> _SIDE) & _LEFT_MASK).astype(np.int16)
    sides = (table & 1).astype(np.bool_)
    drivers, one = table.shape[1], np.int16(1)
    used = np.zeros(drivers, np.int16)
    covered = np.full(drivers, frame.window - 1, np.int16)  # the last day counted so far
    run_from = np.full(drivers, on + 1, np.int16)  # the start of the longest run on the day asked
    front = [np.full(drivers, -2, np.int16), np.full(drivers, -2, np.int16)]
    start = [np.zeros(drivers, np.int16), np.zeros(drivers, np.int16)]
    for begin, end, belarus in zip(begins, ends, sides, strict=True):
        same_front = np.where(belarus, front[1], front[0])
        other_front = np.where(belarus, front[0], front[1])
        longer = end > begin
        joins_same = (same_front > begin) & longer
        joins_other = other_front >= begin - one
        run = np.where(joins_other, np.where(belarus, start[0], start[1]), begin)
        run = np.where(joins_same, np.where(belarus, start[1], start[0]), run)
        last = np.minimum(end, on)
        first = begin
        if drops:
            gone = longer & (end <= on) & (end >= frame.dropped[0]) & (end <= frame.dropped[1])
            last = last - gone.astype(np.int16)
            first = np.where(joins_other & ~joins_same, np.minimum(begin, other_front), begin)
        used += np.maximum(last - np.maximum(first - one, covered), 0)
        np.maximum(covered, last, out=covered)
        np.minimum(run_from, np.where(last >= on, run, run_from), out=run_from)
        ahead = end >= same_front
        for side, mine in ((0, ahead & ~belarus), (1, ahead & belarus)):
            front[side] = np.where(mine, end, front[side])
            start[side] = np.where(mine, run, start[side])
    return used.astype(np.int32), (on + one - run_from).astype(np.int32)


def _left(used: Int32s, run: Int32s, segment: Segment) -> Int32s:
    main = segment.year if segment.year is not None else segment.window
    left = np.int32(main or 0) - used
    if segment.run is not None and not segment.run_warns:
        left = np.minimum(left, np.int32(segment.run) - run)
    allowed: Int32s = np.maximum(left, np.int32(0))
    return allowed
