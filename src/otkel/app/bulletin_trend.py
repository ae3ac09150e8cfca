"""How a line has changed over some hours, read off the state and the last events of the crossing point."""

from __future__ import annotations

from otkel.app.bulletin_readings import trend_between
from otkel.app.tickets import stream_of
from otkel.facts.events.envelope import Event
from otkel.facts.events.passages import Arrived, Called, Left
from otkel.feeds.bulletin import Trend
from otkel.ledger.store import Store
from otkel.queueing.state import State
from otkel.queueing.truck import Status

MOST_EVENTS = 20_000  # that are read back; days of a busy point
_HOUR_US = 3_600_000_000


def trend_of_queue(store: Store, state: State, at: int, now_us: int, hours: float) -> Trend | None:
    """Give how the number of trucks in line has changed; none where the record does not tell.

    It does not where it began later, or where a truck has gone whose direction is not read any more.
    """
    since_us = now_us - round(hours * _HOUR_US)
    stream = stream_of(state.point)
    after = max(0, store.version(stream) - MOST_EVENTS)
    events = list(store.read_stream(stream, after))
    if not events or events[0].occurred_us > since_us:
        return None
    gone = _gone(state, events, since_us)
    if gone is None:
        return None
    before = _stood(state, at, state.s_of(since_us)) + gone.count(state.towards[at])
    return trend_between(before, _stood(state, at, state.s_of(now_us)))


def _stood(state: State, at: int, t_s: float) -> int:
    """Count the trucks that are still known and stood in line at an instant, not yet called."""
    return sum(
        truck.arrived_s <= t_s and (truck.called_s > t_s or truck.status is Status.WAITING)
        for truck in state.trucks.values()
        if truck.line == at and not truck.backlog
    )


def _gone(state: State, events: list[Event], since_us: int) -> list[str] | None:
    """Give the directions of trucks that stood in line then and have left since; none: not all are known."""
    towards: dict[int, str] = {}
    came, called = set(), set()
    found: list[str] = []
    for event in events:
        body, passage, is_later = event.body, event.passage, event.occurred_us > since_us
        if passage is None or passage in state.trucks:
            continue
        if isinstance(body, Arrived):
            if is_later and passage not in towards:
                came.add(passage)
            towards[passage] = body.towards
        elif isinstance(body, Called) and not is_later:
            called.add(passage)
        elif isinstance(body, Left) and is_later and passage not in came | called:
            if passage not in towards:
                return None
            found.append(towards[passage])
    return found
