"""How trucks of a scenario choose a crossing point, and what they do when its line is too long."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from otkel.queueing.policy import Means


class Status(StrEnum):
    """Who may go through a crossing point."""

    MULTILATERAL = "multilateral"  # trucks of every state
    BILATERAL = "bilateral"  # trucks of the two states only


class Starts(StrEnum):
    """Where the trucks that come in a day are counted."""

    LINE = "line"
    ORIGIN = "origin"


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What drivers know of the lines, and what they do with it."""

    starts: Annotated[
        Starts, Means("where trucks that come are counted: at the line, or when they set out and drive")
    ] = Starts.LINE
    published_every_h: Annotated[
        float, Means("the lines are counted so often for what is published; 0: all the time", "h", 0, 168)
    ] = 0.0
    published_lag_h: Annotated[float, Means("from counting to publishing", "h", 0, 168)] = 0.0
    error_cv: Annotated[
        float,
        Means(
            "deviation of what a driver believes the wait to be, over what is published; the mean is right",
            "",
            0,
            5,
        ),
    ] = 0.0
    looks_again_pct: Annotated[
        float,
        Means(
            "share that goes to another point where that is better: in line once patience is over, and on the"
            " way",
            "%",
            0,
            100,
        ),
    ] = 0.0
    looks_again_h: Annotated[
        float, Means("so long before the point these look again on the way; 0: not", "h", 0, 240)
    ] = 0.0
    margin_h: Annotated[float, Means("by so much another point must be better", "h", 0, 240)] = 0.0
    balks_pct: Annotated[
        float, Means("share that does not join a line with too many trucks in it", "%", 0, 100)
    ] = 0.0
    balks_above_trucks: Annotated[
        int, Means("these do not join where they see more trucks in line", "trucks", 0, 100_000)
    ] = 100
    balks_home_pct: Annotated[
        float, Means("of those who do not join: go home without looking at another point", "%", 0, 100)
    ] = 100.0


class Around(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way around all crossing points, without a line; roads name it as they name a point."""

    name: Annotated[str, Means("a word of your own, such as mongolia")]
    cost: Annotated[
        float, Means("what it costs beside the road, in the currency of the costs", "", 0, 100_000_000)
    ] = 0.0
