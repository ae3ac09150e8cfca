"""A crossing point without a ledger, for the studies: commands in, events folded at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.fold import fold
from otkel.queueing.policy import Policy
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State

ORIGIN_US = 1_756_666_800_000_000  # midnight of 1 September 2025 in Oral; only differences matter here
DAY_S, HOUR_S, MIN_S = 86_400.0, 3600.0, 60.0


def code_of(title: str) -> str:
    """Give a title as a word that an event may hold."""
    return "-".join(title.replace(",", "").lower().split())


class Post:
    """Decides by `queueing.decide` and folds; counts what was refused, by rule."""

    def __init__(self, policy: Policy, days: int, towards: str = "RU") -> None:
        """Open the post at the origin, for so many days."""
        self.towards = towards
        self.state = State("study", (towards, "KZ"), ORIGIN_US, [day * DAY_S for day in range(days)])
        self.line = self.state.lines[0]
        self.refused: Counter[str] = Counter()
        self.must(c.SetPolicy(numbers=to_numbers(policy), digest=digest_of(policy)), 0.0)

    def ask(self, command: c.Command, t_s: float) -> tuple[Any, ...] | Refusal:
        """Decide at an instant; give what happened, or the refusal."""
        answer = decide(self.state, command, t_s)
        if isinstance(answer, Refusal):
            self.refused[answer.rule] += 1
            return answer
        for one in answer:
            fold(self.state, one.body, one.passage, max(t_s, self.state.t_s))
        return answer

    def must(self, command: c.Command, t_s: float) -> tuple[Any, ...]:
        """Decide what is not to be refused."""
        answer = self.ask(command, t_s)
        if isinstance(answer, Refusal):
            raise AssertionError(f"{type(command).__name__} at {t_s}: {answer.rule} {answer.why.values}")
        return answer

    def did(self, command: c.Command, t_s: float) -> bool:
        """Decide; tell whether it was done."""
        return not isinstance(self.ask(command, t_s), Refusal)


def us(t_s: float) -> int:
    """Give an instant as commands have it [µs]."""
    return ORIGIN_US + round(t_s * 1e6)
