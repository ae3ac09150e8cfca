"""Whether a device's clock stands in another zone than its server takes it for.

A JT808 device sends local time, and Traccar takes it for GMT+8 unless `decoder.timezone` says otherwise:
in Kazakhstan (UTC+5) every message then lies three hours in the past. One such message may just be late, so
nothing is set right by guessing: a run of them is told to whoever looks after the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from otkel.facts.tracks import Position

FEWEST = 5  # live messages before anything is said
_HALF_HOUR_US = 1_800_000_000  # zones differ by half hours at the finest that occurs here
_JITTER_US = 300_000_000  # how far a live message may be late (an assumption, 1 to 10 min)


def hours_off(positions: Sequence[Position]) -> float | None:
    """Give by how many hours the server had the live messages of one device after their own time.

    None where they are right, too few, or late by different spans, as they are after a gap in coverage.
    """
    late = [
        one.server_us - one.device_us for one in positions if not one.archived and one.server_us is not None
    ]
    if len(late) < FEWEST or max(late) - min(late) > _JITTER_US:
        return None
    halves = round(median(late) / _HALF_HOUR_US)
    if halves == 0 or abs(median(late) - halves * _HALF_HOUR_US) > _JITTER_US:
        return None
    return halves / 2
