"""Who is called to the post, and how many may be: by what the tightest stage takes on."""

from __future__ import annotations

from bisect import bisect_left, insort

from otkel.facts.events.choices import Readiness, Stage
from otkel.facts.events.passages import Called
from otkel.facts.events.posts import BatchPublished, ReleaseSet
from otkel.queueing.commands import Call, PublishBatch
from otkel.queueing.core import release
from otkel.queueing.core.calling import take_turn
from otkel.queueing.core.line import (
    BY_ARRIVAL,
    BY_CLASS,
    BY_RANK,
    BY_WEAVE,
    NONE,
    call_rule,
    has_room,
)
from otkel.queueing.deciding.common import (
    MIN_S,
    Decision,
    Happened,
    get_line,
    get_truck,
    is_shadow,
    require_running,
    require_status,
)
from otkel.queueing.line import Entry, Line
from otkel.queueing.policy import Releasing
from otkel.queueing.refusals import no
from otkel.queueing.release import Release, plan_release
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

_MOST_A_DAY = 10_000_000  # trucks that an event can hold


def call(state: State, command: Call, t_s: float) -> Decision:
    """Call the next trucks, or one out of turn for a reason."""
    at = get_line(state, command.towards)
    line = state.lines[at]
    if is_shadow(line.rules.policy):
        raise no("point.shadow")
    require_running(line, Stage.EXIT_CONTROL)
    if command.lane is not None:
        require_lane(line, Stage.EXIT_CONTROL, command.lane)
    plan = plan_release(state, line, t_s)
    if command.passage is not None:
        return _call_one(state, line, plan, command, t_s)
    wanted = _how_many(line, plan, command)
    chosen = choose(state, line, wanted, t_s)
    if not chosen:
        raise no("call.none_waits")
    happened = set_target(state, line, plan)
    for truck, rule, overtaken in chosen:
        happened.append(_called(state, line, truck, rule, overtaken, t_s, command.lane))
    return happened


def _how_many(line: Line, plan: Release, command: Call) -> int:
    """Give how many are called: as asked, as far as they may be."""
    if plan.may_call <= 0 or plan.places == 0:
        _refuse_more(line, plan)
    if command.trucks is None:
        return plan.may_call
    if command.trucks < 1:
        raise no("post.number", what="trucks")
    if command.trucks > plan.may_call:
        _refuse_more(line, plan)
    return command.trucks


def _refuse_more(line: Line, plan: Release) -> None:
    if plan.places != release.NO_LIMIT and plan.places <= plan.may_call:
        if plan.places > 0:
            raise no("call.places", may=plan.places)
        raise no("call.no_place", on_the_way=plan.on_the_way, on_strip=line.on_strip())
    rule = "call.plan" if line.rules.policy.releasing is Releasing.PLAN else "call.intake"
    raise no(rule, may=max(0, plan.may_call))


def _call_one(state: State, line: Line, plan: Release, command: Call, t_s: float) -> Decision:
    """Call one truck out of its turn: a reason of this point is needed, and a place."""
    reasons = line.rules.policy.call_reasons
    if command.reason not in reasons:
        raise no("call.reason", command.passage, options=reasons)
    truck = get_truck(state, command.passage or 0)
    if state.lines[truck.line] is not line:
        raise no("point.passage", truck.passage, towards=state.towards[truck.line])
    require_status(truck, Status.WAITING)
    if truck.is_held or truck.is_away:
        raise no("call.held", truck.passage, missing=truck.missing)
    if plan.places == 0:
        raise no("call.no_place", on_the_way=plan.on_the_way, on_strip=line.on_strip())
    overtaken = line.before(truck.seq)
    return [_called(state, line, truck, f"call.officer.{command.reason}", overtaken, t_s, command.lane)]


def _called(
    state: State, line: Line, truck: Truck, rule: str, overtaken: int, t_s: float, lane: str | None
) -> Happened:
    policy = line.rules.policy
    appear_us = None if policy.appear_min is None else state.us_of(t_s + policy.appear_min * MIN_S)
    late_us = round((t_s - truck.promised_s) * 1e6) if truck.has_slot else None
    body = Called(
        rule=rule, overtaken_trucks=overtaken, lane=lane, appear_by_us=appear_us, late_us=late_us,
        queue_class=truck.queue_class,
    )  # fmt: skip
    return Happened(body, truck.passage)


def set_target(state: State, line: Line, plan: Release) -> Decision:
    """Record the target of the release where it changed."""
    if plan.target is None or plan.target == line.target:
        return []
    per_day = [min(_MOST_A_DAY, round(24 * rate)) for rate in (plan.low_per_h, plan.per_h, plan.high_per_h)]
    body = ReleaseSet(
        towards=line.towards, tightest=plan.tightest, knowledge=plan.knowledge,
        low_trucks_per_day=per_day[0], trucks_per_day=per_day[1], high_trucks_per_day=per_day[2],
        target_trucks=int(plan.target), on_the_way_trucks=plan.on_the_way, may_call_trucks=plan.may_call,
    )  # fmt: skip
    return [Happened(body)]


# -- whose turn it is ---------------------------------------------------------------------------


