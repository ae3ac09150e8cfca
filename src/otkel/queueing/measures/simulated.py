"""Whether a log is a computer's experiment."""

from __future__ import annotations

import polars as pl

from otkel.facts.events.posts import PolicyChanged
from otkel.queueing.log import REGISTRY_NUMBER, Log, events_of
from otkel.queueing.simulated import says_simulated


def is_simulated(log: Log) -> bool:
    """Whether the twin wrote a log, or a queue that was only played stands in it."""
    if log.simulated:
        return True
    policies = log.frame.filter(pl.col("kind") == REGISTRY_NUMBER[PolicyChanged])
    return any(says_simulated(event.body) for event in events_of(log._replace(frame=policies)))
