"""One truck on its way through, from its first request or booking until it has left."""

from __future__ import annotations

from enum import IntEnum
from math import inf

import msgspec

from otkel.facts.events.choices import Readiness, Stage


class Status(IntEnum):
    """Where a passage stands. The order is that of the way."""

    REQUESTED = 0
    BOOKED = 1
    WAITING = 2  # in the waiting area or on the road
    CALLED = 3
    AT_EXIT = 4
    ON_STRIP = 5
    AT_ENTRY = 6
    INSIDE = 7  # behind entry control: the roadside check lies here


STAGE_OF = {
    Status.WAITING: Stage.WAITING_AREA,
    Status.CALLED: Stage.ROAD_QUEUE,
    Status.AT_EXIT: Stage.EXIT_CONTROL,
    Status.ON_STRIP: Stage.STRIP,
    Status.AT_ENTRY: Stage.ENTRY_CONTROL,
    Status.INSIDE: Stage.ROADSIDE_CHECK,
}


class Check(msgspec.Struct):
    """A check that a truck was selected for and that has not ended."""

    stage: Stage
    started: bool = False
    end_by_s: float = inf


class Truck(msgspec.Struct, kw_only=True):
    """What is known of a passage that has not ended. Times are seconds from the state's origin."""

    passage: int
    vehicle: str
    line: int  # 0 or 1, the direction
    queue_class: str
    status: Status
    since_s: float  # when it came to where it stands
    seq: int = -1  # order of arrival; rises, and is new when a place was lost
    arrived_s: float = inf
    booked_s: float = inf
    slot_from_s: float = inf  # inf: no slot
    slot_day: int = -1
    promised_s: float = inf  # from when on it may expect a call: its slot, or when that was given if later
    counted: tuple[str, ...] = ()  # class and group whose share of that day it takes
    called_s: float = inf  # last called
    extra_s: float = 0.0  # the booking holds so much longer
    readiness: Readiness = Readiness.NOT_ASKED
    missing: tuple[str, ...] = ()
    cure_by_s: float = inf
    cures: int = 0
    away_until_s: float = -inf  # an exception keeps its place
    appear_by_s: float = inf
    backlog: bool = False
    people: int = 0
    cargo: tuple[str, ...] = ()
    check: Check | None = None
    visits: int = 0  # times that a stage took it on
    # of a request
    choices_s: tuple[float, ...] = ()
    nonce: str | None = None
    asked_since_s: float = inf
    asked_at: int = 0  # order of the request
    day: int = -1
    draw: int | None = None  # what was drawn for it; it was given no slot, and stands by for one
    stands_until_s: float = inf  # then it stands by no more, and its request has ended

    @property
    def ahead(self) -> tuple[float, int, int] | None:
        """Its turn among those who were not drawn: who asks longest, then the draw; else none."""
        return None if self.draw is None else (self.asked_since_s, self.draw, self.passage)

    @property
    def has_slot(self) -> bool:
        """Whether it was given a slot."""
        return self.slot_from_s != inf

    @property
    def is_held(self) -> bool:
        """Whether something lacks, so that it cannot be called; its place is kept."""
        return self.readiness is Readiness.LACKING

    @property
    def is_away(self) -> bool:
        """Whether an exception keeps its place."""
        return self.away_until_s != -inf

    @property
    def in_line(self) -> bool:
        """Whether it stands in line and could be called, if it were its turn."""
        return (
            self.status is Status.WAITING
            and self.readiness is not Readiness.LACKING
            and self.away_until_s == -inf
            and not self.backlog
        )
