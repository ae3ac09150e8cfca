"""Whether a queue is a computer's experiment: nobody stood in it, and every output says so."""

from __future__ import annotations

from otkel.facts.events.posts import PolicyChanged
from otkel.queueing.policy_numbers import SIMULATED


def says_simulated(body: object) -> bool:
    """Whether an event sets a policy under which a queue is only played."""
    return isinstance(body, PolicyChanged) and body.numbers.get(SIMULATED) is True
