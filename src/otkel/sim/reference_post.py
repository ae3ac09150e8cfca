"""A post of the readable twin: the state that `decide` and `fold` change, officers, and who stands behind.

Where the other side is silent there are two states. `state` is what own officers know: all but the acts of
entry control and of the roadside check. From it everything of the own side is decided. `beyond` is what is
so: it answers the acts of the other side. Otherwise both are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.passages import Left
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.deciding.common import Happened
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
    from otkel.sim.silent import Counting

STAGES = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK)
BEYOND = STAGES[1:]  # the stages of the other side
TOWARDS = ("RU", "KZ")
ORIGIN_US = 1_577_836_800_000_000
DAY_STARTS_S = tuple(day * 86_400.0 for day in range(-1, 400))
MIN_S = 60.0


class Post:
    """One crossing point: its state, the officers' servers, and who waits behind exit control."""

    def __init__(
        self, number: int, policy: Policy, servers: list[int], classes: int, calls: Calls | None,
        counting: Counting | None = None,
    ) -> None:  # fmt: skip
        """Open its queue; `classes` of the world; `calls`: a discipline rules in this world.

        `counting`: how own officers count the strip, since the other side tells nothing.
        """
        self.number, self.second = number, 1.0 if calls is None else MIN_S
        days_s = DAY_STARTS_S if calls is None else [float(day) for day in calls.rules.days]
        self.by_rules = calls is not None and bool(calls.rules.has[number])
        self.counting = counting
        self.state = State(f"p{number}", TOWARDS, ORIGIN_US, days_s)
        self.beyond = self.state if counting is None else State(f"p{number}", TOWARDS, ORIGIN_US, days_s)
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
            self.keep(one, now, self.state)

    def state_of(self, command: c.Command) -> State:
        """Give the state that answers a command: `beyond` where it is an act of the other side."""
        is_beyond = getattr(command, "stage", None) in BEYOND
        if isinstance(command, c.Leave):
            is_beyond = command.way is WayOut.THROUGH  # behind the other side's controls
        return self.beyond if is_beyond else self.state

    def keep(self, one: Happened, now: float, asked: State) -> None:
        """Let the states go on by what the one that was asked has answered.

        Own officers see who comes back through their post, and nothing else of the other side.
        """
        t_s = now * self.second
        if self.beyond is not self.state:
            fold(self.beyond, one.body, one.passage, t_s)
            is_seen = isinstance(one.body, Left) and one.body.way is WayOut.BACK
            if asked is self.beyond and not is_seen:
                return
        fold(self.state, one.body, one.passage, t_s)

    @property
    def rules(self) -> Rules:
        """What the line asks of its policy again and again."""
        return self.state.lines[0].rules

    def within_places(self, stage: int, servers: int) -> int:
        """Give how many of the servers at work find a place at a stage."""
        return within((self.policy.exit_places, self.policy.entry_places, None)[stage], servers)

    def is_full(self, stage: int) -> bool:
        """Tell whether as many are served at a stage as find a place there, whoever serves them."""
        places = (self.policy.exit_places, self.policy.entry_places, None)[stage]
        return places is not None and self.busy[stage] >= places

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