def choose(state: State, line: Line, wanted: int, t_s: float) -> list[tuple[Truck, str, int]]:
    """Choose the next trucks in order, each with its rule and how many it overtakes."""
    turns = _Turns(state, line, t_s)
    chosen: list[tuple[Truck, str, int]] = []
    try:
        while len(chosen) < wanted and (one := turns.take()) is not None:
            chosen.append(one)
    finally:
        line.give_back(turns.passed)
    return chosen


class _Turns:
    """Turn after turn within one decision; the line itself stays as it is."""

    def __init__(self, state: State, line: Line, t_s: float) -> None:
        self.state, self.line, self.t_s = state, line, t_s
        self.day = state.day_of(t_s)
        self.turn = line.turn
        self.passed: list[tuple[int, Entry]] = []
        self.may = [False] * len(line.rules.names)  # scratch
        self.gone: list[int] = []  # orders of arrival of those chosen so far, sorted
        self.chosen: set[int] = set()  # the same
        self.more: dict[int, int] = {}  # chosen so far by class

    def take(self) -> tuple[Truck, str, int] | None:
        """Choose the next truck."""
        rules = self.line.rules
        heads = [self._head(at) for at in range(len(rules.names))]
        first = [NONE if head is None else head.seq for head in heads]
        has_room = [head is None or self._has_room(at) for at, head in enumerate(heads)]
        at, source, turn = take_turn(
            rules.ranks, rules.pattern, self.turn, rules.fallback, first, has_room, self.may
        )
        if at == NONE:
            return None
        truck = heads[source]
        assert truck is not None
        self.turn = turn
        self.line.pass_over(source, self.passed)
        before = self.line.before(truck.seq) - bisect_left(self.gone, truck.seq)
        insort(self.gone, truck.seq)
        self.chosen.add(truck.seq)
        if source == at:
            self.more[at] = self.more.get(at, 0) + 1
        return truck, self._rule(at, source, before), before

    def _head(self, at: int) -> Truck | None:
        if not self.line.rules.is_called[at]:
            return None
        truck = self.line.next_of(at, self.state.trucks, self.chosen)
        if truck is None or not self.line.rules.by_slot[at] or not truck.has_slot:
            return truck
        return truck if truck.slot_from_s <= self.t_s + self.line.rules.policy.lead_min * MIN_S else None

    def _has_room(self, at: int) -> bool:
        """Tell whether a live class has room in today's caps; that of a slot was kept at its booking."""
        rules = self.line.rules
        for name, cap in rules.limits[at]:
            taken = self.line.taken.get((name, self.day), 0)
            for one, more in self.more.items():
                if name in rules.counted[one] and not rules.by_slot[one]:
                    taken += more
            if not has_room(taken, cap):
                return False
        return True

    def _rule(self, at: int, source: int, before: int) -> str:
        rules = self.line.rules
        if rules.by_slot[at]:
            return "call.slot"
        # Whose share is used up comes by arrival or by rank, and by no turn of his class.
        code = call_rule(at == rules.fallback, before, rules.is_woven and source == at)
        if code == BY_ARRIVAL and rules.policy.order_by_booking:
            return "call.order_of_booking"
        return _RULES[code]


_RULES = {
    BY_ARRIVAL: "call.order_of_arrival",
    BY_CLASS: "call.class",
    BY_WEAVE: "call.weave",
    BY_RANK: "call.rank",
}


# -- the backlog --------------------------------------------------------------------------------


def publish_batch(state: State, command: PublishBatch, t_s: float) -> Decision:
    """Let the next trucks of the list that lack nothing forward, in order of coming."""
    at = get_line(state, command.towards)
    line = state.lines[at]
    if is_shadow(line.rules.policy):
        raise no("point.shadow")
    require_running(line, Stage.EXIT_CONTROL)
    if command.trucks < 1:
        raise no("post.number", what="trucks")
    listed = sorted(
        (state.trucks[one] for one in line.backlog), key=lambda truck: (truck.arrived_s, truck.seq)
    )
    ready = [truck for truck in listed if truck.readiness is Readiness.READY and not truck.is_away]
    places = plan_release(state, line, t_s).places
    if places == 0:
        raise no("call.no_place", on_the_way=line.counts[Status.CALLED], on_strip=line.on_strip())
    number = command.trucks if places == release.NO_LIMIT else min(command.trucks, places)
    chosen = ready[:number]
    if not chosen:
        raise no("backlog.none")
    passages = tuple(truck.passage for truck in chosen)
    body = BatchPublished(
        towards=command.towards, batch=command.batch, passages=passages,
        listed_trucks=len(listed) - len(chosen),
    )  # fmt: skip
    happened = [Happened(body)]
    # Those on the list that came before and are not let forward lack something.
    forward, passed_over = set(passages), 0
    for truck in listed:
        if truck.passage not in forward:
            passed_over += 1
        else:
            happened.append(_called(state, line, truck, "call.backlog", passed_over, t_s, None))
    return happened


def require_lane(line: Line, stage: Stage, lane: str) -> None:
    """Refuse a lane that is not open."""
    lanes = line.lanes.get(stage)
    if lanes is not None and lane not in lanes:
        raise no("stage.lane", lane=lane, stage=stage.value, options=lanes)
