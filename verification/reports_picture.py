"""Draws what was reported of the queue in autumn 2025, over the timeline of the causes that were named.

python -m verification.reports_picture FILE
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from otkel.sim.causes import CAUSES, read_causes
from otkel.sim.reports import Direction, Grade, Report, read_reports
from verification.svg import BLUE, GREY, GRID, INK, ORANGE, SOFT, Box, Picture

FIRST, LAST = date(2025, 9, 1), date(2025, 12, 31)
MOST = 20_000
_PLOT = Box(190, 110, 830, 300)
_LANES = Box(190, 470, 830, 7 * 26)
_COLOURS = {Grade.OFFICIAL: BLUE, Grade.OUTLET: INK, Grade.CHANNEL: ORANGE, Grade.BLOG: GREY}
_NAMES = {
    Grade.OFFICIAL: "A official",
    Grade.OUTLET: "B firm or outlet",
    Grade.CHANNEL: "C driver or channel",
    Grade.BLOG: "D blog",
}
_LABELS = {
    "exit_screening": "exit screening",
    "roadside_checks": "roadside checks",
    "papers": "VAT proof and papers",
    "stay_90_days": "the 90 days",
    "reconstruction": "reconstruction and caps",
    "transit_stop": "stop on transit",
    "demand_surge": "demand surge",
}


def draw() -> str:
    """Draw the figure."""
    told = (
        "trucks said to wait on the whole border towards Russia; an arrow: at least so many; a bar: between"
    )
    picture = Picture(1060, 720, "What was reported in autumn 2025, and the causes that were named", told)
    _axes(picture)
    shown = [
        one
        for one in read_reports()
        if one.quantity == "queue" and one.place == "kz-ru" and one.direction is Direction.TO_RU
    ]
    for one in shown:
        if one.from_on >= FIRST and (one.to_on - one.from_on).days < 14:
            _report(picture, one)
    _causes(picture)
    for n, (grade, name) in enumerate(_NAMES.items()):
        picture.box(Box(190 + 165 * n, 78, 11, 11), _COLOURS[grade])
        picture.text(207 + 165 * n, 88, name, size=12)
    return str(picture)


def _x(day: date) -> float:
    return _PLOT.x + _PLOT.width * (day - FIRST).days / (LAST - FIRST).days


def _y(trucks: float) -> float:
    return _PLOT.y + _PLOT.height * (1 - trucks / MOST)


def _axes(picture: Picture) -> None:
    for trucks in range(0, MOST + 1, 5000):
        picture.line(_PLOT.x, _y(trucks), _PLOT.x + _PLOT.width, _y(trucks))
        picture.text(_PLOT.x - 8, _y(trucks) + 4, f"{trucks:,}", size=11, colour=SOFT, anchor="end")
    picture.text(_PLOT.x - 8, _PLOT.y - 12, "trucks", size=11, colour=SOFT, anchor="end")
    day = FIRST
    while day <= LAST:
        if day.day in (1, 15):
            picture.line(_x(day), _PLOT.y, _x(day), _LANES.y + _LANES.height, GRID)
            label = f"{day.day} {day:%b}"
            picture.text(_x(day), _PLOT.y + _PLOT.height + 18, label, size=11, colour=SOFT, anchor="middle")
        day += timedelta(1)


def _report(picture: Picture, one: Report) -> None:
    colour, x = _COLOURS[one.grade], _x(one.from_on)
    low = one.low if one.low is not None else 0.0
    high = one.high if one.high is not None else low
    picture.box(Box(x - 3.5, _y(high) - 3.5, 7, max(7.0, _y(low) - _y(high) + 7)), colour, 0.85)
    if one.high is None:
        top = _y(low) - 16
        picture.line(x, _y(low), x, top, colour, 1.6)
        picture.line(x, top, x - 4, top + 5, colour, 1.6)
        picture.line(x, top, x + 4, top + 5, colour, 1.6)


def _causes(picture: Picture) -> None:
    title = "Causes, from the first to the last day that was told"
    picture.text(_LANES.x, _LANES.y - 12, title, size=13, weight="bold")
    for n, cause in enumerate(CAUSES):
        y = _LANES.y + n * 26
        picture.text(_LANES.x - 10, y + 15, _LABELS[cause], size=12, anchor="end")
        for one in read_causes().causes:
            if one.cause != cause or (one.to_on or LAST) < FIRST:
                continue
            from_x, to_x = _x(max(one.from_on, FIRST)), _x(min(one.to_on or LAST, LAST))
            picture.box(
                Box(from_x, y + 5, max(4.0, to_x - from_x), 13), ORANGE if one.grade == "U" else BLUE, 0.5
            )
    y = _LANES.y + _LANES.height + 22
    for n, (colour, name) in enumerate(((BLUE, "attested"), (ORANGE, "unclear or contradicted"))):
        picture.box(Box(190 + 110 * n, y - 10, 11, 11), colour, 0.5)
        picture.text(207 + 110 * n, y, name, size=12)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(), encoding="utf-8")
