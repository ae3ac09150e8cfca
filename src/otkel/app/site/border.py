"""The border as it is drawn: a line through the crossing points, towns beside it, and the projection.

The line was put together by hand: the coordinates of the crossing points (gazetteer), and between them
bends that any road map shows, to a tenth of a degree. It tells where a point lies along the border and is
no boundary of anything; see docs/guide/board.md.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import NamedTuple

from otkel.facts.people import Language

# Latitude and longitude [degrees, WGS 84], from the Caspian Sea to the Altai.
LINE: tuple[tuple[float, float], ...] = (
    (46.2, 49.3), (46.5, 48.8), (46.7, 48.5), (47.4, 48.2), (47.8, 48.1), (47.8, 47.2), (48.2, 47.1),
    (48.4, 46.5), (49.0, 46.8), (49.4, 46.8), (49.9, 47.2), (50.4, 47.4), (50.2, 48.0), (49.9, 48.6),
    (50.6, 48.7), (51.1, 49.7), (51.4, 50.4), (51.6, 50.8), (51.7, 51.1), (51.5, 51.5), (51.5, 52.5),
    (51.5, 53.4), (51.2, 53.8), (51.0, 54.4), (50.6, 54.6), (50.9, 54.7), (50.6, 55.1), (50.6, 55.7),
    (50.8, 56.1), (51.0, 56.5), (51.0, 57.1), (50.9, 57.5), (51.1, 57.8), (51.1, 58.4), (50.8, 58.6),
    (50.5, 59.5), (50.8, 60.1), (50.7, 60.7), (50.8, 61.4), (51.3, 61.6), (51.4, 61.0), (51.8, 60.2),
    (52.0, 60.5), (52.3, 60.9), (52.7, 60.8), (53.0, 61.3), (53.0, 62.0), (53.3, 61.2), (53.6, 61.5),
    (54.0, 61.6), (54.1, 62.5), (54.2, 63.2), (54.3, 64.2), (54.4, 64.9), (54.4, 65.3), (54.7, 66.0),
    (54.8, 67.0), (55.0, 67.9), (55.2, 68.6), (55.3, 69.2), (55.2, 70.2), (55.3, 70.8), (54.7, 71.2),
    (54.2, 71.2), (54.1, 72.2), (54.0, 72.7), (53.6, 73.3), (53.5, 73.6), (53.9, 74.4), (53.8, 75.1),
    (54.2, 76.2), (54.4, 76.8), (54.2, 76.9), (53.3, 77.8), (52.7, 78.4), (52.4, 78.7), (51.9, 79.3),
    (51.3, 79.6), (50.8, 80.1), (51.2, 80.4), (51.2, 80.9), (51.0, 81.4), (50.8, 81.9), (50.8, 82.6),
    (51.0, 83.5), (50.4, 84.2), (49.9, 85.2), (49.6, 86.3), (49.3, 87.0), (49.1, 87.3),
)  # fmt: skip


class Town(NamedTuple):
    """A town that helps to find one's way on the map."""

    lat: float
    lon: float
    name: str
    name_ru: str
    name_kk: str

    def called(self, language: Language) -> str:
        """Give its name in a language."""
        return {Language.RU: self.name_ru, Language.KK: self.name_kk}.get(language, self.name)


TOWNS = (
    Town(46.35, 48.04, "Astrakhan", "Астрахань", "Астрахан"),
    Town(47.11, 51.92, "Atyrau", "Атырау", "Атырау"),
    Town(51.53, 46.03, "Saratov", "Саратов", "Саратов"),
    Town(53.20, 50.15, "Samara", "Самара", "Самара"),
    Town(51.23, 51.37, "Oral", "Уральск", "Орал"),
    Town(51.77, 55.10, "Orenburg", "Оренбург", "Орынбор"),
    Town(50.28, 57.17, "Aktobe", "Актобе", "Ақтөбе"),
    Town(55.16, 61.40, "Chelyabinsk", "Челябинск", "Челябі"),
    Town(53.21, 63.62, "Kostanay", "Костанай", "Қостанай"),
    Town(54.87, 69.15, "Petropavl", "Петропавловск", "Петропавл"),
    Town(51.16, 71.45, "Astana", "Астана", "Астана"),
    Town(54.99, 73.37, "Omsk", "Омск", "Омбы"),
    Town(52.29, 76.97, "Pavlodar", "Павлодар", "Павлодар"),
    Town(50.41, 80.25, "Semey", "Семей", "Семей"),
    Town(53.35, 83.77, "Barnaul", "Барнаул", "Барнауыл"),
    Town(49.95, 82.61, "Oskemen", "Усть-Каменогорск", "Өскемен"),
)
_SOUTH, _NORTH, _MIDDLE, _FOOT = radians(47.0), radians(55.0), radians(67.0), radians(50.0)
_N = (sin(_SOUTH) + sin(_NORTH)) / 2
_C = cos(_SOUTH) ** 2 + 2 * _N * sin(_SOUTH)


def project(lat: float, lon: float) -> tuple[float, float]:
    """Give where a place lies on the plane [radii of the Earth], to the east and to the south.

    Albers' equal-area conic projection upon two parallels [1, p. 98].

    [1] J. P. Snyder: Map projections, a working manual. US Geological Survey 1395, 1987.
    """
    angle = _N * (radians(lon) - _MIDDLE)
    radius = sqrt(_C - 2 * _N * sin(radians(lat))) / _N
    foot = sqrt(_C - 2 * _N * sin(_FOOT)) / _N
    return radius * sin(angle), -(foot - radius * cos(angle))
