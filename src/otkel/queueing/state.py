"""The state of a crossing point: what its events so far have come to.

Only `fold` changes it. Times within are seconds from `origin_us`, and civil days are a table of their
beginnings made beforehand, so that no zone and no clock is asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from otkel.facts.events.shapes import LAST_US
from otkel.queueing.core.line import interval_of
from otkel.queueing.line import Line
from otkel.queueing.policy import Policies, Policy
from otkel.queueing.truck import Status, Truck

NO_POLICY = Policy(name="none")


class Vehicle(msgspec.Struct):
    """What a vehicle did: instants, oldest first, and until when it may not book."""

    no_shows_s: list[float] = []
    cancels_s: list[float] = []
    moves_s: list[float] = []
    exceptions_s: list[float] = []
    blocked_until_s: float = float("-inf")
    asked_since_s: float = float("inf")  # asks in draws since then, and was given nothing


class State:
    """Both directions of one crossing point."""

    def __init__(
        self, point: str, towards: tuple[str, str], origin_us: int, day_starts_s: Sequence[float]
    ) -> None:
        """Begin empty; nothing may be done before a policy was set."""
        self.point = point
        self.towards = towards
        self.origin_us = origin_us
        self.day_starts_s = day_starts_s
        self.last_s = (LAST_US - origin_us) // 1e6  # the last second that an event can hold
        self.t_s = float("-inf")
        self.position = 0
        self.version = 0
        self.is_open = [False, False]
        self.lines = (Line(towards[0], NO_POLICY), Line(towards[1], NO_POLICY))
        self.trucks: dict[int, Truck] = {}
        self.live: dict[str, int] = {}  # vehicle to its passage
        self.vehicles: dict[str, Vehicle] = {}
        self.seeds: dict[str, tuple[str, float, float]] = {}  # digest to purpose, from, to
        self.opened: dict[str, float] = {}  # seeds that everybody knows, by digest, and since when
        self.first_day = -1  # the first day that is counted still; what lies before is forgotten
        self.day_ends_s = float("-inf")  # of the day in which the last event lies
        self.arrived = 0  # trucks that ever arrived, and that ever left: they are conserved
        self.left = 0
        self.asked = 0  # requests so far

    def s_of(self, us: int) -> float:
        """Give an instant in seconds from the origin."""
        return (us - self.origin_us) / 1e6

    def us_of(self, t_s: float) -> int:
        """Give an instant in microseconds of UTC; the last one that an event can hold for all after it."""
        return self.origin_us + round((t_s if t_s < self.last_s else self.last_s) * 1e6)

    def day_of(self, t_s: float) -> int:
        """Give the number of the civil day in which an instant lies."""
        starts = self.day_starts_s
        guess = int(t_s // 86_400.0)  # right where no clock was ever turned
        if 0 <= guess < len(starts) - 1 and starts[guess] <= t_s < starts[guess + 1]:
            return guess
        return interval_of(starts, t_s)

    def note_day(self) -> int:
        """Note in which day the last event lies, and give its number; yesterday is counted still."""
        day = self.day_of(self.t_s)
        self.first_day = day - 1
        starts = self.day_starts_s
        self.day_ends_s = starts[day + 1] if day + 1 < len(starts) else float("inf")
        return day

    def is_counted(self, day: int) -> bool:
        """Whether slots, calls and checks of a day are counted still."""
        return day >= self.first_day

    def line_of(self, towards: str) -> int | None:
        """Give the direction that enters a state; None: no such direction."""
        return self.towards.index(towards) if towards in self.towards else None

    def lines_of(self, towards: str | None) -> tuple[int, ...]:
        """Give the directions meant: one, or both where none is named."""
        if towards is None:
            return (0, 1)
        return tuple(at for at in (0, 1) if self.towards[at] == towards)

    def policy_of(self, truck: Truck) -> Policy:
        """Give the policy a truck is under."""
        return self.lines[truck.line].rules.policy

    def policies(self) -> Policies:
        """Give both policies in force."""
        return (self.lines[0].rules.policy, self.lines[1].rules.policy)

    def trucks_of(self, line: int) -> Iterator[Truck]:
        """Give the trucks of a direction."""
        return (truck for truck in self.trucks.values() if truck.line == line)

    def vehicle(self, subject: str) -> Vehicle:
        """Give what a vehicle did; nothing so far where it is new."""
        return self.vehicles.get(subject) or Vehicle()

    def present(self) -> int:
        """Count the trucks that have arrived and not left."""
        return sum(sum(line.counts[Status.WAITING :]) for line in self.lines)
