"""The line that a truck stands in: how long it is, how it moves, what holds it up, how full the strip is."""

from __future__ import annotations

import threading
from time import monotonic

import msgspec

from otkel.app.site.house import House
from otkel.app.site.truck.recent import CALLED, recent_of
from otkel.facts.events.choices import Stage
from otkel.queueing.state import State

HOURS = 12  # over which it is shown how the line moves
OLDEST_S = 20.0  # it is made anew though the record has not grown: hours go on
YOUNGEST_S = 1.0
_STAGES = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL)


class Stop(msgspec.Struct, frozen=True):
    """A stage that takes nobody on, and why."""

    stage: Stage
    reason: str


class LineNow(msgspec.Struct, frozen=True, kw_only=True):
    """One direction now."""

    waiting: int  # trucks that stand in line and could be called
    calls_per_h: tuple[int, ...]  # of the last hours, the oldest first
    strip_trucks: int
    strip_places: int | None
    stops: tuple[Stop, ...]

    @property
    def strip_is_full(self) -> bool:
        """Whether no truck finds a place between the posts."""
        return self.strip_places is not None and self.strip_trucks >= self.strip_places

    @property
    def most_calls(self) -> int:
        """The most calls of an hour; at least 1."""
        return max(1, *self.calls_per_h)


class Lines:
    """The lines of a house; each is made at most once a second, for all who stand in it."""

    def __init__(self, house: House) -> None:
        """Begin with none."""
        self._house = house
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str], tuple[float, int, LineNow]] = {}

    def now(self, slug: str, towards: str) -> LineNow:
        """Give a line of now. Raises LedgerError."""
        key, position = (slug, towards), self._house.pulse.position
        with self._lock:
            made = self._made.get(key)
            age_s = 1e9 if made is None else monotonic() - made[0]
            is_old = made is None or age_s > OLDEST_S or (made[1] != position and age_s > YOUNGEST_S)
            if made is None or is_old:
                made = self._made[key] = (monotonic(), position, self._make(slug, towards))
            return made[2]

    def _make(self, slug: str, towards: str) -> LineNow:
        desk = self._house.desk(slug)
        calls = recent_of(self._house, slug).per_hour(CALLED, towards, desk.now_us(), HOURS)
        return desk.look(lambda state: _line(state, towards, calls))


def lines_of(house: House) -> Lines:
    """Give the lines of a house, the same ones each time."""
    return house.keep("truck lines", Lines)


def _line(state: State, towards: str, calls: tuple[int, ...]) -> LineNow:
    at = state.line_of(towards) or 0
    of = state.lines[at]
    stops = ((stage, of.stops(stage)) for stage in _STAGES)
    return LineNow(
        waiting=of.before(of.top),
        calls_per_h=calls,
        strip_trucks=of.on_strip(),
        strip_places=of.rules.policy.strip_places,
        stops=tuple(Stop(stage, reason) for stage, reason in stops if reason is not None),
    )
