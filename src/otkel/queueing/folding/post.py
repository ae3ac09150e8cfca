"""The post: its rules, lanes, pauses, closures, counts, and what is published of it."""

from __future__ import annotations

from math import inf

from otkel.facts.events import posts, proofs
from otkel.facts.events.choices import Stage
from otkel.queueing.counted import count
from otkel.queueing.discipline import from_numbers
from otkel.queueing.folding.steps import blank, give_time, line_at
from otkel.queueing.line import Intake, Line
from otkel.queueing.state import State
from otkel.queueing.truck import Status


def policy(state: State, body: posts.PolicyChanged, t_s: float) -> None:
    """Other rules from now on."""
    numbers = from_numbers(body.numbers)
    for at in state.lines_of(body.towards):
        state.is_open[at] = True
        state.lines[at].set_policy(numbers, state.trucks_of(at))


def lanes(state: State, body: posts.LanesSet, t_s: float) -> None:
    """These lanes are open."""
    for at in state.lines_of(body.towards):
        state.lines[at].lanes[body.stage] = body.open_lanes


def paused(state: State, body: posts.Paused, t_s: float) -> None:
    """Nobody is taken on."""
    for at in state.lines_of(body.towards):
        state.lines[at].paused[body.stage] = body.reason


def resumed(state: State, body: posts.Resumed, t_s: float) -> None:
    """It goes on."""
    for at in state.lines_of(body.towards):
        line = state.lines[at]
        if line.paused.pop(body.stage, None) is not None:
            _give_time_anew(state, line, body.stage, t_s)


def closed(state: State, body: posts.Closed, t_s: float) -> None:
    """It is closed."""
    for at in state.lines_of(body.towards):
        line = state.lines[at]
        line.closed[body.stage] = body.reason
        if line.exit_is_closed():
            line.closed_since_s = min(line.closed_since_s, t_s)


def opened(state: State, body: posts.Opened, t_s: float) -> None:
    """It is open again."""
    for at in state.lines_of(body.towards):
        line = state.lines[at]
        was_closed = line.closed.pop(body.stage, None) is not None
        if not line.exit_is_closed():
            line.closed_since_s = inf
        if was_closed:
            _give_time_anew(state, line, body.stage, t_s)


def _give_time_anew(state: State, line: Line, stage: Stage | None, t_s: float) -> None:
    """Give who was called the whole time to appear once more: the post could not take it on."""
    if stage in (None, Stage.EXIT_CONTROL):
        give_time(state, line, t_s)


def kept(state: State, body: posts.BookingsKept, t_s: float) -> None:
    """The bookings of some slots hold longer."""
    from_s, to_s, added_s = state.s_of(body.from_us), state.s_of(body.to_us), body.added_us / 1e6
    for at in state.lines_of(body.towards):
        for truck in state.trucks_of(at):
            if truck.status is Status.BOOKED and from_s <= truck.slot_from_s <= to_s:
                truck.extra_s += added_s
                state.lines[at].watch(truck)


def intake(state: State, body: posts.IntakeMeasured, t_s: float) -> None:
    """What a stage took on."""
    per_h = 3.6e9 / body.interval_us if body.interval_us else 0.0
    for at in state.lines_of(body.towards):
        state.lines[at].intake[body.stage] = Intake(
            body.low_trucks * per_h, body.taken_trucks * per_h, body.high_trucks * per_h, t_s, body.knowledge
        )


def strip(state: State, body: posts.StripCounted, t_s: float) -> None:
    """What stands on the strip."""
    line = state.lines[line_at(state, body.towards)]
    recorded = line.counts[Status.ON_STRIP]
    line.strip = count(t_s, body.low_trucks, body.trucks, body.high_trucks, recorded)


def release(state: State, body: posts.ReleaseSet, t_s: float) -> None:
    """The target of the release."""
    line = state.lines[line_at(state, body.towards)]
    line.target, line.target_s = float(body.target_trucks), t_s


def blocked(state: State, body: posts.VehicleBlocked, t_s: float) -> None:
    """A vehicle may not book."""
    state.vehicles.setdefault(body.vehicle, blank()).blocked_until_s = state.s_of(body.until_us)


def people(state: State, body: posts.PeopleCounted, t_s: float) -> None:
    """How many people wait."""
    state.lines[line_at(state, body.towards)].people = (t_s, body.people)


def service(state: State, body: posts.ServiceGiven, t_s: float) -> None:
    """They were given something."""
    state.lines[line_at(state, body.towards)].served_s[body.service] = t_s


def seed_opened(state: State, body: proofs.SeedOpened, t_s: float) -> None:
    """A seed is known to everybody: nothing is drawn from it any more, and it cannot be committed again."""
    state.seeds.pop(body.digest, None)
    state.opened[body.digest] = t_s


def seed(state: State, body: proofs.SeedCommitted, t_s: float) -> None:
    """A seed is fixed for a purpose and a time."""
    state.seeds[body.digest] = (body.purpose, state.s_of(body.from_us), state.s_of(body.to_us))
