"""What a line asks of its policy again and again, and what it was told of a stage."""

from __future__ import annotations

from otkel.facts.events.choices import Knowledge
from otkel.queueing.core.line import NONE, cap_trucks
from otkel.queueing.policy import Policy


class Rules:
    """What the line asks of its policy again and again, as arrays."""

    def __init__(self, policy: Policy) -> None:
        """Work the tables out."""
        self.policy = policy
        classes = policy.classes
        self.names = [one.name for one in classes]
        self.index = {name: at for at, name in enumerate(self.names)}
        self.ranks = [one.rank for one in classes]
        self.by_slot = [one.by_slot for one in classes]
        self.is_called = [one.called for one in classes]
        self.pattern = [at for at, one in enumerate(classes) for _ in range(one.weight)]
        groups = {group.name: group.cap_pct for group in policy.groups}
        # Under which names a class is counted in a day: its own, and its group's.
        self.counted = [
            (one.name,) if one.group is None else (one.name, f"group/{one.group}") for one in classes
        ]
        self.caps = [
            NONE if one.cap_pct is None else cap_trucks(one.cap_pct, policy.day_trucks) for one in classes
        ]
        self.group_caps = [
            NONE if one.group is None else cap_trucks(groups[one.group], policy.day_trucks) for one in classes
        ]
        # Of a class called in turn: under which names it is counted in a day, each with its cap.
        self.limits = [
            tuple(
                (name, cap)
                for name, cap in zip(names, caps, strict=False)
                if cap != NONE and not self.by_slot[at]
            )
            for at, (names, *caps) in enumerate(zip(self.counted, self.caps, self.group_caps, strict=True))
        ]
        self.only = [[at == one for one in range(len(classes))] for at in range(len(classes))]
        self.fallback = self.index[policy.fallback]
        self.is_woven = sum(rank == self.ranks[self.fallback] for rank in self.ranks) > 1
        self.slot_s = policy.slot_min * 60.0

    def class_at(self, name: str) -> int:
        """Give the number of a class; that of the fallback where this policy has none of the name."""
        return self.index.get(name, self.fallback)


class Intake:
    """What a stage took on: between `low` and `high` [trucks/h], at an instant."""

    __slots__ = ("at_s", "high", "knowledge", "low", "mid")

    def __init__(self, low: float, mid: float, high: float, at_s: float, knowledge: Knowledge) -> None:
        """Keep it."""
        self.low, self.mid, self.high, self.at_s, self.knowledge = low, mid, high, at_s, knowledge
