"""The other direction of a scenario: the line back at a point, and the trucks that come back."""

from __future__ import annotations

from typing import Annotated

import msgspec

from otkel.queueing.policy import Means
from otkel.sim.scenario_shapes import Times


class BackShift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is at work on the way back from one hour of the day to another."""

    from_h: Annotated[float, Means("hour of the day at which it begins", "h", 0, 24)] = 0.0
    to_h: Annotated[
        float, Means("hour of the day at which it ends; less than from_h: on the next day", "h", 0, 24)
    ] = 24.0
    exit: Annotated[
        int, Means("trucks served at once in exit control of the country behind", "trucks", 0, 1000)
    ]
    entry: Annotated[int, Means("trucks served at once in entry control", "trucks", 0, 1000)]


class Back(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The line back through the same place."""

    mean_per_day: Annotated[
        float,
        Means("trucks that come to it in a day, beside those that came out before", "trucks", 0, 1_000_000),
    ] = 0.0
    shifts: Annotated[tuple[BackShift, ...], Means("shifts; together they cover the day without hole")]
    strip_places: Annotated[
        int | None, Means("trucks between the posts on the way back; none: no limit", "trucks", 1, 10_000)
    ] = None
    shares_exit: Annotated[
        bool,
        Means(
            "officers of exit control and those of entry control of the way back serve both; who has waited"
            " longest comes first"
        ),
    ] = False
    shares_entry: Annotated[
        bool, Means("officers of entry control and those of exit control of the way back serve both")
    ] = False
    reversible_lanes: Annotated[
        int,
        Means("more trucks served at once in exit and entry control, out or back", "trucks", 0, 100),
    ] = 0
    reversible_gap_trucks: Annotated[
        int,
        Means("the lanes change over where the other line is longer by more trucks", "trucks", 0, 10_000),
    ] = 20


class WayBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is the same for all lines back."""

    returns_pct: Annotated[
        float,
        Means("share of the trucks that came through which come back through the same place", "%", 0, 100),
    ] = 0.0
    trip: Annotated[Times, Means("from getting through to the line back")] = Times()
    exit: Annotated[Times, Means("exit control of the country behind")] = Times()
    entry: Annotated[Times, Means("entry control on the way back")] = Times()
    lanes_every_min: Annotated[
        float, Means("the lines are looked at so often to change lanes over", "min", 1, 1440)
    ] = 60.0
