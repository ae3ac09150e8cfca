"""Draws what was reported of the queue in autumn 2025, over the timeline of the causes that were named.

python -m verification.reports_picture FILE
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from otkel.app.reports_picture import LANE, Season, draw_axes, draw_causes, draw_grades, draw_report
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.sim.causes import CAUSES, read_causes
from otkel.sim.reports import Direction, read_reports
from verification.svg import Box, Picture

_LANES = 470


def draw() -> str:
    """Draw the figure."""
    words = words_for(Language.EN)
    told = (
        "trucks said to wait on the whole border towards Russia; an arrow: at least so many; a bar: between"
    )
    picture = Picture(1060, 720, "What was reported in autumn 2025, and the causes that were named", told)
    season = Season(Box(190, 110, 830, 300), date(2025, 9, 1), date(2025, 12, 31), 20_000)
    draw_axes(picture, season, 5000, "trucks", words, _LANES + LANE * len(CAUSES))
    for one in read_reports():
        is_queue = (one.quantity, one.place, one.direction) == ("queue", "kz-ru", Direction.TO_RU)
        if is_queue and one.from_on >= season.first and (one.to_on - one.from_on).days < 14:
            draw_report(picture, season, one)
    draw_causes(picture, season, _LANES, read_causes().causes, words)
    draw_grades(picture, 190, 88, words)
    return str(picture)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(), encoding="utf-8")
