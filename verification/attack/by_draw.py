"""Slots by Otkel's draw: requests within a window, a share for the longest wait, the rest drawn."""

from __future__ import annotations

from otkel.facts.events.choices import ExceptionGround
from otkel.facts.events.passages import NotDrawn
from otkel.queueing import commands as c
from otkel.queueing.deciding.allocating import list_requests
from otkel.queueing.drawing import requests_digest, slots_purpose
from verification.attack.market import LAST_S, SLOT_S, STOCK, Market, Stocked, count
from verification.attack.people import Trip
from verification.attack.rules import SLOTS_A_DAY, Rule
from verification.post import DAY_S, HOUR_S, us

_SEED = "5" * 64
_CLOSES_S = 12 * HOUR_S
_PLATES_OF_AGENT = 4  # further plates under which an agent asks for one truck, where no VIN is looked at


class ByDraw(Market):
    """Requests, and a draw each day at noon for the day after."""

    def __init__(self, rule: Rule, a: dict[str, float], seed: int) -> None:
        """Commit the seed of all draws."""
        super().__init__(rule, a, seed)
        commit = c.CommitSeed(digest=_SEED, purpose=slots_purpose("RU"), from_us=us(0.0), to_us=us(LAST_S))
        self.post.must(commit, 0.0)
        self.asked: dict[int, Trip] = {}  # requests of trucks by passage
        self.asked_by_agent: set[int] = set()
        self.requests: dict[Trip, set[int]] = {}
        self.stock_asked: dict[int, str] = {}

    def new_day(self, t_s: float, day: int) -> None:
        """At noon the requests for tomorrow close and are drawn."""
        self.at(t_s + _CLOSES_S - HOUR_S, self.ask_for_stock, day + 1)
        self.at((day + 1) * DAY_S - _CLOSES_S, self.draw, day + 1)

    # -- honest trucks --------------------------------------------------------------------------

    def look(self, t_s: float, trip: Trip) -> None:
        """Ask for the next day on which it will be ready, once its requests are taken."""
        if not trip.wants(t_s) or self.requests.get(trip):
            return
        day = int(max((t_s + _CLOSES_S) // DAY_S + 1, (trip.ready_s + SLOT_S) // DAY_S))
        opens_s = (day - self.rule.policy.request_days) * DAY_S
        if t_s < opens_s:
            self.at(opens_s + trip.react_s, self.look, trip)
            return
        is_client = trip.by_agent and trip.pays_s <= t_s and not self.rule.vin
        plates = max(trip.plates, _PLATES_OF_AGENT if is_client else 0)
        for plate in range(plates + 1):
            self._ask(t_s, trip, day, plate, is_client)

    def _ask(self, t_s: float, trip: Trip, day: int, plate: int, by_agent: bool) -> None:
        first_s = day * DAY_S
        wishes = [first_s + n * SLOT_S for n in range(SLOTS_A_DAY)]
        choices = tuple(us(one) for one in wishes if one >= trip.ready_s) if trip.ready_s > first_s else ()
        passage = self.new_passage()
        command = c.Request(
            passage=passage, vehicle=self.subject(trip, plate), towards="RU", day_us=us(first_s),
            choices=choices, queue_class="booked",
        )  # fmt: skip
        if self.post.did(command, t_s):
            self.asked[passage] = trip
            self.requests.setdefault(trip, set()).add(passage)
            if by_agent:
                self.asked_by_agent.add(passage)

    def draw(self, t_s: float, day: int) -> None:
        """Draw the slots of a day; who got none looks again."""
        asking = list_requests(self.post.state, "RU", us(day * DAY_S))
        if not asking:
            return
        digest = requests_digest(asking, towards="RU", day_us=us(day * DAY_S))
        draws = {one.passage: self.random.getrandbits(64) for one in asking}
        command = c.HoldDraw(
            towards="RU", day_us=us(day * DAY_S), seed=_SEED, requests_digest=digest, draws=draws
        )
        happened = self.post.must(command, t_s)
        self.tell(happened, t_s)
        for one in happened:
            if type(one.body) is NotDrawn:
                self.stock_asked.pop(one.passage, None)
                self._again(t_s, self.asked.pop(one.passage, None), one.passage)

    def _again(self, t_s: float, trip: Trip | None, passage: int) -> None:
        if trip is not None:
            self.requests[trip].discard(passage)
            self.at(t_s + 1 + trip.react_s, self.look, trip)

    def granted(self, t_s: float, passage: int, slot_s: float) -> None:
        """A truck, or a reseller, was drawn."""
        if (subject := self.stock_asked.pop(passage, None)) is not None:
            self.stock[passage] = Stocked(slot_s, subject)
            self.at(max(t_s, slot_s - 6 * HOUR_S), self.let_go, passage)
            return
        trip = self.asked.pop(passage)
        self.requests[trip].discard(passage)
        if passage in self.asked_by_agent and not trip.paid:
            self.sold(trip, 0.0)
        self.hold(t_s, trip, passage, slot_s)
        earliest_s, latest_s = max(trip.ready_s, t_s + 2 * HOUR_S), slot_s - SLOT_S
        if earliest_s <= latest_s:  # who would rather come sooner stands by
            self.post.did(c.Standby(passage=passage, earliest_us=us(earliest_s), latest_us=us(latest_s)), t_s)

    def break_down(self, t_s: float, trip: Trip, passage: int, slot_s: float) -> None:
        """The place is kept on evidence; it comes a day later and stands as booked."""
        until_us = us(max(t_s, slot_s) + DAY_S + HOUR_S)
        command = c.GrantException(
            passage=passage, ground=ExceptionGround.BREAKDOWN, keeps_until_us=until_us, evidence="photo"
        )
        if self.post.did(command, t_s):
            self.at(slot_s + DAY_S, self.arrive, trip, passage, slot_s)
            return
        self.give_back(t_s, trip, passage)

    # -- resellers ------------------------------------------------------------------------------

    def ask_for_stock(self, t_s: float, day: int) -> None:
        """Every vehicle of the reseller asks every day: so it also comes to wait the longest."""
        for n in range(round(self.a["vins"])):
            subject = f"{STOCK + n:032x}"
            passage = self.new_passage()
            command = c.Request(
                passage=passage, vehicle=subject, towards="RU", day_us=us(day * DAY_S), queue_class="booked"
            )
            if self.post.did(command, t_s):
                self.stock_asked[passage] = subject

    def buy(self, t_s: float, trip: Trip) -> None:
        """Nothing can be handed over; buyers are found when a reseller was drawn."""

    def let_go(self, t_s: float, passage: int) -> None:
        """Pull a buyer's trailer through by the tractor that was drawn, or give the slot back."""
        held = self.stock.pop(passage, None)
        if held is None:
            return
        buyers = [
            one
            for one in self.seekers.values()
            if one.wants(t_s) and one.pays_s <= t_s and one.ready_s + one.late_s <= held.slot_s
        ]
        if buyers and self.random.random() * 100 < self.a["rehitch_pct"]:
            buyer = min(buyers, key=lambda one: one.number)
            self.sold(buyer, self.a["tractor_rub"] + self.a["fee_rub"])
            buyer.used_s = held.slot_s
            self.seekers.pop(buyer.number, None)
            for asked in self.requests.pop(buyer, set()):
                self.asked.pop(asked)
                self.post.did(c.Cancel(passage=asked), t_s)
            self.at(held.slot_s, self.pass_through, passage, held.subject, held.slot_s, True)
            return
        count(self.let_go_of, held.slot_s)
        self.costs += self.a["fee_rub"]
        self.cancel(t_s, passage, held.slot_s)
