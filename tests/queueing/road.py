"""A border without chance: exit control, a strip, and a neighbour that takes what he takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec

from otkel.facts.events.choices import Stage
from otkel.queueing import commands as c
from otkel.queueing.policy import Policy, QueueClass, Releasing
from otkel.queueing.refusal import Refusal
from otkel.queueing.truck import Status
from tests.queueing.crossing import HOUR_S, NOW_S, Crossing

ROAD = Policy(
    name="road", releasing=Releasing.INTAKE, lead_min=30, buffer_trucks=6, window_min=120, step_trucks=10,
    first_per_h=10.0, exit_places=8, strip_places=25, classes=(QueueClass(name="ordinary"),),
)  # fmt: skip
DRIVE_S, EXIT_S, STEP_S = 1500.0, 360.0, 60.0  # to the post; at exit control; between two looks


class Seen(msgspec.Struct):
    """What was seen, look by look."""

    targets: list[float] = []
    road: list[int] = []  # called, and at exit control
    strip: list[int] = []
    idle: list[bool] = []  # the neighbour could have taken one, and none was there
    taken: int = 0


class Road:
    """Every minute all is done that can be done."""

    def __init__(
        self,
        rate_per_h: Callable[[float], float],
        policy: Policy = ROAD,
        waiting: int = 3000,
        arriving_per_h: float = 0.0,
        publishes: bool = True,
    ) -> None:
        self.x = Crossing(policy)
        self.rate, self.publishes, self.arriving = rate_per_h, publishes, arriving_per_h
        self.driving: deque[tuple[float, int]] = deque()
        self.at_exit: deque[tuple[float, int]] = deque()
        self.on_strip: deque[int] = deque()
        self.credit, self.came, self.number = 0.0, 0.0, 0
        self.seen = Seen(targets=[], road=[], strip=[], idle=[])
        for _ in range(waiting):
            self.come()

    def come(self) -> None:
        self.number += 1
        self.x.arrive(self.number)

    def run(self, hours: float) -> Seen:
        for _ in range(round(hours * HOUR_S / STEP_S)):
            self.x.t_s += STEP_S
            self.look()
        return self.seen

    def look(self) -> None:
        t_s, line = self.x.t_s, self.x.state.lines[0]
        self.came += self.arriving * STEP_S / HOUR_S
        while self.came >= 1.0:
            self.came -= 1.0
            self.come()
        self.take_over(t_s)
        self.exit_control(t_s)
        answer = self.x.ask(c.Call(towards="RU"))
        if not isinstance(answer, Refusal):
            called = [one.passage for one in answer if type(one.body).__name__ == "Called"]
            self.driving += [(t_s + DRIVE_S, number) for number in called]
        self.seen.targets.append(line.target)
        self.seen.road.append(line.counts[Status.CALLED] + line.counts[Status.AT_EXIT])
        self.seen.strip.append(len(self.on_strip))

    def take_over(self, t_s: float) -> None:
        """The neighbour takes trucks from the strip; what he could not use is lost."""
        rate = self.rate((t_s - NOW_S) / HOUR_S)
        self.credit = min(1.0 + rate * STEP_S / HOUR_S, self.credit + rate * STEP_S / HOUR_S)
        self.seen.idle.append(self.credit >= 1.0 and not self.on_strip)
        while self.credit >= 1.0 and self.on_strip:
            self.credit -= 1.0
            number = self.on_strip.popleft()
            self.seen.taken += 1
            if self.publishes:
                self.x.must(c.Start(passage=number, stage=Stage.ENTRY_CONTROL))
                self.x.must(c.Clear(passage=number, stage=Stage.ENTRY_CONTROL))
            else:
                self.x.must(c.Leave(passage=number))

    def exit_control(self, t_s: float) -> None:
        while self.at_exit and self.at_exit[0][0] <= t_s:
            number = self.at_exit[0][1]
            if isinstance(self.x.ask(c.Clear(passage=number, stage=Stage.EXIT_CONTROL)), Refusal):
                break
            self.at_exit.popleft()
            self.on_strip.append(number)
        while self.driving and self.driving[0][0] <= t_s:
            number = self.driving[0][1]
            if isinstance(self.x.ask(c.Start(passage=number, stage=Stage.EXIT_CONTROL)), Refusal):
                break
            self.driving.popleft()
            self.at_exit.append((t_s + EXIT_S, number))
