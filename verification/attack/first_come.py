"""Slots to whoever clicks first, with robots, resellers, and whatever edits the rule still allows."""

from __future__ import annotations

from math import ceil

from otkel.queueing import commands as c
from verification.attack.market import SLOT_S, STOCK, Market, Stocked, count
from verification.attack.people import Trip
from verification.attack.rules import HORIZON_D
from verification.post import DAY_S, HOUR_S, us

_SOON_S = 2 * HOUR_S  # nobody takes a slot that begins sooner


class FirstCome(Market):
    """First come, first served."""

    def new_day(self, t_s: float, day: int) -> None:
        """At midnight the slots of the last day of the horizon open: robots first, then people."""
        bot_s, uniform = self.a["bot_s"], self.random.uniform
        for trip in self.seekers.values():
            is_client = trip.by_agent and trip.pays_s <= t_s
            self.at(t_s + (uniform(0.5, 1.5) * bot_s if is_client else trip.react_s), self.look, trip)
        wanted = round(self.a["stock_pct"] / 100 * self.a["slots_per_day"])
        for n in range(wanted):
            self.at(t_s + uniform(0.5, 1.5) * bot_s + n * 0.01, self.stock_up, (day + HORIZON_D) * DAY_S)

    # -- honest trucks --------------------------------------------------------------------------

    def look(self, t_s: float, trip: Trip) -> None:
        """Take the earliest free slot it can use; then further ones, if it is of that kind."""
        if not trip.wants(t_s) or (self.rule.policy.deposit and not trip.has_deposit):
            return
        slot_s = self.find_free(max(trip.ready_s, t_s + _SOON_S), trip.until_s)
        if slot_s is None or not self.book(t_s, trip, slot_s):
            return
        if trip.by_agent and trip.pays_s <= t_s:
            self.sold(trip, 0.0)
        for spare in range(trip.spares):
            later_s = self.find_free(slot_s + DAY_S, trip.until_s + DAY_S)
            if later_s is None or not self.book(t_s, trip, later_s, spare + 1 if trip.plates else 0):
                break
            slot_s = later_s

    def find_free(self, from_s: float, to_s: float) -> float | None:
        """Give the first slot with room that begins within a time."""
        slots, room, step = self.post.line.slots, self.rule.policy.slot_trucks, int(SLOT_S)
        end_s = min(to_s, (self.post.state.day_of(self.post.state.t_s) + HORIZON_D + 1) * DAY_S)
        for slot_s in range(ceil(from_s / step) * step, ceil(end_s), step):
            if slots.get(slot_s, 0) < room:
                return float(slot_s)
        return None

    def book(self, t_s: float, trip: Trip, slot_s: float, plate: int = 0) -> bool:
        """Book a slot for a truck."""
        passage = self.new_passage()
        command = c.Book(
            passage=passage, vehicle=self.subject(trip, plate), towards="RU", queue_class="booked",
            slot_from_us=us(slot_s),
        )  # fmt: skip
        done = self.post.did(command, t_s)
        if done:
            self.hold(t_s, trip, passage, slot_s)
        return done

    def break_down(self, t_s: float, trip: Trip, passage: int, slot_s: float) -> None:
        """Move to a later slot, if there is one and the rule lets it; else the place is lost."""
        trip.ready_s = slot_s + DAY_S
        trip.until_s = max(trip.until_s, trip.ready_s + 3 * DAY_S)  # it has to get home, and tries on
        self.at(trip.until_s, self.give_up, trip)
        later_s = self.find_free(trip.ready_s, trip.until_s)
        if later_s is not None and self.post.did(c.Move(passage=passage, slot_from_us=us(later_s)), t_s):
            self.hold(t_s, trip, passage, later_s)
            self.freed(t_s, slot_s)
            return
        del trip.held[passage], self.owners[passage]
        self.cancel(t_s, passage, slot_s)
        self.lost_place(t_s, trip)

    def freed(self, t_s: float, slot_s: float) -> None:
        """Somebody sees a freed slot first: a robot that watches, or one of those who look now and then."""
        if slot_s < t_s + _SOON_S:
            return
        could = [
            one for one in self.seekers.values() if one.wants(t_s) and one.ready_s <= slot_s <= one.until_s
        ]
        clients = [one for one in could if one.by_agent and one.pays_s <= t_s]
        if clients:
            client = min(clients, key=lambda one: one.number)
            self.at(t_s + self.random.uniform(0, self.a["rival_s"]), self.look, client)
        self.at(t_s + self.random.uniform(0, self.a["rival_s"]), self.stock_up, slot_s)
        if could:
            waits = [(self.random.expovariate(1 / one.look_s), one.number, one) for one in could]
            wait_s, _, first = min(waits)
            self.at(t_s + wait_s, self.look, first)

    # -- resellers ------------------------------------------------------------------------------

    def stock_up(self, t_s: float, from_s: float) -> None:
        """Take one slot of a day for the stock, while subjects and capital last."""
        slot_s = self.find_free(max(from_s, t_s + _SOON_S), from_s + DAY_S)
        subject = self.free_subject(t_s)
        if slot_s is None or subject is None or not self._can_pay():
            return
        passage = self.new_passage()
        command = c.Book(
            passage=passage, vehicle=subject, towards="RU", queue_class="booked", slot_from_us=us(slot_s)
        )
        if not self.post.did(command, t_s):
            return
        self.stock[passage] = Stocked(slot_s, subject)
        self.costs += self.a["fee_rub"]
        self.at(max(t_s, slot_s - self.random.uniform(1, 6) * HOUR_S), self.let_go, passage)

    def free_subject(self, t_s: float) -> str | None:
        """Give a vehicle, or a plate, of the reseller that holds nothing and is not blocked."""
        state, last = self.post.state, round(self.a["vins" if self.rule.vin else "plates"])
        for n in range(last):
            subject = f"{STOCK + n:032x}"
            if subject not in state.live and state.vehicle(subject).blocked_until_s <= t_s:
                return subject
        return None

    def _can_pay(self) -> bool:
        if not self.rule.policy.deposit:
            return True
        return (len(self.stock) + 1) * self.a["deposit_rub"] <= self.a["capital_k"] * 1000

    def let_go(self, t_s: float, passage: int) -> None:
        """Nobody bought it: give it back where a no-show costs, else let it lapse as often as others do."""
        held = self.stock.pop(passage, None)
        if held is None:
            return
        count(self.let_go_of, held.slot_s)
        if self.rule.vin or self.random.random() * 100 >= self.a["no_show_pct"]:
            self.cancel(t_s, passage, held.slot_s)

    def buy(self, t_s: float, trip: Trip) -> None:
        """An agent's robot clicks at the next release; a reseller hands over at an agreed instant."""
        if trip.by_agent or not trip.wants(t_s) or (self.rule.policy.deposit and not trip.has_deposit):
            return
        fits = [
            (held.slot_s, passage)
            for passage, held in self.stock.items()
            if max(trip.ready_s, t_s + _SOON_S) <= held.slot_s <= trip.until_s
        ]
        if not fits:  # nothing on the shelf: then its robot clicks in the buyer's own name
            trip.by_agent = True
            return
        slot_s, passage = min(fits)
        del self.stock[passage]
        self.cancel(t_s, passage, slot_s)
        self.at(t_s + self.random.uniform(0.5, 1.5) * self.a["bot_s"], self.take_over, trip, slot_s)

    def take_over(self, t_s: float, trip: Trip, slot_s: float) -> None:
        """The buyer clicks at the agreed instant; if somebody was faster they try again."""
        if not trip.wants(t_s):
            return
        full = self.post.line.slots.get(round(slot_s), 0) >= self.rule.policy.slot_trucks
        if full or not self.book(t_s, trip, slot_s):
            self.at(t_s + 600, self.buy, trip)
        else:
            self.sold(trip, 0.0)
