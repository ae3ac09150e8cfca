"""A plot of something over time, laid out for a small screen: lines, spans, and marks at both axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.svg import ticks
from otkel.facts.events.envelope import as_instant, as_us

WIDTH, HEIGHT = 420, 210  # px of the drawing; it is shown as wide as there is room
LEFT, RIGHT, TOP, BOTTOM = 38, 12, 14, 28
_LEAST = 4.0  # at the top of the left axis, so that its marks are whole numbers
_MARKS = 6  # at most, at the lower axis


class Mark(NamedTuple):
    """A place at an axis [px], and what stands there."""

    at: float
    text: str


class Span(NamedTuple):
    """What somebody said: at an instant, from the least to the most."""

    at_us: int
    low: float
    high: float


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A plot with everything in its place [px]."""

    lines: tuple[str, ...]  # points of each unbroken piece
    spans: tuple[tuple[float, float, float], ...]  # x, upper and lower y
    y_marks: tuple[Mark, ...]
    x_marks: tuple[tuple[float, datetime], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be seen."""
        return not self.lines and not self.spans


class Frame(NamedTuple):
    """The times that a plot shows [µs of UTC], and whose clock stands below it."""

    from_us: int
    to_us: int
    zone: str

    def x(self, us: int) -> float:
        """Give where an instant lies."""
        share = (us - self.from_us) / max(1, self.to_us - self.from_us)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, max(0.0, share)), 1)


def draw_chart(frame: Frame, values: Sequence[tuple[int, float | None]], said: Sequence[Span] = ()) -> Chart:
    """Lay out a plot of values over time; where there is none the line is broken."""
    top = max([_LEAST, *(one for _, one in values if one is not None), *(one.high for one in said)])
    marks = ticks(0.0, top, 4)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / marks[-1], 1)

    return Chart(
        lines=tuple(
            " ".join(f"{frame.x(us)},{y(value)}" for us, value in piece) for piece in _pieces(values)
        ),
        spans=tuple((frame.x(one.at_us), y(one.high), y(one.low)) for one in said),
        y_marks=tuple(Mark(y(one), f"{one:.10g}") for one in marks),
        x_marks=tuple((frame.x(as_us(at)), at) for at in _times(frame)),
    )


def _pieces(values: Sequence[tuple[int, float | None]]) -> Iterator[list[tuple[int, float]]]:
    piece: list[tuple[int, float]] = []
    for us, value in [*values, (0, None)]:
        if value is not None:
            piece.append((us, value))
        elif piece:
            yield piece
            piece = []


def _times(frame: Frame) -> Iterator[datetime]:
    """Give the instants that are named: midnights, or every sixth hour of a single day."""
    zone = ZoneInfo(frame.zone)
    first = as_instant(frame.from_us).astimezone(zone)
    hours = (frame.to_us - frame.from_us) / 3.6e9
    step = timedelta(hours=6) if hours <= 36 else timedelta(days=max(1, round(hours / 24 / _MARKS)))
    at = datetime.combine(first.date(), time(0), zone)
    while as_us(at) <= frame.to_us:
        if as_us(at) >= frame.from_us:
            yield at
        at += step
