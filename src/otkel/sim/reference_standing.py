"""Before exit control in the readable twin: who was called drives up, and is taken on in order of coming."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otkel.facts.events.choices import Stage
from otkel.queueing.core.release import NO_LIMIT, free_places
from otkel.queueing.truck import Status

if TYPE_CHECKING:
    from otkel.sim.reference_calls import Calls
    from otkel.sim.reference_post import Post


class Standing:
    """Who stands before exit control of each point with a discipline."""

    def __init__(self, calls: Calls) -> None:
        """Stand beside the calls of a run."""
        self.calls, self.ref = calls, calls.ref
        self.before: dict[int, list[int]] = {}  # by post: its trucks, in order

    def drive_up(self, truck: int, passage: int, now: float) -> None:
        """A truck that was called reaches exit control, if its call holds still."""
        post = self.calls.post_of(truck)
        if self.is_called(post, passage):
            self.before.setdefault(post.number, []).append(truck)
            self.ref.since[truck] = now
            self.ref.take_next(post, 0, now)

    def first_of(self, post: Post) -> int | None:
        """Give who stands first before exit control; None: nobody may be taken on."""
        standing = self.before.get(post.number, [])
        while standing and not self.is_called(post, self.ref.passage[standing[0]]):
            del standing[0]
        return standing[0] if standing and self.takes_on(post) else None

    def take_on(self, post: Post, truck: int, now: float) -> None:
        """Let exit control take on who stands first before it."""
        self.before[post.number].remove(truck)
        self.ref.start(post, truck, 0, now)
        self.calls.fall_due(post, now)  # whom it overtook may be a no-show now

    def is_called(self, post: Post, passage: int) -> bool:
        """Tell whether a truck is on its call."""
        found = post.state.trucks.get(passage)
        return found is not None and found.status is Status.CALLED

    def takes_on(self, post: Post) -> bool:
        """Tell whether exit control takes one more on, who will find a place on the strip."""
        if self.ref.is_busy(post, 0) or not self.ref.timeline.has_room(post):
            return False
        if post.state.lines[0].stops(Stage.EXIT_CONTROL) is not None:
            return False
        strip, line = post.policy.strip_places, post.state.lines[0]
        places = NO_LIMIT if strip is None else strip
        return free_places(NO_LIMIT, places, NO_LIMIT, 0, line.counts[Status.AT_EXIT], line.on_strip()) != 0
