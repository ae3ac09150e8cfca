"""What somebody sees at a crossing point, told without an account: read, held against sense, and kept.

A report is a reading of the weakest kind. One browser is one voice at one point: what it says within half
an hour takes the place of what it said before. Nothing is kept of where a person is but the point he names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from otkel.app.ledger import now_us
from otkel.app.site.house import House
from otkel.app.site.voices import name_at
from otkel.errors import InputError, Mistake, Where
from otkel.facts.gazetteer import CrossingPoint, find_point
from otkel.facts.readings import REPORTED, Quantity, Reading, Reliability, Seen
from otkel.feeds.scalars import read_decimal
from otkel.phrases import Phrase, phrase

ONE_VOICE_S = 30 * 60
AGO_MIN = (0, 30, 60, 180, 360, 720)  # how long ago it was seen, to choose from
# Field of the form, quantity, units of the quantity in one of the form, the most that is taken.
ASKED: tuple[tuple[str, Quantity, float, float], ...] = (
    ("trucks", Quantity.VEHICLES_WAITING, 1, 10_000),
    ("km", Quantity.QUEUE_LENGTH, 1, 200),
    ("hours", Quantity.PHYSICAL_WAIT, 60, 30 * 24),
)
FIELDS = ("point", "towards", "stopped", "ago", *(f"{one[0]}{end}" for one in ASKED for end in ("", "_most")))
WIDEST = 10  # times the lesser: a wider range tells nothing
NARROW = 50  # a range of so few is never too wide
_TRUCK_M = (5.0, 2_000.0)  # metres of line a truck, in several rows and with gaps
_MIN_US = 60_000_000
STALE = Mistake(phrase("this form is older than a day"), phrase("send it again"))


class Figure(msgspec.Struct, frozen=True):
    """From the least to the most, in the unit of the form."""

    low: float
    high: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a person sees."""

    point: CrossingPoint
    towards: str | None
    figures: dict[str, Figure]  # by field of the form
    stopped: bool  # nobody is let through
    ago_min: int


def read_report(given: Mapping[str, str]) -> Report:
    """Read a form. Raises InputError with every mistake, each at its field."""
    mistakes: list[Mistake] = []
    point = find_point(given.get("point", "")[:80])
    if point is None:
        mistakes.append(_wrong("point", phrase("no crossing point is named"), phrase("choose one")))
    towards = given.get("towards") or None
    if point is not None and towards is not None and towards not in point.countries:
        what = phrase("the point does not lead into this country")
        mistakes.append(_wrong("towards", what, phrase("write one of: {options}", options=point.countries)))
    figures = dict(_figures(given, mistakes))
    stopped = bool(given.get("stopped"))
    if not figures and not stopped and not mistakes:
        what = phrase("nothing is told yet")
        mistakes.append(_wrong("trucks", what, phrase("fill in one line: trucks, kilometres or hours")))
    if not mistakes:
        mistakes += _contradictions(figures)
    if mistakes or point is None:
        raise InputError(mistakes)
    ago = given.get("ago", "0")
    ago_min = int(ago) if ago in {str(one) for one in AGO_MIN} else 0
    return Report(point=point, towards=towards, figures=figures, stopped=stopped, ago_min=ago_min)


def tell_report(house: House, report: Report, voice: str) -> int:
    """Keep what a voice says, once however often it is sent; gives how many readings. Raises LedgerError."""
    at_us = now_us()
    said_by = name_at(house, voice, report.point.slug)
    told = list(_readings(report, said_by, at_us))
    house.readings.say_anew(report.point.slug, REPORTED, said_by, at_us - ONE_VOICE_S * 1_000_000, told)
    return len(told)


def _figures(given: Mapping[str, str], mistakes: list[Mistake]) -> Iterator[tuple[str, Figure]]:
    for name, _, _, most in ASKED:
        low = _number(given, name, most, mistakes)
        high = _number(given, f"{name}_most", most, mistakes)
        if low is None and high is None:
            continue
        if low is None or high is None:
            low = high = low if low is not None else high
        assert low is not None
        assert high is not None
        if high < low:
            what = phrase("the range ends before it begins")
            mistakes.append(_wrong(f"{name}_most", what, phrase("write the lesser first")))
        elif high - low > NARROW and high > WIDEST * low:
            what = phrase("so wide a range tells nothing")
            mistakes.append(_wrong(f"{name}_most", what, phrase("write what you see yourself")))
        else:
            yield name, Figure(low, high)


def _number(given: Mapping[str, str], name: str, most: float, mistakes: list[Mistake]) -> float | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    read = read_decimal(text)
    if isinstance(read, Mistake):
        mistakes.append(read.at(field=name))
        return None
    if not 0 <= read <= most:
        what = phrase("{text} is out of range", text=text[:40])
        do = phrase("write a number from 0 to {most}", most=round(most))
        mistakes.append(_wrong(name, what, do))
        return None
    return float(read)


def _contradictions(figures: Mapping[str, Figure]) -> Iterator[Mistake]:
    trucks, line = figures.get("trucks"), figures.get("km")
    if trucks is None or line is None or not trucks.high or not line.high:
        return
    least, longest = _TRUCK_M
    if line.low * 1000 > trucks.high * longest or line.high * 1000 < trucks.low * least:
        yield _wrong(
            "km",
            phrase("so many trucks and so long a line do not go together"),
            phrase("check both, or leave one out"),
        )


def _readings(report: Report, said_by: str, at_us: int) -> Iterator[Reading]:
    seen = Seen.PAUSED if report.stopped else Seen.KNOWN
    told: list[tuple[Quantity, Figure | None, float]] = [
        (quantity, report.figures[name], factor)
        for name, quantity, factor, _ in ASKED
        if name in report.figures
    ]
    for quantity, figure, factor in told or [(Quantity.PHYSICAL_WAIT, None, 1.0)]:
        yield Reading(
            point=report.point.slug,
            towards=report.towards,
            vehicles="truck",
            quantity=quantity,
            seen=seen,
            value=None if figure is None else figure.low * factor,
            most=figure.high * factor if figure is not None and figure.high != figure.low else None,
            observed_us=at_us - report.ago_min * _MIN_US,
            received_us=at_us,
            source=REPORTED,
            said_by=said_by,
            reliability=Reliability.HEARSAY,
        )


def _wrong(field: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=field))
