"""Bulletins for tests: an ordinary one, an empty queue, a foreign point, hostile texts."""

from __future__ import annotations

from typing import Any

from otkel.facts.readings import Quantity, Reliability, Seen
from otkel.feeds.bulletin import OWN, Bulletin, Figure, Place, Situation, Standing, Trend
from otkel.phrases import phrase

AT_US = 1_764_309_600_000_000  # 2025-11-28 06:00 UTC
SYRYM = Place(slug="syrym", name="Syrym", name_ru="Сырым", countries=("KZ", "RU"), lat=51.3, lon=51.8)
NOWHERE = Place(slug="far-away", name="far-away")
HOSTILE = "<a href='x'>&amp; ]]> \x00\x1b[31m\ufffe \ud800=cmd|' /C calc'!A0"


def figure(quantity: Quantity, low: float | None, high: float | None = None, **more: Any) -> Figure:
    given: dict[str, Any] = {
        "vehicles": "truck", "observed_us": AT_US - 600_000_000, "source": OWN,
        "high": low if high is None else high,
    } | more  # fmt: skip
    return Figure(quantity=quantity, low=low, **given)


def bulletin(*situations: Situation, simulated: bool = False, publisher: str = "otkel") -> Bulletin:
    return Bulletin(
        made_us=AT_US, valid_min=60, trend_h=3.0, publisher=publisher, simulated=simulated,
        situations=situations,
    )  # fmt: skip


def full() -> Situation:
    return Situation(
        place=SYRYM,
        towards="RU",
        standing=Standing.PAUSED,
        stopped=("fog",),
        trend=Trend.GROWING,
        figures=(
            figure(Quantity.VEHICLES_WAITING, 420.0),
            figure(Quantity.PHYSICAL_WAIT, 3360.0),
            figure(Quantity.LANES_OPEN, 2.0),
            figure(Quantity.QUEUE_LENGTH, 4.0, 5.0, source="template", reliability=Reliability.WITNESS),
            figure(Quantity.PROMISED_WAIT, 60.0, source="echerha", reliability=Reliability.OFFICIAL),
            figure(Quantity.VEHICLES_WAITING, 7.0, vehicles="car", source="dpsu"),
        ),
        notes=(phrase("wait: {minutes} min", minutes="60"),),
    )


def empty() -> Situation:
    """A queue that is known to be empty: zero trucks, no wait."""
    return Situation(
        place=SYRYM, towards="KZ", standing=Standing.OPEN, figures=(figure(Quantity.VEHICLES_WAITING, 0.0),)
    )


def unknown() -> Situation:
    """A place of which somebody says that he knows nothing."""
    silent = figure(Quantity.PHYSICAL_WAIT, None, seen=Seen.UNKNOWN, source="granica")
    return Situation(place=NOWHERE, towards=None, figures=(silent,))


def hostile() -> Situation:
    place = Place(slug=HOSTILE, name=HOSTILE * 40)
    told = figure(Quantity.PHYSICAL_WAIT, 5.0, source=HOSTILE, said_by=(HOSTILE,))
    return Situation(place=place, towards="RU", figures=(told,), notes=(phrase("{x}", x=HOSTILE),))
