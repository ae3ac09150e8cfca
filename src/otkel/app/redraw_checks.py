"""Redo the draws that chose trucks for checks, from the public record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from otkel.app.draws import draw_of
from otkel.app.public_record import Line
from otkel.app.redraw_findings import RedrawFinding, fails, holds, note, unknown
from otkel.app.redraw_record import CheckDraw, Reading
from otkel.app.redraw_seeds import check_choice, check_opening, find_secret
from otkel.facts.events.choices import SelectionKind, Stage
from otkel.phrases import phrase
from otkel.queueing.core.selection import PASS, RANDOM, RISK, falls_below, stated_below
from otkel.queueing.drawing import bounds_of, checks_purpose
from otkel.queueing.policy import CheckPlan, Policy


def check_checks(reading: Reading, point: str, from_us: int, to_us: int) -> Iterator[RedrawFinding]:
    """Check every draw for a check on one civil day [µs], and that no truck lacks one."""
    today = [one for one in reading.check_draws if from_us <= one.at.occurred_us < to_us]
    found = [*_stray(reading, from_us, to_us), *_complete(today), *_seeds(reading, today)]
    taken: dict[Any, int] = {}
    closed, redone = 0, 0
    for draw, plan, line in _drawn(today):
        found += _outcome(draw, plan, line, taken)
        secret = find_secret(reading, line.body.seed)
        if secret is not None:
            found += _number(draw, line, secret, point)
            redone += 1
        elif line.body.seed not in reading.opened:
            closed += 1
    yield from found
    if closed:
        yield unknown(
            "checks.closed", phrase("{draws} draws are from a seed that is not opened yet", draws=closed)
        )
    if redone and not found:
        yield holds("checks.draws", phrase("{draws} draws for checks were redone, and hold", draws=redone))
    yield from _known_before(reading, today)


def find_plan(policy: Policy | None, stage: Stage, lane: str | None) -> CheckPlan | None:
    """Give the plan of a lane, else that of the stage."""
    plans = [plan for plan in policy.checks if plan.stage == stage.value] if policy else []
    own = [plan for plan in plans if plan.lane is not None and plan.lane == lane]
    return next(iter(own or [plan for plan in plans if plan.lane is None]), None)


def _drawn(draws: Iterable[CheckDraw]) -> Iterator[tuple[CheckDraw, CheckPlan, Line]]:
    """Give the draws that have a plan and a result with a number."""
    for draw in draws:
        plan = find_plan(draw.policy, draw.stage, draw.lane)
        for line in draw.results[:1]:
            if plan is not None and None not in (line.body.draw, line.body.below, line.body.seed):
                yield draw, plan, line


def _stray(reading: Reading, from_us: int, to_us: int) -> Iterator[RedrawFinding]:
    for line in reading.stray:
        if line.word in ("selected", "not_selected") and from_us <= line.occurred_us < to_us:
            says = phrase("passage {passage} was drawn where it does not stand", passage=line.truck)
            yield _fails("checks.stray", says, line)


def _complete(draws: Iterable[CheckDraw]) -> Iterator[RedrawFinding]:
    """Check, without the seed, that each truck at a stage with a plan has exactly one result."""
    for draw in draws:
        told: dict[str, Any] = {"passage": draw.passage, "stage": draw.stage.value}
        if find_plan(draw.policy, draw.stage, draw.lane) is not None:
            yield from _one_result(draw, told)
        elif draw.policy is not None:
            for line in draw.results:
                says = phrase("passage {passage} was drawn at {stage}, where no plan of checks holds", **told)
                yield _fails("checks.no_plan", says, line)


def _one_result(draw: CheckDraw, told: dict[str, Any]) -> Iterator[RedrawFinding]:
    if not draw.results:
        # At a control the draw comes with the start; inside it may still come until the truck leaves.
        if draw.stage is not Stage.ROADSIDE_CHECK or draw.gone:
            says = phrase("passage {passage} was at {stage}, and no draw was made for it", **told)
            yield _fails("checks.left_out", says, draw.at)
        return
    first = draw.results[0]
    if None in (first.body.draw, first.body.below, first.body.seed):
        says = phrase("passage {passage} was selected at {stage} without a number", **told)
        yield _fails("checks.no_number", says, first)
    for line in draw.results[1:]:
        says = phrase("passage {passage} was drawn twice at {stage}", **told)
        yield _fails("checks.twice", says, line)


def _seeds(reading: Reading, draws: Iterable[CheckDraw]) -> Iterator[RedrawFinding]:
    """Check that each draw is from the seed it had to be from, and once for each seed that it opens."""
    last: dict[str, int] = {}
    for draw, _, line in _drawn(draws):
        at_us = line.occurred_us
        yield from check_choice(
            reading, line.body.seed, checks_purpose(), draw.seeds, at_us, at_us, line.position
        )
        last[line.body.seed] = line.position
    for digest, position in last.items():
        yield from check_opening(reading, digest, position)


def _outcome(draw: CheckDraw, plan: CheckPlan, line: Line, taken: dict[Any, int]) -> Iterator[RedrawFinding]:
    """Check bound, seal and outcome of one draw; `taken` counts those selected by risk this day."""
    told, is_sealed = line.body, line.body.sealed_pct is not None
    try:
        bounds = bounds_of(plan.random_pct, plan.expected_pct, plan.sealed_pct if is_sealed else None)
    except ValueError:
        yield _fails("checks.policy", phrase("the policy holds a share that is none"), draw.at)
        return
    if is_sealed and told.sealed_pct != round(plan.sealed_pct):
        yield _fails("checks.sealed", phrase("the stated factor for sealed trucks is not the policy's"), line)
    outcome = _told_outcome(line)
    below = stated_below(outcome, *bounds)
    if told.below != below:
        says = phrase(
            "passage {passage}: the stated bound is {told}, and the policy gives {right}",
            passage=draw.passage, told=str(told.below), right=str(below),
        )  # fmt: skip
        yield _fails("checks.below", says, line)
    if falls_below(told.draw, below) is not (outcome == RANDOM):
        says = phrase("passage {passage}: the number drawn leads to another outcome", passage=draw.passage)
        yield _fails("checks.outcome", says, line)
    if outcome == RISK:
        yield from _risk(draw, plan, line, taken)


def _risk(draw: CheckDraw, plan: CheckPlan, line: Line, taken: dict[Any, int]) -> Iterator[RedrawFinding]:
    told = line.body
    # The record holds the points as they counted: those of a sealed truck are weighed already.
    if (told.risk_points or 0) < plan.threshold_points or told.risk_rules is None:
        says = phrase(
            "passage {passage} was selected for its risk without enough points", passage=draw.passage
        )
        yield _fails("checks.points", says, line)
    own = draw.towards, draw.stage, draw.lane
    taken[own] = taken.get(own, 0) + 1
    if plan.cap_per_day is not None and _under(plan, draw, taken) > plan.cap_per_day:
        says = phrase("passage {passage} was selected for its risk beyond the cap", passage=draw.passage)
        yield _fails("checks.cap", says, line)


def _under(plan: CheckPlan, draw: CheckDraw, taken: dict[Any, int]) -> int:
    """Count those selected by risk under a plan so far: in its lane, or in all lanes that it stands for."""
    return sum(
        count
        for (towards, stage, lane), count in taken.items()
        if (towards, stage) == (draw.towards, draw.stage) and find_plan(draw.policy, stage, lane) is plan
    )


def _number(draw: CheckDraw, line: Line, secret: bytes, point: str) -> Iterator[RedrawFinding]:
    purpose = checks_purpose(draw.stage)
    right = draw_of(secret, point=point, purpose=purpose, passage=draw.passage, visit=draw.visit)
    if line.body.purpose != purpose or line.body.draw != right:
        says = phrase("the number drawn for passage {passage} is not that of the seed", passage=draw.passage)
        yield _fails("checks.draw", says, line)


def _told_outcome(line: Line) -> int:
    if line.word == "not_selected":
        return PASS
    return RISK if line.body.kind is SelectionKind.RISK else RANDOM


def _known_before(reading: Reading, draws: Iterable[CheckDraw]) -> Iterator[RedrawFinding]:
    """Tell of trucks that were known when the seed was committed: it could have been chosen to suit them."""
    committed: dict[str, int] = {}
    for position, seed in reading.seeds:
        committed.setdefault(seed.digest, position)
    drawn = list(_drawn(draws))
    known = sum(draw.since < committed.get(line.body.seed, 0) for draw, _, line in drawn)
    if known:
        says = phrase(
            "{known} of {draws} trucks were known before the seed was committed; "
            "a seed committed earlier proves more",
            known=known, draws=len(drawn),
        )  # fmt: skip
        yield note("checks.known", says)


def _fails(name: str, says: Any, line: Line) -> RedrawFinding:
    return fails(name, says, passage=line.truck, position=line.position)
