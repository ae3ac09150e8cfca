"""What is published of queues: for each direction of a crossing point the figures that are known now.

A figure is what one side says: the queue's own record, or readings of others. Several voices make a range
and never a mean. A quantity that nobody knows is left out; zero is written only where zero was counted.
No plate, no name of a person and no passage can stand here.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from otkel.facts.readings import UNITS, Quantity, Reliability, Seen
from otkel.phrases import Phrase

OWN = "queue"  # the source of a figure that the queue's own record gives
TRUCKS = "truck"  # the class of vehicles of which the queue keeps its record


class Trend(StrEnum):
    """How the number of trucks that wait has changed over `Bulletin.trend_h`."""

    GROWING = "growing"
    STEADY = "steady"
    SHRINKING = "shrinking"


class Standing(StrEnum):
    """Whether trucks are let through at all."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity as one side says it: from the least to the most, both in the unit of the quantity."""

    quantity: Quantity
    vehicles: str  # class of vehicles: truck, truck.empty, car, all …
    seen: Seen = Seen.KNOWN
    low: float | None = None  # none: there is no figure, and `seen` tells why
    high: float | None = None
    observed_us: int  # when the last word was said [µs of UTC]
    source: str  # OWN, or the kinds of feeds
    said_by: tuple[str, ...] = ()  # offices and firms; of drivers and channels only how many there are
    speakers: int = 1
    reliability: Reliability | None = None  # of the weakest voice; none: the queue's own record

    @property
    def unit(self) -> str:
        """The unit of its numbers."""
        return UNITS[self.quantity]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is: a slug, and of a point that the gazetteer has its names, states and coordinates."""

    slug: str
    name: str
    name_ru: str | None = None
    countries: tuple[str, ...] = ()
    lat: float | None = None  # degrees, WGS 84
    lon: float | None = None


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of one crossing point."""

    place: Place
    towards: str | None  # the state that is entered; none: the source does not say
    standing: Standing | None = None  # none: the queue is not kept here, nobody knows
    stopped: tuple[str, ...] = ()  # codes of the reasons for which nobody is taken on
    trend: Trend | None = None
    figures: tuple[Figure, ...] = ()
    notes: tuple[Phrase, ...] = ()  # what a reader of numbers alone would miss

    def find(self, quantity: Quantity, vehicles: str = TRUCKS) -> Figure | None:
        """Give the figure to be shown where only one has room: the own record, else the best and newest."""
        known = [
            one
            for one in self.figures
            if (one.quantity, one.vehicles) == (quantity, vehicles) and one.low is not None
        ]
        return min(known, key=_order, default=None)


def _order(one: Figure) -> tuple[bool, str, int]:
    return one.source != OWN, one.reliability or "", -one.observed_us


class Bulletin(msgspec.Struct, frozen=True, kw_only=True):
    """What is published at one instant."""

    made_us: int
    valid_min: int  # after this nobody should rely on it
    trend_h: float
    publisher: str
    simulated: bool  # nobody stood in these queues
    situations: tuple[Situation, ...] = ()
