"""Figures drawn as plain SVG: light, labelled, and readable without colours."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

INK, SOFT, GRID, PAPER = "#1f2933", "#5b6770", "#e1e6ea", "#ffffff"
GREY, BLUE, ORANGE = "#9fb0bd", "#0b6e99", "#c8591a"
_FONT = "font-family='Helvetica, Arial, DejaVu Sans, sans-serif'"


class Box(NamedTuple):
    """A rectangle [px]."""

    x: float
    y: float
    width: float
    height: float


class Series(NamedTuple):
    """A line with a band: low, mid and high at each x."""

    name: str
    colour: str
    low: Sequence[float]
    mid: Sequence[float]
    high: Sequence[float]
    dashed: bool = False


class Picture:
    """Collects shapes and gives the file."""

    def __init__(self, width: int, height: int, title: str, told: str = "") -> None:
        """Begin with paper and a title."""
        self.width, self.height = width, height
        self.parts = [f"<title>{escape(title)}</title>"]
        self.box(Box(0, 0, width, height), PAPER)
        self.text(24, 34, title, size=19, weight="bold")
        if told:
            self.text(24, 56, told, size=13, colour=SOFT)

    def box(self, box: Box, colour: str, opacity: float = 1.0) -> None:
        """Fill a rectangle."""
        self.parts.append(
            f"<rect x='{box.x:.1f}' y='{box.y:.1f}' width='{box.width:.1f}' height='{box.height:.1f}' "
            f"fill='{colour}' fill-opacity='{opacity}'/>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = GRID, width: float = 1) -> None:
        """Draw a straight line."""
        self.parts.append(
            f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}' "
            f"stroke-width='{width}'/>"
        )

    def path(self, points: Sequence[tuple[float, float]], colour: str, dashed: bool = False) -> None:
        """Draw a line through points."""
        where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = " stroke-dasharray='7 4'" if dashed else ""
        self.parts.append(
            f"<polyline points='{where}' fill='none' stroke='{colour}' stroke-width='2.2'{dash}/>"
        )

    def area(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill a band."""
        where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f"<polygon points='{where}' fill='{colour}' fill-opacity='0.16'/>")

    def text(
        self, x: float, y: float, text: str, *, size: int = 12, colour: str = INK, anchor: str = "start",
        weight: str = "normal",
    ) -> None:  # fmt: skip
        """Write a line of text."""
        self.parts.append(
            f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{colour}' text-anchor='{anchor}' "
            f"font-weight='{weight}' {_FONT}>{escape(text)}</text>"
        )

    def __str__(self) -> str:
        """Give the file."""
        head = (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{self.width}' height='{self.height}' "
            f"viewBox='0 0 {self.width} {self.height}' role='img'>"
        )
        return "\n".join([head, *self.parts, "</svg>", ""])


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Give round numbers that cover a range."""
    span = max(high - low, 1e-9)
    raw = span / about
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [n * step for n in range(first, last + 1)]


def bars(
    picture: Picture, box: Box, title: str, unit: str, rows: Sequence[tuple[str, float, float, float, str]],
    labels: bool = True,
) -> None:  # fmt: skip
    """Draw a bar with its interval for each row: name, mid, low, high, colour. The axis starts at zero."""
    marks = ticks(min(0.0, *(low for _, _, low, _, _ in rows)), max(1e-9, *(r[3] for r in rows)))
    scale = box.width / (marks[-1] - marks[0])

    def at(value: float) -> float:
        return box.x + (value - marks[0]) * scale

    picture.text(box.x, box.y - 12, title, size=13, weight="bold")
    for mark in marks:
        picture.line(at(mark), box.y, at(mark), box.y + box.height)
        picture.text(
            at(mark), box.y + box.height + 16, f"{mark:,.10g}", size=11, colour=SOFT, anchor="middle"
        )
    picture.text(box.x + box.width, box.y + box.height + 32, unit, size=11, colour=SOFT, anchor="end")
    step = box.height / len(rows)
    for n, (name, mid, low, high, colour) in enumerate(rows):
        middle = box.y + (n + 0.5) * step
        left, right = sorted((at(0.0), at(mid)))
        picture.box(Box(left, middle - step * 0.29, right - left, step * 0.58), colour)
        picture.line(at(low), middle, at(high), middle, INK, 1.4)
        for end in (low, high):
            picture.line(at(end), middle - 4, at(end), middle + 4, INK, 1.4)
        picture.text(max(at(high), at(0.0)) + 6, middle + 4, f"{mid:,.1f}".replace("-", "−"), size=11)
        if labels:
            picture.text(box.x - 10, middle + 4, name, size=12, anchor="end")
    picture.line(at(0.0), box.y, at(0.0), box.y + box.height, SOFT, 1.2)


def lines(
    picture: Picture, box: Box, title: str, x_label: str, xs: Sequence[float], series: Sequence[Series],
    limit: tuple[float, str] | None = None, x_step: float | None = None,
) -> None:  # fmt: skip
    """Draw lines with bands over a common x, and a limit where there is one; names stand at the ends."""
    top = max([*(max(one.high) for one in series), limit[0] if limit else 0.0])
    y_marks, x_marks = ticks(0.0, max(top, 1.0) * 1.02), _x_marks(xs, x_step)
    x_scale = box.width / (x_marks[-1] - x_marks[0])
    y_scale = box.height / y_marks[-1]

    def point(x: float, y: float) -> tuple[float, float]:
        return box.x + (x - x_marks[0]) * x_scale, box.y + box.height - y * y_scale

    picture.text(box.x, box.y - 12, title, size=13, weight="bold")
    for mark in y_marks:
        _, y = point(0, mark)
        picture.line(box.x, y, box.x + box.width, y)
        picture.text(box.x - 8, y + 4, f"{mark:,.10g}", size=11, colour=SOFT, anchor="end")
    for mark in x_marks:
        x, _ = point(mark, 0)
        picture.text(x, box.y + box.height + 17, f"{mark:,.10g}", size=11, colour=SOFT, anchor="middle")
    picture.text(box.x + box.width, box.y + box.height + 33, x_label, size=11, colour=SOFT, anchor="end")
    if limit is not None:
        _, y = point(0, limit[0])
        picture.line(box.x, y, box.x + box.width, y, INK, 1.2)
        picture.text(box.x + 4, y - 5, limit[1], size=11, colour=INK)
    for one in series:
        band = [point(x, y) for x, y in zip(xs, one.high, strict=True)]
        band += [point(x, y) for x, y in reversed(list(zip(xs, one.low, strict=True)))]
        picture.area(band, one.colour)
    for one in series:
        picture.path([point(x, y) for x, y in zip(xs, one.mid, strict=True)], one.colour, one.dashed)


def _x_marks(xs: Sequence[float], step: float | None) -> list[float]:
    if step is None:
        return ticks(xs[0], xs[-1], 6)
    return [n * step for n in range(floor(xs[0] / step), ceil(xs[-1] / step) + 1)]


def legend(picture: Picture, x: float, y: float, names: Sequence[tuple[str, str, bool]]) -> None:
    """Name the lines: name, colour, dashed."""
    for name, colour, dashed in names:
        picture.path([(x, y - 4), (x + 30, y - 4)], colour, dashed)
        picture.text(x + 38, y, name, size=12)
        x += 60 + 7.2 * len(name)
