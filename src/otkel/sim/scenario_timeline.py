"""What changes while a scenario runs: on a day, or by the length of a line.

A change holds from an hour of a day to an hour of another, in local time of the border; afterwards what
held before comes back. Most changes set a value for that time. Those in % of something multiply what the
scenario says, so that two with different causes may hold at once: each can then be left out alone.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from math import inf
from typing import Annotated, NamedTuple, Protocol

import msgspec

from otkel.queueing.policy import Means

_DAY, _HOUR = 1440.0, 60.0  # min


class What(StrEnum):
    """What a change changes."""

    EXIT_SERVERS = "exit_servers"
    ENTRY_SERVERS = "entry_servers"
    ROADSIDE_SERVERS = "roadside_servers"
    EXIT_SERVERS_PCT = "exit_servers_pct"
    ENTRY_SERVERS_PCT = "entry_servers_pct"
    ROADSIDE_SERVERS_PCT = "roadside_servers_pct"
    EXIT_PER_H = "exit_per_h"
    EXIT_PER_DAY = "exit_per_day"
    STRIP_PLACES = "strip_places"
    CHECKED_PCT = "checked_pct"
    LACKING_PCT = "lacking_pct"
    EXIT_TIME_PCT = "exit_time_pct"
    ENTRY_TIME_PCT = "entry_time_pct"
    ROADSIDE_TIME_PCT = "roadside_time_pct"
    DELAY_TIME_PCT = "delay_time_pct"
    ARRIVALS_PCT = "arrivals_pct"
    OPEN = "open"
    CLASS_OPEN = "class_open"


class Kind(NamedTuple):
    """What may stand as the value of a change, and what it means."""

    meaning: str
    unit: str
    least: float
    most: float
    is_whole: bool = False
    may_be_open: bool = False  # left open: no limit
    is_factor: bool = False  # in % of what the scenario says; several at once are multiplied

    @property
    def span(self) -> str:
        """The range as text."""
        return f"{self.least:g} to {self.most:,.10g}"


_AT_WORK = Kind("trucks served at once, in place of what the shifts say", "trucks", 0, 1000, is_whole=True)
_MORE_OR_FEWER = Kind(
    "trucks served at once, in % of the shifts' number; rounded, and at least 1 of a number above 0",
    "%", 0, 1000, is_factor=True,
)  # fmt: skip
_TIME = Kind("time of each service that begins meanwhile, in % of its own", "%", 1, 10_000, is_factor=True)
KINDS: dict[What, Kind] = {
    What.EXIT_SERVERS: _AT_WORK,
    What.ENTRY_SERVERS: _AT_WORK,
    What.ROADSIDE_SERVERS: _AT_WORK,
    What.EXIT_SERVERS_PCT: _MORE_OR_FEWER,
    What.ENTRY_SERVERS_PCT: _MORE_OR_FEWER,
    What.ROADSIDE_SERVERS_PCT: _MORE_OR_FEWER,
    What.EXIT_PER_H: Kind(
        "trucks that exit control takes on in an hour at most", "trucks", 0, 10_000, True, may_be_open=True
    ),
    What.EXIT_PER_DAY: Kind(
        "trucks that exit control takes on in a day at most", "trucks", 0, 100_000, True, may_be_open=True
    ),
    What.STRIP_PLACES: Kind(
        "trucks between the posts, those in exit control among them", "trucks", 1, 10_000, True, True
    ),
    What.CHECKED_PCT: Kind("share checked at the roadside, of those who leave entry control", "%", 0, 100),
    What.LACKING_PCT: Kind("share whose papers lack, of those who are looked at", "%", 0, 100),
    What.EXIT_TIME_PCT: _TIME,
    What.ENTRY_TIME_PCT: _TIME,
    What.ROADSIDE_TIME_PCT: _TIME,
    What.DELAY_TIME_PCT: _TIME,
    What.ARRIVALS_PCT: Kind(
        "trucks that come, in % of the scenario's number; at all points", "%", 0, 10_000, is_factor=True
    ),
    What.OPEN: Kind("0: exit control takes nobody on; 1: it does", "", 0, 1, is_whole=True),
    What.CLASS_OPEN: Kind("0: nobody of the class is taken on; 1: as the others", "", 0, 1, is_whole=True),
}


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something is different from one hour to another."""

    from_on: Annotated[date, Means("first day, within the horizon")]
    from_h: Annotated[float, Means("hour of the first day from which on it holds", "h", 0, 23.999)] = 0.0
    to_on: Annotated[date | None, Means("last day; none: to the end")] = None
    to_h: Annotated[float, Means("hour of the last day at which it ends", "h", 0, 24)] = 24.0
    point: Annotated[str | None, Means("name of the crossing point; none: all of them")] = None
    what: Annotated[What, Means("what is different")]
    value: Annotated[float | None, Means("the value meanwhile; none: no limit", "", 0, 100_000)]
    queue_class: Annotated[str | None, Means("name of the class; only with class_open")] = None
    cause: Annotated[str | None, Means("a cause such as exit_screening; left out with --without")] = None
    why: Annotated[str, Means("what it rests on, in a sentence")] = ""


