"""What the board tells beside now: how each line has changed, and how it stood yesterday at this hour."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec

from otkel.app.bulletin import TREND_H, TrendOf
from otkel.app.bulletin_readings import figures_of, trend_between
from otkel.app.crossing.desk import Desk
from otkel.app.site.house import House
from otkel.app.site.past import HOUR_US, Past
from otkel.facts.readings import Quantity, Reading
from otkel.feeds.bulletin import Figure, Place, Situation, Trend
from otkel.queueing.state import State

DAY_US = 24 * HOUR_US
NEAR_US = 90 * 60_000_000  # around the same hour of yesterday, within which the word of others counts


class Yesterday(msgspec.Struct, frozen=True, kw_only=True):
    """How a direction stood a day before; none: nobody knows."""

    low: float | None = None  # trucks
    high: float | None = None
    wait_min: float | None = None  # the middle one of those called within that hour


def trend_by(past: Past) -> TrendOf:
    """Give how lines have changed by the record's own past; a line of which it does not tell has no trend."""

    def trend(desk: Desk, state: State, at: int, at_us: int) -> Trend | None:
        del desk
        towards = state.towards[at]
        before = past.stood(state.point, towards, at_us - round(TREND_H * HOUR_US))
        now = past.stood(state.point, towards, at_us)
        return None if before is None or now is None else trend_between(before, now)

    return trend


def no_trend(desk: Desk, state: State, at: int, at_us: int) -> Trend | None:
    """Tell no trend: much of the record has not been read yet."""
    del desk, state, at, at_us
    return None


def yesterday_of(house: House, past: Past | None, one: Situation, at_us: int) -> Yesterday | None:
    """Give how a direction stood a day before an instant: by its own record, else as others said then."""
    slug, then_us = one.place.slug, at_us - DAY_US
    if one.standing is not None and one.towards is not None and past is not None:
        trucks = past.stood(slug, one.towards, then_us)
        if trucks is not None:
            hours = past.hours(slug, one.towards, then_us, then_us)
            waits = [wait for each in hours for wait in each.waits]
            return Yesterday(low=trucks, high=trucks, wait_min=median(waits) if waits else None)
    said = house.readings.list_readings(slug, then_us - NEAR_US, then_us + NEAR_US)
    return _of_readings([each for each in said if each.towards == one.towards], one.place)


def _of_readings(said: Sequence[Reading], place: Place) -> Yesterday | None:
    then = Situation(place=place, towards=None, figures=tuple(figures_of(said)))
    waiting, wait = then.find(Quantity.VEHICLES_WAITING), then.find(Quantity.PHYSICAL_WAIT)
    if waiting is None and wait is None:
        return None
    return Yesterday(low=_low(waiting), high=_high(waiting), wait_min=_high(wait))


def _low(figure: Figure | None) -> float | None:
    return None if figure is None else figure.low


def _high(figure: Figure | None) -> float | None:
    return None if figure is None else figure.high
