"""From positions to visits: which device was in which zone from when until when.

A device comes into a zone at its first position inside. It goes at its first position that is neither inside
nor in the rim of the zone, so that a place that jitters about the outline does not come and go. Each end is
an interval: between the last position before and the first after, nobody knows.

The answer depends on the set of positions alone: in which order they come, how often, and what repeats an
old fix changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from otkel.feeds.zone_shapes import AWAY, place_in_zones
from otkel.feeds.zones import Zone

# What is asked of positions: device (any whole number or text), µs of UTC, degrees of WGS 84.
COLUMNS = ("device", "fix_us", "latitude", "longitude")
VISITS = {
    "device": None,
    "zone": pl.Int32(),  # number in the sequence of zones
    "before_us": pl.Int64(),  # the last position before it came; none: it was inside from its first one on
    "in_us": pl.Int64(),  # the first inside
    "last_us": pl.Int64(),  # the last inside or in the rim
    "out_us": pl.Int64(),  # the first away; none: it is inside still
}
JUMP_KM_H = 200.0  # faster than this to and from a position: the fix jumped
GAP_US = 172_800_000_000  # silence after which nobody knows that it stayed: two days (assumption, 1 to 7)
_EARTH_KM = 6_371.0
Bools = NDArray[np.bool_]


def find_visits(positions: pl.DataFrame, zones: Sequence[Zone]) -> pl.DataFrame:
    """Find the visits of each device, in order of device and time. Take only positions that are fixes."""
    frame = positions.select(COLUMNS).sort("device", "fix_us", "latitude", "longitude")
    frame = frame.filter(_is_first(frame))
    frame = frame.filter(pl.Series(~_jumps(frame)))
    if frame.is_empty():
        return frame.select("device").with_columns(pl.lit(None).cast(t).alias(n) for n, t in _MADE.items())
    at_us = frame["fix_us"].to_numpy()
    device = frame["device"].rank("dense").to_numpy()
    places = place_in_zones(zones, frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    zone = _state(places.zone, places.inside, device, at_us)
    return _visits(frame["device"], device, at_us, zone)


_MADE: dict[str, Any] = {name: kind for name, kind in VISITS.items() if kind is not None}


def _state(zone: NDArray[np.int32], inside: Bools, device: Any, at_us: Any) -> NDArray[np.int32]:
    """Give the zone each position counts to: in the rim only what came from inside."""
    new = _begins(zone, device, at_us)
    number = np.cumsum(new) - 1
    rows = np.arange(len(zone))
    # The first row inside of each run of one zone; rows of the run before it lie in the rim only.
    first = np.full(number[-1] + 1, len(zone))
    np.minimum.at(first, number[inside], rows[inside])
    return np.where(rows >= first[number], zone, AWAY).astype(np.int32)


def _begins(zone: Any, device: Any, at_us: Any) -> Bools:
    """Tell where a run begins: another zone, another device, or after a silence."""
    new = np.ones(len(zone), np.bool_)
    new[1:] = (zone[1:] != zone[:-1]) | (device[1:] != device[:-1]) | (at_us[1:] - at_us[:-1] > GAP_US)
    return new


def _visits(names: pl.Series, device: Any, at_us: Any, zone: Any) -> pl.DataFrame:
    new = _begins(zone, device, at_us)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(zone)) - 1
    kept = zone[first] != AWAY
    first, last = first[kept], last[kept]
    before, after = first - 1, np.minimum(last + 1, len(zone) - 1)
    was_here = (before >= 0) & (device[before] == device[first])
    goes_on = (last + 1 < len(zone)) & (device[after] == device[last])
    return pl.DataFrame(
        {
            "device": names[first],
            "zone": zone[first],
            "before_us": _known(at_us[before], was_here),
            "in_us": at_us[first],
            "last_us": at_us[last],
            "out_us": _known(at_us[after], goes_on),
        }
    )


def _known(at_us: Any, known: Bools) -> pl.Series:
    return pl.Series(at_us, dtype=pl.Int64).zip_with(
        pl.Series(known), pl.repeat(None, len(known), dtype=pl.Int64, eager=True)
    )


def _is_first(frame: pl.DataFrame) -> pl.Series:
    """Tell which positions are the first of their device and instant; they stand in order."""
    if frame.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    device, fix_us = frame["device"], frame["fix_us"]
    differs = (device[1:] != device[:-1]) | (fix_us[1:] != fix_us[:-1])
    return pl.concat([pl.Series([True]), differs.alias("")])


def _jumps(frame: pl.DataFrame) -> Bools:
    """Tell which positions no truck can have reached and left again: alone far off between two others."""
    jumps = np.zeros(len(frame), np.bool_)
    if len(frame) < 3:
        return jumps
    fast = _speeds_km_h(frame) > JUMP_KM_H
    same = (frame["device"][1:] == frame["device"][:-1]).to_numpy()
    fast &= same
    jumps[1:-1] = fast[:-1] & fast[1:]
    # Of two that are reached and left at once the second may be the true one again.
    jumps[1:] &= ~jumps[:-1]
    return jumps


def _speeds_km_h(frame: pl.DataFrame) -> NDArray[np.float64]:
    """Give the speed between each position and the next. Distances by the haversine of a sphere."""
    north = np.radians(frame["latitude"].to_numpy())
    east = np.radians(frame["longitude"].to_numpy())
    span_h = np.maximum(np.diff(frame["fix_us"].to_numpy()), 1) / 3.6e9
    half = np.sin(np.diff(north) / 2) ** 2
    half += np.cos(north[1:]) * np.cos(north[:-1]) * np.sin(np.diff(east) / 2) ** 2
    far: NDArray[np.float64] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return far / span_h