class When(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something is different while a line is long, or while it is short; looked at on each whole hour."""

    point: Annotated[str | None, Means("crossing point whose line counts; none: each by its own")] = None
    in_line_above: Annotated[
        int | None, Means("holds once more trucks than this stand in line", "trucks", 0, 1_000_000)
    ] = None
    in_line_below: Annotated[
        int | None, Means("holds once fewer trucks than this stand in line", "trucks", 1, 1_000_000)
    ] = None
    until: Annotated[
        int | None,
        Means(
            "ends once so many trucks or fewer stand in line (with in_line_below: or more); "
            "none: at the number where it begins",
            "trucks", 0, 1_000_000,
        ),
    ] = None  # fmt: skip
    what: Annotated[What, Means("what is different")]
    value: Annotated[
        float | None,
        Means("the value meanwhile, in place of that of changes; none: no limit", "", 0, 100_000),
    ]
    queue_class: Annotated[str | None, Means("name of the class; only with class_open")] = None
    cause: Annotated[str | None, Means("a cause such as exit_screening; left out with --without")] = None
    why: Annotated[str, Means("what it rests on, in a sentence")] = ""


class Dated(Protocol):
    """What holds from an hour of a day to an hour of another."""

    @property
    def from_on(self) -> date: ...  # noqa: D102
    @property
    def from_h(self) -> float: ...  # noqa: D102
    @property
    def to_on(self) -> date | None: ...  # noqa: D102
    @property
    def to_h(self) -> float: ...  # noqa: D102


class ByLine(Protocol):
    """What holds while a line is long, or while it is short."""

    @property
    def in_line_above(self) -> int | None: ...  # noqa: D102
    @property
    def in_line_below(self) -> int | None: ...  # noqa: D102
    @property
    def until(self) -> int | None: ...  # noqa: D102


def line_of(rule: ByLine) -> tuple[int, int, bool]:
    """Give where a rule of state begins and ends [trucks in line], and whether above."""
    is_above = rule.in_line_above is not None
    begins = rule.in_line_above if rule.in_line_above is not None else rule.in_line_below or 0
    return begins, begins if rule.until is None else rule.until, is_above


def minutes_of(change: Dated, begins_on: date) -> tuple[float, float]:
    """Give from when to when a change holds [min from midnight of the first day]; without an end: inf."""
    start = (change.from_on - begins_on).days * _DAY + change.from_h * _HOUR
    if change.to_on is None:
        return start, inf
    return start, (change.to_on - begins_on).days * _DAY + change.to_h * _HOUR


def most_pct(base: float, rows: tuple[Change | When, ...], what: What) -> float:
    """Give the greatest share [%] that is ever in force."""
    return max([base, *(one.value for one in rows if one.what is what and one.value is not None)])
