"""Draws of the live crossing: seeds committed ahead, the draw of a truck, and the draw of a day."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from otkel.app.crossing.desk import Desk
from otkel.app.crossing.features import features_of
from otkel.app.crossing.past import asks_past, features_of_past
from otkel.app.draws import draw_of, slot_draws
from otkel.app.risk_file import RiskRules
from otkel.app.seeds import find_seed, new_seed, open_seed, slots_period
from otkel.facts.events.choices import Stage
from otkel.facts.trip import Trip
from otkel.queueing.commands import CommitSeed, Drawn, OpenSeed
from otkel.queueing.deciding.checks import find_plan
from otkel.queueing.drawing import Asking, checks_purpose, requests_digest, slots_purpose
from otkel.queueing.policy import Allocating
from otkel.queueing.risk import Features, not_known, score
from otkel.queueing.seeds import first_request_us, list_requests, seed_of_check, seed_of_slots
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

DAYS_AHEAD = 1  # seeds of checks are committed for today and so many days after it
_AFTER_US = 1  # a day's seed serves until this long before the next day


class DrawnFor(NamedTuple):
    """The draw of a truck, and what rules of risk ask of it that is not known."""

    drawn: Drawn
    not_known: tuple[str, ...] = ()


def drawn_for(
    desk: Desk, given: dict[str, Any], trip: Trip | None, sealed_ok: bool, at_us: int
) -> DrawnFor | None:
    """Give the draw of a truck that a stage takes on; None: no truck is selected there.

    Raises InputError where the seed is lost, or the rules of risk are wrong; LedgerError.
    """
    found = desk.look(lambda state: _drawn_from(state, given, at_us))
    if found is None:
        return None
    truck, stage, digest = found
    if digest is None:
        return None  # the decision itself refuses, and says what to do
    purpose = checks_purpose(stage)
    seed = desk.seed(digest)
    draw = draw_of(
        seed.secret, point=desk.point.slug, purpose=purpose, passage=truck.passage, visit=truck.visits
    )
    drawn = Drawn(draw=draw, purpose=purpose, seed=digest, sealed_ok=sealed_ok)
    rules = desk.risk_rules()
    return DrawnFor(drawn) if rules is None else _weighed(desk, drawn, rules, truck, trip, at_us)


def _weighed(
    desk: Desk, drawn: Drawn, rules: RiskRules, truck: Truck, trip: Trip | None, at_us: int
) -> DrawnFor:
    """Add the points of the rules of risk. The record will hold points, reason and digest alone."""
    known: Features = features_of(truck, trip, rules.rules)
    if asks_past(rules.rules):
        known = {**known, **features_of_past(desk.past(truck.vehicle), at_us)}
    points = score(rules.rules, known)
    weighed = msgspec.structs.replace(drawn, points=points.points, reason=points.reason, rules=rules.digest)
    return DrawnFor(weighed, not_known(rules.rules, known))


def _drawn_from(state: State, given: dict[str, Any], at_us: int) -> tuple[Truck, Stage, str | None] | None:
    """Give truck, stage and seed of the draw that comes with a command; None: none has to be made."""
    truck = state.trucks.get(given["passage"])
    if truck is None:
        return None
    line = state.lines[truck.line]
    stage, lane = Stage(given["stage"]), given.get("lane")
    if truck.status in (Status.AT_EXIT, Status.AT_ENTRY):  # it is cleared: behind entry control it is drawn
        if stage is not Stage.ENTRY_CONTROL or not line.rules.policy.roadside:
            return None
        stage, lane = Stage.ROADSIDE_CHECK, None
    if find_plan(line, stage, lane) is None:
        return None
    return truck, stage, seed_of_check(state, at_us)


def draws_of_day(desk: Desk, towards: str, day_us: int) -> dict[str, Any]:
    """Give seed, digest of the requests and draws for the slots of a day. Raises InputError, LedgerError."""
    found = desk.look(lambda state: _requests(state, towards, day_us))
    asking, seed_digest = found
    digest = requests_digest(asking, towards=towards, day_us=day_us)
    if seed_digest is None or not asking:  # refused by the decision, which says what to do
        return {"seed": seed_digest or "0" * 64, "requests_digest": digest, "draws": {}}
    seed = desk.seed(seed_digest)
    passages = [one.passage for one in asking]
    draws = slot_draws(seed.secret, point=desk.point.slug, towards=towards, passages=passages, digest=digest)
    return {"seed": seed_digest, "requests_digest": digest, "draws": draws}


def _requests(state: State, towards: str, day_us: int) -> tuple[list[Asking], str | None]:
    first_us = first_request_us(state, towards, day_us)
    if first_us is None:
        return [], None
    return list_requests(state, towards, day_us), seed_of_slots(state, towards, first_us, day_us)


# -- seeds made ahead ---------------------------------------------------------------------------


def keep_seeds(desk: Desk, by: str, at_us: int) -> None:
    """Commit the seeds that will be needed, and open those whose time is over. Raises LedgerError.

    A seed whose file is lost cannot be opened: that is left to whoever asks for its draws.
    """
    due, over = desk.look(lambda state: (_due(state, at_us), _over(state, at_us)))
    for purpose, from_us, to_us in due:
        seed = new_seed(desk.keys, point=desk.point.slug, purpose=purpose, from_us=from_us, to_us=to_us)
        commit = CommitSeed(digest=seed.digest, purpose=purpose, from_us=from_us, to_us=to_us)
        desk.decider.handle(commit, key=committing_key(seed.digest), by=by, at_us=at_us)
    for digest in over:
        if digest not in desk.opened_seeds and find_seed(desk.keys, digest) is not None:
            opening = OpenSeed(seed=open_seed(desk.keys, digest, at_us), digest=digest)
            desk.decider.handle(opening, key=opening_key(digest), by=by, at_us=at_us)
        desk.opened_seeds.add(digest)


def committing_key(digest: str) -> str:
    """Give the key under which a seed is committed: by it the event is found again."""
    return f"seed committed {digest}"


def opening_key(digest: str) -> str:
    """Give the key under which a seed is opened."""
    return f"seed opened {digest}"


def _due(state: State, at_us: int) -> list[tuple[str, int, int]]:
    """Give purpose and time of the seeds that are to be committed now and are not yet."""
    has = {(purpose, round(to_s)) for purpose, _, to_s in state.seeds.values()}
    wanted: list[tuple[str, int, int]] = []
    today = state.day_of(state.s_of(at_us))
    for at in (0, 1):
        policy = state.lines[at].rules.policy
        if not state.is_open[at]:
            continue
        if policy.checks:
            for day in range(today, today + DAYS_AHEAD + 1):
                begin_us, end_us = (state.us_of(state.day_starts_s[day + one]) for one in (0, 1))
                wanted.append((checks_purpose(), begin_us, end_us - _AFTER_US))
        if policy.allocating is Allocating.DRAW:
            last = today + policy.request_days + DAYS_AHEAD
            for day in range(today + 1, last + 1):
                day_us = state.us_of(state.day_starts_s[day])
                from_us, to_us = slots_period(day_us, policy.request_days)
                wanted.append((slots_purpose(state.lines[at].towards), from_us, to_us))
    return [one for one in dict.fromkeys(wanted) if (one[0], round(state.s_of(one[2]))) not in has]


def _over(state: State, at_us: int) -> list[str]:
    """Give the seeds whose time is over; to open one again records nothing."""
    t_s = state.s_of(at_us)
    return [digest for digest, (_, _, to_s) in state.seeds.items() if to_s < t_s]
