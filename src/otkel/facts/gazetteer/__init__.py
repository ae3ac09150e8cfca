"""Crossing points: where two posts face each other, and what is known of them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec

from otkel.errors import UnknownNameError
from otkel.phrases import phrase

POINTS = Path(__file__).parent / "points.json"
_APART = re.compile(r"[/–—]|\s-\s")


class Status(StrEnum):
    """Whose citizens and carriers may use a point."""

    MULTILATERAL = "multilateral"  # of every state
    BILATERAL = "bilateral"  # of the two states only


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """The post on one side: its state (ISO 3166), its names and its region."""

    country: str
    name: str  # Latin letters
    name_ru: str
    name_kk: str
    region: str


class CrossingPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One crossing point. None always means: not found.

    `sides` begins with the Kazakh side, else with the side towards which this border is usually
    named. `lat` and `lon` [degrees, WGS 84] are good for a country map, not for a geofence.
    `zone` is the IANA zone of the first side. `equeue_since` is the first day of Kazakhstan's
    electronic queue at the point.
    """

    slug: str
    sides: tuple[Side, Side]
    aliases: tuple[str, ...] = ()
    status: Status | None = None
    lat: float | None = None
    lon: float | None = None
    coordinate_note: str | None = None
    zone: str
    equeue_since: date | None = None
    equeue_note: str | None = None
    capacity_note: str | None = None
    flow_note: str | None = None
    note: str | None = None

    @property
    def countries(self) -> tuple[str, str]:
        """The two states, in the order of the sides."""
        return (self.sides[0].country, self.sides[1].country)

    @property
    def border(self) -> str:
        """The border by its two states, for example `KZ-RU`."""
        return "-".join(self.countries)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of both sides, without the other spellings."""
        return tuple(name for s in self.sides for name in (s.name, s.name_ru, s.name_kk))


class _Gazetteer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    points: tuple[CrossingPoint, ...]


def list_points(border: str | None = None) -> tuple[CrossingPoint, ...]:
    """Give all points, or those of one border named in either order, for example `RU-KZ`."""
    if border is None:
        return _read().points
    pair = set(border.upper().split("-"))
    return tuple(p for p in _read().points if set(p.countries) == pair)


def get_point(slug: str) -> CrossingPoint:
    """Give a point by its slug. Raises UnknownNameError."""
    try:
        return _by_slug()[slug]
    except KeyError:
        raise UnknownNameError(
            phrase("there is no crossing point {name}", name=slug),
            phrase("see the crossing points with: otkel points"),
        ) from None


def find_point(text: str) -> CrossingPoint | None:
    """Find a point by its slug or any name of either side, in any script, case and spacing.

    Two names with a slash or a dash between them are read too, when they name the same point.
    """
    found = _by_name().get(_fold(text))
    if found is not None:
        return found
    parts = [_by_name().get(_fold(part)) for part in _APART.split(text)]
    return parts[0] if all(part == parts[0] for part in parts) else None


def find_leg(route: tuple[str, ...], slug: str) -> tuple[str, str] | None:
    """Give the first pair of a route, from state and to state, between which the point lies."""
    point = _by_slug().get(slug)
    if point is None:
        return None
    both_ways = (point.countries, point.countries[::-1])
    return next((leg for leg in pairwise(route) if leg in both_ways), None)


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return "".join(c for c in letters if c.isalnum())


@lru_cache(maxsize=1)
def _read() -> _Gazetteer:
    return msgspec.json.decode(POINTS.read_bytes(), type=_Gazetteer)


@lru_cache(maxsize=1)
def _by_slug() -> dict[str, CrossingPoint]:
    return {p.slug: p for p in _read().points}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, CrossingPoint]:
    """Index every name; a slug goes before a name, a name before another spelling."""
    index: dict[str, CrossingPoint] = {}
    for names in (lambda p: (p.slug,), lambda p: p.names, lambda p: p.aliases):
        for point in _read().points:
            for name in names(point):
                index.setdefault(_fold(name), point)
    return index
