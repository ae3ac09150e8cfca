"""A log as it is to be read now: corrections and voids applied by position, before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from otkel.facts.events import REGISTRY
from otkel.queueing.corrected import corrected
from otkel.queueing.log import Log, events_of, with_rows

NUMBER = {word: kind.number for word, kind in REGISTRY.items()}
_CHANGES = (NUMBER["corrected"], NUMBER["voided"])


def numbers(words: Iterable[str]) -> list[int]:
    """Give the numbers of words."""
    return [NUMBER[word] for word in words]


def read_now(log: Log) -> tuple[Log, int]:
    """Give the log with its corrections and voids applied and left out, and how many rows they touched.

    The rule is that of `queueing.corrected`, which is asked itself: only the rows that a correction names
    are turned into events for it. Positions are those of one ledger or one replication.
    """
    changes = log.frame.filter(pl.col("kind").is_in(_CHANGES)).select("position", "v0").collect()
    if changes.is_empty():
        return log, 0
    named = pl.concat([changes["position"], changes["v0"]]).drop_nulls().unique()
    touched = pl.col("position").is_in(named.implode())
    events = list(events_of(Log(log.frame.filter(touched), log.points, log.codes)))
    now = [one.event for one in corrected(events)]
    rest = Log(log.frame.filter(~touched), log.points, log.codes)
    return with_rows(rest, now), len(changes)
