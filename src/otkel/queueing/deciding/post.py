"""What the post does: its rules, lanes, shifts, pauses, closures, counts; and what is told of it."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.errors import InputError
from otkel.facts.events.choices import Knowledge, Quantity, Stage
from otkel.facts.events.posts import (
    BookingsKept,
    Closed,
    IntakeMeasured,
    LanesSet,
    Opened,
    Paused,
    PeopleCounted,
    PolicyChanged,
    Resumed,
    ServiceGiven,
    ShiftBegun,
    ShiftEnded,
    StripCounted,
    WorldEvent,
)
from otkel.facts.events.proofs import CertificateIssued, RangeStated, SeedCommitted, SeedOpened, TicketIssued
from otkel.queueing import commands as c
from otkel.queueing.core.release import infer_intake
from otkel.queueing.deciding.common import HOUR_S, MIN_S, Decision, Happened, get_line, get_truck
from otkel.queueing.discipline import check_policy, from_numbers, to_numbers
from otkel.queueing.policy_numbers import SIMULATED
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status

_MOST_PER_H = 100_000.0  # trucks that no stage ever took on in an hour


def set_policy(state: State, command: c.SetPolicy, t_s: float) -> Decision:
    """Run by other numbers from now on."""
    _require_side(state, command.towards)
    try:
        policy = from_numbers(command.numbers)
        _, mistakes = check_policy(msgspec.to_builtins(policy))
    except (InputError, TypeError, ValueError, OverflowError):
        raise no("post.number", what="numbers") from None
    if mistakes:
        raise no("post.number", what=mistakes[0].where.field or "numbers")
    numbers: dict[str, Any] = dict(to_numbers(policy))
    if command.numbers.get(SIMULATED) is True:
        numbers[SIMULATED] = True
    body = PolicyChanged(
        policy=policy.name, numbers=numbers, provisions=command.provisions, digest=command.digest,
        towards=command.towards,
    )  # fmt: skip
    return [Happened(body)]


def set_lanes(state: State, command: c.SetLanes, t_s: float) -> Decision:
    """Open these lanes of a stage and no others."""
    _require_open(state, command.towards)
    if len(set(command.lanes)) != len(command.lanes):
        raise no("post.number", what="lanes")
    return [Happened(LanesSet(stage=command.stage, open_lanes=command.lanes, towards=command.towards))]


def begin_shift(state: State, command: c.BeginShift, t_s: float) -> Decision:
    """A shift comes on."""
    _require_open(state, command.towards)
    body = ShiftBegun(
        stage=command.stage, shift=command.shift, officers=command.officers, ends_us=command.ends_us,
        towards=command.towards,
    )  # fmt: skip
    return [Happened(body)]


def end_shift(state: State, command: c.EndShift, t_s: float) -> Decision:
    """A shift goes off."""
    _require_open(state, command.towards)
    return [Happened(ShiftEnded(stage=command.stage, shift=command.shift, towards=command.towards))]


def pause(state: State, command: c.Pause, t_s: float) -> Decision:
    """A stage, or the whole point, takes nobody on for a while."""
    lines = _require_open(state, command.towards)
    if all(command.stage in state.lines[at].paused for at in lines):
        raise no("post.stopped")
    body = Paused(
        stage=command.stage, reason=command.reason, until_us=command.until_us, towards=command.towards
    )
    return [Happened(body)]


def resume(state: State, command: c.Resume, t_s: float) -> Decision:
    """It goes on."""
    lines = _require_open(state, command.towards)
    if not any(command.stage in state.lines[at].paused for at in lines):
        raise no("post.not_stopped")
    return [Happened(Resumed(stage=command.stage, towards=command.towards))]


def close(state: State, command: c.Close, t_s: float) -> Decision:
    """A stage, or the whole point, is closed."""
    lines = _require_open(state, command.towards)
    if all(command.stage in state.lines[at].closed for at in lines):
        raise no("post.stopped")
    body = Closed(
        stage=command.stage, country=command.country, reason=command.reason, rule=command.rule,
        until_us=command.until_us, towards=command.towards,
    )  # fmt: skip
    return [Happened(body)]


def reopen(state: State, command: c.Reopen, t_s: float) -> Decision:
    """It is opened; bookings whose slots lay in a closure of exit control hold longer.

    Exit control is closed with the whole point or alone, which stops everybody just so. Where both
    closures overlap they count as one, from the beginning of the first to the end of the last: no hour
    is added twice. A pause adds nothing: it stops the taking on and not the coming (docs/decisions/0020).
    """
    lines = _require_open(state, command.towards)
    shut = [at for at in lines if command.stage in state.lines[at].closed]
    if not shut:
        raise no("post.not_stopped")
    happened = [Happened(Opened(stage=command.stage, towards=command.towards))]
    for at in shut:
        line, policy = state.lines[at], state.lines[at].rules.policy
        if policy.keep_alive_h and line.exit_is_closed() and not line.exit_is_closed(but=(command.stage,)):
            # Also who could still have come to a slot that had begun before.
            held_s = 60.0 * max(policy.slot_min, policy.late_min or 0)
            happened.append(_kept(state, at, line.closed_since_s, t_s, "closure", t_s, held_s))
    return happened


def keep_alive(state: State, command: c.KeepAlive, t_s: float) -> Decision:
    """A disruption, also a long pause: bookings hold longer, as the policy says."""
    lines = _require_open(state, command.towards)
    if command.to_us < command.from_us:
        raise no("post.number", what="to_us")
    kept = [at for at in lines if state.lines[at].rules.policy.keep_alive_h]
    if not kept:
        raise no("post.number", what="keep_alive_h")
    from_s, to_s = state.s_of(command.from_us), state.s_of(command.to_us)
    return [_kept(state, at, from_s, to_s, command.reason, t_s) for at in kept]


def _kept(
    state: State, at: int, from_s: float, to_s: float, reason: str, t_s: float, early_s: float = 0.0
) -> Happened:
    """Keep bookings with slots in between: as long as the policy says beyond the end of the disruption."""
    added_s = state.lines[at].rules.policy.keep_alive_h * HOUR_S + max(0.0, to_s - from_s)
    body = BookingsKept(
        towards=state.towards[at], from_us=state.us_of(from_s - early_s), to_us=state.us_of(to_s),
        added_us=round(added_s * 1e6), reason=reason, rule="keep_alive",
    )  # fmt: skip
    return Happened(body)


def measure_intake(state: State, command: c.MeasureIntake, t_s: float) -> Decision:
    """A stage's intake was measured, or told by the other side."""
    _require_open(state, command.towards)
    taken = command.taken_trucks
    low = taken if command.low_trucks is None else command.low_trucks
    high = taken if command.high_trucks is None else command.high_trucks
    if not low <= taken <= high or high > _MOST_PER_H * command.interval_us / 3.6e9:
        raise no("post.number", what="taken_trucks")
    body = IntakeMeasured(
        stage=command.stage, towards=command.towards, taken_trucks=taken, interval_us=command.interval_us,
        knowledge=command.knowledge, low_trucks=low, high_trucks=high,
    )  # fmt: skip
    return [Happened(body)]


