"""The draws for checks of a civil day as a desk shows them: their seed, and how many went which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from otkel.app.ledger import now_us
from otkel.app.site.desk.day import day_of
from otkel.app.site.desk.seeds import SeedTold, tell_seed
from otkel.app.site.desk.shared import Shared
from otkel.app.site.house import House
from otkel.app.site.stream import events_between
from otkel.facts.events.choices import SelectionKind, Stage
from otkel.facts.events.envelope import Event
from otkel.facts.events.selections import NotSelected, Selected
from otkel.queueing.policy import CheckPlan
from otkel.queueing.seeds import seed_of_check
from otkel.queueing.state import State

_PASSED = "passed"


class StageDraws(msgspec.Struct, frozen=True, kw_only=True):
    """How many trucks were drawn at a stage, both directions together."""

    stage: Stage
    drawn: int
    by_random: int
    by_risk: int
    referred: int  # by an officer: without a draw
    passed: int


class CheckDraws(msgspec.Struct, frozen=True, kw_only=True):
    """The draws of a civil day; a seed serves both directions of a crossing point."""

    on: date
    seeds: tuple[SeedTold, ...]  # those that were used, else the one that has to be
    stages: tuple[StageDraws, ...]
    plans: tuple[CheckPlan, ...]  # in force now, of the direction that is looked at
    is_to_come: bool  # the day is not over

    @property
    def drawn(self) -> int:
        """Count the draws of all stages."""
        return sum(one.drawn for one in self.stages)


def check_draws(house: House, slug: str, towards: str, on: date) -> CheckDraws:
    """Give the draws for checks of a day. Raises LedgerError."""
    looks: Shared[tuple[str, date], CheckDraws] = house.keep("checks", lambda kept: Shared(kept, _make))
    return looks.get(slug, (towards, on))


def _make(house: House, slug: str, asked: tuple[str, date]) -> CheckDraws:
    desk, (towards, on) = house.desk(slug), asked
    from_us, to_us = day_of(desk.zone, on)

    def find(state: State) -> tuple[str | None, tuple[CheckPlan, ...]]:
        plans = state.lines[state.towards.index(towards)].rules.policy.checks
        return seed_of_check(state, from_us), plans

    due, plans = desk.look(find)
    begun = from_us <= now_us()  # nothing was drawn on a day that has not begun
    events = list(events_between(house.ledger.store, slug, from_us, to_us)) if begun else []
    used = dict.fromkeys(_seed_of(one) for one in events)
    digests = [one for one in used if one is not None] or ([] if due is None else [due])
    return CheckDraws(
        on=on,
        seeds=tuple(tell_seed(house, slug, one) for one in digests),
        stages=_stages(events),
        plans=plans,
        is_to_come=now_us() < to_us,
    )


def _seed_of(event: Event) -> str | None:
    body: Any = event.body
    return body.seed if isinstance(body, Selected | NotSelected) else None


def _stages(events: Iterable[Event]) -> tuple[StageDraws, ...]:
    counted: dict[Stage, Counter[str]] = {}
    for event in events:
        body = event.body
        if isinstance(body, Selected):
            counted.setdefault(body.stage, Counter())[body.kind.value] += 1
        elif isinstance(body, NotSelected):
            counted.setdefault(body.stage, Counter())[_PASSED] += 1
    return tuple(_told(stage, counted[stage]) for stage in Stage if stage in counted)


def _told(stage: Stage, n: Counter[str]) -> StageDraws:
    by_random, by_risk, passed = n[SelectionKind.RANDOM.value], n[SelectionKind.RISK.value], n[_PASSED]
    return StageDraws(
        stage=stage, drawn=by_random + by_risk + passed, by_random=by_random, by_risk=by_risk,
        referred=n[SelectionKind.REFERRAL.value], passed=passed,
    )  # fmt: skip
