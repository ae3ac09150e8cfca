"""Bookings in the readable twin: given up, moved, and taken over by who stands by; all asked of `decide`.

A truck that gives its booking up does not come. One that is held up asks for a later slot, and comes late
where the rules of the queue refuse it. One that stands by takes an earlier slot than its own, also while it
waits for its own at the point; one that asked in a draw stands by for that day if it was not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from otkel.facts.events.choices import Allocation, Side
from otkel.facts.events.passages import Booked, Cancelled, Moved
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.due import STANDBY_OVER
from otkel.queueing.refusal import Refusal
from otkel.queueing.truck import Status
from otkel.sim.bookings import NEVER, Wishes

if TYPE_CHECKING:
    from otkel.sim.reference_calls import Calls
    from otkel.sim.reference_post import Post

MIN_S = 60.0
_NO_MORE = ("move.late", "move.limit")  # refusals that hold for every slot


class Bookings:
    """What trucks do about the slots that they have, or were not given."""

    def __init__(self, calls: Calls, wishes: Wishes) -> None:
        """Stand beside the calls of a run."""
        self.calls, self.wishes = calls, wishes
        self.ready: dict[int, float] = {}  # by truck that was held up: when it can be there [min]
        self.done: set[int] = set()  # trucks that have asked for a later slot

    def ready_min(self, truck: int) -> float:
        """Give when a truck can be at the point [min]."""
        return max(self.ready.get(truck, 0.0), float(self.calls.ref.w.arrives[truck]))

    def plans(self, truck: int, now: float) -> bool:
        """Let a truck give up its first slot, or ask for a later one, when it is time; False: it comes."""
        slot_min = float(self.calls.slot_min[truck])
        if truck in self.calls.tries:
            return False
        if self.wishes.cancel_before[truck] != NEVER:
            self.calls.later(truck, "cancels", max(slot_min - self.wishes.cancel_before[truck], now))
        elif self.wishes.move_before[truck] != NEVER and truck not in self.done:
            self.calls.later(truck, "moves", max(slot_min - self.wishes.move_before[truck], now))
        else:
            return False
        return True

    # -- given up, moved --------------------------------------------------------------------------

    def cancel(self, truck: int, now: float) -> None:
        """A truck gives its booking up; it is lost to the point."""
        post = self.calls.post_of(truck)
        answer = decide(post.state, c.Cancel(passage=self.calls.ref.passage[truck]), now * MIN_S)
        assert not isinstance(answer, Refusal), answer.rule
        self.calls.ref.keep(post, truck, answer, now)
        del self.calls.slot_min[truck]
        self.calls.lose(truck, now)
        self.heed(post, answer, now)

    def move(self, truck: int, now: float) -> None:
        """A truck that is held up asks for the first slot that it can still reach."""
        post = self.calls.post_of(truck)
        self.done.add(truck)
        self.ready[truck] = float(self.calls.slot_min[truck]) + float(self.wishes.move_later[truck])
        for slot_s in self.calls.slots_from(post, max(self.ready[truck], now), now):
            command = c.Move(passage=self.calls.ref.passage[truck], slot_from_us=post.state.us_of(slot_s))
            answer = decide(post.state, command, now * MIN_S)
            if isinstance(answer, Refusal):
                if answer.rule in _NO_MORE:
                    break
                continue
            self.calls.slot_min[truck] = round(slot_s / MIN_S)
            self.calls.ref.keep(post, truck, answer, now)
            self.heed(post, answer, now)
            break
        self.calls.come_later(post, truck, now)

    # -- standing by ------------------------------------------------------------------------------

    def stand_by(self, post: Post, truck: int, slot_s: float, now: float) -> None:
        """Let a truck that wants to stand by for every earlier slot than its own that it could reach."""
        earliest = ceil(max(self.ready_min(truck), now))
        self._stand_by(post, truck, earliest, round(slot_s / MIN_S) - 1, now)

    def stand_by_for(self, post: Post, truck: int, day: int, now: float) -> None:
        """Let a truck that wants to stand by for the day it asks for, if it should not be drawn."""
        begins, ends = (round(post.state.day_starts_s[one] / MIN_S) for one in (day, day + 1))
        self._stand_by(post, truck, max(begins, ceil(self.ready_min(truck)), ceil(now)), ends - 1, now)

    def _stand_by(self, post: Post, truck: int, earliest_min: int, latest_min: int, now: float) -> None:
        if not self.wishes.stands_by[truck] or earliest_min > latest_min:
            return
        command = c.Standby(
            passage=self.calls.ref.passage[truck],
            earliest_us=post.state.us_of(earliest_min * MIN_S),
            latest_us=post.state.us_of(latest_min * MIN_S),
        )
        answer = decide(post.state, command, now * MIN_S)
        if isinstance(answer, Refusal):  # where no booking is changed, nobody moves up either
            assert answer.rule == "move.limit", answer.rule
            return
        self.calls.ref.keep(post, truck, answer, now)

    def is_waiting_for_slots(self, post: Post, truck: int) -> bool:
        """Tell whether one that was not drawn stands by for the day."""
        found = post.state.trucks.get(self.calls.ref.passage[truck])
        return found is not None and found.status is Status.REQUESTED

    def heed(self, post: Post, answer: Sequence[Any], now: float) -> None:
        """Let those who were given a slot that came back go by it, and those who stood by in vain ask again.

        Who waits at the point already stays there.
        """
        for one in answer:
            truck = self.calls.truck_of(one.passage)
            if isinstance(one.body, Cancelled) and one.body.rule == STANDBY_OVER:
                self.calls.lose_draw(post, truck, now)
            elif _is_given(one.body):
                slot_s = post.state.s_of(one.body.slot_from_us)
                if post.state.trucks[one.passage].status is Status.BOOKED:
                    self.calls.slot_min[truck] = round(slot_s / MIN_S)
                    self.calls.come_later(post, truck, now)
                else:
                    self.stand_by(post, truck, slot_s, now)


def _is_given(body: Any) -> bool:
    """Tell whether an event gives a truck a slot that came back."""
    if isinstance(body, Moved):
        return body.side is Side.NOBODY
    return isinstance(body, Booked) and body.allocation is Allocation.STANDBY
