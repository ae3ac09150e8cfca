"""What a crossing point looks like now, read off its state. Nothing here changes it.

Instants are microseconds of UTC, as in events; trucks are named by passage alone, never by plate.
"""

from __future__ import annotations

from collections import Counter
from math import inf

import msgspec

from otkel.facts.events.choices import Stage
from otkel.queueing.deciding.calling import choose
from otkel.queueing.deciding.checks import is_over
from otkel.queueing.line import Line
from otkel.queueing.release import Release, plan_release
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

NEXT = 5  # trucks that are named as next to be called
DAYS = 2  # today and tomorrow


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """A truck that would be called now, if one more may be: by which rule, and past how many."""

    passage: int
    queue_class: str
    rule: str
    overtaken_trucks: int
    arrived_us: int


class SlotDay(msgspec.Struct, frozen=True, kw_only=True):
    """The slots of a civil day that can still be used: how many, and how many trucks they take."""

    day_us: int
    slots: int
    free_slots: int
    free_trucks: int
    first_free_us: int | None = None


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """What takes nobody on; no stage: the whole direction."""

    reason: str
    is_closed: bool  # else paused
    stage: Stage | None = None


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """The strip between the posts; counted at an instant and moved on since, else as recorded."""

    trucks: int
    places: int | None = None
    counted_us: int | None = None
    low_trucks: int | None = None
    high_trucks: int | None = None


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """How late the post is: trucks that came, whose slot has begun, and who were not called."""

    trucks: int = 0
    longest_s: float = 0.0


class Direction(msgspec.Struct, frozen=True, kw_only=True):
    """One direction now."""

    towards: str
    is_open: bool
    policy: str
    is_shadow: bool
    requested: int
    booked: int
    waiting: dict[str, int]  # trucks in line by class
    lacking: dict[str, int]  # trucks by the finding that they lack
    held: int  # trucks whose place is kept while they cure something
    away: int  # trucks whose place is kept by an exception
    backlog: int
    backlog_ready: int
    called: int
    at_exit: int
    at_entry: int
    inside: int
    strip: Strip
    checks: int  # trucks selected for a check that has not ended
    checks_over: int  # of them beyond the time that a check may last
    late: Late
    next: tuple[Next, ...]
    free: tuple[SlotDay, ...]
    requests: dict[int, int]  # by the beginning of the day asked for
    stopped: tuple[Stopped, ...]
    release: Release


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """A seed that was committed: who knows the digest can hold the draws against it later."""

    digest: str
    purpose: str
    from_us: int
    to_us: int


class PointStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Both directions of a crossing point now."""

    point: str
    at_us: int
    present: int
    directions: tuple[Direction, ...]
    seeds: tuple[Seed, ...]  # of now and later


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One truck in line. `place` counts from 1 in order of arrival; none: on the list of the backlog."""

    passage: int
    queue_class: str
    stands: str  # in_line, lacks, away or backlog
    since_us: int
    place: int | None = None
    slot_from_us: int | None = None
    missing: tuple[str, ...] = ()


def status(state: State, t_s: float) -> PointStatus:
    """Give both directions as they stand at an instant [s from the origin]."""
    tallies = (_Tally(), _Tally())
    for truck in state.trucks.values():
        tallies[truck.line].add(truck, t_s)
    seeds = (
        Seed(digest=digest, purpose=purpose, from_us=state.us_of(from_s), to_us=state.us_of(to_s))
        for digest, (purpose, from_s, to_s) in state.seeds.items()
        if to_s >= t_s
    )
    return PointStatus(
        point=state.point,
        at_us=state.us_of(t_s),
        present=state.present(),
        directions=tuple(_direction(state, at, tallies[at], t_s) for at in (0, 1)),
        seeds=tuple(sorted(seeds, key=lambda seed: (seed.from_us, seed.purpose))),
    )


def line(state: State, towards: str) -> tuple[Place, ...]:
    """Give who waits in a direction, in order of arrival, then who is on the list of the backlog."""
    at = state.line_of(towards)
    waiting = [one for one in state.trucks.values() if one.line == at and one.status is Status.WAITING]
    waiting.sort(key=lambda one: (one.backlog, one.seq))
    places: list[Place] = []
    before = 0
    for truck in waiting:
        stands = standing_of(truck)
        places.append(
            Place(
                passage=truck.passage,
                queue_class=truck.queue_class,
                stands=stands,
                since_us=state.us_of(truck.arrived_s),
                place=None if truck.backlog else before + 1,
                slot_from_us=state.us_of(truck.slot_from_s) if truck.has_slot else None,
                missing=truck.missing if truck.is_held else (),
            )
        )
        before += stands == "in_line"
    return tuple(places)


def standing_of(truck: Truck) -> str:
    """Name how a waiting truck stands: in line, away, lacking something, or on the list of the backlog."""
    if truck.backlog:
        return "backlog"
    if truck.is_away:
        return "away"
    return "lacks" if truck.is_held else "in_line"


