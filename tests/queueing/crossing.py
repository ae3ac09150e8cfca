"""A crossing point without a ledger: commands in, events folded at once. For tests of the pure rules."""

from __future__ import annotations

from typing import Any

from otkel.facts.events.choices import Readiness, Stage
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.deciding.common import Happened
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.fold import fold
from otkel.queueing.policy import Policy
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State

ORIGIN_US = 1_577_817_000_000_000  # some midnight
DAY_S, HOUR_S, MIN_S = 86_400.0, 3600.0, 60.0
DAYS = [day * DAY_S for day in range(4000)]
NOW_S = 2000 * DAY_S + 8 * HOUR_S
READY, LACKING = (c.Told(readiness=one) for one in (Readiness.READY, Readiness.LACKING))


def vehicle(number: int) -> str:
    """Give a subject."""
    return f"{number:032x}"


def us(t_s: float) -> int:
    """Give an instant as events have it."""
    return ORIGIN_US + round(t_s * 1e6)


def new_state() -> State:
    """Give an empty state."""
    return State("syrym", ("RU", "KZ"), ORIGIN_US, DAYS)


class Crossing:
    """Decides and folds; keeps what happened."""

    def __init__(self, policy: Policy | None = None, t_s: float = NOW_S) -> None:
        self.state = new_state()
        self.t_s = t_s
        self.log: list[tuple[float, Happened]] = []
        if policy is not None:
            self.policy(policy)

    def policy(self, policy: Policy, towards: str | None = None) -> None:
        """Run by a policy."""
        self.must(c.SetPolicy(numbers=to_numbers(policy), digest=digest_of(policy), towards=towards))

    def ask(self, command: c.Command, t_s: float | None = None) -> tuple[Happened, ...] | Refusal:
        """Decide at an instant, and fold what happened."""
        if t_s is not None:
            self.t_s = t_s
        answer = decide(self.state, command, self.t_s)
        if isinstance(answer, Refusal):
            return answer
        at_s = max(self.t_s, self.state.t_s)
        for one in answer:
            when_s = at_s if one.occurred_us is None else self.state.s_of(one.occurred_us)
            fold(self.state, one.body, one.passage, when_s)
            self.log.append((when_s, one))
        return answer

    def must(self, command: c.Command, t_s: float | None = None) -> tuple[Happened, ...]:
        """Decide what is not to be refused."""
        answer = self.ask(command, t_s)
        assert not isinstance(answer, Refusal), (answer.rule, answer.why.values)
        return answer

    def refused(self, command: c.Command, t_s: float | None = None) -> str:
        """Give the rule by which a command is refused."""
        answer = self.ask(command, t_s)
        assert isinstance(answer, Refusal), answer
        return answer.rule

    # -- short forms ----------------------------------------------------------------------------

    def arrive(self, number: int, t_s: float | None = None, **more: Any) -> tuple[Happened, ...]:
        """Let a truck come."""
        told = more.pop("told", READY)
        command = c.Arrive(
            passage=number, vehicle=vehicle(number), towards=more.pop("towards", "RU"), told=told, **more
        )
        return self.must(command, t_s)

    def call(self, trucks: int | None = None, t_s: float | None = None) -> list[int]:
        """Call; give the passages in order."""
        happened = self.must(c.Call(towards="RU", trucks=trucks), t_s)
        return [
            one.passage for one in happened if type(one.body).__name__ == "Called" and one.passage is not None
        ]

    def book(self, number: int, slot_s: float | None = None, **more: Any) -> c.Book:
        """Give the command by which a truck books a slot, or a place in the live queue."""
        slot_us = None if slot_s is None else us(slot_s)
        towards = more.pop("towards", "RU")
        return c.Book(passage=number, vehicle=vehicle(number), towards=towards, slot_from_us=slot_us, **more)

    def go_through(self, number: int, stage: Stage = Stage.EXIT_CONTROL) -> None:
        """Take a truck on at a stage and let it through."""
        self.must(c.Start(passage=number, stage=stage))
        self.must(c.Clear(passage=number, stage=stage))

    def bodies(self, name: str) -> list[Any]:
        """Give the bodies of a kind that happened so far."""
        return [one.body for _, one in self.log if type(one.body).__name__ == name]
