"""The map of the border: where each pin lies, what it looks like, and labels that do not lie upon each other.

It is drawn as one wide sheet, and in three parts for a narrow screen. What a pin tells it tells by its shape
and by its colour; a number beside a name is the number of trucks that wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from otkel.app.site.border import LINE, TOWNS, project
from otkel.app.site.border_looks import Look, Told
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language

_LETTER, _LINE_PX = 6.6, 14.0  # px of a label: width of a letter, height of a line
_PIN, _DOT = 8.0, 3.0  # px, half of the side of a pin, and of the dot of a town


class Sheet(NamedTuple):
    """A part of the border that is drawn as one picture. Sizes in px, longitudes in degrees."""

    name: str
    width: int
    height: int
    west: float
    east: float


SHEETS = (
    Sheet("whole", 1120, 420, 44.5, 88.5),
    Sheet("west", 358, 250, 45.0, 58.0),
    Sheet("middle", 358, 300, 57.9, 72.0),
    Sheet("east", 358, 270, 71.5, 87.5),
)


class Label(NamedTuple):
    """A text beside a place: where it is anchored, and to which side it runs."""

    x: float
    y: float
    anchor: str  # start, middle or end
    text: str


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """One crossing point on a sheet."""

    point: CrossingPoint
    x: float
    y: float
    told: Told
    name: str
    label: Label | None  # none: there was no room


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet with everything in its place."""

    sheet: Sheet
    line: str  # points of the border
    towns: tuple[tuple[float, float, Label | None], ...]
    pins: tuple[Pin, ...]


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return not (
            self.right <= other.left or other.right <= self.left
            or self.bottom <= other.top or other.bottom <= self.top
        )  # fmt: skip


def draw_map(
    points: Sequence[CrossingPoint], told: dict[str, Told], language: Language, digits: int = 0
) -> tuple[Picture, ...]:
    """Give the sheets of the map. A point whose place is not known stands on none of them.

    Labels leave room for a number of so many digits that a script may write behind a name.
    """
    return tuple(_picture(sheet, points, told, language, digits) for sheet in SHEETS)


def _picture(
    sheet: Sheet, points: Sequence[CrossingPoint], told: dict[str, Told], language: Language, digits: int
) -> Picture:
    plane = _Plane(sheet)
    places = [
        (one, *plane.at(one.lat, one.lon)) for one in points if one.lat is not None and one.lon is not None
    ]
    places = [one for one in places if plane.holds(*one[1:])]
    towns = [(one, *plane.at(one.lat, one.lon)) for one in TOWNS]
    towns = [one for one in towns if plane.holds(*one[1:])]
    taken = [_around(x, y, _PIN) for _, x, y in places] + [_around(x, y, _DOT) for _, x, y in towns]
    pins = {}
    for point, x, y in sorted(places, key=lambda one: _rank(one[0], told)):
        said = told.get(point.slug, Told(Look.UNKNOWN))
        name = _name(point, language)
        number = "" if said.trucks is None else f"{said.trucks:.0f}"
        text = f"{name} {number.ljust(digits)}" if number or digits else name
        label = plane.label(x, y, text, taken)
        pins[point.slug] = Pin(point=point, x=x, y=y, told=said, name=name, label=label)
    line = [plane.at(lat, lon) for lat, lon in LINE]
    return Picture(
        sheet=sheet,
        line=" ".join(f"{x:.0f},{y:.0f}" for x, y in line),
        towns=tuple((x, y, plane.label(x, y, one.called(language), taken)) for one, x, y in towns),
        pins=tuple(pins[one.slug] for one, _, _ in places),
    )


class _Plane:
    """Puts places onto a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        inside = [project(lat, lon) for lat, lon in LINE if sheet.west <= lon <= sheet.east]
        xs, ys = [x for x, _ in inside], [y for _, y in inside]
        pad = 26.0
        self._scale = min(
            (sheet.width - 2 * pad) / (max(xs) - min(xs)), (sheet.height - 2 * pad) / (max(ys) - min(ys))
        )
        self._x = sheet.width / 2 - self._scale * (max(xs) + min(xs)) / 2
        self._y = sheet.height / 2 - self._scale * (max(ys) + min(ys)) / 2

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = project(lat, lon)
        return round(self._x + self._scale * x, 1), round(self._y + self._scale * y, 1)

    def holds(self, x: float, y: float) -> bool:
        return _PIN <= x <= self._sheet.width - _PIN and _PIN <= y <= self._sheet.height - _PIN

    def _takes(self, box: _Box) -> bool:
        width, height = self._sheet.width, self._sheet.height
        return box.left >= 0 and box.top >= 0 and box.right <= width and box.bottom <= height

    def label(self, x: float, y: float, text: str, taken: list[_Box]) -> Label | None:
        """Find a free place for a text around another place; none: there is none."""
        for label in _around_labels(x, y, text):
            box = _box(label)
            if self._takes(box) and not any(box.meets(one) for one in taken):
                taken.append(box)
                return label
        return None


def _around_labels(x: float, y: float, text: str) -> Iterable[Label]:
    down, side = _PIN + _LINE_PX - 2, _PIN + 4
    yield Label(x + side, y + 4, "start", text)
    yield Label(x - side, y + 4, "end", text)
    yield Label(x, y - _PIN - 5, "middle", text)
    yield Label(x, y + down, "middle", text)
    for across, anchor in ((side - 4, "start"), (4 - side, "end")):
        yield Label(x + across, y - _PIN - 2, anchor, text)
        yield Label(x + across, y + down - 2, anchor, text)
    for further in (_LINE_PX - 2, 2 * _LINE_PX - 6):
        yield Label(x, y + down + further, "middle", text)
        yield Label(x, y - _PIN - 5 - further, "middle", text)


def _box(label: Label) -> _Box:
    width = _LETTER * len(label.text)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return _Box(left - 1, label.y - _LINE_PX + 3, left + width + 1, label.y + 3)


def _around(x: float, y: float, half: float) -> _Box:
    return _Box(x - half, y - half, x + half, y + half)


def _rank(point: CrossingPoint, told: dict[str, Told]) -> tuple[int, float, int, str]:
    """Order who is given a label first: those of which something is known, then those open to all states."""
    said = told.get(point.slug, Told(Look.UNKNOWN))
    is_open_to_all = point.status is not None and point.status.value == "multilateral"
    return int(said.look is Look.UNKNOWN), -(said.trucks or 0.0), int(not is_open_to_all), point.slug


def _name(point: CrossingPoint, language: Language) -> str:
    side = point.sides[0]
    return {Language.RU: side.name_ru, Language.KK: side.name_kk}.get(language, side.name)
