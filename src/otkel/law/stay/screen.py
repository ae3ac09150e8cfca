"""The driver's days, for one planned trip."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Say whether the driver's days suffice."""
    yield from ()
