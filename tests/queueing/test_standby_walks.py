"""Long walks in which many stand by: the promises of the strict machine hold, and it all happens."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import msgspec
import pytest

from otkel.facts.events.passages import Arrived, Booked, Cancelled, Moved
from tests.queueing.crossing import DAY_S, HOUR_S
from tests.queueing.policies import DRAW, SLOTS
from tests.queueing.strict import StrictMachine, StrictWalk
from tests.queueing.walks import WEIGHTS

FREE = {"cancels_most": None, "no_shows_most": None, "moves_most": None, "strip_places": None}
SCARCE = msgspec.structs.replace(SLOTS, **FREE, early_min=600)
SCARCE_DRAW = msgspec.structs.replace(DRAW, early_min=None, moves_most=None)


class StandbyWalk(StrictWalk):
    """Slots of the next hours; nearly everybody would take an earlier one."""

    policy = SCARCE
    quiet: ClassVar = {"change_policy": 0, "stop": 1, "batch": 0, "check": 0, "refuse": 0, "exception": 1}
    busy: ClassVar = {"book": 14, "stand_by": 14, "cancel": 4, "arrive": 8}

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.m = StrictMachine()
        self.m.open(one=self.policy, other=self.policy, trucks=0)

    def weights(self):
        return WEIGHTS | self.quiet | self.busy

    def book(self):
        return super().book() | {"towards": "RU", "hours": self.r.randint(0, 9), "at": 0}

    def stand_by(self):
        return {"truck": self.truck(), "first": 0, "width": self.r.randint(0, 9)}

    def wait(self):
        return {"minutes": self.r.choice([10, 30, 45, 60, 120, 180]), "ticks": self.r.random() < 0.5}


class DrawnWalk(StandbyWalk):
    """One slot of a day that all want; nearly everybody stands by for that day."""

    policy = SCARCE_DRAW
    busy: ClassVar = {"book": 0, "request": 20, "draw": 14, "stand_by": 20, "cancel": 5, "arrive": 2,
                      "move": 0, "wait": 14}  # fmt: skip

    def request(self):
        return {"truck": self.truck(), "towards": "RU", "days": self.r.choice([1, 2]), "wishes": [9]}

    def draw(self):
        return super().draw() | {"towards": "RU", "days": self.r.randint(1, 5)}

    def stand_by(self):
        to_midnight = 24 - int(self.m.x.t_s % DAY_S // HOUR_S)
        first = to_midnight + self.r.choice([0, 24]) + self.r.randint(0, 8)
        return {"truck": self.truck(), "first": first, "width": self.r.randint(1, 13)}


def happened(walk: StandbyWalk) -> Counter[str]:
    """Give what happened of what these walks are for."""
    seen: Counter[str] = Counter()
    came: set[int | None] = set()
    for _, one in walk.run(400).x.log:
        body = one.body
        if isinstance(body, Arrived):
            came.add(one.passage)
        elif isinstance(body, Moved) and body.reason == "standby":
            seen["moved, waits there" if one.passage in came else "moved, on the way"] += 1
        elif isinstance(body, Booked) and body.allocation is not None:
            seen[body.allocation.value] += 1
        elif isinstance(body, Cancelled) and body.rule is not None:
            seen[body.rule] += 1
    return seen


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (StandbyWalk, {"moved, waits there", "moved, on the way", "cancel.too_late"}),
        (DrawnWalk, {"standby", "standby.over"}),
    ],
)
def test_all_promises_hold_where_many_stand_by(kind, wanted):
    seen = sum((happened(kind(seed)) for seed in range(14)), Counter())
    assert wanted <= set(seen), seen
