"""Read a public record once, and lay out every draw with what held when it was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from otkel.app.public_record import Line, PublicRecord
from otkel.facts.events.choices import Allocation, SelectionKind, Side, Stage
from otkel.queueing.drawing import Committed
from otkel.queueing.policy import Mode, Policy
from otkel.queueing.policy_numbers import from_numbers

STARTS = {"exit_started": Stage.EXIT_CONTROL, "entry_started": Stage.ENTRY_CONTROL}
DRAWN = (Allocation.LONGEST_WAIT, Allocation.DRAW)


class Place(msgspec.Struct):
    """A booking: its direction and class, its slot, and whether the truck has come."""

    towards: str
    queue_class: str
    slot_us: int | None
    arrived: bool = False


class Request(NamedTuple):
    """A request, since when its vehicle has really asked, and the policy that it was made under."""

    line: Line
    since_us: int
    policy: Policy | None


class SlotDraw(msgspec.Struct, kw_only=True):
    """A draw of slots with what held when it was made, and what came of it."""

    held: Line
    asking: tuple[Request, ...]
    policy: Policy | None
    taken: dict[int, int]  # trucks in each slot before the draw
    seeds: int  # how many seeds were committed before its first request
    again: bool  # the slots of this day had been drawn already
    results: list[Line] = []


class Waiting(NamedTuple):
    """One that was not drawn and stands by for the day."""

    request: Request
    draw: int
    earliest_us: int
    latest_us: int


class StandbyGrant(NamedTuple):
    """A slot that came back and was given to one who was not drawn, with what held just before."""

    line: Line
    passages: tuple[int, ...]  # who stood by for it in this class and direction, the first to be served first
    taken: int  # trucks in the slot, without this one
    policy: Policy | None


class CheckDraw(msgspec.Struct, kw_only=True):
    """A truck at a stage where trucks are drawn for checks, and the result; none: it was left out."""

    passage: int
    stage: Stage
    lane: str | None
    at: Line  # the event at which it had to be drawn
    towards: str | None
    policy: Policy | None
    visit: int
    seeds: int  # how many seeds were committed before
    since: int  # position at which the truck was first heard of
    results: list[Line] = []
    gone: bool = False  # it has left the stage, so that no result can come


class Reading:
    """What the events so far have come to. Only what draws need is kept."""

    def __init__(self, record: PublicRecord) -> None:
        """Read all lines in order. Raises InputError where a policy cannot be read."""
        self.policies: dict[str, Policy] = {}
        self.seeds: list[tuple[int, Committed]] = []  # position, in order
        self.opened: dict[str, Line] = {}
        self.requests: dict[int, Request] = {}
        self.asked_since: dict[int, int] = {}
        self.places: dict[int, Place] = {}
        self.towards: dict[int, str] = {}
        self.since: dict[int, int] = {}
        self.visits: dict[int, int] = {}
        self.slot_draws: list[SlotDraw] = []
        self.open_draws: dict[int, SlotDraw] = {}
        self.windows: dict[int, tuple[int, int]] = {}  # of who stands by, by passage
        self.waiting: dict[int, Waiting] = {}
        self.standby_grants: list[StandbyGrant] = []
        self.check_draws: list[CheckDraw] = []
        self.open_checks: dict[int, CheckDraw] = {}
        self.stray: list[Line] = []  # results that belong to no draw
        for line in record.lines:
            if line.passage is not None:
                self.since.setdefault(line.passage, line.position)
            _READERS[line.word](self, line)

    def committed(self, count: int) -> tuple[Committed, ...]:
        """Give the first `count` seeds that were committed."""
        return tuple(one for _, one in self.seeds[:count])

    def policy_at(self, towards: str | None) -> Policy | None:
        """Give the policy in force; None where none is known, or the queue is followed only."""
        policy = self.policies.get(towards or "") or self.policies.get("")
        return None if policy is None or policy.mode is Mode.SHADOW else policy

    def asking(self, towards: str, day_us: int) -> tuple[Request, ...]:
        """Give the requests for a day that nothing has come of yet, in order of position."""
        found = (
            one
            for one in self.requests.values()
            if one.line.body.towards == towards and one.line.body.day_us == day_us
        )
        return tuple(sorted(found, key=lambda one: one.line.position))

    def _policy(self, line: Line) -> None:
        policy = from_numbers(line.body.numbers)
        if line.body.towards is None:
            self.policies.clear()
        self.policies[line.body.towards or ""] = policy

    def _committed(self, line: Line) -> None:
        seed = Committed(line.body.digest, line.body.purpose, line.body.from_us, line.body.to_us)
        self.seeds.append((line.position, seed))

    def _opened(self, line: Line) -> None:
        self.opened.setdefault(line.body.digest, line)

    # -- slots ----------------------------------------------------------------------------------

    def _requested(self, line: Line) -> None:
        self.towards[line.truck] = line.body.towards
        since_us = self.asked_since.setdefault(line.body.vehicle, line.occurred_us)
        self.requests[line.truck] = Request(line, since_us, self.policy_at(line.body.towards))

    def _held(self, line: Line) -> None:
        told = line.body
        asking = self.asking(told.towards, told.day_us)
        first = asking[0].line.position if asking else line.position
        draw = SlotDraw(
            held=line, asking=asking, policy=self.policy_at(told.towards), taken=self._taken(told.towards),
            seeds=sum(position < first for position, _ in self.seeds),
            again=any(_same_day(one.held.body, told) for one in self.slot_draws), results=[],
        )  # fmt: skip
        self.slot_draws.append(draw)
        self.open_draws.update((one.line.truck, draw) for one in asking)

    def _taken(self, towards: str) -> dict[int, int]:
        taken: dict[int, int] = {}
        for place in self.places.values():
            if place.towards == towards and place.slot_us is not None:
                taken[place.slot_us] = taken.get(place.slot_us, 0) + 1
        return taken

    def _result(self, line: Line) -> None:
        draw = self.open_draws.pop(line.truck, None)
        if draw is None:
            self.stray.append(line)
        else:
            draw.results.append(line)

    def _not_drawn(self, line: Line) -> None:
        request, window = self.requests.pop(line.truck, None), self.windows.get(line.truck)
        if request is not None and window is not None:
            self.waiting[line.truck] = Waiting(request, line.body.draw, *window)
        self._result(line)

    def _stands_by(self, line: Line) -> None:
        window = line.body.earliest_us, line.body.latest_us
        self.windows[line.truck] = window
        if line.truck in self.waiting:
            one = self.waiting[line.truck]
            self.waiting[line.truck] = Waiting(one.request, one.draw, *window)

    def _given_back(self, line: Line) -> None:
        """Take down who stood by for a slot that is given, in the order in which they are to be served."""
        told = line.body
        found = [
            (one.request.since_us, one.draw, passage)
            for passage, one in self.waiting.items()
            if one.earliest_us <= (told.slot_from_us or 0) <= one.latest_us
            and one.request.line.body.towards == told.towards
            and one.request.line.body.queue_class == told.queue_class
        ]
        grant = StandbyGrant(
            line=line, passages=tuple(passage for *_, passage in sorted(found)),
            taken=self._taken(told.towards).get(told.slot_from_us, 0), policy=self.policy_at(told.towards),
        )  # fmt: skip
        self.standby_grants.append(grant)

    def _booked(self, line: Line) -> None:
        if line.body.allocation in DRAWN or line.truck in self.open_draws:
            self._result(line)
        elif line.body.allocation is Allocation.STANDBY:
            self._given_back(line)
        self._stand_down(line)
        self.requests.pop(line.truck, None)
        self.asked_since.pop(line.body.vehicle, None)
        self.towards[line.truck] = line.body.towards
        self.places[line.truck] = Place(line.body.towards, line.body.queue_class, line.body.slot_from_us)

    def _stand_down(self, line: Line) -> None:
        self.windows.pop(line.truck, None)
        self.waiting.pop(line.truck, None)

    def _moved(self, line: Line) -> None:
        self._stand_down(line)
        if line.truck in self.places:
            self.places[line.truck].slot_us = line.body.slot_from_us

    def _cancelled(self, line: Line) -> None:
        """Who gives up a request that was not drawn yet has no age any more when he asks again."""
        request = self.requests.get(line.truck)
        if request is not None and line.body.side is Side.TRUCK:
            self.asked_since.pop(request.line.body.vehicle, None)
        self._ended(line)

    def _ended(self, line: Line) -> None:
        """A truck that has come holds its slot for good: nobody else can use it."""
        self.requests.pop(line.truck, None)
        self._stand_down(line)
        if line.truck in self.places and not self.places[line.truck].arrived:
            del self.places[line.truck]
        check = self.open_checks.pop(line.truck, None)
        if check is not None:
            check.gone = True

    def _arrived(self, line: Line) -> None:
        self.towards[line.truck] = line.body.towards
        place = self.places.get(line.truck)
        if place is not None:
            place.arrived = True
            if place.queue_class != line.body.queue_class:  # it came too late, and stands in the live queue
                place.slot_us = None

    # -- checks ---------------------------------------------------------------------------------

    def _started(self, line: Line) -> None:
        self._await(line, STARTS[line.word], line.body.lane)
        self.visits[line.truck] = self.visits.get(line.truck, 0) + 1

    def _inside(self, line: Line) -> None:
        policy = self.policy_at(self.towards.get(line.truck))
        if policy is not None and policy.roadside:
            self._await(line, Stage.ROADSIDE_CHECK, None)

    def _await(self, line: Line, stage: Stage, lane: str | None) -> None:
        before = self.open_checks.get(line.truck)
        if before is not None:
            before.gone = True
        towards = self.towards.get(line.truck)
        draw = CheckDraw(
            passage=line.truck, stage=stage, lane=lane, at=line, towards=towards,
            policy=self.policy_at(towards), visit=self.visits.get(line.truck, 0), seeds=len(self.seeds),
            since=self.since[line.truck], results=[],
        )  # fmt: skip
        self.check_draws.append(draw)
        self.open_checks[line.truck] = draw

    def _selected(self, line: Line) -> None:
        if line.word == "selected" and line.body.kind is SelectionKind.REFERRAL:
            return
        draw = self.open_checks.get(line.truck)
        if draw is None or draw.stage is not line.body.stage:
            self.stray.append(line)
        else:
            draw.results.append(line)


def _same_day(one: Any, other: Any) -> bool:
    return bool(one.towards == other.towards and one.day_us == other.day_us)


_READERS: dict[str, Callable[[Reading, Line], None]] = {
    "policy_changed": Reading._policy,
    "seed_committed": Reading._committed,
    "seed_opened": Reading._opened,
    "requested": Reading._requested,
    "draw_held": Reading._held,
    "not_drawn": Reading._not_drawn,
    "standby_joined": Reading._stands_by,
    "booked": Reading._booked,
    "moved": Reading._moved,
    "cancelled": Reading._cancelled,
    "no_show": Reading._ended,
    "arrived": Reading._arrived,
    "exit_started": Reading._started,
    "entry_started": Reading._started,
    "entry_cleared": Reading._inside,
    "left": Reading._ended,
    "selected": Reading._selected,
    "not_selected": Reading._selected,
}
