"""A run of some weeks at one post: what all rules share. Time is in seconds from the first midnight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from random import Random
from typing import Any

from otkel.facts.events.choices import WayOut
from otkel.facts.events.passages import Booked, Moved
from otkel.queueing import commands as c
from verification.attack.people import DAYS, Trip, make_trips
from verification.attack.rules import SLOT_MIN, Rule
from verification.post import DAY_S, HOUR_S, MIN_S, Post, us

SLOT_S = SLOT_MIN * MIN_S
LAST_S = (DAYS + 14) * DAY_S
STOCK = 1 << 40  # subjects of sellers lie above those of trucks


@dataclass(slots=True)
class Stocked:
    """A place that a reseller holds."""

    slot_s: float
    subject: str


class Market:
    """Trucks, sellers and the post; what differs between first come and draw is in the two classes below."""

    def __init__(self, rule: Rule, a: dict[str, float], seed: int) -> None:
        """Make everybody by the seed."""
        self.rule, self.a = rule, a
        self.random = Random(f"market {seed}")
        self.post = Post(rule.policy, DAYS + 40)
        self.trips = make_trips(a, seed)
        self.seekers: dict[int, Trip] = {}  # by number: an order that is the same in every run
        self.owners: dict[int, Trip] = {}
        self.stock: dict[int, Stocked] = {}
        self.used: dict[float, int] = {}  # trucks that came, by slot
        self.used_paid: dict[float, int] = {}  # those of them that had paid a seller
        self.let_go_of: dict[float, int] = {}  # places that a seller gave up, some more than once
        self.income = self.costs = 0.0
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = self._passages = 0

    # -- time -----------------------------------------------------------------------------------

    def at(self, t_s: float, what: Callable[..., None], *args: Any) -> None:
        """Let something happen at an instant, or never if that lies beyond the run."""
        if t_s < LAST_S:
            self._count += 1
            heappush(self._events, (t_s, self._count, what, args))

    def run(self) -> Market:
        """Let everything happen."""
        for trip in self.trips:
            self.at(trip.created_s, self.begin, trip)
        for day in range(DAYS + 14):
            self.at(day * DAY_S, self.tick)
            self.at(day * DAY_S + 1, self.new_day, day)
        while self._events:
            t_s, _, what, args = heappop(self._events)
            what(t_s, *args)
        return self

    def tick(self, t_s: float) -> None:
        """Let no-shows be recorded; what they free is beyond use."""
        self.tell(self.post.must(c.Tick(), t_s), t_s)

    def begin(self, t_s: float, trip: Trip) -> None:
        """A truck begins to look for a slot."""
        self.seekers[trip.number] = trip
        self.at(t_s + trip.look_s * 0.1, self.look, trip)
        if trip.pays_s < inf:
            self.at(trip.pays_s, self.buy, trip)
        self.at(trip.until_s, self.give_up, trip)

    def give_up(self, t_s: float, trip: Trip) -> None:
        """Its patience is over; a place it has is kept."""
        if not trip.held and not trip.served and t_s >= trip.until_s:
            trip.gone = True
            self.seekers.pop(trip.number, None)

    # -- places ---------------------------------------------------------------------------------

    def new_passage(self) -> int:
        """Give a number for a booking or a request."""
        self._passages += 1
        return self._passages

    def subject(self, trip: Trip, plate: int = 0) -> str:
        """Give what the rule knows a truck by: its VIN, or whichever plate it names."""
        return f"{trip.number * 64 + (0 if self.rule.vin else plate):032x}"

    def hold(self, t_s: float, trip: Trip, passage: int, slot_s: float) -> None:
        """A truck has a place; some hours before, it knows whether it can use it."""
        trip.held[passage] = slot_s
        self.owners[passage] = trip
        self.seekers.pop(trip.number, None)
        near_s = slot_s - self.random.uniform(1, 12) * HOUR_S
        self.at(max(t_s, near_s), self.near, trip, passage, slot_s)

    def near(self, t_s: float, trip: Trip, passage: int, slot_s: float) -> None:
        """Shortly before its slot a truck comes, breaks down, or has no use for it."""
        if trip.held.get(passage) != slot_s:
            return
        if trip.served or slot_s < trip.ready_s + trip.late_s:
            self.give_back(t_s, trip, passage)
        elif trip.breaks and not trip.broke:
            trip.broke = True
            self.break_down(t_s, trip, passage, slot_s)
        else:
            self.at(slot_s, self.arrive, trip, passage, slot_s)

    def arrive(self, t_s: float, trip: Trip, passage: int, slot_s: float) -> None:
        """The truck comes by its slot and goes through; what else it holds it gives back."""
        if trip.held.get(passage) != slot_s or trip.served:
            return
        vehicle = self.post.state.trucks[passage].vehicle
        self.pass_through(t_s, passage, vehicle, slot_s, bool(trip.paid))
        del trip.held[passage]
        trip.used_s = t_s
        for other in list(trip.held):
            self.give_back(t_s, trip, other)

    def pass_through(self, t_s: float, passage: int, vehicle: str, slot_s: float, paid: bool) -> None:
        """Let a truck pass by a slot; the stages behind are no matter here."""
        self.post.must(c.Arrive(passage=passage, vehicle=vehicle, towards="RU"), t_s)
        self.post.must(c.Leave(passage=passage, way=WayOut.GAVE_UP), t_s)
        count(self.used, slot_s)
        if paid:
            count(self.used_paid, slot_s)

    def give_back(self, t_s: float, trip: Trip, passage: int) -> None:
        """Cancel a useless place, or let it lapse."""
        slot_s = trip.held.pop(passage)
        del self.owners[passage]
        if not trip.lazy:
            self.cancel(t_s, passage, slot_s)
        self.lost_place(t_s, trip)

    def cancel(self, t_s: float, passage: int, slot_s: float) -> None:
        """Give a place back to whoever the rule gives it to."""
        answer = self.post.ask(c.Cancel(passage=passage), t_s)
        if isinstance(answer, tuple):
            self.tell(answer, t_s)
            self.freed(t_s, slot_s)

    def lost_place(self, t_s: float, trip: Trip) -> None:
        """A truck without a place looks again."""
        if trip.wants(t_s):
            self.seekers[trip.number] = trip
            self.at(t_s + self.random.expovariate(1 / trip.look_s), self.look, trip)

    def tell(self, happened: tuple[Any, ...], t_s: float) -> None:
        """Note who was moved up, and who was given a slot by a draw."""
        for one in happened:
            if type(one.body) is Moved and one.passage in self.owners:
                self.hold(t_s, self.owners[one.passage], one.passage, slot_of(one))
            elif type(one.body) is Booked:
                self.granted(t_s, one.passage, slot_of(one))

    def sold(self, trip: Trip, cost: float) -> None:
        """A seller is paid for a slot."""
        trip.paid = self.random.uniform(self.a["price_low_rub"], self.a["price_high_rub"])
        self.income += trip.paid
        self.costs += cost

    # -- what a rule says -----------------------------------------------------------------------

    def new_day(self, t_s: float, day: int) -> None:
        """A day begins."""
        raise NotImplementedError

    def look(self, t_s: float, trip: Trip) -> None:
        """A truck looks for a slot."""
        raise NotImplementedError

    def buy(self, t_s: float, trip: Trip) -> None:
        """A truck turns to a seller."""
        raise NotImplementedError

    def freed(self, t_s: float, slot_s: float) -> None:
        """A place was given back."""

    def granted(self, t_s: float, passage: int, slot_s: float) -> None:
        """A draw gave a place."""

    def break_down(self, t_s: float, trip: Trip, passage: int, slot_s: float) -> None:
        """A truck breaks down and is on the road again a day later."""
        raise NotImplementedError


def count(counts: dict[float, int], slot_s: float) -> None:
    """Count one more of a slot."""
    counts[slot_s] = counts.get(slot_s, 0) + 1


def slot_of(one: Any) -> float:
    """Give the slot that an event names [s]."""
    return float((one.body.slot_from_us - us(0.0)) / 1e6)
