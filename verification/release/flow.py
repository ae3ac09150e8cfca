"""A run of a case: trucks come, are called, pass exit control and the strip, and are taken on.

A small event loop over `queueing.decide`. Time is in seconds from the first midnight.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from random import Random
from typing import Any

from otkel.facts.events.choices import Stage
from otkel.facts.events.passages import Called
from otkel.queueing import commands as c
from otkel.queueing.truck import Status
from verification.post import DAY_S, HOUR_S, MIN_S, Post
from verification.release.cases import Case, policy_of

CALL_EVERY_S = 10 * MIN_S
SAMPLE_S = 30 * MIN_S


class Flow:
    """Both posts and the strip between them."""

    def __init__(self, case: Case, policy_name: str, seed: int) -> None:
        """Draw the trucks by seed; they are the same under every policy."""
        self.case = case
        self.post = Post(policy_of(case, policy_name), case.days + 2)
        self.random = Random(f"{case.name} {seed}")
        self.intake_s = [
            DAY_S / self.random.uniform(*case.intake_per_day) for _ in range(case.days + 1)
        ]  # mean time of the other side for a truck, by day
        self.events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self.count = 0
        self.end_s = case.days * DAY_S
        self.at_gate: deque[int] = deque()  # called and at the post
        self.in_lanes = 0
        self.finished: deque[int] = deque()  # exit control is done, no place on the strip
        self.strip: deque[int] = deque()
        self.taking = False
        self.passed = 0
        self.idle_since_s: float | None = 0.0
        self.starved_s = self.blocked_s = 0.0
        self.blocked_since_s: float | None = None
        self.samples: list[tuple[int, int, int]] = []  # on the road, on the strip, in the waiting area
        self.called_s: dict[int, float] = {}
        self.late_h: list[tuple[float, float]] = []  # when taken on, and how long after the call [h]

    # -- time -----------------------------------------------------------------------------------

    def at(self, t_s: float, what: Callable[..., None], *args: Any) -> None:
        """Let something happen."""
        if t_s < self.end_s:
            self.count += 1
            heappush(self.events, (t_s, self.count, what, args))

    def run(self) -> Flow:
        """Let everything happen."""
        t_s, number = 0.0, 0
        while (t_s := t_s + self.random.expovariate(self.case.arrivals_per_day / DAY_S)) < self.end_s:
            number += 1
            service_s = self.random.gammavariate(4, self.case.exit_min * MIN_S / 4)
            self.at(t_s, self.arrive, number, service_s, self.random.gammavariate(3, 1 / 3))
        self.services = {args[0]: args[1:] for _, _, _, args in self.events}
        for n in range(int(self.end_s / CALL_EVERY_S)):
            self.at(n * CALL_EVERY_S + 1, self.call)
        for n in range(int(self.end_s / SAMPLE_S)):
            self.at(n * SAMPLE_S, self.sample)
        while self.events:
            t_s, _, what, args = heappop(self.events)
            what(t_s, *args)
        self.close_clocks()
        return self

    # -- the trucks -----------------------------------------------------------------------------

    def arrive(self, t_s: float, number: int, *_: float) -> None:
        """A truck comes to the waiting area."""
        self.post.must(c.Arrive(passage=number, vehicle=f"{number:032x}", towards="RU"), t_s)

    def call(self, t_s: float) -> None:
        """Call as many as the policy lets; they need some time to the post."""
        answer = self.post.ask(c.Call(towards="RU"), t_s)
        for one in answer if isinstance(answer, tuple) else ():
            if type(one.body) is Called:
                self.called_s[one.passage] = t_s
                self.at(t_s + self.random.triangular(15, 45, 25) * MIN_S, self.reach, one.passage)

    def reach(self, t_s: float, number: int) -> None:
        """A called truck is at the gate."""
        self.at_gate.append(number)
        self.fill_lanes(t_s)

    def fill_lanes(self, t_s: float) -> None:
        """Take trucks on at exit control while a lane is free."""
        while self.at_gate and self.in_lanes < self.case.exit_lanes:
            number = self.at_gate.popleft()
            self.post.must(c.Start(passage=number, stage=Stage.EXIT_CONTROL), t_s)
            self.in_lanes += 1
            self.at(t_s + self.services[number][0], self.finish, number)

    def finish(self, t_s: float, number: int) -> None:
        """Exit control is done; the truck stays in its lane until the strip has a place."""
        self.finished.append(number)
        self.move_up(t_s)

    def move_up(self, t_s: float) -> None:
        """Let trucks onto the strip while it has places, and let the other side take the first on."""
        while self.finished and len(self.strip) < self.case.strip_places:
            number = self.finished.popleft()
            self.post.must(c.Clear(passage=number, stage=Stage.EXIT_CONTROL), t_s)
            self.strip.append(number)
            self.in_lanes -= 1
        self._clock_blocked(t_s)
        if not self.taking and self.strip:
            self.take_on(t_s)
        self.fill_lanes(t_s)

    def take_on(self, t_s: float) -> None:
        """The other side takes a truck on."""
        number = self.strip.popleft()
        self.taking = True
        if self.idle_since_s is not None:
            self._starved(self.idle_since_s, t_s)
        self.idle_since_s = None
        self.late_h.append((t_s / HOUR_S, (t_s - self.called_s.pop(number)) / HOUR_S))
        self.post.must(c.Start(passage=number, stage=Stage.ENTRY_CONTROL), t_s)
        self.at(self._done_s(t_s, self.services[number][1]), self.let_in, number)

    def _done_s(self, t_s: float, share: float) -> float:
        """Give when the other side is done: its pace is that of the day, and slow within the outage."""
        left_s = share * self.intake_s[int(t_s // DAY_S)]
        from_s, to_s, pace = self.case.outage[0] * HOUR_S, self.case.outage[1] * HOUR_S, self.case.outage[2]
        if t_s < from_s <= t_s + left_s:
            return self._done_s(from_s, share * (1 - (from_s - t_s) / left_s))
        if from_s <= t_s < to_s:
            done_s = t_s + left_s / pace
            return done_s if done_s <= to_s else to_s + left_s - (to_s - t_s) * pace
        return t_s + left_s

    def let_in(self, t_s: float, number: int) -> None:
        """The truck is through."""
        self.post.must(c.Clear(passage=number, stage=Stage.ENTRY_CONTROL), t_s)
        self.passed += 1
        self.taking, self.idle_since_s = False, t_s
        self.move_up(t_s)

    # -- what is measured -----------------------------------------------------------------------

    def sample(self, _: float) -> None:
        """Note who stands where."""
        counts = self.post.line.counts
        self.samples.append((counts[Status.CALLED], len(self.strip), counts[Status.WAITING]))

    def _clock_blocked(self, t_s: float) -> None:
        if self.finished and self.blocked_since_s is None:
            self.blocked_since_s = t_s
        elif not self.finished and self.blocked_since_s is not None:
            self.blocked_s += t_s - self.blocked_since_s
            self.blocked_since_s = None

    def _starved(self, from_s: float, to_s: float) -> None:
        """Count idle time of the other side, but not of the first hours in which nobody can be there."""
        self.starved_s += max(0.0, to_s - max(from_s, 3 * HOUR_S))

    def close_clocks(self) -> None:
        """End what is still going on."""
        if self.blocked_since_s is not None:
            self.blocked_s += self.end_s - self.blocked_since_s
        if self.idle_since_s is not None:
            self._starved(self.idle_since_s, self.end_s)