class _Tally:
    """What is counted over all trucks of a direction, in one walk."""

    def __init__(self) -> None:
        self.waiting: Counter[str] = Counter()
        self.lacking: Counter[str] = Counter()
        self.held = self.away = self.backlog_ready = self.checks = self.checks_over = self.late = 0
        self.longest_s = 0.0

    def add(self, truck: Truck, t_s: float) -> None:
        if truck.check is not None:
            self.checks += 1
            self.checks_over += is_over(truck, t_s)
        if truck.status is not Status.WAITING:
            return
        stands = standing_of(truck)
        if truck.missing and truck.is_held:
            self.lacking.update(truck.missing)
        if stands == "in_line":
            self.waiting[truck.queue_class] += 1
            if truck.slot_from_s < t_s:  # without a slot it is infinite
                self.late += 1
                self.longest_s = max(self.longest_s, t_s - truck.slot_from_s)
        elif stands == "lacks":
            self.held += 1
        elif stands == "away":
            self.away += 1
        elif truck.readiness == "ready" and not truck.is_away:
            self.backlog_ready += 1


def _direction(state: State, at: int, tally: _Tally, t_s: float) -> Direction:
    of = state.lines[at]
    policy, counts = of.rules.policy, of.counts
    return Direction(
        towards=of.towards,
        is_open=state.is_open[at],
        policy=policy.name,
        is_shadow=policy.mode == "shadow",
        requested=counts[Status.REQUESTED],
        booked=counts[Status.BOOKED],
        waiting=_in_order(tally.waiting, of.rules.names),
        lacking=dict(tally.lacking.most_common()),
        held=tally.held,
        away=tally.away,
        backlog=len(of.backlog),
        backlog_ready=tally.backlog_ready,
        called=counts[Status.CALLED],
        at_exit=counts[Status.AT_EXIT],
        at_entry=counts[Status.AT_ENTRY],
        inside=counts[Status.INSIDE],
        strip=_strip(state, of),
        checks=tally.checks,
        checks_over=tally.checks_over,
        late=Late(trucks=tally.late, longest_s=tally.longest_s),
        next=_next(state, of, t_s) if state.is_open[at] else (),
        free=free_slots(state, of, t_s),
        requests={state.us_of(state.day_starts_s[day]): len(asked) for day, asked in of.requests.items()},
        stopped=_stopped(of),
        release=plan_release(state, of, t_s),
    )


def _in_order(waiting: Counter[str], names: list[str]) -> dict[str, int]:
    """Give the classes of the policy in its order, then those of an earlier one."""
    known = {name: waiting[name] for name in names}
    return known | {name: n for name, n in sorted(waiting.items()) if name not in known}


def _strip(state: State, of: Line) -> Strip:
    places = of.rules.policy.strip_places
    if of.strip is None:
        return Strip(trucks=of.on_strip(), places=places)
    counted = of.strip
    return Strip(
        trucks=of.on_strip(),
        places=places,
        counted_us=state.us_of(counted.at_s),
        low_trucks=counted.fewest,
        high_trucks=counted.most,
    )


def _stopped(of: Line) -> tuple[Stopped, ...]:
    both = ((of.closed, True), (of.paused, False))
    return tuple(
        Stopped(stage=stage, reason=reason, is_closed=is_closed)
        for held, is_closed in both
        for stage, reason in held.items()
    )


def _next(state: State, of: Line, t_s: float) -> tuple[Next, ...]:
    return tuple(
        Next(
            passage=truck.passage,
            queue_class=truck.queue_class,
            rule=rule,
            overtaken_trucks=overtaken,
            arrived_us=state.us_of(truck.arrived_s),
        )
        for truck, rule, overtaken in choose(state, of, NEXT, t_s)
    )


def free_slots(state: State, of: Line, t_s: float, days: int = DAYS) -> tuple[SlotDay, ...]:
    """Give what is free of today's remaining slots, and of the days after it."""
    policy = of.rules.policy
    first = state.day_of(t_s)
    if not policy.slot_min or first < 0:
        return ()
    earliest_s = t_s + policy.book_until_min * 60.0
    return tuple(
        _slot_day(state, of, day, earliest_s)
        for day in range(first, min(first + days, len(state.day_starts_s) - 1))
    )


def _slot_day(state: State, of: Line, day: int, earliest_s: float) -> SlotDay:
    slot_s, end_s = state.day_starts_s[day], state.day_starts_s[day + 1]
    slots = free_slots = free_trucks = 0
    first_free_s = inf
    while slot_s < end_s - 1e-6:
        if slot_s >= earliest_s:
            slots += 1
            free = of.rules.policy.slot_trucks - of.slots.get(round(slot_s), 0)
            if free > 0:
                free_slots, free_trucks = free_slots + 1, free_trucks + free
                first_free_s = min(first_free_s, slot_s)
        slot_s += of.rules.slot_s
    return SlotDay(
        day_us=state.us_of(state.day_starts_s[day]),
        slots=slots,
        free_slots=free_slots,
        free_trucks=free_trucks,
        first_free_us=None if first_free_s == inf else state.us_of(first_free_s),
    )
