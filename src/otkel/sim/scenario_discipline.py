"""Disciplines in a scenario: the policy by which a point's queue runs, and what trucks do under it.

The policy of a point is a preset of the queue, as the law of the scenario's first day makes it, with changes
of single fields. The form of these is checked with the policy (`scenario_policy.py`).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from otkel.queueing.policy import Means
from otkel.sim.scenario_shapes import Times


class Queue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What officers and trucks do where a point has a policy; other points do not ask for it."""

    call_every_min: Annotated[
        int, Means("trucks are called so often; 60 is divided by it without rest", "min", 1, 60)
    ] = 5
    ask_ahead_h: Annotated[
        float,
        Means(
            "a truck that needs a slot asks for it so long before it could be at the point; with choice by"
            " belief only when it comes",
            "h",
            0,
            1000,
        ),
    ] = 48.0
    slot_wait_h: Annotated[
        float,
        Means(
            "where a live line stands beside slots, no truck takes a slot later than this after it could be"
            " there: it comes without one",
            "h",
            0,
            1000,
        ),
    ] = 24.0
    draws_most: Annotated[
        int,
        Means(
            "where a live line stands beside draws, a truck comes after so many lost ones", "draws", 1, 100
        ),
    ] = 2
    drive: Annotated[Times, Means("from the waiting area to exit control, after a call")] = Times()
    late_pct: Annotated[
        float, Means("share of the trucks with a slot that come after it begins", "%", 0, 100)
    ] = 0.0
    late: Annotated[Times, Means("how long after the beginning of its slot a late truck comes")] = Times()
    early: Annotated[
        Times, Means("how long before the beginning of its slot another one comes, if it can be there")
    ] = Times()
    no_show_pct: Annotated[
        float,
        Means(
            "share that never comes to its slot, or to its call where the policy sets a time to appear",
            "%",
            0,
            100,
        ),
    ] = 0.0
    sealed_pct: Annotated[float, Means("share with a seal that reports nothing abnormal", "%", 0, 100)] = 0.0
    risk_pct: Annotated[
        float, Means("share that the risk rules give points above every threshold", "%", 0, 100)
    ] = 0.0
    exit_check: Annotated[Times, Means("a check at exit control, after the papers")] = Times()
    entry_check: Annotated[Times, Means("a check at entry control, after the papers")] = Times()
    cancel_pct: Annotated[
        float,
        Means("share of the trucks that give their booking up and do not come", "%", 0, 100, in_kernel=False),
    ] = 0.0
    cancel_before: Annotated[
        Times,
        Means("how long before the beginning of its slot such a truck gives it up", in_kernel=False),
    ] = Times(mean_min=720.0, cv=1.0)
    move_pct: Annotated[
        float,
        Means(
            "share that is held up on its way to its slot, and asks for a later one; where that is refused it"
            " comes late",
            "%",
            0,
            100,
            in_kernel=False,
        ),
    ] = 0.0
    move_before: Annotated[
        Times,
        Means("how long before the beginning of its slot such a truck asks", in_kernel=False),
    ] = Times(mean_min=360.0, cv=1.0)
    move_later: Annotated[
        Times,
        Means("how long after the beginning of that slot it can be there", in_kernel=False),
    ] = Times(mean_min=240.0, cv=1.0)
    standby_pct: Annotated[
        float,
        Means(
            "share that stands by: for an earlier slot than its own, and for the day it asks for where it is"
            " not drawn",
            "%",
            0,
            100,
            in_kernel=False,
        ),
    ] = 0.0
