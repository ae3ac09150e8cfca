"""One crossing point: what each side says of it now, how it was before, and the rules by which it runs."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.app.bulletin import bulletin_of
from otkel.app.crossing.pointing import get_point
from otkel.app.ledger import now_us
from otkel.app.site.board import boards_of
from otkel.app.site.happened import Ground, Happening, grounds_of, happened_at
from otkel.app.site.history import History, history_of
from otkel.app.site.house import House
from otkel.app.site.past import past_of
from otkel.app.site.rules_told import tell_rules
from otkel.facts.events.choices import Stage
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.readings import Reading
from otkel.feeds.bulletin import Situation
from otkel.phrases import Phrase
from otkel.queueing.state import State

MOST_SAID = 60  # of what was said before, the newest first


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a direction of a point whose queue is kept here; or of both, where they are the same."""

    towards: str | None  # none: both directions
    policy: str
    rules: tuple[Phrase, ...]
    grounds: tuple[Ground, ...] = ()
    lanes: tuple[tuple[Stage, int], ...] = ()  # open ones by stage, where they were told


class PointNow(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing point as its page shows it."""

    point: CrossingPoint
    made_us: int
    situations: tuple[Situation, ...]
    histories: tuple[History, ...]  # one a situation
    ways: tuple[Way, ...]
    happened: tuple[Happening, ...]
    said: tuple[Reading, ...]
    is_behind: bool  # much of the record has not been read yet


def point_now(house: House, name: str, days: int = 1) -> PointNow:
    """Give what is known of a crossing point. Raises UnknownNameError, LedgerError."""
    point = get_point(name)
    past, made_us = past_of(house), now_us()
    is_behind = past.is_behind()
    situations = _situations(house, point)
    told = [] if is_behind else past.told(point.slug)
    return PointNow(
        point=point,
        made_us=made_us,
        situations=situations,
        histories=tuple(history_of(house, past, point, one.towards, days, made_us) for one in situations),
        ways=_together(_ways(house, point, told)),
        happened=happened_at(told, point.zone),
        said=tuple(house.readings.list_newest(point.slug, 0, made_us, MOST_SAID)),
        is_behind=is_behind,
    )


def _situations(house: House, point: CrossingPoint) -> tuple[Situation, ...]:
    """Give what the board says of a point; of one that it does not know nothing is said."""
    board = boards_of(house).now().bulletin.situations
    found = tuple(one for one in board if one.place.slug == point.slug)
    return found or bulletin_of(house.ledger, house.readings, [point.slug]).situations


def _together(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """Tell what holds for both directions once."""
    both = tuple(msgspec.structs.replace(one, towards=None) for one in ways)
    return both[:1] if len(both) == 2 and both[0] == both[1] else ways


def _ways(house: House, point: CrossingPoint, told: list[dict[str, Any]]) -> tuple[Way, ...]:
    if not house.is_kept(point.slug):
        return ()

    def work(state: State) -> tuple[Way, ...]:
        return tuple(
            Way(
                towards=line.towards,
                policy=line.rules.policy.name,
                rules=tell_rules(line.rules.policy),
                grounds=grounds_of(told, line.towards),
                lanes=tuple((stage, len(lanes)) for stage, lanes in line.lanes.items() if lanes is not None),
            )
            for at, line in enumerate(state.lines)
            if state.is_open[at]
        )

    return house.desk(point.slug).look(work)
