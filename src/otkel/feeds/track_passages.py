"""From visits to passages: a truck waits on one side, goes through the control there and through the other.

Which way it goes is read from the order of the posts. A post seen once only ends as turned back or given up,
never as through. Times are the first position inside a zone and the first away from it, with the bound on the
other side beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import msgspec
import polars as pl

from otkel.facts.events.choices import Stage, WayOut
from otkel.feeds.zones import Zone, ZoneKind

# A truck that is seen nowhere at a point for longer has given that passage up (an assumption, 6 to 48 h).
AWAY_US = 86_400_000_000
# Who comes into the first post again so soon after the second one was sent back (an assumption, 1 to 6 h).
BACK_US = 7_200_000_000
# Who came through and stands on the other side is not in the line back (an assumption, 1 to 12 h).
AFTER_US = 21_600_000_000


class Time(msgspec.Struct, frozen=True):
    """An instant known from positions: it was not before `after_us`, and at `at_us` it had happened."""

    at_us: int
    after_us: int | None = None


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One visit of a device to a zone."""

    zone: Zone
    came: Time
    last_us: int
    went: Time | None  # none: it is there still


class TrackedPassage(msgspec.Struct, kw_only=True):
    """A passage as positions show it. What was not seen is None."""

    device: str
    point: str
    origin: str  # the country it comes out of
    arrived: Time
    stage: Stage
    exit_started: Time | None = None
    exit_cleared: Time | None = None
    entry_started: Time | None = None
    entry_cleared: Time | None = None
    sent_back: bool = False  # from the other side's post
    way: WayOut | None = None  # none: it goes on
    ended_us: int | None = None

    @property
    def reached_post(self) -> bool:
        """Whether it came into a post at all."""
        return self.exit_started is not None or self.entry_started is not None


def find_passages(visits: pl.DataFrame, zones: Sequence[Zone], now_us: int) -> list[TrackedPassage]:
    """Find the passages of all devices. `now_us`: until when positions were looked for."""
    found: list[TrackedPassage] = []
    for device, rows in groupby(visits.iter_rows(named=True), key=itemgetter("device")):
        found += _of_device(str(device), [_seen(row, zones) for row in rows], now_us)
    return found


def _seen(row: dict[str, int], zones: Sequence[Zone]) -> Seen:
    went = row["out_us"]
    return Seen(
        zone=zones[row["zone"]],
        came=Time(row["in_us"], row["before_us"]),
        last_us=row["last_us"],
        went=None if went is None else Time(went, row["last_us"]),
    )


def _of_device(device: str, visits: Sequence[Seen], now_us: int) -> Iterator[TrackedPassage]:
    going: TrackedPassage | None = None
    last_us = 0
    through: tuple[str, int] | None = None  # the point, and when it came through there
    for one in visits:
        if going is not None and (one.zone.point != going.point or one.came.at_us - last_us > AWAY_US):
            yield from _closed(going, last_us, through)
            going = None
        if going is None:
            going = _begin(device, one)
        elif not _goes_on(going, one):
            yield from _closed(going, last_us, through)
            through = (going.point, last_us) if going.way is WayOut.THROUGH else through
            going = _begin(device, one)
        if going is not None:
            _take(going, one)
        last_us = one.last_us
    if going is not None:
        if (going.entry_cleared is not None and not going.sent_back) or now_us - last_us > AWAY_US:
            yield from _closed(going, last_us, through)
        else:
            yield going


def _begin(device: str, one: Seen) -> TrackedPassage | None:
    if one.zone.kind is ZoneKind.STRIP or one.zone.country is None:
        return None  # where it came from is not known
    stage = Stage.WAITING_AREA if one.zone.kind is ZoneKind.WAITING else Stage.ROAD_QUEUE
    return TrackedPassage(
        device=device, point=one.zone.point, origin=one.zone.country, arrived=one.came, stage=stage
    )


def _goes_on(going: TrackedPassage, one: Seen) -> bool:
    """Tell whether a visit belongs to the passage: after the other post it is over, unless it comes back."""
    if going.entry_cleared is None or going.sent_back:
        return True
    if one.zone.kind is not ZoneKind.POST:
        return one.zone.kind is ZoneKind.STRIP
    if one.zone.country != going.origin:
        return True
    return one.came.at_us - going.entry_cleared.at_us <= BACK_US


def _take(going: TrackedPassage, one: Seen) -> None:
    if one.zone.kind is not ZoneKind.POST:
        return
    if one.zone.country == going.origin:
        if going.entry_started is None:  # sent back into the line and in again: the last time counts
            going.exit_started, going.exit_cleared = one.came, one.went
        going.sent_back = going.entry_started is not None
        return
    if going.entry_started is None:
        going.entry_started = one.came
    going.entry_cleared, going.sent_back = one.went, False


def _closed(going: TrackedPassage, last_us: int, through: tuple[str, int] | None) -> Iterator[TrackedPassage]:
    going.ended_us = last_us
    if going.entry_cleared is not None and not going.sent_back:
        going.way = WayOut.THROUGH
    else:
        going.way = WayOut.BACK if going.reached_post else WayOut.GAVE_UP
    lingers = (
        through is not None
        and through[0] == going.point
        and not going.reached_post
        and going.arrived.at_us - through[1] <= AFTER_US
    )
    if not lingers:
        yield going
