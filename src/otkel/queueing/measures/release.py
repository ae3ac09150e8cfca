"""The stages of a time-release study: where the time between coming and release goes, and in whose hands.

The World Customs Organization measures the time from the arrival of goods to their physical release, and each
step in between, to see where it is lost: in waiting, with a border agency, or with the trader. Here both
states at one crossing are studied together, as at an international corridor. Sources: World Customs
Organization, Guide to measure the time required for the release of goods, version 3, 2018, and its page
www.wcoomd.org/en/topics/facilitation/instrument-and-tools/tools/time-release-study.aspx; S. Matsuda, The time
release study as a performance measurement tool for a supply chain and an international corridor, World
Customs Journal 6 (2012), 79-92. Which stretch of a log belongs to which stage is our own reading of them. A
log sees the truck, not the declaration: what an agency did before the truck came is in no stage.

Only trucks that got through are counted. A truck is in a stage until its next move, recorded or not, so the
means of all stages add up to the mean time from coming to release.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.stretches import WHAT, goes_on, got_through
from otkel.queueing.stretches import PHYSICAL, Stretch


class Hands(StrEnum):
    """Who can make a stage shorter."""

    QUEUE = "queue"  # waiting before the first office
    LEFT_STATE = "left_state"  # agencies of the state that is left
    BETWEEN = "between"  # waiting between the offices
    ENTERED_STATE = "entered_state"  # agencies of the state that is entered
    TRADER = "trader"  # papers to be put right after a refusal


HANDS: dict[Stretch, Hands] = {
    Stretch.ROAD_QUEUE: Hands.QUEUE,
    Stretch.WAITING_AREA: Hands.QUEUE,
    Stretch.CALLED: Hands.QUEUE,
    Stretch.EXIT_CONTROL: Hands.LEFT_STATE,
    Stretch.STRIP: Hands.BETWEEN,
    Stretch.ENTRY_CONTROL: Hands.ENTERED_STATE,
    Stretch.AFTER_REFUSAL: Hands.TRADER,
}


class ReleaseStage(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of the way to release, over all trucks that got through."""

    stage: str
    hands: Hands
    trucks: int  # stays in the stage: a truck that was refused and came again has two
    mean_h: float  # of all trucks that got through, also of those that were never in the stage
    share: float  # of the time from coming to release


def stages_of(log: Log, stretches: pl.DataFrame) -> pl.DataFrame:
    """Give the sums of the stages of trucks that got through: `what`, `us`, `trucks`, `ways` that ended."""
    inside = pl.col("what").is_in([WHAT[one] for one in PHYSICAL])
    # The last stretch of a way tells how it ended, and stands behind the others.
    through = pl.when(~goes_on()).then(got_through(log)).backward_fill()
    # As a float: the sum over very many trucks is beyond a whole number of µs.
    lasted_us = (pl.col("end_us") - pl.col("begin_us")).cast(pl.Float64)
    return (
        stretches.lazy()
        .select("what", lasted_us=lasted_us, last=~goes_on(), through=through)
        .filter(inside & pl.col("through"))
        .group_by("what")
        .agg(us=pl.col("lasted_us").sum(), trucks=pl.len(), ways=pl.col("last").sum())
        .collect()
    )


def release_of(stages: pl.LazyFrame) -> tuple[ReleaseStage, ...]:
    """Give the stages in the order of the way; none where no truck got through."""
    rows = stages.group_by("what").sum().collect()
    ways, total_us = int(rows["ways"].sum()), float(rows["us"].sum())
    own = {what: (us, trucks) for what, us, trucks in rows.select("what", "us", "trucks").iter_rows()}
    return tuple(
        ReleaseStage(
            stage=what.value,
            hands=HANDS[what],
            trucks=own[WHAT[what]][1],
            mean_h=own[WHAT[what]][0] / ways / 3.6e9,
            share=own[WHAT[what]][0] / total_us if total_us else 0.0,
        )
        for what in PHYSICAL
        if WHAT[what] in own
    )
