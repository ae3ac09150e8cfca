"""A post of the readable twin: the state that `decide` and `fold` change, officers, and who stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otkel.facts.events.choices import Stage
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.fold import fold
from otkel.queueing.policy import Policy, QueueClass
from otkel.queueing.refusal import Refusal
from otkel.queueing.rules import Rules
from otkel.queueing.state import State
from otkel.queueing.truck import Status
from otkel.sim.pack_rules import REFERRAL

if TYPE_CHECKING:
    from otkel.sim.reference_calls import Calls

STAGES = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK)
TOWARDS = ("RU", "KZ")
ORIGIN_US = 1_577_836_800_000_000
DAY_STARTS_S = tuple(day * 86_400.0 for day in range(-1, 400))
MIN_S = 60.0


class Post:
    """One crossing point: its state, the officers' servers, and who waits behind exit control."""

    def __init__(
        self, number: int, policy: Policy, servers: list[int], classes: int, calls: Calls | None
    ) -> None:
        """Open its queue; `classes` of the world; `calls`: a discipline rules in this world."""
        self.number, self.second = number, 1.0 if calls is None else MIN_S
        days_s = DAY_STARTS_S if calls is None else [float(day) for day in calls.rules.days]
        self.by_rules = calls is not None and bool(calls.rules.has[number])
        self.state = State(f"p{number}", TOWARDS, ORIGIN_US, days_s)
        self.open = [
            within(places, number)
            for places, number in zip((policy.exit_places, policy.entry_places, None), servers, strict=True)
        ]
        self.busy = [0, 0, 0]
        self.held: list[int] = []  # trucks through with exit control that find the strip full
        self.taken = [0, 0]  # by exit control, in this period and on this day
        self.lines: list[list[list[int]]] = [[[] for _ in range(classes)] for _ in STAGES]
        self.policy = policy
        self.set_policy(policy, 0.0)

    def set_policy(self, policy: Policy, now: float) -> None:
        """Let its queue run by other numbers from now on."""
        self.policy = policy
        numbers, digest = to_numbers(policy), digest_of(policy)
        self.order(c.SetPolicy(numbers=numbers, digest=digest, towards=TOWARDS[0]), now)

    def order(self, command: c.Command, now: float) -> None:
        """Do what is ordered at the post; it is no row of the log, which tells of trucks."""
        answer = decide(self.state, command, now * self.second)
        assert not isinstance(answer, Refusal), (answer.rule, command)
        for one in answer:
            fold(self.state, one.body, one.passage, now * self.second)

    @property
    def rules(self) -> Rules:
        """What the line asks of its policy again and again."""
        return self.state.lines[0].rules

    def within_places(self, stage: int, servers: int) -> int:
        """Give how many of the servers at work find a place at a stage."""
        return within((self.policy.exit_places, self.policy.entry_places, None)[stage], servers)

    def in_line(self) -> int:
        """Count those who wait at the line."""
        return self.state.lines[0].counts[Status.WAITING]


def within(places: int | None, servers: int) -> int:
    """Give how many of so many servers find a place; none: as many as there are."""
    return servers if places is None else min(servers, places)


def policy_of(classes: int, ranks: Any, pattern: Any, strip: int) -> Policy:
    """Give the policy of a post of the world: classes in order of rank, the last is the fallback."""
    return Policy(
        name="world",
        classes=tuple(
            QueueClass(name=f"c{one}", rank=int(ranks[one]), weight=max(1, int((pattern == one).sum())))
            for one in range(classes)
        ),
        fallback=f"c{classes - 1}",
        strip_places=None if strip < 0 else strip,
        roadside=True,
        referral_reasons=(REFERRAL,),
    )
