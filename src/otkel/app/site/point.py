"""One crossing point: what each side says of it now, and what was said of it before."""

from __future__ import annotations

import msgspec

from otkel.app.bulletin import bulletin_of
from otkel.app.crossing.pointing import get_point
from otkel.app.ledger import now_us
from otkel.app.site.house import House
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.readings import Reading
from otkel.feeds.bulletin import Situation

MOST_SAID = 60  # of what was said before, the newest first


class PointNow(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing point as its page shows it."""

    point: CrossingPoint
    made_us: int
    situations: tuple[Situation, ...]
    said: tuple[Reading, ...]


def point_now(house: House, name: str) -> PointNow:
    """Give what is known of a crossing point. Raises UnknownNameError, LedgerError."""
    point = get_point(name)
    bulletin = bulletin_of(house.ledger, house.readings, [point.slug])
    said = house.readings.list_readings(point.slug, 0, now_us())
    newest = sorted(said, key=lambda one: (one.observed_us, one.received_us), reverse=True)
    return PointNow(
        point=point,
        made_us=bulletin.made_us,
        situations=bulletin.situations,
        said=tuple(newest[:MOST_SAID]),
    )
