"""Which zone a position lies in, for millions of positions at once.

Geometry is done in metres on a plane that touches the Earth at each zone: over the 20 km of the largest zone
it is off by less than a metre. A position is inside a zone, in its rim (outside, but no farther from the
outline than it may be off), or away from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from otkel.feeds.zones import Zone

AWAY = -1
_M_PER_DEGREE = 111_320.0
_CELL_DEG = 0.05  # of the grid by which positions far from every zone are passed over
_ROW = 7_201  # cells from west to east, and one
_BLOCK = 200_000  # positions whose distances are held at once
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Places(NamedTuple):
    """By position: the zone it lies in or at whose rim it lies (AWAY: none), and whether inside."""

    zone: Ints
    inside: NDArray[np.bool_]


def place_in_zones(zones: Sequence[Zone], east: Floats, north: Floats) -> Places:
    """Find the zone of each position (degrees of WGS 84). Of several that hold it the smallest one."""
    zone = np.full(len(east), AWAY, np.int32)
    inside = np.zeros(len(east), np.bool_)
    shapes = [_Shape(one) for one in zones]
    near = _Near(shapes, east, north)
    # From large to small, so that the smallest has the last word; and first all rims, then all insides.
    order = sorted(range(len(zones)), key=lambda number: -shapes[number].area_m2)
    in_box: dict[int, NDArray[np.int64]] = {}
    held: dict[int, NDArray[np.bool_]] = {}
    for number in order:
        shape = shapes[number]
        rows = near.rows_in(shape.cells())
        rows = rows[shape.box_holds(east[rows], north[rows])]
        x, y = shape.plane(east[rows], north[rows])
        in_box[number], held[number] = rows, shape.holds(x, y)
        outside = np.flatnonzero(~held[number])
        rim = outside[shape.distance_m(x[outside], y[outside]) <= shape.precision_m]
        zone[rows[rim]] = number
    for number in order:
        rows = in_box[number][held[number]]
        zone[rows], inside[rows] = number, True
    return Places(zone, inside)


class _Shape:
    """The outline of a zone on its own plane, as edges from corner to corner."""

    def __init__(self, zone: Zone) -> None:
        corners = [np.array(ring, np.float64) for ring in zone.rings]
        every = np.concatenate(corners)
        self.precision_m = zone.precision_m
        self.west, self.south = every.min(axis=0)
        self.east_end, self.north_end = every.max(axis=0)
        self._east, self._north = every.mean(axis=0)
        self._wide = _M_PER_DEGREE * np.cos(np.radians(self._north))
        edges = [np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in corners]
        told = np.concatenate(edges)
        self.x1, self.y1 = self.plane(told[:, 0], told[:, 1])
        self.x2, self.y2 = self.plane(told[:, 2], told[:, 3])
        self.area_m2 = float(abs(np.sum(self.x1 * self.y2 - self.x2 * self.y1)) / 2)

    def plane(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        return (east - self._east) * self._wide, (north - self._north) * _M_PER_DEGREE

    def _margins(self) -> tuple[float, float]:
        return float(self.precision_m / self._wide), self.precision_m / _M_PER_DEGREE

    def box_holds(self, east: Floats, north: Floats) -> NDArray[np.bool_]:
        wide, high = self._margins()
        across = (east >= self.west - wide) & (east <= self.east_end + wide)
        answer: NDArray[np.bool_] = across & (north >= self.south - high) & (north <= self.north_end + high)
        return answer

    def cells(self) -> NDArray[np.int64]:
        wide, high = self._margins()
        columns = np.arange(_index(self.west - wide), _index(self.east_end + wide) + 1)
        rows = np.arange(_index(self.south - high), _index(self.north_end + high) + 1)
        return (rows[:, None] * _ROW + columns[None, :]).ravel()

    def holds(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Tell what lies within: a ray to the east crosses the outline an odd number of times."""
        odd = np.zeros(len(x), np.bool_)
        for x1, y1, x2, y2 in self._edges():
            if y1 == y2:
                continue
            spans = (y1 > y) != (y2 > y)
            odd ^= spans & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
        return odd

    def distance_m(self, x: Floats, y: Floats) -> Floats:
        """Give how far positions are from the outline."""
        least = np.full(len(x), np.inf)
        for x1, y1, x2, y2 in self._edges():
            dx, dy = x2 - x1, y2 - y1
            long = dx * dx + dy * dy
            along = np.clip(((x - x1) * dx + (y - y1) * dy) / long, 0, 1) if long else np.zeros(len(x))
            np.minimum(least, np.hypot(x - x1 - along * dx, y - y1 - along * dy), out=least)
        return least

    def _edges(self) -> Iterator[tuple[float, float, float, float]]:
        return zip(self.x1.tolist(), self.y1.tolist(), self.x2.tolist(), self.y2.tolist(), strict=True)


class _Near:
    """The positions that lie in a cell of any zone, in order of their cells."""

    def __init__(self, shapes: Sequence[_Shape], east: Floats, north: Floats) -> None:
        wanted = np.unique(np.concatenate([shape.cells() for shape in shapes]))
        rows, cells = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for first in range(0, len(east), _BLOCK):
            some = slice(first, first + _BLOCK)
            cell = _index(north[some]) * _ROW + _index(east[some])
            place = np.minimum(np.searchsorted(wanted, cell), len(wanted) - 1)
            found = np.flatnonzero(wanted[place] == cell)
            rows.append(found + first)
            cells.append(place[found])
        place = np.concatenate(cells)
        order = np.argsort(place, kind="stable")
        self._wanted = wanted
        self._rows = np.concatenate(rows)[order]
        self._ends = np.searchsorted(place[order], np.arange(len(wanted) + 1))

    def rows_in(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the positions in some of the cells of the zones."""
        places = np.searchsorted(self._wanted, cells)
        return np.concatenate([self._rows[self._ends[one] : self._ends[one + 1]] for one in places])


def _index(degrees: Any) -> Any:
    return np.floor(np.asarray(degrees) / _CELL_DEG).astype(np.int64)
