"""Scarce slots: requests within a window, and a draw that anybody can redo."""

from __future__ import annotations

from otkel.facts.events.passages import NotDrawn, Requested
from otkel.facts.events.posts import DrawHeld
from otkel.queueing.commands import HoldDraw, Request
from otkel.queueing.core.booking import takes_requests
from otkel.queueing.deciding.booking import require_free_vehicle, require_slot_time
from otkel.queueing.deciding.common import HOUR_S, Decision, Happened, class_of, get_line
from otkel.queueing.deciding.slots import granted
from otkel.queueing.drawing import Asking, plan_draw, requests_digest
from otkel.queueing.line import Line
from otkel.queueing.policy import Allocating
from otkel.queueing.refusals import no
from otkel.queueing.seeds import first_request_us, list_requests, seed_of_slots
from otkel.queueing.state import State


def request(state: State, command: Request, t_s: float) -> Decision:
    """Take a request for a slot of a day."""
    at = get_line(state, command.towards)
    line = state.lines[at]
    policy = line.rules.policy
    queue_class = class_of(line, command.queue_class)
    if policy.allocating is not Allocating.DRAW or not line.rules.by_slot[line.rules.class_at(queue_class)]:
        raise no("request.not_by_draw")
    if command.passage in state.trucks:
        raise no("passage.known", command.passage)
    require_free_vehicle(state, policy, command.vehicle, t_s)
    day = _require_window(state, line, command.day_us, t_s)
    for choice_us in command.choices:
        require_slot_time(state, line, choice_us, t_s)
        if state.day_of(state.s_of(choice_us)) != day:
            raise no("booking.slot_grid", minutes=policy.slot_min)
    since_s = min(t_s, state.vehicle(command.vehicle).asked_since_s)
    body = Requested(
        vehicle=command.vehicle, towards=command.towards, queue_class=queue_class, day_us=command.day_us,
        choices_us=command.choices, since_us=state.us_of(since_s), nonce=command.nonce,
        readiness=command.told.readiness, rulebook=command.told.rulebook, sealed=command.sealed,
    )  # fmt: skip
    return [Happened(body, command.passage)]


def _require_window(state: State, line: Line, day_us: int, t_s: float) -> int:
    """Give the day asked for. Refuses an instant that begins no day, and a day not asked for now."""
    begin_s = state.s_of(day_us)
    day = state.day_of(begin_s)
    policy = line.rules.policy
    days, hours = policy.request_days, policy.request_until_h
    begins = 0 <= day < len(state.day_starts_s) - 1 and state.day_starts_s[day] == begin_s
    if not begins or not takes_requests(t_s, begin_s, days * 24 * HOUR_S, hours * HOUR_S):
        raise no("request.window", days=days, hours=hours)
    return day


def hold_draw(state: State, command: HoldDraw, t_s: float) -> Decision:
    """Give the slots of a day: a share to those who wait longest, the rest by the draws."""
    at = get_line(state, command.towards)
    line = state.lines[at]
    policy = line.rules.policy
    if policy.allocating is not Allocating.DRAW:
        raise no("request.not_by_draw")
    begin_s = state.s_of(command.day_us)
    day = state.day_of(begin_s)
    if t_s < begin_s - policy.request_until_h * HOUR_S:
        raise no("draw.open")
    asked = list_requests(state, command.towards, command.day_us)
    if not asked:
        raise no("draw.none")
    first_us = first_request_us(state, command.towards, command.day_us) or command.day_us
    if command.seed != seed_of_slots(state, command.towards, first_us, command.day_us):
        raise no("draw.seed")
    digest = requests_digest(asked, towards=command.towards, day_us=command.day_us)
    if digest != command.requests_digest or set(command.draws) != {one.passage for one in asked}:
        raise no("draw.missing")
    return _grant(state, line, command, day, asked)


def _grant(state: State, line: Line, command: HoldDraw, day: int, asked: list[Asking]) -> Decision:
    policy = line.rules.policy
    slots = _free_slots(state, line, day)
    grants = plan_draw(asked, slots, command.draws, policy.longest_pct)
    held = DrawHeld(
        towards=command.towards, day_us=command.day_us, seed=command.seed,
        requests_digest=command.requests_digest, requests=len(asked), granted=len(grants.granted),
        capacity_trucks=sum(slots.values()), longest_pct=policy.longest_pct,
    )  # fmt: skip
    happened = [Happened(held)]
    for one in grants.granted:  # the slots in µs, as they were handed in
        happened.append(granted(line, state.trucks[one.passage], int(one.slot_from), one.allocation))
    for passage in grants.not_drawn:
        lost = NotDrawn(day_us=command.day_us, draw=command.draws[passage], seed=command.seed)
        happened.append(Happened(lost, passage))
    return happened


def _free_slots(state: State, line: Line, day: int) -> dict[float, int]:
    """Give the free places by slot of a day, by the beginning of each [µs]."""
    policy, slots = line.rules.policy, dict[float, int]()
    slot_us, end_us = state.us_of(state.day_starts_s[day]), state.us_of(state.day_starts_s[day + 1])
    while slot_us < end_us:
        taken = line.slots.get(round(state.s_of(slot_us)), 0)
        slots[slot_us] = max(0, policy.slot_trucks - taken)
        slot_us += policy.slot_min * 60_000_000
    return slots
