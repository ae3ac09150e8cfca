"""The pictures of a replay: the queue of the border over the causes, and the queues of the points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from otkel.app.replay_words import CAUSE_WORDS, place_of
from otkel.app.reports_picture import LANE, Season, draw_axes, draw_causes, draw_grades, draw_report
from otkel.app.svg import BLUE, INK, SOFT, Box, Picture, bars, ticks
from otkel.app.words import Words
from otkel.phrases import phrase
from otkel.sim.causes import CAUSES, read_causes
from otkel.sim.replay import Band, Replay
from otkel.sim.replay_score import Row
from otkel.sim.score import Fit

_LEFT, _WIDTH = 190, 830  # px, so that the names of the lanes find room
_SMALL = Box(0, 0, 292, 92)  # one point's queue
_A_LINE = 3  # small pictures in a row


def border_picture(found: Replay, words: Words) -> Picture:
    """Draw the queue of the whole border with its range, what was reported, and the causes below."""
    told = words.say(
        phrase("band: eight simulated autumns in ten; line: the median; a hollow mark: outside the band")
    )
    title = words.say(phrase("The queue into Russia, autumn 2025: reported and simulated"))
    picture = Picture(1060, 740, title, told)
    band = found.bands[0]
    rows = [row for row in found.counted if _is_queue_of(row, "kz-ru")]
    marks = ticks(0, max([*band.high, *(_top(row) for row in rows)]))
    season = _season(found, Box(_LEFT, 120, _WIDTH, 310), marks[-1])
    lanes = 492
    draw_axes(picture, season, marks[1], words.say(phrase("trucks")), words, lanes + LANE * len(CAUSES))
    _draw_band(picture, season, band)
    _draw_reports(picture, season, rows)
    draw_causes(picture, season, lanes, read_causes().causes, words)
    draw_grades(picture, _LEFT, 92, words)
    return picture


def points_picture(found: Replay, words: Words) -> Picture:
    """Draw the queue of each point, with what was reported of it."""
    bands = found.bands[1:]
    rows = -(-len(bands) // _A_LINE)
    title = words.say(phrase("The queues of the points"))
    told = words.say(phrase("trucks at noon; each with a scale of its own; reported queues as marks"))
    picture = Picture(1060, 90 + 150 * rows, title, told)
    for n, band in enumerate(bands):
        x, y = 70 + 335 * (n % _A_LINE), 104 + 150 * (n // _A_LINE)
        _draw_point(picture, Box(x, y, _SMALL.width, _SMALL.height), found, band, words)
    return picture


def effects_picture(found: Replay, words: Words) -> Picture:
    """Draw what each cause added to the queue on average, with its interval."""
    title = words.say(phrase("What each cause added to the queue"))
    told = words.say(phrase("mean over the days of the scenario, with its 95 % interval"))
    picture = Picture(1060, 130 + 34 * len(found.effects), title, told)
    rows = []
    for one in found.effects:
        mean, low, high = (one.mean_queue.mean, one.mean_queue.low, one.mean_queue.high)
        if mean is not None:
            ends = [mean if end is None else end for end in (low, high)]
            rows.append((words.say(CAUSE_WORDS[one.cause]), mean, ends[0], ends[1], BLUE))
    if rows:
        box = Box(_LEFT, 80, _WIDTH - 60, 34 * len(rows))
        bars(picture, box, "", words.say(phrase("trucks in the queue")), rows)
    return picture


def _draw_point(picture: Picture, box: Box, found: Replay, band: Band, words: Words) -> None:
    rows = [row for row in found.counted if _is_queue_of(row, band.place)]
    marks = ticks(0, max([*band.high, *(_top(row) for row in rows), 10.0]), 2)
    season = _season(found, box, marks[-1])
    picture.text(box.x, box.y - 8, words.say(place_of(band.place)), size=13, weight="bold")
    for mark in marks:
        picture.line(box.x, season.y(mark), box.x + box.width, season.y(mark))
        picture.text(box.x - 6, season.y(mark) + 4, f"{mark:,.10g}", size=10, colour=SOFT, anchor="end")
    for day in (one for one in _days(found) if one.day == 1):
        picture.line(season.x(day), box.y + box.height, season.x(day), box.y + box.height + 4, SOFT)
        label, y = words.short_day(day), box.y + box.height + 15
        picture.text(season.x(day), y, label, size=10, colour=SOFT, anchor="middle")
    _draw_band(picture, season, band)
    _draw_reports(picture, season, rows)


def _season(found: Replay, box: Box, most: float) -> Season:
    days = _days(found)
    return Season(box, days[0], days[-1], most)


def _days(found: Replay) -> list[date]:
    return [found.begins_on + timedelta(n) for n in range(len(found.bands[0].mid))]


def _is_queue_of(row: Row, place: str) -> bool:
    return row.report.quantity == "queue" and row.report.place == place


def _top(row: Row) -> float:
    return max(row.report.low or 0.0, row.report.high or 0.0)


def _draw_band(picture: Picture, season: Season, band: Band) -> None:
    def points(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(season.x(season.first + timedelta(n)), season.y(one)) for n, one in enumerate(values)]

    picture.area([*points(band.high), *reversed(points(band.low))], BLUE)
    picture.path(points(band.mid), BLUE)


def _draw_reports(picture: Picture, season: Season, rows: Sequence[Row]) -> None:
    """Draw reports; those of one day side by side."""
    of_a_day = Counter(row.report.from_on for row in rows)
    drawn: Counter[date] = Counter()
    for row in rows:
        day = row.report.from_on
        shift = 8.0 * (drawn[day] - (of_a_day[day] - 1) / 2)
        drawn[day] += 1
        draw_report(picture, season, row.report, shift, hollow=row.fit is Fit.OUTSIDE)
    picture.line(season.box.x, season.y(0), season.box.x + season.box.width, season.y(0), INK, 1.2)
