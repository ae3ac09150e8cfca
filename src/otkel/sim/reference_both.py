"""Both directions in the readable twin: shared officers, reversible lanes, and trucks that come back."""

from __future__ import annotations

import math
from collections.abc import Iterable
from heapq import heappush
from typing import TYPE_CHECKING, Any

from otkel.queueing.core import staff
from otkel.sim.kernel_corridor import REVERSER

if TYPE_CHECKING:
    from otkel.sim.reference import Reference
    from otkel.sim.reference_post import Post

NIL = -1


class Both:
    """Who serves whom at the places where both directions meet."""

    def __init__(self, reference: Reference) -> None:
        """Set the timer of the lanes."""
        self.r = reference
        self.c: Any = reference.w.corridor
        self.side = [0] * len(self.c.lanes)
        self.lanes = [0] * (3 * len(self.c.lanes))
        self.crossed: dict[int, float] = {}
        self.timers = 0
        for point, lanes in enumerate(self.c.lanes):
            self.lanes[3 * point] = self.lanes[3 * point + 1] = int(lanes)
        if self.c.lanes_every > 0:
            self.timers += 1
            heappush(reference.heap, (self.c.lanes_every, REVERSER, REVERSER, "reverse"))

    def is_busy(self, post: Post, stage: int) -> bool:
        """Tell whether all officers are at work, shared ones among them."""
        if post.is_full(stage):
            return True
        stations = [3 * post.number + stage]
        other = int(self.c.partner[stations[0]])
        stations += [other] if other != NIL else []
        posts = self.r.posts
        busy = sum(posts[one // 3].busy[one % 3] for one in stations)
        return busy >= sum(posts[one // 3].open[one % 3] + self.lanes[one] for one in stations)

    def is_shared(self, post: Post) -> bool:
        """Tell whether some officers at its place serve both directions."""
        return bool(self.c.is_shared[post.number])

    def serve_place(self, point: int, now: float) -> None:
        """Let the officers of a place take on whom they can, until nobody can be taken."""
        ends = sorted((point, int(self.c.other_way[point])))
        self.fall_due(ends, now)
        is_settled = False
        while not is_settled:
            is_settled = True
            for end in ends:
                if self.r.let_held_on(self.r.posts[end], now):
                    is_settled = False
                for one in range(3 * end, 3 * end + 3):
                    other = int(self.c.partner[one])
                    if other == NIL or one < other:  # a pair once
                        while self.take_longest(one, other, now):
                            is_settled = False

    def fall_due(self, points: Iterable[int], now: float) -> None:
        """Do what is due at both ends before anything there changes: what happened was at one of them."""
        if self.r.calls is not None:
            for point in points:
                self.r.calls.fall_due(self.r.posts[point], now)

    def take_longest(self, one: int, other: int, now: float) -> bool:
        """Let officers take the head that has waited longest; tell whether there was one."""
        since = self.since_of_first(one, now)
        other_since = math.inf if other == NIL else self.since_of_first(other, now)
        if since == other_since == math.inf:
            return False
        station = one if staff.takes_one(since, other_since) else other
        self.r.take_one(self.r.posts[station // 3], station % 3, now)
        return True

    def since_of_first(self, station: int, now: float) -> float:
        """Give since when the truck waits whose turn it is; inf: nobody may be taken on."""
        post, stage = self.r.posts[station // 3], station % 3
        truck = None if self.is_busy(post, stage) else self.r.first_of(post, stage, now)
        return math.inf if truck is None else self.r.since[truck]

    def reverse(self, now: float) -> None:
        """Give the reversible lanes to the longer line."""
        for out, lanes in enumerate(self.c.lanes):
            if not lanes:
                continue
            back = int(self.c.other_way[out])
            line_out, line_back = (self.r.posts[one].in_line() for one in (out, back))
            side = staff.side_of_lanes(self.side[out], line_out, line_back, int(self.c.gap[out]))
            if side == self.side[out]:
                continue
            self.side[out] = side
            for stage in (0, 1):
                self.lanes[3 * out + stage] = 0 if side else int(lanes)
                self.lanes[3 * back + stage] = int(lanes) if side else 0
            self.fall_due((out, back), now)
            for post in (self.r.posts[out], self.r.posts[back]):
                self.r.take_next(post, 1, now)
                self.r.make_way(post, now)
        heappush(self.r.heap, (now + self.c.lanes_every, REVERSER, REVERSER, "reverse"))

    def note_crossing(self, post: Post, stage: int, truck: int, now: float) -> None:
        """Note when a truck comes into the country behind the points, or leaves it."""
        if stage == (0 if self.c.is_back[post.number] else 1):
            self.crossed[truck] = now

    def come_home(self, truck: int, now: float) -> None:
        """Let a truck that is through come to the line back after its trip."""
        again, point = int(self.c.returns[truck]), int(self.c.other_way[self.r.at[truck]])
        if again == NIL or point == NIL:
            return
        self.r.at[again] = point
        heappush(self.r.heap, (now + self.c.trip[again], again, NIL, "road"))
