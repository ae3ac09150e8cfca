"""The line of one direction: who waits in it, and what its days, places and stages have taken on.

The heaps and the counting tree are an index over the trucks. They are made again from them at will, and
entries that are no longer true are passed over when they come up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from heapq import heapify, heappop, heappush
from math import inf

from otkel.facts.events.choices import Stage
from otkel.queueing.core.line import tree_add, tree_sum
from otkel.queueing.counted import Counted
from otkel.queueing.due import due_s
from otkel.queueing.policy import Policy
from otkel.queueing.rules import Intake, Rules
from otkel.queueing.truck import Status, Truck
from otkel.queueing.waiting_list import WaitingList

__all__ = ["Entry", "Intake", "Line", "Rules"]

Entry = tuple[float, int, int]  # key, order of arrival, passage
_FEWEST = 1024  # places of the counting tree


class Line:
    """One direction of a crossing point."""

    def __init__(self, towards: str, policy: Policy) -> None:
        """Begin empty."""
        self.towards = towards
        self.rules = Rules(policy)
        self.counts = [0] * len(Status)
        self.turn = 0  # of the weave
        self.slots: dict[int, int] = {}  # trucks by slot
        self.taken: dict[tuple[str, int], int] = {}  # trucks by class or group, and day
        self.risk_taken: dict[tuple[str, int], int] = {}  # selected by risk, by plan and day
        self.called: dict[int, int] = {}  # trucks called, by day
        self.requests: dict[int, list[int]] = {}  # passages by day, in order of asking
        self.standby: dict[int, tuple[float, float]] = {}  # passage to earliest and latest
        self.backlog: dict[int, None] = {}  # passages on the list, in order of coming
        self.lanes: dict[Stage, tuple[str, ...]] = {}
        self.paused: dict[Stage | None, str] = {}
        self.closed: dict[Stage | None, str] = {}
        self.closed_since_s = inf  # of exit control, alone or with the whole point
        self.taken_on_s = -inf  # when the last called of those was called whom exit control has taken on
        self.exits: deque[float] = deque()  # started exit controls
        self.entries: deque[float] = deque()
        self.cleared: deque[float] = deque()  # trucks let onto the strip
        self.intake: dict[Stage, Intake] = {}  # what was told, by stage
        self.target = -1.0  # trucks between call and the tightest stage; below zero: not set yet
        self.target_s = -inf
        self.strip: Counted | None = None  # as counted last
        self.served_s: dict[str, float] = {}  # when water, food, fuel … was last given
        self.people: tuple[float, int] | None = None
        self._begin_index()

    # -- the index ------------------------------------------------------------------------------

    def _begin_index(self) -> None:
        self.heaps: list[list[Entry]] = [[] for _ in self.rules.names]
        self.tree = [0] * (_FEWEST + 1)
        self.base = 0  # order of arrival of the first place of the tree
        self.top = 0  # orders of arrival given so far
        self.due: list[tuple[float, int]] = []  # a heap: when something falls due, and for whom
        self.on_call: deque[tuple[float, int]] = deque()  # called at, and whom; in order
        self.standing_by = WaitingList(self.standby)

    def set_policy(self, policy: Policy, trucks: Iterator[Truck]) -> None:
        """Go on by another policy; the index is made again from the trucks that wait."""
        self.rules = Rules(policy)
        self.turn = 0
        self.index_again(trucks)

    def index_again(self, trucks: Iterator[Truck]) -> None:
        """Make heaps and tree from those in line."""
        top = self.top
        mine = list(trucks)
        ahead = {truck.passage: turn for truck in mine if (turn := truck.ahead) is not None}
        waiting = [truck for truck in mine if truck.in_line]
        self._begin_index()
        self.standing_by = WaitingList(self.standby, ahead)
        self.top = top
        policy = self.rules.policy
        self.due = [(when, truck.passage) for truck in mine if (when := due_s(policy, truck)) != inf]
        heapify(self.due)
        called = [(truck.since_s, truck.passage) for truck in mine if truck.status is Status.CALLED]
        self.on_call = deque(sorted(called))
        self.base = min((truck.seq for truck in waiting), default=top)
        self._fit()
        for truck in waiting:
            tree_add(self.tree, truck.seq - self.base, 1)
            self.heaps[self.rules.class_at(truck.queue_class)].append(self._entry(truck))
        for heap in self.heaps:
            heapify(heap)

    def new_seq(self) -> int:
        """Give the next order of arrival."""
        self.top += 1
        return self.top - 1

    def put_in(self, truck: Truck) -> None:
        """Let a truck stand in line from now on."""
        # One whose place was kept may come back from before all who stand in line.
        if not 0 <= truck.seq - self.base < len(self.tree) - 1:
            self._make_room(truck.seq)
        tree_add(self.tree, truck.seq - self.base, 1)
        heappush(self.heaps[self.rules.class_at(truck.queue_class)], self._entry(truck))

    def take_out(self, truck: Truck) -> None:
        """Let it stand there no more; its entry of a heap is passed over later on."""
        tree_add(self.tree, truck.seq - self.base, -1)

    def before(self, seq: int) -> int:
        """Count those in line that came before."""
        return tree_sum(self.tree, max(0, seq - self.base))

    def next_of(self, at: int, trucks: dict[int, Truck], chosen: Collection[int]) -> Truck | None:
        """Give the first of a class that is not among the orders of arrival chosen already.

        A truck that left the line and came back has an entry twice; what is not true goes on the way.
        """
        heap = self.heaps[at]
        while heap:
            truck = trucks.get(heap[0][2])
            if (
                truck is not None
                and truck.seq == heap[0][1]
                and truck.in_line
                and truck.seq not in chosen
                and self.rules.class_at(truck.queue_class) == at
            ):
                return truck
            heappop(heap)
        return None

    def pass_over(self, at: int, passed: list[tuple[int, Entry]]) -> None:
        """Take the first of a class away until `give_back`."""
        passed.append((at, heappop(self.heaps[at])))

    def give_back(self, passed: list[tuple[int, Entry]]) -> None:
        """Put back what was passed over."""
        for at, entry in passed:
            heappush(self.heaps[at], entry)

    # -- what falls due -------------------------------------------------------------------------

    def watch(self, truck: Truck) -> None:
        """Note when something falls due for a truck; to be called when that may have changed."""
        when_s = due_s(self.rules.policy, truck)
        if when_s != inf:
            heappush(self.due, (when_s, truck.passage))

    def list_due(self, line: int, trucks: dict[int, Truck], t_s: float) -> list[Truck]:
        """Give the trucks of this direction, the `line`, for which something is due, by when it fell due."""
        found: dict[int, tuple[float, int]] = {}
        while self.due and self.due[0][0] < t_s:
            when_s, passage = heappop(self.due)
            truck = trucks.get(passage)
            if truck is not None and truck.line == line and due_s(self.rules.policy, truck) == when_s:
                found[passage] = when_s, passage
        for entry in found.values():  # deciding changes nothing: they go when it has happened
            heappush(self.due, entry)
        return [trucks[passage] for passage in found]

    def oldest_call_s(self, trucks: dict[int, Truck]) -> float:
        """Give when the first of those still on the way to the post was called; inf: nobody is."""
        while self.on_call:
            called_s, passage = self.on_call[0]
            truck = trucks.get(passage)
            if truck is not None and truck.status is Status.CALLED and truck.since_s == called_s:
                return called_s
            self.on_call.popleft()
        return inf

    def stand_by(self, truck: Truck, earliest_s: float, latest_s: float) -> None:
        """Write a truck on the standby list."""
        self.standby[truck.passage] = earliest_s, latest_s
        self.standing_by.join(truck.passage, truck.ahead)

    def stand_down(self, passage: int) -> None:
        """Take it off again."""
        if self.standby.pop(passage, None) is not None:
            self.standing_by.leave(passage)

    def _entry(self, truck: Truck) -> Entry:
        by_slot = self.rules.by_slot[self.rules.class_at(truck.queue_class)] and truck.has_slot
        return (truck.slot_from_s if by_slot else float(truck.seq)), truck.seq, truck.passage

    def _fit(self) -> None:
        size = _FEWEST
        # Twice what is needed, so that it is made again after as many arrivals at the earliest.
        while size < 2 * (self.top - self.base + 1):
            size *= 2
        self.tree = [0] * (size + 1)

    def _make_room(self, seq: int) -> None:
        """Make the tree again around those in line and one more, with room for as many to come."""
        old, base = self.tree, self.base
        taken = [at + base for at in range(len(old) - 1) if tree_sum(old, at + 1) > tree_sum(old, at)]
        self.base = min(taken[0], seq) if taken else seq
        self._fit()
        for one in taken:
            tree_add(self.tree, one - self.base, 1)

    # -- what is counted ------------------------------------------------------------------------

    def on_strip(self) -> int:
        """Give how many trucks stand on the strip: as counted, and as moved since; else as recorded."""
        if self.strip is None:
            return self.counts[Status.ON_STRIP]
        return self.strip.trucks

    def exit_is_closed(self, but: tuple[Stage | None, ...] = ()) -> bool:
        """Tell whether exit control is closed, alone or with the whole point; `but`: what opens now."""
        return any(one in self.closed for one in (None, Stage.EXIT_CONTROL) if one not in but)

    def stops(self, stage: Stage) -> str | None:
        """Give the reason for which a stage takes nobody on now; None: it does."""
        for held in (self.closed, self.paused):
            for asked in (None, stage):
                if asked in held:
                    return held[asked]
        return None
