"""Counts of the strip in the readable twin, where the other side tells nothing; all asked of `decide`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.refusal import Refusal
from otkel.queueing.truck import Status
from otkel.sim.reference_post import MIN_S, TOWARDS

if TYPE_CHECKING:
    from otkel.sim.reference import Reference
    from otkel.sim.reference_post import Post
    from otkel.sim.silent import Counting


class Counts:
    """Own officers, who look at the strip at set times."""

    def __init__(self, reference: Reference) -> None:
        """Stand beside a run."""
        self.ref = reference
        self.made = [0] * len(reference.posts)  # counts so far, by post

    def next_count(self) -> float:
        """Give when a strip is counted next [min]; inf: never."""
        return min(
            (self.due(post, post.counting) for post in self.ref.posts if post.counting), default=_NEVER
        )

    def due(self, post: Post, counting: Counting) -> float:
        """Give when the strip of a post is counted next [min]."""
        return self.made[post.number] * counting.every_min

    def count(self, now: float) -> None:
        """Count the strips whose time has come."""
        for post in self.ref.posts:
            if post.counting is not None and self.due(post, post.counting) <= now:
                self.count_one(post, post.counting, now)

    def count_one(self, post: Post, counting: Counting, now: float) -> None:
        """Tell how many stand on the strip, off as it was drawn, between bounds that hold the truth."""
        stands = post.beyond.lines[0].counts[Status.ON_STRIP]
        told = max(0, stands + counting.error_of(self.made[post.number]))
        self.made[post.number] += 1
        command = c.CountStrip(
            towards=TOWARDS[0], trucks=told, low_trucks=max(0, told - counting.off),
            high_trucks=told + counting.off,
        )  # fmt: skip
        answer = decide(post.state, command, now * MIN_S)
        assert not isinstance(answer, Refusal), answer.rule
        self.ref.keep(post, -1, answer, now)


_NEVER = float("inf")
