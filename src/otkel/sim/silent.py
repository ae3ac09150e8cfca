"""A silent other side: own officers count the strip at set times, as drawn not always rightly.

What stands there is then known from counts and own acts alone, and what the other side takes on is inferred
from two counts, as a live crossing infers it.
"""

from __future__ import annotations

from typing import NamedTuple

from otkel.sim.draws import Purpose, draw_of, passage_key, replication_key, uniform
from otkel.sim.scenario import OtherSide, Scenario


class Counting(NamedTuple):
    """How the strip of one point is counted."""

    every_min: float  # the first time at 0
    off: int = 0  # a count is off by so many trucks at most
    key: int = 0  # from which it is drawn how far it is off

    def error_of(self, number: int) -> int:
        """Give by how many trucks a count tells too many; below 0: too few. Counts are numbered from 0."""
        draw = draw_of(self.key, int(Purpose.STRIP_COUNT), number)
        return int(uniform(draw) * (2 * self.off + 1)) - self.off


def countings_of(scenario: Scenario, seed: int, replication: int) -> tuple[Counting | None, ...]:
    """Give for each point how its strip is counted in a replication; None: the other side tells its acts."""
    key = replication_key(seed, replication)
    return tuple(
        Counting(float(one.strip_count_min), one.strip_count_off, passage_key(key, number))
        if one.other_side is OtherSide.SILENT
        else None
        for number, one in enumerate(scenario.points)
    )
