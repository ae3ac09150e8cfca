"""Days of stay as a picture: a row a month, a square a day, with the days used, planned and over the limit.

The picture says nothing by colour alone: each kind of day has a shape of its own, and the page tells the same
in words beside it. Its looks stand in the style sheet of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

import msgspec

from otkel.app.words import Words
from otkel.facts.people import Stay
from otkel.law.corpus import LawDay
from otkel.law.stay.answer import get_case
from otkel.law.stay.result import Rule
from otkel.phrases import Phrase, phrase

MOST_MONTHS = 26
_STEP, _SIDE, _LEFT, _TOP = 13, 11, 64, 16
_LAST_COLUMN = 31


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """Days of one person under one rule. `used` are the days that count; all ends are included."""

    on: date
    used: tuple[tuple[date, date], ...]
    planned: tuple[date, date] | None = None
    window: tuple[date, date] | None = None
    lasts: tuple[date, ...] = ()  # last days allowed: several where the limit is not known
    has_none: bool = False  # no day is allowed any more

    def kind(self, day: date) -> str:
        """Give what a day is: in (used), over or plan (planned), open (in the window), or out of it."""
        if any(first <= day <= last for first, last in self.used):
            return "in"
        if self.planned is not None and self.planned[0] <= day <= self.planned[1]:
            is_over = self.has_none or (self.lasts and day > max(self.lasts))
            return "over" if is_over else "plan"
        if self.window is not None and self.window[0] <= day <= self.window[1]:
            return "open"
        return "out"

    def months(self) -> list[date]:
        """Give the first days of the months that are drawn."""
        days = [self.on, *(self.window or ()), *(self.planned or ()), *self.lasts]
        last = min(max(days), self.on + timedelta(days=400))
        first = min(min(days), last - timedelta(days=330))
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(n // 12, n % 12 + 1, 1) for n in months][-MOST_MONTHS:]


LEGEND: tuple[tuple[str, Phrase], ...] = (
    ("in", phrase("day in the country, counted")),
    ("plan", phrase("planned day")),
    ("over", phrase("planned day over the limit")),
    ("open", phrase("day of the counting window")),
    ("today", phrase("the day asked")),
    ("last", phrase("last day allowed")),
)


def calendar_of(
    stays: tuple[Stay, ...], rule: Rule, law: LawDay, *, planned_until: date | None = None,
    lasts: tuple[date, ...] = (), has_none: bool = False, window: tuple[date, date] | None = None,
) -> Calendar:  # fmt: skip
    """Give the days of stays that count under a rule on the day of the law."""
    case = get_case(stays, rule, law)
    spans = [(date.fromordinal(max(1, one.first)), date.fromordinal(one.last)) for one in case.days.spans]
    until = law.on
    return Calendar(
        on=until,
        used=tuple(one for one in spans if one[1] >= until - timedelta(days=400)),
        planned=(until, planned_until) if planned_until is not None and planned_until >= until else None,
        window=window,
        lasts=lasts,
        has_none=has_none and not lasts,
    )


def draw_calendar(calendar: Calendar, words: Words, told: str) -> str:
    """Give the picture as SVG to stand in a page; `told` says in words what it shows."""
    months = calendar.months()
    width, height = _LEFT + _LAST_COLUMN * _STEP + 2, _TOP + len(months) * _STEP + 4
    parts = [
        f'<svg class="calendar" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(told)}</title>",
        *(
            f'<text x="{_x(day) + _SIDE / 2:g}" y="11" class="axis" text-anchor="middle">{day}</text>'
            for day in (1, 5, 10, 15, 20, 25, 30)
        ),
    ]
    for row, month in enumerate(months):
        y = _TOP + row * _STEP
        label = escape(words.month(month))
        parts.append(f'<text x="0" y="{y + 9}" class="axis">{label}</text>')
        parts += _month(calendar, month, y)
    return "".join([*parts, "</svg>"])


def draw_sign(kind: str) -> str:
    """Give one square of the picture, for its legend."""
    day = {"today": "open", "last": "open"}.get(kind, kind)
    parts = [_square(2, 2, day)]
    if kind in ("today", "last"):
        parts.append(_frame(2, 2, kind))
    return f'<svg class="calendar sign" viewBox="0 0 15 15" aria-hidden="true">{"".join(parts)}</svg>'


def _month(calendar: Calendar, month: date, y: int) -> Iterator[str]:
    frames = []
    day = month
    while day.month == month.month:
        x = _x(day.day)
        yield _square(x, y, calendar.kind(day))
        if day == calendar.on:
            frames.append(_frame(x, y, "today"))
        if day in calendar.lasts:
            frames.append(_frame(x, y, "last"))
        if day == date.max:
            break
        day += timedelta(days=1)
    yield from frames


def _square(x: float, y: float, kind: str) -> str:
    drawn = f'<rect x="{x:g}" y="{y:g}" width="{_SIDE}" height="{_SIDE}" rx="2" class="{kind}"/>'
    if kind == "plan":
        drawn += f'<path d="M{x + 2:g} {y + 9:g}l7 -7" class="mark"/>'
    elif kind == "over":
        drawn += f'<path d="M{x + 2:g} {y + 2:g}l7 7m0 -7l-7 7" class="mark"/>'
    return drawn


def _frame(x: float, y: float, kind: str) -> str:
    if kind == "last":
        return f'<path d="M{x + _SIDE + 1:g} {y - 2:g}v{_SIDE + 4}" class="last"/>'
    return (
        f'<rect x="{x - 1:g}" y="{y - 1:g}" width="{_SIDE + 2}" height="{_SIDE + 2}" rx="3" class="today"/>'
    )


def _x(day: int) -> float:
    return _LEFT + (day - 1) * _STEP