def count_strip(state: State, command: c.CountStrip, t_s: float) -> Decision:
    """The strip was counted; where the other side publishes nothing, its intake follows from two counts."""
    at = get_line(state, command.towards)
    low = command.trucks if command.low_trucks is None else command.low_trucks
    high = command.trucks if command.high_trucks is None else command.high_trucks
    if not low <= command.trucks <= high:
        raise no("post.number", what="trucks")
    body = StripCounted(
        towards=command.towards, trucks=command.trucks, low_trucks=low, high_trucks=high,
        witness=command.witness,
    )  # fmt: skip
    return [*_inferred(state, at, low, high, command.trucks, t_s), Happened(body)]


def _inferred(state: State, at: int, low: int, high: int, trucks: int, t_s: float) -> Decision:
    line = state.lines[at]
    if line.strip is None or t_s <= line.strip.at_s:
        return []
    since_s, before = line.strip.at_s, line.strip
    came_on = sum(since_s < one <= t_s for one in line.cleared)
    if any(since_s < one <= t_s for one in line.entries):
        return []  # what is recorded is better than what is inferred
    if t_s - since_s < MIN_S:
        return []  # two counts at once say nothing of a rate
    taken_low, taken_high = infer_intake(came_on, before.low, before.high, low, high)
    body = IntakeMeasured(
        stage=Stage.ENTRY_CONTROL, towards=line.towards, interval_us=round((t_s - since_s) * 1e6),
        taken_trucks=min(max(came_on + before.mid - trucks, taken_low), taken_high), low_trucks=taken_low,
        high_trucks=taken_high, knowledge=Knowledge.INFERRED,
    )  # fmt: skip
    return [Happened(body)]


