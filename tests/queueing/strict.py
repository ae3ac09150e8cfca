"""The machine once more, stricter: deposits, blocks, shares of days by slot; a state packed on the way."""

from __future__ import annotations

from collections import Counter

from hypothesis.stateful import invariant

from otkel.facts.events.passages import Arrived, Booked, Cancelled, DepositSettled, Moved, NoShow, Requested
from otkel.facts.events.posts import PolicyChanged, VehicleBlocked
from otkel.queueing.snapshot import pack, unpack
from tests.queueing.crossing import new_state
from tests.queueing.machine import CrossingMachine
from tests.queueing.policies import ALL, DRAW, SLOTS
from tests.queueing.walks import Walk

POLICIES = [*ALL, SLOTS, SLOTS, DRAW]  # those with the most to keep are taken more often
Held = dict[int, tuple[int, str, int]]  # passage to line, class, day of its slot


class StrictMachine(CrossingMachine):
    """What was promised about money, penalties and shares is counted anew from all that happened."""

    steps = 0

    @invariant()
    def places_hold(self):
        """Also what follows."""
        super().places_hold()
        if hasattr(self, "x"):
            self.deposits_are_settled_once()
            self.nobody_books_while_blocked()
            self.shares_of_days_hold()
            self.no_shows_are_counted()
            self.pack_on_the_way()

    def deposits_are_settled_once(self):
        """For each booking one deposit, and none of a booking that still runs."""
        booked: Counter[int] = Counter()
        settled: Counter[int] = Counter()
        for _, one in self.x.log:
            booked[one.passage] += isinstance(one.body, Booked)
            settled[one.passage] += isinstance(one.body, DepositSettled)
        for passage, number in settled.items():
            truck = self.x.state.trucks.get(-1 if passage is None else passage)
            runs = truck is not None and truck.status.name == "BOOKED"
            assert number <= booked[passage] - runs

    def no_shows_are_counted(self):
        """A vehicle has as many no-shows as happened to it, those that cancelled too late among them."""
        if any("in_a_row" in one.body.numbers and one.body.numbers["in_a_row"] for one in self.policies()):
            return
        vehicle_of: dict[int, str] = {}
        did: Counter[str] = Counter()
        for _, one in self.x.log:
            vehicle_of[one.passage] = getattr(one.body, "vehicle", None) or vehicle_of.get(one.passage, "")
            too_late = isinstance(one.body, Cancelled) and one.body.rule == "cancel.too_late"
            did[vehicle_of[one.passage]] += isinstance(one.body, NoShow) or too_late
        for subject, number in did.items():
            assert len(self.x.state.vehicle(subject).no_shows_s) == number

    def policies(self):
        """Give each change of the policy."""
        return [one for _, one in self.x.log if isinstance(one.body, PolicyChanged)]

    def nobody_books_while_blocked(self):
        """A block holds until it ends."""
        until: dict[str, int] = {}
        for t_s, one in self.x.log:
            if isinstance(one.body, VehicleBlocked):
                until[one.body.vehicle] = one.body.until_us
            elif isinstance(one.body, Requested) or (
                isinstance(one.body, Booked) and not one.body.allocation
            ):
                assert self.x.state.us_of(t_s) >= until.get(one.body.vehicle, 0)

    def shares_of_days_hold(self):
        """Under unchanged rules as many are counted in a day as hold its slots, and no more than may."""
        if sum(isinstance(one.body, PolicyChanged) for _, one in self.x.log) > 2:
            return
        held = self.slots_held()
        for at, line in enumerate(self.x.state.lines):
            rules = line.rules
            for index, name in enumerate(rules.names):
                if not rules.by_slot[index]:
                    continue
                days = Counter(day for own, other, day in held.values() if (own, other) == (at, name))
                counted = {day: number for day, number in days.items() if day >= self.x.state.first_day}
                for day, number in counted.items():
                    assert line.taken[(name, day)] == number
                    assert rules.caps[index] < 0 or number <= rules.caps[index]

    def slots_held(self) -> Held:
        """Give who holds, or came by, a slot of which day."""
        held: Held = {}
        state = self.x.state
        for _, one in self.x.log:
            body, passage = one.body, one.passage
            if isinstance(body, Booked) and body.slot_from_us is not None:
                line = state.towards.index(body.towards)
                held[passage] = line, body.queue_class, state.day_of(state.s_of(body.slot_from_us))
            elif isinstance(body, Moved):
                held[passage] = *held[passage][:2], state.day_of(state.s_of(body.slot_from_us))
            elif isinstance(body, Cancelled) or (isinstance(body, NoShow) and body.rule == "no_show.slot"):
                held.pop(passage, None)
            elif isinstance(body, Arrived) and passage in held and held[passage][1] != body.queue_class:
                del held[passage]
        return held

    def pack_on_the_way(self):
        """Go on from the bytes of the state now and then: the rest comes out the same."""
        self.steps += 1
        if self.steps % 17 == 0:
            self.x.state = unpack(pack(self.x.state).to_bytes(), new_state())


class StrictWalk(Walk):
    """A long walk of the strict machine."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.seed = seed
        self.m = StrictMachine()
        self.m.open(one=self.r.choice(POLICIES), other=self.r.choice(POLICIES), trucks=5)

    def change_policy(self):
        """Change the rules on every third walk only, so that shares can be counted on the others."""
        changes = self.seed % 3 == 0
        return {**super().change_policy(), "really": 0 if changes else 1}
