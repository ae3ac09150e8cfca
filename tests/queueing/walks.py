"""Long walks of the machine, by seeds: deep states that short examples rarely reach."""

from __future__ import annotations

from random import Random

from otkel.facts.events.choices import Readiness, WayOut
from otkel.queueing.truck import Status
from tests.queueing.machine import CrossingMachine
from tests.queueing.policies import ALL

TOLD = [Readiness.READY] * 4 + [Readiness.LACKING, Readiness.UNDECIDED, Readiness.NOT_ASKED]


class Walk:
    """One machine, one source of chance."""

    def __init__(self, seed: int) -> None:
        self.r = Random(seed)
        self.m = CrossingMachine()
        self.m.open(one=self.r.choice(ALL), other=self.r.choice(ALL), trucks=self.r.randint(0, 8))

    def run(self, steps: int) -> CrossingMachine:
        """Take steps; what must hold is asked after each."""
        names = [name for name, weight in self.weights().items() for _ in range(weight)]
        for _ in range(steps):
            name = self.r.choice(names)
            needs = NEEDS.get(name)
            if needs and not self.m.has(*needs):
                continue
            getattr(self.m, name)(**getattr(self, name)())
            self.m.trucks_are_conserved()
            self.m.nobody_is_in_two_places()
            self.m.counters_equal_counting()
            self.m.who_stands_by_is_there_to_be_given_a_slot()
            self.m.places_hold()
        self.m.teardown()
        return self.m

    def weights(self) -> dict[str, int]:
        """Give how often each rule is taken."""
        return WEIGHTS

    def truck(self) -> int:
        return self.r.randint(0, 11)

    def towards(self) -> str:
        return self.r.choice(["RU", "RU", "RU", "KZ"])

    def book(self):
        hours = self.r.choice([self.r.randint(-1, 30), self.r.randint(0, 6), self.r.randint(48, 80)])
        return {"truck": self.truck(), "towards": self.towards(), "hours": hours, "at": self.r.randint(0, 3),
                "told": self.r.choice(TOLD)}  # fmt: skip

    def request(self):
        wishes = [self.r.randint(0, 23) for _ in range(self.r.randint(0, 3))]
        return {
            "truck": self.truck(),
            "towards": self.towards(),
            "days": self.r.randint(0, 4),
            "wishes": wishes,
        }

    def draw(self):
        return {"towards": self.towards(), "days": self.r.randint(0, 5), "salt": self.r.getrandbits(64)}

    def move(self):
        return {"truck": self.truck(), "hours": self.r.randint(0, 40)}

    def cancel(self):
        return {"truck": self.truck()}

    def stand_by(self):
        first = self.r.choice([self.r.randint(0, 10), self.r.randint(16, 100)])
        return {"truck": self.truck(), "first": first, "width": self.r.randint(0, 30)}

    def arrive(self):
        return {"truck": self.truck(), "towards": self.towards(), "at": self.r.randint(0, 3),
                "told": self.r.choice(TOLD), "backlog": self.r.random() < 0.3}  # fmt: skip

    def ready(self):
        return {"truck": self.truck(), "told": self.r.choice(TOLD)}

    def exception(self):
        return {"truck": self.truck(), "hours": self.r.randint(1, 11), "ends": self.r.random() < 0.5}

    def call(self):
        return {"towards": self.towards(), "trucks": self.r.choice([None, 1, 1, 2, 4])}

    def call_one(self):
        return {"truck": self.truck(), "towards": self.towards()}

    def batch(self):
        return {"towards": self.towards(), "trucks": self.r.randint(0, 4)}

    def start(self):
        draw = self.r.getrandbits(self.r.choice([60, 64]))
        return {"truck": self.truck(), "at": self.r.randint(0, 11), "draw": draw,
                "points": self.r.randint(0, 200), "sealed": self.r.random() < 0.4,
                "lane": self.r.choice([None, None, "red"])}  # fmt: skip

    def clear(self):
        return {"truck": self.truck(), "at": self.r.randint(0, 11), "draw": self.r.getrandbits(64)}

    def refuse(self):
        return {"truck": self.truck(), "at": self.r.randint(0, 11), "back": self.r.random() < 0.5}

    def check(self):
        what = self.r.choice(["select", "start", "start", "prolong", "end", "end"])
        return {"truck": self.truck(), "what": what, "at": self.r.randint(0, 11)}

    def leave(self):
        return {"truck": self.truck(), "way": self.r.choice([*WayOut])}

    def wait(self):
        return {
            "minutes": self.r.choice([0, 1, 10, 10, 45, 60, 180, 800]),
            "ticks": self.r.random() < 0.7,
        }

    def stop(self):
        what = self.r.choice(["pause", "resume", "resume", "close", "reopen", "reopen"])
        return {"towards": self.r.choice([None, "RU", "KZ"]), "what": what, "whole": self.r.random() < 0.5}

    def change_policy(self):
        return {"towards": self.towards(), "policy": self.r.choice(ALL), "really": self.r.randint(0, 4)}

    def count_strip(self):
        return {"towards": self.towards(), "trucks": self.r.randint(0, 8)}


WEIGHTS = {
    "arrive": 10, "book": 6, "request": 4, "draw": 2, "move": 2, "cancel": 1, "stand_by": 2, "ready": 4,
    "exception": 2, "call": 8, "call_one": 1, "batch": 2, "start": 14, "clear": 14, "refuse": 1, "check": 8,
    "leave": 2, "wait": 5, "stop": 3, "change_policy": 1, "count_strip": 1,
}  # fmt: skip
NEEDS = {
    "move": (Status.BOOKED,), "cancel": (Status.BOOKED,),
    "stand_by": (Status.REQUESTED, Status.BOOKED, Status.WAITING),
    "ready": (Status.WAITING,), "exception": (Status.WAITING, Status.BOOKED), "call": (Status.WAITING,),
    "start": (Status.CALLED, Status.ON_STRIP), "clear": (Status.AT_EXIT, Status.AT_ENTRY),
    "refuse": (Status.AT_EXIT, Status.AT_ENTRY), "check": (Status.AT_EXIT, Status.AT_ENTRY, Status.INSIDE),
    "leave": (Status.INSIDE, Status.ON_STRIP),
}  # fmt: skip
