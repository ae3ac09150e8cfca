"""How a post works now, read off the last day of its record: how many it serves at once, and for how long.

Where the record is too short, numbers of our own stand in its place, and it is told. While a line stands the
whole time, the pace of exit control is the one that was seen: what slows it down beside the service itself,
such as driving up, a full strip or a break, is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median, pstdev

import msgspec

from otkel.app.site.truck.recent import ARRIVED, CALLED, CLEARED, ENTRY, EXIT, HOUR_US, IN, LEFT, Step

FEWEST = 8  # of a kind that are needed to tell anything
SEEN_H = 6  # hours over which the pace of now is taken
BUSY_H = 1.0  # a line that stood at least so long tells the pace
_MIN_US = 60_000_000
_SLOWEST = 20.0  # times the service itself
# Our own numbers, where the record does not tell.
EXIT_MIN, ENTRY_MIN, CV, LAG_MIN, STRIP_MIN, TAIL_MIN = 12.0, 14.0, 0.6, 30.0, 5.0, 5.0


class Stage(msgspec.Struct, frozen=True):
    """A stage: trucks served at once, and how long a service lasts."""

    servers: int
    mean_min: float
    cv: float
    is_assumed: bool


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How a direction works now."""

    exit: Stage
    entry: Stage
    lag_min: float  # from the call until exit control takes the truck on
    strip_min: float  # the way between the posts, at the quickest
    tail_min: float  # from entry control until the truck has left
    arrivals_per_day: float

    @property
    def is_assumed(self) -> bool:
        """Whether numbers of our own stand for what the record does not tell."""
        return self.exit.is_assumed or self.entry.is_assumed


def pace_of(
    steps: Sequence[Step], towards: str, now_us: int, lanes: tuple[int, int] = (0, 0),
    line_since_us: int | None = None,
) -> Pace:  # fmt: skip
    """Give the pace of a direction. `lanes`: open at both controls, 0: not told.

    `line_since_us`: since when trucks have stood in line without a gap; none: nobody stands there.
    """
    own = [one for one in steps if one.towards == towards]
    exit_ = _stage(own, EXIT, CLEARED, lanes[0], EXIT_MIN, now_us)
    began = [one.at_us for one in own if one.what == EXIT]
    if line_since_us is not None:
        exit_ = _as_seen(exit_, began, line_since_us, now_us)
    lags = _between(own, CALLED, EXIT)
    ways = _between(own, CLEARED, ENTRY)
    tails = _between(own, IN, LEFT)
    came = sum(one.what == ARRIVED for one in own)
    return Pace(
        exit=exit_,
        entry=_stage(own, ENTRY, IN, lanes[1], ENTRY_MIN, now_us),
        lag_min=median(lags) if len(lags) >= FEWEST else LAG_MIN,
        strip_min=min(ways) if len(ways) >= FEWEST else STRIP_MIN,
        tail_min=median(tails) if len(tails) >= FEWEST else TAIL_MIN,
        arrivals_per_day=float(max(came, 1)),
    )


def _stage(own: Iterable[Step], begin: int, end: int, lanes: int, mean_min: float, now_us: int) -> Stage:
    took = _between(own, begin, end)
    at_once = lanes or _at_once(own, begin, end, now_us - SEEN_H * HOUR_US)
    if len(took) < FEWEST:
        return Stage(max(1, at_once), mean_min, CV, True)
    mean = max(fmean(took), 0.1)
    return Stage(max(1, at_once), mean, min(pstdev(took) / mean, 3.0), False)


def _as_seen(stage: Stage, began: Sequence[int], since_us: int, now_us: int) -> Stage:
    """Slow a stage down to what it was seen to take on while the line stood."""
    since_us = max(since_us, now_us - SEEN_H * HOUR_US)
    hours = (now_us - since_us) / HOUR_US
    count = sum(since_us <= one <= now_us for one in began)
    if hours < BUSY_H or count < FEWEST:
        return stage
    seen_min = 60.0 * hours * stage.servers / count
    mean = min(max(stage.mean_min, seen_min), _SLOWEST * stage.mean_min)
    return msgspec.structs.replace(stage, mean_min=mean)


def _between(own: Iterable[Step], begin: int, end: int) -> list[float]:
    """Give how long trucks took from one step to another [min]."""
    began: dict[int, int] = {}
    took: list[float] = []
    for one in own:
        if one.what == begin:
            began[one.passage] = one.at_us
        elif one.what == end and one.passage in began:
            took.append((one.at_us - began.pop(one.passage)) / _MIN_US)
    return [one for one in took if one >= 0]


def _at_once(own: Iterable[Step], begin: int, end: int, since_us: int) -> int:
    """Give how many were served at once at most since an instant."""
    inside: set[int] = set()
    most = 0
    for one in own:
        if one.what == begin:
            inside.add(one.passage)
        elif one.what in (end, LEFT):
            inside.discard(one.passage)
        if one.at_us >= since_us:
            most = max(most, len(inside))
    return most
