"""Drawing what was reported over the days of a season, and the causes that were named, as lanes below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from otkel.app.replay_words import CAUSE_WORDS
from otkel.app.svg import BLUE, GREY, GRID, INK, ORANGE, PAPER, SOFT, Box, Picture
from otkel.app.words import Words
from otkel.phrases import phrase
from otkel.sim.causes import CAUSES, Cause
from otkel.sim.reports import Grade, Report

LANE = 26  # px
COLOURS = {Grade.OFFICIAL: BLUE, Grade.OUTLET: INK, Grade.CHANNEL: ORANGE, Grade.BLOG: GREY}
_NAMES = {
    Grade.OFFICIAL: phrase("A official"),
    Grade.OUTLET: phrase("B firm or outlet"),
    Grade.CHANNEL: phrase("C driver or channel"),
    Grade.BLOG: phrase("D blog"),
}


class Season(NamedTuple):
    """Days and amounts of a plot."""

    box: Box
    first: date
    last: date
    most: float

    def x(self, day: date) -> float:
        """Give where a day lies."""
        return self.box.x + self.box.width * (day - self.first).days / (self.last - self.first).days

    def y(self, amount: float) -> float:
        """Give where an amount lies; what is above the plot at its upper edge."""
        return self.box.y + self.box.height * (1 - min(amount, self.most) / self.most)


def draw_axes(picture: Picture, season: Season, step: float, unit: str, words: Words, below: float) -> None:
    """Draw amounts at the left, and the 1st and 15th of each month down to `below` [px]."""
    box = season.box
    amount = 0.0
    while amount <= season.most:
        picture.line(box.x, season.y(amount), box.x + box.width, season.y(amount))
        picture.text(box.x - 8, season.y(amount) + 4, f"{amount:,.10g}", size=11, colour=SOFT, anchor="end")
        amount += step
    picture.text(box.x - 8, box.y - 12, unit, size=11, colour=SOFT, anchor="end")
    for day in _days(season):
        if day.day in (1, 15):
            picture.line(season.x(day), box.y, season.x(day), below, GRID)
            label = words.short_day(day)
            picture.text(season.x(day), box.y + box.height + 18, label, size=11, colour=SOFT, anchor="middle")


def _days(season: Season) -> Iterable[date]:
    return (season.first + timedelta(n) for n in range((season.last - season.first).days + 1))


def draw_report(
    picture: Picture, season: Season, one: Report, shift: float = 0, hollow: bool = False
) -> None:
    """Draw one report: a bar from its least to its most; an arrow upwards where it says *at least*."""
    colour, x = COLOURS[one.grade], season.x(one.from_on) + shift
    low = one.low if one.low is not None else 0.0
    high = one.high if one.high is not None else low
    box = Box(x - 3.5, season.y(high) - 3.5, 7, max(7.0, season.y(low) - season.y(high) + 7))
    picture.box(box, colour, 1.0 if hollow else 0.85)
    if hollow:
        picture.box(Box(box.x + 1.6, box.y + 1.6, box.width - 3.2, box.height - 3.2), PAPER)
    if one.high is None:
        top = season.y(low) - 16
        picture.line(x, box.y, x, top, colour, 1.6)
        picture.line(x, top, x - 4, top + 5, colour, 1.6)
        picture.line(x, top, x + 4, top + 5, colour, 1.6)


def draw_grades(picture: Picture, x: float, y: float, words: Words) -> None:
    """Name the colours of the grades."""
    for n, (grade, name) in enumerate(_NAMES.items()):
        picture.box(Box(x + 165 * n, y - 10, 11, 11), COLOURS[grade])
        picture.text(x + 17 + 165 * n, y, words.say(name), size=12)


def draw_causes(picture: Picture, season: Season, y: float, causes: Sequence[Cause], words: Words) -> None:
    """Draw a lane for each cause, from the first to the last day that was told of each of its entries."""
    left = season.box.x
    title = words.say(phrase("Causes, from the first to the last day that was told"))
    picture.text(left, y - 12, title, size=13, weight="bold")
    for n, cause in enumerate(CAUSES):
        top = y + n * LANE
        picture.text(left - 10, top + 15, words.say(CAUSE_WORDS[cause]), size=12, anchor="end")
        for one in causes:
            last = one.to_on or season.last
            if one.cause != cause or last < season.first:
                continue
            from_x, to_x = season.x(max(one.from_on, season.first)), season.x(min(last, season.last))
            colour = ORANGE if one.grade == "U" else BLUE
            picture.box(Box(from_x, top + 5, max(4.0, to_x - from_x), 13), colour, 0.5)
    bottom = y + len(CAUSES) * LANE + 22
    names = ((BLUE, phrase("attested")), (ORANGE, phrase("unclear or contradicted")))
    for n, (colour, name) in enumerate(names):
        picture.box(Box(left + 110 * n, bottom - 10, 11, 11), colour, 0.5)
        picture.text(left + 17 + 110 * n, bottom, words.say(name), size=12)