def tell_world(state: State, command: c.TellWorld, t_s: float) -> Decision:
    """The border itself changed."""
    if command.to_us is not None and command.to_us < command.from_us:
        raise no("post.number", what="to_us")
    body = WorldEvent(
        what=command.what, country=command.country, from_us=command.from_us, to_us=command.to_us,
        source=command.source,
    )  # fmt: skip
    return [Happened(body)]


def commit_seed(state: State, command: c.CommitSeed, t_s: float) -> Decision:
    """A secret seed is fixed before its time begins, or now."""
    if command.digest in state.seeds or command.digest in state.opened:
        raise no("seed.known")
    if command.to_us < command.from_us or state.s_of(command.to_us) <= t_s:
        raise no("post.number", what="to_us")
    from_us = max(command.from_us, state.us_of(t_s))  # it cannot serve before it was published
    body = SeedCommitted(digest=command.digest, purpose=command.purpose, from_us=from_us, to_us=command.to_us)
    return [Happened(body)]


def open_seed(state: State, command: c.OpenSeed, t_s: float) -> Decision:
    """A seed is published when its time is over."""
    known = state.seeds.get(command.digest)
    if known is None or t_s <= known[2]:
        raise no("seed.time")
    return [Happened(SeedOpened(seed=command.seed, digest=command.digest))]


def count_people(state: State, command: c.CountPeople, t_s: float) -> Decision:
    """People were counted."""
    get_line(state, command.towards)
    body = PeopleCounted(
        stage=command.stage, towards=command.towards, people=command.people, witness=command.witness
    )
    return [Happened(body)]


def give_service(state: State, command: c.GiveService, t_s: float) -> Decision:
    """Somebody brought water, food, fuel."""
    get_line(state, command.towards)
    body = ServiceGiven(
        stage=command.stage, towards=command.towards, service=command.service, people=command.people
    )
    return [Happened(body)]


def issue_ticket(state: State, command: c.IssueTicket, t_s: float) -> Decision:
    """A driver is given proof of his place."""
    truck = get_truck(state, command.passage)
    line = state.lines[truck.line]
    ahead = line.before(truck.seq) if truck.status is Status.WAITING and truck.seq >= 0 else 0
    body = TicketIssued(ticket=command.ticket, queue_class=truck.queue_class, ahead_trucks=ahead)
    return [Happened(body, truck.passage)]


def issue_certificate(state: State, command: c.IssueCertificate, t_s: float) -> Decision:
    """A waiting certificate was signed; also of a passage that has ended."""
    body = CertificateIssued(certificate=command.certificate, signer=command.signer)
    return [Happened(body, command.passage)]


def state_range(state: State, command: c.StateRange, t_s: float) -> Decision:
    """A range was told."""
    fields: dict[str, Any] = {
        "low": command.low, "mid": command.mid, "high": command.high, "coverage_pct": command.coverage_pct,
        "method": command.method, "inputs": command.inputs,
    }  # fmt: skip
    if command.quantity not in tuple(Quantity) or not command.low <= command.mid <= command.high:
        raise no("post.number", what="quantity")
    return [Happened(RangeStated(quantity=Quantity(command.quantity), **fields), command.passage)]


def _require_open(state: State, towards: str | None) -> tuple[int, ...]:
    """Give the directions meant whose queue is open."""
    _require_side(state, towards)
    lines = tuple(at for at in state.lines_of(towards) if state.is_open[at])
    if not lines:
        raise no("point.not_open", towards=towards or state.towards)
    return lines


def _require_side(state: State, towards: str | None) -> None:
    if towards is not None and towards not in state.towards:
        raise no("point.towards", towards=towards, options=state.towards)
