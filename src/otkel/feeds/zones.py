"""Zones drawn around the posts of crossing points, as an operator gives them in GeoJSON.

The gazetteer's places are good for a country map and not for a fence, so zones are data of whoever uses
them, each with how precise it is. A feature is a polygon, or a point with `radius_m`, and its properties say
`point` (slug), `kind` (`waiting`: waiting area or the line on the road; `post`: the control on one side;
`strip`: between the posts), `country` (whose side it is; none for the strip) and `precision_m`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard

import msgspec

from otkel.errors import InputError, Mistake, UnknownNameError, Where
from otkel.facts.gazetteer import get_point
from otkel.feeds.published import page_bytes, read_json, rows_of
from otkel.phrases import Phrase, phrase

MOST_ZONES = 2_000
MOST_CORNERS = 500  # of one zone
COARSEST_M = 2_000.0  # a zone that is known worse does not tell two posts apart
_CORNERS = 36  # of a circle; its chords lie 0.4 % of the radius inside
_M_PER_DEGREE = 111_320.0
Ring = tuple[tuple[float, float], ...]  # (longitude, latitude) in degrees of WGS 84, not closed


class ZoneKind(StrEnum):
    """What a truck does in a zone."""

    WAITING = "waiting"
    POST = "post"
    STRIP = "strip"


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """One zone. `rings`: outlines and holes together; what lies in an odd number of them is inside."""

    point: str
    kind: ZoneKind
    country: str | None
    precision_m: float  # how far its outline may be off
    rings: tuple[Ring, ...]


def read_zones(source: Path | bytes, name: str = "zones") -> tuple[Zone, ...]:
    """Read zones from GeoJSON. Raises InputError with everything that is wrong in it."""
    shown = source.name if isinstance(source, Path) else name
    features = rows_of(read_json(page_bytes(source, shown), shown), "features", shown)
    if not 0 < len(features) <= MOST_ZONES:
        told = phrase("the file holds {n} zones; 1 to {most} are read", n=len(features), most=MOST_ZONES)
        raise InputError([Mistake(told, phrase("draw a zone around each post"), Where(file=shown))])
    found: list[Zone] = []
    mistakes: list[Mistake] = []
    for number, feature in enumerate(features, 1):
        wrong = [one.at(file=shown, row=number) for one in _check(feature)]
        mistakes += wrong
        if not wrong:
            found.append(_zone(feature["properties"], feature["geometry"]))
    if mistakes:
        raise InputError(mistakes)
    return tuple(found)


def _zone(told: dict[str, Any], shape: dict[str, Any]) -> Zone:
    return Zone(
        point=told["point"],
        kind=ZoneKind(told["kind"]),
        country=told.get("country"),
        precision_m=float(told["precision_m"]),
        rings=_rings(shape, told.get("radius_m")),
    )


def _check(feature: Any) -> Iterator[Mistake]:
    told = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(told, dict):
        yield _wrong(phrase("this is no zone"), phrase("give a GeoJSON feature with properties"))
        return
    yield from _check_place(told)
    precision = told.get("precision_m")
    if not _is_number(precision) or not 0 < precision <= COARSEST_M:
        fix = phrase("say how far its outline may be off, 1 to {most} m", most=int(COARSEST_M))
        yield _wrong(phrase("the zone does not say how precise it is"), fix, "precision_m")
    rings = _rings(feature.get("geometry"), told.get("radius_m"))
    corners = sum(map(len, rings))
    if not rings or min(map(len, rings)) < 3 or corners > MOST_CORNERS:
        fix = phrase("draw a polygon of 3 to {most} corners, or a point with radius_m", most=MOST_CORNERS)
        yield _wrong(phrase("the zone has no outline"), fix, "geometry")


def _check_place(told: dict[str, Any]) -> Iterator[Mistake]:
    kind = told.get("kind")
    if kind not in tuple(ZoneKind):
        yield _wrong(
            phrase("the kind of the zone is not known"),
            phrase("take one of: {options}", options=tuple(one.value for one in ZoneKind)),
            "kind",
        )
    try:
        point = get_point(str(told.get("point"))[:60])
    except UnknownNameError:
        yield _wrong(phrase("the crossing point is not known"), phrase("see: otkel points"), "point")
        return
    if told.get("point") != point.slug:
        yield _wrong(
            phrase("the crossing point is not known"), phrase("write it as: {slug}", slug=point.slug)
        )
    sides = tuple(side.country for side in point.sides)
    if kind != ZoneKind.STRIP and told.get("country") not in sides:
        yield _wrong(
            phrase("the zone does not say on whose side it lies"),
            phrase("take one of: {options}", options=sides),
            "country",
        )


def _rings(shape: Any, radius_m: Any) -> tuple[Ring, ...]:
    """Give the outlines of a shape; none where it is not one that can be read."""
    if not isinstance(shape, dict):
        return ()
    kind, told = shape.get("type"), shape.get("coordinates")
    if kind == "Point" and _is_place(told) and _is_number(radius_m) and 10 <= radius_m <= 20_000:
        return (_circle(told[0], told[1], float(radius_m)),)
    if kind == "Polygon":
        rings = told
    elif kind == "MultiPolygon" and isinstance(told, list) and all(isinstance(one, list) for one in told):
        rings = [ring for one in told for ring in one]
    else:
        return ()
    if not isinstance(rings, list) or not all(isinstance(ring, list) for ring in rings):
        return ()
    if not all(_is_place(corner) for ring in rings for corner in ring):
        return ()
    return tuple(_open([(float(one[0]), float(one[1])) for one in ring]) for ring in rings)


def _open(ring: list[tuple[float, float]]) -> Ring:
    return tuple(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring)


def _circle(east: float, north: float, radius_m: float) -> Ring:
    high = radius_m / _M_PER_DEGREE
    wide = high / math.cos(math.radians(north))
    turns = [2 * math.pi * step / _CORNERS for step in range(_CORNERS)]
    return tuple((east + wide * math.cos(turn), north + high * math.sin(turn)) for turn in turns)


def _is_place(told: Any) -> TypeGuard[list[Any]]:
    return (
        isinstance(told, list)
        and len(told) >= 2
        and all(_is_number(one) for one in told[:2])
        and -180 <= told[0] <= 180
        and -85 <= told[1] <= 85
    )


def _is_number(told: Any) -> TypeGuard[float]:
    return isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)


def _wrong(what: Phrase, do: Phrase, field: str | None = None) -> Mistake:
    return Mistake(what, do, Where(field=field))
