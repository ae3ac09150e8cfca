"""Crossing points for a reader."""

from __future__ import annotations

from otkel.app.asked import suggest
from otkel.app.plain import Json, plain
from otkel.app.words import Words
from otkel.errors import UnknownNameError
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.phrases import phrase


def list_points(words: Words, border: str | None = None) -> list[Json]:
    """Give all crossing points, or those of one border such as KZ-RU. Raises UnknownNameError."""
    found = gazetteer.list_points(border)
    if border is not None and not found:
        known = dict.fromkeys(p.border for p in gazetteer.list_points())
        raise UnknownNameError(
            phrase("no crossing points are recorded at the border {border}", border=border),
            suggest(border.upper(), known),
        )
    return [_point(one, words) for one in found]


def _point(point: CrossingPoint, words: Words) -> Json:
    one, other = point.sides
    return {
        "slug": point.slug,
        "border": point.border,
        "name": f"{one.name} – {other.name}",
        "name_ru": f"{one.name_ru} – {other.name_ru}",
        "name_kk": f"{one.name_kk} – {other.name_kk}",
        "status": plain(point.status, words),
        "lat": point.lat,
        "lon": point.lon,
        "zone": point.zone,
        "equeue_since": plain(point.equeue_since, words),
        "sides": [plain(side, words) for side in point.sides],
        "note": point.note,
    }
