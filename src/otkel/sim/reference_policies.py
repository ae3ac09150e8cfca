"""Policies with other values at times, in the readable twin: what is in force at a post, and from when on."""

from __future__ import annotations

from otkel.queueing.core.officers import still_holds
from otkel.queueing.policy import Policy
from otkel.sim.policy_dates import InForce, PolicyPlan


class DatedPolicy:
    """The policy of one post as time goes on."""

    def __init__(self, plan: PolicyPlan) -> None:
        """Begin at midnight of the first day, before any rule of state holds."""
        self.plan = plan
        self.span = 0
        self.held = [False] * len(plan.lines)

    @property
    def policy(self) -> Policy:
        """The policy in force, with the places of the point as the world has them."""
        rules = tuple(one for one, held in enumerate(self.held) if held)
        return self.plan.policies[InForce(self.plan.spans[self.span].dates, rules)]

    def next_span(self) -> float:
        """Give when other dates hold next [min]; inf: never."""
        following = self.span + 1
        return self.plan.spans[following].at_min if following < len(self.plan.spans) else float("inf")

    def goes_on(self, now: float) -> bool:
        """Take the spans that are due; tell whether there was one."""
        before = self.span
        while self.next_span() <= now:
            self.span += 1
        return self.span != before

    def looks(self, in_line: int) -> bool:
        """Look how many wait; tell whether other rules of state hold now."""
        before = list(self.held)
        self.held = [
            bool(still_holds(held, in_line, begins, ends, is_above))
            for held, (begins, ends, is_above) in zip(before, self.plan.lines, strict=True)
        ]
        return self.held != before
