"""Readings of a queue: what somebody said or counted at one place at one instant.

A wait that was physically seen and a wait that was promised are two quantities and never one column.
Unknown, closed and zero are three things: only a reading whose state is `known` has a value.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Quantity(StrEnum):
    """What was read. The unit of each stands in `UNITS`."""

    PHYSICAL_WAIT = "physical_wait"
    PROMISED_WAIT = "promised_wait"
    VEHICLES_WAITING = "vehicles_waiting"
    QUEUE_LENGTH = "queue_length"
    PASSED_PER_H = "passed_per_h"
    FREE_SLOTS = "free_slots"
    LANES_OPEN = "lanes_open"


UNITS: dict[Quantity, str] = {
    Quantity.PHYSICAL_WAIT: "min",
    Quantity.PROMISED_WAIT: "min",
    Quantity.VEHICLES_WAITING: "vehicles",
    Quantity.QUEUE_LENGTH: "km",
    Quantity.PASSED_PER_H: "vehicles/h",
    Quantity.FREE_SLOTS: "slots",
    Quantity.LANES_OPEN: "lanes",
}


class Seen(StrEnum):
    """Whether there is a value at all."""

    KNOWN = "known"
    UNKNOWN = "unknown"  # the source has no figure now
    CLOSED = "closed"  # nobody is let through, so there is no figure
    PAUSED = "paused"  # nobody is let through for a while; a figure may stand beside it


class Reliability(StrEnum):
    """Who stands behind a reading; the grades of the published record (data/reports_2025.csv)."""

    OFFICIAL = "A"
    OUTLET = "B"  # a named firm, or an established outlet
    WITNESS = "C"  # a driver, a channel
    HEARSAY = "D"


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reading. `value` alone is a figure, `value` and `most` are a range, in the unit of the quantity."""

    point: str  # slug of the gazetteer; of a border that it does not have: a slug of the source's own
    towards: str | None  # the country that is entered; None: the source does not say
    vehicles: str  # class of vehicles: truck, truck.empty, car, bus, all …
    quantity: Quantity
    seen: Seen = Seen.KNOWN
    value: float | None = None
    most: float | None = None
    observed_us: int  # when it was so [µs of UTC]
    received_us: int  # when the source gave it out, or it was taken in
    source: str  # kind of the feed, such as echerha
    said_by: str  # who says so, in a few words
    reliability: Reliability
    raw: str = ""  # the figure as the source wrote it; never a plate or a name

    def __post_init__(self) -> None:
        """Refuse what contradicts itself. Raises ValueError."""
        if self.seen is Seen.KNOWN and self.value is None:
            raise ValueError("a reading that is known has a value")
        if self.seen in (Seen.UNKNOWN, Seen.CLOSED) and self.value is not None:
            raise ValueError("a reading that is unknown or closed has no value")
        if self.most is not None and (self.value is None or self.most < self.value):
            raise ValueError("a range goes from the least to the most")
        if self.value is not None and not 0 <= self.value <= MOST:
            raise ValueError("a reading is not below zero, and no queue holds a million of anything")
        if self.most is not None and self.most > MOST:
            raise ValueError("a reading holds no more than a million of anything")

    @property
    def unit(self) -> str:
        """The unit of its value."""
        return UNITS[self.quantity]


REPORTED = "report"  # the source of what anybody tells the site without an account
MOST = 1_000_000.0  # minutes are two years, kilometres twenty times round the Earth
