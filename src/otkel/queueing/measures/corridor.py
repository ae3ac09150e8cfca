"""The four indicators by which CAREC measures a corridor, as far as a log of a crossing carries them.

Corridor performance measurement and monitoring takes them from whole trips of trucks. TFI1: average time [h]
to move cargo over a border, from the entry into the first state's crossing point to the exit of the second's,
waiting included. TFI2: average cost at a crossing point. TFI3: average cost to move 20 t over 500 km of a
corridor. TFI4: average speed over a corridor, stops included ("with delay"); speed "without delay" counts the
driving alone. Source: CAREC, Corridor performance measurement and monitoring, introduction to the report of
2023, cpmm.carecprogram.org/2023-report; the units of TFI2 to TFI4 as in its pages by country.
"""

from __future__ import annotations

import msgspec
import polars as pl

from otkel.phrases import Phrase, phrase


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of road around one crossing, and how fast it is driven without any stop."""

    km: float
    km_per_h: float


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator; no value: `why` tells what is missing."""

    code: str
    what: Phrase
    unit: str
    value: float | None
    why: Phrase | None = None


def indicators_of(through: pl.LazyFrame, section: Section | None) -> tuple[Indicator, ...]:
    """Give the indicators from the whole ways of trucks that got through.

    `section`: the road that TFI4 is asked of; a log knows none. Raises ValueError when it has no length or
    no speed.
    """
    if section is not None and not (section.km > 0 and section.km_per_h > 0):
        raise ValueError("a section of road has a length and a speed above 0")
    time_h = mean_hours(through)
    return (
        Indicator(
            code="TFI1", what=phrase("time to clear the crossing point"), unit="h", value=time_h,
            why=None if time_h is not None else phrase("no truck got through"),
        ),
        Indicator(
            code="TFI2", what=phrase("cost at the crossing point"), unit="USD", value=None,
            why=phrase("a log does not hold what is paid"),
        ),
        Indicator(
            code="TFI3", what=phrase("cost of 500 km of the corridor with 20 t"), unit="USD", value=None,
            why=phrase("a log does not hold what a trip costs"),
        ),
        _speed(time_h, section),
    )  # fmt: skip


def mean_hours(ways: pl.LazyFrame) -> float | None:
    """Give the mean length of ways that ended [h]; none: there is none."""
    mean = ways.select(((pl.col("end_us") - pl.col("begin_us")) / 3.6e9).mean()).collect().item()
    return None if mean is None else float(mean)


def _speed(time_h: float | None, section: Section | None) -> Indicator:
    """Give the speed over a section whose only stop is this crossing."""
    speed, why = None, None
    if section is None:
        why = phrase("a log does not hold what is driven: name a section of road and its speed without stops")
    elif time_h is None:
        why = phrase("no truck got through")
    else:
        speed = section.km / (section.km / section.km_per_h + time_h)
    what = phrase("speed over a section of the corridor, this crossing included")
    return Indicator(code="TFI4", what=what, unit="km/h", value=speed, why=why)
