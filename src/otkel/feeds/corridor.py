"""The route of a seal, and how far off it a position lies.

A route is a line of GeoJSON whose corners lie at most 50 km apart. Distances are taken on a plane that
touches the Earth at the position: at the 50 km that the law asks about they are off by less than 0.5 km.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from otkel.errors import InputError
from otkel.feeds.opening import refuse
from otkel.feeds.published import page_bytes, read_json
from otkel.phrases import phrase

MOST_CORNERS = 20_000
MOST_APART_M = 50_000.0
_M_PER_DEGREE = 111_320.0
Corner = tuple[float, float]  # longitude, latitude
Route = tuple[Corner, ...]


def read_route(source: Path | bytes, name: str = "route") -> Route:
    """Read a route: a line, or the first feature of a collection that is one. Raises InputError."""
    shown = source.name if isinstance(source, Path) else name
    line = _line(read_json(page_bytes(source, shown), shown))
    if not isinstance(line, list) or not 2 <= len(line) <= MOST_CORNERS or not all(map(_is_corner, line)):
        raise _no_route(shown)
    route = tuple((float(one[0]), float(one[1])) for one in line)
    if any(_apart_m(one, other) > MOST_APART_M for one, other in pairwise(route)):
        raise refuse(
            phrase("corners of the route lie more than {most} km apart", most=int(MOST_APART_M / 1000)),
            phrase("draw it along the road"),
            shown,
        )
    return route


def off_route_m(route: Sequence[Corner], east: float, north: float) -> float:
    """Give how far a position is from the nearest place of a route [m]."""
    wide = _M_PER_DEGREE * math.cos(math.radians(north))
    plane = [((e - east) * wide, (n - north) * _M_PER_DEGREE) for e, n in route]
    return min(_to_line_m(*one, *other) for one, other in pairwise(plane))


def _to_line_m(x1: float, y1: float, x2: float, y2: float) -> float:
    """Give how far the origin is from a line between two places."""
    dx, dy = x2 - x1, y2 - y1
    long = dx * dx + dy * dy
    along = min(1.0, max(0.0, -(x1 * dx + y1 * dy) / long)) if long else 0.0
    return math.hypot(x1 + along * dx, y1 + along * dy)


def _apart_m(one: Corner, other: Corner) -> float:
    wide = _M_PER_DEGREE * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot((one[0] - other[0]) * wide, (one[1] - other[1]) * _M_PER_DEGREE)


def _line(told: Any) -> Any:
    if isinstance(told, dict) and isinstance(told.get("features"), list) and told["features"]:
        told = told["features"][0]
    if isinstance(told, dict) and isinstance(told.get("geometry"), dict):
        told = told["geometry"]
    return told.get("coordinates") if isinstance(told, dict) and told.get("type") == "LineString" else None


def _is_corner(told: Any) -> bool:
    if not isinstance(told, list) or len(told) < 2:
        return False
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in told[:2])
    return numbers and -180 <= told[0] <= 180 and -85 <= told[1] <= 85


def _no_route(name: str) -> InputError:
    return refuse(
        phrase("the file holds no route"), phrase("give a GeoJSON LineString of 2 or more corners"), name
    )
