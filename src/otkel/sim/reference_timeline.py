"""The readable twin of what the clock brings: periods, days, shifts, dated changes, rules of state.

What is a rule of the queue is ordered at the post as a live crossing would be told: a pause of exit control,
another policy. Officers, times and shares belong to the world around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from otkel.facts.events.choices import Stage
from otkel.queueing import commands as c
from otkel.queueing.core.officers import at_work, still_holds
from otkel.queueing.core.selection import falls_below
from otkel.queueing.policy import Policy
from otkel.sim.kernel_settings import (
    CHECKED,
    CLASSES,
    LACKING,
    OPEN,
    PER_DAY,
    PER_H,
    PLACES,
    SERVERS,
    SERVERS_SHARE,
    neutral,
)
from otkel.sim.kernel_world import AT_ROADSIDE, PASSES, QUOTAS, SHARES, World
from otkel.sim.reference_policies import DatedPolicy

NEVER = float("inf")


class Post(Protocol):
    """What is changed at a crossing point."""

    number: int
    open: list[int]
    taken: list[int]
    policy: Policy

    def in_line(self) -> int:
        """Count those who wait at the line."""

    def set_policy(self, policy: Policy, now: float) -> None:
        """Let its queue run by other numbers."""

    def order(self, command: c.Command, now: float) -> None:
        """Do what is ordered at the post."""

    def within_places(self, stage: int, servers: int) -> int:
        """Give how many of the servers at work find a place there."""


class Timeline:
    """The settings of all posts, and when the clock brings something next."""

    def __init__(
        self, world: World, posts: Sequence[Post], dated: Mapping[int, DatedPolicy] | None = None
    ) -> None:
        """Begin with what the world says; `dated`: by post, a policy with other values at times."""
        self.w, self.posts = world, posts
        self.dated = dict(dated or {})
        self.has_looks = bool(len(world.orders.setting)) or any(one.held for one in self.dated.values())
        self.now = neutral(len(posts), len(world.ranks))
        self.now[PER_H], self.now[PLACES] = world.quota, world.strip
        if len(world.quota_day):
            self.now[PER_DAY] = world.quota_day
        self.below = self.now.copy()
        self.ordered_by: dict[tuple[int, int], int] = {}  # setting and post to the order that holds
        self.shift, self.step, self.looks = 0, 0, 0
        self.laps, self.periods, self.days = 0, 0, 0
        self.found: dict[int, int] = {}  # truck to what its papers came to

    # -- when -------------------------------------------------------------------------------------

    def next_turn(self) -> float:
        """Give when the clock brings something next."""
        spans = (one.next_span() for one in self.dated.values())
        return min(self._next_shift(), self._next_step(), self._next_look(), *self._next_quotas(), *spans)

    def _next_quotas(self) -> tuple[float, float]:
        if not self.w.uses & QUOTAS:
            return NEVER, NEVER
        return (self.periods + 1) * self.w.period, (self.days + 1) * self.w.day

    def _next_shift(self) -> float:
        shifts = len(self.w.shift_from)
        if shifts == 1:
            return NEVER
        laps, shift = divmod(self.shift + 1, shifts)
        return float((self.laps + laps) * self.w.cycle + self.w.shift_from[shift])

    def _next_step(self) -> float:
        return float(self.w.steps.at[self.step]) if self.step < len(self.w.steps.at) else NEVER

    def _next_look(self) -> float:
        return (self.looks + 1) * self.w.look if self.has_looks else NEVER

    # -- what -------------------------------------------------------------------------------------

    def turn_over(self, now: float) -> None:
        """Set all that is due now."""
        period, day = self._next_quotas()
        if period <= now:
            self.periods += 1
        if day <= now:
            self.days += 1
        for post in self.posts:
            post.taken = [0 if period <= now else post.taken[0], 0 if day <= now else post.taken[1]]
        if self._next_shift() <= now:
            laps, self.shift = divmod(self.shift + 1, len(self.w.shift_from))
            self.laps += laps
        others = {number for number, one in self.dated.items() if one.goes_on(now)}
        while self._next_step() <= now:
            self._take_step(now)
        if self._next_look() <= now:
            self._look_at_lines(now)
            others |= {
                number for number, one in self.dated.items() if one.looks(self.posts[number].in_line())
            }
        for number in sorted(others):
            self._set_policy(number, now)
        for post in self.posts:
            post.open = [self._at_work(post.number, stage) for stage in range(3)]

    def _take_step(self, now: float) -> None:
        steps = self.w.steps
        setting, post = int(steps.setting[self.step]), int(steps.point[self.step])
        self.below[setting, post] = steps.value[self.step]
        if (setting, post) not in self.ordered_by:
            self._put(setting, post, float(steps.value[self.step]), now)
        self.step += 1

    def _look_at_lines(self, now: float) -> None:
        self.looks += 1
        orders = self.w.orders
        for one, (setting, post) in enumerate(
            zip(orders.setting.tolist(), orders.point.tolist(), strict=True)
        ):
            held = self.ordered_by.get((setting, post)) == one
            in_line = self.posts[post].in_line()
            holds = still_holds(held, in_line, orders.begins[one], orders.ends[one], orders.is_above[one])
            if holds and not held:
                self.ordered_by[setting, post] = one
                self._put(setting, post, float(orders.value[one]), now)
            elif held and not holds:
                del self.ordered_by[setting, post]
                self._put(setting, post, float(self.below[setting, post]), now)

    def _put(self, setting: int, number: int, value: float, now: float) -> None:
        """Let a setting of a post have this value; rules of the queue are ordered there."""
        post, before = self.posts[number], self.now[setting, number]
        self.now[setting, number] = value
        if setting == PLACES:
            self._set_policy(number, now)
        elif setting >= CLASSES:
            classes = list(post.policy.classes)
            at = setting - CLASSES
            classes[at] = msgspec.structs.replace(classes[at], called=value != 0)
            post.set_policy(msgspec.structs.replace(post.policy, classes=tuple(classes)), now)
        elif setting == OPEN and value != before:
            stop = c.Pause(reason="world", stage=Stage.EXIT_CONTROL)
            post.order(stop if value == 0 else c.Resume(stage=Stage.EXIT_CONTROL), now)

    def _set_policy(self, number: int, now: float) -> None:
        """Let a post run by the policy of this time; its strip has what a change gives it, if one does."""
        post, places = self.posts[number], float(self.now[PLACES, number])
        policy = self.dated[number].policy if number in self.dated else post.policy
        if number not in self.dated or places != float(self.w.strip[number]):
            policy = msgspec.structs.replace(policy, strip_places=None if places < 0 else int(places))
        post.set_policy(policy, now)

    def _at_work(self, post: int, stage: int) -> int:
        number = int(self.w.servers[self.shift, 3 * post + stage])
        number = at_work(number, self.now[SERVERS + stage, post], self.now[SERVERS_SHARE + stage, post])
        return self.posts[post].within_places(stage, number)

    # -- what is asked of it ----------------------------------------------------------------------

    def has_room(self, post: Post) -> bool:
        """Tell whether exit control may take one more on in this period and on this day."""
        limits = self.now[PER_H, post.number], self.now[PER_DAY, post.number]
        return all(limit < 0 or taken < limit for taken, limit in zip(post.taken, limits, strict=True))

    def factor(self, post: Post, setting: int) -> float:
        """Give the factor on a time that begins now."""
        return float(self.now[setting, post.number])

    def is_checked(self, post: Post, truck: int) -> bool:
        """Tell whether a truck that leaves entry control now is checked at the roadside."""
        if not self.w.uses & SHARES:
            return bool(self.w.service[2, truck] >= 0.0)
        falls = falls_below(int(self.w.selection[truck]), self._bound(CHECKED, post))
        return falls and bool(self.w.service[2, truck] >= 0.0)

    def look_at_papers(self, post: Post, truck: int, stage: int) -> int:
        """Give what a truck's papers come to, now that a stage is through with it."""
        if not self.w.uses & SHARES:
            return int(self.w.outcome[truck])
        if stage == (2 if self.w.uses & AT_ROADSIDE else 1):
            lacks = falls_below(int(self.w.papers[truck]), self._bound(LACKING, post))
            self.found[truck] = int(self.w.outcome[truck]) if lacks else PASSES
        return self.found.get(truck, PASSES)

    def _bound(self, setting: int, post: Post) -> int:
        return int(self.w.bounds[int(self.now[setting, post.number])])
