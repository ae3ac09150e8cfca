"""Checks by the plans of a policy in the readable twin: selection by each truck's own draws, by `decide`."""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING, Any

from otkel.facts.events.choices import CheckOutcome, Stage
from otkel.facts.events.selections import Selected
from otkel.queueing import commands as c
from otkel.queueing.drawing import checks_purpose
from otkel.sim.kernel_rules import HAS_PLAN, Rules

if TYPE_CHECKING:
    from otkel.sim.reference import Reference
    from otkel.sim.reference_post import Post

SEED_OF_CHECKS = "c" * 64
STAGES = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK)


class Checks:
    """Who is to be checked, and who is being checked."""

    def __init__(self, reference: Reference) -> None:
        """Stand beside a run."""
        self.ref = reference
        self.rules: Rules = reference.w.rules
        self.selected: dict[int, int] = {}  # by truck: the stage at which it is to be checked
        self.being_checked: set[int] = set()

    def drawn(self, post: Post, truck: int, stage: int) -> c.Drawn | None:
        """Give the draw of a truck for a check at a stage, where a plan says so."""
        if not post.by_rules or not self.rules.plans[post.number, stage, HAS_PLAN]:
            return None
        return c.Drawn(
            draw=int(self.rules.draw[stage, truck]), purpose=checks_purpose(STAGES[stage]),
            seed=SEED_OF_CHECKS, points=int(self.rules.acts[truck]['points']),
            sealed_ok=bool(self.rules.acts[truck]['sealed']),
        )  # fmt: skip

    def heed(self, truck: int, stage: int, answer: tuple[Any, ...]) -> None:
        """Remember that a truck was selected for a check at a stage."""
        if any(isinstance(one.body, Selected) for one in answer):
            self.selected[truck] = stage

    def checks_first(self, truck: int, stage: int, now: float) -> bool:
        """Begin the check of a truck whose papers are done; tell whether it stays for it."""
        if stage == 2 or self.selected.get(truck) != stage:
            return False
        passage = self.ref.passage[truck]
        if truck in self.being_checked:
            self.being_checked.discard(truck)
            del self.selected[truck]
            ended = c.EndCheck(passage=passage, stage=STAGES[stage], outcome=CheckOutcome.NOTHING_FOUND)
            self.ref.ask(truck, ended, now)
            return False
        self.being_checked.add(truck)
        self.ref.ask(truck, c.StartCheck(passage=passage, stage=STAGES[stage]), now)
        lasts = self.rules.check[stage, truck]
        heappush(self.ref.heap, (now + lasts, truck, passage, str(stage)))
        return True

    def is_sent_to_roadside(self, truck: int) -> bool:
        """Tell whether a truck was selected behind entry control."""
        return self.selected.pop(truck, None) == 2
